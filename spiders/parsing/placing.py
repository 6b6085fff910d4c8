"""What a visible date of an article page is, by its label and by where it stands to the heading."""

import re

from spiders.parsing.candidates import Candidate, Reason
from spiders.parsing.datelabels import is_row, label_of, rest_of
from spiders.parsing.dates import DateHit
from spiders.parsing.heading import Heading
from spiders.parsing.lines import INFO, LONG_CHARS, Line
from spiders.parsing.pagetitle import squeeze

NOWHERE = 999
"""The distance of a date that no heading is near to."""
_REFUSED: dict[str, Reason] = {"other": "other-label", "clock": "clock", "event": "event"}
_LABELLED: dict[tuple[str, bool], Reason] = {
    ("publish", True): "labelled",
    ("publish", False): "labelled-elsewhere",
    ("issued", True): "issued",
    ("issued", False): "far",
    ("update", True): "update",
    ("update", False): "far",
}
_DECREED = re.compile(r"(?:发布|公布|发表)\)?$")
"""How a law tells when it was decreed: 2015年5月18日国务院发布."""
_WORD_BEFORE = re.compile(r"[\u4e00-\u9fff]$")
_WORD_AFTER = re.compile(r"[\u4e00-\u9fff]")
_NEAR_LINES = 20
_LEAD_CHARS = 24


def place(lines: list[Line], at: int, hit: DateHit, heading: Heading) -> Candidate:
    """A visible date as a candidate, with the reason for or against it."""
    distance = _distance(lines, at, heading)
    reason = _judge(lines, at, hit, heading, distance)
    day, time, _, start, end, abnormal = hit
    evidence = lines[at].text[max(0, start - 12) : end].strip()
    return Candidate(day, time, "visible", evidence, reason, at, distance, abnormal)


def _judge(lines: list[Line], at: int, hit: DateHit, heading: Heading, distance: int) -> Reason:
    line = lines[at]
    if distance and is_row(lines, at):
        return "row-of-list"
    label = label_of(lines, at, hit)
    if label in _REFUSED:
        return _REFUSED[label]
    if not distance and _in_heading(line, hit, heading):
        return "in-heading"
    if distance and line.prose and (label == "none" or hit.start > _LEAD_CHARS):
        return "body"
    near = distance <= _NEAR_LINES
    if (label, near) in _LABELLED:
        return _LABELLED[label, near]
    return _judge_bare(line, hit, heading, distance, generic=label == "generic")


def _judge_bare(line: Line, hit: DateHit, heading: Heading, distance: int, *, generic: bool) -> Reason:
    rest = rest_of(line, hit)
    if not generic and "年" in hit.text and _is_inside_words(line.text, hit):
        return "body"
    info = bool(INFO.search(rest)) and not ("年" in hit.text and _DECREED.search(rest))
    if not (generic or info or len(rest) <= 16 or not distance):
        return "body"
    if distance <= _NEAR_LINES:
        bare_words = "年" in hit.text and hit.time is None and not (generic or info)
        return "in-words" if bare_words else "by-heading"
    if info and len(line.text) <= 2 * LONG_CHARS:
        return "labelled-elsewhere" if heading.places else "by-heading"
    return "far"


def _is_inside_words(text: str, hit: DateHit) -> bool:
    """Whether a date is a part of a phrase (本县2024年3月12日新闻发布会); fields glued to it begin with a label."""
    before, after = text[: hit.start], text[hit.end :]
    return bool(_WORD_BEFORE.search(before)) and bool(_WORD_AFTER.match(after)) and not INFO.match(after)


def _distance(lines: list[Line], at: int, heading: Heading) -> int:
    """Lines below the nearest heading with no running text between; just above it counts where it tells a source."""
    best = NOWHERE
    for first, after in heading.places:
        if first <= at < after:
            return 0
        if after <= at < after + _NEAR_LINES and not any(lines[k].prose for k in range(after, at)):
            best = min(best, at - after + 1)
        elif at < first <= at + 3 and INFO.search(lines[at].text):
            best = min(best, first - at + 3)
    return best


def _in_heading(line: Line, hit: DateHit, heading: Heading) -> bool:
    """Whether the date is a part of the title itself rather than printed after it."""
    title = squeeze(heading.title or "")
    return squeeze(line.text[: hit.end]) in title or squeeze(line.text[hit.start :]) in title
