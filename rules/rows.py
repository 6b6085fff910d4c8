"""The tables that a scorecard carries for its readers: what each column and each message looked like."""

from collections.abc import Iterable

from rules.case import Case
from rules.fingerprint import Family
from rules.masking import without_personal_data
from rules.scorecard import ColumnRow, Finding, LetterRow


def column_rows(case: Case, findings: Iterable[Finding]) -> tuple[ColumnRow, ...]:
    """Every column with what was found in it; ``late`` where some rule names it as a problem."""
    named = _named(case, findings, "column")
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
            late=bool(named) and case.fingerprint("column", column.url) in named,
            seen_at=column.seen_at,
        )
        for column in case.columns
    )


def letter_rows(case: Case, findings: Iterable[Finding]) -> tuple[LetterRow, ...]:
    """Every message seen in a column that must answer; ``late`` where some rule names it as a problem."""
    named = _named(case, findings, "letter")
    return tuple(
        LetterRow(
            subject=without_personal_data(letter.subject),
            url=letter.url or letter.page_url,
            asked=letter.asked,
            answered=letter.answered,
            status=letter.status,
            late=bool(named) and case.letter_fingerprint(letter) in named,
        )
        for letter in case.letters
    )


def _named(case: Case, findings: Iterable[Finding], family: Family) -> frozenset[str]:
    """The identities of this kind of thing that some rule names; where it is none, no thing need be identified."""
    problems = {problem.fingerprint for finding in findings for problem in finding.problems}
    return frozenset(key for (kind, _, _), key in case.identities.items() if kind == family and key in problems)
