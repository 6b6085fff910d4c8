"""The tables that a scorecard carries for its readers: what each column and each message looked like."""

from collections.abc import Iterable

from rules.case import Case
from rules.masking import without_personal_data
from rules.scorecard import ColumnRow, Finding, LetterRow


def column_rows(case: Case, findings: Iterable[Finding]) -> tuple[ColumnRow, ...]:
    """Every column with what was found in it; ``late`` where some rule names it as a problem."""
    named = {problem.fingerprint for finding in findings for problem in finding.problems}
    return tuple(
        ColumnRow(
            name=column.name,
            url=column.url,
            category=column.category,
            registered=column.registered,
            external=column.external,
            condition=column.condition,
            newest=column.newest,
            days=column.age_days,
            items=column.items,
            reason=column.reason,
            late=case.fingerprint("column", column.url) in named,
            seen_at=column.seen_at,
        )
        for column in case.columns
    )


def letter_rows(case: Case, findings: Iterable[Finding]) -> tuple[LetterRow, ...]:
    """Every message seen in a column that must answer; ``late`` where some rule names it as a problem."""
    named = {problem.fingerprint for finding in findings for problem in finding.problems}
    return tuple(
        LetterRow(
            subject=without_personal_data(letter.subject),
            url=letter.url or letter.page_url,
            asked=letter.asked,
            answered=letter.answered,
            status=letter.status,
            late=case.letter_fingerprint(letter) in named,
        )
        for letter in case.letters
    )
