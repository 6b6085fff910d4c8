"""Problem lists: one row per concrete defect, in the order in which someone would mend them.

``ProblemRow`` is what both the list of one site and the list of all sites show; the evidence is written out only in
the list of its own site, the list of all links there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.summary import is_open
from reports.text import MAX_URL, folder_name, one_line, safe_href, shell_word
from reports.wording import Wording, instant
from rules.observations import Attempt, LinkSource
from rules.scorecard import Finding, Problem, ProblemStatus, Scorecard

MAX_SOURCES = 10
"""Pages named per problem; how many more there are is said."""

MAX_ATTEMPTS = 50
MAX_HEADERS = 12
"""Of an answer; the scorecard and the WARC file have all that were kept."""

_FIGURES = (
    "newest",
    "asked",
    "answered",
    "days",
    "items",
    "days_left",
    "failed_percent",
    "seconds",
    "ends",
    "printed",
    "right",
    "missing",
)
_TELLING = frozenset({"date", "server", "via", "location", "content-type", "last-modified", "retry-after"})

_STATUS: dict[ProblemStatus, int] = {"new": 0, "back": 1, "known": 2, "unconfirmed": 3, "accepted": 4, "fixed": 5}
_ASKED = frozenset({"unreachable", "slow", "hijacked-link", "no-ipv6", "certificate-ends"})
"""Kinds, beside those of links and certificates, that asking the address shows; for all others its page is read."""
_UNASKED = frozenset({"domain-suffix", "domain-portal", "manual"})
"""Kinds that no request shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemRow:
    """A problem and what the tables say of it, in words. ``page`` is the first page that holds the link."""

    finding: Finding
    problem: Problem
    anchor: str
    kind: str
    status: str
    quoted: str
    figures: str
    page: str
    line: str
    since: str
    cause: str
    sources: Sequence[tuple[str, str]]
    more_pages: int
    attempts: Sequence[str]
    details: Sequence[tuple[str, str]]
    command: str | None
    snapshot: str | None = None
    snapshot_note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemGroup:
    """Problems of one kind under one rule; they share why and fix."""

    finding: Finding
    anchor: str
    kind: str
    why: str
    fix: str
    rows: Sequence[ProblemRow]

    @property
    def open(self) -> int:
        """How many are there; those that were mended are shown, not counted."""
        return sum(row.problem.status != "fixed" for row in self.rows)


def problem_groups(card: Scorecard, words: Wording) -> list[ProblemGroup]:
    """The problems of a site: failed vetoes first, then by points; within a rule the
    commonest kind first, within a kind the new ones."""
    groups: list[ProblemGroup] = []
    for finding in sorted(card.findings, key=_urgency):
        kinds: dict[str, list[Problem]] = {}
        for problem in sorted(finding.problems, key=_order):
            kinds.setdefault(problem.kind, []).append(problem)
        for kind, problems in sorted(kinds.items(), key=_weight):
            groups.append(_group(finding, kind, problems, card, words))
    return groups


def _group(finding: Finding, kind: str, problems: list[Problem], card: Scorecard, words: Wording) -> ProblemGroup:
    name = words.kind(finding, kind)
    return ProblemGroup(
        finding=finding,
        anchor=f"{folder_name(finding.rule)}-{folder_name(kind)}",
        kind=name,
        why=words.why(finding, problems[0]),
        fix=words.fix(finding, problems[0]),
        rows=[problem_row(finding, problem, name, card, words) for problem in problems],
    )


def problem_row(finding: Finding, problem: Problem, kind: str, card: Scorecard, words: Wording) -> ProblemRow:
    """One line of a problem list; ``kind`` is the kind's name in words."""
    sources = problem.sources[:MAX_SOURCES]
    return ProblemRow(
        finding=finding,
        problem=problem,
        anchor=f"p-{folder_name(finding.rule)}-{folder_name(problem.fingerprint)}",
        kind=kind,
        status=status_name(problem, words),
        quoted=_quoted(words.subject(problem), words),
        figures=_figures(problem, words),
        page=sources[0].page if sources else "",
        line=_line(sources[0], words) if sources else "",
        since=problem.first_seen.isoformat() if problem.first_seen else "–",
        cause=one_line(cause_name(problem.cause, words), 100),
        sources=[(source.page, _place(source, words)) for source in sources],
        more_pages=max(problem.occurrences - len(sources), 0) if sources else 0,
        attempts=[_attempt(attempt, words) for attempt in problem.attempts[:MAX_ATTEMPTS]],
        details=_details(problem, words),
        command=repeat_command(problem, card),
    )


def status_name(problem: Problem, words: Wording) -> str:
    """The status in words, with the nights of a problem that waits for more of them."""
    if problem.status == "unconfirmed":
        return words.t("status.waiting", night=problem.night, nights=problem.nights)
    return words.code("status", problem.status)


