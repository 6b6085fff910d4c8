"""What the lines of one letter say: its fields by label, its days, its status."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date

from lxml import etree

from rules.observations import LetterStatus
from spiders.parsing.dates import find_dates
from spiders.parsing.letter_words import (
    ANSWERED,
    ASKED,
    HOW_FAR,
    LABEL,
    OF_LETTERS,
    QUESTION,
    REPLY,
    STATUS_LABEL,
    SUBJECT,
    status_of,
)
from spiders.parsing.linktext import is_chrome
from spiders.parsing.text import normalise, plain_lines, tidy

MIN_LABEL_CHARS, MIN_REPLY_CHARS, MAX_WAITING_CHARS = 4, 4, 40
_LABEL_TO_DATE = 12
_FIELDS = (SUBJECT, QUESTION, REPLY, STATUS_LABEL)
_FORM_PARTS = re.compile(r"<(select|textarea)\b[^>]*>.*?</\1>", re.S)
_CELL_LABEL = re.compile(
    rf"(?<=>)\s*((?:{LABEL}))\s*[:：]?\s*((?:</\w{{1,10}}>\s*){{0,4}})</(?:t[dh]|dt)>\s*<(?:t[dh]|dd)\b[^>]{{0,300}}>"
)
_LABEL = re.compile(rf"(?:{LABEL})\s*[:：]?")
_NO_REPLY = re.compile(
    r"暂无|暂未|尚未|未回复|未答复|无回复|待回复|^满意度|评价|网站地图|联系我们|版权|主办单位|上一[篇条封]|下一[篇条封]|相关|返回|打印|关闭|分享|"
    r"(?:时间|日期|单位|部门|状态|人)\s?[:：]?$"
)
_WAITING = re.compile(
    r"(?:正在|尚在|处于)\S{0,6}(?:办理|处理|受理|审核|核实|调查)|耐心等[待候]|^已?(?:批?转|移?交|分派).{0,20}(?:办|处|理|核实|研究)[。.]?$"
)
_NEXT_FIELD = re.compile(rf"\s[\u4e00-\u9fff]{{2,6}}\s?[:：]|[\[(（【]?(?:{ASKED.pattern}|{ANSWERED.pattern})")
_PLACES = frozenset(("回复", "答复"))
_NOTHING = re.compile(r"\s?[:：]?\s?[-—–/无]{0,4}\s?(?:$|[\[\]【】()（）]|[\u4e00-\u9fff]{2,6}\s?[:：])")
_OTHER_FIELD = re.compile(r"[\u4e00-\u9fff]{0,6}(?:单位|部门|时间|日期|人|状态|编号|方式|电话|类型|满意度)\s?[:：]")
_BARE_DAY = re.compile(r"(?:^|[\s\[(])(?:时间|日期)\s?[:：]")


def raw_lines(box: etree._Element) -> list[str]:
    """The lines of an element, without the fields of forms; a label in a cell stands with its value in one line."""
    source = _FORM_PARTS.sub(" ", etree.tostring(box, encoding="unicode", with_tail=False))
    return [line for line in map(tidy, plain_lines(_CELL_LABEL.sub(r"\1：", source))) if line]


def has_field(lines: Sequence[str], text: str, today: date) -> bool:
    """Whether anything is labelled as in a letter, beside the date of asking; a reply's day alone tells of a letter
    only where the date of asking does."""
    if any(field.match(_labelled(line)) for line in lines for field in _FIELDS) or labelled_status(text) is not None:
        return True
    asked = ASKED.search(text)
    return asked is not None and OF_LETTERS.match(asked[0]) is not None and dated(text, ANSWERED, today) is not None


def _labelled(line: str) -> str:
    """A line as patterns of labels see it: a label may stand alone in it."""
    return line if ":" in line or "：" in line or len(line) < MIN_LABEL_CHARS else f"{line}:"


def values_of(lines: Sequence[str], label: re.Pattern[str]) -> Iterator[str]:
    """The values of a label: each the rest of its line, or the next line where that is no label."""
    for i, line in enumerate(lines):
        bare = _labelled(line)
        m = label.match(bare)
        if m is None:
            continue
        value = bare[m.end() :].strip(" :：")
        if not value and i + 1 < len(lines) and not _OTHER_FIELD.match(lines[i + 1]):
            value = lines[i + 1].strip()
        end = _NEXT_FIELD.search(value)
        value = value[: end.start()].strip() if end else value
        if not _LABEL.fullmatch(value):
            yield value


def value_of(lines: Sequence[str], label: re.Pattern[str]) -> str:
    """The first value of a label that is not empty; "" where there is none."""
    return next(filter(None, values_of(lines, label)), "")


def replied(lines: Sequence[str]) -> LetterStatus:
    """What the places for the reply tell: answered where one holds a reply, open where one says that there is none."""
    values = list(values_of(lines, REPLY))
    if any(map(is_reply, values)):
        return "answered"
    return "open" if any(status_of(value) == "open" for value in values) else "unknown"


def is_reply(text: str) -> bool:
    """Whether a text can be a reply, not the next thing on the page where the reply is empty."""
    if len(text) < MIN_REPLY_CHARS or status_of(text) == "open":
        return False
    if len(text) <= MAX_WAITING_CHARS and _WAITING.search(text):
        return False
    return not _NO_REPLY.search(text) and not is_chrome(text)


def dated(text: str, label: re.Pattern[str], today: date) -> date | None:
    """The date right after a label."""
    for m in label.finditer(text):
        after = text[m.end() : m.end() + 40]
        hits = find_dates(after, today)
        if hits and hits[0].start <= _LABEL_TO_DATE and not re.search(r"[\u4e00-\u9fff]", after[: hits[0].start]):
            return hits[0].day
    return None


def only_other_day(text: str, today: date) -> date | None:
    """The day of a letter whose reply alone is labelled: the one that is called 时间, else the only other one."""
    if (day := dated(text, _BARE_DAY, today)) is not None:
        return day
    ends = [m.end() for m in ANSWERED.finditer(text)]
    before = ((hit, bisect_right(ends, hit.start)) for hit in find_dates(text, today))
    days = {hit.day for hit, at in before if not at or hit.start - ends[at - 1] > _LABEL_TO_DATE}
    return days.pop() if len(days) == 1 else None


def labelled_status(text: str) -> LetterStatus | None:
    """The status that is labelled as one, else what is said of how far the matter is."""
    for label in (STATUS_LABEL, HOW_FAR):
        for m in label.finditer(text):
            value, _, beside = text[m.end() : m.end() + 16].partition(" ")
            if status_of(beside.partition(" ")[0]) is None and (said := status_of(value[:8])) is not None:
                return said  # several states side by side are those of a form to choose from
    return None


def badge(lines: Sequence[str]) -> LetterStatus | None:
    """A line of a row that is a status and nothing else; 回复 alone, or before a colon, is the name of a place."""
    states = (line for line in lines if line.rstrip(" :：") not in _PLACES)
    return next((said for line in states if (said := status_of(line)) is not None), None)


def has_empty_place(text: str, lines: Sequence[str]) -> bool:
    """Whether a place for the reply stands empty: for its day, else, where that has none, for its text."""
    days = list(ANSWERED.finditer(text))
    if days:
        return all(_NOTHING.match(text, m.end()) for m in days)
    return any(REPLY.match(_labelled(line)) for line in lines) and not value_of(lines, REPLY)


def normal(lines: Sequence[str]) -> list[str]:
    """The lines as patterns see them."""
    return [normalise(line) for line in lines]
