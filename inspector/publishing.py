"""Scorecards into files: each kind of report by its name, nothing half-written, nobody else's file touched.

Everything is written into a hidden folder beside the old report and moved into place at the end, ``index.html`` last.
A reader sees the old report or the new one; a killed run leaves the old one.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from inspector.judging.facts import FactsOfCards
from reports.csv import write_csv
from reports.html import write_run
from reports.json import scorecard_json
from reports.junit import junit_xml
from reports.markdown import run_markdown
from reports.prometheus import write_prometheus
from reports.sarif import sarif_json
from reports.summary import RunSummary
from reports.text import folder_name
from rules.errors import UsageError
from rules.scorecard import Scorecard

MARK = ".inspector-report"
"""Tells a folder with a report of ours from a folder with somebody's website."""
STAGE = ".inspector-new-"
TRASH = ".inspector-old-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be written. ``cards`` can be gone through several times; ``facts`` adds tables to the pages."""

    cards: Iterable[Scorecard]
    lang: str = "zh"
    earlier: Sequence[RunSummary] = ()
    facts: FactsOfCards = field(default_factory=FactsOfCards)
    progress: Callable[[int], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A kind of report: how it is written into a folder, and which entries of the folder are its own."""

    write: Callable[[Order, Path], None]
    entries: tuple[str, ...]


def _write_html(order: Order, folder: Path) -> None:
    cards = order.facts.watching(order.cards)
    write_run(folder, cards, lang=order.lang, earlier=order.earlier, facts=order.facts, progress=order.progress)


def _write_json(order: Order, folder: Path) -> None:
    (folder / "scorecards").mkdir()
    for card in order.cards:
        name = f"{folder_name(card.site.code)}.json"
        (folder / "scorecards" / name).write_text(scorecard_json(card, order.lang), "utf-8")


def _write_xlsx(order: Order, folder: Path) -> None:
    from reports.xlsx import write_xlsx  # noqa: PLC0415, only who asks for it waits for its library

    write_xlsx(folder / "inspection.xlsx", order.facts.watching(order.cards), lang=order.lang, facts=order.facts)


def _write_csv(order: Order, folder: Path) -> None:
    write_csv(folder / "problems.csv", order.cards, lang=order.lang)


def _write_docx(order: Order, folder: Path) -> None:
    from reports.docx import write_bulletin, write_notices  # noqa: PLC0415, likewise

    (folder / "notices").mkdir()
    write_bulletin(folder / "bulletin.docx", order.cards, lang=order.lang)
    write_notices(folder / "notices", order.cards, lang=order.lang)


def _write_junit(order: Order, folder: Path) -> None:
    (folder / "junit.xml").write_text(junit_xml(order.cards, order.lang), "utf-8")


def _write_sarif(order: Order, folder: Path) -> None:
    (folder / "inspector.sarif").write_text(sarif_json(order.cards, order.lang), "utf-8")


def _write_markdown(order: Order, folder: Path) -> None:
    (folder / "report.md").write_text(run_markdown(order.cards, order.lang), "utf-8")


def _write_prometheus(order: Order, folder: Path) -> None:
    write_prometheus(folder / "inspector.prom", order.cards)


FORMATS: Mapping[str, Format] = {
    "html": Format(write=_write_html, entries=("index.html", "problems*.html", "sites")),
    "json": Format(write=_write_json, entries=("scorecards",)),
    "xlsx": Format(write=_write_xlsx, entries=("inspection.xlsx",)),
    "csv": Format(write=_write_csv, entries=("problems.csv",)),
    "docx": Format(write=_write_docx, entries=("bulletin.docx", "notices")),
    "markdown": Format(write=_write_markdown, entries=("report.md",)),
    "junit": Format(write=_write_junit, entries=("junit.xml",)),
    "sarif": Format(write=_write_sarif, entries=("inspector.sarif",)),
    "prometheus": Format(write=_write_prometheus, entries=("inspector.prom",)),
}


def publish(out: Path, order: Order, formats: Sequence[str] = ("html",)) -> list[Path]:
    """Writes reports below ``out``, which is made where it is missing, and returns what to open, one per format.

    Earlier reports of these formats in ``out`` are replaced, everything else there stays. Raises UsageError for an
    unknown format, for a folder that holds somebody else's ``index.html``, and where nothing can be written.
    """
    chosen = formats_named(formats)
    with _told(out):
        out.mkdir(parents=True, exist_ok=True)
        _check_owner(out)
        with _hidden(out, STAGE) as stage, _hidden(out, TRASH) as trash:
            for kind in chosen:
                kind.write(order, stage)
            (out / MARK).touch()
            for kind in chosen:
                _move(_entries(out, kind), trash)
            _move(sorted(stage.iterdir(), key=lambda path: path.name == "index.html"), out)
    return [out / kind.entries[0] for kind in chosen]


def formats_named(names: Sequence[str]) -> list[Format]:
    """The formats of these names, each once. Raises UsageError for an unknown one."""
    for name in names:
        if name not in FORMATS:
            kinds = ", ".join(FORMATS)
            raise UsageError(f"没有报告格式 {name}；可用：{kinds}", f"no format {name}; there are {kinds}")
    return [FORMATS[name] for name in dict.fromkeys(names)]


def _check_owner(out: Path) -> None:
    if (out / "index.html").exists() and not (out / MARK).exists():
        raise UsageError(
            f"{out} 中已有别的 index.html，不会覆盖；请另指一个文件夹",
            f"{out} holds an index.html that is not ours and stays as it is: name another folder",
        )


@contextmanager
def _hidden(out: Path, prefix: str) -> Iterator[Path]:
    """A folder of our own in ``out``, gone afterwards; what a killed run left behind goes with it."""
    for left in out.glob(f"{prefix}*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=out))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _entries(out: Path, kind: Format) -> list[Path]:
    return [path for pattern in kind.entries for path in sorted(out.glob(pattern))]


def _move(paths: Iterable[Path], folder: Path) -> None:
    for path in paths:
        path.rename(folder / path.name)


@contextmanager
def _told(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or os.strerror(error.errno or 0)
        raise UsageError(f"无法写入 {out}：{reason}", f"cannot write to {out}: {reason}") from error
