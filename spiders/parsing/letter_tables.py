"""Letters in tables, or in lists set like tables, whose head row names what the cells hold."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain, islice

from lxml import etree

from rules.observations import Letter, LetterStatus
from spiders.parsing.addresses import address_of
from spiders.parsing.dates import read_cell, read_date
from spiders.parsing.document import Document
from spiders.parsing.letter_words import TOKEN, Role, is_foreign_head, is_mailbox_head, role_of, status_of
from spiders.parsing.mailboxes import is_mailbox_page
from spiders.parsing.rows import Row
from spiders.parsing.tables import SUBJECTS
from spiders.parsing.text import normalise, raw_text_of, tidy
from spiders.parsing.titles import read_title

_INLINE_HEAD = re.compile(r"^\D*(?:时间|日期|状态)\D*$")
_SUBJECTS = re.compile("|".join(SUBJECTS))
_YES_NO: dict[str, LetterStatus] = {"是": "answered", "否": "open"}  # 是否回复
_DAY_LIKE = re.compile(r"\d\s?[-/.年月]\s?\d")
MIN_CELLS, MAX_CELLS, MAX_HEAD_CHARS, MAX_HEAD_LINE_CHARS = 3, 20, 10, 40
MAX_ROWS, MAX_ELEMENTS_BELOW = 500, 10_000
MAX_HEADS = 50  # of a page; each is held against up to 500 rows, and a page can repeat its head 10,000 times
_ROWS = frozenset(("tr", "ul", "li", "dl", "div", "a"))


def read_tables(doc: Document, today: date) -> tuple[Letter, ...]:
    """The letters of every table whose head names a subject and a time or status of letters."""
    if not _may_have_head(doc):
        return ()
    letters: list[Letter] = []
    for head in islice(_heads(doc), MAX_HEADS):
        roles = _roles([normalise(raw_text_of(cell)) for cell in head])
        if "subject" not in roles or not {"asked", "answered", "status", "day"} & set(roles):
            continue
        words = normalise(raw_text_of(head))
        if not (is_mailbox_head(words) or (_may_be_mailbox_head(roles, words) and is_mailbox_page(doc))):
            continue
        letters += _with_open([read for row in _rows(head) if (read := _letter(doc, row, roles, today))], roles)
    return tuple(letters)


def _roles(heads: Sequence[str]) -> list[Role | None]:
    """What each column holds, each role once: a letter is asked on the day it came, not on that of its acceptance."""
    roles = [role_of(head) for head in heads]
    came = [head for head, role in zip(heads, roles, strict=True) if role == "asked" and "受理" not in head]
    if came:
        roles = [None if role == "asked" and head != came[0] else role for head, role in zip(heads, roles, strict=True)]
    return [role if role not in roles[:i] else None for i, role in enumerate(roles)]


def _may_be_mailbox_head(roles: Sequence[Role | None], words: str) -> bool:
    """Whether a head fits letters on a page of a mailbox, though none of its words says so."""
    return "status" in roles or (("asked" in roles or "answered" in roles) and not is_foreign_head(words))


def _may_have_head(doc: Document) -> bool:
    """A quick look at the lines of the page: short ones near each other that name a subject and a time or status."""
    texts = doc.texts
    subjects = [i for i in texts.having(*SUBJECTS) if len(texts[i]) <= MAX_HEAD_LINE_CHARS]
    if any(_INLINE_HEAD.search(texts[i]) for i in subjects):
        return True
    named = (i for i in subjects if len(texts[i]) <= MAX_HEAD_CHARS)
    for i in islice(named, MAX_ROWS):
        near = [text for text in texts[max(0, i - 6) : i + 7] if len(text) <= MAX_HEAD_CHARS]
        if role_of(texts[i]) == "subject" and any(role_of(text) not in (None, "subject") for text in near):
            return True
    return False


def _heads(doc: Document) -> Iterator[etree._Element]:
    """Rows of short cells without links, one of which names a title."""
    seen: set[etree._Element | None] = {None}
    known: dict[etree._Element, etree._Element | None] = {}
    for element in doc.elements:
        text = element.text
        if (
            not text
            or len(text) > 40
            or not _SUBJECTS.search(text)
            or element.tag in ("option", "label", "a", "script")
        ):
            continue
        if role_of(normalise(text)) != "subject":
            continue
        row = _row_around(element, known)
        if row is not None and row not in seen:
            seen.add(row)
            yield row


def _row_around(element: etree._Element, known: dict[etree._Element, etree._Element | None]) -> etree._Element | None:
    """The nearest element around a cell with at least three children, all of them short and none a field of a form."""
    place: etree._Element | None = element
    for _ in range(4):
        place = place.getparent() if place is not None else None
        if place is None or place.tag in ("body", "html", "form", "select"):
            return None
        if place in known:
            return known[place]
        if len(place) >= MIN_CELLS:
            short = len(place) <= MAX_CELLS and all(len(raw_text_of(cell).strip()) <= 12 for cell in place)
            plain = next(place.iter("a", "input", "select", "textarea"), None) is None
            known[place] = place if short and plain else None
            return known[place]
    return None


def _rows(head: etree._Element) -> list[etree._Element]:
    """The elements below a head row with as many cells: its siblings, else rows of what follows its table."""
    cells = len(head)
    rows = [row for row in islice(head.itersiblings(head.tag), MAX_ROWS) if len(row) == cells]
    if rows:
        return rows
    place: etree._Element | None = head
    for _ in range(3):
        if place is None or place.tag in ("body", "html"):
            return []
        below = chain.from_iterable(e.iter(etree.Element) for e in islice(place.itersiblings(), MAX_ROWS))
        rows = [e for e in islice(below, MAX_ELEMENTS_BELOW) if len(e) == cells]
        boxes = {row.getparent() for row in rows}
        if rows := [row for row in rows if row.tag in _ROWS and row not in boxes][:MAX_ROWS]:
            return rows
        place = place.getparent()
    return []


def _letter(
    doc: Document, row: etree._Element, roles: Sequence[Role | None], today: date
) -> tuple[Letter, bool] | None:
    """The letter of a row, and whether its place for the reply is empty."""
    cells = {role: cell for role, cell in zip(roles, row, strict=True) if role is not None}
    texts = {role: normalise(raw_text_of(cell)[:1000]) for role, cell in cells.items()}
    subject, url = _subject(doc, cells["subject"], today)
    if not subject or TOKEN.search("".join(texts.values())):
        return None
    asked = _day(texts.get("asked") or (texts.get("day", "") if "asked" not in cells else ""), today)
    answered = _day(texts.get("answered", ""), today)
    said = texts.get("status") or _pictured(cells.get("status"))
    status = _YES_NO.get(said) or status_of(said) or status_of(texts.get("answered", ""))
    if (
        asked is None
        and answered is None
        and status is None
        and not _may_be_day(texts.get("asked") or texts.get("day"))
    ):
        return None
    letter = Letter(
        subject=subject,
        url=url,
        asked=asked,
        answered=answered,
        status=status or ("answered" if answered else "unknown"),
    )
    return letter, not texts.get("answered", "").strip("-—–/无 ")


def _may_be_day(text: str | None) -> bool:
    """Whether a cell shows a day that cannot be read for certain, without its year for one; rows of other things, of
    the footer for one, may have as many parts as a head."""
    return text is not None and _DAY_LIKE.search(text) is not None


def _pictured(cell: etree._Element | None) -> str:
    """What the picture in a cell without text stands for."""
    image = None if cell is None else next(cell.iter("img"), None)
    return "" if image is None else normalise(image.get("alt") or image.get("title") or "")


def _with_open(read: list[tuple[Letter, bool]], roles: Sequence[Role | None]) -> list[Letter]:
    """Where the table has a column of replies that others fill, a letter with an empty one is open."""
    letters = [letter for letter, _ in read]
    if "answered" not in roles or "status" in roles or not any(letter.answered for letter in letters):
        return letters
    return [
        Letter(subject=x.subject, url=x.url, asked=x.asked, status="open") if empty and x.status == "unknown" else x
        for x, empty in read
    ]


def _subject(doc: Document, cell: etree._Element, today: date) -> tuple[str, str | None]:
    anchors = list(cell.iter("a"))
    if not anchors:
        return tidy(raw_text_of(cell)[:1000]), None
    title, anchor, _ = read_title(Row(cell, anchors, 0), today)
    return title, address_of(doc, anchor)


def _day(text: str, today: date) -> date | None:
    hit = read_cell(text, today) or read_date(text, today)
    return hit.day if hit is not None else None
