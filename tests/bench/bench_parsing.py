"""CPU per page of the readers: ``python -m tests.bench.bench_parsing [FILE...]``.

Without files: pages of about 40 KB, 115 links and one frame, as a county's site has them. Prints what each reader costs
in milliseconds of CPU and as a multiple of the bare lxml parse. Every page is parsed anew for every figure: no reader
profits from another's work unless the row says so. The last rows are what a crawl pays: the pages of one site in
sequence with its frame memory, the parse included, other pages in each round so that none is met twice.
"""

import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import lxml.html

from spiders.parsing.article import read_article
from spiders.parsing.cms import recognise
from spiders.parsing.document import Document
from spiders.parsing.frame import FrameMemory
from spiders.parsing.letters import read_letters
from spiders.parsing.lists import read_items
from spiders.parsing.marks import read_marks
from spiders.parsing.page import read_page
from spiders.parsing.pagers import read_next_page, read_total

TODAY = date(2024, 9, 12)
ROUNDS = 25
KB = 40
"""The size that the last figure is told for."""
PAGES = 12
URL = "http://www.qinghe.example.gov.cn/zwgk/xwdt/content/post_{}.html"
_NAMES = (
    *(
        "政务公开",
        "通知公告",
        "政策文件",
        "政策解读",
        "人事信息",
        "规划计划",
        "财政信息",
        "统计数据",
        "领导信息",
        "机构职能",
    ),
    *("县长信箱", "办事指南", "专题专栏", "走进清河"),
)
_TITLE = "清河县召开第{}次农村饮水安全工作推进会"
_INFO = "<div>发布日期：2024-09-10 09:24 来源：清河日报</div>"
_PROSE = "会议指出，要把群众喝上放心水作为民生实事抓紧抓好，加快推进管网改造，完善水质检测制度，确保年底前全部完工。"


def made_pages(articles: bool, first: int = 0) -> list[bytes]:
    """Pages of one site: the same header, menus and footer around articles or lists, which differ by their numbers."""
    return [_page(_article(i) if articles else _list(i), i) for i in range(first, first + PAGES)]


