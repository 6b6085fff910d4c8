"""A run as a centre would see it: sites of every outcome and state, and one whose every text is an attack."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from playwright.sync_api import Browser, sync_playwright

from inspector.clock import SHANGHAI
from reports.facts import ColumnFact, LetterFact, ProbeFact, SiteFacts
from reports.summary import RunSummary, SiteResult, site_result
from rules.observations import Attempt, Crawl, LinkSource, RegisteredColumn, Site
from rules.scorecard import Finding, Problem, RunRef, Score, Scorecard, StandardRef

STARTED = datetime(2026, 3, 10, 1, 0, tzinfo=SHANGHAI)
AS_OF = datetime(2026, 3, 10, 6, 30, tzinfo=SHANGHAI)
RUN = RunRef(id=12, started=STARTED, finished=STARTED + timedelta(hours=4, minutes=11), as_of=AS_OF)
STANDARD = StandardRef(
    id="census-2015",
    name={"zh": "全国政府网站普查评分表（2015）", "en": "National census of government websites (2015)"},
    sha256="5d3f0c7e" * 8,
)
LONG_URL = "http://www.jia.example/col/" + "%E6%94%BF%E5%BA%9C%E6%96%87%E4%BB%B6/" * 40 + "index.html"
HOSTILE = "<script>alert(1)</script>"
RTL = "\u202egpj.elif\u202c"
BROKEN_TEXTS = ("\x00\x08\x1b[31m", "\ud800", "\ufffe", "]]>", "-->", "{{ 7*7 }}", "{% raw %}", "%(n)s", "&lt;")

VETOES = (
    ("unreachable", "站点无法访问", "Site cannot be opened"),
    ("stale-homepage", "首页不更新", "Home page not updated"),
    ("stale-columns", "栏目不更新（一）", "Columns not updated (1)"),
    ("long-stale-columns", "栏目不更新（二）", "Columns not updated (2)"),
    ("empty-columns", "栏目不更新（三）", "Columns not updated (3)"),
    ("unanswered-messages", "互动回应差", "Messages unanswered"),
)


def site(number: int, name: str, **more: Any) -> Site:
    county = ("甲县", "乙县", "丙区")[number % 3]
    base = Site(
        code=f"99000000{number:02d}",
        name=name,
        url=f"http://www.site{number}.example/",
        sponsor=f"{name}办公室",
        supervisor=("示范市政务公开办公室", "示范市教育局")[number % 2],
        province="示范省",
        city="示范市",
        county=county,
        level="县级",
        columns=(RegisteredColumn(name="通知公告", url=f"http://www.site{number}.example/tzgg/"),),
    )
    return replace(base, **more)


def crawl(**more: Any) -> Crawl:
    base = Crawl(
        at=STARTED + timedelta(hours=1),
        started=STARTED,
        finished=STARTED + timedelta(hours=1),
        site_state="running",
        home_opened=True,
        complete=True,
        pages=812,
        columns=34,
        links=3021,
        links_ok=2986,
        blocked=3,
    )
    return structs.replace(base, **more)


def veto(index: int, verdict: str = "pass", **more: Any) -> Finding:
    indicator, clause, clause_en = VETOES[index]
    base = Finding(
        indicator=indicator,
        rule=indicator,
        clause=clause,
        clause_en=clause_en,
        verdict=verdict,  # type: ignore[arg-type]
        veto=True,
        evidence="official",
        measured={"columns": 34, "late": 0},
        limit={"limit_columns": 5},
    )
    return replace(base, **more)


def links(problems: tuple[Problem, ...] = (), points: float = 0.0, at_risk: float = 0.0, **more: Any) -> Finding:
    base = Finding(
        indicator="broken-links",
        rule="broken-links",
        clause="链接可用性",
        clause_en="Links work",
        verdict="fail" if problems else "pass",
        veto=False,
        points=points,
        points_at_risk=at_risk,
        evidence="reported",
        measured={"home": 1 if problems else 0, "other": max(len(problems) - 1, 0), "unconfirmed": 0, "blocked": 3},
        problems=problems,
        why={"zh": "失效链接让公众找不到所需信息。", "en": "Dead links keep people from what they came for."},
        fix={"zh": "改正或删除失效链接。", "en": "Mend or remove dead links."},
    )
    return replace(base, **more)


def broken(number: int, host: str = "www.site1.example", **more: Any) -> Problem:
    at = STARTED + timedelta(minutes=20, seconds=number)
    base = Problem(
        fingerprint=f"{number:016x}",
        kind="http-404",
        url=f"http://{host}/art/2024/3/{number}/art_{number}.html",
        text=f"关于公布第{number}批行政许可事项目录的通知",
        sources=(
            LinkSource(
                page=f"http://{host}/col/col{number % 7}/index.html", line=120 + number, text="关于公布目录的通知"
            ),
            LinkSource(page=f"http://{host}/index.html", line=88, text="更多"),
        ),
        occurrences=2,
        detail={"on_home": False, "external": False, "use": "page"},
        status=("new", "known", "back", "accepted")[number % 4],
        first_seen=date(2026, 3, 10) - timedelta(days=number % 40),
        seen_at=at,
        attempts=(
            Attempt(at=at - timedelta(minutes=12), method="HEAD", status=404, fault=None, elapsed_ms=84),
            Attempt(at=at - timedelta(minutes=12), method="GET", status=404, fault=None, elapsed_ms=131),
            Attempt(at=at, method="GET", status=404, fault=None, elapsed_ms=97, client="scrapy"),
        ),
        body_sha256="ab12" * 16,
    )
    return structs.replace(base, **more)


def column(number: int, kind: str = "stale", host: str = "www.site2.example", **more: Any) -> Problem:
    base = Problem(
        fingerprint=f"c{number:015x}",
        kind=kind,
        url=f"http://{host}/col/col{number}/index.html",
        text=("动态要闻", "通知公告", "政策文件", "人事任免", "规划计划")[number % 5],
        detail={"newest": "2025-06-01", "days": 282, "limit_days": 180, "category": "notices", "items": 40},
        status="known",
        first_seen=date(2025, 12, 1),
        seen_at=STARTED + timedelta(minutes=30),
        body_sha256="cd34" * 16,
    )
    return structs.replace(base, **more)


def card(
    place: Site, outcome: str, findings: tuple[Finding, ...], score: Score | None = None, **more: Any
) -> Scorecard:
    base = Scorecard(
        site=place,
        site_state="running",
        standard=STANDARD,
        run=RUN,
        outcome=outcome,  # type: ignore[arg-type]
        score=score,
        provisional=tuple(f.indicator for f in findings if f.provisional),
        findings=findings,
        crawl=crawl(),
    )
    return replace(base, **more)


def few_probes() -> Finding:
    measured = {"visits": 20, "failed": 0, "failed_percent": 0.0, "missing": 120}
    limit = {"window_days": 7, "max_failed_percent": 5.0}
    return veto(0, "inconclusive", provisional=True, reason="few-probes", measured=measured, limit=limit)


def passing() -> Scorecard:
    problems = tuple(broken(n) for n in range(1, 33))
    template = tuple(
        broken(
            n,
            kind="http-404",
            cause="template",
            occurrences=212,
            text="",
            url=f"http://www.site1.example/images/{n}.gif",
        )
        for n in range(40, 44)
    )
    server = (
        broken(50, kind="http-503"),
        broken(51, kind="dns", url="http://old.site9.example/"),
        broken(52, status="fixed"),
    )
    scored = links(problems + template + server, points=3.8)
    late = Finding(
        indicator="column-timeliness",
        rule="column-timeliness",
        clause="基本信息：更新及时",
        clause_en="Columns kept up to date",
        verdict="inconclusive",
        veto=False,
        points_at_risk=5.0,
        evidence="vendor",
        measured={"columns": 34, "late": 0, "unsure": 2},
        limit={"limit_columns": 1},
        reason="columns-unreadable",
    )
    vetoes = (few_probes(), *(veto(n) for n in range(1, 6)))
    return card(
        site(1, "甲县人民政府门户网站", portal=True), "pass", (*vetoes, scored, late), Score(best=96.2, worst=91.2)
    )


def vetoed() -> Scorecard:
    stale = tuple(column(n) for n in range(7))
    undated = (column(9, kind="undated", detail={"items": 22, "newest": None}),)
    findings = (
        veto(0, measured={"visits": 140, "failed": 6, "failed_percent": 4.2857}, limit={"max_failed_percent": 5}),
        veto(1),
        veto(
            2,
            "fail",
            problems=stale + undated,
            measured={"columns": 34, "late": 8, "unsure": 1, "unknown": 0},
            why={
                "zh": "动态要闻两周、公告政策六个月没有新信息，合计达到 5 个栏目。",
                "en": "Five or more columns are stale.",
            },
        ),
        veto(3),
        veto(4, "inconclusive", reason="columns-unreadable", measured={"columns": 34, "empty": 3, "unsure": 2}),
        veto(5, "not-applicable", reason="no-public-letters", measured={}, limit={}),
        links(tuple(broken(n, host="www.site2.example") for n in range(60, 64)), points=1.3),
    )
    return card(site(2, "乙县教育局"), "fail", findings)


def low_score() -> Scorecard:
    dead = tuple(broken(n, host="www.site3.example") for n in range(100, 150))
    findings = (*(veto(n) for n in range(6)), links(dead, points=52.4))
    return card(site(3, "丙区人民政府门户网站"), "fail", findings, Score(best=47.6, worst=47.6))


def undetermined() -> Scorecard:
    findings = (
        few_probes(),
        *(veto(n, "inconclusive", reason="crawl-incomplete", measured={}, limit={}) for n in range(1, 6)),
        links(points=0.0, at_risk=100.0, verdict="inconclusive", reason="crawl-incomplete"),
    )
    cut = crawl(complete=False, stop_reason="budget-seconds", pages=97, notes=("budget-seconds", "no-browser"))
    return card(site(4, "甲县卫生健康局"), "undetermined", findings, Score(best=100.0, worst=0.0), crawl=cut)


def in_maintenance() -> Scorecard:
    findings = tuple(veto(n, "inconclusive", reason="site-maintenance", measured={}, limit={}) for n in range(6))
    seen = crawl(site_state="maintenance", pages=1, columns=0, links=0, links_ok=0, blocked=0)
    return card(site(5, "乙县交通运输局"), "undetermined", findings, site_state="maintenance", crawl=seen)


def blocked() -> Scorecard:
    findings = tuple(veto(n, "inconclusive", reason="site-blocked", measured={}, limit={}) for n in range(6))
    seen = crawl(site_state="blocked", home_opened=False, complete=False, stop_reason="home-not-opened", pages=1)
    return card(site(6, "丙区自然资源局"), "undetermined", findings, site_state="blocked", crawl=seen)


def never_crawled() -> Scorecard:
    findings = tuple(veto(n, "inconclusive", reason="no-crawl", measured={}, limit={}) for n in range(6))
    return card(site(7, "甲县民政局"), "undetermined", findings, crawl=None, site_state="down")


def unreachable() -> Scorecard:
    tries = tuple(
        Attempt(
            at=STARTED - timedelta(hours=n),
            method="GET",
            status=None,
            fault="timeout",
            elapsed_ms=15000,
            client="probe",
        )
        for n in range(7, 0, -1)
    )
    down = Problem(
        fingerprint="d" * 16,
        kind="unreachable",
        url="http://www.site8.example/",
        occurrences=7,
        detail={"visits": 140, "failed": 7, "failed_percent": 5.0},
        attempts=tries,
        seen_at=tries[-1].at,
        first_seen=date(2026, 3, 10),
    )
    measured = {"visits": 140, "failed": 7, "failed_percent": 5.0, "discounted": 2}
    findings = (veto(0, "fail", problems=(down,), measured=measured, limit={"max_failed_percent": 5.0}),)
    return card(site(8, "乙县文化广电和旅游局"), "fail", findings, site_state="down")


def hostile() -> Scorecard:
    """Every text that a crawled page or a careless registry can set is an attack of its own."""
    attacks = (
        HOSTILE,
        '"><img src=x onerror=alert(1)>',
        "=cmd|'/C calc'!A0",
        "+1+1",
        "@SUM(1)",
        "-2+3",
        RTL,
        "::error::injected%0A\n::warning::x",
        "| a | b |\n# heading",
        "字" * 5000,
        *BROKEN_TEXTS,
    )
    addresses = (
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        LONG_URL,
        "http://[::bad",
        "file:///etc/passwd",
    )
    problems = tuple(
        Problem(
            fingerprint=f"e{n:015x}",
            kind="http-404" if n % 3 else HOSTILE,
            url=addresses[n % len(addresses)] + ("" if n % 2 else "'; rm -rf ~ #"),
            text=attack,
            sources=(LinkSource(page=addresses[(n + 1) % len(addresses)], line=1, text=attack),),
            cause=f"host:{attack}",
            detail={"title": attack, attack[:20]: 1},
            review={"action": "accept", "reason": attack},
            attempts=(
                Attempt(at=AS_OF, method=attack[:30], status=None, fault=attack, elapsed_ms=1, client=attack[:20]),
            ),
        )
        for n, attack in enumerate(attacks)
    )
    place = replace(
        site(9, f"丁镇{HOSTILE}{RTL}"),
        code="../../etc/<passwd>",
        url="javascript:alert(document.domain)",
        note='=HYPERLINK("http://evil.example")',
        supervisor='"onmouseover="alert(1)',
        sponsor="@cmd",
        county="<b>县</b>",
    )
    finding = links(problems, points=1.9, reason=HOSTILE, reason_detail={HOSTILE: HOSTILE}, measured={HOSTILE: HOSTILE})
    return card(place, "pass", (finding,), Score(best=98.1, worst=98.1), crawl=crawl(notes=(HOSTILE,)))


def spotless() -> Scorecard:
    return card(
        site(10, "乙县人民政府门户网站"),
        "pass",
        (*(veto(n) for n in range(6)), links()),
        Score(best=100.0, worst=100.0),
    )


@pytest.fixture(scope="session")
def cards() -> list[Scorecard]:
    made: list[Callable[[], Scorecard]] = [
        passing,
        vetoed,
        low_score,
        undetermined,
        in_maintenance,
        blocked,
        never_crawled,
        unreachable,
        hostile,
        spotless,
    ]
    return [make() for make in made]


@pytest.fixture(scope="session")
def by_name(cards: list[Scorecard]) -> dict[str, Scorecard]:
    names = (
        "passing",
        "vetoed",
        "low",
        "undetermined",
        "maintenance",
        "blocked",
        "uncrawled",
        "down",
        "hostile",
        "spotless",
    )
    return dict(zip(names, cards, strict=True))


@pytest.fixture(scope="session")
def earlier(cards: list[Scorecard]) -> list[RunSummary]:
    """Seven nights before: the same sites, in other states."""
    now = {card.site.code: site_result(card) for card in cards}
    nights = []
    for night in range(1, 8):
        sites = dict(now)
        sites.pop("9900000010" if night < 4 else "none", None)
        sites["9900000002"] = SiteResult(outcome="pass", best=88.0 - night, worst=80.0 - night, problems=20 + night)
        sites["9900000001"] = SiteResult(
            outcome="undetermined" if night % 3 else "fail", best=70.0 + night, worst=52.0, problems=60
        )
        if night < 5:
            sites["9900000077"] = SiteResult(outcome="fail", problems=4)
        nights.append(
            RunSummary(run_id=4 + night, as_of=AS_OF - timedelta(days=8 - night), standard="census-2015", sites=sites)
        )
    return nights


@pytest.fixture(scope="session")
def facts() -> Callable[[str], SiteFacts | None]:
    columns = (
        ColumnFact(name="动态要闻", url="http://www.site1.example/dtyw/", category="news", state="current",
                   newest=date(2026, 3, 9), age_days=1, limit_days=14, items=45, registered=True),
        ColumnFact(name="通知公告", url="http://www.site1.example/tzgg/", category="notices", state="stale",
                   newest=date(2025, 6, 1), age_days=282, limit_days=180, items=40),
        ColumnFact(name="规划计划", url="http://www.site1.example/ghjh/", category="plans", state="empty", items=0),
        ColumnFact(name="部门动态", url="http://www.site1.example/bmdt/", category="unknown", state="inconclusive",
                   reason="by-script"),
        ColumnFact(name="领导之窗", url="http://www.site1.example/ldzc/", category="static", state="not-due"),
    )  # fmt: skip
    letters = (
        LetterFact(subject="关于城北公交线路调整的咨询", url="http://www.site1.example/xx/1.html", page="http://www.site1.example/xx/",
                   asked=date(2026, 1, 5), answered=date(2026, 1, 8), status="answered", waiting_days=3),
        LetterFact(subject=HOSTILE, url="javascript:alert(1)", page="http://www.site1.example/xx/",
                   asked=date(2025, 11, 20), status="open", waiting_days=110),
    )  # fmt: skip
    probes = ProbeFact(asked=140, failed=2, canary_failed=3)
    return {"9900000001": SiteFacts(columns=columns, letters=letters, probes=probes)}.get


@pytest.fixture(scope="session")
def chromium(browser: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=str(browser),
            chromium_sandbox=os.geteuid() != 0,
            args=["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        )
        yield opened
        opened.close()
