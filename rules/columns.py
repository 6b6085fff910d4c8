"""What was found in each column: the facts that four clauses and the reports' column table share.

A column is accused of nothing here; only certain knowledge gets a condition of its own:

dated       its newest day is known (``settled``: nothing newer can hide in what was not read)
undated     it has entries, and neither they nor the newest of their articles show a date
empty       the page says so itself, on a page that was read whole
content     readable, but no list was recognised in it
gone        its address answers that there is no such page
unreadable  anything else; ``reason`` says why
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Literal

from rules.fingerprint import address, host_of, is_own, url_key
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnState:
    """A column and what was found in it. ``external``: it leads away from the site, and no clause counts it."""

    name: str
    url: str
    category: Category
    registered: bool
    level: int
    period_days: int | None
    on_home: bool
    external: bool
    condition: Condition
    newest: date | None = None
    age_days: int | None = None
    settled: bool = False
    complete: bool = False  # every page that the crawl wanted of it was read
    more_pages: bool = False  # its last page names another that was not read
    reason: Reason | None = None
    items: int = 0
    seen_at: datetime | None = None
    body_sha256: str | None = None
    item_days: Mapping[str, date]  # by ``address``
    days: tuple[date, ...] = ()  # of all entries that have one, oldest first
    undated: int = 0  # entries whose day nobody knows


def read_columns(
    observations: Observations, today: date, domains: frozenset[str], articles: Mapping[str, date | None]
) -> tuple[ColumnState, ...]:
    """One state per distinct column address, sorted by address."""
    pages: dict[str, list[Page]] = {}
    for page in observations.pages:
        if page.column_url is not None and page.role in {"column", "letters"}:
            pages.setdefault(address(page.column_url), []).append(page)
    states = []
    for key, column in sorted(_distinct(observations.columns).items()):
        read = sorted(pages.get(key, []), key=lambda page: (page.page_number, page.at, page.url))
        states.append(_state(column, read, today, domains, articles))
    return tuple(states)


def _distinct(columns: Iterable[Column]) -> dict[str, Column]:
    best: dict[str, Column] = {}
    for column in sorted(columns, key=lambda c: (not c.registered, c.category == "unknown", c.level, c.url, c.name)):
        best.setdefault(address(column.url), column)
    return best


def _state(
    column: Column, pages: Sequence[Page], today: date, domains: frozenset[str], articles: Mapping[str, date | None]
) -> ColumnState:
    last = pages[0] if pages else None
    hosts = {host_of(column.url)} if last is None else {host_of(column.url), host_of(last.final_url)}
    base = ColumnState(
        name=column.name,
        url=column.url,
        category=column.category,
        registered=column.registered,
        level=column.level,
        period_days=column.period_days,
        on_home=column.on_home,
        external=not column.registered and any(not is_own(host, domains) for host in hosts if host),
        condition="unreadable",
        reason="not-visited",
        seen_at=last.at if last else column.at,
        body_sha256=last.body_sha256 if last else None,
        item_days={},
    )
    if not pages:
        return base
    read = [page for page in pages if _is_read(page, domains)]
    complete = column.complete and bool(read) and not any(page.cut for page in pages)
    base = replace(base, complete=complete, more_pages=_has_more(read))
    items = [item for page in read if page.facts for item in page.facts.items]
    if items:
        return _dated(base, items, today, articles, whole=complete)
    condition, reason, settled = _without_items(column, pages, read, domains)
    return replace(base, condition=condition, reason=reason, settled=settled)


def _has_more(pages: Sequence[Page]) -> bool:
    """Whether the list goes on behind the last page read; a pager that leads in a circle does not go on."""
    numbers = {page.page_number for page in pages}
    if not numbers:
        return False
    last = [page for page in pages if page.page_number == max(numbers)]
    before = {_entries(page) for page in pages if page.page_number < max(numbers)}
    return any(page.facts and page.facts.next_page and _entries(page) not in before for page in last)


def _entries(page: Page) -> tuple[str, ...]:
    facts = page.facts
    if facts is None:
        return ()
    return tuple(one.url or "" for one in facts.items) + tuple(x.url or x.subject for x in facts.letters)


def _is_read(page: Page, domains: frozenset[str]) -> bool:
    return page.facts is not None and page.facts.state in {"ok", "empty"} and not _fell_back_to_home(page, domains)


def _fell_back_to_home(page: Page, domains: frozenset[str]) -> bool:
    """A deep address that ends at the front page is a missing page, not a column (a soft 404)."""
    if page.final_url == page.url:
        return False
    homes = {f"{place}/" for place in domains} | {f"www.{place}/" for place in domains}
    return url_key(page.final_url) in homes and url_key(page.url) not in homes


def _dated(
    base: ColumnState, items: Sequence[Item], today: date, articles: Mapping[str, date | None], *, whole: bool
) -> ColumnState:
    latest = today + timedelta(days=1)  # an entry may be dated tomorrow by midnight's grace, no later
    known: dict[str, date] = {}
    days: list[date] = []
    for item in items:
        key = address(item.url) if item.url else None
        day = item.day if item.day and item.day <= latest else articles.get(key) if key else None
        if day and day <= latest:
            days.append(day)
            if key and known.get(key, day) <= day:
                known[key] = day
    unopened = any(item.url and address(item.url) not in articles for item in _perhaps_newest(items))
    reason: Reason | None = "articles-not-opened" if unopened else None if whole else "pages-unread"
    newest = max(days, default=None)
    return replace(
        base,
        condition="dated" if newest else "undated" if reason is None else "unreadable",
        newest=newest,
        age_days=None if newest is None else max((today - newest).days, 0),
        settled=reason is None,
        reason=reason,
        items=len(items),
        item_days=known,
        days=tuple(sorted(days)),
        undated=len(items) - len(days),
    )


def _perhaps_newest(items: Sequence[Item]) -> list[Item]:
    """The entries without a date that may be newer than every dated one.

    In a list with its newest on top only those before the first date can; pinned entries stand on top for another
    reason, and are looked at last.
    """
    ordered = sorted(items, key=lambda item: item.pinned)
    days = [item.day for item in ordered if item.day and not item.pinned]
    if days and days == sorted(days, reverse=True):
        ordered = list(takewhile(lambda item: item.day is None, ordered))
    return [item for item in ordered if item.day is None][:ARTICLES_TO_OPEN]


def _without_items(
    column: Column, pages: Sequence[Page], read: Sequence[Page], domains: frozenset[str]
) -> tuple[Condition, Reason | None, bool]:
    """Condition, reason and whether it is settled of a column in which no entry was seen."""
    if not read:
        return _unread(pages[0], domains)
    whole = column.complete and len(read) == len(pages) and not any(page.cut for page in pages)
    states = {page.facts.state for page in read if page.facts}
    if "empty" not in states or any(page.facts and page.facts.letters for page in read):
        return "content", "no-list", whole
    return ("empty", None, True) if whole and states == {"empty"} else ("unreadable", "pages-unread", False)


def _unread(page: Page, domains: frozenset[str]) -> tuple[Condition, Reason | None, bool]:
    if page.status in {404, 410} or page.fault in {"soft-404", "http-404", "http-410"}:
        return "gone", "fault", False
    if _fell_back_to_home(page, domains):
        return "gone", "to-home", False
    return "unreadable", _page_reason(page), False


def _page_reason(page: Page) -> Reason:
    if page.facts is None or page.fault:
        return "fault"
    return "cut" if page.cut else _PAGE_REASONS.get(page.facts.state, "no-list")
