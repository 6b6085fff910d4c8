"""``inspector recheck``: the links that a run found broken, asked again; nothing else is."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from inspector.cli._choices import RUN, SITES, which_run
from inspector.cli._crawling import LINK_POLICY, network_options, options_of
from inspector.cli.common import Context, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.crawl.rechecking import Rechecked
    from inspector.store import RunRow, Store
    from reports.wording import Wording
    from rules.observations import Link

OUTCOMES = {
    "mended": ("已恢复", "mended"),
    "broken": ("仍打不开", "still broken"),
    "unsettled": ("未能确认", "not settled"),
}
TLS = ("加密或证书有误", "a fault of TLS")
"""Of a link that may well answer behind a bad certificate."""


@click.command(
    help="只复查某次检查发现的失效链接，不抓取、不改变判定；退出码 0 均已恢复、1 仍有失效、3 有未能确认的 || "
    "ask the broken links of a run again, no crawl; the judgement stays; exit code 0 all mended, "
    "1 some still broken, 3 some not settled"
)
@SITES
@RUN
@LINK_POLICY
@network_options
@click.pass_obj
def command(
    context: Context,
    /,
    *,
    sites: tuple[str, ...],
    run: int | None,
    **limits: Any,  # noqa: ANN401 - those of network_options
) -> int:
    from inspector.crawl.rechecking import recheck

    options = options_of(**limits)
    with context.store(create=False) as store:
        found = which_run(context, store, run)
        links = _links(store, found, sites)
    with context.progress("复查", "checking again", len({link.url for _, link in links})) as bar:
        checked = recheck(links, options, told=bar.step)
    if checked:
        click.echo(_table(context, checked))
    counts = Counter(one.outcome for one in checked)
    context.say(
        f"复查 {len(checked)} 个链接：已恢复 {counts['mended']}，仍打不开 {counts['broken']}，"
        f"未能确认 {counts['unsettled']}；原判定不变，下次检查重新判定",
        f"{len(checked)} links asked again: {counts['mended']} mended, {counts['broken']} still broken, "
        f"{counts['unsettled']} not settled; the judgement stays until the next run",
    )
    return 1 if counts["broken"] else 3 if counts["unsettled"] else 0


def _links(store: Store, run: RunRow, codes: Sequence[str]) -> list[tuple[str, Link]]:
    """The links of a run to be asked again, those that stand on the home page first."""
    from inspector.crawl.rechecking import ASKED_AGAIN

    chosen = store.run_sites(run.id, list(codes) or None)
    seen = [store.observations(run.id, site.code, probes_since=run.as_of, probes_until=run.as_of) for site in chosen]
    found = [(one.site.code, link) for one in seen for link in one.links if link.state in ASKED_AGAIN]
    return sorted(found, key=lambda one: (one[0], not one[1].on_home, one[1].url))


def _table(context: Context, checked: Sequence[Rechecked]) -> str:
    from reports.wording import wording

    words = wording(context.lang)
    headers = context.text("标识码,链接,当时,现在,所在页面", "code,link,then,now,found on").split(",")
    rows = [
        (
            one.site,
            one.link.url,
            words.fault(one.link.fault or one.link.state),
            _outcome(context, one, words),
            one.link.sources[0].page if one.link.sources else "",
        )
        for one in checked
    ]
    return table(headers, rows)


def _outcome(context: Context, one: Rechecked, words: Wording) -> str:
    told = context.text(*(TLS if one.now.state == "tls" else OUTCOMES[one.outcome]))
    fault = words.fault(one.now.fault) if one.now.fault else ""
    return context.text(f"{told}：{fault}", f"{told}: {fault}") if fault else told
