"""The figures of the overview: ranks, groups, changes."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.charts import _ticks
from reports.overview import Overview, shares
from reports.summary import RunSummary, SiteResult, site_result
from reports.wording import wording
from rules.scorecard import Score, Scorecard


def overview(cards: list[Scorecard], last: RunSummary | None = None) -> Overview:
    made = Overview(wording("zh"), last)
    for card in cards:
        made.add(card)
    return made


def last_run(card: Scorecard, result: SiteResult) -> RunSummary:
    return RunSummary(run_id=1, as_of=card.run.as_of, standard="s", sites={card.site.code: result})


def test_better_sites_stand_higher_and_equal_ones_share_a_place(by_name: dict[str, Scorecard]) -> None:
    twin = replace(by_name["spotless"], site=replace(by_name["spotless"].site, code="1"))
    rows = overview([by_name["vetoed"], by_name["passing"], by_name["undetermined"], by_name["spotless"], twin]).rows()
    assert [row.outcome for row in rows] == ["pass", "pass", "pass", "undetermined", "fail"]
    assert [row.place for row in rows] == [1, 1, 3, 4, 5]
    assert [row.site.code for row in rows[:3]] == ["1", "9900000010", "9900000001"]


def test_the_lower_end_of_the_score_decides_the_place(by_name: dict[str, Scorecard]) -> None:
    sure = replace(by_name["spotless"], score=Score(best=80.0, worst=80.0))
    unsure = replace(by_name["passing"], score=Score(best=99.0, worst=79.9))
    assert [row.worst for row in overview([unsure, sure]).rows()] == [80.0, 79.9]


def test_outcomes_and_problems_add_up(cards: list[Scorecard]) -> None:
    made = overview(cards)
    assert made.outcomes() == Counter({"undetermined": 4, "pass": 3, "fail": 3})
    assert made.outcomes().total() == sum(group.total for group in made.regions()) == len(cards)
    assert sum(made.counts().values()) == sum(len(f.problems) for card in cards for f in card.findings)
    by_rule = {row.finding.rule: row for row in made.rules()}
    assert by_rule["stale-columns"].verdicts == Counter({"pass": 3, "inconclusive": 4, "fail": 1})
    assert by_rule["stale-columns"].problems == 8


def test_vetoes_stand_before_deductions(cards: list[Scorecard]) -> None:
    vetoes = [row.finding.veto for row in overview(cards).rules()]
    assert vetoes == sorted(vetoes, reverse=True)


@pytest.mark.parametrize(
    ("places", "names"),
    [
        ([("省一", "市一", "县一"), ("省一", "市一", "县二")], {"县一", "县二"}),
        ([("省一", "市一", "县一"), ("省一", "市二", "县二")], {"市一", "市二"}),
        ([("省一", "市一", "县一"), ("省二", "市二", "县二")], {"省一", "省二"}),
        ([("省一", "市一", "县一"), (None, None, None)], {"县一", ""}),
        ([("省一", "市一", None), ("省一", None, None)], {"省一"}),
        ([(None, None, None)], {""}),
    ],
)
def test_regions_are_the_first_level_at_which_sites_differ(
    by_name: dict[str, Scorecard], places: list[tuple[str | None, ...]], names: set[str]
) -> None:
    card = by_name["spotless"]
    cards = [
        replace(card, site=replace(card.site, code=str(n), province=place[0], city=place[1], county=place[2]))
        for n, place in enumerate(places)
    ]
    assert {group.name for group in overview(cards).regions()} == names


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        ("pass", "vetoed", "worse"),
        ("undetermined", "vetoed", "worse"),
        ("fail", "passing", "better"),
        ("undetermined", "passing", "better"),
        ("pass", "undetermined", "other"),
        ("fail", "undetermined", "other"),
        ("pass", "passing", None),
    ],
)
def test_a_change_of_outcome_is_told(by_name: dict[str, Scorecard], before: str, now: str, change: str | None) -> None:
    card = by_name[now]
    (row,) = overview([card], last_run(card, SiteResult(outcome=before))).rows()  # type: ignore[arg-type]
    assert row.change == change


def test_sites_that_came_and_went_are_told(by_name: dict[str, Scorecard]) -> None:
    made = overview([by_name["passing"]], last_run(by_name["vetoed"], SiteResult(outcome="fail")))
    assert [row.change for row in made.changed()] == ["first"]
    assert made.gone() == 1


def test_without_an_earlier_run_nothing_changed(by_name: dict[str, Scorecard]) -> None:
    made = overview([by_name["passing"]])
    assert made.changed() == []
    assert made.gone() == 0


def test_a_bar_is_cut_by_outcome() -> None:
    parts = shares(Counter({"pass": 1, "fail": 3}))
    assert parts == [("pass", 1, 0.0, 25.0), ("undetermined", 0, 25.0, 0.0), ("fail", 3, 25.0, 75.0)]
    assert shares(Counter())[0] == ("pass", 0, 0.0, 0.0)


def test_accepted_and_fixed_problems_are_not_open(by_name: dict[str, Scorecard]) -> None:
    result = site_result(by_name["passing"])
    problems = [p for f in by_name["passing"].findings for p in f.problems]
    closed = sum(p.status in ("accepted", "fixed") for p in problems)
    assert closed > 0
    assert result.problems == len(problems) - closed
    assert result.outcome == "pass"


@given(st.integers(0, 100_000))
def test_the_ticks_of_the_trend_are_whole_even_and_reach_the_top(most: int) -> None:
    ticks = _ticks(most)
    assert ticks[0] == 0
    assert ticks[-1] >= most
    assert 2 <= len(ticks) <= 6
    assert {b - a for a, b in pairwise(ticks)} == {ticks[1]}
    assert ticks[-2] < max(most, 1)


def test_a_site_that_was_not_scored_does_not_lower_the_mean_of_the_points(by_name: dict[str, Scorecard]) -> None:
    scored, vetoed = by_name["passing"], by_name["vetoed"]
    unscored = replace(vetoed, findings=tuple(replace(f, points=0.0) for f in vetoed.findings))
    (row,) = (row for row in overview([scored, unscored]).rules() if row.finding.rule == "broken-links")
    assert row.mean_points == 3.8
    (row,) = (row for row in overview([unscored]).rules() if row.finding.rule == "broken-links")
    assert row.mean_points == 0
