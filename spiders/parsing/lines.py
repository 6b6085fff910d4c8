"""A page as the lines that a reader sees, with what of each line is linked and which are headings.

Built from one serialisation by a handful of substitutions: no element object is made, which would cost more than the
parse itself. Tables give a line per cell, so that a label and its value may be two lines.
"""

import html
import re
from typing import NamedTuple

from lxml import etree

from spiders.parsing.text import normalise

_INLINE = (
    "a|abbr|acronym|b|bdo|big|cite|code|del|dfn|em|font|i|img|input|ins|kbd|label|mark|nobr|q|rp|rt|ruby|s|samp|small|"
    "span|strike|strong|sub|sup|time|tt|u|var|wbr|script|style|o:p|st1:[a-z]+|date|source|fontsize"
)
_LINK_OPEN = re.compile(r"<a(?:\s(?:[^>]*[^/>])?)?>")  # not <a name="x"/>, which links nothing
_INLINE_TAG = re.compile(rf"</?(?:{_INLINE})\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")
_LINKED = re.compile("\x01([^\x02]*)\x02?")
_MARKS = {1: None, 2: None, 3: None}


_SENTENCE = re.compile(r"[。;]|[,、].*[,、]")
LONG_CHARS = 46
INFO = re.compile(
    "来 ?源|稿 ?源|浏 ?览|点 ?击|阅 ?读|访 ?问|字 ?体|字 ?号|作 ?者|编 ?辑|打 ?印|分 ?享|发 ?布|人 ?气|次 ?数|供 ?稿|"
    r"撰 ?稿|记 ?者|[【\[(]? ?大 ?中 ?小|文 ?号|索 ?引 ?号|查 ?看|点 ?赞|收 ?藏|\b(?:source|views?|author|font)\b",
    re.I,
)
"""Words of the line under a heading that tells date, source, visits."""


class Line(NamedTuple):
    """``text`` is normalised; ``linked`` is the longest linked text in it; ``heading`` is 1 to 6, 0 for none.

    ``prose``: running text rather than a heading, a label or the line under a heading.
    """

    text: str
    linked: str = ""
    heading: int = 0
    prose: bool = False


def markup_of(body: etree._Element) -> bytes:
    """An element as well-formed markup in UTF-8, the form that ``read_lines`` takes."""
    return bytes(etree.tostring(body, encoding="utf-8", with_tail=False))


def read_lines(markup: bytes, *, in_link: bool = False) -> tuple[list[Line], bool]:
    """The lines of a stretch of well-formed markup, empty ones left out, and whether it ends inside a link.

    A stretch may begin and end at any tag that breaks a line; ``in_link`` tells whether it begins inside a link. The
    marks put in on the way are control characters, which well-formed markup cannot hold.
    """
    marked = _LINK_OPEN.sub("\x01", markup.decode("utf-8", "replace")).replace("</a>", "\x02")
    for level in "123456":
        marked = marked.replace(f"<h{level}", f"\0\x03{level}<b")
    marked = _TAG.sub("\0", _INLINE_TAG.sub("", marked))
    if "&" in marked:
        marked = html.unescape(marked)
    lines = []
    for raw in normalise(marked).split("\0"):
        if not raw or raw.isspace():
            continue
        if raw.isprintable() and not in_link:
            text = raw.strip()
            lines.append(Line(text, "", 0, is_prose(text)))
            continue
        line, in_link = _marked(raw, in_link)
        if line.text:
            lines.append(line)
    return lines, in_link


def _marked(raw: str, in_link: bool) -> tuple[Line, bool]:
    if not in_link and raw[0] == "\x01" and raw.find("\x02") == len(raw) - 1 and raw[1:-1].isprintable():
        text = raw[1:-1].strip()  # a menu entry: the most frequent line by far
        return Line(text, text, 0, is_prose(text)), False
    heading, linked = 0, ""
    if (at := raw.find("\x03")) >= 0:
        heading = int(raw[at + 1])
        raw = raw[:at] + raw[at + 2 :]
    if in_link:
        raw = "\x01" + raw
    if "\x01" in raw:
        linked = max(_LINKED.findall(raw), key=len).strip()
        in_link = raw.rfind("\x01") > raw.rfind("\x02")
    text = raw.translate(_MARKS).strip()
    return Line(text, linked, heading, is_prose(text)), in_link


def is_prose(text: str) -> bool:
    """Whether a normalised line is running text."""
    if len(text) >= LONG_CHARS:
        return "。" in text or not INFO.search(text[:60])
    if "。" in text or "," in text or ";" in text or "、" in text:
        return bool(_SENTENCE.search(text)) and not INFO.search(text)
    return False
