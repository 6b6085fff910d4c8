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

_Find = Callable[[etree._Element], list[etree._Element]]
MAX_TEXT_CHARS = 80
_MAX_CSS_CHARS = 200_000
_MAX_SRCSET_CHARS = 16_384
_FILES = (
    "pdf doc docx xls xlsx ppt pptx wps et dps ofd zip rar 7z tar gz tgz txt csv ceb rtf caj exe apk dwg "
    "mp3 mp4 wma wmv avi flv rm rmvb mpg mpeg wav mov swf"
)
_IMAGES = "jpg jpeg png gif bmp webp svg ico tif tiff"
_PAGES = "htm html shtml jhtml php asp aspx jsp jspx do action"
_USES: dict[str, LinkUse] = {
    **dict.fromkeys(_FILES.split(), "attachment"),
    **dict.fromkeys(_IMAGES.split(), "image"),
    **dict.fromkeys(_PAGES.split(), "page"),
}
_ENDING = re.compile(r"\.([A-Za-z0-9]{2,5})(?:[?#]|$)")
_FETCHED = frozenset(("stylesheet", "icon", "apple-touch-icon", "apple-touch-icon-precomposed", "mask-icon"))
_LAZY = frozenset(("data-src", "data-original", "data-lazy-src", "data-lazy", "lazy-src", "original"))
_SRCSETS = frozenset(("srcset", "data-srcset"))
_EXTRA = _LAZY | _SRCSETS
_CSS_COMMENT = re.compile(r"/\*.*?(?:\*/|$)", re.S)
_QUOTED = r"""(?:"([^"\n]{1,4096}+)"|'([^'\n]{1,4096}+)')"""
_CSS_URL = re.compile(rf"""url\(\s*(?:{_QUOTED}|([^\s"'()]{{1,4096}}+))\s*+\)""")
_CSS_ANY_URL = re.compile(_CSS_URL.pattern, re.I)
_CSS_IMPORT = re.compile(rf"@import\s+{_QUOTED}", re.I)
_FONT = re.compile(r"\.(?:woff2?|ttf|eot|otf|css)(?=[?#]|$)", re.I)
_REFRESH = re.compile(r"\s*+[\d.]*+(?>\s*[;,]|\s)\s*+(?P<rest>\S.{0,4096})", re.S)
_REFRESH_URL = re.compile(r"url\s*=\s*", re.I)
_STYLED = cast("_Find", etree.XPath("//@style[contains(., '(')]/.."))
_BACKED = cast("_Find", etree.XPath("//@background[. != '']/.."))
_SCRIPT_SCHEME = re.compile(r"\s*javascript\s*:", re.I)
_HIDING = ("template", "noscript")


class RawLink(NamedTuple):
    """An address as it stands on the page; resolve it against ``doc.base_url``."""

    raw: str
    element: etree._Element
    use: LinkUse


def read_links(doc: Document) -> Iterator[RawLink]:
    """Every link of the page in document order, those in styles last, repeats included; see the module."""
    for raw, element, use in raw_links(doc):
        if is_link(raw):
            yield RawLink(raw, element, use or use_of(raw))


def raw_links(doc: Document) -> Iterator[tuple[str, etree._Element, LinkUse | None]]:
    """What stands where links stand, for callers that know most of it from other pages.

    What ``is_link`` refuses is among it, and the use of what one clicks on is None: ``use_of`` tells it.
    """
    hidden: set[etree._Element] = set()
    for element in doc.root.iter(*_READERS, *_HIDING):
        if hidden and element in hidden:
            continue
        if element.tag == "a":
            if raw := element.get("href"):
                yield raw, element, None
        elif element.tag in _HIDING:
            hidden.update(element.iterdescendants())
        else:
            yield from (link for link in _READERS[element.tag](element) if link[0])
    yield from (link for link in _looks(doc) if link.element not in hidden)


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
    if not found:
        return None
    rest = found["rest"]
    named = _REFRESH_URL.match(rest)
    rest = rest[named.end() :] if named else rest
    if rest[:1] in ("'", '"'):
        rest = rest[1:].partition(rest[0])[0]
    return rest.strip() or None


def use_of(raw: str) -> LinkUse:
    """What an address one clicks on leads to, by its ending: a file to load, an image, else a page."""
    return _USES.get(raw[raw.rfind(".") + 1 :]) or _use_by_ending(raw) or "page"


def _use_by_ending(raw: str) -> LinkUse | None:
    found = _ENDING.search(raw, max(raw.find("/", 8), 0))
    return _USES.get(found[1].lower()) if found else None


