"""The pages hold what the scorecards say, in both languages, and nothing that a crawled page smuggled in."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import lxml.html
import pytest
from msgspec import structs

from reports.allproblems import MAX_ROWS
from reports.facts import SiteFacts
from reports.html import write_run
from reports.summary import RunSummary
from rules.errors import CannotJudgeError, UsageError
from rules.scorecard import Problem, Scorecard

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
FactsOf = Callable[[str], SiteFacts | None]


@pytest.fixture(scope="module", params=["zh", "en"])
def report(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    cards: list[Scorecard],
    earlier: list[RunSummary],
    facts: FactsOf,
) -> Path:
    out = tmp_path_factory.mktemp(request.param)
    return write_run(out, cards, lang=request.param, earlier=earlier, facts=facts).parent


def pages(folder: Path) -> Iterator[tuple[str, lxml.html.HtmlElement]]:
    for path in sorted(folder.rglob("*.html")):
        yield path.relative_to(folder).as_posix(), lxml.html.document_fromstring(path.read_text("utf-8"))


def read(path: Path) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(path.read_text("utf-8"))


def text(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_every_site_has_its_pages_and_the_overview_leads_to_them(report: Path, cards: list[Scorecard]) -> None:
    links = read(report / "index.html").xpath("//table[@id='league']//tbody//th/a/@href")
    assert len(links) == len(cards)
    for link in links:
        folder = (report / link).parent
        assert {path.name for path in folder.iterdir()} >= {"index.html", "problems.html", "scorecard.json"}


def test_every_link_within_the_report_leads_somewhere(report: Path) -> None:
    for name, page in pages(report):
        for href in page.xpath("//@href"):
            parts = urlsplit(href)
            if parts.scheme:
                continue
            target = (report / name).parent / unquote(parts.path) if parts.path else report / name
            assert target.resolve().is_file(), f"{name}: {href}"
            assert target.resolve().is_relative_to(report.resolve())
            if parts.fragment:
                assert read(target).xpath("//*[@id=$id]", id=unquote(parts.fragment)), f"{name}: {href}"


def test_nothing_leads_out_but_http_and_no_page_loads_anything(report: Path) -> None:
    for name, page in pages(report):
        for href in page.xpath("//@href"):
            assert urlsplit(href).scheme in {"", "http", "https", "data"}, f"{name}: {href}"
        assert page.xpath("//link/@href") == ["data:,"]
        assert page.xpath("//*[@src and not(self::img)] | //iframe | //object | //embed | //form | //base") == []
        assert page.xpath("//img/@src") == []


def test_no_text_of_a_site_becomes_markup(report: Path) -> None:
    hostile = [page for name, page in pages(report) if "passwd" in name]
    assert len(hostile) == 2
    for name, page in pages(report):
        assert len(page.xpath("//script")) == 1, name
        assert page.xpath("//@*[starts-with(name(), 'on')]") == [], name
        assert page.xpath("//b[text()='县']") == [], name
        assert page.xpath("//@style") == [], name
    assert all("<script>alert(1)</script>" in text(page.find(".//main")) for page in hostile)


def test_the_policy_allows_exactly_the_style_and_script_of_the_page(report: Path) -> None:
    for name, page in pages(report):
        policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
        raw = (report / name).read_text("utf-8")
        for tag in ("style", "script"):
            (body,) = re.findall(rf"<{tag}>(.*?)</{tag}>", raw, re.S)
            assert f"{tag}-src 'sha256-{b64encode(sha256(body.encode()).digest()).decode()}'" in policy, name
        assert policy.startswith("default-src 'none'")


def test_pages_have_language_one_title_and_headings_in_order(report: Path) -> None:
    for name, page in pages(report):
        assert page.get("lang") == ("zh-CN" if "检查" in text(page.find(".//header")) else "en"), name
        assert text(page.find(".//title")), name
        levels = [int(heading.tag[1]) for heading in page.xpath("//h1 | //h2 | //h3 | //h4")]
        assert levels.count(1) == 1, name
        assert levels[0] == 1, name
        assert all(after - before <= 1 for before, after in pairwise(levels)), f"{name}: {levels}"
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids)), name
        for control in page.xpath("//input | //select"):
            assert control.xpath("ancestor::label"), name


def test_tables_name_their_columns(report: Path) -> None:
    for name, page in pages(report):
        for table in page.xpath("//table"):
            heads = table.xpath("./thead/tr/th")
            assert all(head.get("scope") == "col" for head in heads), name
            widths = {len(row.xpath("./td | ./th")) for row in table.xpath("./tbody/tr[not(@class='group')]")}
            assert widths <= {len(heads)}, name


def test_the_veto_panel_comes_first_and_failed_vetoes_lead_it(report: Path) -> None:
    page = read(report / "sites/9900000002/index.html")
    headings = [text(heading) for heading in page.xpath("//h2")]
    assert headings[0] in {"单项否决指标", "Vetoes"}
    first = page.xpath("//ul[@class='vetoes']/li")[0]
    assert "fail-row" in first.get("class")
    assert "8" in text(first)


def test_the_arithmetic_of_the_deductions_is_written_out(report: Path) -> None:
    page = read(report / "sites/9900000001/index.html")
    assert "100 − 3.8 = 96.2" in text(page)
    assert "96.2 − 5 = 91.2" in text(page)
    bar = page.xpath("//*[@class='bigrange']//*[@class='fill-accent']")[0]
    assert (bar.get("x"), bar.get("width")) == ("91.2%", "5.0%")


def test_a_vetoed_site_shows_no_score(report: Path) -> None:
    page = read(report / "sites/9900000002/index.html")
    assert page.xpath("//*[@class='bigrange']") == []
    assert re.search("单项否决，不再评分|Vetoed, not scored", text(page))


def test_a_problem_is_shown_with_everything_an_appeal_needs(report: Path) -> None:
    row = read(report / "sites/9900000001/problems.html").xpath("//tr[@id='p-broken-links-0000000000000001']")[0]
    told = text(row)
    for needed in (
        "http://www.site1.example/art/2024/3/1/art_1.html",
        "http://www.site1.example/col/col1/index.html",
        "121",
        "关于公布第1批行政许可事项目录的通知",
        "2026-03-10 01:08:01 HEAD 404 84 ms",
        "2026-03-10 01:20:01 GET 404 97 ms",
        "ab12" * 16,
        "0000000000000001",
        "2026-03-09",
    ):
        assert needed in told, needed
    assert "--url http://www.site1.example/art/2024/3/1/art_1.html" in text(row.xpath(".//code")[0])


def test_each_kind_of_problem_says_why_and_how_to_fix_it(report: Path) -> None:
    groups = read(report / "sites/9900000001/problems.html").xpath("//tr[@class='group']")
    assert len(groups) == 3
    for group in groups:
        assert len(group.xpath(".//dt")) >= 4
        assert re.search("为什么.*怎么改|Why.*How to fix", text(group))


def test_problems_of_one_cause_are_counted_together(report: Path) -> None:
    page = read(report / "sites/9900000001/problems.html")
    causes = page.xpath("//section[@aria-labelledby='causes']//li")
    assert len(causes) == 1
    assert re.search(r"\b4\b", text(causes[0]))


def test_a_hostile_address_gives_no_command(report: Path) -> None:
    page = next(page for name, page in pages(report) if name.endswith("problems.html") and "passwd" in name)
    commands = [text(code).replace("'", "") for code in page.xpath("//code")]
    assert {command.split(" ")[0] for command in commands} <= {"curl", "inspector"}
    assert all("--url http://www.jia.example/" in one or "-- http://www.jia.example/" in one for one in commands)


def test_no_problem_seen_is_not_said_to_be_no_problem(report: Path) -> None:
    told = {
        code: text(read(report / f"sites/99000000{code}/index.html").xpath("//section[@aria-labelledby='problems']")[0])
        for code in ("04", "05", "06", "07", "10")
    }
    assert re.search("没有发现问题。|No problem was found\\.", told["10"])
    for code in ("04", "05", "06", "07"):
        assert not re.search("没有发现问题。|No problem was found\\.", told[code]), code


def test_columns_and_letters_are_listed_where_they_are_known(report: Path) -> None:
    page = read(report / "sites/9900000001/index.html")
    assert "2025-06-01" in text(page.xpath("//section[@aria-labelledby='columns']")[0])
    letters = page.xpath("//section[@aria-labelledby='letters']")[0]
    assert "<script>alert(1)</script>" in text(letters)
    assert letters.xpath(".//a/@href") == ["http://www.site1.example/xx/1.html"]
    assert read(report / "sites/9900000003/index.html").xpath("//section[@aria-labelledby='columns']") == []


def test_what_changed_since_the_last_run_is_named(report: Path) -> None:
    changes = text(read(report / "index.html").xpath("//section[@aria-labelledby='changes']")[0])
    assert "乙县教育局" in changes
    assert "甲县人民政府门户网站" in changes
    assert "丙区自然资源局" not in changes


def test_the_trend_shows_every_run(report: Path) -> None:
    trend = read(report / "index.html").xpath("//section[@aria-labelledby='trend']")[0]
    assert len(trend.xpath(".//table/tbody/tr")) == 8
    assert len(trend.xpath(".//*[local-name()='svg']//*[@class='bar']/*[local-name()='rect']")) == 24


def test_english_pages_hold_no_chinese_of_ours(tmp_path: Path, by_name: dict[str, Scorecard]) -> None:
    english = []
    for card in (
        by_name["spotless"],
        by_name["passing"],
        by_name["undetermined"],
        by_name["vetoed"],
        by_name["uncrawled"],
    ):
        site = replace(
            card.site,
            name="Site",
            sponsor="Office",
            supervisor="Centre",
            province="P",
            city="C",
            county="Q",
            level=None,
        )
        findings = tuple(
            replace(f, problems=tuple(structs.replace(p, text="", sources=()) for p in f.problems))
            for f in card.findings
        )
        english.append(replace(card, site=site, findings=findings))
    write_run(tmp_path, english, lang="en")
    for name, page in pages(tmp_path):
        assert re.findall("[\u3000-\u30ff\u3400-\u9fff]+", text(page.find(".//body"))) == [], name


def test_the_same_cards_give_the_same_bytes(
    tmp_path: Path, cards: list[Scorecard], earlier: list[RunSummary], facts: FactsOf
) -> None:
    for name in ("a", "b"):
        write_run(tmp_path / name, iter(cards), earlier=earlier, facts=facts)
    first = {
        path.relative_to(tmp_path / "a"): path.read_bytes() for path in (tmp_path / "a").rglob("*") if path.is_file()
    }
    second = {
        path.relative_to(tmp_path / "b"): path.read_bytes() for path in (tmp_path / "b").rglob("*") if path.is_file()
    }
    assert first == second
    assert len(first) == 3 * len(cards) + 2


def test_progress_is_told_site_by_site(tmp_path: Path, cards: list[Scorecard]) -> None:
    told: list[int] = []
    write_run(tmp_path, cards, progress=told.append)
    assert told == list(range(1, len(cards) + 1))


def test_a_run_is_not_compared_with_itself(tmp_path: Path, cards: list[Scorecard], earlier: list[RunSummary]) -> None:
    itself = replace(earlier[-1], run_id=12)
    write_run(tmp_path, cards, lang="en", earlier=[itself])
    assert "There is no earlier run" in text(read(tmp_path / "index.html"))


def test_a_report_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotJudgeError):
        write_run(tmp_path, [])
    assert list(tmp_path.iterdir()) == []


def test_another_language_is_refused_before_anything_is_written(tmp_path: Path, cards: list[Scorecard]) -> None:
    with pytest.raises(UsageError):
        write_run(tmp_path, cards, lang="fr")
    assert list(tmp_path.iterdir()) == []


def test_pictures_stand_beside_their_problem_and_only_pictures(tmp_path: Path, by_name: dict[str, Scorecard]) -> None:
    snapshots = {f"{1:016x}": PNG, f"{2:016x}": b"<svg onload=alert(1)>", "../../evil": PNG}
    write_run(tmp_path, [by_name["passing"]], facts=lambda code: SiteFacts(snapshots=snapshots))
    folder = tmp_path / "sites/9900000001"
    assert [path.name for path in (folder / "evidence").iterdir()] == [f"{1:016x}.png"]
    assert read(folder / "problems.html").xpath("//img/@src") == [f"evidence/{1:016x}.png"]
    assert list(tmp_path.rglob("*evil*")) == []


@pytest.mark.parametrize(("count", "files"), [(MAX_ROWS, 1), (MAX_ROWS + 1, 2)])
def test_the_list_of_all_problems_is_split_where_it_gets_slow(
    tmp_path: Path, by_name: dict[str, Scorecard], count: int, files: int
) -> None:
    card = by_name["spotless"]
    many = tuple(Problem(fingerprint=f"{n:x}", kind="http-404", url=f"http://a.example/{n}") for n in range(count))
    finding = replace(card.findings[-1], verdict="fail", problems=many)
    write_run(tmp_path, [replace(card, findings=(*card.findings[:-1], finding))])
    lists = sorted(path.name for path in tmp_path.glob("problems*.html"))
    assert len(lists) == files
    rows = [
        len(read(tmp_path / name).xpath("//table[@id='list-table']/tbody/tr"))
        for name in ("problems.html", *lists[:-1])
    ]
    assert rows[0] == MAX_ROWS
    shown = read(tmp_path / "sites/9900000010/problems.html")
    assert len(shown.xpath("//tr[@data-about]")) == MAX_ROWS
    assert ("1 条没有列出" in text(shown)) is (count > MAX_ROWS)


def test_the_list_of_all_problems_calls_a_veto_only_what_vetoed_a_site(
    tmp_path: Path, by_name: dict[str, Scorecard]
) -> None:
    failed = by_name["vetoed"]
    passed = replace(
        failed,
        site=replace(failed.site, code="9900000099"),
        findings=tuple(replace(f, verdict="pass") if f.veto else f for f in failed.findings),
    )
    write_run(tmp_path, [passed, failed])
    rows = read(tmp_path / "problems.html").xpath("//table[@id='list-table']/tbody/tr")
    tagged = [row.xpath(".//td[2]/a/@href")[0] for row in rows if row.xpath(".//span[@class='tag veto']")]
    assert len(tagged) == sum(len(f.problems) for f in failed.findings if f.veto and f.verdict == "fail") > 0
    assert set(tagged) == {"sites/9900000002/index.html"}


def test_a_finding_counts_the_problems_that_are_there(tmp_path: Path, by_name: dict[str, Scorecard]) -> None:
    card = by_name["low"]
    links = next(f for f in card.findings if f.problems)
    mended = tuple(structs.replace(p, status="fixed") for p in links.problems[1:])
    findings = tuple(replace(f, problems=(f.problems[0], *mended)) if f is links else f for f in card.findings)
    write_run(tmp_path, [replace(card, findings=findings)])
    page = read(next((tmp_path / "sites").glob("*/index.html")))
    (link,) = page.xpath("//table[contains(@class, 'deductions')]//a[starts-with(@href, 'problems.html#')]")
    assert "1" in text(link)
    assert str(len(links.problems)) not in text(link)
