"""Letters whose dates are labelled: rows of a list, questions and answers in place, the page of one letter."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice

from lxml import etree

from rules.observations import Letter
from spiders.parsing.addresses import address_of
from spiders.parsing.dates import find_dates
from spiders.parsing.document import Document
from spiders.parsing.heading import is_crumbs
from spiders.parsing.letter_values import (
    badge,
    dated,
    has_empty_place,
    has_field,
    labelled_status,
    normal,
    only_other_day,
    raw_lines,
    replied,
    value_of,
)
from spiders.parsing.letter_words import ANSWERED, ASKED, QUESTION, REPLY, STATUS_LABEL, SUBJECT, TOKEN, has_asked_date
from spiders.parsing.linktext import is_chrome
from spiders.parsing.mailboxes import is_in_mailbox
from spiders.parsing.pagetitle import part_of_title
from spiders.parsing.rows import Row
from spiders.parsing.text import normalise, raw_text_of, tidy
from spiders.parsing.texts import lines_with
from spiders.parsing.titles import read_title

MAX_LETTERS, MAX_LABELS = 500, 4
MAX_PIECES, MAX_NEAR_CHARS, MAX_OWN_CHARS = 30, 600, 400
MAX_SUBJECT_CHARS = 100
MAX_RECORD_CHARS = 20_000
MAX_ROW_LEVELS, MAX_ROW_CHARS = 8, 400
MIN_HEADING_CHARS = 5
_ROWS = frozenset(("li", "tr", "a", "dd", "dl", "p"))
_WRITER = re.compile(r"^[(（【\[][^)）】\]]{1,10}[)）】\]]\s?[:：]\s?")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "dt")
_MARKED = re.compile(r"[:：]")
_DAYS_OF_REPLIES, _STATES = lines_with(ANSWERED.search), lines_with(STATUS_LABEL.search)
_REPLIES = lines_with(lambda text: REPLY.match(text) or REPLY.match(f"{text}:"))


@dataclass(frozen=True, slots=True)
class Record:
    """What is read off the element of one letter, and whether the reply has a place of its own in it that is empty."""

    letter: Letter
    empty_place: bool


def read_labelled(doc: Document, today: date) -> tuple[Letter, ...]:
    """Letters with a labelled date of asking followed by a date; () where the page has none."""
    return _letters(doc, _asked_boxes(doc, today) if has_asked_date(doc.flat) else [], today)


def read_replied(doc: Document, today: date) -> tuple[Letter, ...]:
    """Letters of which only the day of the reply, or how far they are, has a label; or neither: question and reply."""
    if not (is_in_mailbox(doc) or any(QUESTION.match(f"{doc.texts[at]}:") for at in doc.texts.having("内容", "问题"))):
        return ()
    return _letters(doc, _boxes_without_asking(doc, today), today) or _undated_detail(doc)


def _letters(doc: Document, boxes: list[etree._Element], today: date) -> tuple[Letter, ...]:
    records = [r for box in boxes if (r := _record(doc, box, today, alone=len(boxes) == 1)) is not None]
    if not any(r.letter.asked or r.letter.answered or r.letter.status != "unknown" for r in records):
        return ()
    answered = any(r.letter.answered for r in records)
    return tuple(_with_open(r, answered) for r in records)


def _with_open(record: Record, others_answered: bool) -> Letter:
    """A letter whose place for the reply is empty, where others have theirs, is open."""
    letter = record.letter
    if letter.status == "unknown" and record.empty_place and others_answered:
        return Letter(subject=letter.subject, url=letter.url, asked=letter.asked, status="open")
    return letter


def _asked_boxes(doc: Document, today: date) -> list[etree._Element]:
    """The element of each letter. A letter may show further dates, of being accepted for one: they open no letter."""
    owners = _owners(doc, ASKED, ("时间", "日期"), lambda text, at: bool(find_dates(text[at : at + 30], today)))
    if len(owners) == 1 and (row := _single_row(owners[0][0])) is not None:
        return [row]
    boxes: list[etree._Element] = []
    for _ in range(MAX_LABELS if owners else 0):
        words = [word for _, word in owners]
        first = max(words, key=words.count)
        boxes += _boxes([owner for owner, word in owners if word == first])
        known = set(boxes)
        owners = [(e, word) for e, word in owners if word != first and known.isdisjoint(chain((e,), e.iterancestors()))]
        if not owners:
            break
    return boxes


def _boxes_without_asking(doc: Document, today: date) -> list[etree._Element]:
    """The element of each letter of which only the day of the reply, or how far it is, has a label."""
    if doc.texts.told(_DAYS_OF_REPLIES):
        days = _owners(doc, ANSWERED, ("时间", "日期"), lambda text, at: bool(find_dates(text[at : at + 30], today)))
        if days:
            return _boxes([owner for owner, _ in days])
    if not doc.texts.told(_STATES):
        return []
    states = _owners(doc, STATUS_LABEL, ("状态", "进度", "进展"), lambda text, _: labelled_status(text) is not None)
    alone = any(QUESTION.match(doc.texts[at]) for at in doc.texts.having("内容", "问题"))
    return _boxes([owner for owner, _ in states]) if len(states) > 1 or alone else []


def _boxes(owners: Iterable[etree._Element]) -> list[etree._Element]:
    """The largest elements that hold one of the owners each."""
    owners = list(dict.fromkeys(owners))
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
            links = [a for a in chain((element,), element.iter("a")) if a.tag == "a" and a.get("href")]
            if any(len(tidy(raw_text_of(a))) > 1 and not is_chrome(tidy(raw_text_of(a))) for a in links):
                return element
    return None


def _owners(
    doc: Document, label: re.Pattern[str], words: Sequence[str], follows: Callable[[str, int], bool]
) -> list[tuple[etree._Element, str]]:
    """The elements whose own text is labelled so, with the label; ``follows`` judges the text from there on."""
    found = ((e, _labelled(e, label, follows)) for e in _holding(doc, label, words))
    return list(islice(((e, word) for e, word in found if word is not None), MAX_LETTERS))


def _holding(doc: Document, label: re.Pattern[str], words: Sequence[str]) -> Iterator[etree._Element]:
    """The elements that have the label in their own text, also where that stands behind a child."""
    for element in doc.elements:
        if element.tag in ("option", "select", "textarea", "script", "style"):
            continue
        for text, owner in ((element.text, element), (element.tail, element.getparent())):
            if not text or owner is None or len(text) >= MAX_OWN_CHARS or not any(word in text for word in words):
                continue
            if label.search(normalise(text)):
                yield owner


def _labelled(element: etree._Element, label: re.Pattern[str], follows: Callable[[str, int], bool]) -> str | None:
    """The label in an element, its value in the same element or in one that follows it."""
    text = normalise("".join(islice(_texts_from(element), MAX_PIECES))[:MAX_NEAR_CHARS])
    m = label.search(text)
    return m[0] if m is not None and follows(text, m.end()) else None


def _texts_from(element: etree._Element) -> Iterator[str]:
    """The texts of an element, of what follows it in its parent, and of what follows its parent."""
    parent = element.getparent()
    for place in (element, element.getnext(), parent.getnext() if parent is not None else None):
        if place is not None:
            yield from (str(piece)[:MAX_NEAR_CHARS] for piece in islice(place.itertext(), MAX_PIECES))
        yield element.tail or "" if place is element else ""


def _record(doc: Document, box: etree._Element, today: date, *, alone: bool) -> Record | None:
    raw = raw_lines(box)
    lines = normal(raw)
    text = " ".join(lines)[:MAX_RECORD_CHARS]
    own_page = alone and box.tag not in _ROWS
    if TOKEN.search(text[:2000]) or (own_page and not _is_letter(doc, lines, text, today)):
        return None
    subject, url = _subject(doc, box, raw, today, own_page=own_page)
    if not subject:
        return None
    asked, answered = dated(text, ASKED, today), dated(text, ANSWERED, today)
    if asked is None:
        asked = only_other_day(text, today)
    status = labelled_status(text) or (None if own_page else badge(lines))
    if status is None:
        status = "answered" if answered is not None else replied(raw)
    letter = Letter(subject=subject, url=url, asked=asked, answered=answered, status=status)
    return Record(letter, has_empty_place(text, lines))


def _is_letter(doc: Document, lines: Sequence[str], text: str, today: date) -> bool:
    """Whether a page of its own has what letters have; in a mailbox the day of a reply is enough."""
    return has_field(lines, text, today) or (dated(text, ANSWERED, today) is not None and is_in_mailbox(doc))


def _subject(
    doc: Document, box: etree._Element, lines: Sequence[str], today: date, *, own_page: bool
) -> tuple[str, str | None]:
    labelled = value_of(lines, SUBJECT)
    if own_page:
        return (labelled or _heading(doc, normal(lines)) or value_of(lines, QUESTION))[:MAX_SUBJECT_CHARS], doc.url
    anchors = [a for a in box.iter("a") if (t := tidy(raw_text_of(a)[:500])) and not is_chrome(t)]
    if anchors:
        title, anchor, _ = read_title(Row(box, anchors, 0), today)
        if title and not TOKEN.search(title):
            return labelled or title, address_of(doc, anchor)
    subject = labelled or _headed(box) or value_of(lines, QUESTION) or _first_words(lines)
    return subject[:MAX_SUBJECT_CHARS], None


def _headed(box: etree._Element) -> str:
    heads = (tidy(raw_text_of(head)[:500]) for head in islice(box.iter(*_HEADINGS), MAX_ROW_LEVELS))
    return next((head for head in heads if len(head) >= MIN_HEADING_CHARS and not _MARKED.search(head)), "")


def _first_words(lines: Sequence[str]) -> str:
    said = (_WRITER.sub("", line) for line in lines)
    return next(
        (line for line in said if len(line) > 3 and not _MARKED.search(line[:8]) and not line[0].isdecimal()), ""
    )


def _heading(doc: Document, lines: Sequence[str]) -> str:
    """The last heading before the letter that is no link and no label, else its first line that is none; else what the
    title says of the page."""
    heads: list[str] = []
    for line in doc.lines:
        label = f"{line.text}:"
        if ASKED.search(line.text) or ANSWERED.search(line.text):
            break
        if line.heading and not line.linked and not QUESTION.match(label) and not REPLY.match(label):
            heads.append(line.text)
    if heads:
        return heads[-1]
    linked = {line.text for line in doc.lines if line.linked}
    own = (line for line in lines if line not in linked and not is_crumbs(line))
    return next(filter(_is_heading, own), "") or part_of_title(doc, column=True) or ""


def _is_heading(line: str) -> bool:
    return len(line) >= MIN_HEADING_CHARS and not _MARKED.search(line)


def _undated_detail(doc: Document) -> tuple[Letter, ...]:
    """The page of one letter that shows no date: a labelled subject, question and reply."""
    if not doc.texts.told(_REPLIES):
        return ()
    lines = raw_lines(doc.body)
    asked = [line for line in normal(lines) if len(line) > 1 and QUESTION.match(line)]
    subject = value_of(lines, SUBJECT) or (_heading(doc, normal(lines)) if is_in_mailbox(doc) else "")
    if len(asked) != 1 or not subject or TOKEN.search(subject) or replied(lines) != "answered":
        return ()
    return (Letter(subject=subject[:MAX_SUBJECT_CHARS], url=doc.url, status="answered"),)
