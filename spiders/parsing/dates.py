"""Dates as Chinese government pages write them: precise, never guessed, never after the crawl day.

All functions take normalised text (``text.normalise``) and ``today``, the day of the crawl; pages are allowed to run
one day ahead of it (publishing over midnight, clocks). What is printed but cannot be a date of publication - the 30th
of February, 1970-01-01, a day in the future - is kept as a hit whose ``day`` is None and whose ``abnormal`` says why.

    find_dates(text, today)          every full date of a text, in order
    read_date(text, today)           the first of them, or None
    read_cell(text, today, hint=…)   a text that should be one date: also 09-21, [01-04], 9月21日, 15-09-21, 20150921
    read_split(parts, today)         a date in several elements: ("30", "2020-04"), ("21", "9月", "2015")
    date_in_url(url, today)          /art/2015/9/21/, t20150921_, /202011/t20201102_, /2015-09-21/, W020150921…
    complete(month, day, today, …)   the year of a year-less date

Forms of a full date: 2015-09-21, 2015/9/21, 2015.09.21, 2015年9月21日, 2 0 15 年 9 月 21 日, 二〇一五年九月二十一日,
ISO 8601 with offset (moved to Asia/Shanghai), ``Mon Sep 21 10:00:00 CST 2015``; an optional time of day after it;
behind 发布日期： or 发布时间： also 20150921 and 15-09-21.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Literal, NamedTuple

Abnormal = Literal["impossible", "default", "future"]
"""``impossible``: no such day; ``default``: the zero of some clock (1970-01-01); ``future``: after tomorrow."""

TOLERANCE = timedelta(days=1)
_DEFAULTS = frozenset({(1970, 1, 1), (1969, 12, 31), (1900, 1, 1), (1899, 12, 30), (1899, 12, 31), (1901, 1, 1)})
_LAST_DEFAULT = 1970
_SHORT_CHARS = 80
_SHANGHAI = timezone(timedelta(hours=8))  # no daylight saving since 1991

_TIME = (
    r"(?:日?\s*[T,]?\s*\(?(?:星期.|周.)?\)?\s*(?P<hour>[01]?\d|2[0-4])\s?[:时点]\s?(?P<minute>[0-5]?\d)"
    r"(?:\s?[:分]\s?[0-5]?\d(?:\.\d{1,9})?)?(?!\d)(?P<zone>Z|\s?(?:GMT)?[+-]\d\d:?\d\d)?)?"
)
_FULL = re.compile(
    r"(?<![\d.])(?P<year>(?:19|20)\d\d|0000|0001)"
    r"(?:\s?年\s?(?P<m1>\d{1,2}|\d \d)\s?月\s?(?P<d1>\d \d|\d{1,2})\s?[日号]?"
    r"|\s?(?P<sep>[-/.\u2010-\u2015\u2212])\s?(?P<m2>\d{1,2})\s?(?P=sep)\s?(?P<d2>\d{1,2}))(?!\d(?!\d?:\d\d))" + _TIME
)
_SPACED = re.compile(
    r"(?<!\d)(?P<year>[12] ?[09] ?\d ?\d) ?年 ?(?P<m1>\d ?\d?) ?月 ?(?P<d1>\d ?\d?) ?日" + _TIME,
)
_DIGIT = "〇○◯零一二三四五六七八九OoО0"
_NUMERAL = re.compile(
    rf"(?P<year>[一二] ?[{_DIGIT}] ?[{_DIGIT}] ?[{_DIGIT}]) ?年 ?"
    r"(?P<month>[元正一二三四五六七八九十](?: ?[一二])?) ?月 ?(?P<day>(?:[初一二三四五六七八九十廿卅] ?){1,3})[日号]"
)
_VALUE = dict.fromkeys("〇○◯零OoО0", 0) | {c: i for i, c in enumerate("一二三四五六七八九", 1)} | {"元": 1, "正": 1}
_JAVA = re.compile(
    r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? (?P<mon>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (?P<day>\d{1,2}) "
    r"(?P<hour>\d\d):(?P<minute>\d\d):\d\d (?:CST|GMT\+08:00) (?P<year>\d{4})\b"
)
_LABELLED = re.compile(
    r"发布(?:日期|时间) ?: ?((?P<y>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)"
    r"|(?P<yy>\d\d)(?P<sep>[-/.])(?P<mm>\d{1,2})(?P=sep)(?P<dd>\d{1,2}))(?![\d.:/-])"
)
_MONTHS = {m: i for i, m in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}  # noqa: SIM905
_SHORT = re.compile(r"(\d{2})([-/.])(\d{1,2})\2(\d{1,2})")
_MONTH_DAY = re.compile(r"(\d{1,2}) ?(?:[-/.\u2010-\u2015]|月) ?(\d{1,2}) ?日?")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_DAY_FIRST = re.compile(r"(\d{1,2}) ((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})")
_YEAR_FIRST = re.compile(r"((?:19|20)\d\d)\s?[-/.年 ]\s?(\d{1,2})\s?[-/.月 ]\s?(\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.月](\d{1,2}) ((?:19|20)\d\d)")
_APART = re.compile(r"(\d{1,2}) (\d{1,2}) ((?:19|20)\d\d)")
_TWO = re.compile(r"(\d{1,2}) (\d{1,2})")
_NOT_OFFSET = re.compile(r"[^\d+-]")
_WRAPPING = " \t()[]{}【】〔〕<>「」|·•:,;\"'"
_URL = tuple(
    re.compile(p, re.I)
    for p in (
        r"/art/(?P<y>(?:19|20)\d\d)/(?P<m>\d{1,2})/(?P<d>\d{1,2})/",
        r"[/_]t(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)_\d+",
        r"[/_=](?P<y>(?:19|20)\d\d)(?P<s>[-_.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?=[/_.?&#]|$)",
        r"/(?P<y>(?:19|20)\d\d)/(?P<m>\d{1,2})/(?P<d>\d{1,2})/",
        r"/(?P<y>(?:19|20)\d\d)[-/]?(?P<m>\d\d)/?(?P<d>\d\d)[/_]",  # a file 20150921.html may be a bare number
        r"/(?P<y>(?:19|20)\d\d)-(?P<m>\d{1,2})/(?P<d>\d{1,2})/",
        r"[/_][a-z]{0,3}0?(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)\d{6,}(?=[._/?&#]|$)",
    )
)


class DateHit(NamedTuple):
    """A printed date: ``day`` (None if ``abnormal``), time of day as HH:MM, its text and place in the text read."""

    day: date | None
    time: str | None
    text: str
    start: int
    end: int
    abnormal: Abnormal | None = None


def find_dates(text: str, today: date) -> list[DateHit]:
    """Every full date of a normalised text, in order, without overlaps."""
    return list(_short(text, today)) if len(text) <= _SHORT_CHARS else _find(text, today)


@lru_cache(maxsize=8192)  # rows of lists and lines of frames stand on many pages
def _short(text: str, today: date) -> tuple[DateHit, ...]:
    return tuple(_find(text, today))


def _find(text: str, today: date) -> list[DateHit]:
    hits: list[DateHit] = []
    if "20" in text or "19" in text or "000" in text:
        first = min(at for year in ("20", "19", "000") if (at := text.find(year)) >= 0)
        hits = [_full_hit(m, today) for m in _FULL.finditer(text, first)]
    if "年" in text and "月" in text:
        hits += [_hit(m, m["m1"], m["d1"], today) for m in _SPACED.finditer(text)]
        hits += [_numeral_hit(m, today) for m in _NUMERAL.finditer(text)]
    if ":" in text and ("CST" in text or "GMT" in text):
        hits += [_java_hit(m, today) for m in _JAVA.finditer(text)]
    if "发布" in text:
        hits += _labelled_hits(text, today)
    return _apart(hits) if len(hits) > 1 else hits


def read_date(text: str, today: date) -> DateHit | None:
    """The first full date of a normalised text."""
    hits = find_dates(text, today)
    return hits[0] if hits else None


def read_cell(text: str, today: date, *, hint: date | None = None, not_after: date | None = None) -> DateHit | None:
    """A normalised text that is one date and nothing else, brackets aside; None if it is anything more.

    Year-less dates get their year from ``hint`` and ``not_after`` as ``complete`` says.
    """
    bare = text.strip(_WRAPPING)
    if not 4 <= len(bare) <= 32 and not (bare and _MONTH_DAY.fullmatch(bare)):
        return None
    if (hit := read_date(bare, today)) is not None and hit.start == 0 and not bare[hit.end :].strip(_WRAPPING):
        return hit
    if m := _COMPACT.fullmatch(bare):
        return _made((int(m[1]), int(m[2]), int(m[3])), m, today)
    if m := _SHORT.fullmatch(bare):
        return _made((2000 + int(m[1]), int(m[3]), int(m[4])), m, today)
    if m := _MONTH_DAY.fullmatch(bare):
        day = complete(int(m[1]), int(m[2]), today, hint=hint, not_after=not_after)
        return None if day is None else DateHit(day, None, m.group(), 0, m.end())
    return None


def read_split(parts: Sequence[str], today: date, *, hint: date | None = None) -> DateHit | None:
    """A date whose parts stand in two or three elements of their own, in any usual order; None if they make none."""
    bare = [p.strip(_WRAPPING + "年月日号-/.") for p in parts]
    joined = " ".join(bare)
    if m := _DAY_FIRST.fullmatch(joined):
        return _made((int(m[2]), int(m[3]), int(m[1])), m, today)
    if m := _YEAR_FIRST.fullmatch(joined):
        return _made((int(m[1]), int(m[2]), int(m[3])), m, today)
    if m := _YEAR_LAST.fullmatch(joined):
        return _made((int(m[3]), int(m[1]), int(m[2])), m, today)
    if m := _APART.fullmatch(joined):
        month, day = (m[2], m[1]) if "月" in parts[1] or "月" not in parts[0] else (m[1], m[2])
        return _made((int(m[3]), int(month), int(day)), m, today)
    if len(parts) == 2 and (m := _TWO.fullmatch(joined)) and "月" in "".join(parts):
        month, day = (m[1], m[2]) if "月" in parts[0] else (m[2], m[1])
        found = complete(int(month), int(day), today, hint=hint)
        return None if found is None else DateHit(found, None, m.group(), 0, m.end())
    return None


def date_in_url(url: str, today: date) -> DateHit | None:
    """The date that a CMS put into an address; None for a month alone or an impossible or future day."""
    path = url.partition("://")[2].partition("/")[2]
    if "19" not in path and "20" not in path:
        return None
    path = f"/{path}"
    for pattern in _URL:
        for m in pattern.finditer(path):
            hit = _made((int(m["y"]), int(m["m"]), int(m["d"])), m, today)
            if hit.day is not None:
                return hit
    return None


def complete(
    month: int, day: int, today: date, *, hint: date | None = None, not_after: date | None = None
) -> date | None:
    """The year of a year-less date: the hint's (a date in the item's address) where month and day agree within a day,

    else the latest year in which the day is not after ``not_after`` (a newer neighbour) or the crawl day.
    """
    if hint is not None:
        for year in (hint.year, hint.year - 1, hint.year + 1):
            near = _day(year, month, day)
            if near is not None and abs(near - hint) <= TOLERANCE and near <= today + TOLERANCE:
                return near
    last = today if not_after is None else min(not_after, today)
    for year in range(last.year, last.year - 9, -1):
        found = _day(year, month, day)
        if found is not None and found <= last:
            return found
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _number(text: str) -> int:
    return int(text.replace(" ", "") if " " in text else text)


def _apart(hits: list[DateHit]) -> list[DateHit]:
    hits.sort(key=lambda h: (h.start, -h.end))
    kept: list[DateHit] = []
    for hit in hits:
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


def _full_hit(m: re.Match[str], today: date) -> DateHit:
    year, month, day, plain_month, plain_day, hour = m.group("year", "m1", "d1", "m2", "d2", "hour")
    if hour is not None or month is not None:
        return _hit(m, month or plain_month, day or plain_day, today)
    return _made((int(year), int(plain_month), int(plain_day)), m, today)


def _hit(m: re.Match[str], month: str, day: str, today: date) -> DateHit:
    parts = _number(m["year"]), _number(month), _number(day)
    hour = m["hour"]
    if hour is None:
        return _made(parts, m, today)
    time = f"{int(hour):02}:{int(m['minute']):02}"
    if m["zone"]:
        parts, time = _moved(parts, time, m["zone"])
    return _made(parts, m, today, time if time != "24:00" else None)


def _java_hit(m: re.Match[str], today: date) -> DateHit:
    return _made((int(m["year"]), _MONTHS[m["mon"]], int(m["day"])), m, today, f"{m['hour']}:{m['minute']}")


def _labelled_hits(text: str, today: date) -> Iterator[DateHit]:
    """Dates without century or separators, told by the label before them; what would be in the future is none."""
    for m in _LABELLED.finditer(text):
        parts = m.group("y", "m", "d") if m["y"] else (f"20{m['yy']}", m["mm"], m["dd"])
        made = _made((int(parts[0]), int(parts[1]), int(parts[2])), m, today)
        if made.day is not None:
            yield made._replace(text=m[1], start=m.start(1), end=m.end(1))


def _moved(parts: tuple[int, int, int], time: str, zone: str) -> tuple[tuple[int, int, int], str]:
    digits = _NOT_OFFSET.sub("", zone)
    sign = -1 if digits.startswith("-") else 1
    offset = timedelta() if zone == "Z" else sign * timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5]))
    year, month, day = parts
    try:
        at = datetime.fromisoformat(f"{year:04}-{month:02}-{day:02}T{time}").replace(tzinfo=timezone(offset))
        at = at.astimezone(_SHANGHAI)
    except (ValueError, OverflowError):
        return parts, time
    return (at.year, at.month, at.day), f"{at.hour:02}:{at.minute:02}"


def _numeral_hit(m: re.Match[str], today: date) -> DateHit:
    year = int("".join(str(_VALUE[c]) for c in m["year"] if c != " "))
    return _made((year, _numeral(m["month"]), _numeral(m["day"])), m, today)


def _numeral(text: str) -> int:
    """A number below 100 in characters: 九, 十, 十一, 二十, 二十一, 廿一, 卅, 初五, 三一."""
    text = text.replace(" ", "").lstrip("初").replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int("".join(str(_VALUE.get(c, 0)) for c in text) or 0)
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return _VALUE.get(tens, 1) * 10 + _VALUE.get(ones, 0)


def _made(parts: tuple[int, int, int], m: re.Match[str], today: date, time: str | None = None) -> DateHit:
    found = _day(*parts)
    why: Abnormal | None = None
    if found is None or parts[0] < 1900:
        why = "default" if parts[0] < 1900 else "impossible"
    elif parts[0] <= _LAST_DEFAULT and parts in _DEFAULTS:
        why = "default"
    elif found > today and found > today + TOLERANCE:
        why = "future"
    return DateHit(found if why is None else None, time, m.group().strip(), m.start(), m.end(), why)
