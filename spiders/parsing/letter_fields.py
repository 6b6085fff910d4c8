"""Letters whose dates are labelled: rows of a list, questions and answers in place, the page of one letter."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice

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
from spiders.parsing.pagetitle import part_of_title
from spiders.parsing.rows import Row
from spiders.parsing.text import normalise, plain_lines, raw_text_of, tidy
from spiders.parsing.titles import read_title

MAX_LETTERS = 500
MAX_PIECES, MAX_NEAR_CHARS = 30, 600
MAX_SUBJECT_CHARS = 100
MAX_RECORD_CHARS = 20_000
MAX_ROW_LEVELS, MAX_ROW_CHARS = 8, 400
MIN_LABEL_CHARS, MIN_REPLY_CHARS = 4, 4
_LABEL_TO_DATE = 12
_ROWS = frozenset(("li", "tr", "a", "dd", "dl", "p"))
_FIELDS = (SUBJECT, QUESTION, REPLY, STATUS_LABEL, ANSWERED)
_FORM_PARTS = re.compile(r"<(select|textarea)\b[^>]*>.*?</\1>", re.S)
_NO_REPLY = re.compile(
    r"暂无|暂未|尚未|未回复|未答复|无回复|待回复|^满意度|评价|网站地图|联系我们|版权|主办单位|上一[篇条封]|下一[篇条封]|相关|返回|打印|关闭|分享|"
    r"(?:时间|日期|单位|部门|状态|人)\s?[:：]?$"
)
_MARKED = re.compile(r"[:：]")
_NEXT_FIELD = re.compile(rf"\s[\u4e00-\u9fff]{{2,6}}\s?[:：]|[\[(（【]?(?:{ASKED.pattern}|{ANSWERED.pattern})")
_QUESTION_WORDS = ("内容", "详情", "描述", "问题", "问")
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
    if len(owners) == 1 and (row := _single_row(owners[0])) is not None:
        return [row]
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


def _single_row(owner: etree._Element) -> etree._Element | None:
    """The row around the only letter of a list: it has a link to the letter, as no field of a letter's own page has."""
    for element in islice(chain((owner,), owner.iterancestors()), MAX_ROW_LEVELS):
        if element.tag in _ROWS and len(raw_text_of(element)) <= MAX_ROW_CHARS:
            links = [a for a in chain((element,), element.iter("a")) if a.tag == "a"]
            if any(len(tidy(raw_text_of(a))) > 1 and not is_chrome(tidy(raw_text_of(a))) for a in links):
                return element
    return None


def _asked(doc: Document) -> Iterator[etree._Element]:
    """The elements whose own text labels a date of asking."""
    for element in doc.elements:
        if element.tag in ("option", "select", "textarea", "script", "style"):
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
    own_page = alone and box.tag not in _ROWS
    if TOKEN.search(text[:2000]) or (own_page and not any(f.match(line) for line in lines for f in _FIELDS)):
        return None
    subject, url = _subject(doc, box, raw, today, own_page=own_page)
    if not subject:
        return None
    asked, answered = _dated(text, ASKED, today), _dated(text, ANSWERED, today)
    status = _labelled_status(text) or (None if own_page else _badge(lines))
    if status is None:
        status = "answered" if answered is not None or _is_reply(_line_value(raw, REPLY)) else "unknown"
    place = ANSWERED.search(text) is not None or REPLY.search(text) is not None
    return Record(Letter(subject=subject, url=url, asked=asked, answered=answered, status=status), place)


def _is_reply(text: str) -> bool:
    """Whether a text can be a reply, not the next thing on the page where the reply is empty."""
    return len(text) >= MIN_REPLY_CHARS and not _NO_REPLY.search(text) and not is_chrome(text)


def _dated(text: str, label: re.Pattern[str], today: date) -> date | None:
    """The date right after a label."""
    for m in label.finditer(text):
        after = text[m.end() : m.end() + 40]
        hits = find_dates(after, today)
        if hits and hits[0].start <= _LABEL_TO_DATE and not re.search(r"[\u4e00-\u9fff]", after[: hits[0].start]):
            return hits[0].day
    return None


def _labelled_status(text: str) -> LetterStatus | None:
    m = STATUS_LABEL.search(text)
    return status_of(text[m.end() : m.end() + 8].partition(" ")[0]) if m is not None else None


def _badge(lines: Sequence[str]) -> LetterStatus | None:
    """A line of a row that is a status and nothing else."""
    return next((said for line in lines if (said := status_of(line)) is not None), None)


def _subject(
    doc: Document, box: etree._Element, lines: Sequence[str], today: date, *, own_page: bool
) -> tuple[str, str | None]:
    labelled = _line_value(lines, SUBJECT)
    if own_page:
        return (labelled or _heading(doc) or _line_value(lines, QUESTION))[:MAX_SUBJECT_CHARS], doc.url
    anchors = [a for a in box.iter("a") if (t := tidy(raw_text_of(a)[:500])) and not is_chrome(t)]
    if anchors:
        title, anchor, _ = read_title(Row(box, anchors, 0), today)
        if title and not TOKEN.search(title):
            return labelled or title, address_of(doc, anchor)
    subject = labelled or _line_value(lines, QUESTION) or _first_words(lines)
    return subject[:MAX_SUBJECT_CHARS], None


def _line_value(lines: Sequence[str], label: re.Pattern[str]) -> str:
    """The value of a label: the rest of its line, or the next line."""
    for i, line in enumerate(lines):
        bare = line if ":" in line or "：" in line or len(line) < MIN_LABEL_CHARS else f"{line}:"
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
    source = _FORM_PARTS.sub(" ", etree.tostring(box, encoding="unicode", with_tail=False))
    return [line for line in map(tidy, plain_lines(source)) if line]


def _first_words(lines: Sequence[str]) -> str:
    return next(
        (line for line in lines if len(line) > 3 and not _MARKED.search(line[:8]) and not line[0].isdecimal()), ""
    )


def _heading(doc: Document) -> str:
    """The last heading before the date of asking that is no link and no label; else what the title says of the page."""
    heads: list[str] = []
    for line in doc.lines:
        if heads and ASKED.search(line.text):
            break
        label = f"{line.text}:"
        if line.heading and not line.linked and not QUESTION.match(label) and not REPLY.match(label):
            heads.append(line.text)
    return heads[-1] if heads else part_of_title(doc, column=True) or ""


def _undated_detail(doc: Document) -> tuple[Letter, ...]:
    """The page of one letter that shows no date: a labelled subject, question and reply."""
    if not any(before.removesuffix(" ").endswith(_QUESTION_WORDS) for before in doc.flat.split(":")[:-1]):
        return ()
    texts = doc.texts
    asked = [texts[at] for at in texts.having(":", "：") if len(texts[at]) > 1 and QUESTION.match(texts[at])]
    if len(asked) != 1 or not any(REPLY.match(texts[at]) for at in texts.having(":", "：")):
        return ()
    subject = _line_value(texts, SUBJECT)
    place = next(i for i, text in enumerate(texts) if REPLY.match(text))
    reply = texts[place].partition(":")[2].strip() or (texts[place + 1] if place + 1 < len(texts) else "")
    if not subject or TOKEN.search(subject) or not _is_reply(reply):
        return ()
    return (Letter(subject=subject[:MAX_SUBJECT_CHARS], url=doc.url, status="answered"),)
