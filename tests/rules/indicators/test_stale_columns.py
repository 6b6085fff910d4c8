import pytest

from rules.observations import Published


def fault(world, count):
    """Columns whose pages did not answer."""
    columns = [world.column(f"dead{n}", "news") for n in range(count)]
    return columns, [world.page(c.url, "column", column_url=c.url, status=None, fault="timeout") for c in columns]


@pytest.mark.parametrize(("count", "verdict"), [(4, "pass"), (5, "fail"), (6, "fail")])
def test_five_stale_columns_are_the_limit(measure, world, count, verdict):
    found = measure("stale-columns", world.with_columns(world.columns(count, "news", 20)))
    assert (found.verdict, len(found.problems)) == (verdict, count)


def test_the_limit_itself_can_be_left_out(measure, world):
    site = world.with_columns(world.columns(5, "news", 20))
    assert measure("stale-columns", site, inclusive=False).verdict == "pass"


@pytest.mark.parametrize(("days", "verdict"), [(13, "pass"), (14, "fail"), (15, "fail")])
def test_news_are_due_within_two_weeks(measure, world, days, verdict):
    assert measure("stale-columns", world.with_columns(world.columns(5, "news", days))).verdict == verdict


@pytest.mark.parametrize("category", ["notices", "policies"])
@pytest.mark.parametrize(("days", "verdict"), [(183, "pass"), (184, "fail"), (185, "fail")])
def test_notices_and_policies_are_due_within_six_calendar_months(measure, world, category, days, verdict):
    assert world.ago(184).isoformat() == "2015-03-21"
    assert measure("stale-columns", world.with_columns(world.columns(5, category, days))).verdict == verdict


def test_both_kinds_are_counted_together(measure, world):
    site = world.with_columns(world.columns(3, "news", 20, "n"), world.columns(2, "policies", 200, "p"))
    assert measure("stale-columns", site).verdict == "fail"


def test_notices_below_the_first_level_count_only_where_the_standard_says_so(measure, world):
    columns, pages = world.columns(5, "notices", 300)
    site = world.with_columns(([world.changed(c, level=2) for c in columns], pages))
    assert measure("stale-columns", site).verdict == "fail"
    assert measure("stale-columns", site, notices_first_level_only=True).verdict != "fail"


@pytest.mark.parametrize("category", ["unknown", "static", "services", "personnel", "consultation"])
def test_columns_of_other_kinds_are_not_counted(measure, world, category):
    site = world.with_columns(world.columns(9, category, 900, "x"), world.columns(1, "news", 1, "n"))
    found = measure("stale-columns", site)
    assert (found.verdict, found.problems) == ("pass", ())


def test_four_stale_and_one_unread_column_might_be_five(measure, world):
    found = measure("stale-columns", world.with_columns(world.columns(4, "news", 20), fault(world, 1)))
    assert (found.verdict, found.reason, len(found.problems)) == ("inconclusive", "columns-unreadable", 4)


def test_five_stale_columns_fail_whatever_the_unread_ones_hold(measure, world):
    site = world.with_columns(world.columns(5, "news", 20), fault(world, 9), crawl=world.crawl(complete=False))
    assert measure("stale-columns", site).verdict == "fail"


def test_three_stale_and_one_unread_column_pass(measure, world):
    assert measure("stale-columns", world.with_columns(world.columns(3, "news", 20), fault(world, 1))).verdict == "pass"


def test_a_crawl_cut_short_passes_nobody(measure, world):
    found = measure("stale-columns", world.with_columns(world.columns(3, "news", 1), crawl=world.crawl(complete=False)))
    assert (found.verdict, found.reason) == ("inconclusive", "crawl-incomplete")


def test_no_columns_at_all_is_no_pass(measure, world):
    found = measure("stale-columns", world.only_columns())
    assert (found.verdict, found.reason) == ("inconclusive", "no-columns")


def test_only_columns_of_unknown_category_are_no_pass(measure, world):
    found = measure("stale-columns", world.with_columns(world.columns(6, "unknown", 1)))
    assert (found.verdict, found.reason) == ("inconclusive", "categories-unknown")


