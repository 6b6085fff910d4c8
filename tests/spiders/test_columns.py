"""Which pages of a column are needed to be certain of it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rules.observations import Item, Letter, NextPage, Page, PageFacts
from spiders.budget import Budget
from spiders.columns import ColumnBook, ColumnReader, ColumnRecord
from spiders.frontier import DETAIL, LATER_LIST, LIST

HOST = "http://www.example.gov.cn"
TODAY = date(2024, 6, 1)
AT = datetime(2024, 6, 1, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
NEXT = NextPage(url=f"{HOST}/list_2.html")


def column(**kwargs) -> ColumnRecord:
    fields = {"name": "通知公告", "url": f"{HOST}/list.html", "category": "notices", "registered": False, **kwargs}
    return ColumnRecord(**fields)


def items(*days: date | None, pinned: int = 0, start: int = 0) -> tuple[Item, ...]:
    return tuple(
        Item(title=f"第{n}条", url=f"{HOST}/{start + n}.html", day=day, pinned=n < pinned) for n, day in enumerate(days)
    )


def days_back(*back: int) -> tuple[Item, ...]:
    return items(*(TODAY - timedelta(days=n) for n in back))


def read(record: ColumnRecord, facts: PageFacts, number: int = 1, budget: Budget | None = None):
    page = Page(at=AT, url=record.url, final_url=record.url, role="column", page_number=number, facts=facts)
    return ColumnReader(budget or Budget(), TODAY).read(record, page, facts)


def facts(found: tuple[Item, ...] = (), **kwargs) -> PageFacts:
    return PageFacts(encoding="utf-8", kind="list", items=found, **kwargs)


def needed(wants):
    return [(w.role, w.url) for w in wants if w.needed]


def test_a_dated_list_newest_first_is_settled_by_its_first_page():
    wants = read(column(), facts(days_back(1, 2, 3), next_page=NEXT))
    assert needed(wants) == []
    assert [w.page_number for w in wants if w.role == "column"] == [2]


def test_pinned_older_items_on_top_do_not_unsettle_it():
    old = TODAY - timedelta(days=400)
    found = items(old, old, TODAY, TODAY - timedelta(days=2), pinned=2)
    assert needed(read(column(), facts(found, next_page=NEXT))) == []


def test_a_first_page_of_pinned_items_only_needs_the_second():
    old = TODAY - timedelta(days=400)
    found = items(old, old, old, pinned=3)
    assert ("column", NEXT.url) in needed(read(column(), facts(found, next_page=NEXT)))


def test_a_list_oldest_first_needs_its_later_pages():
    wants = read(column(), facts(days_back(30, 20, 10), next_page=NEXT))
    assert needed(wants) == [("column", NEXT.url)]
    later = facts(items(*(TODAY - timedelta(days=n) for n in (9, 8, 7)), start=50), next_page=NEXT)
    assert needed(read(column(), later, number=2)) == [("column", NEXT.url)]


@pytest.mark.parametrize(("back", "more"), [((9, 3), True), ((3, 9), False), ((3, 3), False)])
def test_two_days_tell_whether_the_newest_entry_stands_on_a_later_page(back, more):
    wants = read(column(), facts(days_back(*back), next_page=NEXT))
    assert any(want.needed and want.page_number == 2 for want in wants) is more


def test_an_undated_list_needs_the_newest_articles_and_no_more():
    wants = read(column(), facts(items(*[None] * 8)), budget=Budget(undated_articles=5))
    assert needed(wants) == [("article", f"{HOST}/{n}.html") for n in range(5)]
    assert {w.priority for w in wants if w.needed} == {DETAIL}
    assert len(wants) == 8


def test_articles_come_newest_first():
    wants = read(column(), facts(days_back(5, 1, 3)))
    assert [w.url for w in sorted(wants, key=lambda w: w.priority)] == [f"{HOST}/{n}.html" for n in (1, 2, 0)]


@pytest.mark.parametrize(("number", "early"), [(1, True), (2, True), (3, False)])
def test_later_pages_of_a_list_come_before_articles_only_as_far_as_the_budget_says(number, early):
    found = items(*(TODAY - timedelta(days=n) for n in range(3)), start=100 * number)
    wants = read(column(), facts(found, next_page=NEXT), number, Budget(early_list_pages=3))
    (after,) = [w for w in wants if w.role == "column"]
    assert after.priority == (LIST + number + 1 if early else LATER_LIST + number)


def test_a_pager_ends_at_the_budget():
    found = items(TODAY, start=900)
    assert not [w for w in read(column(), facts(found, next_page=NEXT), 4, Budget(list_pages=4)) if w.role == "column"]


def test_a_pager_that_goes_in_a_circle_ends():
    record = column()
    assert read(record, facts(days_back(1, 2, 3), next_page=NEXT))
    assert read(record, facts(days_back(1, 2, 3), next_page=NEXT), number=2) == []


@pytest.mark.parametrize(("oldest", "more"), [(365, True), (366, True), (367, False)])
def test_a_year_is_covered_where_the_clause_counts_a_year(oldest, more):
    wants = read(column(category="surveys"), facts(days_back(1, oldest), next_page=NEXT))
    assert bool(needed(wants)) is more


def test_letters_that_the_list_does_not_settle_are_followed_open_ones_first():
    asked = TODAY - timedelta(days=100)
    letters = (
        Letter(subject="已答复有日期", url=f"{HOST}/1", asked=asked, answered=asked, status="answered"),
        Letter(subject="已答复无日期", url=f"{HOST}/2", asked=asked, status="answered"),
        Letter(subject="未答复", url=f"{HOST}/3", asked=asked, status="open"),
        Letter(subject="去年以前", url=f"{HOST}/4", asked=TODAY - timedelta(days=500), status="open"),
        Letter(subject="不予受理", url=f"{HOST}/5", asked=asked, status="refused"),
        Letter(subject="没有地址", url=None, asked=asked, status="open"),
    )
    wants = read(column(category="consultation"), facts(letters=letters))
    assert needed(wants) == [("letter", f"{HOST}/3"), ("letter", f"{HOST}/2")]


def test_more_letters_than_the_budget_make_the_column_incomplete():
    letters = tuple(Letter(subject=str(n), url=f"{HOST}/{n}", status="open") for n in range(4))
    record = column(category="consultation")
    assert len(needed(read(record, facts(letters=letters), budget=Budget(letters=3)))) == 3
    assert record.reason == "budget-letters"
    exact = column(category="consultation")
    read(exact, facts(letters=letters), budget=Budget(letters=4))
    assert exact.reason is None


def test_a_column_is_complete_when_nothing_needed_is_missing():
    record = column()
    assert record.observation(AT, unread="budget-pages").incomplete_reason == "budget-pages"
    read(record, facts(days_back(1, 2)))
    assert record.observation(AT, unread="budget-pages").complete
    record.missing.add(7)
    assert record.observation(AT, unread="budget-pages").incomplete_reason == "budget-pages"
    record.incomplete("fault")
    record.incomplete("by-script")
    assert record.observation(AT, unread="budget-pages").incomplete_reason == "fault"


def test_an_entry_of_the_navigation_that_is_an_article_is_no_column():
    found, registered = column(), column(registered=True)
    for record in (found, registered):
        read(record, PageFacts(encoding="utf-8", kind="article"))
    assert (found.stands, registered.stands) == (False, True)


def test_columns_found_are_bounded_and_registered_ones_are_not():
    book = ColumnBook(limit=1)
    assert book.add(column(url=f"{HOST}/1"))
    assert not book.add(column(url=f"{HOST}/1", on_home=True))
    assert not book.add(column(url=f"{HOST}/2"))
    assert book.add(column(url=f"{HOST}/3", registered=True))
    assert (len(book), book.left_out, book.get(f"{HOST}/1").on_home) == (2, 1, True)


def test_undated_items_among_dated_ones_are_opened_too_pinned_ones_last():
    found = (*items(None, None, pinned=1), *items(TODAY - timedelta(days=400), TODAY - timedelta(days=401), start=10))
    wants = read(column(), facts(found), budget=Budget(undated_articles=1))
    assert needed(wants) == [("article", f"{HOST}/1.html")]
