"""What ``run`` and ``report`` do alike: a judged run written as reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from inspector.cli.common import Context
    from inspector.judging.cards import Cards
    from inspector.judging.facts import PicturesOf
    from inspector.store import RunRow, Store
    from rules.standards.model import Standard


def write_reports(
    context: Context,
    store: Store,
    run: RunRow,
    standard: Standard,
    cards: Cards,
    *,
    out: Path,
    formats: Sequence[str],
    pictures_of: PicturesOf | None,
) -> list[Path]:
    """The files written, the one to open first. Raises UsageError for a folder that cannot be written to."""
    from inspector.judging.cards import earlier_runs
    from inspector.judging.facts import FactsOfCards
    from inspector.judging.inspection import probes_of
    from inspector.publishing import Order, publish

    with context.progress("生成报告", "writing reports", len(cards)) as writing:
        order = Order(
            cards=cards,
            lang=context.lang,
            earlier=earlier_runs(store, run.id, standard.id),
            facts=FactsOfCards(probes_of(store, standard), pictures_of),
            progress=lambda _: writing.step(),
        )
        return publish(out, order, formats)