def _page(content: str, number: int) -> bytes:
    menus = "".join(
        f'<li class="menu"><a href="/c{i}/">{_NAMES[i]}</a><ul class="sub">'
        + "".join(f'<li><a href="/c{i}/s{j}/index.html" title="{_NAMES[j]}">{_NAMES[j]}</a></li>' for j in range(6))
        + "</ul></li>\n"
        for i in range(14)
    )
    links = "".join(f'<option value="http://w{i}.example.gov.cn/">{_NAMES[i % 14]}网站</option>' for i in range(80))
    filler = "".join(
        f".skin{i} .box{i} {{ background: url(/images/bg{i}.png) no-repeat 0 {i}px; }}\n" for i in range(220)
    )
    title = f"{_TITLE.format(number)}_清河县人民政府"
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>
<meta name="SiteName" content="清河县人民政府"><meta name="SiteIDCode" content="3300990001"><style>{filler}</style>
<script>var _site = 1; function search() {{ document.forms[0].submit(); }}</script></head><body>
<div class="header"><div class="nav"><ul>{menus}</ul></div></div><div class="main">
<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a></div>{content}</div>
<div class="links"><select>{links}</select></div><div class="footer"><p>主办单位：清河县人民政府办公室</p>
<p>网站标识码：3300990001　浙ICP备10000099号-1　浙公网安备 33009902000099号</p></div></body></html>""".encode()


def _article(number: int) -> str:
    prose = "".join(f"<p style='text-indent:2em'><span>{_PROSE}{number}{i}</span></p>\n" for i in range(30))
    return f"<h1>{_TITLE.format(number)}</h1>{_INFO}<div class='content'>{prose}</div>"


def _list(number: int) -> str:
    rows = "".join(
        f'<li><a href="./202409/t20240910_{number}{i}.html" title="第{i}次常务会议研究农村饮水安全工作">'
        f"第{i}次常务会议研究农村饮水安全工作</a><span>2024-09-{10 - i // 3:02}</span></li>\n"
        for i in range(25)
    )
    pager = f'<script>createPageHTML(9, {number % 9}, "index", "html")</script>'
    return f'<h2>工作动态</h2><ul class="list">{rows}</ul>{pager}'


def cpu_ms(call: Callable[[Document], object] | None, bodies: Sequence[bytes], parse: Callable[..., Document]) -> float:
    """Time of ``call`` alone on fresh documents, or of the parse without it: the mean of each page's best round.

    Windows are short, for other work on the machine stretches long ones.
    """
    best = [float("inf")] * len(bodies)
    for _ in range(ROUNDS):
        for i, body in enumerate(bodies):
            doc = None  # a page is let go of outside the window
            started = time.process_time()
            doc = parse(body, URL.format(i))
            if call is not None:
                started = time.process_time()
                call(doc)
            best[i] = min(best[i], time.process_time() - started)
    return 1000 * sum(best) / len(bodies)


def crawl_ms(rounds: Sequence[Sequence[bytes]]) -> float:
    """Parse and facts of the pages of one site, each met once: the mean of the best of each place in the rounds."""
    frame = FrameMemory()
    best = [float("inf")] * len(rounds[0])
    for number, bodies in enumerate(rounds):
        for i, body in enumerate(bodies):
            started = time.process_time()
            read_page(Document.parse(body, URL.format(number * PAGES + i)), today=TODAY, frame=frame, home=False)
            best[i] = min(best[i], time.process_time() - started)
    return 1000 * sum(best) / len(best)


def squares_ms() -> float:
    """A fixed piece of Python: how fast this machine is at the moment (0.5 to 0.7 ms on a quiet core of 2024)."""
    best = float("inf")
    for _ in range(20):
        started = time.perf_counter()
        sum(i * i for i in range(10_000))
        best = min(best, time.perf_counter() - started)
    return 1000 * best


def bench(name: str, rounds: Sequence[Sequence[bytes]]) -> float:
    """Print the table of some pages; return the CPU of parse and facts in a crawl, in ms per ``KB``."""
    bodies = rounds[0]
    size = sum(map(len, bodies)) / len(bodies) / 1024
    print(f"\n{name}: {len(bodies)} pages of {size:.0f} KB")
    bare = cpu_ms(None, bodies, lambda body, url: lxml.html.document_fromstring(body))  # type: ignore[arg-type,return-value]
    rows: list[tuple[str, float]] = [("10,000 squares in Python", squares_ms()), ("lxml alone", bare)]
    rows.append(("Document.parse", cpu_ms(None, bodies, Document.parse)))
    readers: list[tuple[str, Callable[[Document], object]]] = [
        ("lines", lambda doc: doc.lines),
        ("article (with lines)", lambda doc: read_article(doc, TODAY)),
        ("items", lambda doc: read_items(doc, today=TODAY)),
        ("letters", lambda doc: read_letters(doc, today=TODAY)),
        ("next page, total", lambda doc: (read_next_page(doc), read_total(doc))),
        ("marks (with lines)", read_marks),
        ("cms", recognise),
        ("read_page", lambda doc: read_page(doc, today=TODAY)),
    ]
    rows += [(reader, cpu_ms(call, bodies, Document.parse)) for reader, call in readers]
    crawled = crawl_ms(rounds)
    rows += [("in a crawl, with parse", crawled), (f"the same for {KB} KB", crawled * KB / size)]
    for label, ms in rows:
        print(f"  {label:24} {ms:7.2f} ms  {ms / bare:5.1f} x lxml")
    return rows[-1][1]


def main(files: Sequence[str]) -> int:
    """Bench given files, or the made pages."""
    if files:
        bench("files", [[Path(file).read_bytes() for file in files]] * ROUNDS)
        return 0
    for name, articles in (("articles", True), ("lists", False)):
        bench(name, [made_pages(articles, first) for first in range(0, ROUNDS * PAGES, PAGES)])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
