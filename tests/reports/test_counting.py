"""A problem that several clauses name is one in every format. What is open is told, and how to settle it."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from lxml import html
from msgspec import structs

from reports.changes import changes_of
from reports.docx import write_bulletin, write_notices
from reports.html import write_run
from reports.markdown import run_markdown
from reports.overview import Overview
from reports.problems import repeat_command
from reports.prometheus import prometheus_text
from reports.sentences import cut_reason, next_steps, outcome_sentence
from reports.summary import counts_of, open_identities, site_result
from reports.tables import SITE_COLUMNS, site_row
from reports.wording import wording
from rules.scorecard import Problem, Scorecard

ZH = wording("zh")


@pytest.fixture
def twice(by_name: dict[str, Scorecard]) -> Scorecard:
    """Eight late columns, named by the veto and by the rule that prices them, one of them accepted."""
    card = by_name["vetoed"]
    stale = next(f for f in card.findings if f.indicator == "stale-columns")
    problems = (structs.replace(stale.problems[0], status="accepted"), *stale.problems[1:])
    named = [replace(stale, problems=problems), replace(stale, rule="priced", veto=False, problems=problems)]
    return replace(card, findings=(*(f for f in card.findings if not f.problems), *named))


def test_a_problem_under_two_rules_is_one(twice: Scorecard, tmp_path: Path) -> None:
    assert sum(len(f.problems) for f in twice.findings) == 16
    assert len(open_identities(twice)) == site_result(twice).problems == 7
    assert counts_of(twice) == Counter({"known": 7, "accepted": 1})
    row = dict(zip(SITE_COLUMNS, site_row(twice, ZH), strict=True))
    assert (row["problems"], row["new"]) == (7, 0)
    assert "| 7 |" in run_markdown([twice])
    assert 'status="known"} 7' in prometheus_text([twice])
    overview = Overview(ZH, None)
    assert overview.add(twice).problems == 7
    assert overview.counts() == counts_of(twice)
    assert [rule.problems for rule in overview.rules() if rule.problems] == [7, 7], "each clause counts its own"


def test_a_list_by_clauses_says_how_many_problems_it_holds(twice: Scorecard, tmp_path: Path) -> None:
    write_run(tmp_path, [twice])
    page = html.parse(str(tmp_path / "sites" / twice.site.code / "problems.html"))
    assert "共 16 条" in page.findtext(".//h2[@id='list']")
    assert "实为 8 个问题" in html.tostring(page, encoding="unicode")


def test_a_message_tells_a_problem_once_under_its_gravest_clause(twice: Scorecard) -> None:
    new = [
        replace(f, problems=tuple(structs.replace(problem, status="new") for problem in f.problems))
        for f in twice.findings
    ]
    changes = changes_of([replace(twice, findings=tuple(new))], None)
    assert changes is not None
    assert changes.counts == Counter({"new": 8})
    told = [problem.fingerprint for problem in changes.sites[0].problems]
    assert len(told) == len(set(told)) == 5


def test_a_problem_with_two_states_counts_as_what_presses_most(twice: Scorecard) -> None:
    one = twice.findings[-1].problems[1]
    waits = replace(twice.findings[-1], problems=(structs.replace(one, status="unconfirmed"),))
    there = replace(twice.findings[-1], problems=(structs.replace(one, status="back"),))
    for findings in ((waits, there), (there, waits)):
        assert counts_of(replace(twice, findings=findings)) == Counter({"back": 1})


def test_what_a_person_said_is_none_counts_nowhere(twice: Scorecard) -> None:
    dismissed = tuple(structs.replace(p, review={"action": "dismiss"}) for p in twice.findings[-1].problems)
    card = replace(twice, findings=(replace(twice.findings[-1], problems=dismissed),))
    assert (counts_of(card), len(open_identities(card))) == (Counter(), 0)
    overview = Overview(ZH, None)
    overview.add(card)
    assert [rule.problems for rule in overview.rules()] == [0]


# Why nothing could be said, and what to do


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"home_opened": False}, "首页"),
        ({"notes": ("budget-links", "no-browser")}, "链接"),
        ({"stop_reason": "budget-seconds"}, "时间"),
    ],
)
def test_a_crawl_that_is_not_complete_never_says_that_it_ended_well(
    by_name: dict[str, Scorecard], more: dict[str, object], told: str
) -> None:
    crawl = by_name["passing"].crawl
    assert crawl is not None
    reason = cut_reason(structs.replace(crawl, complete=False, **more), ZH)
    assert told in reason
    assert "正常完成" not in reason
    assert "浏览器" not in reason, "what does not cut a crawl is no reason"


def test_a_notice_of_works_is_told_as_one(by_name: dict[str, Scorecard]) -> None:
    card = by_name["maintenance"]
    assert card.crawl is not None
    closed = replace(card, crawl=structs.replace(card.crawl, home_opened=False, complete=False))
    assert outcome_sentence(closed, ZH).startswith("网站显示升级维护公告")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_open_rule_has_a_step_that_settles_it(cards: list[Scorecard], lang: str) -> None:
    words = wording(lang)
    for card in cards:
        waiting = [f for f in card.findings if f.verdict == "inconclusive"]
        steps = next_steps(card, words)
        assert bool(steps) is bool(waiting)
        assert len(steps) == len(set(steps)) <= len(waiting)
        assert not any("%(" in step or "step." in step for step in steps)


def test_one_step_is_told_once_for_all_that_wait_for_it(by_name: dict[str, Scorecard]) -> None:
    (step,) = next_steps(by_name["blocked"], ZH)
    assert "允许名单" in step
    assert "站点无法访问" in step
    assert "互动回应差" in step


# How to repeat a check


@pytest.mark.parametrize(
    ("kind", "detail", "told"),
    [
        ("http-404", {"use": "page"}, "curl -gsSLo"),
        ("dns", {"use": "image"}, "curl -gsSLo"),
        ("unreachable", {}, "-m 15 "),
        ("tls-expired", {}, "curl -gsSLo"),
        ("no-ipv6", {}, "curl -6gsSLo"),
        ("stale", {}, "inspector extract --today 2026-03-10 -- "),
        ("few-new-items", {}, "inspector extract --today 2026-03-10 -- "),
        ("missing-mark", {}, "inspector extract --today 2026-03-10 -- "),
        ("domain-suffix", {}, None),
        ("manual", {}, None),
    ],
)
def test_the_command_shows_what_the_problem_is(
    by_name: dict[str, Scorecard], kind: str, detail: dict[str, str], told: str | None
) -> None:
    problem = Problem(fingerprint="a", kind=kind, url="http://www.a.gov.cn/", detail=detail)
    command = repeat_command(problem, by_name["passing"])
    assert (command is None) if told is None else (command is not None and told in command)


# What a reader of paper sees of an accusation


def test_a_row_shows_the_figures_that_it_rests_on(by_name: dict[str, Scorecard], tmp_path: Path) -> None:
    write_run(tmp_path, [by_name["vetoed"]])
    page = html.parse(str(tmp_path / "sites" / by_name["vetoed"].site.code / "problems.html"))
    shown = {
        row.get("data-kind"): html.tostring(row[1], encoding="unicode") for row in page.findall(".//tr[@data-kind]")
    }
    assert "最新日期 2025-06-01 · 已过天数 282" in shown["逾期未更新"]
    assert any("访问次数 3" in row for row in shown.values())


# Official papers


def tables(path: Path) -> list[list[list[str]]]:
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in Document(str(path)).tables]


def test_a_letter_tells_a_problem_once_with_what_was_seen(twice: Scorecard, tmp_path: Path) -> None:
    (path,) = write_notices(tmp_path, [twice])
    assert any("待整改问题 7 条" in line.text for line in Document(str(path)).paragraphs)
    _, kinds, first = tables(path)
    assert sum(int(row[3]) for row in kinds[1:]) == 14, "by clause"
    assert len({row[1] for row in first[1:]}) == len(first) - 1 == 7
    assert "最新日期 2025-06-01 · 已过天数 282" in first[1][2]


def test_the_regions_of_a_bulletin_add_up(cards: list[Scorecard], tmp_path: Path) -> None:
    regions = tables(write_bulletin(tmp_path / "b.docx", cards))[-1]
    assert len(regions) > 1
    assert all(int(row[1]) == sum(map(int, row[2:])) for row in regions[1:])
