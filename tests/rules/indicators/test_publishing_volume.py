import pytest


def found(measure, world, days, **more):
    column = world.column("n", "notices", **more)
    items = [world.item(n, day, "n") for n, day in enumerate(days)]
    site = world.only_columns(([column], [world.list_page(column, items)]))
    return measure("publishing-volume", site, categories=("notices",), window_days=7, min_items=2)


@pytest.mark.parametrize(("days", "verdict"), [([1, 7], "pass"), ([1, 8], "fail"), ([1], "fail"), ([1, 2, 3], "pass")])
def test_two_a_week_are_enough(measure, world, days, verdict):
    assert found(measure, world, days).verdict == verdict


def test_a_column_that_was_not_read_whole_is_not_accused(measure, world):
    assert found(measure, world, [1], complete=False).reason == "column-unsure"


def test_entries_without_a_day_are_not_accused(measure, world):
    assert found(measure, world, [1, None]).verdict == "inconclusive"


def test_a_site_without_such_columns_is_not_concerned(measure, world):
    site = world.only_columns(world.columns(1, "news", 1))
    assert measure("publishing-volume", site, categories=("plans",)).verdict == "not-applicable"
