"""Turns what stands in an attribute into the absolute address a browser would ask for."""

import re
from functools import lru_cache
from typing import NamedTuple

from spiders.parsing.urls.host import host_of

MAX_URL_CHARS = 8192
"""Longer addresses are refused: servers do not take them, and traps grow them without end."""

_ENDS = "".join(map(chr, range(0x21)))
_REMOVED = dict.fromkeys(map(ord, "\t\n\r"))
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_SAFE_PATH, _SAFE_QUERY = r"[A-Za-z0-9_.~=,;+@!$&()*/-]*", r"(?:\?[A-Za-z0-9_.~=,;+@!$&()*/?:%-]*)?"
_PLAIN = re.compile(r"[A-Za-z0-9_]" + _SAFE_PATH + _SAFE_QUERY)
_ABSOLUTE = re.compile(r"(https?://(?:[a-z0-9_-]+\.)+[a-z][a-z0-9]*)((?:/" + _SAFE_PATH + ")?" + _SAFE_QUERY + ")")
_PORTS = {"http": 80, "https": 443}
_SURROGATES = re.compile("[\ud800-\udfff]")
_PATH_SET = re.compile(rb"[^!$%&'()*+,\-./0-9:;=@A-Z\[\]_a-z|~\\]")
_QUERY_SET = re.compile(rb"[^!$%&()*+,\-./0-9:;=?@A-Z\[\\\]^_`a-z{|}~]")
_USER_SET = re.compile(rb"[^!$%&'()*+,\-.0-9A-Z_a-z~]")
_DOT = re.compile(r"\.|%2e", re.I)
_DOTS = re.compile(r"(?:\.|%2e){2}", re.I)
_GB2312_LABELS = frozenset(
    ("gb2312", "gbk", "x-gbk", "gb_2312-80", "gb_2312", "chinese", "csgb2312", "iso-ir-58", "cp936")
)


class _Base(NamedTuple):
    scheme: str
    authority: str
    path: str
    folder: str  # the path up to and with its last slash
    site: str  # scheme and authority
    start: str  # the address up to and with that slash
    query: str  # with its question mark, or ""


def resolve(raw: str, base: str, charset: str) -> str | None:
    """The absolute http or https address of ``raw`` on a page at ``base``; None where it has none (see ``classify``).

    ``charset`` is the page's (``query_charset``): browsers write a query in it, a path always in UTF-8. The fragment is
    dropped, for it is never sent. Resolving the answer again gives the answer.
    """
    home = _base(base)
    if len(raw) < 1000 and "/." not in raw:
        if home is not None:
            if _PLAIN.fullmatch(raw):
                return _bounded(home.start + raw)
            if raw.startswith("/") and _PLAIN.fullmatch(raw, 1):
                return _bounded(home.site + raw)
        if simple := _ABSOLUTE.fullmatch(raw):
            rest = simple[2]
            return raw if rest.startswith("/") else f"{simple[1]}/{rest}"
    if len(raw) > 2 * MAX_URL_CHARS:
        return None
    return _bounded(_parse(raw, home, charset))


def classify(raw: str) -> str:
    """What kind of address it is, and so why ``resolve`` may refuse it.

    ``"web"`` (http, https or without a scheme: then a None means a host or port that cannot be), ``"empty"``,
    ``"fragment"``, ``"too-long"``, else the scheme itself: ``"javascript"``, ``"mailto"``, ``"tel"``, ``"data"``,
    ``"blob"``, ``"file"``, ``"thunder"``, or a drive letter.
    """
    raw = raw.strip(_ENDS)
    if not raw:
        return "empty"
    if raw.startswith("#"):
        return "fragment"
    scheme = _SCHEME.match(raw[:200].translate(_REMOVED))
    if scheme and scheme[1].lower() not in _PORTS:
        return scheme[1].lower()
    return "too-long" if len(raw) > MAX_URL_CHARS else "web"


def query_charset(encoding: str, declared: str | None) -> str:
    """The charset browsers write a query in: that of the page, but GBK where the page says gb2312 or GBK."""
    if encoding == "gb18030" and (declared or "").strip().lower() in _GB2312_LABELS:
        return "gbk"
    return encoding


def _bounded(url: str | None) -> str | None:
    return url if url is not None and len(url) <= MAX_URL_CHARS else None


