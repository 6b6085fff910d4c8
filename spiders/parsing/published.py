"""When an article was published: every candidate date of the page, which one was taken, and why the others were not.

Order: a visible date labelled as publication or standing by the heading > 发文日期 by the heading > meta > written by
script > a visible update or announcement date by the heading > address > signature. What a person reads wins over the
meta, which after a migration tells the day of the migration; disagreement is kept in ``Published.conflicts``. Where the
printed date of publication cannot be one (1970-01-01, the future), only the meta may speak. Two readings equally good
give none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from rules.observations import DateFrom, Published
from spiders.parsing.datelabels import is_row, label_of, rest_of
from spiders.parsing.dates import Abnormal, DateHit, date_in_url, find_dates
from spiders.parsing.document import Document
from spiders.parsing.heading import CRUMBS, Heading
from spiders.parsing.lines import INFO, LONG_CHARS, Line
from spiders.parsing.pagetitle import squeeze
from spiders.parsing.text import normalise

Reason = Literal[
    # taken, best first
    "labelled",  # 发布日期: by the heading
    "by-heading",  # bare or 时间: by the heading
    "labelled-elsewhere",
    "issued",  # 发文日期: by the heading
    "meta",
    "script",
    "in-words",  # 2015年9月21日 bare by the heading, which may be the day of a speech or a decision
    "update",  # 更新时间, 公告日期: by the heading
    "address",
    "signature",
    # refused
    "other-label",  # 成文日期, 报名时间, 留言时间 …
    "clock",
    "event",  # a span or an appointment
    "in-heading",
    "row-of-list",
    "body",
    "far",
    "generated",  # Maketime, createDate: when the page was made
    "abnormal",
    "gazette",  # of a document that a gazette reprints: neither its signature nor when the reprint was put on line
]
_TAKEN: tuple[Reason, ...] = (
    *("labelled", "by-heading", "labelled-elsewhere", "issued", "meta", "script", "in-words", "update", "address"),
    "signature",
)
_RANKS = {reason: rank for rank, reason in enumerate(_TAKEN)}
_FROM: dict[str, DateFrom] = {"meta": "meta", "script": "script", "address": "url", "signature": "signature"}
_REFUSED: dict[str, Reason] = {"other": "other-label", "clock": "clock", "event": "event"}
_LABELLED: dict[tuple[str, bool], Reason] = {
    ("publish", True): "labelled",
    ("publish", False): "labelled-elsewhere",
    ("issued", True): "issued",
    ("issued", False): "far",
    ("update", True): "update",
    ("update", False): "far",
}
_NEAR_LINES = 20
_LEAD_CHARS = 24
_MAX_LINE_CHARS = 1000  # running text; the dates of a longer line would be those of the text anyway
_NOWHERE = 999
_PUBLISHED_METAS = (
    *("pubdate", "publishdate", "publishtime", "pubtime", "published", "firstpublishedtime", "publishedtime"),
    *("article:published_time", "og:published_time", "og:release_date", "releasedate", "datepublished"),
    *("publish_time", "publish_date", "issuedate", "dc.date.issued", "dcterms.issued"),
)
_ONLINE_METAS = ("firstpublishedtime",)
_GENERATED_META = re.compile(r"maketime|createdate|generat|lastmodif|others|modified|cacheclear|updatetime|build", re.I)
_DASHED_TIME = re.compile(r"^(\d{4}-\d\d?-\d\d?)-(?=\d\d:)")
_SCRIPT_DATE = re.compile(
    r"(?<![a-z])(?:(?:doc|article|info|news|content)_?)?"
    r"(?:pub|published?|publish|release|rel|issue|chn|fabu|fb|date_?published)"
    r"_?(?:date|data|time|day|rq|sj|riqi|shijian)?[\"']?\s{0,4}"
    r"(?:\)\s?\.\w{3,12}\s{0,4}[=(]|[=:])\s{0,4}[\"']([^\"'<>]{8,40})[\"']",
    re.I,
)
_GAZETTE = re.compile(r"公报|gongbao|gazette", re.I)
_END_OF_BODY = re.compile(
    r"版权所有|主办单位|承办单位|备案|标识码|[上下]一[篇条]|相关(?:链接|阅读|文章|新闻|信息|稿件|文档|解读|附件)|打印本页|关闭(?:窗口|本页|页面)|扫一扫|友情链接|责任编辑"
)
_SIGNATURE_CHARS = 44
_CRUMB_LINES = 300


VisibleDate = tuple[int, DateHit]
"""A date and the number of the line it stands in."""


class Candidate(NamedTuple):
    """A date of the page with its evidence; ``line`` is where it stands, ``reason`` why it was taken or refused."""

    day: date | None
    time: str | None
    read_from: DateFrom
    text: str
    reason: Reason
    line: int = -1
    distance: int = 0
    abnormal: Abnormal | None = None
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What was decided. ``abnormal`` is a printed date of publication that cannot be one; ``line`` that of the
    visible date by the heading, if there is any."""

    published: Published | None
    candidates: tuple[Candidate, ...]
    abnormal: str | None = None
    line: int | None = None


