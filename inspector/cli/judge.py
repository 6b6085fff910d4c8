"""``inspector judge``: stored observations against a standard, without a network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from inspector.cli._choices import AS_OF, RUN, SITES, STANDARD, instant, standard_of, which_run
from inspector.cli._outcomes import comparison, exit_code, outcome_table, tell_why
from inspector.cli.common import Context
from rules.calendar import day_of

if TYPE_CHECKING:
    from datetime import datetime

    from inspector.judging.cards import Cards
    from inspector.store import RunRow, Store
    from rules.standards.reading import Standard


@click.command(
    help="按标准判定已抓取的内容，不联网；退出码 0 合格、1 不合格、3 无法判定 || "
    "judge what was crawled by a standard, without a network; exit code 0 pass, 1 fail, 3 undetermined"
)
@SITES
@RUN
@STANDARD
@click.option(
    "--compare", metavar="ID|FILE", help="同时按另一标准判定并对照 || judge by another standard, too, and compare"
)
@AS_OF
@click.pass_obj
def command(
    context: Context,
    *,
    sites: tuple[str, ...],
    run: int | None,
    standard: str | None,
    compare: str | None,
    as_of: str | None,
) -> int:
    at = instant(as_of)
    with context.store(create=False) as store:
        found = which_run(context, store, run)
        _tell_age(context, found, at)
        chosen = standard_of(found, standard)
        other = standard_of(found, compare) if compare else None
        cards = _judged(context, store, found.id, chosen, sites=sites, at=at)
        if other is None:
            click.echo(outcome_table(cards, context.lang))
        else:
            click.echo(comparison(cards, _judged(context, store, found.id, other, sites=sites, at=at), context.lang))
        tell_why(context, cards)
        context.say(*_summary(cards, chosen))
        return exit_code(cards)


def _tell_age(context: Context, run: RunRow, at: datetime | None) -> None:
    """Says as of which day is judged, where the question is about a later day than the crawl's: nobody looked since."""
    read = day_of(run.finished or run.started)
    if at is not None and day_of(at) > read:
        context.warn(
            f"网页读取于 {read}，此后是否更新无从得知；判定以读取时为准",
            f"the pages were read on {read}, and what was published since is not known: judged as of that reading",
        )


def _judged(
    context: Context, store: Store, run_id: int, standard: Standard, *, sites: Sequence[str], at: datetime | None
) -> Cards:
    from inspector.judging.inspection import judge_night

    total = len(sites) or len(store.site_states(run_id))
    with context.progress(f"判定 {standard.id}", f"judging by {standard.id}", total) as progress:
        return judge_night(
            store, run_id, standard, list(sites) or None, at, progress=lambda card: progress.step(card.site.code)
        )


def _summary(cards: Cards, standard: Standard) -> tuple[str, str]:
    counts = Counter(card.outcome for card in cards)
    return (
        f"标准 {standard.id}：合格 {counts['pass']}，不合格 {counts['fail']}，待定 {counts['undetermined']}",
        f"standard {standard.id}: {counts['pass']} pass, {counts['fail']} fail, {counts['undetermined']} undetermined",
    )
