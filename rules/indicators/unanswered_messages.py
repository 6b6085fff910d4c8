"""Unanswered messages: citizens' messages of the past year that waited longer than the limit for an answer.

Why: whoever writes to an office through its own mailbox may expect an answer.
Evidence: each open message with its day and the days it has waited. Only columns that must answer are looked at, not
interviews, surveys and complaints; a message that the office refused is not counted as a valid one.
Inconclusive: a message that is old enough shows neither state nor answer, or shows no day, or a list was not read.
"""

from dataclasses import dataclass

from rules.calendar import Period, add_months, is_over
from rules.case import Case
from rules.columns import ColumnState
from rules.fingerprint import address
from rules.letters import LetterState
from rules.reasons import Reason
from rules.scorecard import Problem, Value
from rules.verdict import Charge, Measurement, counted, inconclusive, not_applicable

UNITS = ("message",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    window_months: int
    max_wait_months: int
    channel_required: bool
    limit_messages: int
    inclusive: bool


def measure(case: Case, limits: Thresholds) -> Measurement:
    """Counts open messages; without a public list of messages there is nothing to count."""
    columns = [column for column in case.columns if column.category == "consultation" and not column.external]
    if not columns:
        return _without_channel(case, limits)
    due = [letter for letter in case.letters if _is_due(letter, case, limits)]
    late = [letter for letter in due if letter.status == "open" and letter.asked]
    unclear = [letter for letter in due if letter.status == "unknown" or not letter.asked]
    unread = [column for column in columns if _is_unread(column, case, limits)]
    measured: dict[str, Value] = {
        "columns": len(columns),
        "messages": len(case.letters),
        "unanswered": len(late),
        "refused": sum(letter.status == "refused" for letter in case.letters),
        "unclear": len(unclear),
        "unread_columns": len(unread),
    }
    if not case.letters and not unread and case.doubt is None:
        return not_applicable("no-public-letters", measured=measured)
    reason: Reason = "letters-unclear" if unclear and not unread else "letters-unread"
    return counted(
        [_problem(case, letter) for letter in late],
        needed=limits.limit_messages,
        doubtful=len(unclear),
        doubt=case.doubt or reason,
        open_ended=bool(unread) or case.doubt is not None,
        measured=measured,
        charges=[
            Charge(key=case.letter_fingerprint(letter), unit="message", certain=letter in late)
            for letter in (*late, *unclear)
        ],
    )


def _without_channel(case: Case, limits: Thresholds) -> Measurement:
    if case.doubt is not None or not case.columns:
        return inconclusive(case.doubt or "no-columns")
    if limits.channel_required:
        return inconclusive("no-consultation")  # that none was recognised does not prove that there is none
    return not_applicable("no-consultation")


def _is_due(letter: LetterState, case: Case, limits: Thresholds) -> bool:
    """Whether the letter has no answer that was seen, and is, or may be, of the window and older than the limit."""
    if letter.status in {"answered", "refused"}:
        return False
    if letter.asked is None:
        return True
    in_window = letter.asked >= add_months(case.today, -limits.window_months)
    return in_window and is_over(
        letter.asked, Period(months=limits.max_wait_months), case.today, inclusive=limits.inclusive
    )


def _is_unread(column: ColumnState, case: Case, limits: Thresholds) -> bool:
    """Whether messages of the window may stand where nobody looked: pages not read, or further back than was read."""
    if not column.complete or column.condition in {"unreadable", "gone"}:
        return True
    own = address(column.url)
    asked = [x.asked for x in case.letters if x.asked and own in map(address, x.column_urls)]
    return column.more_pages and min(asked, default=case.today) >= add_months(case.today, -limits.window_months)


def _problem(case: Case, letter: LetterState) -> Problem:
    assert letter.asked is not None
    url = letter.url or letter.page_url
    return Problem(
        fingerprint=case.letter_fingerprint(letter),
        kind="unanswered",
        url=url,
        text=letter.subject,
        detail={"asked": letter.asked.isoformat(), "days": (case.today - letter.asked).days},
        seen_at=letter.seen_at,
        body_sha256=letter.body_sha256,
    )
