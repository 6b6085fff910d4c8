"""``inspector extract``: what the parsers read off a page, for people and, with ``--jsonl``, for programs."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from inspector.cli.common import Context
from rules.errors import UsageError

if TYPE_CHECKING:
    from spiders.parsing.document import Document

_WEB = ("http://", "https://")


class _Day(click.ParamType[date]):
    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            raise UsageError(
                f"--today {value!r}：应写成 2024-05-31 的样子", f"--today {value!r}: write it like 2024-05-31"
            ) from None


@click.command(
    help="显示从一个网页读到的全部内容；不给文件而给 --jsonl 时，从标准输入逐行读取 || "
    "show everything the readers see in a page; with --jsonl and no file, lines come from standard input",
)
@click.argument("page", metavar="[FILE|URL]", required=False)
@click.option("--url", help="网页的网址（FILE 时）|| the address of the page, for a FILE")
@click.option("--today", type=_Day(), help="抓取日期，默认今天 || the day of the crawl, today by default")
@click.option("--jsonl", is_flag=True, help="每页输出一行 JSON || one line of JSON per page")
@click.option(
    "--explain", is_flag=True, help="列出每个日期及取舍原因 || list every date and why it was taken or refused"
)
@click.option(
    "--allow-net", multiple=True, metavar="CIDR", help="允许访问的内网地址 || private network that may be asked"
)
@click.option("--resolve", multiple=True, metavar="HOST:PORT:ADDR[:PORT]", help="指定主机地址 || where a host is")
@click.pass_obj
def command(
    ctx: Context,
    *,
    page: str | None,
    url: str | None,
    today: date | None,
    jsonl: bool,
    explain: bool,
    allow_net: tuple[str, ...],
    resolve: tuple[str, ...],
) -> int:
    """Read pages; 0, or 2 if a page could not be opened."""
    from inspector.cli._pagefacts import candidates_text, page_json, page_text
    from inspector.clock import now
    from spiders.parsing.article import read_article
    from spiders.parsing.page import read_page

    day = today or now().date()
    if page is None:
        if not jsonl or explain:
            raise UsageError(
                "请给出文件或网址，或用 --jsonl 从标准输入读取",
                "give a file or a URL, or --jsonl to read lines from stdin",
            )
        return _stream(ctx, sys.stdin.buffer, day)
    doc = _web_page(page, allow_net, resolve) if page.startswith(_WEB) else _file(Path(page), url)
    if explain:
        click.echo(candidates_text(ctx, read_article(doc, day).candidates))
        return 0
    facts = read_page(doc, today=day)
    click.echo(page_json(facts, page) if jsonl else page_text(ctx, facts))
    return 0


def _web_page(url: str, allow_net: tuple[str, ...], resolve: tuple[str, ...]) -> Document:
    from inspector.cli._fetch import fetch
    from spiders.parsing.document import Document

    fetched = fetch(url, allow=allow_net, resolve=resolve)
    return Document.parse(fetched.body, fetched.url, fetched.charset)


def _file(path: Path, url: str | None) -> Document:
    from spiders.parsing.document import Document

    try:
        body = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UsageError(f"{path}: 打不开文件（{reason}）", f"{path}: cannot be read ({reason})") from None
    return Document.parse(body, url or f"http://localhost/{path.name}")


def _stream(ctx: Context, lines: BinaryIO, day: date) -> int:
    """One answer per line, in order, each written before the next page is read. A bad line gets an ``error``."""
    from inspector.cli._pagefacts import page_json
    from reports.text import plain_json
    from spiders.parsing.page import read_page

    failed = False
    for number, raw in enumerate(lines, 1):
        if not raw.strip():
            continue
        identity: object = None
        try:
            asked = _asked(raw, number)
            identity = asked.get("id")
            today = asked.get("today")
            doc = _file(Path(str(asked["file"])), asked.get("url"))
            answer = page_json(read_page(doc, today=date.fromisoformat(today) if today else day), identity)
        except (UsageError, ValueError, KeyError, TypeError) as error:
            failed = True
            answer = plain_json(json.dumps({"id": identity, "error": _told(error, ctx)}, ensure_ascii=False))
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()
    return 2 if failed else 0


def _told(error: Exception, ctx: Context) -> str:
    return error.text(ctx.lang) if isinstance(error, UsageError) else f"{type(error).__name__}: {error}"


def _asked(raw: bytes, number: int) -> dict[str, Any]:
    try:
        asked = json.loads(raw)
    except ValueError as error:
        raise UsageError(f"第 {number} 行不是 JSON：{error}", f"line {number} is not JSON: {error}") from None
    if not isinstance(asked, dict) or "file" not in asked:
        raise UsageError(f"第 {number} 行没有 file", f'line {number} has no "file"')
    return asked
