"""From a URL to its last answer: redirects followed one at a time, each hop through the address guard.

Cookies set on the way are sent back to the host that set them, for some sites redirect to the same address until they
see theirs. A chain that returns to an address with the same cookies, or is longer than ten hops, is a redirect loop.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from inspector.net.client import Client, Exchange
from rules.observations import LinkUse
from spiders.parsing.body import Answer
from spiders.parsing.urls import MAX_URL_CHARS, classify, resolve

MAX_HOPS = 10
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_NO_ADDRESS = frozenset(("web", "fragment", "empty"))  # an address that cannot be, as urls.classify says
_MAX_COOKIES = 20
_MAX_COOKIE_CHARS = 4096

Ask = Callable[[str, str, str], Awaitable[Exchange]]
"""(method, url, cookie header) → exchange: how one request is made; the link checker puts its limits around it."""


@dataclass(slots=True)
class Chase:
    """Where a URL led. ``answer`` is the last one, or None with a fault: an ``Exchange``'s, redirect-loop, scheme or
    invalid-url.

    ``exchanges`` are all requests in order; ``https`` the (host, port) met by TLS.
    """

    url: str
    answer: Answer | None = None
    fault: str | None = None
    exchanges: list[Exchange] = field(default_factory=list)

    @property
    def last(self) -> Exchange:
        return self.exchanges[-1]

    @property
    def https(self) -> list[tuple[str, int]]:
        met = [urlsplit(exchange.url) for exchange in self.exchanges if exchange.url.startswith("https:")]
        return list(dict.fromkeys((url.hostname or "", url.port or 443) for url in met))


async def chase(ask: Ask, method: str, url: str, *, use: LinkUse = "page") -> Chase:
    """Follows ``url`` to its end. Raises nothing about the other side."""
    found = Chase(url)
    jar = _Jar()
    current, shown = url, url
    seen: set[tuple[str, str]] = set()
    while True:
        cookie = jar.header(current)
        if (current, cookie) in seen or len(found.exchanges) > MAX_HOPS:
            found.fault = "redirect-loop"
            return found
        seen.add((current, cookie))
        exchange = await ask(method, current, cookie)
        found.exchanges.append(exchange)
        if exchange.status is None:
            found.fault = exchange.fault
            return found
        jar.take(current, exchange.cookies)
        location = _location(exchange)
        target = resolve(location, current, "utf-8") if location else None
        if location and target is None and (fault := _not_to_follow(location, current)):
            found.fault = fault
            return found
        if target is None:
            found.answer = _answer(url, shown, exchange, use)
            return found
        current, shown = target, target + _page_fragment(location)


async def fetch_once(client: Client, url: str, *, max_bytes: int, use: LinkUse = "page") -> Chase:
    """Fetches a whole page or file of at most ``max_bytes``: for small look-ups outside a crawl."""

    async def ask(method: str, target: str, cookie: str) -> Exchange:
        return await client.ask(method, target, max_bytes=max_bytes, whole=True, cookie=cookie)

    return await chase(ask, "GET", url, use=use)


def plain_headers(exchange: Exchange) -> Mapping[str, str]:
    """Headers with lower-case names; several values of one name joined by newlines."""
    plain: dict[str, str] = {}
    for name, value in exchange.headers.items():
        key = name.lower()
        plain[key] = f"{plain[key]}\n{value}" if key in plain else value
    return plain


def _answer(url: str, final_url: str, exchange: Exchange, use: LinkUse) -> Answer:
    return Answer(
        url=url,
        final_url=final_url,
        status=exchange.status or 0,
        headers=plain_headers(exchange),
        body=exchange.body,
        complete=exchange.complete and exchange.method != "HEAD",
        use=use,
    )


def _location(exchange: Exchange) -> str:
    """Where an answer redirects to, or "". Bytes that are not ASCII are percent-encoded as they came."""
    if exchange.status not in _REDIRECTS:
        return ""
    raw = exchange.headers.get("Location", "").strip()
    return raw if raw.isascii() else quote(raw.encode("utf-8", "surrogateescape"), safe="!#$%&'()*+,/:;=?@[]~ ")


def _not_to_follow(location: str, current: str) -> str | None:
    """Why an address that could not be resolved is none that we ask; None where it is no address at all."""
    if len(location) + len(current) > MAX_URL_CHARS:
        return "invalid-url"  # a browser would follow it: its end is not known, so nobody is accused
    return None if classify(location) in _NO_ADDRESS else "scheme"


def _page_fragment(location: str) -> str:
    """The fragment where it names a page of a script-built site (#/search), which the address alone does not."""
    _, mark, fragment = location.partition("#")
    return f"#{fragment[:200]}" if mark and fragment[:1] in ("/", "!") and fragment.isascii() else ""


class _Jar:
    """The cookies of one chase: name and value by host, nothing else of a cookie matters for a few hops."""

    def __init__(self) -> None:
        self._cookies: dict[str, dict[str, str]] = {}

    def take(self, url: str, lines: list[str]) -> None:
        for line in lines[:_MAX_COOKIES]:
            name, equals, value = line.partition(";")[0].strip().partition("=")
            cookies = self._cookies.setdefault(urlsplit(url).netloc, {})
            usable = equals and name and (name + value).isascii() and (name + value).isprintable()
            if usable and len(name) + len(value) <= _MAX_COOKIE_CHARS and len(cookies) < _MAX_COOKIES:
                cookies[name] = value

    def header(self, url: str) -> str:
        if not self._cookies:
            return ""
        cookies = self._cookies.get(urlsplit(url).netloc, {})
        return "; ".join(f"{name}={value}" for name, value in cookies.items())
