"""The flat tables that spreadsheets get: a row a site, a row a problem, and columns for a person to fill in."""

from collections.abc import Iterator, Sequence

from reports.problems import problem_groups
from reports.sentences import outcome_sentence
from reports.summary import counts_of, open_identities
from reports.text import one_line
from reports.wording import Wording, instant
from rules.scorecard import Scorecard

Cell = str | int | float | None
MAX_CELL = 2_000
"""Characters a cell; a spreadsheet takes 32,767, a reader fewer."""

SITE_COLUMNS = (
    "code", "name", "url", "sponsor", "supervisor", "region", "level", "outcome", "best", "worst", "problems", "new",
    "fixed", "vetoes", "state", "conclusion", "pages", "complete",
)  # fmt: skip
PROBLEM_COLUMNS = (
    "code", "name", "sponsor", "clause", "verdict", "veto", "kind", "status", "url", "text", "found_on", "line",
    "occurrences", "cause", "first_seen", "seen_at", "seen", "why", "fix", "fingerprint",
)  # fmt: skip
TO_FILL_IN = ("progress", "mended_by", "review_note")
"""整改情况, 整改人, 复核意见: left empty, for the unit and its supervisor."""


def heading(name: str, words: Wording) -> str:
    """The heading of a column."""
    return words.code("sheet", name)


def site_row(card: Scorecard, words: Wording) -> Sequence[Cell]:
    """One site, in the order of ``SITE_COLUMNS``."""
    site, crawl = card.site, card.crawl
    counts = counts_of(card)
    return (
        _cell(site.code),
        _cell(site.name),
        _cell(site.url),
        _cell(site.sponsor),
        _cell(site.supervisor),
        _cell(" ".join(filter(None, (site.province, site.city, site.county)))),
        _cell(site.level),
        words.code("outcome", card.outcome),
        card.score.best if card.score else None,
        card.score.worst if card.score else None,
        len(open_identities(card)),
        counts["new"] + counts["back"],
        counts["fixed"],
        _cell(words.t("ui.comma").join(words.clause(f) for f in card.findings if f.veto and f.verdict == "fail")),
        words.code("state", card.site_state),
        _cell(outcome_sentence(card, words)),
        crawl.pages if crawl else 0,
        words.value(bool(crawl and crawl.complete)),
    )


def problem_rows(card: Scorecard, words: Wording) -> Iterator[Sequence[Cell]]:
    """The problems of one site, in the order of its problem list and of ``PROBLEM_COLUMNS``."""
    for group in problem_groups(card, words):
        finding = group.finding
        for row in group.rows:
            problem = row.problem
            yield (
                _cell(card.site.code),
                _cell(card.site.name),
                _cell(card.site.sponsor),
                _cell(words.clause(finding)),
                words.code("verdict", finding.verdict),
                words.value(finding.veto),
                _cell(row.kind),
                row.status,
                _cell(problem.url),
                _cell(words.subject(problem)),
                _cell("\n".join(page for page, _ in row.sources)),
                problem.sources[0].line if problem.sources else None,
                problem.occurrences,
                row.cause,
                problem.first_seen.isoformat() if problem.first_seen else None,
                instant(problem.seen_at) if problem.seen_at else None,
                _cell(row.figures),
                _cell(group.why),
                _cell(group.fix),
                _cell(problem.fingerprint),
            )


def _cell(text: str | None) -> str | None:
    if text is None:
        return None
    return "\n".join(one_line(line, MAX_CELL) for line in text.split("\n"))[:MAX_CELL] or None
