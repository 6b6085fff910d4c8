"""The dates of the entries of a block: which of those beside a row is its own, or stands in its title or attributes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from lxml import etree

from spiders.parsing.dates import date_in_url
from spiders.parsing.headers import column_labels
from spiders.parsing.memo import remembered
from spiders.parsing.rows import Row
from spiders.parsing.stamps import Stamp, may_hold_date, read_parts, read_stamp
from spiders.parsing.text import tidy
from spiders.parsing.years import with_years

_TITLE_DATE = re.compile(
    r"\s*[(（\[【]\s*((?:(?:19|20)\d\d\s?(?:年|[-/.])\s?)?\d{1,2}\s?(?:月|[-/.])\s?\d{1,2}日?(?:\s\d\d?:\d\d(?::\d\d)?)?)\s*[)）\]】]\s*"
)
_OPENING, _CLOSING = frozenset("(（[【"), frozenset(")）]】")
_PLAIN = str.maketrans("０１２３４５６７８９－–．／", "0123456789--./")
_DATE_NAME = re.compile(r"date|time|^rq$|^sj$|fbsj|pub", re.I)
MAX_TRIES_OF_ATTRIBUTES = 3
_SHARE_OF_MONTH_DAYS = 0.5
_SHARE_OF_TITLE_DATES = 0.6


@dataclass(slots=True, eq=False)
class Entry:
    """An item with the row it was read from."""

    title: str
    url: str | None
    row: Row
    day: date | None = None
    abnormal: str | None = None
    pinned: bool = False

    @property
    def dated(self) -> bool:
        return self.day is not None or self.abnormal is not None


def give_dates(entries: Sequence[Entry], today: date) -> None:
    """Find the date of each entry, its year where it is printed without one, and which entries are pinned."""
    stamps = _stamps(entries, today)
    if not any(stamps):
        stamps = _title_dates(entries, today)
    _give_days(entries, stamps, today)


def _stamps(entries: Sequence[Entry], today: date) -> list[Stamp | None]:
    labels = column_labels(entries[0].row.element) if any(e.row.marks for e in entries) else None
    found = [_stamp(e.row, labels, today) for e in entries]
    if not all(found):
        _add_attribute_dates(entries, found, today)
    yearless = sum(1 for s in found if s is not None and s.month_day)
    if yearless and yearless < _SHARE_OF_MONTH_DAYS * len(entries):
        found = [None if s is not None and s.month_day else s for s in found]
    return found


def _add_attribute_dates(entries: Sequence[Entry], found: list[Stamp | None], today: date) -> None:
    """Fill in dates that stand in attributes; a block whose first rows have none has none."""
    tried = 0
    for i, entry in enumerate(entries):
        if found[i] is None and tried < MAX_TRIES_OF_ATTRIBUTES:
            found[i] = _attribute_stamp(entry.row.element, today)
            tried = 0 if found[i] else tried + 1


def _stamp(row: Row, labels: Sequence[bool | None] | None, today: date) -> Stamp | None:
    if labels is None and len(row.marks) == 1 and row.marks[0].stamp.day is not None:
        return row.marks[0].stamp
    if not row.marks:
        return None
    marks = [(m.stamp, _says(labels, row, m.owner)) for m in row.marks]
    stamps = [s for s, says in marks if says is not False]
    if any(s.part for s in stamps) or any(s.month_day for s in stamps):
        pieces = [p for p in map(tidy, map(str, row.element.itertext())) if p]
        if (joined := read_parts([p for p in pieces if len(p) <= 12], today)) is not None:
            return joined
    stamps = [s for s in stamps if s.part is None]
    best = [s for s, says in marks if s.part is None and (s.labelled or says)] or stamps
    return _only(best)


def _only(stamps: Sequence[Stamp]) -> Stamp | None:
    """The one date that all of them say; None where they differ."""
    full = [s for s in stamps if s.month_day is None]
    if len({(s.day, s.abnormal) for s in full}) == 1:
        day = full[0].day
        if all(s.month_day is None or (day is not None and s.month_day == (day.month, day.day)) for s in stamps):
            return full[0]
        return None
    if full or not stamps:
        return None
    return stamps[0] if len({s.month_day for s in stamps}) == 1 else None


def _says(labels: Sequence[bool | None] | None, row: Row, owner: etree._Element) -> bool | None:
    """What the head of the owner's table column says of its dates."""
    if labels is None:
        return None
    element: etree._Element | None = owner
    while element is not None and (parent := element.getparent()) is not row.element:
        element = parent
    if element is None:
        return None
    place = row.element.index(element)
    return labels[place] if place < len(labels) else None


