"""What was found in each column: the facts that four clauses and the reports' column table share.

A column is accused of nothing here; only certain knowledge gets a condition of its own:

dated       its newest day is known (``settled``: nothing newer can hide in what was not read)
undated     it has entries, and neither they nor the newest of their articles show a date
empty       the page says so itself, on a page that was read whole; one that shows nothing at all says nothing
content     readable, but no list was recognised in it
gone        its address answers that there is no such page
unreadable  anything else; ``reason`` says why
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import takewhile
from typing import Literal, NamedTuple

from msgspec import Struct

from rules.fingerprint import address, host_of, is_own
from rules.listpages import fell_back_to_home, has_more, is_oldest_first, is_read, place_of
from rules.observations import Category, Column, Item, Observations, Page, PageState
from rules.reasons import Reason

Condition = Literal["dated", "undated", "empty", "content", "gone", "unreadable"]

ARTICLES_TO_OPEN = 3
"""So many of the newest undated entries must have been opened before a column's newest day is settled."""

_PAGE_REASONS: Mapping[PageState, Reason] = {
    "by-script": "by-script",
    "challenge": "challenge",
    "notice": "notice",
    "redirect": "redirect",
}


class ColumnState(Struct, frozen=True, kw_only=True, dict=True):
    """A column and what was found in it. ``external``: it leads away from the site, and no clause counts it."""

    name: str
    url: str
    category: Category
    registered: bool
    level: int
    period_days: int | None
    on_home: bool
    external: bool
    condition: Condition = "unreadable"
    newest: date | None = None
    age_days: int | None = None
    settled: bool = False
    complete: bool = False  # every page that the crawl wanted of it was read
    more_pages: bool = False  # its last page names another that was not read
    reason: Reason | None = "not-visited"
    items: int = 0
    seen_at: datetime | None = None
    body_sha256: str | None = None
    addresses: tuple[str | None, ...] = ()  # of all entries that have a day
    dates: tuple[date, ...] = ()  # theirs, in the same order
    days: tuple[date, ...] = ()  # the same, oldest first
    undated: int = 0  # entries whose day nobody knows

    @cached_property
    def item_days(self) -> Mapping[str, date]:
        """The newest day of each entry by its reduced ``address``; few clauses ask for it."""
        known: dict[str, date] = {}
        for url, day in zip(self.addresses, self.dates, strict=True):
            if url:
                key = address(url)
                if known.get(key, day) <= day:
                    known[key] = day
        return known


Articles = Callable[[], Mapping[str, date | None]]
"""Brings the days of the articles that were opened; most sites have no list that needs them."""


class _Content(NamedTuple):
    """What the pages of a column show."""

    condition: Condition
    reason: Reason | None
    settled: bool
    items: int = 0
    addresses: tuple[str | None, ...] = ()
    dates: tuple[date, ...] = ()
    days: tuple[date, ...] = ()


def read_columns(
    observations: Observations, today: date, domains: frozenset[str], articles: Articles
) -> tuple[ColumnState, ...]:
    """One state per distinct column address, sorted by address."""
    pages: dict[str, list[Page]] = {}
    for page in observations.pages:
        if page.column_url is not None and page.role in {"column", "letters"}:
            pages.setdefault(address(page.column_url), []).append(page)
    states = []
    for column in sorted(_distinct(observations.columns, pages, domains), key=lambda one: address(one.url)):
        own = pages.get(address(column.url), [])
        read = sorted(own, key=lambda page: (page.page_number, page.at, page.url))
        states.append(_state(column, read, today, domains, articles))
    return tuple(states)


def _distinct(
    columns: Iterable[Column], pages: Mapping[str, Sequence[Page]], domains: frozenset[str]
) -> Iterable[Column]:
    """Columns by identity: ``/news/`` and ``/news/index.html`` are one, and would be accused twice as two.

    So are two of which one leads to the other.
    """

    def worth(column: Column) -> tuple[bool, bool, bool, int, str, str]:
        unread = address(column.url) not in pages
        return (not column.registered, column.category == "unknown", unread, column.level, column.url, column.name)

    best: dict[str, Column] = {}
    for column in sorted(columns, key=worth):
        best.setdefault(place_of(column, pages.get(address(column.url), ()), domains), column)
    return best.values()