def find_visible(lines: list[Line], today: date) -> list[VisibleDate]:
    """Every full date that can be read on the page, with its line; of running text only the beginning is read."""
    found = []
    for at, line in enumerate(lines):
        text = line.text
        if "20" in text or "19" in text or "000" in text or ("年" in text and "月" in text):
            found += [(at, hit) for hit in find_dates(text[:_MAX_LINE_CHARS], today)]
    return found


def read_published(doc: Document, heading: Heading, today: date, dates: list[VisibleDate] | None = None) -> Reading:
    """The publication date of a page that is taken for an article; ``published`` is None where nothing is sure.

    ``dates`` is what ``find_visible`` gives for the page, where the caller has it already.
    """
    dates = find_visible(doc.lines, today) if dates is None else dates
    visible = [_candidate(doc.lines, at, hit, heading) for at, hit in dates]
    found = [*visible, *_metas(doc, today), *_scripts(doc, today), *_address(doc, today)]
    if not any(c.day is not None and c.reason in _RANKS for c in found):
        found += _signature(doc, heading, visible)
    abnormal = next((c.text for c in visible if _is_abnormal(c)), None)
    usable = [c for c in found if c.day is not None and c.reason in _RANKS]
    if abnormal is not None:
        usable = [c for c in usable if _rank(c) <= _RANKS["meta"]]
    taken = _choose(usable)
    listed = tuple(_listed(c, taken) for c in found)
    stands = _RANKS["by-heading" if heading.places else "labelled-elsewhere"]
    near = min((c for c in visible if _rank(c) <= stands), key=lambda c: (c.distance, c.line), default=None)
    published = None if taken is None else _published(taken, usable)
    return Reading(published, listed, abnormal, None if near is None else near.line)


def _rank(candidate: Candidate) -> int:
    return _RANKS.get(candidate.reason, len(_TAKEN))


def _is_abnormal(candidate: Candidate) -> bool:
    if candidate.abnormal is None:
        return False
    return candidate.reason == "labelled" or (candidate.reason == "by-heading" and candidate.abnormal != "future")


def _choose(usable: list[Candidate]) -> Candidate | None:
    best = min(map(_rank, usable), default=None)
    if best is None:
        return None
    tied = [c for c in usable if _rank(c) == best]
    if len({c.day for c in tied}) > 1 and _is_scattered(tied):
        rest = [c for c in usable if _rank(c) > best]
        agreed = [c for c in tied if c.day in {r.day for r in rest}]
        return agreed[0] if len({c.day for c in agreed}) == 1 else _choose(rest)
    return min(tied, key=lambda c: (c.distance, c.time is None, c.line))


def _is_scattered(tied: list[Candidate]) -> bool:
    """Whether nothing tells which of several dates belongs to the article: no heading is near."""
    if tied[0].reason == "by-heading":
        return min(c.distance for c in tied) == _NOWHERE
    return tied[0].reason in ("labelled-elsewhere", "script")


def _listed(candidate: Candidate, taken: Candidate | None) -> Candidate:
    if candidate is taken:
        return candidate._replace(taken=True)
    return candidate._replace(reason="abnormal") if candidate.day is None else candidate


def _published(taken: Candidate, usable: list[Candidate]) -> Published:
    assert taken.day is not None
    time = taken.time or next((c.time for c in usable if c.day == taken.day and c.time), None)
    conflicts = {
        (_FROM.get(c.reason, "visible"), c.day)
        for c in usable
        if c.day is not None and c.reason in ("labelled", "meta", "script", "address") and _apart(c, taken.day)
    }
    read_from = _FROM.get(taken.reason, "visible")
    return Published(day=taken.day, time=time, read_from=read_from, text=taken.text, conflicts=tuple(sorted(conflicts)))


def _apart(candidate: Candidate, day: date) -> bool:
    """Addresses are often a day off (publishing over midnight); that is no contradiction."""
    assert candidate.day is not None
    return abs((candidate.day - day).days) > (candidate.reason == "address")


def _candidate(lines: list[Line], at: int, hit: DateHit, heading: Heading) -> Candidate:
    distance = _distance(lines, at, heading)
    reason = _judge(lines, at, hit, heading, distance)
    evidence = lines[at].text[max(0, hit.start - 12) : hit.end].strip()
    return Candidate(hit.day, hit.time, "visible", evidence, reason, at, distance, hit.abnormal)


