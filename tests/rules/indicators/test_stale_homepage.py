from dataclasses import replace

import pytest

from rules.observations import Published


def home_of(world, items, **more):
    healthy = world.healthy()
    pages = (world.home(items, **more), *(page for page in healthy.pages if page.role != "home"))
    return replace(healthy, pages=pages)


def old(world, days, count=3):
    return [world.item(n, days + n, "old") for n in range(count)]


@pytest.mark.parametrize(("days", "verdict"), [(13, "pass"), (14, "fail"), (15, "fail")])
def test_two_weeks_without_an_update_include_the_fourteenth_day(measure, world, days, verdict):
    found = measure("stale-homepage", home_of(world, old(world, days)))
    assert found.verdict == verdict
    assert found.measured["home_newest"] == world.ago(days).isoformat()


def test_fourteen_days_pass_where_the_limit_is_not_inclusive(measure, world):
    assert measure("stale-homepage", home_of(world, old(world, 14)), inclusive=False).verdict == "pass"


def test_the_newest_entry_counts_wherever_it_stands(measure, world):
    assert measure("stale-homepage", home_of(world, [*old(world, 300), world.item(9, 2)])).verdict == "pass"


def test_an_entry_without_a_date_may_have_it_in_its_column(measure, world):
    items = [*old(world, 60), world.item(0, None, "news0")]
    assert measure("stale-homepage", home_of(world, items)).verdict == "pass"


def test_an_entry_without_a_date_may_have_it_in_its_article(measure, world):
    site = home_of(world, [*old(world, 60), world.item(77, None)])
    published = Published(day=world.ago(3), read_from="visible")
    article = world.page(world.item(77, None).url, "article", facts=world.facts(kind="article", published=published))
    assert measure("stale-homepage", replace(site, pages=(*site.pages, article))).verdict == "pass"


def test_entries_whose_day_nobody_knows_keep_an_old_home_page_from_being_accused(measure, world):
    found = measure("stale-homepage", home_of(world, [*old(world, 60), world.item(77, None)]))
    assert (found.verdict, found.reason) == ("inconclusive", "home-undated")


def test_undated_entries_do_not_help_where_no_column_holds_anything_new(measure, world):
    columns = world.columns(3, "news", 40)
    site = world.only_columns(columns)
    site = replace(site, pages=(world.home([*old(world, 60), world.item(77, None)]), *columns[1]))
    found = measure("stale-homepage", site)
    assert found.verdict == "fail"
    assert found.problems[0].detail == {"newest": world.ago(40).isoformat(), "days": 40}
    unread = replace(site, columns=(*site.columns, world.column("unread")))
    assert measure("stale-homepage", unread).verdict == "inconclusive"


def test_two_old_dates_do_not_speak_against_columns_that_are_up_to_date(measure, world):
    assert measure("stale-homepage", home_of(world, old(world, 60, 2))).verdict == "inconclusive"
    assert measure("stale-homepage", home_of(world, old(world, 60, 3))).verdict == "fail"


def test_a_home_page_that_is_only_a_navigation_is_judged_by_its_columns(measure, world):
    assert measure("stale-homepage", home_of(world, [])).verdict == "pass"
    stale = replace(world.only_columns(world.columns(2, "news", 14)))
    stale = replace(stale, pages=(world.home(), *stale.pages[1:]))
    assert measure("stale-homepage", stale).verdict == "fail"


def test_a_home_page_without_dates_is_judged_by_its_columns(measure, world):
    assert measure("stale-homepage", home_of(world, [world.item(n, None) for n in range(9)])).verdict == "pass"


@pytest.mark.parametrize(
    ("state", "reason"), [("by-script", "home-by-script"), ("notice", "home-notice"), ("challenge", "home-challenge")]
)
def test_a_home_page_that_could_not_be_read_is_not_accused(measure, world, state, reason):
    found = measure("stale-homepage", home_of(world, [], state=state))
    assert (found.verdict, found.reason) == ("inconclusive", reason)


def test_a_home_page_that_was_never_opened_is_not_accused(measure, world):
    site = replace(world.healthy(), pages=(), crawl=world.crawl(home_opened=False))
    found = measure("stale-homepage", site)
    assert (found.verdict, found.reason) == ("inconclusive", "home-not-opened")


def test_a_home_page_that_was_cut_is_not_accused(measure, world):
    site = home_of(world, old(world, 60))
    pages = tuple(world.changed(page, cut=page.role == "home") for page in site.pages)
    assert measure("stale-homepage", replace(site, pages=pages)).verdict == "inconclusive"


def test_a_frame_of_the_home_page_is_part_of_it(measure, world):
    site = home_of(world, old(world, 60))
    frame = world.page(f"{world.home_url}top.html", "home", facts=world.facts(items=(world.item(5, 2),)))
    assert measure("stale-homepage", replace(site, pages=(*site.pages, frame))).verdict == "pass"
