"""The dates of a page that may stand beside links: in the text of an element, behind one, or written by a script.

Text that a page shares with others and that is known to hold no date (``menus``) is not read again.
"""

from collections.abc import Iterator
from datetime import date
from itertools import islice

from lxml import etree

from spiders.parsing.dates import find_dates
from spiders.parsing.document import Document, Script
from spiders.parsing.menus import outside
from spiders.parsing.rows import Mark
from spiders.parsing.stamps import (
    MAX_PIECE_CHARS,
    MAX_PLAIN_CHARS,
    Stamp,
    labelled_by,
    may_hold_date,
    may_look_dated,
    read_plain,
    read_stamp,
)
from spiders.parsing.text import normalise

_MAX_LINK_DEPTH = 8
_SKIPPED = frozenset(("select", "option", "textarea", "script", "style", "head", "noscript", "button", "template"))


def may_write_date(script: Script) -> bool:
    """Whether a script is short enough to write no more than a date where it stands."""
    return len(script.text) <= MAX_PIECE_CHARS and may_hold_date(script.text)


def _may_be_dated(doc: Document) -> list[int]:
    """The places where a date may stand: all but those that are known to have none."""
    known = [(first, first + menus.elements) for menus, first in doc.menus]
    dated = [place for menus, first in doc.menus for place in menus.dated(first)]
    return sorted([*outside(known, len(doc.elements)), *dated])


def find_marks(doc: Document, today: date) -> Iterator[tuple[int, Mark, etree._Element | None]]:
    """Dates that may stand beside links with the place of their owner, and the child that each follows in it (None:
    its first text)."""
    elements, parents = doc.elements, doc.parents
    for place in _may_be_dated(doc):
        element = elements[place]
        text, tail = element.text, element.tail
        if text and may_look_dated(text) and (stamp := _read(text, element, None, today)) is not None:
            yield place, Mark(stamp, element), None
        if tail and may_look_dated(tail) and place:
            owner = elements[parents[place]]
            if (stamp := _read(tail, owner, element, today)) is not None:
                yield parents[place], Mark(stamp, owner), element
    for script in doc.scripts:
        parent = script.element.getparent()
        if parent is not None and may_write_date(script):
            hits = find_dates(normalise(script.text), today)
            if len(hits) == 1 and hits[0].day is not None:
                stamp = Stamp(text=hits[0].text, day=hits[0].day)
                yield doc.places[parent], Mark(stamp, parent), script.element


def _read(text: str, owner: etree._Element, after: etree._Element | None, today: date) -> Stamp | None:
    if owner.tag in _SKIPPED:
        return None
    stamp = read_plain(text, today) if len(text) <= MAX_PLAIN_CHARS else None  # most dates: without further ado
    if stamp is None:
        piece = text if len(text) <= MAX_PIECE_CHARS else text.strip()
        if len(piece) > MAX_PIECE_CHARS or not may_hold_date(piece):
            return None
        stamp = read_plain(piece, today)
    if stamp is None:
        linked = owner.tag == "a" or any(e.tag == "a" for e in islice(owner.iterancestors(), _MAX_LINK_DEPTH))
        stamp = read_stamp(piece, today, linked=linked)
    if stamp is None or stamp.labelled:
        return stamp
    return labelled_by(stamp, _words_before(owner, after))


def _words_before(owner: etree._Element, after: etree._Element | None) -> str:
    """The words of the element right before a text, as far as that is not a link: ``<b>截止时间：</b>2020-12-28``."""
    previous = after if after is not None else owner.getprevious()
    if previous is None and after is None:
        parent = owner.getparent()
        if parent is None:
            return ""
        text = (parent.text or "").strip()
        if text or (previous := parent.getprevious()) is None:
            return text
    if previous is None or previous.tag == "a" or len(previous) > 1:
        return ""
    if after is None and (tail := (previous.tail or "").strip()):
        return tail
    inner = previous[0] if len(previous) and previous[0].tag != "a" else previous
    return (inner.text or "").strip()
