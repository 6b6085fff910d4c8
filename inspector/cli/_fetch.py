"""One page fetched for ``extract``: through the address guard, redirects followed, size bounded."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message
from urllib.parse import urljoin

from inspector.net.client import Client, Exchange
from inspector.net.guard import AddressGuard
from inspector.net.options import parse_networks, parse_overrides
from inspector.settings import USER_AGENT
from rules.errors import CannotJudgeError

MAX_BYTES = 10_000_000
MAX_REDIRECTS = 5
_FAULTS = {
    "dns": ("域名无法解析", "dns: the name is not known"),
    "refused": ("连接被拒绝", "refused: nothing listens there"),
    "timeout": ("超时", "timeout"),
    "private-address": (
        "内网地址，要访问请加 --allow-net",
        "private-address: an address of a private network; --allow-net opens it",
    ),
}
_MOVED = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Fetched:
    """The page that was got in the end."""

    url: str
    body: bytes
    charset: str | None


def fetch(url: str, *, allow: Sequence[str], resolve: Sequence[str]) -> Fetched:
    """The page at an address. Raises CannotJudgeError when none comes, UsageError for wrong networks."""
    guard = AddressGuard(parse_networks(allow), parse_overrides(resolve))
    return asyncio.run(_fetch(url, guard))


async def _fetch(url: str, guard: AddressGuard) -> Fetched:
    client = Client(guard, user_agent=USER_AGENT)
    try:
        for _ in range(MAX_REDIRECTS + 1):
            answer = await client.ask("GET", url, max_bytes=MAX_BYTES)
            target = answer.headers.get("Location") if answer.status in _MOVED else None
            if target is None:
                return _fetched(url, answer)
            url = urljoin(url, target)
    finally:
        await client.close()
    raise CannotJudgeError(f"{url}: 跳转超过 {MAX_REDIRECTS} 次", f"{url}: more than {MAX_REDIRECTS} redirects")


def _fetched(url: str, answer: Exchange) -> Fetched:
    if answer.status is None:
        zh, en = _FAULTS.get(answer.fault or "", (f"{answer.fault} {answer.reason}", f"{answer.fault} {answer.reason}"))
        raise CannotJudgeError(f"{url}: 打不开（{zh}）", f"{url}: not reached ({en})")
    header = Message()
    header["Content-Type"] = answer.headers.get("Content-Type", "")
    return Fetched(url, answer.body, header.get_content_charset())
