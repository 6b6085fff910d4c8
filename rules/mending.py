"""What was mended: problems that the run before still knew, and that this one, which read the whole site, did not meet.

A site that was not read whole proves nothing, nor does a rule that could not be judged, a link or column that could not
be settled, or, where the bound on pages ended the crawl, a page that it left unread. A problem that was never
published, for it waited for more nights, is not told as mended either, nor one that a person said is none.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from msgspec import structs

from rules.confirming import JudgedRun
from rules.history import fingerprints
from rules.scorecard import Finding, Problem, Scorecard

_JUDGED = frozenset({"pass", "fail"})
_NOT_TOLD = frozenset({"unconfirmed", "fixed"})


def read_whole(card: Scorecard) -> bool:
    """Whether what was not seen was not there."""
    crawl = card.crawl
    return crawl is not None and crawl.complete and crawl.home_opened and crawl.site_state == "running"


def gone(card: Scorecard, earlier: Sequence[JudgedRun]) -> frozenset[str]:
    """The identities of what was there until the last of the ``earlier`` runs, oldest first, and is there no longer."""
    if not earlier or not read_whole(card):
        return frozenset()
    there: frozenset[str] = frozenset()
    for run in earlier:
        there = run.fingerprints | (there & run.unsettled if run.whole else there)
    unsettled = {key for finding in card.findings for key in finding.unsettled}
    return there.difference(fingerprints(card), unsettled)


def with_fixed(card: Scorecard, last_seen: Iterable[tuple[str, Problem]], pages: Collection[str] = ()) -> Scorecard:
    """The card with the problems that are gone, as they were ``last_seen``, by the id of the rule they were under.

    ``pages`` are the addresses that this run read.
    """
    by_rule: dict[str, list[Problem]] = {}
    bounded = card.crawl is not None and card.crawl.stop_reason == "budget-pages"
    for rule, problem in sorted(last_seen, key=lambda seen: (seen[0], seen[1].fingerprint)):
        looked_at = not bounded or not _shown_by(problem).isdisjoint(pages)
        if looked_at and problem.status not in _NOT_TOLD and problem.review.get("action") != "dismiss":
            by_rule.setdefault(rule, []).append(structs.replace(problem, status="fixed"))

    def told(finding: Finding) -> Finding:
        mended = by_rule.get(finding.rule, [])
        if not mended or finding.verdict not in _JUDGED:
            return finding
        return replace(finding, problems=(*finding.problems, *mended))

    return replace(card, findings=tuple(map(told, card.findings)))


def _shown_by(problem: Problem) -> frozenset[str]:
    return frozenset(source.page for source in problem.sources) or frozenset({problem.url})
