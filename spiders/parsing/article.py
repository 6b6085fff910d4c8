"""What an article page says of itself: title, date of publication, source; and how sure it is that it is an article."""

from dataclasses import dataclass
from datetime import date

from rules.observations import Published
from spiders.parsing.candidates import Candidate, VisibleDate, find_visible
from spiders.parsing.document import Document
from spiders.parsing.heading import Heading, find_heading, find_unnamed, is_crumbs, may_be_title
from spiders.parsing.published import Reading, read_published
from spiders.parsing.source import read_source

_LOOK_UP_LINES = 4
_OWN_DATES = frozenset({"labelled", "by-heading", "labelled-elsewhere"})
_LIST_ROWS = 8  # dates beside links to other pages: a list, whose heading is its column's name


@dataclass(frozen=True, slots=True)
class Article:
    """``candidates`` are all dates of the page with the reason each was taken or refused (``published.Reason``).

    ``abnormal`` is a printed date of publication that cannot be one. ``dated_by_heading`` tells that a date stands
    where articles have theirs, ``labelled`` that it is called the date of publication there, ``headed`` that the name
    of the page is printed as its heading; ``prose`` counts the characters of running text, ``rows`` the dates that
    stand beside links to other pages, ``days`` the different days that stand where a date of publication would.
    """

    title: str | None
    published: Published | None
    source: str | None
    printed_source: str | None
    candidates: tuple[Candidate, ...]
    abnormal: str | None
    headed: bool
    dated_by_heading: bool
    labelled: bool
    prose: int
    rows: int
    days: int


def read_article(doc: Document, today: date) -> Article:
    """Read a page as an article; whether it is one is for the caller to say."""
    heading = find_heading(doc)
    dates = find_visible(doc.texts, today)
    reading = read_published(doc, heading, today, dates)
    rows = sum(c.reason == "row-of-list" for c in reading.candidates)
    if not (heading.named or heading.sure) and rows < _LIST_ROWS:
        heading, reading = _unnamed(doc, heading, reading, today, dates)
    source, printed = read_source(doc, reading.line)
    return Article(
        title=heading.title,
        published=reading.published,
        source=source,
        printed_source=printed,
        candidates=reading.candidates,
        abnormal=reading.abnormal,
        headed=heading.named,
        dated_by_heading=reading.line is not None,
        labelled=any(c.taken and c.reason == "labelled" for c in reading.candidates),
        prose=sum(len(line.text) for line in doc.lines if line.prose and not line.linked),
        rows=rows,
        days=_days(reading),
    )


def _days(reading: Reading) -> int:
    """The different days that stand where a date of publication would; a law lists its amendments in one line.

    Lines of a list may all tell the same day: two of them count as one.
    """
    of_lines = {c.line: c.day for c in reversed(reading.candidates) if c.reason in _OWN_DATES}
    return max(len(set(of_lines.values())), len(of_lines) // 2)


def _unnamed(
    doc: Document, told: Heading, reading: Reading, today: date, dates: list[VisibleDate]
) -> tuple[Heading, Reading]:
    """Where nothing calls the page by a name that is printed on it: by its element, or above the line with the date."""
    heading = find_unnamed(doc, told)
    if heading.places:
        near = read_published(doc, heading, today, dates)
        if near.line is not None:
            return heading, near
    if reading.line is None or reading.published is None:
        return heading, reading
    for at in range(reading.line - 1, max(-1, reading.line - 1 - _LOOK_UP_LINES), -1):
        line = doc.lines[at]
        if is_crumbs(line.text):
            break
        if may_be_title(line):
            found = Heading(line.text, ((at, at + 1),))
            return found, read_published(doc, found, today, dates)
    return heading, reading