def _judge(lines: list[Line], at: int, hit: DateHit, heading: Heading, distance: int) -> Reason:
    line, label = lines[at], label_of(lines, at, hit)
    refused = _REFUSED.get(label) or _refused_by_place(
        lines, at, hit, heading, distance=distance, labelled=label != "none"
    )
    if refused is not None:
        return refused
    near = distance <= _NEAR_LINES
    if (label, near) in _LABELLED:
        return _LABELLED[label, near]
    return _judge_bare(line, hit, heading, distance, generic=label == "generic")


def _refused_by_place(
    lines: list[Line], at: int, hit: DateHit, heading: Heading, *, distance: int, labelled: bool
) -> Reason | None:
    if _in_heading(lines[at], hit, heading, at):
        return "in-heading"
    if distance and is_row(lines, at):
        return "row-of-list"
    if distance and lines[at].prose and (not labelled or hit.start > _LEAD_CHARS):
        return "body"
    return None


def _judge_bare(line: Line, hit: DateHit, heading: Heading, distance: int, *, generic: bool) -> Reason:
    rest = rest_of(line, hit)
    info = bool(INFO.search(rest))
    if not (generic or info or len(rest) <= 16 or not distance):
        return "body"
    if distance <= _NEAR_LINES:
        bare_words = "年" in hit.text and hit.time is None and not (generic or info)
        return "in-words" if bare_words else "by-heading"
    if info and len(line.text) <= 2 * LONG_CHARS:
        return "labelled-elsewhere" if heading.places else "by-heading"
    return "far"


def _distance(lines: list[Line], at: int, heading: Heading) -> int:
    """Lines below the nearest heading with no running text between; just above it counts where it tells a source."""
    best = _NOWHERE
    for first, after in heading.places:
        if first <= at < after:
            return 0
        if after <= at < after + _NEAR_LINES and not any(lines[k].prose for k in range(after, at)):
            best = min(best, at - after + 1)
        elif at < first <= at + 3 and INFO.search(lines[at].text):
            best = min(best, first - at + 3)
    return best


def _in_heading(line: Line, hit: DateHit, heading: Heading, at: int) -> bool:
    """Whether the date is a part of the title itself rather than printed after it."""
    if not any(first <= at < after for first, after in heading.places):
        return False
    title = squeeze(heading.title or "")
    return squeeze(line.text[: hit.end]) in title or squeeze(line.text[hit.start :]) in title


def _metas(doc: Document, today: date) -> Iterator[Candidate]:
    for name, content in doc.metas.items():
        published = name in _PUBLISHED_METAS
        if not published and not _GENERATED_META.search(name):
            continue
        for hit in find_dates(_DASHED_TIME.sub(r"\1 ", normalise(content)), today)[:1]:
            place = _PUBLISHED_METAS.index(name) if published else 0
            reason: Reason = "meta" if published else "generated"
            if name in _ONLINE_METAS and _is_gazette(doc):
                reason = "gazette"
            yield Candidate(hit.day, hit.time, "meta", f"{name}: {hit.text}", reason, -1, place, hit.abnormal)


def _scripts(doc: Document, today: date) -> Iterator[Candidate]:
    for script in doc.scripts:
        for m in _SCRIPT_DATE.finditer(script.text):
            for hit in find_dates(normalise(m[1]), today)[:1]:
                text = normalise(m.group())[:80]
                yield Candidate(hit.day, hit.time, "script", text, "script", abnormal=hit.abnormal)


def _address(doc: Document, today: date) -> Iterator[Candidate]:
    hit = date_in_url(doc.url, today)
    if hit is not None:
        yield Candidate(hit.day, None, "url", hit.text, "address")


def _signature(doc: Document, heading: Heading, visible: list[Candidate]) -> list[Candidate]:
    """The last date that stands on a short line of its own at the end of the text, under the name of an office."""
    if not heading.places:
        return []
    lines, start = doc.lines, heading.places[0][1]
    end = next((k for k in range(start + 2, len(lines)) if _END_OF_BODY.search(lines[k].text)), len(lines))
    prose = [k for k in range(start, end) if lines[k].prose and not lines[k].linked]
    signed = [
        c
        for c in visible
        if prose and prose[0] < c.line < end and c.reason in ("far", "body") and _signs(lines[c.line], c)
    ]
    if not signed or any(k > signed[-1].line + 1 for k in prose):
        return []
    return [signed[-1]._replace(read_from="signature", reason="gazette" if _is_gazette(doc) else "signature")]


def _is_gazette(doc: Document) -> bool:
    """Whether the page stands in a gazette: by its address, its column or its breadcrumbs."""
    crumbs = (line.text for line in doc.lines[:_CRUMB_LINES] if CRUMBS.search(line.text))
    return any(map(_GAZETTE.search, (doc.url, doc.metas.get("columnname", ""), *crumbs)))


def _signs(line: Line, candidate: Candidate) -> bool:
    return (
        candidate.day is not None
        and len(line.text) <= _SIGNATURE_CHARS
        and candidate.text.endswith(line.text[-4:])
        and not line.linked
        and not re.search(r"[:,。;]", line.text)
    )
