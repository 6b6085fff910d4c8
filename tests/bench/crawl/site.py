"""Generates the benchmark's site: static pages for nginx, and the truth about its links.

3,000 pages by default, 30-60 KB each, about 120 links a page, about 2.5 distinct targets per page; 100 broken links of
every kind that a loopback server can show, and as many look-alikes that must not be accused. The site is made as a
county's is: a home page, thirty columns whose lists run over several pages, and articles, all in one frame (navigation,
hot list of the column, footer links). ``dense`` makes the hardest site for the readers instead: every page is a list of
sixty dated entries that no other page has in that order. Folders are named by letters, a hundred articles each: a
folder per number would look like one kind of page that grows without end.
"""

import json
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

KINDS = {"http-404": 60, "http-410": 10, "http-500": 10, "redirect-loop": 5, "reset": 5, "empty-file": 5, "soft-404": 5}
LOOK_ALIKES = {"forbidden": 20, "too-many": 10, "no-head": 40, "moved": 20, "about-404": 5, "shield": 5}
_PLAIN = "县政府召开工作推进会，研究部署下一阶段重点任务，各乡镇和有关部门负责同志参加会议并作了交流发言。"


@dataclass
class Truth:
    """Which paths are broken, by kind, and which only look it."""

    broken: dict[str, str] = field(default_factory=dict)  # path → kind
    look_alikes: dict[str, str] = field(default_factory=dict)
    pages: int = 0
    targets: int = 0

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(self.__dict__, indent=1), "utf-8")


COLUMNS = 30
ROWS = 20
"""Entries of a list page, about."""


class Plan(NamedTuple):
    """How many pages there are, and over how many pages the list of each column runs."""

    pages: int
    lists: int

    @classmethod
    def of(cls, pages: int, *, dense: bool) -> "Plan":
        return cls(pages, 1 if dense else max(1, round((pages - 1) / (COLUMNS * (ROWS + 1)))))

    @property
    def first_article(self) -> int:
        return 1 + COLUMNS * self.lists

    def path(self, number: int) -> str:
        """The path of the n-th page: the home page, the pages of the columns' lists, the articles."""
        if number == 0:
            return "/index.html"
        if number < self.first_article:
            page, column = divmod(number - 1, COLUMNS)
            return f"/c{column:02d}/index{f'_{page}' if page else ''}.html"
        return f"/a/{_letters(number // 100)}/t202603{number % 28 + 1:02d}_{number}.html"


def generate(folder: Path, *, pages: int = 3000, seed: int = 7, broken: bool = True, dense: bool = False) -> Truth:
    """Writes the site below ``folder`` and returns the truth about it. ``broken`` False: every link is in order."""
    chance = random.Random(seed)
    truth = Truth(pages=pages)
    if broken:
        _add_specials(truth)
    leaves = _write_leaves(folder, count=round(pages * 1.5))
    _write_specials(folder, truth)
    specials = sorted(truth.broken) + sorted(truth.look_alikes)
    chance.shuffle(specials)
    truth.targets = pages + len(leaves) + len(specials)
    plan = Plan.of(pages, dense=dense)
    for number in range(pages):
        shared = _shared(number, leaves, specials)
        content = _dense(plan, number) if dense else _content(plan, number)
        _write_page(folder, plan, number, content, shared, chance)
    truth.save(folder / "truth.json")
    return truth


def _add_specials(truth: Truth) -> None:
    for kind, count in KINDS.items():
        truth.broken |= {
            f"/x/{kind}/{i}.html" if kind != "empty-file" else f"/x/{kind}/{i}.pdf": kind for i in range(count)
        }
    for kind, count in LOOK_ALIKES.items():
        truth.look_alikes |= {f"/y/{kind}/{i}.html": kind for i in range(count)}


