"""``inspector baseline``: what a site has today, for a gate that fails on new problems only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from inspector.cli._checking import checked
from inspector.cli._choices import AS_OF, NEW_STANDARD, instant
from inspector.cli._crawling import crawl_options
from inspector.cli._writing import save
from inspector.cli.common import Context


@click.command(
    help="检查一个网站，把现有问题存为 inspector gate --baseline 的基线；没有真正抓到内容时不写文件，退出码为 3 || "
    "check a site, keep its problems as a baseline for inspector gate; one that was not really crawled makes none"
)
@click.argument("url")
@click.option(
    "--out",
    "-o",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="基线文件 || the baseline file",
)
@NEW_STANDARD
@AS_OF
@crawl_options
@click.pass_obj
def command(
    context: Context,
    /,
    *,
    url: str,
    out: Path,
    standard: str | None,
    as_of: str | None,
    **options: Any,  # noqa: ANN401 - those of crawl_options
) -> int:
    from inspector.judging.gating import was_crawled
    from reports.json import scorecard_json

    card = checked(context, url, standard=standard, at=instant(as_of), **options)
    if card is None:
        return 3
    if not was_crawled(card):
        context.warn(
            "首页没有打开，没有抓到内容，未生成基线",
            "the home page did not open, nothing was read: no baseline was made",
        )
        return 3
    save(out, scorecard_json(card, context.lang))
    if card.crawl is not None and not card.crawl.complete:
        context.warn(
            "抓取不完整：基线里可能缺少已有问题，以后会被当作新问题",
            "the crawl was cut short: problems that the baseline lacks will count as new",
        )
    count = len({problem.fingerprint for finding in card.findings for problem in finding.problems})
    context.say(f"基线中有 {count} 个问题", f"{count} problems in the baseline")
    click.echo(str(out))
    return 0
