"""SARIF 2.1.0 for code scanning: a run is a site, a rule a rule of the standard, a result a problem.

A problem lies on the page that holds it, at the line of the link. ``partialFingerprints`` carry the problem's identity
across nights and hosts; ``baselineState`` says whether it is new, unchanged or absent. An accepted problem is a
suppressed result, an inconclusive rule a result of kind ``open``: neither is lost, neither is an accusation.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from urllib.parse import quote

from reports.problems import status_name
from reports.text import one_line, plain_json
from reports.wording import Wording, wording
from rules.scorecard import Finding, Problem, ProblemStatus, Scorecard

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "inspectorProblem/v1"
_STATES: Mapping[ProblemStatus, str] = {
    "new": "new",
    "back": "new",
    "known": "unchanged",
    "unconfirmed": "new",
    "accepted": "unchanged",
    "fixed": "absent",
}
_URI_SAFE = "%/:=&?~#+!$,;'@()*[]-._"
Object = dict[str, object]


def sarif_json(cards: Iterable[Scorecard], lang: str = "zh", baseline: Collection[str] | None = None) -> str:
    """A SARIF log as text. With a ``baseline`` of fingerprints that, not the store's history, says what is new."""
    words = wording(lang)
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(card, words, baseline) for card in cards]}
    return plain_json(json.dumps(log, ensure_ascii=False, indent=1)) + "\n"


def _run(card: Scorecard, words: Wording, baseline: Collection[str] | None) -> Object:
    rules = {finding.rule: index for index, finding in enumerate(card.findings)}
    results: list[Object] = []
    for finding in card.findings:
        results += [_result(finding, problem, rules, words, baseline) for problem in finding.problems]
        if finding.verdict == "inconclusive":
            results.append(_open_result(card, finding, rules, words))
    invocation: Object = {
        "executionSuccessful": bool(card.crawl and card.crawl.complete),
        "startTimeUtc": _utc(card.run.started),
    }
    if card.run.finished:
        invocation["endTimeUtc"] = _utc(card.run.finished)
    return {
        "tool": {"driver": {"name": "inspector", "rules": [_rule(finding, words) for finding in card.findings]}},
        "automationDetails": {"id": f"inspector/{one_line(card.standard.id, 80)}/{one_line(card.site.code, 80)}/"},
        "language": words.html_lang,
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation],
        "results": results,
        "properties": {
            "outcome": card.outcome,
            "site": one_line(card.site.name),
            "standardSha256": card.standard.sha256,
        },
    }


def _rule(finding: Finding, words: Wording) -> Object:
    rule: Object = {
        "id": one_line(finding.rule, 80),
        "name": one_line(finding.indicator, 80),
        "shortDescription": {"text": one_line(words.clause(finding)) or finding.rule},
        "defaultConfiguration": {"level": _level(finding)},
        "properties": {"veto": finding.veto, "points": round(finding.points, 4), "evidence": finding.evidence},
    }
    if words.own(finding.why):
        rule["fullDescription"] = {"text": one_line(words.own(finding.why), 1_000)}
    if words.own(finding.fix):
        rule["help"] = {"text": one_line(words.own(finding.fix), 1_000)}
    return rule


def _result(
    finding: Finding, problem: Problem, rules: Mapping[str, int], words: Wording, baseline: Collection[str] | None
) -> Object:
    told = f"{words.kind(finding, problem.kind)}: {problem.url}. {words.why(finding, problem)}"
    waits = problem.status == "unconfirmed"  # for more nights: shown, not accused
    if waits:
        told = f"{status_name(problem, words)}: {told}"
    result: Object = {
        "ruleId": one_line(finding.rule, 80),
        "ruleIndex": rules[finding.rule],
        "kind": "open" if waits else "fail",
        "level": "none" if waits else _level(finding),
        "message": {"text": one_line(f"{told} {words.fix(finding, problem)}", 1_500)},
        "locations": [_place(*place) for place in _places(problem)[:1]],
        "partialFingerprints": {FINGERPRINT: one_line(problem.fingerprint, 100)},
        "baselineState": _state(problem, baseline),
        "occurrenceCount": max(problem.occurrences, 1),
    }
    others = [_place(*place) for place in _places(problem)[1:]]
    if others:
        result["relatedLocations"] = others
    if problem.status == "accepted":
        reason = one_line(problem.review.get("reason", ""), 500)
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": reason}]
    return result


def _open_result(card: Scorecard, finding: Finding, rules: Mapping[str, int], words: Wording) -> Object:
    reason = words.reason(finding) or words.t("reason.unsaid")
    return {
        "ruleId": one_line(finding.rule, 80),
        "ruleIndex": rules[finding.rule],
        "kind": "open",
        "level": "none",
        "message": {"text": one_line(f"{words.code('verdict', 'inconclusive')}: {reason}", 1_000)},
        "locations": [_place(card.site.url, None)],
    }


def _places(problem: Problem) -> list[tuple[str, int | None]]:
    return [(source.page, source.line) for source in problem.sources[:10]] or [(problem.url, None)]


def _place(url: str, line: int | None) -> Object:
    place: Object = {"artifactLocation": {"uri": quote(one_line(url, 2_000), safe=_URI_SAFE)}}
    if line and line > 0:
        place["region"] = {"startLine": line}
    return {"physicalLocation": place}


def _state(problem: Problem, baseline: Collection[str] | None) -> str:
    if baseline is None or problem.status == "fixed":
        return _STATES[problem.status]
    return "unchanged" if problem.fingerprint in baseline else "new"


def _level(finding: Finding) -> str:
    if finding.verdict != "fail":
        return "note"
    return "error" if finding.veto else "warning"


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
