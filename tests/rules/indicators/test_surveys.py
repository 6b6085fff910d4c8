from dataclasses import replace

import pytest

from rules.observations import ColumnLink


def site(world, days, **more):
    column = world.column("survey", "surveys", **more)
    items = [world.item(n, day, "survey") for n, day in enumerate(days)]
    return world.only_columns(([column], [world.list_page(column, items)]))


def charges(found):
    return [(charge.unit, charge.certain) for charge in found.charges]


@pytest.mark.parametrize(("count", "verdict", "priced"), [(6, "pass", []), (5, "fail", ["few"]), (1, "fail", ["few"])])
def test_six_a_year_are_enough(measure, world, count, verdict, priced):
    found = measure("surveys", site(world, [30] * count))
    assert (found.verdict, charges(found)) == (verdict, [(unit, True) for unit in priced])


@pytest.mark.parametrize(("days", "items"), [(365, 1), (366, 0)])
def test_the_window_is_a_year(measure, world, days, items):
    assert measure("surveys", site(world, [days])).measured["items"] == items


def test_none_within_a_year(measure, world):
    found = measure("surveys", site(world, [400, 500]))
    assert (charges(found), found.problems[0].kind) == ([("none", True)], "surveys-none")


def test_no_column_is_certain_only_where_every_column_is_understood(measure, world):
    known = measure("surveys", world.only_columns(world.columns(2, "news", 1)))
    assert (known.verdict, charges(known)) == ("fail", [("no_column", True)])
    unknown = measure("surveys", world.only_columns(world.columns(2, "unknown", 1)))
    assert (unknown.verdict, charges(unknown)) == ("inconclusive", [("no_column", False)])


@pytest.mark.parametrize("more", [{"complete": False}])
def test_a_column_that_was_not_read_whole_is_not_accused(measure, world, more):
    found = measure("surveys", site(world, [30, 40], **more))
    assert (found.verdict, charges(found)) == ("inconclusive", [("few", False)])


def test_entries_without_a_day_are_not_accused(measure, world):
    assert measure("surveys", site(world, [30, None])).verdict == "inconclusive"


def test_an_older_page_of_the_list_may_hold_more(measure, world):
    column = world.column("survey", "surveys")
    page = world.list_page(column, [world.item(1, 30)], next_page=world.next_page(f"{column.url}2.html"))
    assert measure("surveys", world.only_columns(([column], [page]))).verdict == "inconclusive"


@pytest.mark.parametrize("days", [[], [400], [30]])
def test_surveys_that_are_held_on_another_site_are_not_missed(measure, world, days):
    seen = site(world, days) if days else world.only_columns(world.columns(2, "news", 1))
    link = ColumnLink(name="网上调查", url="https://survey.example.cn/", category="surveys")
    home, *rest = seen.pages
    named = world.changed(home, facts=world.changed(home.facts, columns=(link,)))
    assert measure("surveys", seen).verdict == "fail"
    assert measure("surveys", replace(seen, pages=(named, *rest))).verdict == "inconclusive"
