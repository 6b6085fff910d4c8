"""What came back for one page of the crawl, with Scrapy's shapes taken off."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from rules.observations import Attempt

_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.I)
_DATA = ("application/json", "text/json", "application/javascript", "text/javascript", "text/plain", "text/html")
_READABLE = ("application/xhtml+xml", "application/xml", "text/xml", *_DATA)
_NO_CONTENT_TYPE = ("", "application/octet-stream", "unknown/unknown")
_TELLING = ("date", "server", "via", "location", "content-type", "content-length", "last-modified", "retry-after")
_COOKIE = re.compile(r"^([^=;\n]*=)[^;\n]*", re.M)
_MAX_HEADERS = 100
_MAX_HEADER_CHARS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The last answer of a chain of redirects, or the fault that ended it. ``hops`` are the addresses passed."""

    at: datetime
    url: str
    status: int | None = None
    fault: str | None = None
    elapsed_ms: int = 0
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)  # lower-case names; several values joined by newlines
    sent: dict[str, str] = field(default_factory=dict)  # request headers that are no secret
    cut: bool = False
    rendered: bool = False
    hops: tuple[str, ...] = ()
    method: str = "GET"

    @property
    def ok(self) -> bool:
        return self.fault is None and self.status is not None and 200 <= self.status < 300

    @property
    def attempt(self) -> Attempt:
        return Attempt(
            at=self.at,
            method=self.method,
            status=self.status,
            fault=self.fault,
            elapsed_ms=self.elapsed_ms,
            client="scrapy",
            headers=telling(self.status, self.headers),
        )

    @property
    def kept_headers(self) -> dict[str, str]:
        """The answer's headers as evidence of it, within bounds.

        Cookies without their values: that of a session opens what a password of ours opened.
        """
        kept = {name[:200]: value[:_MAX_HEADER_CHARS] for name, value in list(self.headers.items())[:_MAX_HEADERS]}
        if "set-cookie" in kept:
            kept["set-cookie"] = _COOKIE.sub(r"\1***", kept["set-cookie"])
        return kept

    @property
    def charset(self) -> str | None:
        found = _CHARSET.search(self.headers.get("content-type", ""))
        return found[1] if found else None

    @property
    def _kind(self) -> str:
        """The media type; of several headers that name one the last counts, as in browsers."""
        return self.headers.get("content-type", "").rpartition("\n")[2].partition(";")[0].strip().lower()

    @property
    def page(self) -> bytes:
        """The body as the readers take it: data that fill a list are put where they look for data of a page."""
        if self._kind in _DATA and self.body.lstrip()[:1] in (b"{", b"["):
            return b"<html><body><script>" + self.body.replace(b"</", b"<\\/") + b"</script></body></html>"
        return self.body

    @property
    def readable(self) -> bool:
        """Whether the body can be a page: said to be one, or not said and beginning like one."""
        if self._kind in _NO_CONTENT_TYPE:
            head = self.body[:64]
            return head.startswith((b"\xff\xfe", b"\xfe\xff")) or (b"<" in head and b"\0" not in head)
        return self._kind in _READABLE


def telling(status: int | None, headers: Mapping[str, str]) -> dict[str, str]:
    """Of an answer that is none of 2xx: who gave it, when, and what it was, for whoever doubts it later."""
    if status is None or status < 300:
        return {}
    return {name: value[:200] for name in _TELLING if (value := headers.get(name))}
