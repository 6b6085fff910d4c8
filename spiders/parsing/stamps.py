"""The date printed beside an entry of a list: read off one piece of text, refused where it may be another date.

A piece is the text of one element or the text after it. What counts as the date of an entry: a piece that is a date
and nothing else (brackets, a counter of clicks aside), or a date behind a label of publication
(发布日期：). What does not: a date inside prose, two dates (a span), a date behind another label (截止, 有效期, 成文,
生效 …).
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from spiders.parsing.dates import DateHit, find_dates, read_cell, read_split
from spiders.parsing.text import normalise

MAX_PIECE_CHARS = 200
"""A longer piece is prose."""

MAX_PLAIN_CHARS = 16
"""Of the commonest form of a date, with a blank or two around it."""
MAX_YEAR_CHARS, MAX_LABEL_CHARS = 130, 12
_TIME = re.compile(r"(?:时间|日期)$")
_WRAPPING = " \t()[]{}【】〔〕<>「」|·•*:,;~-_\"'"
_PLAIN = re.compile(r"\s*[\[(]?(20[0-9]{2})([-/.])([0-9]{1,2})\2([0-9]{1,2})[\])]?\s*")
_FIRST_PLAIN = date(2001, 1, 1)
_DATEISH = re.compile(r"\d(?:\s?[-/.年月．／－\u2010-\u2015\u2212]\s?\d|\s?月|\d{7})")
may_look_dated = re.compile(r"\d(?:\s?[-/.年月．／－\u2010-\u2015\u2212]\s?\d|\s?月|\d{3})").search
"""Finds something wherever ``may_hold_date`` does, in one search."""
_YEAR_ALONE = re.compile(r"[\s\W]{0,60}(?:19|20)\d\d年?[\s\W]{0,60}")
_MONTH_DAY = re.compile(r"(\d{1,2}) ?(?:[-/.\u2010-\u2015\u2212]|月) ?(\d{1,2}) ?日?(?: \d\d?:\d\d(?::\d\d)?)?")
_PART = re.compile(r"(?:19|20)\d\d ?(?:[-/.] ?\d{1,2}|年 ?\d{1,2} ?月|年)?|\d{1,2} ?月")
_LABEL = re.compile(r"([\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z ]{0,12}?)\s?(:?)\s?[\[(【]?\s?$")
_PUBLISHED = re.compile(
    r"(?:时间|日期|日间|发布|发表|更新|公布|公开|上传|添加|录入|上网|推送|刊登|登载|[Dd]ate|[Tt]ime)(?:日|于|时)?$"
)
_REFUSED = re.compile(
    r"截止|截至|至$|到$|有效|生效|失效|实施|施行|执行|成文|生成|制发|印发|签发|签署|开标|投标|中标|报名|开始|结束|起始|终止|开庭|活动|举办|举行|"
    r"会议|开会|召开|出生|考试|面试|开放|受理|办理|办结|答复|回复|提交|来信|写信|留言|咨询|访谈|直播|"
    r"今天|今日|现在|当前|北京|截|期限|[Dd]eadline"
)
_AFTER = re.compile(
    r"分?\s?[\])】|·]*\s?"  # a weekday is not there: clocks of the page show one
    r"(?:\d{1,9}|[(\[]?(?:点击|阅读|浏览|访问|人气|来源|作者|编辑|评论|次数|收藏|下载|已有|字号|分享|信息来源|发布|查看).{0,60})?"
)
_ZERO_OF_A_YEAR = date(2000, 11, 30)
"""What some programs print for 00-00-00; a real one would hardly be published at midnight."""
_SPAN = re.compile(r"[\s(]*(?:至|到|-{1,2}|—+|~|～)[\s(]*")


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date beside an entry. Exactly one of ``day``, ``month_day``, ``abnormal`` and ``part`` is set.

    ``month_day``: printed without a year. ``abnormal``: printed, but no possible day (1970-01-01, the future).
    ``part``: the piece is one part of a date in several elements. ``labelled``: a label says that it is the
    publication.
    """

    text: str
    day: date | None = None
    month_day: tuple[int, int] | None = None
    abnormal: str | None = None
    part: str | None = None
    labelled: bool = False


def may_hold_date(piece: str) -> bool:
    """A quick look: False only where ``read_stamp`` would surely find nothing."""
    if _DATEISH.search(piece) is not None:
        return True
    return len(piece) < MAX_YEAR_CHARS and ("20" in piece or "19" in piece) and _YEAR_ALONE.fullmatch(piece) is not None