def _state(
    column: Column, pages: Sequence[Page], today: date, domains: frozenset[str], articles: Articles
) -> ColumnState:
    last = pages[0] if pages else None
    hosts = {host_of(column.url)} if last is None else {host_of(column.url), host_of(last.final_url)}
    read = [page for page in pages if is_read(page, domains)]
    more = has_more(read)
    whole = column.complete and not any(page.cut for page in pages) and not (more and is_oldest_first(read))
    found = _content(pages, read, today=today, domains=domains, articles=articles, whole=whole)
    newest = found.days[-1] if found.days else None
    return ColumnState(
        name=column.name,
        url=column.url,
        category=column.category,
        registered=column.registered,
        level=column.level,
        period_days=column.period_days,
        on_home=column.on_home,
        external=not column.registered and any(not is_own(host, domains) for host in hosts if host),
        condition=found.condition,
        newest=newest,
        age_days=None if newest is None else max((today - newest).days, 0),
        settled=found.settled,
        complete=whole and bool(read),
        more_pages=more,
        reason=found.reason,
        items=found.items,
        seen_at=last.at if last else column.at,
        body_sha256=last.body_sha256 if last else None,
        addresses=found.addresses,
        dates=found.dates,
        days=found.days,
        undated=found.items - len(found.days),
    )


def _content(
    pages: Sequence[Page],
    read: Sequence[Page],
    *,
    today: date,
    domains: frozenset[str],
    articles: Articles,
    whole: bool,
) -> _Content:
    if not pages:
        return _Content("unreadable", "not-visited", settled=False)
    items = [item for page in read if page.facts for item in page.facts.items]
    if not items:
        return _without_items(pages, read, domains, whole=whole and len(read) == len(pages))
    return _dated(items, today, articles, whole=whole)


def _dated(items: Sequence[Item], today: date, articles: Articles, *, whole: bool) -> _Content:
    latest = today + timedelta(days=1)  # an entry may be dated tomorrow by midnight's grace, no later
    shown = [item.day for item in items if item.day is not None]
    days = sorted(shown)
    if len(days) == len(items) and days[-1] <= latest:  # most lists show a day for every entry
        addresses, dates, unopened = [item.url for item in items], shown, False
    else:
        opened = articles()
        found = [(item.url, day) for item in items if (day := _day_of(item, opened, latest))]
        addresses, dates = [url for url, _ in found], [day for _, day in found]
        days = sorted(dates)
        if not dates and any(item.day for item in items):
            # it was read long after the day of the judgement: what stood there on that day, nobody saw
            return _Content("unreadable", "pages-unread", settled=False, items=len(items))
        unopened = any(item.url is None or address(item.url) not in opened for item in _perhaps_newest(items))
    reason: Reason | None = "articles-not-opened" if unopened else None if whole else "pages-unread"
    condition: Condition = "dated" if dates else "undated" if reason is None else "unreadable"
    return _Content(condition, reason, reason is None, len(items), tuple(addresses), tuple(dates), tuple(days))


def _day_of(item: Item, articles: Mapping[str, date | None], latest: date) -> date | None:
    """The day of an entry: the one that it shows, or, where that is none or impossible, its article's."""
    day = item.day
    if day is None or day > latest:
        day = articles.get(address(item.url)) if item.url else None
    return day if day is not None and day <= latest else None


def _perhaps_newest(items: Sequence[Item]) -> list[Item]:
    """The entries without a date that may be newer than every dated one.

    In a list with its newest on top only those before the first date can; pinned entries stand on top for another
    reason, and are looked at last.
    """
    if all(item.day for item in items):
        return []
    ordered = sorted(items, key=lambda item: item.pinned)
    days = [item.day for item in ordered if item.day and not item.pinned]
    if days and days == sorted(days, reverse=True):
        ordered = list(takewhile(lambda item: item.day is None, ordered))
    return [item for item in ordered if item.day is None][:ARTICLES_TO_OPEN]


def _without_items(pages: Sequence[Page], read: Sequence[Page], domains: frozenset[str], *, whole: bool) -> _Content:
    """What is to be said of a column in which no entry was seen."""
    if not read:
        return _unread(pages[0], domains)
    states = {page.facts.state for page in read if page.facts}
    if "empty" not in states or any(page.facts and page.facts.letters for page in read):
        return _Content("content", "no-list", whole)
    if all(page.facts and page.facts.state_detail == "blank" for page in read):
        return _Content("unreadable", "fault", settled=False)  # not even a frame: an answer that went wrong
    if whole and states == {"empty"}:
        return _Content("empty", None, settled=True)
    return _Content("unreadable", "pages-unread", settled=False)


def _unread(page: Page, domains: frozenset[str]) -> _Content:
    if page.status in {404, 410} or page.fault in {"soft-404", "http-404", "http-410"}:
        return _Content("gone", "fault", settled=False)
    if fell_back_to_home(page, domains):
        return _Content("gone", "to-home", settled=False)
    return _Content("unreadable", _page_reason(page), settled=False)


def _page_reason(page: Page) -> Reason:
    if page.facts is None or page.fault:
        return "fault"
    return "cut" if page.cut else _PAGE_REASONS.get(page.facts.state, "no-list")
