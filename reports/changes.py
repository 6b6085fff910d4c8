"""What a run changed since the run before: the text of a message about it, and the same as JSON for programs.

A change is a problem that is new, is back or is mended, and a site whose outcome is not that of the last run. A run
without any is not worth a message. Site names and addresses are bounded and on one line; the subject of a mail is made
of figures alone, so that nothing a page says can reach a header.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from reports.overview import Change, Overview
from reports.summary import RunSummary, problems_of
from reports.text import one_line, readable_url
from reports.wording import Wording, wording
from rules.scorecard import Finding, Outcome, Problem, RunRef, Scorecard, StandardRef

SCHEMA = "inspector/changes/1"
MAX_SITES = 50
MAX_PROBLEMS = 5
"""Problems named per site; the report has the rest."""

_TOLD = ("new", "back", "fixed")


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldProblem:
    """A problem that is new, back or mended, in words."""

    fingerprint: str
    status: str
    kind: str
    name: str
    clause: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteChange:
    """One site that is not as it was. ``counts`` are its new, returned and mended problems."""

    code: str
    name: str
    url: str
    outcome: Outcome
    previous: Outcome | None
    change: Change | None
    counts: Counter[str]
    problems: tuple[ToldProblem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a run changed; false where nothing did. ``since`` is the run that it is compared with."""

    run: RunRef
    standard: StandardRef
    since: int | None
    outcomes: Counter[str]
    counts: Counter[str]
    sites: tuple[SiteChange, ...]
    lang: str

    def __bool__(self) -> bool:
        return bool(self.sites)


def changes_of(cards: Iterable[Scorecard], last: RunSummary | None, lang: str = "zh") -> Changes | None:
    """What ``cards`` of one run changed against ``last``; None without a card. Goes through them once."""
    words = wording(lang)
    overview = Overview(words, last)
    found: list[SiteChange] = []
    run, standard = None, None
    for card in cards:
        run, standard = card.run, card.standard
        row = overview.add(card)
        told = _told(card)
        if told or row.change in ("worse", "better", "other"):
            previous = row.previous.outcome if row.previous else None
            found.append(_site(card, told, previous, row.change, words))
    if run is None or standard is None:
        return None
    return Changes(
        run=run,
        standard=standard,
        since=last.run_id if last else None,
        outcomes=overview.outcomes(),
        counts=sum((site.counts for site in found), Counter()),
        sites=tuple(sorted(found, key=_urgency)),
        lang=lang,
    )


def subject(changes: Changes) -> str:
    """One line of figures."""
    words, counts = wording(changes.lang), changes.counts
    return words.t(
        "notice.subject",
        day=changes.run.as_of.date().isoformat(),
        sites=words.value(len(changes.sites)),
        new=words.value(counts["new"] + counts["back"]),
        fixed=words.value(counts["fixed"]),
    )


def text(changes: Changes, report: str | None = None) -> str:
    """The message as plain text: the sites that changed, those that got worse first, with their first problems."""
    words = wording(changes.lang)
    values = {name: words.value(changes.outcomes[name]) for name in ("pass", "undetermined", "fail")}
    lines = [
        words.t("notice.run", run=changes.run.id, at=words.value(changes.run.as_of)),
        words.t("foot.basis", standard=words.standard(changes.standard), sha=changes.standard.sha256[:12]),
        words.t("notice.outcomes", sites=words.value(changes.outcomes.total()), **values),
        words.t("notice.since", run=changes.since) if changes.since is not None else words.t("notice.first"),
        _counted(changes.counts, words),
        *([words.t("notice.report", report=one_line(report, 500))] if report else []),
    ]
    for site in changes.sites[:MAX_SITES]:
        lines += ["", *_site_lines(site, words)]
    left = len(changes.sites) - MAX_SITES
    if left > 0:
        lines += ["", words.n("notice.more-sites", left)]
    return "\n".join(lines) + "\n"


