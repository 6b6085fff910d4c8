"""A message to another program: a signed POST, asked through the address guard like every other request.

INSPECTOR_WEBHOOK_URL, and INSPECTOR_WEBHOOK_KEY that both sides know. ``X-Inspector-Signature`` is ``sha256=`` and the
HMAC-SHA256 (RFC 2104) in hex of ``X-Inspector-Timestamp``, a dot, and the body: the receiver computes it anew, compares
in constant time, and drops what is older than a few minutes. ``X-Inspector-Delivery`` stays the same over tries.
"""

import asyncio
import hmac
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlsplit

import aiohttp

from inspector.net.connector import GuardedConnector
from inspector.net.guard import AddressGuard, AddressRefused
from inspector.notify.mailing import NotSent
from inspector.settings import USER_AGENT
from rules.errors import UsageError

URL, KEY = "INSPECTOR_WEBHOOK_URL", "INSPECTOR_WEBHOOK_KEY"
MIN_KEY_CHARS = 16
TIMEOUT_S = 20.0
PAUSES_S = (2.0, 10.0)
"""Before the second try and the third."""
_LATER_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """Who is told, and the key to sign with. Neither shows in ``repr``: addresses of hooks often hold a token."""

    url: str = field(repr=False)
    key: str = field(repr=False)

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc.rpartition("@")[2]


def hook_of(environment: Mapping[str, str]) -> Hook | None:
    """The hook of the environment; None where none is wanted. Raises UsageError, which shows neither URL nor key."""
    url, key = environment.get(URL, "").strip(), environment.get(KEY, "")
    if not url and not key:
        return None
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable or not (url.isascii() and url.isprintable() and " " not in url):
        raise UsageError(f"{URL} 不是网址", f"{URL} is no address")
    if len(key) < MIN_KEY_CHARS:
        raise UsageError(
            f"{KEY} 至少要有 {MIN_KEY_CHARS} 个字符，用于签名",
            f"{KEY}, which signs the message, needs {MIN_KEY_CHARS} characters at least",
        )
    return Hook(url=url, key=key)


def signature(key: str, timestamp: str, body: bytes) -> str:
    """What ``X-Inspector-Signature`` holds."""
    return "sha256=" + hmac.new(key.encode(), timestamp.encode() + b"." + body, sha256).hexdigest()


async def send_hook(
    hook: Hook,
    guard: AddressGuard,
    body: bytes,
    *,
    delivery: str,
    now: Callable[[], datetime],
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Posts ``body``, with three tries where a fault may pass; follows no redirect. Raises NotSent."""
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
    async with aiohttp.ClientSession(
        connector=GuardedConnector(guard), cookie_jar=aiohttp.DummyCookieJar(), timeout=timeout
    ) as session:
        for pause in (*PAUSES_S, None):
            why, later = await _post(session, hook, body, _headers(hook, body, delivery, now()))
            if why is None:
                return
            if pause is None or not later:
                raise NotSent(f"{hook.host}: {why}")
            await sleep(pause)


def _headers(hook: Hook, body: bytes, delivery: str, at: datetime) -> dict[str, str]:
    timestamp = str(int(at.timestamp()))
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": USER_AGENT,
        "X-Inspector-Delivery": delivery,
        "X-Inspector-Timestamp": timestamp,
        "X-Inspector-Signature": signature(hook.key, timestamp, body),
    }


async def _post(
    session: aiohttp.ClientSession, hook: Hook, body: bytes, headers: Mapping[str, str]
) -> tuple[str | None, bool]:
    """Why it was not taken over, or None; and whether it may be later."""
    context = ssl.create_default_context()  # who is told must be who the certificate says
    try:
        async with session.post(hook.url, data=body, headers=headers, allow_redirects=False, ssl=context) as response:
            if 200 <= response.status < 300:
                return None, False
            return f"HTTP {response.status}", response.status in _LATER_STATUS
    except AddressRefused as refused:
        return f"{refused.reason} (--allow-net)", False
    except aiohttp.ClientSSLError as error:
        return type(error).__name__, False
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        return type(error).__name__, True