def _attribute_stamp(element: etree._Element, today: date) -> Stamp | None:
    """A date in an attribute: ``date-value=``, ``datetime=``, ``title="发表时间：…"``."""
    found = []
    for e in element.iter(etree.Element):
        for key, held in e.items():
            name, value = str(key), str(held)
            if not _may_date(name) or len(value) > 400 or not may_hold_date(value):
                continue
            if name == "title":
                lines = (s for line in re.split(r"[\r\n]|\s{3,}", value) if (s := read_stamp(line, today)) is not None)
                found += [s for s in lines if s.labelled]
            elif (s := read_stamp(value, today, alone=True)) is not None and not s.part:
                found.append(s)
    return _only(found)


@remembered(256)
def _may_date(name: str) -> bool:
    """Whether an attribute of that name may hold a date."""
    return name == "title" or _DATE_NAME.search(name) is not None


def _title_dates(entries: Sequence[Entry], today: date) -> list[Stamp | None]:
    """Dates in brackets at the end (or start) of the titles, cut off them, if nearly all titles have one."""
    found = [_title_date(e.title, today) for e in entries]
    share = sum(1 for f in found if f is not None) / len(entries)
    if share < _SHARE_OF_TITLE_DATES or (len(entries) == 1 and not _repeated(entries[0], found[0])):
        return [None] * len(entries)
    for entry, one in zip(entries, found, strict=True):
        if one is not None and one[1]:
            entry.title = one[1]
    return [None if f is None else f[0] for f in found]


def _title_date(title: str, today: date) -> tuple[Stamp, str] | None:
    bare = title.strip()
    if bare[:1] not in _OPENING and bare[-1:] not in _CLOSING:
        return None
    for m in _edges(title):
        stamp = read_stamp(m[1], today, alone=True)
        if stamp is not None and stamp.part is None:
            return stamp, (title[: m.start()] + title[m.end() :]).strip()
    return None


def _edges(title: str) -> Iterator[re.Match[str]]:
    title = title.translate(_PLAIN)
    if (m := _TITLE_DATE.match(title)) is not None and m.end() < len(title):
        yield m
    start = max(map(title.rfind, _OPENING))
    if start > 0 and (m := _TITLE_DATE.fullmatch(title, start)) is not None:
        yield m


def _repeated(entry: Entry, found: tuple[Stamp, str] | None) -> bool:
    """Whether the row says the title once more without the date: then the date is no part of it."""
    return found is not None and any(tidy(str(piece)) == found[1] for piece in entry.row.element.itertext())


def _give_days(entries: Sequence[Entry], stamps: Sequence[Stamp | None], today: date) -> None:
    days: Sequence[date | None] = [None if s is None else s.day for s in stamps]
    if any(s is not None and s.month_day for s in stamps):
        hints = [
            _hint(e, today) if s is not None and s.month_day else None for e, s in zip(entries, stamps, strict=True)
        ]
        days = with_years([None if s is None else s.day or s.month_day for s in stamps], hints, today)
    for entry, stamp, day in zip(entries, stamps, days, strict=True):
        entry.day = day
        entry.abnormal = None if stamp is None else stamp.abnormal
    _pin_by_order(entries)


def _hint(entry: Entry, today: date) -> date | None:
    attribute = _attribute_stamp(entry.row.element, today)
    if attribute is not None and attribute.day is not None:
        return attribute.day
    hit = date_in_url(entry.url, today) if entry.url else None
    return hit.day if hit is not None else None


def _pin_by_order(entries: Sequence[Entry]) -> None:
    """Up to three first entries that are older than the next one, in a list that otherwise runs down, are pinned."""
    known = [e.day for e in entries if e.day is not None]
    if len(known) < 4 or len(known) != len(entries):
        return
    rises = [i for i, (a, b) in enumerate(pairwise(known)) if b > a]
    if rises and max(rises) <= 2:
        for entry in entries[: max(rises) + 1]:
            entry.pinned = True