def changes_json(changes: Changes, report: str | None = None) -> str:
    """The same for programs, as one JSON object with every site that changed."""
    value = {
        "schema": SCHEMA,
        "run": {"id": changes.run.id, "as_of": changes.run.as_of.isoformat(), "since": changes.since},
        "standard": {"id": changes.standard.id, "sha256": changes.standard.sha256},
        "outcomes": {name: changes.outcomes[name] for name in ("pass", "undetermined", "fail")},
        "counts": _figures(changes.counts),
        "report": report,
        "sites": [
            {
                "code": site.code,
                "name": site.name,
                "url": site.url,
                "outcome": site.outcome,
                "previous": site.previous,
                "counts": _figures(site.counts),
                "problems": [
                    {
                        "fingerprint": problem.fingerprint,
                        "status": problem.status,
                        "kind": problem.kind,
                        "clause": problem.clause,
                        "url": problem.url,
                    }
                    for problem in site.problems
                ],
            }
            for site in changes.sites
        ],
    }
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _told(card: Scorecard) -> list[tuple[Finding, Problem]]:
    """What is told of a site, the most urgent first, each problem under the first of the rules that name it."""
    told = [(finding, problem) for finding, problem in problems_of(card) if _is_told(problem)]
    told.sort(key=lambda pair: (_TOLD.index(pair[1].status), not pair[0].veto, -pair[0].points, _order(pair[1])))
    first: dict[str, tuple[Finding, Problem]] = {}
    for finding, problem in told:
        first.setdefault(problem.fingerprint, (finding, problem))
    return list(first.values())


def _is_told(problem: Problem) -> bool:
    """Whether a problem is new, back or mended, and no person said that it is none."""
    return problem.status in _TOLD and problem.review.get("action") != "dismiss"


def _site(
    card: Scorecard,
    told: list[tuple[Finding, Problem]],
    previous: Outcome | None,
    change: Change | None,
    words: Wording,
) -> SiteChange:
    return SiteChange(
        code=card.site.code,
        name=one_line(card.site.name, 80) or one_line(card.site.code, 80),
        url=card.site.url,
        outcome=card.outcome,
        previous=previous,
        change=change,
        counts=Counter(problem.status for _, problem in told),
        problems=tuple(
            ToldProblem(
                fingerprint=problem.fingerprint,
                status=problem.status,
                kind=problem.kind,
                name=words.kind(finding, problem.kind),
                clause=words.clause(finding),
                url=problem.url,
            )
            for finding, problem in told[:MAX_PROBLEMS]
        ),
    )


def _order(problem: Problem) -> tuple[str, str, str]:
    return (problem.kind, problem.url, problem.fingerprint)


def _urgency(site: SiteChange) -> tuple[int, int, str]:
    rank = {"worse": 0, "other": 1, "better": 2}.get(site.change or "", 1)
    return (rank, -(site.counts["new"] + site.counts["back"]), site.code)


def _site_lines(site: SiteChange, words: Wording) -> list[str]:
    outcome = words.code("outcome", site.outcome)
    if site.previous is not None and site.previous != site.outcome:
        outcome = f"{words.code('outcome', site.previous)} → {outcome}"
    lines = [words.t("notice.site", name=site.name, code=one_line(site.code, 60), outcome=outcome)]
    if site.counts:
        lines.append(f"  {_counted(site.counts, words)}")
    for problem in site.problems:
        status, url = words.code("status", problem.status), readable_url(problem.url, 200)
        lines.append(f"  · {status}  {one_line(problem.name, 80)}  {url}")
    left = site.counts.total() - len(site.problems)
    return [*lines, f"    {words.n('text.more', left)}"] if left else lines


def _counted(counts: Counter[str], words: Wording) -> str:
    return words.t("notice.counts", **{status: words.value(counts[status]) for status in _TOLD})


def _figures(counts: Counter[str]) -> dict[str, int]:
    return {status: counts[status] for status in _TOLD}
