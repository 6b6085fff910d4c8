"""When an article was published: every candidate date of the page, which one was taken, and why the others were not.

Order: a visible date labelled as publication or standing by the heading > 发文日期 by the heading > meta > written by
script > a visible update or announcement date by the heading > address > signature. What a person reads wins over the
meta, which after a migration tells the day of the migration; disagreement is kept in ``Published.conflicts``. Where the
printed date of publication cannot be one (1970-01-01, the future), only the meta may speak. Two readings equally good
give none.
"""

from dataclasses import dataclass
from datetime import date

from rules.observations import DateFrom, Published
from spiders.parsing.candidates import (
    Candidate,
    Reason,
    VisibleDate,
    address_date,
    find_visible,
    meta_dates,
    script_dates,
    signature,
)
from spiders.parsing.document import Document
from spiders.parsing.heading import Heading
from spiders.parsing.placing import NOWHERE, place

_TAKEN: tuple[Reason, ...] = (
    *("labelled", "by-heading", "labelled-elsewhere", "issued", "meta", "script", "in-words", "update", "address"),
    "signature",
)
_RANKS = {reason: rank for rank, reason in enumerate(_TAKEN)}
_FROM: dict[str, DateFrom] = {"meta": "meta", "script": "script", "address": "url", "signature": "signature"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What was decided. ``abnormal`` is a printed date of publication that cannot be one; ``line`` that of the
    visible date by the heading, if there is any."""

    published: Published | None
    candidates: tuple[Candidate, ...]
    abnormal: str | None = None
    line: int | None = None


def read_published(doc: Document, heading: Heading, today: date, dates: list[VisibleDate] | None = None) -> Reading:
    """The publication date of a page that is taken for an article; ``published`` is None where nothing is sure.

    ``dates`` is what ``find_visible`` gives for the page, where the caller has it already.
    """
    dates = find_visible(doc.texts, today) if dates is None else dates
    visible = [place(doc.lines, at, hit, heading) for at, hit in dates]
    found = [*visible, *meta_dates(doc, today), *script_dates(doc, today), *address_date(doc, today)]
    if not any(c.day is not None and c.reason in _RANKS for c in found):
        found += signature(doc, heading, visible)
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
    rest = [c for c in usable if _rank(c) > best]
    if len({c.day for c in tied}) > 1 and _is_scattered(tied):
        return agreed[0] if (agreed := _agreed(tied, rest)) else _choose(rest)
    near = min(c.distance for c in tied)
    nearest = [c for c in tied if c.distance == near]
    if len({c.day for c in nearest}) > 1:  # a reprint brings its own heading and date into the text
        nearest = _agreed(nearest, rest) or nearest
    return min(nearest, key=lambda c: (c.time is None, c.line))


def _agreed(tied: list[Candidate], rest: list[Candidate]) -> list[Candidate]:
    """Those whose day metas, scripts or the address tell too; none where these tell several of the days."""
    days = {c.day for c in rest}
    agreed = [c for c in tied if c.day in days]
    return agreed if len({c.day for c in agreed}) == 1 else []


def _is_scattered(tied: list[Candidate]) -> bool:
    """Whether nothing tells which of several dates belongs to the article: no heading is near."""
    if tied[0].reason == "by-heading":
        return min(c.distance for c in tied) == NOWHERE
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
