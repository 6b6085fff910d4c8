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
_HEADING = re.compile(r"<h([1-6])\b[^>]*>")
_INLINE_TAG = re.compile(rf"</?(?:{_INLINE})\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")
_LINKED = re.compile("\x01([^\x02]*)\x02?")
_MARKS = {1: None, 2: None, 3: None}


class Line(NamedTuple):
    """``text`` is normalised; ``linked`` is the longest linked text in it; ``heading`` is 1 to 6, 0 for none."""

    text: str
    linked: str
    heading: int


def markup_of(body: etree._Element) -> str:
    """An element as well-formed markup, the form that ``read_lines`` takes."""
    return str(etree.tostring(body, encoding="unicode", with_tail=False))


def read_lines(markup: str, *, in_link: bool = False) -> tuple[list[Line], bool]:
    """The lines of a stretch of well-formed markup, empty ones left out, and whether it ends inside a link.

    A stretch may begin and end at any tag that breaks a line; ``in_link`` tells whether it begins inside a link.
    """
    text = _LINK_OPEN.sub("\x01", markup).replace("</a>", "\x02")
    text = _HEADING.sub("\0\x03\\1", text)
    text = _TAG.sub("\0", _INLINE_TAG.sub("", text))
    if "&" in text:
        text = html.unescape(text)
    lines = []
    for raw in normalise(text).split("\0"):
        if not raw or raw.isspace():
            continue
        if raw.isprintable() and not in_link:
            lines.append(Line(raw.strip(), "", 0))
            continue
        line, in_link = _marked(raw, in_link)
        if line.text:
            lines.append(line)
    return lines, in_link


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
    return Line(raw.translate(_MARKS).strip(), linked, heading), in_link
