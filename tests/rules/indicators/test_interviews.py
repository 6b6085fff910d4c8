import pytest


def site(world, days, **more):
    column = world.column("talks", "interviews", **more)
    items = [world.item(n, day, "talks") for n, day in enumerate(days)]
    return world.only_columns(([column], [world.list_page(column, items)]))


@pytest.mark.parametrize(
    ("days", "verdict", "unit"),
    [([30] * 6, "pass", None), ([30] * 5, "fail", "few"), ([400] * 9, "fail", "none"), ([], "fail", "none")],
)
def test_six_a_year_are_enough(measure, world, days, verdict, unit):
    found = measure("interviews", site(world, days))
    assert (found.verdict, [charge.unit for charge in found.charges]) == (verdict, [unit] if unit else [])


def test_a_site_without_such_a_column_is_not_concerned(measure, world):
    found = measure("interviews", world.only_columns(world.columns(2, "news", 1)))
    assert (found.verdict, found.reason) == ("not-applicable", "no-such-column")


def test_a_crawl_cut_short_may_have_missed_the_column(measure, world):
    site = world.only_columns(world.columns(2, "news", 1), crawl=world.crawl(complete=False))
    assert measure("interviews", site).verdict == "inconclusive"


def test_a_column_that_was_not_read_whole_is_not_accused(measure, world):
    found = measure("interviews", site(world, [30], complete=False))
    assert (found.verdict, [charge.certain for charge in found.charges]) == ("inconclusive", [False])
