"""Word papers: the bulletin 通报 for everyone and a rectification notice 督办函 for each sponsoring unit.

Rendered from templates that an office may replace by its own (docxtpl: Jinja in Word). What a template may use:

bulletin  area, number, addressee, issuer, signed, day, standard, total, passed, failed, undetermined, pass_share,
          problems, new, fixed, failing (name, sponsor, cause), regions (name, total, passed, undetermined, failed)
notice    unit, number, issuer, signed, deadline, day, standard, problems, sites (name, outcome, cause),
          kinds (site, clause, kind, count), first (kind, url, seen, fix)
"""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from docxtpl import DocxTemplate

from reports.overview import GroupRow, Overview
from reports.problems import ProblemGroup, ProblemRow, problem_groups
from reports.sentences import outcome_sentence
from reports.summary import is_open, problems_of
from reports.text import folder_name, one_line
from reports.wording import Wording, number, wording
from rules.errors import CannotJudgeError, UsageError
from rules.scorecard import Scorecard

MAX_FIRST = 20
"""Problems written out in a notice; the workbook that goes with it has them all."""

_FOLDER = Path(__file__).parent / "templates"
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """What only the issuing office knows; empty parts stay empty in the paper."""

    issuer: str = ""
    area: str = ""
    addressee: str = ""
    number: str = ""
    signed: str = ""
    deadline: str = ""


def write_bulletin(
    path: Path,
    cards: Iterable[Scorecard],
    *,
    lang: str = "zh",
    head: Letterhead | None = None,
    template: Path | None = None,
) -> Path:
    """Writes the bulletin of a run to ``path``. CannotJudgeError: no cards; UsageError: a bad template."""
    words = wording(lang)
    overview = Overview(words, None)
    every = []
    for card in cards:
        overview.add(card)
        every.append(card)
    if not every:
        raise CannotJudgeError(words.t("error.no-cards"))
    outcomes, counts, first = overview.outcomes(), overview.counts(), every[0]
    context = {
        **_head(head or Letterhead(), words),
        **_run(first, words),
        "total": len(every),
        "passed": outcomes["pass"],
        "failed": outcomes["fail"],
        "undetermined": outcomes["undetermined"],
        "pass_share": words.t("ui.percent", n=number(round(100 * outcomes["pass"] / len(every), 1))),
        "problems": counts["new"] + counts["back"] + counts["known"],
        "new": counts["new"] + counts["back"],
        "fixed": counts["fixed"],
        "failing": [_site(card, words) for card in every if card.outcome == "fail"],
        "regions": [_region(group, words) for group in overview.regions()],
    }
    return _render(path, template or _FOLDER / f"bulletin.{lang}.docx", context)


def write_notices(
    folder: Path,
    cards: Iterable[Scorecard],
    *,
    lang: str = "zh",
    head: Letterhead | None = None,
    template: Path | None = None,
) -> list[Path]:
    """Writes a notice per sponsoring unit with open problems into ``folder``; returns their paths, by unit."""
    words = wording(lang)
    units: dict[str, list[Scorecard]] = {}
    for card in cards:
        if any(is_open(problem) for _, problem in problems_of(card)):
            units.setdefault(card.site.sponsor or card.site.name or card.site.code, []).append(card)
    written = []
    for unit, owned in sorted(units.items()):
        context = {**_head(head or Letterhead(), words), **_notice(unit, owned, words)}
        path = folder / f"{folder_name(owned[0].site.code)}.docx"
        written.append(_render(path, template or _FOLDER / f"notice.{lang}.docx", context))
    return written


def _head(head: Letterhead, words: Wording) -> dict[str, object]:
    return {
        "issuer": one_line(head.issuer),
        "area": one_line(head.area),
        "addressee": one_line(head.addressee) or words.t("docx.addressee"),
        "number": one_line(head.number),
        "signed": one_line(head.signed),
        "deadline": one_line(head.deadline) or words.t("docx.deadline"),
    }


def _run(card: Scorecard, words: Wording) -> dict[str, object]:
    return {"day": card.run.as_of.date().isoformat(), "standard": one_line(words.standard(card.standard))}


def _site(card: Scorecard, words: Wording) -> dict[str, str]:
    return {
        "name": one_line(card.site.name or card.site.code, 80),
        "sponsor": one_line(card.site.sponsor or "", 80),
        "outcome": words.code("outcome", card.outcome),
        "cause": one_line(outcome_sentence(card, words)),
    }


def _region(group: GroupRow, words: Wording) -> dict[str, object]:
    return {
        "name": one_line(group.name, 60) or words.t("ui.not-registered"),
        "total": group.total,
        "passed": group.outcomes["pass"],
        "undetermined": group.outcomes["undetermined"],
        "failed": group.outcomes["fail"],
    }


def _notice(unit: str, cards: Sequence[Scorecard], words: Wording) -> dict[str, object]:
    kinds: list[dict[str, object]] = []
    first: dict[tuple[str, str], dict[str, str]] = {}
    for card in cards:
        for group in problem_groups(card, words):
            rows = [row for row in group.rows if is_open(row.problem)]
            if not rows:
                continue
            name, clause = one_line(card.site.name, 60), one_line(words.clause(group.finding), 60)
            kinds.append({"site": name, "clause": clause, "kind": one_line(group.kind, 60), "count": len(rows)})
            for row in rows:
                first.setdefault((card.site.code, row.problem.fingerprint), _told(row, group))
    sites = [_site(card, words) for card in cards]
    return {"unit": one_line(unit, 80), **_run(cards[0], words), "problems": len(first)} | {
        "sites": sites,
        "kinds": kinds,
        "first": list(first.values())[:MAX_FIRST],
    }


def _told(row: ProblemRow, group: ProblemGroup) -> dict[str, str]:
    told = {"kind": one_line(row.kind, 60), "url": one_line(row.problem.url)}
    return told | {"seen": row.figures, "fix": group.fix}


def _render(path: Path, template: Path, context: Mapping[str, object]) -> Path:
    document = DocxTemplate(str(template))
    try:
        document.render(dict(context), autoescape=True)
    except Exception as error:  # an office's own template: whatever Jinja or XML says of it, in one line
        raise UsageError(f"{template}: {one_line(str(error))}") from error
    buffer = io.BytesIO()
    document.save(buffer)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(timeless(buffer.getvalue()))
    return path


def timeless(archive: bytes) -> bytes:
    """The same archive without the time of writing: same scorecards, same bytes."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, _FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return written.getvalue()
