"""Options of the commands that crawl, and how their progress is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from inspector.cli._choices import without_password
from inspector.cli.common import Context

if TYPE_CHECKING:
    from datetime import datetime

    from inspector.crawl.options import CrawlOptions, Progress
    from inspector.links.accepted import AcceptedList

F = TypeVar("F", bound=Callable[..., Any])
_OPTIONS = (
    click.option(
        "--allow-net",
        "allow_nets",
        multiple=True,
        metavar="CIDR",
        help="允许访问的内网地址段，可多次给出 || open a private network to the crawl; may be given several times",
    ),
    click.option(
        "--resolve",
        multiple=True,
        metavar="HOST:PORT:ADDR[:PORT]",
        help="把主机和端口指到另一地址，可多次给出 || send a host and port elsewhere; may be given several times",
    ),
    click.option(
        "--canary",
        envvar="INSPECTOR_CANARY",
        metavar="URL",
        help="一个可靠的地址，用来判断本地网络是否正常 || a known-good address, to tell faults of our own network",
    ),
)
ALLOW_NET, RESOLVE = _OPTIONS[:2]
LINK_POLICY = click.option(
    "--link-policy",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="链接判定规则的补充文件（YAML） || more rules for judging links (YAML)",
)
_LIMITS = (
    click.option(
        "--words",
        envvar="INSPECTOR_WORDS",
        metavar="FILE",
        help="本单位的错别字、姓名和机构名表 || the office's own list of misspellings, names and institutions",
    ),
    click.option(
        "--max-pages",
        type=click.IntRange(min=1),
        metavar="N",
        help="每个网站最多抓取的页数 || pages to read of a site at most",
    ),
    click.option(
        "--max-seconds",
        type=click.FloatRange(min=1),
        metavar="S",
        help="每个网站最多用的秒数 || seconds to spend on a site at most",
    ),
    click.option(
        "--delay",
        type=click.FloatRange(min=0),
        metavar="S",
        help="对同一主机两次请求的最短间隔（秒） || seconds between two requests to one host at least",
    ),
    LINK_POLICY,
    click.option(
        "--ignore-robots",
        is_flag=True,
        help="不受 robots.txt 限制（仅用于自己的网站） || do not obey robots.txt (for a site of one's own only)",
    ),
)


ACCEPTED = click.option(
    "--accepted",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="已有人负责的失效链接清单（YAML） || broken links that somebody answers for until a day (YAML)",
)


def accepted_list(context: Context, path: Path | None, at: datetime | None) -> AcceptedList | None:
    """The accepted list; entries that are over are told. Raises UsageError."""
    from inspector.clock import now
    from inspector.links.accepted import read_accepted
    from rules.calendar import day_of

    if path is None:
        return None
    accepted = read_accepted(path)
    for entry in accepted.expired(day_of(at or now())):
        context.say(
            f"{path}：{entry.url} 的期限已过（{entry.expires}）", f"{path}: {entry.url} ended on {entry.expires}"
        )
    return accepted


def network_options(command: F) -> F:
    """Where requests may go."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def crawl_options(command: F) -> F:
    """Where requests may go, and how many."""
    for option in reversed(_LIMITS):
        command = option(command)
    return network_options(command)


def options_of(
    *,
    allow_nets: tuple[str, ...],
    resolve: tuple[str, ...],
    canary: str | None,
    max_pages: int | None = None,
    max_seconds: float | None = None,
    delay: float | None = None,
    ignore_robots: bool = False,
    words: str | None = None,
    link_policy: str | None = None,
) -> CrawlOptions:
    """The options of a crawl. Raises UsageError for networks and addresses that are none."""
    from dataclasses import replace

    from inspector.crawl.options import CrawlOptions
    from inspector.links.policy import load_policy
    from inspector.net.options import parse_networks, parse_overrides
    from spiders.budget import DEFAULT_BUDGET

    if canary is not None:
        without_password(canary)
        _must_be_an_address("--canary", canary)
    parse_networks(allow_nets)
    parse_overrides(resolve)
    load_policy(Path(link_policy) if link_policy else None)  # a wrong file stops us before the first request
    budget = DEFAULT_BUDGET
    if max_pages is not None:
        budget = replace(budget, pages=max_pages)
    if max_seconds is not None:
        budget = replace(budget, seconds=max_seconds)
    return CrawlOptions(
        budget=budget,
        allow_nets=allow_nets,
        resolve=resolve,
        obey_robots=not ignore_robots,
        canary=canary,
        delay_s=delay,
        link_policy=link_policy,
        words=_words(words),
    )


def _must_be_an_address(option: str, url: str) -> None:
    """A canary that can never answer would excuse every fault of the network. Raises UsageError."""
    from urllib.parse import urlsplit

    from rules.errors import UsageError

    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise UsageError(
            f"{option} {url}：请写成 https://www.example.gov.cn/ 这样",
            f"{option} {url}: write it like https://www.example.gov.cn/",
        )


def _words(name: str | None) -> str | None:
    """The text of a word list, checked. Raises UsageError with every line that cannot be read."""
    from inspector.textfile import read_text
    from spiders.parsing.safety.lexicon import bundled

    if name is None:
        return None
    text = read_text(Path(name))
    bundled().extended(text, name)
    return text


@contextmanager
def to_be_resumed() -> Iterator[None]:
    """A store that fails under a crawl costs no more than the time: what it had taken is kept. Exit code 3."""
    from rules.errors import CannotJudgeError, StoreError

    try:
        yield
    except StoreError as error:
        raise CannotJudgeError(
            f"{error.text('zh')}；排除后用 inspector run --resume 继续",
            f"{error.text('en')}; once that is mended, inspector run --resume goes on",
        ) from error


@contextmanager
def sites_progress(context: Context, total: int) -> Iterator[Callable[[Progress], None]]:
    """A step per site that is done."""
    with context.progress("检查", "inspecting", total) as bar:

        def told(progress: Progress) -> None:
            if progress.finished:
                bar.step(progress.site)

        yield told


@contextmanager
def pages_progress(context: Context, total: int) -> Iterator[Callable[[Progress], None]]:
    """A step per page of one site."""
    with context.progress("抓取", "crawling", total) as bar:
        seen = 0

        def told(progress: Progress) -> None:
            nonlocal seen
            left = f"+{progress.links_pending}" if progress.links_pending else ""
            bar.step(left, max(progress.pages - seen, 0))
            seen = max(seen, progress.pages)

        yield told
