"""What is known of each column while the crawl goes on, and which pages are needed to be certain of it.

A column's newest date is the newest of its items, wherever that item stands: so more than the first page is needed
where the first page cannot settle it (only pinned items, oldest first, no dates), and a year of pages where the
clause counts a year (letters, surveys, interviews).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from rules.listpages import is_ascending
from rules.observations import Category, Column, Item, Letter, Page, PageFacts, PageRole, RegisteredColumn
from spiders.budget import Budget
from spiders.frontier import COLUMN, DETAIL, LATER_LIST, LIST, article_priority

YEAR_DAYS = 366
YEAR_CATEGORIES: frozenset[Category] = frozenset({"consultation", "surveys", "interviews"})
_MAX_KNOWN_ITEMS = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """A page that a column leads to. ``needed``: without it the column is not complete."""

    url: str
    role: PageRole
    priority: int
    needed: bool
    method: str = "GET"
    body: str | None = None
    page_number: int = 1
    frame: bool = False
    day: date | None = None
    shown: bool = False  # its address stands on the page that wants it, not only in how its script counts


@dataclass(slots=True, eq=False)
class ColumnRecord:
    """One column. ``missing`` holds the ids of needed pages that are still out."""

    name: str
    url: str
    category: Category
    registered: bool
    level: int = 1
    period_days: int | None = None
    on_home: bool = False
    read_at: datetime | None = None
    is_article: bool = False
    elsewhere: bool = False  # its address leads to another site
    reason: str | None = None
    missing: set[int] = field(default_factory=set)
    items: set[str] = field(default_factory=set)
    pages: set[int] = field(default_factory=set)
    letters: int = 0

    def incomplete(self, reason: str) -> None:
        """The first reason holds: what came later followed from it."""
        self.reason = self.reason or reason

    @property
    def stands(self) -> bool:
        """Whether it is a column at all: a registered one always, an entry of the navigation where it leads to one."""
        return self.registered or not (self.is_article or self.elsewhere)

    @property
    def is_unread(self) -> bool:
        """Whether pages that it needs were not asked for, though nothing kept them from it."""
        return self.reason is None and (bool(self.missing) or self.read_at is None)

    def observation(self, at: datetime, *, unread: str) -> Column:
        """The column as seen; ``unread`` is why pages that are still missing were not read."""
        reason = unread if self.is_unread else self.reason
        return Column(
            at=self.read_at or at,
            name=self.name,
            url=self.url,
            category=self.category,
            registered=self.registered,
            level=self.level,
            period_days=self.period_days,
            on_home=self.on_home,
            complete=reason is None,
            incomplete_reason=reason,
        )


class ColumnReader:
    """Decides what the pages of columns ask for next. ``today`` is the day of the inspection."""

    def __init__(self, budget: Budget, today: date) -> None:
        self._budget = budget
        self._year_ago = today - timedelta(days=YEAR_DAYS)

    def read(self, record: ColumnRecord, page: Page, facts: PageFacts) -> list[Want]:
        """The pages wanted after ``page``, a page of the column's list, was read."""
        number = page.page_number
        fresh = self._take(record, facts)
        if number == 1 and record.read_at is None:
            record.read_at = page.at
            record.is_article = facts.kind == "article"
        elif number > 1 and not fresh:
            return []  # the pager goes in a circle, or answers every number with one page
        record.pages.add(number)
        wants = list(self._letters(record, facts.letters))
        wants += self._next_page(record, number, facts)
        wants += _articles(facts.items, self._budget.undated_articles if number == 1 else 0)
        return wants

    def _take(self, record: ColumnRecord, facts: PageFacts) -> bool:
        keys = {i.url or i.title for i in facts.items} | {letter.url or letter.subject for letter in facts.letters}
        fresh = not keys <= record.items
        if len(record.items) < _MAX_KNOWN_ITEMS:
            record.items |= keys
        return fresh

    def _letters(self, record: ColumnRecord, letters: Sequence[Letter]) -> Iterator[Want]:
        open_ones = [x for x in letters if x.url and self._in_doubt(x)]
        for letter in sorted(open_ones, key=lambda x: x.status == "answered"):
            if record.letters >= self._budget.letters:
                record.incomplete("budget-letters")
                return
            record.letters += 1
            assert letter.url is not None
            yield Want(url=letter.url, role="letter", priority=DETAIL, needed=True, shown=True)

    def _in_doubt(self, letter: Letter) -> bool:
        """Whether the list alone cannot prove when a letter was asked and answered."""
        if letter.asked is not None and letter.asked < self._year_ago:
            return False
        settled = letter.asked is not None and letter.answered is not None
        return not settled and letter.status != "refused"

    def _next_page(self, record: ColumnRecord, number: int, facts: PageFacts) -> Iterator[Want]:
        after = facts.next_page
        if after is None or number >= self._budget.list_pages:
            return
        needed = self._needs_more(record, number, facts)
        early = needed or number < self._budget.early_list_pages
        yield Want(
            url=after.url,
            role="column",
            priority=LIST + number + 1 if early else LATER_LIST + number,
            needed=needed,
            method=after.method,
            body=after.body,
            page_number=number + 1,
        )

    def _needs_more(self, record: ColumnRecord, number: int, facts: PageFacts) -> bool:
        days = [i.day for i in facts.items if i.day and not i.pinned]
        if record.category in YEAR_CATEGORIES and number < self._budget.year_list_pages:
            days += [x.asked for x in facts.letters if x.asked]
            if not days:
                return number < self._budget.early_list_pages
            if min(days) >= self._year_ago:
                return True
        if number >= self._budget.year_list_pages:
            return False
        return (number == 1 and len(days) < 2) or is_ascending(days)


def _articles(items: Iterable[Item], to_open: int) -> Iterator[Want]:
    """The items' pages; the first ``to_open`` of those without a date may be the newest: the column needs them."""
    linked = [i for i in items if i.url]
    undated = sorted((i for i in linked if i.day is None), key=lambda i: i.pinned)
    to_date = {id(i) for i in undated[:to_open]}
    for item in linked:
        assert item.url is not None
        needed = id(item) in to_date
        priority = DETAIL if needed else article_priority(item.day)
        yield Want(url=item.url, role="article", priority=priority, needed=needed, day=item.day, shown=True)


def registered_record(column: RegisteredColumn, url: str) -> ColumnRecord:
    """A registered column at its resolved address."""
    return ColumnRecord(
        name=column.name,
        url=url,
        category=column.category,
        registered=True,
        level=1 if column.on_home or len(column.category_path) <= 1 else 2,
        period_days=column.period_days,
        on_home=column.on_home,
    )


class ColumnBook:
    """All columns of a site, in the order they were found."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._records: dict[str, ColumnRecord] = {}
        self.left_out = 0

    def __iter__(self) -> Iterator[ColumnRecord]:
        return iter(self._records.values())

    def __len__(self) -> int:
        return len(self._records)

    def get(self, url: str | None) -> ColumnRecord | None:
        return None if url is None else self._records.get(url)

    def add(self, record: ColumnRecord) -> bool:
        """Take a column in, unless it is known by its address, or there are too many that nobody registered."""
        known = self._records.get(record.url)
        if known is not None:
            known.on_home = known.on_home or record.on_home
            known.level = min(known.level, record.level)
            return False
        if not record.registered and len(self._records) >= self._limit:
            self.left_out += 1
            return False
        self._records[record.url] = record
        return True


def first_page(record: ColumnRecord) -> Want:
    return Want(url=record.url, role="column", priority=COLUMN + (not record.registered), needed=True)
