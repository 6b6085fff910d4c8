"""The identity of a problem across nights.

Two sightings are one problem when kind of thing, address and qualifier agree. The address is reduced to what a
relaunch, a new session or another page of the same list do not change: no scheme, no host for the site's own pages
(only what stands before its domain), no session id, no default document, parameters in order, and, where the problem
belongs to a list as a whole, no page number.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from typing import Literal
from urllib.parse import parse_qsl, quote, unquote, urlsplit

Family = Literal["home", "column", "letter", "link", "page", "host", "site", "text"]
"""What kind of thing a problem is about; the same defect has one identity whichever rule counts it."""

_DEFAULT_DOCUMENT = re.compile(r"/(?:index|default)\.(?:s?html?|jsp|jhtml|aspx?|php|do)$", re.I)
_PATH_SESSION = re.compile(r";(?:jsessionid|sid|phpsessid)=[^/?#]*|/\([SFX]\([^)]*\)\)(?=/|$)", re.I)
_NOISE = re.compile(
    r"(?:jsessionid|phpsessid|aspsessionid\w*|asp\.net_sessionid|session_?id|sid|cfid|cftoken|utm_\w+|spm|_|_t|rand|random"
    r"|timestamp)$",
    re.I,
)
_PAGE_PARAMETER = re.compile(
    r"(?:page|pageno|page_no|pagenum|pageindex|curpage|currentpage|startrecord|endrecord)$", re.I
)
_PLAIN_HOST = re.compile(r"https?://([A-Za-z0-9.\-]+(?::\d{1,5})?)(?=[/?#]|\Z)")
_PLAIN_URL = re.compile(r"https?://[A-Za-z0-9.\-]+(?::\d{1,5})?((?:/[A-Za-z0-9_.\-~]+)*/?)")
_SLASHES = re.compile(r"/{2,}")
_PLAIN_PATH = re.compile(r"[A-Za-z0-9_.\-/~:@!$&'()*+,;=]*")
_PAGE_SUFFIX = re.compile(r"(?<=/)(index|default)[_-]\d{1,4}(?=\.(?:s?html?|jsp|jhtml|aspx?|php)$)", re.I)
"""``index_2.html`` is a page of ``index.html``; ``node_2.htm`` and ``list_2.html`` may be columns of their own."""


def host_of(url: str) -> str:
    """Host and port of an address in lower case, without a default port; empty where there is none."""
    plain = _PLAIN_HOST.match(url)
    try:
        return _host(plain[1] if plain else urlsplit(url).netloc)
    except ValueError:
        return ""


@lru_cache(maxsize=1 << 12)
def _host(netloc: str) -> str:
    """The host of what stands between ``//`` and the path; a site's thousand addresses share a few."""
    parts = urlsplit(f"//{netloc}")
    host, port = (parts.hostname or "").rstrip("."), parts.port
    return host if port in (None, 80, 443) else f"{host}:{port}"


def address(url: str) -> str:
    """An address as one crawl writes it, for finding it again among the others: no scheme, ``www.`` or session.

    Far cheaper than ``url_key``, which knows what survives from crawl to crawl.
    """
    rest = url[7:] if url.startswith("http://") else url[8:] if url.startswith("https://") else url
    if ";" in rest or "#" in rest:
        rest = _PATH_SESSION.sub("", rest).partition("#")[0]
    return rest.removeprefix("www.").rstrip("/")


def folder(url: str) -> str:
    """The ``address`` without a default document: ``/news/`` and ``/news/index.html`` are the same list."""
    return _DEFAULT_DOCUMENT.sub("", address(url))


def domain_of(host: str) -> str:
    """A host without its ``www.``: what the site's other hosts end in."""
    return host.removeprefix("www.")


def is_own(host: str, domains: Iterable[str]) -> bool:
    """Whether a host is one of these domains or lies below one of them."""
    return any(host == domain or domain_of(host) == domain or host.endswith(f".{domain}") for domain in domains)


@lru_cache(maxsize=1 << 12)
def _place(host: str, domains: frozenset[str]) -> str:
    for domain in sorted(domains, key=len, reverse=True):
        if domain_of(host) == domain:
            return "~"
        if host.endswith(f".{domain}"):
            return f"{host.removesuffix(f'.{domain}')}.~"
    return host


def _query(query: str, *, any_page: bool) -> str:
    if not query:
        return ""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=200)
    except ValueError:
        return query
    kept = [(name, value) for name, value in pairs if not _NOISE.match(name)]
    if any_page:
        kept = [(name, value) for name, value in kept if not _PAGE_PARAMETER.match(name)]
    return "&".join(f"{quote(name)}={quote(value)}" for name, value in sorted(kept))


@lru_cache(maxsize=1 << 13)
def url_key(url: str, domains: frozenset[str] = frozenset(), *, any_page: bool = False) -> str:
    """An address reduced to what identifies it (see above). Never raises; what is no address is its own key."""
    if plain := _PLAIN_URL.fullmatch(url):  # most are, and there is little to reduce in them
        path = plain[1] or "/"
        if "." in path:
            path = _DEFAULT_DOCUMENT.sub("/", path)
            if any_page:
                path = _DEFAULT_DOCUMENT.sub("/", _PAGE_SUFFIX.sub(r"\1", path))
        return f"{_place(host_of(url), domains)}{path.rstrip('/') or '/'}"
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url.strip()
    path = _DEFAULT_DOCUMENT.sub("/", _PATH_SESSION.sub("", parts.path or "/"))
    if any_page:
        path = _DEFAULT_DOCUMENT.sub("/", _PAGE_SUFFIX.sub(r"\1", path))
    path = _SLASHES.sub("/", path)
    if not _PLAIN_PATH.fullmatch(path):  # most are plain, and quoting them anew is half of the work
        path = quote(unquote(path, errors="surrogateescape"), safe="/~:@!$&'()*+,;=", errors="surrogateescape")
    query = _query(parts.query, any_page=any_page)
    return f"{_place(host_of(url), domains)}{path.rstrip('/') or '/'}{'?' if query else ''}{query}"


def fingerprint(family: Family, url: str, domains: frozenset[str], qualifier: str = "") -> str:
    """Sixteen hex digits that name a problem. ``domains`` are the site's own (see ``domain_of``)."""
    any_page = family == "column" or (family == "letter" and bool(qualifier))  # a letter without an address of its own
    key = url_key(url, domains, any_page=any_page)
    return sha256("\n".join((family, key, " ".join(qualifier.split()))).encode("utf-8", "surrogatepass")).hexdigest()[
        :16
    ]
