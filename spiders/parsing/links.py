"""Every address a page makes a browser fetch or offers a reader to open, in document order, in one pass over the tree.

Links are what a reader meets: ``href`` of a and area, style sheets and icons, images (``src``, ``srcset``, the
``data-src`` family of lazy loading, ``background``), styles (inline and ``<style>``: ``url()`` and ``@import``),
frames, scripts, forms sent by GET, objects, media with posters, and the target of a meta refresh.
No links: comments, the contents of ``<template>`` (not part of the page until a script copies it) and of
``<noscript>`` (no browser that runs scripts shows it), hints such as ``<link rel=dns-prefetch>``, metadata that nobody
opens (``cite``, ``longdesc``, ``itemtype``, ``codebase``), an address that is only a fragment, and ``javascript:``.
Other schemes are read; ``urls.resolve`` refuses them and ``urls.classify`` says why.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple, cast

from lxml import etree

from rules.observations import LinkUse
from spiders.parsing.document import Document
from spiders.parsing.text import tidy

MAX_TEXT_CHARS = 80
_MAX_CSS_CHARS = 200_000
_MAX_SRCSET_CHARS = 16_384
_ATTACHMENT = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|dps|ofd|zip|rar|7z|tar|gz|tgz|txt|csv|ceb|rtf|caj|exe|apk|dwg"
    r"|mp[34]|wm[va]|avi|flv|rm|rmvb|mpe?g|wav|mov|swf)(?=[?#]|$)",
    re.I,
)
_IMAGE = re.compile(r"\.(?:jpe?g|png|gif|bmp|webp|svg|ico|tiff?)(?=[?#]|$)", re.I)
_DOCUMENT = re.compile(r"\.(?:html?|shtml|jhtml|php|aspx?|jspx?|do|action)(?=[?#]|$)", re.I)
_FETCHED = frozenset(("stylesheet", "icon", "apple-touch-icon", "apple-touch-icon-precomposed", "mask-icon"))
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-lazy", "data-srcset", "lazy-src", "original")
_CSS_COMMENT = re.compile(r"/\*.*?(?:\*/|$)", re.S)
_CSS_URL = re.compile(
    r"""(?P<sheet>@import\s+)?url\(\s*(?:"([^"\n]{1,4096})"|'([^'\n]{1,4096})'|([^\s"'()]{1,4096}))"""
    r"""|(?P<other>@import\s+)(?:"([^"\n]{1,4096})"|'([^'\n]{1,4096})')""",
    re.I,
)
_FONT = re.compile(r"\.(?:woff2?|ttf|eot|otf|css)(?=[?#]|$)", re.I)
_REFRESH = re.compile(r"[\s\d.]*(?:[;,]|\s(?=\s*\S))\s*(?:url\s*=\s*)?[\"']?\s*([^\"'\s;][^\"']{0,4096})", re.I)
_SCRIPT_SCHEME = re.compile(r"\s*javascript\s*:", re.I)
_HIDING = ("template", "noscript")

Raw = tuple[str | None, LinkUse]


class RawLink(NamedTuple):
    """An address as it stands on the page; resolve it against ``doc.base_url``."""

    raw: str
    element: etree._Element
    use: LinkUse


def read_links(doc: Document) -> Iterator[RawLink]:
    """Every link of the page in document order, repeats included; see the module for what is one."""
    hidden = _hidden(doc)
    styles = {style.element: style.text for style in doc.styles}
    styled = "url(" in doc.text or "URL(" in doc.text or "background" in doc.text
    for element in doc.root.iter(etree.Element) if styled else doc.root.iter(*_READERS):
        if hidden and element in hidden:
            continue
        reader = _READERS.get(element.tag)
        if reader is not None:
            for raw, use in reader(element):
                if raw and _is_link(raw):
                    yield RawLink(raw, element, use)
        if styled:
            for raw, use in _look(element, styles):
                if _is_link(raw):
                    yield RawLink(raw, element, use)


def line_of(element: etree._Element) -> int | None:
    """The line of the source that the element begins on."""
    return cast("int | None", element.sourceline)


def text_of(element: etree._Element) -> str:
    """What a reader sees of a link, at most 80 characters: its text, else the alt of its image, else its title."""
    pieces: list[str] = []
    length = 0
    for piece in element.itertext():
        pieces.append(str(piece[:1000]))
        length += len(pieces[-1].strip())
        if length > MAX_TEXT_CHARS:
            break
    text = tidy("".join(pieces)) or _spoken(element)
    return text if len(text) <= MAX_TEXT_CHARS else text[: MAX_TEXT_CHARS - 1] + "…"


def refresh_target(content: str) -> str | None:
    """Where ``<meta http-equiv=refresh content=…>`` leads; None for a page that only reloads itself."""
    found = _REFRESH.match(content)
    return found[1].strip() if found else None


