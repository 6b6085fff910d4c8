"""What a page says in its own words, read in one linear pass over at most some tens of kilobytes of hostile text.

A judge of thousands of foreign answers cannot build a tree for each. This reads only what the judgement of an answer
needs: the title, and the text that is neither link nor script nor footer.
"""

import html
import re
from dataclasses import dataclass

_TAG = re.compile(r"<(?:!--|(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>?)")
_SKIPPED = {
    name: re.compile(rf"</{name}\b", re.I)
    for name in ("script", "style", "title", "select", "textarea", "noscript", "template", "iframe", "svg")
}
_INLINE = frozenset(("span", "b", "i", "em", "strong", "font", "u", "small", "big", "code"))
_TITLE = re.compile(r"<title\b[^<>]{0,500}>([^<]{0,500})", re.I)
_FOOTERS = ("主办单位", "主办：", "版权所有", "网站标识码", "ICP备", "公网安备", "opyright", "COPYRIGHT")
_ALERT = re.compile(r"\balert\s{0,9}\(\s{0,9}[\"']([^\"'\n]{1,80})[\"']")
_SCRIPT_PAGE_CHARS = 4096
_ENOUGH_CHARS = 4000  # a page with more own text is no error page; nobody asks further


@dataclass(frozen=True, slots=True)
class Shown:
    """``own`` is the page's text outside links, one line per block, without its footer; ``alerts`` what it pops up.

    ``own_chars`` counts the characters of ``own`` that are not blank.
    """

    title: str
    own: str
    own_chars: int
    alerts: tuple[str, ...] = ()


def title_of(source: str) -> str:
    found = _TITLE.search(source)
    return " ".join(html.unescape(found[1]).split()) if found else ""


def read_shown(source: str) -> Shown:
    """Reads the title and (the beginning of) the own text of HTML source, complete or cut anywhere."""
    own = html.unescape("".join(_pieces(source)))
    lines = (" ".join(line.split()) for line in own.splitlines())
    text = "\n".join(line for line in lines if line)
    text = text[: min((text.find(mark) for mark in _FOOTERS if mark in text), default=None)]
    alerts = tuple(_ALERT.findall(source)) if len(source) <= _SCRIPT_PAGE_CHARS else ()
    return Shown(title_of(source), text, len("".join(text.split())), alerts)


def _pieces(source: str) -> list[str]:
    pieces: list[str] = []
    position, in_link, chars = 0, False, 0
    while chars < _ENOUGH_CHARS and (tag := _TAG.search(source, position)):
        if not in_link and (piece := source[position : tag.start()].strip()):
            pieces.append(piece)
            chars += len(piece)
        closing, name = bool(tag[1]), (tag[2] or "").lower()
        position = tag.end()
        if not name:
            end = source.find("-->", position)
            position = end + 3 if end >= 0 else len(source)
        elif name == "a":
            in_link = not closing
        elif name in _SKIPPED and not closing:
            end_tag = _SKIPPED[name].search(source, position)
            position = end_tag.start() if end_tag else len(source)
        if name not in _INLINE and not in_link:
            pieces.append("\n")
    if not in_link:
        pieces.append(source[position:])
    return pieces