def _letters(number: int) -> str:
    return chr(ord("a") + number // 26) + chr(ord("a") + number % 26)


def _write_leaves(folder: Path, count: int) -> list[str]:
    paths = [f"/f/{i % 50}/{i}.{'pdf' if i % 3 else 'png'}" for i in range(count)]
    for path in paths:
        _write(folder, path, b"%PDF-1.4 " + path.encode())
    return paths


def _write_specials(folder: Path, truth: Truth) -> None:
    for path, kind in truth.broken.items():
        if kind == "empty-file":
            _write(folder, path, b"")
        elif kind == "soft-404":
            _write(folder, path, _html("页面不存在", "<p>对不起，您访问的页面不存在或已被删除。</p>"))
    for path, kind in truth.look_alikes.items():
        if kind in ("no-head", "about-404"):
            title = "关于清理网站404错误页面的通知" if kind == "about-404" else "工作动态"
            _write(folder, path, _html(title, f"<p>{_PLAIN * 20}</p>"))


def _write_page(folder: Path, plan: Plan, number: int, content: str, shared: str, chance: random.Random) -> None:
    nav = "".join(f'<li><a href="/c{k:02d}/index.html">栏目{k}</a></li>' for k in range(COLUMNS))
    prose = "".join(f"<p>{_PLAIN * chance.randint(3, 7)}</p>" for _ in range(40))
    meta = f'<meta name="PubDate" content="{_day(number)} 09:00"><meta name="SiteName" content="青溪县人民政府">'
    page = f"<ul class=nav>{nav}</ul>{content}<div>{prose}</div><div>{shared}</div>"
    foot = "<div class=footer>主办单位：青溪县人民政府办公室 网站标识码：3301270001 浙ICP备05000001号-1</div>"
    _write(folder, plan.path(number), _html(f"第{number}篇", page + foot, meta))


def _shared(number: int, leaves: list[str], specials: list[str]) -> str:
    """Attachments, pictures and special links: those of one page are in part those of the next."""
    share = [leaves[(number * 3 + k) % len(leaves)] for k in range(26)]
    files = "".join(f'<a href="{p}">附件</a>' if p.endswith("pdf") else f'<img src="{p}" alt="图片">' for p in share)
    extra = [specials[(number * k + d) % len(specials)] for k, d in ((1, 0), (7, 3)) if specials]
    return files + "".join(f'<a href="{p}">相关链接</a>' for p in extra)


def _dense(plan: Plan, number: int) -> str:
    rows = []
    for k in range(60):
        target = plan.path((number * 37 + k * 61 + 1) % plan.pages)
        title = f"第{k}条工作动态"
        rows.append(f'<li><a href="{target}" title="{title}">{title}</a><span>2026-03-{k % 28 + 1:02d}</span></li>')
    return f"<h1>第{number}篇</h1>{_info(number)}<ul class=list>{''.join(rows)}</ul>"


def _content(plan: Plan, number: int) -> str:
    """What a page has between navigation and footer: the column's hot list and the site's links beside its own part."""
    articles = range(plan.first_article, plan.pages)
    column = (number - 1) % COLUMNS
    hot = [articles[(column * 31 + k * 7) % len(articles)] for k in range(15)]
    site = [articles[(k * 97) % len(articles)] for k in range(25)]
    aside = f"<div class=hot><h3>热点</h3>{_rows(plan, hot)}</div>"
    links = "".join(f'<a href="{plan.path(n)}">专题{k}</a>' for k, n in enumerate(site))
    if number == 0:
        own = "".join(
            f"<div class=box>{_rows(plan, articles[k::COLUMNS][:2], dated=True)}</div>" for k in range(COLUMNS)
        )
    elif number < plan.first_article:
        own = _list(plan, number, articles)
    else:
        near = [articles[(number * 37 + k * 61) % len(articles)] for k in range(10)]
        own = f"<h1>第{number}篇</h1>{_info(number)}<div class=near>{_rows(plan, near)}</div>"
    return f"{own}{aside}<div class=links>{links}</div>"


def _list(plan: Plan, number: int, articles: range) -> str:
    """One page of a column's list, and the links to its other pages."""
    page, column = divmod(number - 1, COLUMNS)
    mine = articles[column::COLUMNS]
    size = -(-len(mine) // plan.lists)
    rows = _rows(plan, mine[page * size : (page + 1) * size], dated=True)
    pages = [plan.path(1 + k * COLUMNS + column) for k in range(plan.lists)]
    pager = "".join(f'<a href="{path}">{k + 1}</a>' for k, path in enumerate(pages) if k != page)
    later = f'<a href="{pages[page + 1]}">下一页</a>' if page + 1 < plan.lists else ""
    return f"<h2>栏目{column}</h2><ul class=list>{rows}</ul><div class=page>{pager}{later}</div>"


def _rows(plan: Plan, numbers: "range | list[int]", *, dated: bool = False) -> str:
    return "".join(
        f'<li><a href="{plan.path(n)}" title="{_title(n)}">{_title(n)}</a>{f"<span>{_day(n)}</span>" if dated else ""}</li>'
        for n in numbers
    )


def _title(number: int) -> str:
    return f"青溪县召开第{number}次重点工作推进会"


def _info(number: int) -> str:
    return f"<p>发布时间：{_day(number)} 09:00　来源：县政府办</p>"


def _day(number: int) -> str:
    return f"2026-03-{number % 28 + 1:02d}"


def _html(title: str, body: str, meta: str = "") -> bytes:
    return f"<!doctype html><html lang=zh><head><meta charset=utf-8>{meta}<title>{title}</title></head><body>{body}</body></html>".encode()


def _write(folder: Path, path: str, body: bytes) -> None:
    target = folder / path.lstrip("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(body)


NGINX = """
worker_processes 1; daemon off; pid {run}/nginx.pid; error_log {run}/error.log;
events {{ worker_connections 2048; }}
http {{
  include /etc/nginx/mime.types; access_log off; keepalive_requests 1000000; keepalive_timeout 65;
  client_body_temp_path {run}/body; proxy_temp_path {run}/proxy; fastcgi_temp_path {run}/fcgi;
  uwsgi_temp_path {run}/uwsgi; scgi_temp_path {run}/scgi;
  server {{
    {listen} root {root}; index index.html;
    add_header LinkChecker "may ask as fast as it can" always;
    location /x/http-410/ {{ return 410; }}
    location /x/http-500/ {{ return 500; }}
    location /x/redirect-loop/ {{ return 302 $uri; }}
    location /x/reset/ {{ return 444; }}
    location /y/forbidden/ {{ return 403; }}
    location /y/too-many/ {{ return 429; }}
    location /y/moved/ {{ return 301 /c00/; }}
    location /y/shield/ {{ default_type text/html; add_header Set-Cookie "__jsluid_h=1" always; return 521 "<script>document.cookie='__jsl_clearance=1'</script>"; }}
    location /y/no-head/ {{ if ($request_method = HEAD) {{ return 405; }} }}
  }}
}}
"""
