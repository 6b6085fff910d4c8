"""Pages of a run that went on for nights after the day that it is judged as of."""

from dataclasses import replace
from datetime import timedelta

import pytest
from msgspec import structs

from rules.afterwards import as_seen_on
from rules.observations import Item, Letter


def read_later(world, nights):
    """A busy column all of whose entries are of the days before it was read, and its articles, which were opened."""
    column = world.column("news")
    printed = (world.today + timedelta(days=nights)).isoformat()
    items = [Item(title=f"第{n}条", url=f"{world.home_url}news/{n}.html", abnormal_date=printed) for n in range(5)]
    facts = world.facts(kind="article", extra={"abnormal_published": printed})
    pages = [world.list_page(column, items), *(world.page(item.url, "article", facts=facts) for item in items)]
    at = pages[0].at + timedelta(days=nights)
    return world.with_columns(([column], [structs.replace(page, at=at) for page in pages]))


@pytest.mark.parametrize("nights", [2, 3, 30])
def test_what_had_come_when_it_was_read_is_new(measure, world, nights):
    seen = read_later(world, nights)
    assert measure("stale-columns", seen, limit_columns=1).verdict == "pass"
    assert measure("abnormal-dates", seen).problems == ()


def test_what_had_not_come_even_then_is_no_day(measure, world):
    seen = read_later(world, 3)
    early = replace(seen, pages=tuple(structs.replace(page, at=page.at - timedelta(days=2)) for page in seen.pages))
    assert len(measure("abnormal-dates", early).problems) == 5
    assert measure("stale-columns", early, limit_columns=1).verdict == "fail"


def test_a_home_page_read_later_is_not_stale(measure, world):
    printed = (world.today + timedelta(days=3)).isoformat()
    home = world.home([Item(title="要闻", url=f"{world.home_url}1.html", abnormal_date=printed)])
    home = structs.replace(home, at=home.at + timedelta(days=3))
    assert measure("stale-homepage", world.healthy(pages=(home,))).verdict == "pass"


def test_a_run_of_one_night_is_as_it_was_seen(world):
    seen = world.healthy()
    assert as_seen_on(seen, world.today) is seen


@pytest.mark.parametrize(
    ("newest", "oldest", "verdict"),
    [(-40, -20, "inconclusive"), (-40, 13, "pass"), (-40, 14, "fail"), (-1, -1, "pass")],
)
def test_entries_that_came_after_the_day_of_the_judgement_say_nothing_of_that_day(
    measure, world, newest, oldest, verdict
):
    """``inspector judge --as-of`` an earlier day: a busy column then shows nothing but what came later."""
    column = world.column("news")
    seen = world.with_columns(([column], [world.list_page(column, [world.item(1, newest), world.item(2, oldest)])]))
    assert measure("stale-columns", seen, limit_columns=1).verdict == verdict


def test_a_home_page_that_shows_only_what_came_later_is_not_called_stale(measure, world):
    items = [world.item(n, -30) for n in range(5)]
    old = [world.item(n, 20) for n in range(5, 9)]
    assert measure("stale-homepage", world.healthy(pages=(world.home(items),), columns=())).verdict == "inconclusive"
    assert measure("stale-homepage", world.healthy(pages=(world.home(old),), columns=())).verdict == "fail"
    both = world.healthy(pages=(world.home([*items, *old]),), columns=())
    assert measure("stale-homepage", both).verdict == "inconclusive"


def test_a_mailbox_known_by_two_addresses_is_one(measure, world):
    """Its letters are its own, whichever address they were found by: nobody has to look further than the last year."""
    column = world.column("hd", "consultation")
    other = structs.replace(column, url=column.url.replace("http://www.", "https://"))
    letters = (Letter(subject="问", url=None, asked=world.ago(500), answered=world.ago(490), status="answered"),)
    page = world.letters_page(column, letters, next_page=world.next_page("2"))
    seen = world.with_columns(([column, other], [page]))
    assert measure("unanswered-messages", seen).verdict == "pass"
