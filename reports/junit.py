"""JUnit XML for CI: a suite is a site, a case a rule of the standard.

A failed rule is a failure with its first problems; what could not be judged, does not apply or has only accepted
problems is skipped, with the reason. Elements and attributes are those that the schemas of Ant and Jenkins both allow,
which is why the outermost element has none.
"""

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from reports.sentences import outcome_sentence
from reports.summary import is_open
from reports.text import one_line, printable
from reports.wording import Wording, wording
from rules.scorecard import Finding, Scorecard

MAX_PROBLEMS = 10
"""Problems written out per failure; the JSON file has them all."""


def junit_xml(cards: Iterable[Scorecard], lang: str = "zh") -> str:
    """A ``testsuites`` document, with its XML declaration; same cards, same text."""
    words = wording(lang)
    root = ET.Element("testsuites")
    for number, card in enumerate(cards):
        root.append(_suite(number, card, words))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{printable(ET.tostring(root, encoding="unicode"))}\n'


def _suite(number: int, card: Scorecard, words: Wording) -> ET.Element:
    cases = [_case(card, finding, words) for finding in card.findings]
    suite = ET.Element(
        "testsuite",
        name=_text(card.site.name or card.site.code),
        tests=str(len(cases)),
        failures=str(sum(case.find("failure") is not None for case in cases)),
        errors="0",
        skipped=str(sum(case.find("skipped") is not None for case in cases)),
        time="0",
        timestamp=card.run.as_of.replace(tzinfo=None, microsecond=0).isoformat(),
        hostname="localhost",
        id=str(number),
        package=_text(card.standard.id),
    )
    properties = ET.SubElement(suite, "properties")
    for name, value in _properties(card):
        ET.SubElement(properties, "property", name=name, value=_text(value))
    suite.extend(cases)
    ET.SubElement(suite, "system-out").text = _text(
        f"{words.code('outcome', card.outcome)}: {outcome_sentence(card, words)}", 2_000
    )
    ET.SubElement(suite, "system-err")
    return suite


def _properties(card: Scorecard) -> list[tuple[str, str]]:
    score = card.score
    return [
        ("site.code", card.site.code),
        ("site.url", card.site.url),
        ("standard.sha256", card.standard.sha256),
        ("outcome", card.outcome),
        ("score.best", str(round(score.best, 4)) if score else ""),
        ("score.worst", str(round(score.worst, 4)) if score else ""),
    ]


def _case(card: Scorecard, finding: Finding, words: Wording) -> ET.Element:
    case = ET.Element(
        "testcase",
        name=_text(f"{finding.rule}: {words.clause(finding)}"),
        classname=_text(f"{card.standard.id}.{card.site.code}"),
        time="0",
    )
    found = [problem for problem in finding.problems if is_open(problem)]
    there = [problem for problem in finding.problems if problem.status != "fixed"]
    if finding.verdict == "fail" and (found or not there):
        failure = ET.SubElement(case, "failure", type="veto" if finding.veto else "deduction")
        failure.set("message", _text(_headline(finding, len(found), words)))
        lines = [f"{words.kind(finding, p.kind)}: {p.url} {p.text}" for p in found[:MAX_PROBLEMS]]
        if len(found) > MAX_PROBLEMS:
            lines.append(words.n("text.more", len(found) - MAX_PROBLEMS))
        failure.text = "\n".join(_text(line) for line in lines)
    elif finding.verdict != "pass":
        reason = words.reason(finding) if finding.verdict != "fail" else words.t("text.all-accepted")
        ET.SubElement(case, "skipped", message=_text(f"{words.code('verdict', finding.verdict)}: {reason}"))
    return case


def _headline(finding: Finding, problems: int, words: Wording) -> str:
    kind = words.t("verdict.veto") if finding.veto else words.t("text.points", n=words.value(round(finding.points, 4)))
    return f"{words.clause(finding)}: {kind}, {words.n('text.problems', problems)}"


def _text(text: str, limit: int = 500) -> str:
    return one_line(text, limit)
