"""Letters whose dates are labelled: rows of a list, questions and answers in place, the page of one letter."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from lxml import etree

from rules.observations import Letter, LetterStatus
from spiders.parsing.addresses import address_of
from spiders.parsing.dates import find_dates
from spiders.parsing.document import Document
from spiders.parsing.letter_words import (
    ANSWERED,
    ASKED,
    QUESTION,
    REPLY,
    STATUS_LABEL,
    SUBJECT,
    TOKEN,
    has_asked_date,
    status_of,
)
from spiders.parsing.linktext import is_chrome
from spiders.parsing.rows import Row
from spiders.parsing.text import normalise, plain_lines, raw_text_of, tidy
from spiders.parsing.titles import read_title

MAX_LETTERS = 500
MAX_PIECES, MAX_NEAR_CHARS = 30, 600
MAX_SUBJECT_CHARS = 100
MAX_RECORD_CHARS = 20_000
_LABEL_TO_DATE = 12
_MARKED = re.compile(r"[:：]")
_NEXT_FIELD = re.compile(rf"\s[\u4e00-\u9fff]{{2,6}}\s?[:：]|[\[(（【]?(?:{ASKED.pattern}|{ANSWERED.pattern})")
_QUESTION_SOMEWHERE = re.compile(r"(?:内容|详情|描述|问题|问)\s?:")
_NEXT_LABEL = re.compile(r"\s[\u4e00-\u9fff]{2,6}\s?:")


@dataclass(frozen=True, slots=True)
class Record:
    """What is read off the element of one letter; ``places`` tells whether a reply has a place of its own in it."""

    letter: Letter
    reply_place: bool


def read_labelled(doc: Document, today: date) -> tuple[Letter, ...]:
    """Letters with a labelled date of asking followed by a date; () where the page has none."""
    if not has_asked_date(doc.flat):
        return _undated_detail(doc)
    boxes = _boxes(doc, today)
    records = [r for box in boxes if (r := _record(doc, box, today, alone=len(boxes) == 1)) is not None]
    answered = any(r.letter.answered for r in records)
    return tuple(_with_open(r, answered) for r in records)


def _with_open(record: Record, others_answered: bool) -> Letter:
    """A letter whose place for the reply is empty, where others have theirs, is open."""
    letter = record.letter
    if letter.status == "unknown" and record.reply_place and others_answered:
        return Letter(subject=letter.subject, url=letter.url, asked=letter.asked, status="open")
    return letter


def _boxes(doc: Document, today: date) -> list[etree._Element]:
    """The element of each letter: the largest that holds a single labelled date of asking."""
    owners = list(islice((e for e in _asked(doc) if _date_after(e, today)), MAX_LETTERS))
    counts: dict[etree._Element, int] = {}
    for owner in owners:
        element: etree._Element | None = owner
        while element is not None and (seen := counts.get(element, 0)) < 2:
            counts[element] = seen + 1
            element = element.getparent()
    boxes: dict[etree._Element, None] = {}
    for owner in owners:
        box = owner
        while (parent := box.getparent()) is not None and counts[parent] == 1 and parent.tag != "html":
            box = parent
        boxes[box] = None
    return list(boxes)


def _asked(doc: Document) -> Iterator[etree._Element]:
    """The elements whose own text labels a date of asking."""
    for element in doc.elements:
        if (
            element.tag in ("option", "select", "textarea", "script", "style", "label", "input")
            and element.tag != "label"
        ):
            continue
        text = element.text
        if text and ("时间" in text or "日期" in text) and len(text) < 400 and ASKED.search(normalise(text)):
            yield element
        tail = element.tail
        if tail and ("时间" in tail or "日期" in tail) and len(tail) < 400 and ASKED.search(normalise(tail)):
            parent = element.getparent()
            if parent is not None:
                yield parent


def _date_after(element: etree._Element, today: date) -> bool:
    """Whether a date follows the label, in the same element or the one that follows it."""
    text = normalise("".join(islice(_texts_from(element), MAX_PIECES))[:MAX_NEAR_CHARS])
    m = ASKED.search(text)
    return m is not None and bool(find_dates(text[m.end() : m.end() + 30], today))


def _texts_from(element: etree._Element) -> Iterator[str]:
    """The texts of an element, of what follows it in its parent, and of what follows its parent."""
    parent = element.getparent()
    for place in (element, element.getnext(), parent.getnext() if parent is not None else None):
        if place is not None:
            yield from (str(piece)[:MAX_NEAR_CHARS] for piece in islice(place.itertext(), MAX_PIECES))
        yield element.tail or "" if place is element else ""


def _record(doc: Document, box: etree._Element, today: date, *, alone: bool) -> Record | None:
    raw = _raw_lines(box)
    lines = [normalise(line) for line in raw]
    text = " ".join(lines)[:MAX_RECORD_CHARS]
    if TOKEN.search(text[:2000]):
        return None
    if alone and not any(f.match(line) for line in lines for f in (SUBJECT, QUESTION, REPLY, STATUS_LABEL, ANSWERED)):
        return None
    asked, answered = _dated(text, ASKED, today), _dated(text, ANSWERED, today)
    subject, url = _subject(doc, box, raw, today, alone=alone)
    if not subject:
        return None
    reply = _value(text, REPLY)
    status = _status(lines, text, answered, reply)
    place = ANSWERED.search(text) is not None or REPLY.search(text) is not None
    return Record(Letter(subject=subject, url=url, asked=asked, answered=answered, status=status), place)


def _dated(text: str, label: re.Pattern[str], today: date) -> date | None:
    """The date right after a label."""
    for m in label.finditer(text):
        after = text[m.end() : m.end() + 40]
        hits = find_dates(after, today)
        if hits and hits[0].start <= _LABEL_TO_DATE and not re.search(r"[\u4e00-\u9fff]", after[: hits[0].start]):
            return hits[0].day
    return None


def _status(lines: Sequence[str], text: str, answered: date | None, reply: str) -> LetterStatus:
    m = STATUS_LABEL.search(text)
    if m is not None and (said := status_of(text[m.end() : m.end() + 8].partition(" ")[0])) is not None:
        return said
    for line in lines:
        if (said := status_of(line)) is not None:
            return said
    return "answered" if answered is not None or len(reply) > 1 else "unknown"


def _value(text: str, label: re.Pattern[str]) -> str:
    """The text after a label, up to the next label."""
    m = label.search(text)
    if m is None:
        return ""
    rest = text[m.end() : m.end() + 400].strip()
    end = _NEXT_LABEL.search(" " + rest)
    return rest[: max(0, end.start() - 1)].strip() if end else rest


def _subject(
    doc: Document, box: etree._Element, lines: Sequence[str], today: date, *, alone: bool
) -> tuple[str, str | None]:
    text = " ".join(lines)[:MAX_RECORD_CHARS]
    labelled = _line_value(lines, SUBJECT)
    anchors = [a for a in box.iter("a") if (t := tidy(raw_text_of(a)[:500])) and not is_chrome(t)]
    if alone and (labelled or len(anchors) > 3):
        return (labelled or _line_value(lines, QUESTION) or _heading(doc))[:MAX_SUBJECT_CHARS], doc.url
    if anchors:
        title, anchor, _ = read_title(Row(box, anchors, 0), today)
        if title and not TOKEN.search(title):
            return labelled or title, address_of(doc, anchor)
    subject = labelled or _line_value(lines, QUESTION) or _first_words(lines)
    return subject[:MAX_SUBJECT_CHARS], doc.url if alone and REPLY.search(text) else None


def _line_value(lines: Sequence[str], label: re.Pattern[str]) -> str:
    """The value of a label: the rest of its line, or the next line."""
    for i, line in enumerate(lines):
        bare = line if ":" in line or "：" in line else f"{line}:"
        m = label.match(bare)
        if m is None:
            continue
        value = bare[m.end() :].strip(" :：")
        if not value and i + 1 < len(lines):
            value = lines[i + 1].strip()
        end = _NEXT_FIELD.search(value)
        return value[: end.start()].strip() if end else value
    return ""


def _raw_lines(box: etree._Element) -> list[str]:
    source = etree.tostring(box, encoding="unicode", with_tail=False)
    return [line for line in map(tidy, plain_lines(source)) if line]


def _first_words(lines: Sequence[str]) -> str:
    return next(
        (line for line in lines if len(line) > 3 and not _MARKED.search(line[:8]) and not line[0].isdecimal()), ""
    )


def _heading(doc: Document) -> str:
    return next((line.text for line in doc.lines if line.heading and not line.linked), doc.title)


def _undated_detail(doc: Document) -> tuple[Letter, ...]:
    """The page of one letter that shows no date: a labelled subject, question and reply."""
    if not _QUESTION_SOMEWHERE.search(doc.flat):
        return ()
    texts = [line.text for line in doc.lines]
    asked = [text for text in texts if len(text) > 1 and QUESTION.match(text)]
    if len(asked) != 1 or not any(REPLY.match(text) for text in texts):
        return ()
    subject = _line_value(texts, SUBJECT)
    place = next(i for i, text in enumerate(texts) if REPLY.match(text))
    reply = texts[place].partition(":")[2].strip() or (texts[place + 1] if place + 1 < len(texts) else "")
    if not subject or TOKEN.search(subject) or len(reply) < 2:
        return ()
    return (Letter(subject=subject[:MAX_SUBJECT_CHARS], url=doc.url, status="answered"),)
