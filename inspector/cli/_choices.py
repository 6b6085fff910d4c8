"""Options that several commands share, and what they choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from inspector.cli.common import Context

if TYPE_CHECKING:
    from datetime import datetime

    from inspector.store import RunRow, Store
    from rules.standards.reading import Standard

SITES = click.argument("sites", nargs=-1, metavar="[SITE]...")
RUN = click.option(
    "--run", type=int, metavar="N", help="第几次检查，默认最近一次 || which run; the newest one by default"
)
STANDARD = click.option(
    "--standard",
    metavar="ID|FILE",
    help="标准的编号或文件，默认同检查时 || a standard's id or file; that of the run by default",
)
DEFAULT_STANDARD = "census-2015"
NEW_STANDARD = click.option(
    "--standard",
    metavar="ID|FILE",
    help=f"标准，默认 {DEFAULT_STANDARD} || a standard's id or file; {DEFAULT_STANDARD} by default",
)
AS_OF = click.option(
    "--as-of",
    metavar="TIME",
    help="以此时间为准，如 2026-03-02 或 2026-03-02T06:00；晚于抓取的，以读取网页时为准"
    " || judge as of this day or instant; as of the crawl where that was before it",
)


def instant(text: str | None) -> datetime | None:
    """An instant of the command line. Raises UsageError."""
    from inspector.clock import parse_instant
    from rules.errors import UsageError

    if text is None:
        return None
    try:
        return parse_instant(text)
    except ValueError:
        raise UsageError(
            f"“{text}”不是时间；请写成 2026-03-02 或 2026-03-02T06:00",
            f"'{text}' is no time; write 2026-03-02 or 2026-03-02T06:00",
        ) from None


def end_of_night(text: str | None) -> datetime | None:
    """``--until``: the next instant at which it is that late. Raises UsageError."""
    from inspector.clock import next_time, now
    from rules.errors import UsageError

    if text is None:
        return None
    try:
        if len(text) != len("06:30"):
            raise ValueError(text)
        return next_time(text, now())
    except ValueError:
        raise UsageError(f"--until {text}：请写成 06:30 这样", f"--until {text}: write it like 06:30") from None


def without_password(url: str) -> str:
    """The address as it is. Raises UsageError, which does not show it, where it holds a user name or password."""
    from rules.errors import UsageError

    authority = url.partition("//")[2] if "//" in url else url
    for mark in "/\\?#":
        authority = authority.partition(mark)[0]
    if "@" in authority:
        raise UsageError(
            "网址中不得含用户名或密码（检查自己的网站时可设 INSPECTOR_AUTH=用户名:密码）",
            "an address must hold no user name or password (the gate takes them from INSPECTOR_AUTH=user:password)",
        )
    return url


def which_run(context: Context, store: Store, run_id: int | None) -> RunRow:
    """The run asked for, else the newest finished one, else the newest. Raises CannotJudgeError without any."""
    from rules.errors import CannotJudgeError

    if run_id is not None:
        return store.run(run_id)
    found = store.last_run(finished=True)
    if found is None:
        found = store.last_run()
        if found is None:
            raise CannotJudgeError(
                "数据库中还没有检查记录；请先运行 inspector run", "nothing was inspected yet: run inspector run first"
            )
        context.warn(
            f"第 {found.id} 次检查没有完成；可用 inspector run --resume 继续",
            f"run {found.id} was not finished; inspector run --resume goes on with it",
        )
    return found


def standard_of(run: RunRow, id_or_file: str | None) -> Standard:
    """The standard asked for, else the one of the run. Raises StandardError."""
    from inspector.judging.standards import load

    return load(id_or_file or run.standard)