@lru_cache(maxsize=1024)
def _base(url: str) -> _Base | None:
    if len(url) > MAX_URL_CHARS:
        return None
    full = _parse(url, None, "utf-8")
    if full is None:
        return None
    scheme, _, rest = full.partition("://")
    authority, slash, rest = rest.partition("/")
    path, mark, query = (slash + rest).partition("?")
    folder, site = path[: path.rindex("/") + 1], f"{scheme}://{authority}"
    return _Base(scheme, authority, path, folder, site, site + folder, mark + query)


def _parse(raw: str, home: _Base | None, charset: str) -> str | None:
    raw = raw.strip(_ENDS).translate(_REMOVED).partition("#")[0]
    raw = _SURROGATES.sub("\ufffd", raw)
    found = _SCHEME.match(raw)
    if not found:
        return _relative(raw, home, charset) if home else None
    scheme, rest = found[1].lower(), raw[found.end() :]
    if scheme not in _PORTS:
        return None
    if home and home.scheme == scheme and not (rest[:1] in ("/", "\\") and rest[1:2] in ("/", "\\")):
        return _relative(rest, home, charset)
    return _absolute(scheme, rest.lstrip("/\\"), charset)


def _relative(raw: str, home: _Base, charset: str) -> str | None:
    path, mark, query = raw.partition("?")
    path = path.replace("\\", "/")
    if path.startswith("//"):
        return _absolute(home.scheme, raw.lstrip("/\\"), charset)
    start = f"{home.scheme}://{home.authority}"
    if not path:
        return start + home.path + (_query(query, charset) if mark else home.query)
    path = _path(path if path.startswith("/") else home.folder + path)
    return start + path + (_query(query, charset) if mark else "")


def _absolute(scheme: str, raw: str, charset: str) -> str | None:
    before, mark, query = raw.partition("?")
    authority, slash, path = before.replace("\\", "/").partition("/")
    place = _authority(scheme, authority)
    if place is None:
        return None
    return f"{scheme}://{place}{_path(slash + path)}" + (_query(query, charset) if mark else "")


def _authority(scheme: str, raw: str) -> str | None:
    user, at, place = raw.rpartition("@")
    name, port = place, ""
    if not place.endswith("]") and ":" in place:
        name, _, port = place.rpartition(":")
    host = host_of(name)
    if host is None or not (port.isascii() and (port.isdigit() or not port)):
        return None
    number = int(port.lstrip("0")[:6] or "0") if port else _PORTS[scheme]
    if number > 65535:
        return None
    return (_user(user) if at else "") + host + ("" if number == _PORTS[scheme] else f":{number}")


def _user(raw: str) -> str:
    name, _, password = raw.partition(":")
    text = _escape(name, _USER_SET) + (":" + _escape(password, _USER_SET) if password else "")
    return text + "@" if text else ""


def _path(raw: str) -> str:
    segments: list[str] = []
    parts = raw.split("/")[1:]
    for place, part in enumerate(parts):
        last = place == len(parts) - 1
        if _DOTS.fullmatch(part):
            if segments:
                segments.pop()
            if last:
                segments.append("")
        elif not _DOT.fullmatch(part):
            segments.append(part)
        elif last:
            segments.append("")
    return _escape("/" + "/".join(segments), _PATH_SET)


def _query(raw: str, charset: str) -> str:
    if raw.isascii() or charset.startswith("utf"):
        return "?" + _escape(raw, _QUERY_SET)
    return "?" + _QUERY_SET.sub(_percent, _in_charset(raw, charset)).decode("ascii")


def _in_charset(text: str, charset: str) -> bytes:
    """Text in the page's charset; what it cannot say stands as ``%26%23NNN%3B``, as browsers send it."""
    pieces = []
    try:
        return text.encode(charset)
    except UnicodeEncodeError:
        pass
    except LookupError:
        return text.encode()
    for char in text:
        try:
            pieces.append(char.encode(charset))
        except UnicodeEncodeError:
            pieces.append(b"%%26%%23%d%%3B" % ord(char))
    return b"".join(pieces)


def _escape(text: str, harmful: re.Pattern[bytes]) -> str:
    return harmful.sub(_percent, text.encode()).decode("ascii")


def _percent(found: re.Match[bytes]) -> bytes:
    return b"%%%02X" % found[0][0]
