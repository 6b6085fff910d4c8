"""A site's two pages: its scorecard, vetoes first, and its problems with the evidence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reports.facts import SiteFacts
from reports.json import scorecard_json
from reports.problems import ProblemGroup, ProblemRow, by_cause
from reports.rendering import navigation, write_page, write_text
from reports.rows import rows_in
from reports.sentences import (
    arithmetic_sentence,
    cut_reason,
    next_steps,
    no_problems,
    outcome_sentence,
    registry_facts,
)
from reports.summary import RunSummary, site_result
from reports.wording import Wording
from rules.scorecard import Finding, Score, Scorecard

MAX_ROWS = 5_000
"""Problems written out for one site; how many more there are is said, and scorecard.json has them all."""

MAX_RUNS = 12
_VERDICTS = {"fail": 0, "inconclusive": 1, "pass": 2, "not-applicable": 3}
_PNG = b"\x89PNG\r\n\x1a\n"
_PLAIN_NAME = re.compile(r"[0-9A-Za-z_-]{1,80}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arithmetic:
    """How the score came about: ``start`` − ``lost`` + ``other`` = best, best − ``at_risk`` = worst.

    ``other`` is what the standard does beyond deductions (bonus, caps, weights); 0 for a plain sum.
    """

    start: float
    lost: float
    at_risk: float
    other: float
    score: Score


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """A run in the site's history."""

    run_id: int
    day: str
    outcome: str
    best: float | None
    worst: float | None
    problems: int
    now: bool


def write_site(
    folder: Path,
    card: Scorecard,
    groups: Sequence[ProblemGroup],
    words: Wording,
    *,
    facts: SiteFacts,
    runs: Sequence[RunSummary],
) -> None:
    """Writes both pages, the pictures and ``scorecard.json`` of one site into ``folder``."""
    groups = _with_pictures(folder, groups, facts, words)
    costly, clean = deductions(card)
    values = {
        "navigation": navigation(words, "site", "../../", site=True),
        "standard": card.standard,
        "card": card,
        "facts": facts,
        "sum": arithmetic(card),
        "arithmetic": arithmetic_sentence(card, words),
        "sentence": outcome_sentence(card, words),
        "steps": next_steps(card, words),
        "cut": cut_reason(card.crawl, words) if card.crawl and not card.crawl.complete else "",
        "provisional": [words.indicator(indicator) for indicator in card.provisional],
        "vetoes": vetoes(card),
        "costly": costly,
        "clean": clean,
        "anchors": {group.finding.rule: group.anchor for group in reversed(groups)},
        "counted": open_counts(groups),
        "no_problems": no_problems(card, words),
        "history": trend(card, runs),
        "registry": registry_facts(card.site, words),
        "home_picture": _write_home(folder, facts),
        "looks": _looks(facts, words),
    }
    write_page(folder / "index.html", "site.html", words.lang, values)
    _write_problems(folder, card, groups, words)
    write_text(folder / "scorecard.json", scorecard_json(card, words.lang))


def _write_problems(folder: Path, card: Scorecard, groups: Sequence[ProblemGroup], words: Wording) -> None:
    shown = _cut(groups, MAX_ROWS)
    total = len(_rows(groups))
    values = {
        "navigation": navigation(words, "site-problems", "../../", site=True),
        "standard": card.standard,
        "card": card,
        "groups": shown,
        "rows": rows_in(words.lang),
        "total": total,
        "fixed": sum(row.problem.status == "fixed" for row in _rows(groups)),
        "distinct": len({row.problem.fingerprint for row in _rows(groups) if row.problem.status != "fixed"}),
        "left_out": total - sum(len(group.rows) for group in shown),
        "causes": by_cause(shown),
        "no_problems": no_problems(card, words),
    }
    write_page(folder / "problems.html", "problems.html", words.lang, values)


def _rows(groups: Sequence[ProblemGroup]) -> list[ProblemRow]:
    return [row for group in groups for row in group.rows]


def vetoes(card: Scorecard) -> list[Finding]:
    """The veto rules, failed ones first."""
    return sorted((f for f in card.findings if f.veto), key=lambda f: _VERDICTS[f.verdict])