def attachment_use(raw: str) -> LinkUse:
    """What an address one clicks on leads to, by its ending: a file to load, an image, else a page."""
    path = raw.partition("#")[0]
    if _ATTACHMENT.search(path):
        return "attachment"
    return "image" if _IMAGE.search(path) else "page"


def _is_link(raw: str) -> bool:
    start = raw.lstrip()[:1]
    return bool(start) and start != "#" and not (start in "jJ" and _SCRIPT_SCHEME.match(raw))


def _hidden(doc: Document) -> set[etree._Element]:
    if not any(f"<{tag}" in doc.text or f"<{tag.upper()}" in doc.text for tag in _HIDING):
        return set()
    return {inner for outer in doc.root.iter(*_HIDING) for inner in outer.iterdescendants()}


def _spoken(element: etree._Element) -> str:
    for inner in (element, *element.iterdescendants("img")):
        text = tidy(inner.get("alt") or "")
        if text:
            return text
    return tidy(element.get("title") or "")


def _anchor(element: etree._Element) -> Iterator[Raw]:
    raw = element.get("href")
    if raw is not None:
        yield raw, attachment_use(raw) if "." in raw else "page"


def _sheet(element: etree._Element) -> Iterator[Raw]:
    words = set((element.get("rel") or "").lower().split())
    if words & _FETCHED:
        yield element.get("href"), "style" if "stylesheet" in words else "image"


def _image(element: etree._Element) -> Iterator[Raw]:
    yield element.get("src"), "image"
    if len(element.attrib) > 1:
        for raw in _srcset(element.get("srcset") or ""):
            yield raw, "image"
        for name in _LAZY:
            lazy = element.get(name)
            if lazy:
                yield from ((raw, "image") for raw in (_srcset(lazy) if name == "data-srcset" else [lazy]))


def _frame(element: etree._Element) -> Iterator[Raw]:
    yield element.get("src"), "frame"


def _script(element: etree._Element) -> Iterator[Raw]:
    yield element.get("src"), "script"


def _form(element: etree._Element) -> Iterator[Raw]:
    if (element.get("method") or "get").strip().lower() == "get":
        yield element.get("action"), "form"


def _button(element: etree._Element) -> Iterator[Raw]:
    if (element.get("formmethod") or "get").strip().lower() == "get":
        yield element.get("formaction"), "form"
    if element.tag == "input" and (element.get("type") or "").strip().lower() == "image":
        yield element.get("src"), "image"


def _medium(element: etree._Element) -> Iterator[Raw]:
    for name in ("src", "data", "poster"):
        raw = element.get(name)
        if raw:
            yield raw, "frame" if _DOCUMENT.search(raw) else "image"
    for raw in _srcset(element.get("srcset") or ""):
        yield raw, "image"


def _meta(element: etree._Element) -> Iterator[Raw]:
    if (element.get("http-equiv") or "").strip().lower() == "refresh":
        yield refresh_target(element.get("content") or ""), "page"


_READERS: dict[str, Callable[[etree._Element], Iterator[Raw]]] = {
    "a": _anchor,
    "area": _anchor,
    "link": _sheet,
    "img": _image,
    "iframe": _frame,
    "frame": _frame,
    "script": _script,
    "form": _form,
    "button": _button,
    "input": _button,
    **dict.fromkeys(("object", "embed", "video", "audio", "source", "track"), _medium),
    "meta": _meta,
}


def _look(element: etree._Element, styles: dict[etree._Element, str]) -> Iterator[tuple[str, LinkUse]]:
    background = element.get("background")
    if background:
        yield background, "image"
    style = element.get("style")
    if style and "(" in style:
        yield from _css(style)
    if element.tag == "style" and element in styles:
        yield from _css(styles[element])


def _css(text: str) -> Iterator[tuple[str, LinkUse]]:
    for found in _CSS_URL.finditer(_CSS_COMMENT.sub(" ", text[:_MAX_CSS_CHARS])):
        raw = next(group for group in found.group(2, 3, 4, 6, 7) if group)
        sheet = found["sheet"] or found["other"]
        if not raw.startswith("data:"):
            yield raw, "style" if sheet or _FONT.search(raw) else "image"


def _srcset(text: str) -> Iterator[str]:
    """The addresses of a srcset (HTML Standard, 4.8.4.2.1): split at blanks, for they may hold commas themselves."""
    rest = " ".join(text[:_MAX_SRCSET_CHARS].split()).lstrip(" ,")
    while rest:
        raw, _, descriptors = rest.partition(" ")
        rest = (descriptors if raw.endswith(",") else descriptors.partition(",")[2]).lstrip(" ,")
        yield raw.rstrip(",")
