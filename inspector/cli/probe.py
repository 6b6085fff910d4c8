"""``inspector probe``: one round of timed visits to home pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from inspector.cli._choices import SITES
from inspector.cli._crawling import network_options, options_of
from inspector.cli.common import Context, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rules.observations import Probe, Site


@click.command(help="对各网站首页做一次限时访问并记录 || pay one timed visit to each home page and keep what it showed")
@SITES
@network_options
@click.pass_obj
def command(
    context: Context,
    *,
    sites: tuple[str, ...],
    allow_nets: tuple[str, ...],
    resolve: tuple[str, ...],
    canary: str | None,
) -> int:
    from inspector.crawl.processes import probe
    from rules.errors import UsageError

    options = options_of(allow_nets=allow_nets, resolve=resolve, canary=canary)
    with context.store(create=False) as store:
        chosen = [site for site in store.sites(list(sites) or None) if site.state == "normal" or sites]
        if not chosen:
            raise UsageError(
                "还没有登记网站；请先运行 inspector sites import FILE",
                "no site is registered: run inspector sites import FILE",
            )
        with context.progress("访问", "visiting", len(chosen)) as bar:
            found = probe(store, chosen, options=options, told=bar.step)
    click.echo(_table(context, chosen, found))
    failed = [one for one in found.values() if not one.answered]
    context.say(f"访问 {len(found)} 个，未打开 {len(failed)} 个", f"{len(found)} visited, {len(failed)} did not open")
    if any(one.canary_answered is False for one in failed):
        context.warn(
            "参照地址也没有回应：可能是本地网络的问题", "the canary did not answer either: the fault may be ours"
        )
        return 3
    return 0


def _table(context: Context, sites: Sequence[Site], found: Mapping[str, Probe]) -> str:
    headers = context.text("标识码,网站,结果,毫秒", "code,site,result,ms").split(",")
    rows = [
        (s.code, s.name, _result(context, found[s.code]), str(found[s.code].elapsed_ms))
        for s in sites
        if s.code in found
    ]
    return table(headers, rows)


def _result(context: Context, probe: Probe) -> str:
    what = probe.fault or (f"HTTP {probe.status}" if probe.status else "")
    word = context.text("已打开", "open") if probe.answered else context.text("未打开", "not open")
    return f"{word} {what}".strip()
