"""Which characters the bytes of a page are, whatever the page claims.

Order: byte order mark > strictly valid UTF-8 > the declared charset if the text then reads like Chinese > best fit.
GB2312 and GBK are read as GB18030, their superset. A page that is mislabelled shows as ``declared`` differing in
family from ``encoding``; ``same_family`` tells. Sources: WHATWG Encoding Standard (labels), RFC 3629 (UTF-8),
GB 18030-2022.
"""

import codecs
import re
from typing import NamedTuple

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (b"\x84\x31\x95\x33", "gb18030"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(rb"<meta\b[^>]{0,500}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.\-]{2,40})", re.I)
_XML = re.compile(rb"\s*<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.\-]{2,40})", re.I)
_HEAD_BYTES = 16_384  # real pages declare after 2 KB; browsers stop at 1 KB
_WIDE_BYTES = 1024
_SAMPLE_BYTES = 65_536
_ALIASES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "gb-2312": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "ms936": "gb18030",
    "hz-gb-2312": "gb18030",
    "big5": "big5hkscs",
    "big-5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "utf8": "utf-8",
    "unicode": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "utf-16": "utf-16-le",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
}
_PYTHON_NAMES = {"big5hkscs", "gb18030", "utf-8", "utf-16-le", "utf-16-be", "cp1252"}
_NO_CHARSETS = frozenset(
    ("idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "utf-7", "mbcs", "oem")
)
"""Codecs of the language that no browser knows: they raise, read escapes, or take the square of the time."""
_COMMON = re.compile(
    "[的一是在有和中国人民政府工作发展年月日市省区县于不了大为上个到会要以地出来通知公告关策办法部门社管理"
    "信息开服务网站主单位联系我们首页新闻动态建设经济教育文化生产企业全面项目安责任领导组织实施加强推进]+"
)
_ODD = re.compile("[\ufffd\ue000-\uf8ff\x80-\x9f]+")
_CJK = re.compile("[\u4e00-\u9fff]+")
_HIGH = re.compile("[^\x00-\x7f]")
_ASCII = re.compile("[\x00-\x7f]+")
_SAMPLE_CHARS = 8000
_SAMPLE_LETTERS = 600
_LIKE_CHINESE = 0.9


class Decoded(NamedTuple):
    """Decoded text, the codec really used (lower case) and the label that the page or its header declares."""

    text: str
    encoding: str
    declared: str | None


def decode(body: bytes, http_charset: str | None = None) -> Decoded:
    """Decode any bytes; never raises. Undecodable bytes become U+FFFD, NULs are dropped."""
    declared = _label(http_charset) or declared_in(body)
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _decoded(body[len(mark) :], name, declared)
    if (wide := _wide(body)) is not None:
        return _decoded(body, wide, declared)
    candidate = _codec(declared)
    text = _try(body, "utf-8")
    if text is None:
        return _best(body, candidate, declared)
    if candidate in {"gb18030", "big5hkscs"} and not text.isascii() and not _CJK.search(text):
        legacy = _try(body, candidate)  # two-byte characters of a very short GBK text may happen to be valid UTF-8
        if legacy is not None and _CJK.search(legacy):
            return Decoded(_without_nul(legacy), candidate, declared)
    if text.isascii() and candidate is not None and not candidate.startswith("utf-16"):
        return Decoded(_without_nul(text), candidate, declared)
    return Decoded(_without_nul(text), "utf-8", declared)


def declared_in(body: bytes) -> str | None:
    """The charset label in an XML declaration or the first ``<meta charset>``, lower case; None if there is none."""
    head = body[:_HEAD_BYTES]
    found = _XML.match(head) or _META.search(head)
    return found.group(1).decode("ascii").lower() if found else None


def same_family(declared: str | None, encoding: str) -> bool:
    """Whether a declared label means the codec really used (gb2312, gbk and gb18030 are one family)."""
    codec = _codec(declared)
    return codec == encoding or (codec == "utf-16-le" and encoding.startswith("utf-16"))


def _label(charset: str | None) -> str | None:
    return charset.strip(" \t\r\n\"'").lower()[:40] or None if charset else None


def _codec(label: str | None) -> str | None:
    if not label:
        return None
    name = _ALIASES.get(label, label)
    if name in _PYTHON_NAMES:
        return name
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    return info.name if info._is_text_encoding and info.name not in _NO_CHARSETS else None


def _wide(body: bytes) -> str | None:
    """UTF-16 without a mark shows as zeros after, or before, most of its angle brackets."""
    head = body[:_WIDE_BYTES]
    if 0 not in head:
        return None
    little, big = head[::2].count(b"<"), head[1::2].count(b"<")
    zeros = head.count(b"<\0") if little > big else head.count(b"\0<")
    if zeros * 2 <= little + big:
        return None
    return "utf-16-le" if little > big else "utf-16-be"


def _best(body: bytes, codec: str | None, declared: str | None) -> Decoded:
    """The codec that reads most like Chinese; a tie goes to the declared one, then to UTF-8."""
    if codec is not None and not codec.startswith("utf"):
        text = _try(body, codec)
        if text is not None and _reads(text) > _LIKE_CHINESE:
            return Decoded(_without_nul(text), codec, declared)
    sample = body[:_SAMPLE_BYTES]
    names = dict.fromkeys(n for n in (codec, "utf-8", "gb18030", "big5hkscs") if n is not None)
    scored = [(_reads(sample.decode(name, "replace")), -i, name) for i, name in enumerate(names)]
    return _decoded(body, max(scored)[2], declared)


def _reads(text: str) -> float:
    """How much text reads like Chinese: 0 and less for rubbish, 1 and more for Chinese prose."""
    first = _HIGH.search(text)
    if first is None:
        return 1.0
    letters = _ASCII.sub("", text[first.start() : first.start() + _SAMPLE_CHARS])[:_SAMPLE_LETTERS]
    left = [len(pattern.sub("", letters)) for pattern in (_CJK, _COMMON, _ODD)]
    chinese, common, odd = (len(letters) - n for n in left)
    return (chinese + 4 * common - 8 * odd) / len(letters)


def _try(body: bytes, name: str) -> str | None:
    try:
        return body.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


def _decoded(body: bytes, name: str, declared: str | None) -> Decoded:
    return Decoded(_without_nul(body.decode(name, "replace")), name, declared)


def _without_nul(text: str) -> str:
    return text.replace("\x00", "") if "\x00" in text else text
