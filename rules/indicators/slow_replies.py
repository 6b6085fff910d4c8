"""Slow replies: messages that were answered late, or are still open after the term.

Why: an answer that comes when the matter is over helps nobody.
Evidence: each message with the days of question and answer. Days alone are known, no hours: a message is accused only
where the term was over even if it came at the last minute of its day and was answered in the first of the other.
Inconclusive: messages without both days, or a mailbox that was not read whole.
"""

from dataclasses import dataclass
from datetime import date

from rules.calendar import add_months
from rules.case import Case
from rules.counting import own_columns
from rules.letters import LetterState
from rules.scorecard import Problem
from rules.verdict import Charge, Measurement, counted, inconclusive, not_applicable

UNITS = ("message",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    window_months: int
    max_hours: int
    limit_messages: int
    inclusive: bool


def measure(case: Case, limits: Thresholds) -> Measurement:
    """Counts the messages of the window that waited longer than ``max_hours`` for certain."""
    columns = own_columns(case, ["consultation"])
    if not columns:
        return inconclusive(case.doubt) if case.doubt else not_applicable("no-consultation")
    start = add_months(case.today, -limits.window_months)
    letters = [letter for letter in case.letters if letter.status != "refused" and _is_in(letter, start)]
    late = [letter for letter in letters if _hours(letter, case.today) >= limits.max_hours]
    unclear = [letter for letter in letters if letter not in late and _is_unclear(letter, case.today, limits)]
    unread = any(not column.complete for column in columns)
    if not case.letters and not unread and case.doubt is None:
        return not_applicable("no-public-letters")
    problems = [_problem(case, letter) for letter in late]
    return counted(
        problems,
        needed=limits.limit_messages if limits.inclusive else limits.limit_messages + 1,
        doubtful=len(unclear),
        doubt=case.doubt or ("letters-unread" if unread else "letters-unclear"),
        open_ended=unread or case.doubt is not None,
        measured={"messages": len(letters), "late": len(late), "unclear": len(unclear)},
        charges=[
            *(Charge(key=problem.fingerprint, unit="message") for problem in problems),
            *(Charge(key=case.letter_fingerprint(x), unit="message", certain=False) for x in unclear),
        ],
    )


def _is_in(letter: LetterState, start: date) -> bool:
    return letter.asked is None or letter.asked >= start


def _hours(letter: LetterState, today: date) -> int:
    """How long a message waited at least, its days alone being known; the last moment of the first day counts."""
    end = letter.answered or (today if letter.status == "open" else None)
    if letter.asked is None or end is None:
        return -1
    return max((end - letter.asked).days - 1, 0) * 24


def _is_unclear(letter: LetterState, today: date, limits: Thresholds) -> bool:
    """Whether nothing is known of a message that may be late; a day more or less is in the office's favour."""
    if letter.asked is None:
        return letter.answered is None or letter.status == "open"
    known = letter.answered is not None or letter.status == "open"
    return not known and (today - letter.asked).days * 24 > limits.max_hours


def _problem(case: Case, letter: LetterState) -> Problem:
    return Problem(
        fingerprint=case.letter_fingerprint(letter),
        kind="slow-reply" if letter.answered else "unanswered",
        url=letter.url or letter.page_url,
        text=letter.subject,
        detail={
            "asked": letter.asked.isoformat() if letter.asked else None,
            "answered": letter.answered.isoformat() if letter.answered else None,
            "days": ((letter.answered or case.today) - letter.asked).days if letter.asked else None,
        },
        seen_at=letter.seen_at,
        body_sha256=letter.body_sha256,
    )
