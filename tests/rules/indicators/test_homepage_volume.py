from dataclasses import replace

import pytest


def site(world, home_items, columns=()):
    names, pages = list(columns), []
    seen = world.only_columns((names, pages))
    return replace(seen, pages=(world.home(home_items), *(page for _, page in [])), columns=tuple(names))


@pytest.mark.parametrize(("count", "verdict"), [(9, "fail"), (10, "pass"), (11, "pass")])
def test_ten_new_entries_are_enough(measure, world, count, verdict):
    found = measure("homepage-volume", site(world, [world.item(n, 3) for n in range(count)]))
    assert (found.verdict, found.measured["items"]) == (verdict, count)


@pytest.mark.parametrize(("days", "items"), [(13, 10), (14, 10), (15, 0)])
def test_the_window_is_two_weeks(measure, world, days, items):
    assert measure("homepage-volume", site(world, [world.item(n, days) for n in range(10)])).measured["items"] == items


def test_an_entry_of_a_column_of_the_home_page_counts_once(measure, world):
    column = world.column("news", on_home=True)
    items = [world.item(n, 2) for n in range(6)]
    seen = world.only_columns(([column], [world.list_page(column, items)]))
    seen = replace(seen, pages=(world.home(items[:3]), *seen.pages[1:]))
    assert measure("homepage-volume", seen).measured["items"] == 6


def test_a_column_that_is_not_on_the_home_page_does_not_count(measure, world):
    column = world.column("news", on_home=False)
    seen = world.only_columns(([column], [world.list_page(column, [world.item(n, 2) for n in range(20)])]))
    seen = replace(seen, pages=(world.home([world.item(99, 1)]), *seen.pages[1:]))
    assert measure("homepage-volume", seen).verdict == "fail"


def test_entries_without_a_day_might_make_enough(measure, world):
    found = measure("homepage-volume", site(world, [world.item(n, None if n > 5 else 1) for n in range(10)]))
    assert (found.verdict, found.reason) == ("inconclusive", "home-undated")


def test_a_column_that_was_not_read_might_make_enough(measure, world):
    column = world.column("news", on_home=True, complete=False)
    seen = world.only_columns(([column], [world.list_page(column, [world.item(1, 2)])]))
    seen = replace(seen, pages=(world.home([world.item(1, 2)]), *seen.pages[1:]))
    assert measure("homepage-volume", seen).verdict == "inconclusive"


def test_a_home_page_on_which_nothing_was_found_is_not_accused(measure, world):
    found = measure("homepage-volume", site(world, []))
    assert (found.verdict, found.reason, found.measured["items"]) == ("inconclusive", "home-undated", 0)


def test_a_home_page_with_old_entries_alone_is(measure, world):
    assert measure("homepage-volume", site(world, [world.item(1, 400)])).verdict == "fail"


def test_a_home_page_that_was_not_read_is_not_accused(measure, world):
    assert measure("homepage-volume", replace(world.healthy(), pages=())).verdict == "inconclusive"
