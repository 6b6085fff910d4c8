"""The dates of a page that may be that of its publication, and where each was found.

Visible dates are judged by where they stand (``placing``). Metas, scripts, the address and the signature are read here.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from rules.observations import DateFrom
from spiders.parsing.dates import Abnormal, DateHit, date_in_url, find_dates
from spiders.parsing.document import Document
from spiders.parsing.heading import Heading
from spiders.parsing.lines import Line
from spiders.parsing.tables import CRUMBS, DATES
from spiders.parsing.text import normalise
from spiders.parsing.texts import Texts

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
_MAX_LINE_CHARS = 1000  # running text; the dates of a longer line would be those of the text anyway
_PUBLISHED_METAS = (
    *("pubdate", "publishdate", "publishtime", "pubtime", "published", "firstpublishedtime", "publishedtime"),
    *("article:published_time", "og:published_time", "og:release_date", "releasedate", "datepublished"),
    *("publish_time", "publish_date", "issuedate", "dc.date.issued", "dcterms.issued"),
)
_ONLINE_METAS = ("firstpublishedtime",)
_GENERATED_META = re.compile(r"maketime|createdate|generat|lastmodif|others|modified|cacheclear|updatetime|build", re.I)
_DASHED_TIME = re.compile(r"^(\d{4}-\d\d?-\d\d?)-(?=\d\d:)")
_QUOTED_DATE = re.compile(r"[\"']((?:19|20)\d\d[^\"'<>]{4,36})[\"']")
_NAMED_PUBLISHED = re.compile(
    r"(?<![a-z])(?:(?:doc|article|info|news|content)_?)?"
    r"(?:pub|published?|publish|release|rel|issue|chn|fabu|fb|date_?published)"
    r"_?(?:date|data|time|day|rq|sj|riqi|shijian)?[\"']?\s*(?:\)\s?\.\w{3,12}\s*[=(]|[=:])\s*$",
    re.I,
)
_NAME_CHARS = 60
_GAZETTE = re.compile(r"公报|gongbao|gazette", re.I)
_END_OF_BODY = re.compile(
    r"版权所有|主办单位|承办单位|备案|标识码|[上下]一[篇条]|相关(?:链接|阅读|文章|新闻|信息|稿件|文档|解读|附件)|打印本页|关闭(?:窗口|本页|页面)|扫一扫|友情链接|责任编辑"
)
_SENTENCE_MARK = re.compile(r"[:,。;]")
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


def find_visible(texts: Texts, today: date) -> list[VisibleDate]:
    """Every full date that can be read on the page, with its line; of running text only the beginning is read."""
    return [(at, hit) for at in texts.having(*DATES) for hit in find_dates(texts[at][:_MAX_LINE_CHARS], today)]


def meta_dates(doc: Document, today: date) -> Iterator[Candidate]:
    """Dates of the metas that tell a publication, and of those that tell when the page was made."""
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


def script_dates(doc: Document, today: date) -> Iterator[Candidate]:
    """Dates that a script gives a name of publication to: pubdata, fbrq, datePublished …"""
    for script in doc.scripts:
        for m in _QUOTED_DATE.finditer(script.text):
            named = _NAMED_PUBLISHED.search(script.text, max(0, m.start() - _NAME_CHARS), m.start())
            if named is None:
                continue
            for hit in find_dates(normalise(m[1]), today)[:1]:
                text = normalise(script.text[named.start() : m.end()])
                yield Candidate(hit.day, hit.time, "script", text, "script", abnormal=hit.abnormal)


def address_date(doc: Document, today: date) -> Iterator[Candidate]:
    """The date in the page's own address."""
    hit = date_in_url(doc.url, today)
    if hit is not None:
        yield Candidate(hit.day, None, "url", hit.text, "address")


def signature(doc: Document, heading: Heading, visible: list[Candidate]) -> list[Candidate]:
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
    crumbs = (doc.texts[at] for at in doc.texts.having(*CRUMBS) if at < _CRUMB_LINES)
    return any(map(_GAZETTE.search, (doc.url, doc.metas.get("columnname", ""), *crumbs)))


def _signs(line: Line, candidate: Candidate) -> bool:
    return (
        candidate.day is not None
        and len(line.text) <= _SIGNATURE_CHARS
        and candidate.text.endswith(line.text[-4:])
        and not line.linked
        and not _SENTENCE_MARK.search(line.text)
    )
