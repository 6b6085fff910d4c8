"""What the safety readers raised, as problems: the same words in the same place of many pages are one problem."""

from collections.abc import Iterable

from rules.case import Case
from rules.evidence import pages_problem
from rules.observations import Alert, AlertKind, Page
from rules.scorecard import Problem, Value
from rules.verdict import Charge, Measurement, counted, inconclusive


def alert_findings(case: Case, kinds: Iterable[AlertKind], *, unit: str, needed: int) -> Measurement:
    """Counts distinct alerts of these kinds; pages that were not read may hold more."""
    if not any(page.facts for page in case.observations.pages):
        return inconclusive(case.doubt or "nothing-measured")
    problems = alert_problems(case, frozenset(kinds))
    return counted(
        problems,
        needed=needed,
        doubt=case.doubt,
        open_ended=case.doubt is not None,
        measured={"places": len(problems), "pages": sum(problem.occurrences for problem in problems)},
        charges=[Charge(key=problem.fingerprint, unit=unit) for problem in problems],
    )


def alert_problems(case: Case, kinds: frozenset[AlertKind]) -> list[Problem]:
    """One problem per distinct alert, with the pages that show it."""
    places: dict[tuple[str, str, str], list[Page]] = {}
    first: dict[tuple[str, str, str], Alert] = {}
    for page in case.alerting:
        for alert in page.facts.alerts if page.facts else ():
            if alert.kind in kinds:
                key = (alert.kind, alert.text, alert.snippet)
                places.setdefault(key, []).append(page)
                first.setdefault(key, alert)
    return [_problem(case, first[key], pages) for key, pages in sorted(places.items())]


def _problem(case: Case, alert: Alert, pages: list[Page]) -> Problem:
    detail: dict[str, Value] = {"snippet": alert.snippet, "line": alert.line}
    if alert.right is not None:
        detail["right"] = alert.right
    return pages_problem(case, alert.kind, pages, text=alert.text, qualifier=alert.snippet, **detail)
