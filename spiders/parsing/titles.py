"""The title of an entry: what its link says, in full where the page cuts it short.

Titles come from the text of the link, its headings before its abstract; from ``title=`` where the text is cut short
with dots or empty; from ``alt=`` or the text beside a link that is only a picture. Dates, bullets, ordinals and marks
such as [图] and 置顶 beside the words are no part of it; the latter makes the entry pinned.
"""

import re
from datetime import date
from itertools import islice

from lxml import etree

from spiders.parsing.rows import Row
from spiders.parsing.stamps import may_hold_date, read_stamp
from spiders.parsing.text import normalise, raw_text_of, tidy

MAX_TITLE_CHARS = 500
MAX_TEXT_CHARS, MAX_PIECES = 5000, 200
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_PARTING = frozenset(
    (*_HEADINGS, "div", "p", "dl", "dt", "dd", "ul", "li", "table", "tbody", "tr", "td", "section", "article")
)
_TITLED = re.compile(r"(?:^|[\s_-])(?:\w*tit(?:le)?|\w*bt|\w*name|subject)(?:$|[\s_-])", re.I)
_MARKS = re.compile(
    r"^(?:[\s·•●▪■◆◇★☆►▶>»*\-—]+|(?:[\[【(（](?:图文?|组图|视频|图片|视|音频|荐|热|新|原创|hot|new)[\])）】])\s*|"
    r"(?P<pin>[\[【(（]\s*(?:置顶|顶|推荐置顶)\s*[\])）】]\s*[:：]?\s*|置顶\s*[:：|]\s*))",
    re.I,
)
_END_MARKS = re.compile(r"\s*(?:[\[【(（](?:图文?|组图|视频|热|新|hot|new)[\])）】]|\bnew!?|\bhot!?)\s*$", re.I)
_MARK_STARTS, _MARK_ENDS = frozenset(" ·•●▪■◆◇★☆►▶>»*-—[【(（置"), frozenset("])）】!wWtT ")
_CUT = re.compile(r"(?:\.{2,}|…+|。{2,}|．{2,})\s*$")
_TAG = re.compile(r"<[^<>]{0,500}>")
_ORDINAL = re.compile(r"\d{1,3}[.、)）]?")
_NAMED = re.compile(r"(?:^|\n)[ \t\r]{0,40}(?:文章)?标\s*题\s*[:：]\s*([^\n]+)")
_FIELD = re.compile(r"\s*(?:发布|发表|更新|添加|公开|作者|来源|点击|浏览|日期|时间)[^:：\s]{0,4}\s*[:：].*$", re.S)
_PINNED = re.compile(r"^[\[【(（\s]*(?:置顶|顶)[\])）】\s]*$")


def read_title(row: Row, today: date, *, pins: bool = True) -> tuple[str, etree._Element, bool]:
    """The title of a row, the link that carries it, and whether a mark says that it is pinned; "" if it has none.

    ``pins``: whether the page has the word for it at all.
    """
    anchor, text = _main_anchor(row, today)
    full = _attribute(anchor, text, today)
    if not full:
        full = _beside(row, anchor, today)
    title, pinned = _without_marks(full)
    return title[:MAX_TITLE_CHARS], anchor, pinned or (pins and _pin_beside(row))


def _main_anchor(row: Row, today: date) -> tuple[etree._Element, str]:
    """The link with the longest text; of links to one address the first that has text."""
    if len(row.anchors) == 1:
        return row.anchors[0], text_of_link(row.anchors[0], today)
    best, best_text, best_key = row.anchors[0], "", None
    for anchor in row.anchors:
        text = text_of_link(anchor, today)
        if not text:
            continue
        key = anchor.get("href")
        if not best_text or (len(text) > len(best_text) and key != best_key):
            best, best_text, best_key = anchor, text, key
    return best, best_text