def read_stamp(piece: str, today: date, *, alone: bool = False, linked: bool = False) -> Stamp | None:
    """The date of an entry in a piece of text, or None.

    ``alone``: only a piece that is nothing but a date. ``linked``: the piece is part of the link's text, where other
    words than a label are the title.
    """
    text = normalise(piece)
    if len(text) > MAX_PIECE_CHARS:
        return None
    bare = text.strip(_WRAPPING)
    if m := _MONTH_DAY.fullmatch(bare):
        # 12.05 may be a price, [12.05] is a day
        return _month_day(m, bare, labelled=False) if "." not in bare or text[0] in "([【" else None
    hits = find_dates(text, today)
    if not hits:
        return _without_year(text, bare, today, alone)
    if len(hits) == 1:
        return _single(text, hits[0], alone, linked)
    if alone or any(_SPAN.fullmatch(text[a.end : b.start]) for a, b in itertools.pairwise(hits)):
        return None
    labelled = [h for h in hits if _label_says(text[: h.start])]
    return _stamp(labelled[0], labelled=True) if len(labelled) == 1 else None


def labelled_by(stamp: Stamp, before: str) -> Stamp | None:
    """A date as the words before it make it: known to be the publication, none at all (截止时间：), or as it was.

    Words are a label if they end in a colon or are nothing but a label of few characters.
    """
    if not before:
        return stamp
    label = normalise(before)
    if not 1 < len(label) <= MAX_LABEL_CHARS or (not label.endswith(":") and not _TIME.search(label)):
        return stamp
    says = _label_says(label)
    if says is False:
        return None
    return replace(stamp, labelled=True) if says else stamp


@lru_cache(maxsize=4096)  # the lists of a site show the same days on every page; pieces are short
def read_plain(piece: str, today: date) -> Stamp | None:
    """The commonest form, ``2015-09-21`` with or without brackets, without further ado; None for all that is odder."""
    m = _PLAIN.fullmatch(piece)
    if m is None:
        return None
    try:
        day = date(int(m[1]), int(m[3]), int(m[4]))
    except ValueError:
        return None
    return Stamp(text=m.group().strip(), day=day) if _FIRST_PLAIN <= day <= today else None


def read_parts(pieces: Sequence[str], today: date) -> Stamp | None:
    """A date in two or three neighbouring pieces: ``30`` and ``2020-04``, ``2021`` and ``06-09``, ``12月`` and
    ``28``.
    """
    texts = [normalise(p) for p in pieces]
    for width in (3, 2):
        for start in range(len(texts) - width + 1):
            window = texts[start : start + width]
            if all(len(t) <= 12 for t in window) and (hit := read_split(window, today)) is not None:
                if len(window) == 2 and not any(re.search(r"(?:19|20)\d\d", t) for t in window):
                    return _yearless_parts(window)
                return _stamp(hit, labelled=False)
    return None


def _yearless_parts(window: Sequence[str]) -> Stamp | None:
    first, second = (int(re.sub(r"\D", "", t)) for t in window)
    month, day = (first, second) if "月" in window[0] else (second, first)
    return Stamp(text=" ".join(window), month_day=(month, day))


def _month_day(m: re.Match[str], text: str, *, labelled: bool) -> Stamp | None:
    month, day = int(m[1]), int(m[2])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return Stamp(text=text, month_day=(month, day), labelled=labelled)


def _without_year(text: str, bare: str, today: date, alone: bool) -> Stamp | None:
    if (hit := read_cell(bare, today)) is not None:
        return _stamp(hit, labelled=False)
    if _PART.fullmatch(bare):
        return Stamp(text=text, part=bare)
    if not alone:
        head, colon, value = text.rpartition(":")
        if colon and (m := _MONTH_DAY.fullmatch(value.strip(_WRAPPING))) and _label_says(head + ":"):
            return _month_day(m, text, labelled=True)
    return None


def _single(text: str, hit: DateHit, alone: bool, linked: bool) -> Stamp | None:
    before = text[: hit.start].strip(_WRAPPING)
    after = text[hit.end :].strip(_WRAPPING)
    clean = not after or _AFTER.fullmatch(after) is not None
    if not before:
        return _stamp(hit, labelled=False) if clean else None
    if alone:
        return None
    says = _label_says(text[: hit.start], colon=linked)
    if says:
        return _stamp(hit, labelled=True)
    if says is None and not linked and clean and len(before) <= 12 and not _REFUSED.search(before):
        return _stamp(hit, labelled=False)
    return None


def _label_says(before: str, *, colon: bool = False) -> bool | None:
    """What stands before a date: True a label of publication, False another label, None no label.

    ``colon``: only words with a colon are a label.
    """
    m = _LABEL.search(before[-24:])
    if m is None or (colon and not m[2]):
        return None
    label = m[1].strip()
    if _REFUSED.search(label[-8:]):
        return False
    return True if _PUBLISHED.search(label) else None


def _stamp(hit: DateHit, *, labelled: bool) -> Stamp:
    if hit.day is not None and not (hit.day == _ZERO_OF_A_YEAR and hit.time == "00:00"):
        return Stamp(text=hit.text, day=hit.day, labelled=labelled)
    return Stamp(text=hit.text, abnormal=hit.text, labelled=labelled)
