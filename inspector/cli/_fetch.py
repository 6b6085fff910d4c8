"""One page fetched for ``extract``, and in words why none came."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message

from inspector.cli._choices import without_password
from inspector.net.chase import Chase, fetch_once
from inspector.net.client import Client
from inspector.net.guard import AddressGuard
from inspector.net.options import parse_networks, parse_overrides
from inspector.settings import USER_AGENT
from rules.errors import CannotJudgeError

MAX_BYTES = 10_000_000
_FAULTS = {
    "dns": ("域名无法解析", "dns: the name is not known"),
    "refused": ("连接被拒绝", "refused: nothing listens there"),
    "timeout": ("超时", "timeout"),
    "redirect-loop": ("反复跳转", "redirect-loop: it leads back to itself, or too far"),
    "scheme": ("跳转到的不是网页地址", "scheme: it leads to what is no web address"),
    "private-address": (
        "内网地址，要访问请加 --allow-net",
        "private-address: an address of a private network; --allow-net opens it",
    ),
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """The page that was got in the end."""

    url: str
    body: bytes
    charset: str | None


def fetch(url: str, *, allow: Sequence[str], resolve: Sequence[str]) -> Fetched:
    """The page at an address. Raises CannotJudgeError when none comes, UsageError for a password or a wrong network."""
    without_password(url)
    guard = AddressGuard(parse_networks(allow), parse_overrides(resolve))
    return asyncio.run(_fetch(url, guard))


async def _fetch(url: str, guard: AddressGuard) -> Fetched:
    client = Client(guard, user_agent=USER_AGENT)
    try:
        return _fetched(await fetch_once(client, url, max_bytes=MAX_BYTES))
    finally:
        await client.close()


def _fetched(found: Chase) -> Fetched:
    if found.answer is None:
        fault = found.fault or "reset"
        zh, en = _FAULTS.get(fault, (f"{fault} {found.last.reason}", f"{fault} {found.last.reason}"))
        raise CannotJudgeError(f"{found.last.url}: 打不开（{zh}）", f"{found.last.url}: not reached ({en})")
    header = Message()
    header["Content-Type"] = found.answer.headers.get("content-type", "")
    return Fetched(found.last.url, found.answer.body, header.get_content_charset())
