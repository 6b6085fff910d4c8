"""Crawled text made fit for a report: bounded, printable, and linked only where a link is safe.

Whatever a crawled page says is hostile until proven otherwise. Escaping is the business of each format; this module
does what all of them need.
"""

import re
import shlex
from hashlib import sha256
from urllib.parse import unquote, urlsplit

MAX_TEXT = 300
MAX_URL = 2_000
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_TO_ESCAPE = re.compile("[\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BLANKS = re.compile("[\x00-\x20\x7f]")
_SPACES = re.compile(r"\s+")
_UNSAFE_IN_NAME = re.compile(r"[^A-Za-z0-9._-]+")
_SAFE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}(?<![.])\Z")
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))})


def printable(text: str) -> str:
    """``text`` without characters that XML and HTML forbid or that turn the direction of what follows.

    Each becomes U+FFFD, so that nothing vanishes unseen.
    """
    if text.replace("\n", "").isprintable():  # most pages are, and this is the cheaper look
        return text
    return _CONTROLS.sub("\ufffd", text)


def plain_json(text: str) -> str:
    """JSON text with an escape for what steers a terminal, turns text around, or is half a character."""
    return _TO_ESCAPE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def one_line(text: str, limit: int = MAX_TEXT) -> str:
    """``text`` on one line, at most ``limit`` characters, an ellipsis where it was cut."""
    line = text if text.isprintable() else _SPACES.sub(" ", printable(text)).strip()
    return line if len(line) <= limit else line[: limit - 1] + "…"


def safe_href(url: str | None) -> str | None:
    """``url`` where a reader may follow it: http or https, with a host, of sane length; otherwise None."""
    if not url or len(url) > MAX_URL or _BLANKS.search(url) or _CONTROLS.search(url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def readable_url(url: str, limit: int = MAX_TEXT) -> str:
    """``url`` as a reader wants to see it: percent-encoded UTF-8 decoded where that is harmless, bounded."""
    decoded = unquote(url, errors="strict") if _decodes(url) else url
    return one_line(decoded if decoded.isprintable() else url, limit)


def _decodes(url: str) -> bool:
    try:
        unquote(url, errors="strict")
    except UnicodeDecodeError:
        return False
    return "%" in url


def shell_word(text: str) -> str:
    """``text`` as one word of a POSIX shell command."""
    return shlex.quote(printable(text))


def folder_name(code: str) -> str:
    """A safe folder name for a site code, distinct for distinct codes.

    A code of lower-case letters and digits keeps its name; any other is cleaned and told apart by eight digits of its
    hash, and so are codes with capitals, which some file systems cannot tell from small letters.
    """
    if _SAFE_NAME.match(code) and code.split(".", maxsplit=1)[0] not in _DEVICES:
        return code
    stem = _UNSAFE_IN_NAME.sub("-", code).strip("-.")[:40] or "site"
    return f"{stem}-{sha256(code.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
