"""What a gate makes of a scorecard: pass, fail, or not judged; and the baseline that tells new problems from known.

A baseline is the scorecard of an earlier check of the same site (``gate --json``), or anything else of that schema:
its fingerprints are what is known.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from msgspec import structs

from reports.summary import is_open
from rules.errors import UsageError
from rules.scorecard import Finding, Problem, Scorecard

SCHEMA = "inspector/scorecard/1"
MAX_BASELINE_BYTES = 64 * 1024 * 1024
FailOn = Literal["outcome", "veto", "points", "any"]
Reason = Literal[
    "ok",
    "not-crawled",
    "few-pages",
    "undetermined",
    "outcome",
    "veto",
    "points",
    "any",
    "new",
    "min-score",
    "strict",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """When a gate fails. ``baseline`` None: no problem counts as known."""

    fail_on: FailOn = "outcome"
    baseline: frozenset[str] | None = None
    new_only: bool = False
    min_score: float | None = None
    min_pages: int = 1
    strict: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Exit code (0 pass, 1 failed, 3 not judged) and why."""

    exit_code: int
    reason: Reason


def read_baseline(path: Path) -> frozenset[str]:
    """The fingerprints of an earlier scorecard. Raises UsageError for a file that is none."""
    try:
        if path.stat().st_size > MAX_BASELINE_BYTES:
            raise ValueError("too large")
        data = json.loads(path.read_text("utf-8"))
        if data["schema"] != SCHEMA:
            raise ValueError(f"schema {data['schema']!r}")
        return frozenset(str(p["fingerprint"]) for f in data["findings"] for p in f["problems"])
    except OSError as error:
        raise UsageError(
            f"基线文件 {path} 无法读取：{error.strerror}；先用 inspector baseline URL -o {path} 生成",
            f"baseline {path} cannot be read: {error.strerror}; make one with inspector baseline URL -o {path}",
        ) from None
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UsageError(
            f"{path} 不是 {SCHEMA} 格式的成绩单：{error}", f"{path} is no scorecard of schema {SCHEMA}: {error}"
        ) from None


def with_baseline(card: Scorecard, baseline: Collection[str]) -> Scorecard:
    """The card with what the baseline holds as known, all else as new; accepted problems stay accepted."""

    def marked(problem: Problem) -> Problem:
        if not is_open(problem):
            return problem
        return structs.replace(problem, status="known" if problem.fingerprint in baseline else "new")

    findings = (replace(f, problems=tuple(map(marked, f.problems))) for f in card.findings)
    return replace(card, findings=tuple(findings))


def decide(card: Scorecard, gate: Gate) -> Decision:
    """Never 0 for a site that was not really crawled, nor for one that could not be judged."""
    if card.crawl is None or not was_crawled(card):
        return Decision(exit_code=3, reason="not-crawled")
    if card.crawl.pages < gate.min_pages:
        return Decision(exit_code=3, reason="few-pages")
    failed = _failed(card, gate)
    if failed is not None:
        return Decision(exit_code=1, reason=failed)
    if card.outcome == "undetermined" or not card.findings:
        return Decision(exit_code=3, reason="undetermined")
    return Decision(exit_code=0, reason="ok")


def was_crawled(card: Scorecard) -> bool:
    """Whether the home page opened and anything was read."""
    return card.crawl is not None and card.crawl.home_opened and card.crawl.pages > 0


def _failed(card: Scorecard, gate: Gate) -> Reason | None:
    if gate.new_only:
        return "new" if any(is_new(p) for f in _counting(card, gate) for p in f.problems) else None
    if gate.fail_on == "outcome":
        if card.outcome == "fail":
            return "outcome"
    elif any(_counting(card, gate)):
        return gate.fail_on
    if gate.min_score is not None and card.score is not None and card.score.worst < gate.min_score:
        return "min-score"
    if gate.strict and (any(f.verdict == "inconclusive" for f in card.findings) or any(open_problems(card))):
        return "strict"
    return None


def _counting(card: Scorecard, gate: Gate) -> Iterator[Finding]:
    """The findings that make a gate fail, where they have problems that nobody accepted."""
    for finding in card.findings:
        failed = finding.verdict == "fail"
        if gate.fail_on == "veto":
            failed = failed and finding.veto
        elif gate.fail_on == "any":
            failed = True
        there = [problem for problem in finding.problems if problem.status != "fixed"]
        if failed and (any(map(is_open, there)) or (not there and gate.fail_on != "any")):
            yield finding


def open_problems(card: Scorecard) -> Iterator[tuple[Finding, Problem]]:
    """Problems that are there and not accepted, those of failed findings first, new ones first; each of them once."""
    found = [(f, p) for f in card.findings for p in f.problems if is_open(p)]
    first: dict[str, tuple[Finding, Problem]] = {}
    for finding, problem in sorted(found, key=lambda x: (x[0].verdict != "fail", not x[0].veto, not is_new(x[1]))):
        first.setdefault(problem.fingerprint, (finding, problem))
    yield from first.values()


def is_new(problem: Problem) -> bool:
    return problem.status in ("new", "back")
