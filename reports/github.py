"""Annotations and the job summary of GitHub Actions; no other CI understands these lines."""

from collections import Counter
from typing import Literal

from reports.markdown import scorecard_markdown
from reports.problems import problem_groups
from reports.summary import is_open
from reports.text import one_line
from reports.wording import wording
from rules.scorecard import Finding, Scorecard

Level = Literal["error", "warning", "notice"]
MAX_PER_LEVEL = 10
"""GitHub shows no more than ten annotations of each kind."""


def annotations(card: Scorecard, lang: str = "zh") -> list[str]:
    """Workflow commands for the first problems: failed vetoes are errors, deductions warnings, doubts notices."""
    words = wording(lang)
    counted: Counter[Level] = Counter()
    lines: list[str] = []

    def add(level: Level, title: str, message: str) -> None:
        if counted[level] < MAX_PER_LEVEL:
            counted[level] += 1
            lines.append(f"::{level} title={_property(title)}::{_message(message)}")

    for finding in card.findings:
        if finding.verdict == "fail" and all(problem.status == "fixed" for problem in finding.problems):
            add(_level(finding), words.clause(finding), words.t("verdict.fail"))
        if finding.verdict == "inconclusive":
            add("notice", words.clause(finding), words.reason(finding) or words.t("reason.unsaid"))
    for group in problem_groups(card, words):
        for row in (row for row in group.rows if is_open(row.problem)):
            found_on = f" ({words.t('ui.found-on')} {row.page} {row.line})" if row.page else ""
            title = f"{words.clause(group.finding)}: {row.kind}"
            add(_level(group.finding), title, f"{row.problem.url}{found_on} {group.fix}")
    return lines


def step_summary(card: Scorecard, lang: str = "zh") -> str:
    """The text for the file that ``$GITHUB_STEP_SUMMARY`` names."""
    return scorecard_markdown(card, lang)


def _level(finding: Finding) -> Level:
    if finding.verdict != "fail":
        return "notice"
    return "error" if finding.veto else "warning"


def _message(text: str) -> str:
    return one_line(text, 600).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
