"""``scorecard.json``: the contract ``inspector/scorecard/1`` that CI jobs and other programs read.

Keys and their order are the contract's; whatever the contract has no key for stands under ``detail`` of a finding or
a problem. Problems that are gone (status ``fixed``) are no problems of this run: they are listed under the
``detail.fixed`` of their finding.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from reports.text import plain_json
from reports.wording import Wording, wording
from rules.observations import Attempt, Crawl, LinkSource
from rules.scorecard import Finding, Problem, Scorecard

SCHEMA = "inspector/scorecard/1"
Json = Mapping[str, "Json"] | Sequence["Json"] | str | int | float | bool | None


def scorecard_json(card: Scorecard, lang: str = "zh") -> str:
    """``card`` as JSON text; same card, same bytes. Each problem has a line of its own, so that two files diff well."""
    head = scorecard_object(card, lang)
    findings = head.pop("findings")
    assert isinstance(findings, list)
    body = ",\n".join(_finding_text(finding) for finding in findings)
    text = (
        f'{json.dumps(head, ensure_ascii=False, indent=2, allow_nan=False)[:-2]},\n  "findings": [\n{body}\n  ]\n}}\n'
    )
    return plain_json(text)


def _finding_text(finding: Mapping[str, Json]) -> str:
    lines = (
        f"      {_line(key)}: {_problem_lines(value) if key == 'problems' else _line(value)}"
        for key, value in finding.items()
    )
    return "    {\n" + ",\n".join(lines) + "\n    }"


def _problem_lines(problems: Json) -> str:
    assert isinstance(problems, list)
    return "[\n" + ",\n".join(f"        {_line(problem)}" for problem in problems) + "\n      ]" if problems else "[]"


def _line(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def scorecard_object(card: Scorecard, lang: str = "zh") -> dict[str, Json]:
    """``card`` as plain JSON values."""
    words = wording(lang)
    score: Json = {"best": _figure(card.score.best), "worst": _figure(card.score.worst)} if card.score else None
    return {
        "schema": SCHEMA,
        "site": {"code": card.site.code, "name": card.site.name, "url": card.site.url, "state": card.site_state},
        "standard": {"id": card.standard.id, "sha256": card.standard.sha256},
        "run": {
            "id": card.run.id,
            "started": card.run.started.isoformat(),
            "finished": card.run.finished.isoformat() if card.run.finished else None,
            "as_of": card.run.as_of.isoformat(),
        },
        "outcome": card.outcome,
        "provisional": list(card.provisional),
        "score": score,
        "coverage": _coverage(card.crawl),
        "findings": [_finding(finding, words) for finding in card.findings],
    }


def _coverage(crawl: Crawl | None) -> dict[str, Json]:
    if crawl is None:
        counts: dict[str, Json] = dict.fromkeys(("pages", "columns", "links", "blocked", "robots_skipped"), 0)
        return {**counts, "complete": False, "notes": ["not-crawled"]}
    told: dict[str, Json] = {
        "pages": crawl.pages,
        "columns": crawl.columns,
        "links": crawl.links,
        "blocked": crawl.blocked,
        "robots_skipped": crawl.robots_skipped,
        "complete": crawl.complete,
        "notes": list(crawl.notes),
    }
    if crawl.not_followed:
        told["not_followed"] = [
            {"reason": one.reason, "pattern": one.pattern, "pages": one.pages, "example": one.example}
            for one in crawl.not_followed
        ]
    return told


def _finding(finding: Finding, words: Wording) -> dict[str, Json]:
    return {
        "indicator": finding.indicator,
        "clause": words.clause(finding),
        "verdict": finding.verdict,
        "veto": finding.veto,
        "points": _figure(finding.points),
        "measured": _values(finding.measured),
        "limit": _values(finding.limit),
        "evidence": finding.evidence,
        "problems": _problems(finding, words),
        "detail": _finding_detail(finding, words),
    }


def _finding_detail(finding: Finding, words: Wording) -> dict[str, Json]:
    return {
        "rule": finding.rule,
        "points_at_risk": _figure(finding.points_at_risk),
        "provisional": finding.provisional,
        "reason": finding.reason,
        "reason_text": words.reason(finding) or None,
        "reason_detail": _values(finding.reason_detail),
        "fixed": [p.fingerprint for p in finding.problems if p.status == "fixed"],
    }


def _problems(finding: Finding, words: Wording) -> list[Json]:
    told: dict[str, tuple[str, str]] = {}  # why and fix are those of the kind
    listed: list[Json] = []
    for problem in finding.problems:
        if problem.status != "fixed":
            if problem.kind not in told:
                told[problem.kind] = words.why(finding, problem), words.fix(finding, problem)
            listed.append(_problem(problem, *told[problem.kind]))
    return listed


def _problem(problem: Problem, why: str, fix: str) -> dict[str, Json]:
    return {
        "fingerprint": problem.fingerprint,
        "kind": problem.kind,
        "url": problem.url,
        "found_on": list(dict.fromkeys(source.page for source in problem.sources)),
        "occurrences": problem.occurrences,
        "text": problem.text,
        "detail": {**_values(problem.detail), **_problem_detail(problem)},
        "status": problem.status,
        "first_seen": problem.first_seen.isoformat() if problem.first_seen else None,
        "why": why,
        "fix": fix,
    }


def _problem_detail(problem: Problem) -> dict[str, Json]:
    told: dict[str, Json] = {
        "cause": problem.cause,
        "night": problem.night,
        "nights": problem.nights,
        "seen_at": problem.seen_at.isoformat() if problem.seen_at else None,
        "body_sha256": problem.body_sha256,
        "sources": [_source(source) for source in problem.sources],
        "attempts": [_attempt(attempt) for attempt in problem.attempts],
        "review": dict(sorted(problem.review.items())),
    }
    return {key: value for key, value in told.items() if value}


def _source(source: LinkSource) -> dict[str, Json]:
    return {"page": source.page, "line": source.line, "text": source.text, "use": source.use}


def _attempt(attempt: Attempt) -> dict[str, Json]:
    told: dict[str, Json] = {
        "at": attempt.at.isoformat(),
        "method": attempt.method,
        "status": attempt.status,
        "fault": attempt.fault,
        "elapsed_ms": attempt.elapsed_ms,
        "client": attempt.client,
    }
    if attempt.headers:
        told["headers"] = dict(sorted(attempt.headers.items()))
    return told


def _values(values: Mapping[str, object]) -> dict[str, Json]:
    return {key: _plain(values[key]) for key in sorted(values)}


def _plain(value: object) -> Json:
    if isinstance(value, float):
        return _figure(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, str | int | bool) else str(value)


def _figure(value: float) -> float:
    """Without the tail that binary fractions leave: 3.2, not 3.2000000000000002."""
    return round(value, 4)
