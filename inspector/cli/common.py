"""What all commands share: the context object, messages in two languages, tables and progress."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol
from unicodedata import east_asian_width

import click

if TYPE_CHECKING:
    from inspector.store import Store

Lang = Literal["zh", "en"]
DEFAULT_DB = "sqlite:///inspector.db"


class Progress(Protocol):
    """A running count of ``total`` steps."""

    def step(self, label: str = "", by: int = 1) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The global options. Messages take both languages, so that neither can be forgotten."""

    db_url: str = DEFAULT_DB
    lang: Lang = "zh"
    quiet: bool = False

    def text(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    def say(self, zh: str, en: str) -> None:
        """A line for the reader of the screen, on stderr; ``--quiet`` drops it."""
        if not self.quiet:
            tell(self.text(zh, en))

    def warn(self, zh: str, en: str) -> None:
        """A line that even ``--quiet`` does not drop, on stderr."""
        tell(self.text(zh, en))

    @contextmanager
    def store(self, *, create: bool = True) -> Iterator[Store]:
        """The database of ``--db``, migrated where needed; ``create`` False refuses a missing file.

        Raises StoreError.
        """
        from inspector.store import Store

        store = Store.open(self.db_url, create=create)
        try:
            yield store
        finally:
            store.close()

    @contextmanager
    def progress(self, zh: str, en: str, total: int) -> Iterator[Progress]:
        """A bar on a terminal, a plain line now and then elsewhere, nothing with ``--quiet``; all on stderr."""
        label = self.text(zh, en)
        if self.quiet:
            yield _Silent()
        elif sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
            with _bar(label, total) as bar:
                yield bar
        else:
            lines = _Lines(label, total)
            yield lines
            lines.close()


def tell(line: str) -> None:
    """A line on stderr; where its reader went away (``2>&1 | head``), that ends no night's work."""
    with suppress(BrokenPipeError):
        click.echo(line, err=True)


class _Silent:
    def step(self, label: str = "", by: int = 1) -> None:
        """Says nothing."""


class _Lines:
    """About twenty lines for a whole job, however long it is: logs stay readable."""

    def __init__(self, label: str, total: int) -> None:
        self.label, self.total, self.done = label, total, 0
        self.every = max(1, total // 20)
        self.told = 0

    def step(self, label: str = "", by: int = 1) -> None:
        self.done += by
        if self.done - self.told >= self.every:
            self._tell(label)

    def _tell(self, label: str) -> None:
        self.told = self.done
        tell(f"{self.label} {self.done}/{self.total} {label}".rstrip())

    def close(self) -> None:
        if self.done != self.told:
            self._tell("")


@contextmanager
def _bar(label: str, total: int) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as RichProgress

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[label]}", markup=False),
    )
    with RichProgress(*columns, console=Console(stderr=True), transient=True) as rich:
        task = rich.add_task(label, total=total, label="")

        class Bar:
            def step(self, label: str = "", by: int = 1) -> None:
                rich.update(task, advance=by, label=label)

        yield Bar()


def width(text: str) -> int:
    """How many columns of a terminal a text fills: Chinese characters take two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows under headers, columns aligned for a terminal; crawled text is made safe for it."""
    cells = [[shown(cell) for cell in row] for row in [headers, *rows]]
    widths = [max(width(row[index]) for row in cells) for index in range(len(headers))]
    lines = ["  ".join(cell + " " * (widths[i] - width(cell)) for i, cell in enumerate(row)).rstrip() for row in cells]
    rule = "  ".join("-" * size for size in widths)
    return "\n".join([lines[0], rule, *lines[1:]])


def shown(text: str) -> str:
    """Foreign text on one line, with nothing that could steer a terminal (escape sequences, bidi overrides)."""
    return "".join(c if c.isprintable() else " " if c.isspace() else f"\\x{ord(c):02x}" for c in text)
