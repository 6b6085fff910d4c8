"""``inspector evidence``: the evidence of a run as a WARC file."""

from __future__ import annotations

from pathlib import Path

import click

from inspector.cli._choices import RUN, SITES, STANDARD, standard_of, which_run
from inspector.cli._writing import whole_file
from inspector.cli.common import Context


@click.command(
    help="把一次检查的证据导出为 WARC 文件，可用网页存档工具打开 || "
    "export the evidence of a run as a WARC file; replay tools open it"
)
@SITES
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="文件，如 evidence.warc.gz（不以 .gz 结尾则不压缩） || e.g. evidence.warc.gz; plain unless it ends in .gz",
)
@RUN
@STANDARD
@click.pass_obj
def command(context: Context, *, sites: tuple[str, ...], out: Path, run: int | None, standard: str | None) -> None:
    from inspector.warc import write_warc

    with context.store(create=False) as store:
        found = which_run(context, store, run)
        chosen = store.run_sites(found.id, list(sites) or None)
        by = standard_of(found, standard).id
        with whole_file(out) as file, context.progress("导出证据", "exporting", len(chosen)) as bar:
            gzip = out.suffix == ".gz"
            written = write_warc(file, store, found, chosen, standard=by, gzip=gzip, progress=bar.step)
    if written.lost:
        context.warn(
            f"有 {written.lost} 个页面的正文不在数据库中", f"the database lacks the bodies of {written.lost} pages"
        )
    context.say(
        f"网站 {written.sites} 个，页面 {written.pages} 个，有问题的链接 {written.links} 个",
        f"{written.sites} sites, {written.pages} pages, {written.links} links that are not fine",
    )
    click.echo(str(out))
