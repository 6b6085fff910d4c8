"""``inspector notify``: what a run changed, sent (again) or only shown."""

from __future__ import annotations

import os

import click

from inspector.cli._choices import RUN, STANDARD, standard_of, which_run
from inspector.cli._crawling import ALLOW_NET, RESOLVE
from inspector.cli._notifying import changes_in, tell
from inspector.cli.common import Context


@click.command(
    help="按环境变量用邮件或 webhook 通知一次检查的变化；未送达时退出码为 3 || "
    "tell by mail or webhook what a run changed; whom stands in the environment; exit code 3 where it did not arrive"
)
@RUN
@STANDARD
@click.option("--dry-run", is_flag=True, help="只显示邮件内容，不发送 || show the mail, send nothing")
@ALLOW_NET
@RESOLVE
@click.pass_obj
def command(
    context: Context,
    /,
    *,
    run: int | None,
    standard: str | None,
    dry_run: bool,
    allow_nets: tuple[str, ...],
    resolve: tuple[str, ...],
) -> int:
    from inspector.notify.notifying import REPORT_URL, channels_of
    from reports.changes import subject, text

    channels = None if dry_run else channels_of(os.environ)
    with context.store(create=False) as store:
        found = which_run(context, store, run)
        changes = changes_in(context, store, found, standard_of(found, standard))
    if changes is None:
        context.warn("该次检查尚未判定；请先运行 inspector judge", "that run was not judged yet: run inspector judge")
        return 3
    if channels is None:
        click.echo(f"{subject(changes)}\n\n{text(changes, os.environ.get(REPORT_URL))}", nl=False)
        return 0
    return 0 if tell(context, changes, channels, allow_nets=allow_nets, resolve=resolve) else 3