def deductions(card: Scorecard) -> tuple[list[Finding], list[Finding]]:
    """The scored rules: those that cost or may cost points, the dearest first, and the others."""
    scored = sorted(
        (f for f in card.findings if not f.veto),
        key=lambda f: (_VERDICTS[f.verdict], -f.points, -f.points_at_risk),
    )
    costly = [f for f in scored if f.points or f.points_at_risk or f.verdict in ("fail", "inconclusive")]
    return costly, [f for f in scored if f not in costly]


def arithmetic(card: Scorecard) -> Arithmetic | None:
    """The sum behind the score; None where nothing was scored."""
    if card.score is None:
        return None
    lost = round(sum(f.points for f in card.findings if not f.veto), 4)
    at_risk = round(card.score.best - card.score.worst, 4)
    other = round(card.score.best - (card.standard.start - lost), 4)
    return Arithmetic(start=card.standard.start, lost=lost, at_risk=at_risk, other=other, score=card.score)


def open_counts(groups: Sequence[ProblemGroup]) -> list[tuple[ProblemGroup, int, int]]:
    """Per kind of problem that is open: the group, how many are, how many of these are new or back."""
    counted = []
    for group in groups:
        states = [row.problem.status for row in group.rows]
        fresh = sum(state in ("new", "back") for state in states)
        counted.append((group, fresh + states.count("known"), fresh))
    return [entry for entry in counted if entry[1]]


def trend(card: Scorecard, earlier: Sequence[RunSummary]) -> list[TrendPoint]:
    """The site's last 12 runs, this one included; oldest first."""
    this = RunSummary(
        run_id=card.run.id,
        as_of=card.run.as_of,
        standard=card.standard.id,
        sites={card.site.code: site_result(card)},
    )
    seen = [run for run in earlier if card.site.code in run.sites and run.run_id != this.run_id]
    points = []
    for run in [*seen, this][-MAX_RUNS:]:
        result = run.sites[card.site.code]
        points.append(
            TrendPoint(
                run_id=run.run_id,
                day=run.as_of.date().isoformat(),
                outcome=result.outcome,
                best=result.best,
                worst=result.worst,
                problems=result.problems,
                now=run is this,
            )
        )
    return points


def _write_home(folder: Path, facts: SiteFacts) -> str | None:
    if facts.home_picture is None or not facts.home_picture.startswith(_PNG):
        return None
    (folder / "evidence").mkdir(parents=True, exist_ok=True)
    (folder / "evidence" / "home.png").write_bytes(facts.home_picture)
    return "evidence/home.png"


def _looks(facts: SiteFacts, words: Wording) -> str:
    """What of the pictures is as it was stored, and what was fetched for them."""
    if facts.looks_at is None:
        return words.t("evidence.looks-none")
    return words.t("evidence.looks", at=words.value(facts.looks_at))


def _with_pictures(
    folder: Path, groups: Sequence[ProblemGroup], facts: SiteFacts, words: Wording
) -> Sequence[ProblemGroup]:
    """``groups`` with the pictures of their problems, which are written beside the pages."""
    pictures: dict[str, str] = {}
    for fingerprint, png in sorted(facts.snapshots.items()):
        if _PLAIN_NAME.match(fingerprint) and png.startswith(_PNG):
            path = folder / "evidence" / f"{fingerprint}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(png)
            pictures[fingerprint] = f"evidence/{fingerprint}.png"
    if not pictures:
        return groups
    note = _looks(facts, words)

    def shown(row: ProblemRow) -> ProblemRow:
        picture = pictures.get(row.problem.fingerprint)
        return replace(row, snapshot=picture, snapshot_note=note) if picture else row

    return [replace(group, rows=list(map(shown, group.rows))) for group in groups]


def _cut(groups: Sequence[ProblemGroup], limit: int) -> list[ProblemGroup]:
    """``groups`` with ``limit`` rows in all; every kind keeps its heading and at least its first row."""
    kept: list[ProblemGroup] = []
    for group in groups:
        rows = group.rows[: max(limit, 1)]
        limit -= len(rows)
        kept.append(replace(group, rows=rows))
    return kept
