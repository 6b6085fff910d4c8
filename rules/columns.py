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
from typing import Literal

from rules.fingerprint import host_of, is_own, url_key
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
    reason: Reason | None = None
    items: int = 0
    seen_at: datetime | None = None
    body_sha256: str | None = None
    item_days: Mapping[str, date]


def read_columns(
    observations: Observations, today: date, domains: frozenset[str], articles: Mapping[str, date | None]
) -> tuple[ColumnState, ...]:
    """One state per distinct column address, sorted by address."""
    pages: dict[str, list[Page]] = {}
    for page in observations.pages:
        if page.column_url is not None and page.role in {"column", "letters"}:
            pages.setdefault(url_key(page.column_url), []).append(page)
    states = []
    for key, column in sorted(_distinct(observations.columns).items()):
        read = sorted(pages.get(key, []), key=lambda page: (page.page_number, page.at, page.url))
        states.append(_state(column, read, today, domains, articles))
    return tuple(states)


def _distinct(columns: Iterable[Column]) -> dict[str, Column]:
    best: dict[str, Column] = {}
    for column in sorted(columns, key=lambda c: (not c.registered, c.category == "unknown", c.level, c.url, c.name)):
        best.setdefault(url_key(column.url), column)
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
    items = [item for page in read if page.facts for item in page.facts.items]
    if items:
        whole = column.complete and not any(page.cut for page in read)
        return _dated(base, items, today, articles, whole=whole)
    condition, reason, settled = _without_items(column, pages, read, domains)
    return replace(base, condition=condition, reason=reason, settled=settled)


def _is_read(page: Page, domains: frozenset[str]) -> bool:
    return page.facts is not None and page.facts.state in {"ok", "empty"} and not _fell_back_to_home(page, domains)


def _fell_back_to_home(page: Page, domains: frozenset[str]) -> bool:
    """A deep address that ends at the front page is a missing page, not a column (a soft 404)."""
    homes = {f"{place}/" for place in domains} | {f"www.{place}/" for place in domains}
    return url_key(page.final_url) in homes and url_key(page.url) not in homes


def _dated(
    base: ColumnState, items: Sequence[Item], today: date, articles: Mapping[str, date | None], *, whole: bool
) -> ColumnState:
    latest = today + timedelta(days=1)  # an entry may be dated tomorrow by midnight's grace, no later
    known: dict[str, date] = {}
    days: list[date] = []
    opened: list[tuple[bool, bool]] = []  # pinned, opened or impossible to open
    for item in items:
        key = url_key(item.url) if item.url else None
        day = item.day if item.day and item.day <= latest else None
        if day is None:
            day = articles.get(key) if key else None
            opened.append((item.pinned, key is None or key in articles))
        if day and day <= latest:
            days.append(day)
            if key:
                known[key] = max(day, known.get(key, day))
    opened.sort(key=lambda entry: entry[0])  # pinned entries stand on top without being the newest
    enough_opened = all(was_opened for _, was_opened in opened[:ARTICLES_TO_OPEN])
    reason: Reason | None = (
        None if whole and enough_opened else "pages-unread" if enough_opened else "articles-not-opened"
    )
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
    )


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