def _quoted(text: str, words: Wording) -> str:
    return words.t("ui.quoted", text=one_line(text, 120)) if text else ""


def _figures(problem: Problem, words: Wording) -> str:
    """What an accusation rests on, for readers of paper, who cannot open the evidence; of a link: how often asked."""
    told = [(name, problem.detail[name]) for name in _FIGURES if problem.detail.get(name) is not None]
    if "use" in problem.detail and problem.attempts:
        told.append(("attempts", len(problem.attempts)))
    shown = (f"{words.field(name, problem.kind)} {words.detail(name, value, problem.kind)}" for name, value in told)
    return one_line(" · ".join(shown), 120)


def _line(source: LinkSource, words: Wording) -> str:
    return words.t("problems.line", n=source.line) if source.line else ""


def _place(source: LinkSource, words: Wording) -> str:
    told = (_line(source, words), words.code("use", source.use), _quoted(source.text, words))
    return " ".join(filter(None, told))


def _attempt(attempt: Attempt, words: Wording) -> str:
    answer = str(attempt.status) if attempt.status else words.code("fault", one_line(attempt.fault or "none", 60))
    client = "" if attempt.client == "checker" else f" {words.code('client', one_line(attempt.client, 40))}"
    told = f"{instant(attempt.at)} {one_line(attempt.method, 10)} {answer} {attempt.elapsed_ms} ms{client}"
    return " · ".join((told, *_headers(attempt))) if attempt.headers else told


def _headers(attempt: Attempt) -> list[str]:
    """The answer's headers, those first that tell who answered and when."""
    names = sorted(attempt.headers, key=lambda name: (name not in _TELLING, name))[:MAX_HEADERS]
    return [f"{one_line(name, 40)}: {one_line(attempt.headers[name], 120)}" for name in names]


def _details(problem: Problem, words: Wording) -> list[tuple[str, str]]:
    details = [
        (
            one_line(words.field(name, problem.kind), 60),
            one_line(words.detail(name, problem.detail[name], problem.kind)),
        )
        for name in sorted(problem.detail)
    ]
    if problem.cause:
        details.append((words.t("ui.cause"), one_line(cause_name(problem.cause, words), 100)))
    if problem.review:
        told = (f"{words.field(key)} {one_line(problem.review[key], 120)}" for key in sorted(problem.review))
        details.append((words.t("evidence.review"), words.t("ui.comma").join(told)))
    return details


def cause_name(cause: str | None, words: Wording) -> str:
    """A root cause in words: ``template``, ``host:NAME``; an unknown one is its own name."""
    if not cause:
        return ""
    family, _, name = cause.partition(":")
    return words.first((f"cause.{family}",), name=name) or cause


def repeat_command(problem: Problem, card: Scorecard) -> str | None:
    """The command that repeats the check of one problem; None where its address must not be asked, or shows nothing."""
    if safe_href(problem.url) is None or len(problem.url) > MAX_URL or problem.kind in _UNASKED:
        return None
    url = shell_word(problem.url)
    is_asked = problem.kind in _ASKED or problem.kind.startswith(("http-", "tls-"))
    if "use" not in problem.detail and not is_asked:  # no link either
        return f"inspector extract --today {card.run.as_of.date().isoformat()} -- {url}"
    limit = 15 if problem.kind == "unreachable" else 30
    family = "6" if problem.kind == "no-ipv6" else ""
    told = "'%{http_code} %{time_total}s %{url_effective}\\n'"
    return f"curl -{family}gsSLo /dev/null -w {told} -m {limit} --url {url}"


def by_cause(groups: Iterable[ProblemGroup]) -> list[tuple[str, str, int, str]]:
    """Causes that explain several problems: name, kind, how many, anchor of the first; the largest first."""
    found: dict[tuple[str, str], list[ProblemRow]] = {}
    for group in groups:
        for row in group.rows:
            if row.cause and row.problem.status != "fixed":
                found.setdefault((row.cause, row.kind), []).append(row)
    shared = [(cause, kind, len(rows), rows[0].anchor) for (cause, kind), rows in found.items() if len(rows) > 1]
    return sorted(shared, key=lambda entry: (-entry[2], entry[0], entry[1]))


def _urgency(finding: Finding) -> tuple[bool, bool, float, str]:
    return (not finding.veto, finding.verdict != "fail", -finding.points, finding.rule)


def _weight(kind: tuple[str, list[Problem]]) -> tuple[int, str]:
    return (-sum(is_open(problem) for problem in kind[1]), kind[0])


def _order(problem: Problem) -> tuple[int, int, str, str]:
    return (_STATUS[problem.status], -problem.occurrences, problem.url, problem.fingerprint)
