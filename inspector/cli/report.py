"""``inspector report``: reports of a run from what is stored."""

from pathlib import Path

import click

from inspector.cli._choices import AS_OF, RUN, SITES, STANDARD, instant, standard_of, which_run
from inspector.cli._crawling import ALLOW_NET, RESOLVE
from inspector.cli._picturing import taking_pictures
from inspector.cli._reporting import write_reports
from inspector.cli.common import Context


@click.command(help="由已存内容生成报告，不联网 || write reports from what is stored, without a network")
@SITES
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), metavar="DIR", help="报告文件夹 || the folder to write to"
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    default=("html",),
    metavar="NAME",
    help="报告格式，可多次给出，默认 html；有 html json xlsx csv docx markdown junit sarif prometheus || "
    "kind of report, may be given several times, html by default: "
    "html json xlsx csv docx markdown junit sarif prometheus",
)
@click.option(
    "--pictures",
    is_flag=True,
    help="附首页和问题截图（需浏览器）|| add pictures of pages and problems (needs a browser)",
)
@click.option(
    "--live-looks",
    is_flag=True,
    help="截图时联网取网站的样式和图片（报告中注明时间）|| "
    "fetch the sites' style sheets and images for the pictures now; the report says when",
)
@ALLOW_NET
@RESOLVE
@RUN
@STANDARD
@AS_OF
@click.pass_obj
def command(
    context: Context,
    *,
    sites: tuple[str, ...],
    out: Path,
    formats: tuple[str, ...],
    pictures: bool,
    live_looks: bool,
    allow_nets: tuple[str, ...],
    resolve: tuple[str, ...],
    run: int | None,
    standard: str | None,
    as_of: str | None,
) -> None:
    from inspector.judging.inspection import judge_night
    from inspector.publishing import formats_named

    formats_named(formats)  # a typo is told before the judging, not after it
    with context.store(create=False) as store:
        found = which_run(context, store, run)
        chosen = standard_of(found, standard)
        total = len(sites) or len(store.site_states(found.id))
        with context.progress("判定", "judging", total) as judging:
            cards = judge_night(
                store,
                found.id,
                chosen,
                list(sites) or None,
                instant(as_of),
                progress=lambda card: judging.step(card.site.code),
            )
        with taking_pictures(
            store, wanted=pictures or live_looks, live=live_looks, allow_nets=allow_nets, resolve=resolve
        ) as pictures_of:
            paths = write_reports(
                context, store, found, chosen, cards, out=out, formats=formats, pictures_of=pictures_of
            )
    for path in paths:
        click.echo(str(path))
