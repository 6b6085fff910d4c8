"""When two addresses are one page, when they are of one kind, and when they belong to one site."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import tldextract

_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid|v)=[A-Za-z0-9._!-]*", re.I)
_SESSION_IN_ASPX = re.compile(r"/\([SAFX]\([A-Za-z0-9_-]{8,}\)\)(?=/|$)")
_SESSION_KEYS = re.compile(
    r"(?:jsessionid|phpsessid|aspsessionid\w*|asp\.net_sessionid|sessionid|session_id|cfid|cftoken)", re.I
)
_PORT = re.compile(r"^(http://[^/?]*):80(?=[/?]|$)|^(https://[^/?]*):443(?=[/?]|$)")
_HEX = re.compile(r"(?=[0-9a-f]*[0-9])[0-9a-f]{8,}(?:-[0-9a-f]{4,}){0,4}", re.I)
_DIGITS = re.compile(r"[0-9]+")
_DEPTH = 8
"""Folders that a pattern tells apart; real columns lie less deep, ever-growing paths do not."""


def normalise(url: str) -> str:
    """The identity of an absolute address: equal for addresses that name one page.

    Scheme and host in lower case, no default port, no fragment, an empty path is ``/``, percent-encoding in upper case
    and only where it is needed, an empty query dropped, session ids (``;jsessionid=``, ``PHPSESSID=`` …) dropped. The
    page is always asked for by the address that was found; this one only says whether it was asked before.
    """
    url = url.partition("#")[0]
    scheme, mark, rest = url.partition("://")
    if not mark:
        return url
    end = min((i for i in (rest.find("/"), rest.find("?")) if i >= 0), default=len(rest))
    start = f"{scheme}://{rest[:end]}".lower() if "@" not in rest[:end] else _lower_host(scheme, rest[:end])
    rest = rest[end:]
    if (port := _PORT.match(start)) is not None:
        start = port[1] or port[2]
    if "%" in rest:
        rest = _PERCENT.sub(_percent, rest)
    path, _, query = rest.partition("?")
    if ";" in path or "(" in path:
        path = _SESSION_IN_ASPX.sub("", _SESSION_IN_PATH.sub("", path))
    if query and "id" in query.lower():
        query = "&".join(p for p in query.split("&") if not _SESSION_KEYS.fullmatch(p.partition("=")[0]))
    return start + (path or "/") + ("?" + query if query else "")


def pattern_of(url: str) -> str:
    """What the addresses of one kind share: host, folders and query keys, with numbers, dates and hex ids folded.

    Budgets count addresses by it, so that a calendar, a session or an ever-growing path ends the crawl of that kind
    only. Folders that repeat count once, folders deeper than 8 not at all.
    """
    parts = _split(normalise(url))
    if parts is None:
        return "?"
    host, path, query = parts
    *folders, name = [_fold(part) for part in path.split("/")[1:]] or [""]
    folders = list(dict.fromkeys(folders))[:_DEPTH]
    keys = sorted({_folded_pair(pair) for pair in query.split("&")}) if query else []
    return "/".join([host, *folders, name]) + ("?" + "&".join(keys) if keys else "")


def same_site(url: str, home: str, *, domain: bool = False) -> bool:
    """Whether an address belongs to the site of a home page: one host, with or without ``www.``, and one port.

    http and https are one. With ``domain`` any host under the same registrable domain belongs (``x.gov.cn`` is
    registrable, ``gov.cn`` is not; the list of public suffixes is the bundled one, nothing is fetched).
    """
    here, there = _host_of(url), _host_of(home)
    if not here or not there:
        return False
    if here == there:
        return True
    return domain and bool(_domain(here)) and _domain(here) == _domain(there)


def _lower_host(scheme: str, authority: str) -> str:
    user, _, host = authority.rpartition("@")
    return f"{scheme.lower()}://{user}@{host.lower()}"


def _percent(found: re.Match[str]) -> str:
    char = chr(int(found[1], 16))
    return char if char in _UNRESERVED else found[0].upper()


def _fold(part: str) -> str:
    return _DIGITS.sub("#", _HEX.sub("#", part[:200]))


def _folded_pair(pair: str) -> str:
    key, mark, value = pair.partition("=")
    value = "#" if any(c.isdigit() or c == "%" for c in value) or len(value) > 24 else value
    return _fold(key) + mark + value


@lru_cache(maxsize=4096)
def _host_of(url: str) -> str:
    parts = _split(url)
    return parts[0].removeprefix("www.") if parts else ""


def _split(url: str) -> tuple[str, str, str] | None:
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or ""), parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    named = host if port in (None, 80, 443) else f"{host}:{port}"
    return named, parts.path, parts.query


@lru_cache(maxsize=1)
def _suffixes() -> "tldextract.TLDExtract":
    import tldextract  # noqa: PLC0415 - it loads an HTTP client, and few callers ask about domains

    return tldextract.TLDExtract(cache_dir=None, suffix_list_urls=())


@lru_cache(maxsize=4096)
def _domain(host: str) -> str:
    return _suffixes().extract_str(host).top_domain_under_public_suffix