def is_link(raw: str) -> bool:
    """Whether an address (not empty) leads anywhere: neither to a place on the page nor to a script."""
    start = raw[0]
    if start <= " ":
        start = raw.strip()[:1] or "#"
    return start not in "#jJ" or (start != "#" and not _SCRIPT_SCHEME.match(raw))


def _spoken(element: etree._Element) -> str:
    for inner in (element, *element.iterdescendants("img")):
        text = tidy(inner.get("alt") or "")
        if text:
            return text
    return tidy(element.get("title") or "")


def _anchor(element: etree._Element) -> Iterator[RawLink]:
    raw = element.get("href", "")
    yield RawLink(raw, element, use_of(raw))


def _sheet(element: etree._Element) -> Iterator[RawLink]:
    words = set((element.get("rel") or "").lower().split())
    if words & _FETCHED:
        yield RawLink(element.get("href", ""), element, "style" if "stylesheet" in words else "image")


def _image(element: etree._Element) -> Iterator[RawLink]:
    yield RawLink(element.get("src", ""), element, "image")
    if _EXTRA.isdisjoint(cast("list[str]", element.keys())):
        return
    for name, raw in cast("list[tuple[str, str]]", element.items()):
        if name in _LAZY:
            yield RawLink(raw, element, "image")
        elif name in _SRCSETS:
            for part in _srcset(raw):
                yield RawLink(part, element, "image")


def _frame(element: etree._Element) -> Iterator[RawLink]:
    yield RawLink(element.get("src", ""), element, "frame")


def _script(element: etree._Element) -> Iterator[RawLink]:
    yield RawLink(element.get("src", ""), element, "script")


def _form(element: etree._Element) -> Iterator[RawLink]:
    if (element.get("method") or "get").strip().lower() == "get":
        yield RawLink(element.get("action", ""), element, "form")


def _button(element: etree._Element) -> Iterator[RawLink]:
    if (element.get("formmethod") or "get").strip().lower() == "get":
        yield RawLink(element.get("formaction", ""), element, "form")
    if element.tag == "input" and (element.get("type") or "").strip().lower() == "image":
        yield RawLink(element.get("src", ""), element, "image")


def _medium(element: etree._Element) -> Iterator[RawLink]:
    for name in ("src", "data", "poster"):
        raw = element.get(name)
        if raw:
            yield RawLink(raw, element, "frame" if _use_by_ending(raw) == "page" else "image")
    for raw in _srcset(element.get("srcset", "")):
        yield RawLink(raw, element, "image")


def _meta(element: etree._Element) -> Iterator[RawLink]:
    if (element.get("http-equiv") or "").strip().lower() == "refresh":
        yield RawLink(refresh_target(element.get("content") or "") or "", element, "page")


_READERS: dict[str, Callable[[etree._Element], Iterator[RawLink]]] = {
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


def _looks(doc: Document) -> Iterator[RawLink]:
    """Addresses in styles and in ``background``, which any element may have."""
    for sheet in doc.styles:
        yield from _css(sheet.text, sheet.element)
    for element in _STYLED(doc.root):
        yield from _css(element.get("style", ""), element)
    for element in _BACKED(doc.root):
        yield RawLink(element.get("background", ""), element, "image")


def _css(text: str, element: etree._Element) -> Iterator[RawLink]:
    text = text[:_MAX_CSS_CHARS]
    if "/*" in text:
        text = _CSS_COMMENT.sub(" ", text)
    if "@" in text:
        for found in _CSS_IMPORT.finditer(text):
            yield RawLink(found[1] or found[2], element, "style")
    for found in (_CSS_ANY_URL if "URL" in text else _CSS_URL).finditer(text):
        raw = found[1] or found[2] or found[3]
        sheet = "@import" in text[max(found.start() - 8, 0) : found.start()].lower() or _FONT.search(raw)
        yield RawLink(raw, element, "style" if sheet else "image")


def _srcset(text: str) -> Iterator[str]:
    """The addresses of a srcset (HTML Standard, 4.8.4.2.1): split at blanks, for they may hold commas themselves."""
    rest = " ".join(text[:_MAX_SRCSET_CHARS].split()).lstrip(" ,")
    while rest:
        raw, _, descriptors = rest.partition(" ")
        rest = (descriptors if raw.endswith(",") else descriptors.partition(",")[2]).lstrip(" ,")
        yield raw.rstrip(",")