def text_of_link(anchor: etree._Element, today: date) -> str:
    """The words of a link that are a title: a heading in it, else its first line that is no date, else all of them."""
    if len(anchor) == 0:
        return tidy((anchor.text or "")[:MAX_TEXT_CHARS])
    for element in anchor.iterdescendants():
        if element.tag in _HEADINGS and (text := tidy(_without_dates(element, today))):
            return text
    if any(element.tag in _PARTING for element in anchor.iterdescendants()):
        return _first_line(anchor, today)
    return tidy(_without_dates(anchor, today))


def _without_dates(element: etree._Element, today: date) -> str:
    if len(element) == 0:
        return (element.text or "")[:MAX_TEXT_CHARS]
    pieces = [str(p) for p in islice(element.itertext(), MAX_PIECES)]
    kept = [p for p in pieces if not _only_a_date(p, today)]
    while len(kept) > 1 and (not kept[0].strip() or _ORDINAL.fullmatch(kept[0].strip())):
        kept = kept[1:]
    return "".join(kept)[:MAX_TEXT_CHARS]


def _only_a_date(piece: str, today: date) -> bool:
    return may_hold_date(piece) and read_stamp(piece, today, alone=True) is not None


def _first_line(anchor: etree._Element, today: date) -> str:
    """The first line of a card that can be a title; an element whose class says title comes first."""
    for element in anchor.iterdescendants():
        name = element.get("class")
        if (
            name
            and _TITLED.search(name)
            and (text := tidy(_without_dates(element, today)))
            and not _is_note(text, today)
        ):
            return text
    for line in _lines(anchor):
        if len(line) > 1 and not _ORDINAL.fullmatch(line) and not _is_note(line, today):
            return line
    return ""


def _is_note(line: str, today: date) -> bool:
    return may_hold_date(line) and read_stamp(line, today, linked=True) is not None


def _lines(element: etree._Element) -> list[str]:
    lines: list[str] = [""]
    for event, inner in islice(etree.iterwalk(element, events=("start", "end")), 2 * MAX_PIECES):
        if inner.tag in _PARTING:
            lines.append("")
        if event == "start":
            lines[-1] += (inner.text or "")[:MAX_TEXT_CHARS]
        elif inner is not element:
            lines[-1] += (inner.tail or "")[:MAX_TEXT_CHARS]
    return [line for line in map(tidy, lines) if line]


def _attribute(anchor: etree._Element, text: str, today: date) -> str:
    """The text, or the ``title=`` that gives it in full and not only adds the date."""
    given = anchor.get("title")
    if not given or given == text or not given.strip():
        return text
    given = given[:MAX_TEXT_CHARS]
    if (named := _NAMED.search(given)) is not None:
        given = _FIELD.sub("", named[1])
    given = tidy(_TAG.sub("", given)) if "<" in given else tidy(given)
    if not text:
        return given
    stem = normalise(_CUT.sub("", _without_marks(text)[0]))
    whole = normalise(given)
    longer = len(given) > len(stem) > 0 and whole.startswith(stem)
    return given if longer and not _only_a_date(whole[len(stem) :], today) else text


def _beside(row: Row, anchor: etree._Element, today: date) -> str:
    """What names a link without words: the alt of its picture, or the text beside it."""
    for image in anchor.iter("img"):
        alt = tidy(image.get("title") or image.get("alt") or "")
        if len(alt) > 1:
            return alt
    for line in _lines(row.element):
        if len(line) > 3 and not _is_note(line, today):
            return line
    return ""


def _without_marks(title: str) -> tuple[str, bool]:
    if title[:1] not in _MARK_STARTS and title[-1:] not in _MARK_ENDS:
        return title, False
    pinned = False
    while (m := _MARKS.match(title)) is not None and m.end() > 0 and m.end() < len(title):
        pinned = pinned or m["pin"] is not None
        title = title[m.end() :]
    shorter = _END_MARKS.sub("", title)
    return (shorter or title).strip(), pinned


def _pin_beside(row: Row) -> bool:
    element = row.element
    if "顶" not in raw_text_of(element) and "top" not in (element.get("class") or ""):
        return any("置顶" in (image.get("alt") or "") for image in element.iter("img"))
    return any(_PINNED.match(str(piece)) for piece in element.itertext() if "顶" in piece)
