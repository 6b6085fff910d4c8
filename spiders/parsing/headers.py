"""What the head row of a table (or of a list set like one) says about the dates in each of its columns."""

import re
from collections.abc import Sequence
from itertools import islice

from lxml import etree

from spiders.parsing.text import normalise, raw_text_of

_PUBLISHED = re.compile(r"发布|发表|公开|公布|上网|更新|刊登|添加|录入")
_OTHER = re.compile(
    r"截止|有效|生效|实施|施行|成文|生成|制发|印发|开标|投标|开始|结束|起始|终止|开庭|活动|举办|会议|出生|考试|受理|办理|办结|答复|回复|"
    r"提交|来信|写信|留言|咨询|访谈|到期|报名"
)
_TIME = re.compile(r"时间|日期|日")
MAX_ROWS_ABOVE = 3


def column_labels(row: etree._Element) -> Sequence[bool | None] | None:
    """For each cell of a row: True, dates of publication; False, other dates; None, not said. None without a head
    row.
    """
    head = head_of(row)
    if head is None:
        return None
    labels: list[bool | None] = []
    for cell in head:
        text = normalise(raw_text_of(cell))
        if not _TIME.search(text):
            labels.append(None)
        elif _PUBLISHED.search(text):
            labels.append(True)
        else:
            labels.append(False if _OTHER.search(text) else None)
    return labels


def head_of(row: etree._Element) -> etree._Element | None:
    """The head row: cells without links that name a time, above the row in its table or list, of as many cells."""
    for candidate in _above(row):
        if len(candidate) == len(row) > 1 and next(candidate.iter("a"), None) is None:
            text = raw_text_of(candidate)
            if len(text) < 400 and _TIME.search(text) and not re.search(r"\d{4}\D\d", text):
                return candidate
    return None


def _above(row: etree._Element) -> list[etree._Element]:
    parent = row.getparent()
    if parent is None:
        return []
    found = list(islice(parent, MAX_ROWS_ABOVE))
    before = parent.getprevious()
    if before is not None and before.tag in ("thead", "ul", "dl", "div", "tbody"):
        found += [before, *islice(before, 1)]
    return [e for e in found if e is not row]
