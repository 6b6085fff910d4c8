"""Markdown for merge requests and job summaries, in which a crawled text can format, link and mention nothing."""

import re
from collections.abc import Iterable, Sequence

from reports.problems import ProblemGroup, problem_groups
from reports.sentences import arithmetic_sentence, no_problems, outcome_sentence
from reports.summary import is_open, open_identities
from reports.text import one_line
from reports.wording import Wording, number, wording
from rules.scorecard import Scorecard

MAX_PROBLEMS = 50
"""Problems in one table."""

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>()#+!|@~&:$^]|(?<=www)\.", re.I)


def plain(text: str, limit: int = 200) -> str:
    """``text`` on one line with every character that could mean something to a renderer as an entity."""
    return _SPECIAL.sub(lambda match: f"&#{ord(match[0])};", one_line(text, limit))


def address(url: str) -> str:
    """An address as code: readable, and not a link."""
    return f"`{one_line(url).replace('`', '%60').replace('|', '%7C')}`" if url else ""


def scorecard_markdown(card: Scorecard, lang: str = "zh") -> str:
    """One site: outcome, rules that cost something, first problems."""
    words = wording(lang)
    lines = [f"## {plain(card.site.name or card.site.code)}: {words.code('outcome', card.outcome)}", ""]
    lines += [plain(outcome_sentence(card, words), 1_000), ""]
    if card.score:
        lines += [plain(arithmetic_sentence(card, words), 1_000), ""]
    lines += _rules(card, words)
    lines += _problems(problem_groups(card, words), words) or [plain(no_problems(card, words)), ""]
    basis = words.t("foot.basis", standard=words.standard(card.standard), sha=card.standard.sha256[:12])
    return "\n".join([*lines, plain(basis, 500), ""])


def run_markdown(cards: Iterable[Scorecard], lang: str = "zh") -> str:
    """A run: a line per site."""
    words = wording(lang)
    head = ("ui.site", "ui.outcome", "ui.score", "ui.problems", "ui.deciding")
    rows = [_site(card, words) for card in cards]
    return "\n".join([f"# {plain(words.t('overview.title'))}", "", *_table([words.t(key) for key in head], rows), ""])


def _site(card: Scorecard, words: Wording) -> Sequence[str]:
    score = card.score
    shown = "–" if score is None else number(score.worst)
    if score and score.best != score.worst:
        shown += f" – {number(score.best)}"
    return (
        plain(card.site.name or card.site.code, 80),
        words.code("outcome", card.outcome),
        shown,
        words.value(len(open_identities(card))),
        plain(outcome_sentence(card, words)),
    )


def _rules(card: Scorecard, words: Wording) -> list[str]:
    rows = [
        (
            plain(words.clause(finding), 80),
            words.t("verdict.veto")
            if finding.veto and finding.verdict == "fail"
            else words.code("verdict", finding.verdict),
            number(finding.points),
            number(finding.points_at_risk),
            plain(words.reason(finding)),
        )
        for finding in card.findings
        if finding.verdict in ("fail", "inconclusive") or finding.points
    ]
    head = [words.t(key) for key in ("ui.clause", "ui.verdict", "ui.points", "ui.at-risk", "ui.reason")]
    return [*_table(head, rows), ""] if rows else []


def _problems(groups: Sequence[ProblemGroup], words: Wording) -> list[str]:
    found = [(group, row) for group in groups for row in group.rows if is_open(row.problem)]
    if not found:
        return []
    rows = [
        (row.status, plain(row.kind, 60), address(row.problem.url), f"{address(row.page)} {row.line}", row.since)
        for _, row in found[:MAX_PROBLEMS]
    ]
    head = [words.t(key) for key in ("ui.status", "ui.kind", "ui.problem", "ui.found-on", "ui.since")]
    left = len(found) - len(rows)
    return [*_table(head, rows), "", *([words.n("text.more", left), ""] if left else [])]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    return lines + [f"| {' | '.join(cell or ' ' for cell in row)} |" for row in rows]
