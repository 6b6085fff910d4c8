"""A page as the lines that a reader sees, with what of each line is linked and which are headings.

Built from one serialisation by a handful of substitutions: no element object is made, which would cost more than the
parse itself. Tables give a line per cell, so that a label and its value may be two lines.
"""

import html
import re
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from spiders.parsing.text import normalise

_INLINE = (  # by first letters, for a pattern tries one branch after the other at every tag
    "a(?:bbr|cronym)?|b(?:do|ig)?|c(?:ite|ode)|d(?:ate|el|fn)|em|font(?:size)?|i(?:mg|n(?:put|s))?|kbd|label|mark|nobr|"
    "o:p|q|r(?:p|t|uby)|s(?:amp|cript|mall|ource|pan|t(?:r(?:ike|ong)|yle|1:[a-z]+)|u[bp])?|t(?:ime|t)|u|var|wbr"
)
_LINK_OPEN = re.compile(r"<a(?=[\s>])[^>]*(?<!/)>")  # not <a name="x"/>, which links nothing
_INLINE_TAG = re.compile(rf"</?(?:{_INLINE})\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")
_LINKED = re.compile("\x01([^\x02]*)\x02?")
_HEADING_MARK = re.compile("\x03.")
_SHORT_CHARS = 100
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


class Stretch(NamedTuple):
    """What a stretch of markup says: its lines, empty ones left out, all its text as it stands, and whether it ends
    inside a link."""

    lines: list[Line]
    raw: str
    in_link: bool


def read_lines(markup: bytes, *, in_link: bool = False) -> Stretch:
    """What a stretch of well-formed markup says.

    A stretch may begin and end at any tag that breaks a line; ``in_link`` tells whether it begins inside a link. The
    marks put in on the way are control characters, which well-formed markup cannot hold.
    """
    marked = _LINK_OPEN.sub("\x01", markup.decode("utf-8", "replace")).replace("</a>", "\x02")
    for level in "123456" if "<h" in marked else "":
        if f"<h{level}" in marked:
            marked = marked.replace(f"<h{level}", f"\0\x03{level}<b")
    marked = _TAG.sub("\0", _INLINE_TAG.sub("", marked))
    if "&" in marked:
        marked = html.unescape(marked)
    lines = []
    for raw in normalise(marked).split("\0"):
        if not raw or raw.isspace():
            continue
        line, in_link = _short(raw) if not in_link and len(raw) <= _SHORT_CHARS else _marked(raw, in_link)
        if line.text:
            lines.append(line)
    return Stretch(lines, _unmarked(marked), in_link)


def _unmarked(marked: str) -> str:
    if "\x03" in marked:
        marked = _HEADING_MARK.sub("", marked)
    return marked.replace("\0", "").replace("\x01", "").replace("\x02", "")


@lru_cache(maxsize=8192)  # menus, labels and the rows of lists are the same on many pages
def _short(raw: str) -> tuple[Line, bool]:
    return _marked(raw, in_link=False)


def _marked(raw: str, in_link: bool) -> tuple[Line, bool]:
    heading, linked = 0, ""
    if (at := raw.find("\x03")) >= 0:
        heading = int(raw[at + 1])
        raw = raw[:at] + raw[at + 2 :]
    if in_link:
        raw = "\x01" + raw
    if "\x01" in raw:
        linked = max(_LINKED.findall(raw), key=len).strip()
        in_link = raw.rfind("\x01") > raw.rfind("\x02")
    text = raw.replace("\x01", "").replace("\x02", "").strip()
    return Line(text, linked, heading, is_prose(text)), in_link


def is_prose(text: str) -> bool:
    """Whether a normalised line is running text."""
    if len(text) >= LONG_CHARS:
        return "。" in text or not INFO.search(text[:60])
    if "。" in text or "," in text or ";" in text or "、" in text:
        return bool(_SENTENCE.search(text)) and not INFO.search(text)
    return False
