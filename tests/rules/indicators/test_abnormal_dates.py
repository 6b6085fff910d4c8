from dataclasses import replace
from datetime import timedelta

import pytest
from msgspec import structs

from rules.observations import Item


def site(world, *items, **extra):
    column = world.column("news")
    page = world.list_page(column, items, extra=extra)
    return replace(world.healthy(), pages=(page,), columns=(column,))


def strange(world, n):
    return Item(title=f"第{n}条", url=f"{world.home_url}{n}.html", abnormal_date="1970-01-01")


def test_an_entry_that_prints_an_impossible_day_is_a_candidate(measure, world):
    problem = measure("abnormal-dates", site(world, strange(world, 1), world.item(2, 3))).problems[0]
    assert (problem.kind, problem.url, problem.detail["printed"]) == (
        "abnormal-date", f"{world.home_url}1.html", "1970-01-01",
    )  # fmt: skip


def test_an_article_that_prints_one_is_a_candidate(measure, world):
    assert measure("abnormal-dates", site(world, world.item(2, 3), abnormal_published="2099-01-01")).verdict == "fail"


def test_an_address_listed_twice_counts_once(measure, world):
    assert len(measure("abnormal-dates", site(world, strange(world, 1), strange(world, 1))).problems) == 1


@pytest.mark.parametrize(("count", "verdict"), [(1, "pass"), (2, "fail")])
def test_a_standard_may_allow_some(measure, world, count, verdict):
    assert (
        measure("abnormal-dates", site(world, *(strange(world, n) for n in range(count))), limit_dates=2).verdict
        == verdict
    )


def test_nothing_read_is_no_verdict(measure, world):
    assert measure("abnormal-dates", replace(world.healthy(), pages=())).verdict == "inconclusive"


def test_a_crawl_cut_short_passes_nobody(measure, world):
    cut = replace(site(world, world.item(2, 3)), crawl=world.crawl(complete=False))
    assert (measure("abnormal-dates", cut).verdict, measure("abnormal-dates", cut).reason) == (
        "inconclusive",
        "crawl-incomplete",
    )


@pytest.mark.parametrize(("nights", "verdict"), [(4, "fail"), (5, "pass"), (6, "pass")])
@pytest.mark.parametrize("form", ["{:%Y-%m-%d}", "{0.year}年{0.month}月{0.day}日"])
def test_a_day_that_had_come_when_the_page_was_read_is_no_future_one(measure, world, nights, verdict, form):
    """A run that was begun days ago goes on and meets entries of today."""
    printed = form.format(world.today + timedelta(days=6))
    seen = site(world, Item(title="通知", url=f"{world.home_url}9.html", abnormal_date=printed))
    late = structs.replace(seen.pages[0], at=seen.pages[0].at + timedelta(days=nights))
    assert measure("abnormal-dates", replace(seen, pages=(late,))).verdict == verdict


def test_a_default_day_stays_one_however_late_the_page_was_read(measure, world):
    seen = site(world, strange(world, 1))
    late = structs.replace(seen.pages[0], at=seen.pages[0].at + timedelta(days=9))
    assert measure("abnormal-dates", replace(seen, pages=(late,))).verdict == "fail"