def test_a_column_whose_articles_were_opened_and_show_no_date_is_undated(measure, world):
    columns, pages = [], []
    for n in range(5):
        column = world.column(f"u{n}")
        items = [world.item(i, None, f"u{n}") for i in range(4)]
        columns.append(column)
        pages.append(world.list_page(column, items))
        pages += [world.page(i.url, "article", facts=world.facts(kind="article")) for i in items[:3]]
    found = measure("stale-columns", world.with_columns((columns, pages)))
    assert (found.verdict, {problem.kind for problem in found.problems}) == ("fail", {"undated"})
    unopened = [page for page in pages if page.role == "column"]
    assert measure("stale-columns", world.with_columns((columns, unopened))).verdict == "inconclusive"


def test_an_undated_column_takes_its_day_from_its_newest_article(measure, world):
    column = world.column("u")
    items = [world.item(i, None, "u") for i in range(4)]
    facts = world.facts(kind="article", published=Published(day=world.ago(30), read_from="visible"))
    pages = [world.list_page(column, items), *(world.page(i.url, "article", facts=facts) for i in items[:3])]
    found = measure("stale-columns", world.with_columns(([column], pages)), limit_columns=1)
    assert (found.verdict, found.problems[0].kind, found.problems[0].detail["days"]) == ("fail", "stale", 30)


@pytest.mark.parametrize(("period_days", "verdict"), [(60, "pass"), (20, "fail"), (1, "fail"), (None, "fail")])
def test_the_registry_may_grant_a_longer_period(measure, world, period_days, verdict):
    columns, pages = world.columns(5, "news", 20)
    registered = [world.changed(c, registered=True, period_days=period_days) for c in columns]
    assert measure("stale-columns", world.with_columns((registered, pages))).verdict == verdict


def test_the_registry_cannot_make_a_veto_of_what_the_clause_allows(measure, world):
    columns, pages = world.columns(5, "news", 5)
    daily = [world.changed(c, registered=True, period_days=1) for c in columns]
    assert measure("stale-columns", world.with_columns((daily, pages))).verdict == "pass"


def test_columns_of_other_sites_are_not_this_site_s_fault(measure, world):
    columns, pages = world.columns(6, "news", 900)
    moved = {c.url: c.url.replace("www.example", "www.elsewhere") for c in columns}
    columns = [world.changed(c, url=moved[c.url]) for c in columns]
    pages = [world.changed(p, url=moved[p.url], final_url=moved[p.url], column_url=moved[p.url]) for p in pages]
    assert measure("stale-columns", world.with_columns((columns, pages), world.columns(1, "news", 1))).verdict == "pass"


def test_an_empty_column_is_not_counted_here_as_well(measure, world):
    site = world.with_columns(world.columns(4, "news", 20, "s"), world.columns(3, "news", None, "e"))
    assert measure("stale-columns", site).verdict == "pass"


def test_a_problem_says_which_column_and_how_old(measure, world):
    problem = measure("stale-columns", world.with_columns(world.columns(1, "news", 20))).problems[0]
    assert (problem.kind, problem.text, problem.url) == ("stale", "c0", f"{world.home_url}c0/")
    assert problem.detail == {"category": "news", "newest": "2015-09-01", "days": 20, "items": 3}


@pytest.mark.parametrize("indicator", ["stale-columns", "long-stale-columns", "column-timeliness", "empty-columns"])
def test_a_column_that_could_not_be_read_is_not_said_to_be_mended(measure, world, indicator):
    columns, pages = fault(world, 1)
    if indicator == "long-stale-columns":
        columns = [world.changed(column, category="plans") for column in columns]
    assert len(measure(indicator, world.with_columns(world.columns(2, "news", 1), (columns, pages))).unsettled) == 1


def test_a_column_linked_with_and_without_its_default_document_is_one(measure, world):
    columns, pages = world.columns(4, "news", 20)
    twin = world.changed(columns[0], url=f"{columns[0].url}index.html")
    twin_page = world.changed(pages[0], url=twin.url, final_url=twin.url, column_url=twin.url)
    found = measure("stale-columns", world.with_columns(([*columns, twin], [*pages, twin_page])))
    assert (found.verdict, found.measured["late"]) == ("pass", 4)
    alone = measure("stale-columns", world.with_columns(([columns[0], twin], [twin_page])), limit_columns=1)
    assert (alone.verdict, alone.measured["late"]) == ("fail", 1)
