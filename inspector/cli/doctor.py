"""``inspector doctor``: whether this machine has what an inspection needs."""

import click

from inspector.cli.common import Context

MARKS = {"fine": "✓", "missing": "!", "broken": "✗"}


@click.command(help="检查本机环境是否齐备 || see whether this machine has what an inspection needs")
@click.pass_obj
def command(context: Context) -> int:
    from inspector.clock import now
    from inspector.health import checks

    broken = 0
    for check in checks(context.db_url, now()):
        click.echo(f"{MARKS[check.state]} {context.text(check.zh, check.en)}")
        broken += check.state == "broken"
    return 2 if broken else 0
