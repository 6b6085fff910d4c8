"""An answer as the judges of answers see it, and its body read only as far as one of them asks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from rules.observations import LinkUse
from spiders.parsing.charset import decode
from spiders.parsing.shown import Shown, read_shown, title_of
from spiders.parsing.spotting import Spotter

HEAD_BYTES = 65_536
"""How much of a body the judges want at most."""

_TITLE_START = re.compile(rb"<title\b[^<>]{0,500}>", re.I)
_TITLE_WITHIN = 16_384
_TITLE_BYTES = 600
_CHARSET = re.compile(r"charset=[\"']?([\w.:-]{2,40})", re.I)
_HTML_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body|meta|title|script|div|!--|p|h1|center|table|iframe)\b", re.I
)
_BINARY_STARTS = (
    b"%PDF-",
    b"PK\3\4",
    b"Rar!",
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"GIF8",
    b"\xd0\xcf\x11\xe0",
    b"7z\xbc\xaf",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The last answer of a chain of redirects. ``body`` is the decoded head of the body, ``complete`` where it is all.

    ``headers`` maps lower-case names to values; a name with several values has them joined by newlines. ``final_url``
    keeps the fragment of a redirect, for in it stands which page of a script-built site is meant.
    """

    url: str
    final_url: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    complete: bool = True
    use: LinkUse = "page"

    @property
    def moved(self) -> bool:
        return self.final_url != self.url

    @property
    def is_html(self) -> bool:
        """Whether a browser would show it as a page: by its type, or by its first bytes where that says nothing."""
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind in ("text/html", "application/xhtml+xml"):
            return not (b"\0" in self.body[:64] or self.body.startswith(_BINARY_STARTS))
        return kind in ("", "application/octet-stream", "text/plain") and bool(
            _HTML_START.match(self.body[:512].lstrip())
        )


class Body:
    """The body of an answer, each view of it made when first asked for, the cheapest first."""

    def __init__(self, answer: Answer, spotter: Spotter) -> None:
        self._answer, self._spotter = answer, spotter

    @cached_property
    def is_page(self) -> bool:
        return bool(self._answer.body) and self._answer.is_html

    @cached_property
    def spotted(self) -> frozenset[str]:
        """Which of the telling texts may occur in it."""
        return self._spotter.spot(self._answer.body[:HEAD_BYTES])

    @cached_property
    def title(self) -> str:
        """The title, read as UTF-8 or else GB18030: enough to compare it with known ones."""
        head = self._answer.body[:_TITLE_WITHIN]
        start = _TITLE_START.search(head)
        if start is None:
            return ""
        raw = head[start.start() : start.end() + _TITLE_BYTES]
        raw = raw[: raw.rfind(b"<")] if raw.rfind(b"<") > 0 else raw
        try:
            return title_of(raw.decode("utf-8"))
        except UnicodeDecodeError:
            return title_of(raw.decode("gb18030", "replace"))

    @cached_property
    def source(self) -> str:
        body = self._answer.body[:HEAD_BYTES]
        if not self._answer.complete or len(self._answer.body) > HEAD_BYTES:
            body = body[: body.rfind(b">") + 1] or body  # half a character at the end would spoil the decoding
        charset = _CHARSET.search(self._answer.headers.get("content-type", ""))
        return decode(body, charset[1] if charset else None).text

    @cached_property
    def shown(self) -> Shown:
        return read_shown(self.source)
