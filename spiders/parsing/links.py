"""Every address a page makes a browser fetch or offers a reader to open, in document order, in one pass over the tree.

Links are what a reader meets: ``href`` of a and area, style sheets and icons, images (``src``, ``srcset``, the
``data-src`` family of lazy loading, those of SVG), what style asks for (``sheets``), frames, scripts, forms sent by
GET, objects, media with posters, and the target of a meta refresh. Of several addresses for one place (``srcset``,
``<source>``) each is a link: which one is asked for depends on the reader's device.
No links: comments, the contents of ``<template>`` (not part of the page until a script copies it) and of
``<noscript>`` (no browser that runs scripts shows it), hints such as ``<link rel=dns-prefetch>``, metadata that nobody
opens (``cite``, ``longdesc``, ``itemtype``, ``codebase``), an address that is only a fragment, ``javascript:``, and
what no browser asks for: Flash and what needs another plug-in, scripts and sheets of a type that none knows.
Other schemes are read; ``urls.resolve`` refuses them and ``urls.classify`` says why.
Tests hold all this against what a real browser asks for.
"""

import re
from collections.abc import Iterator
from typing import cast

from lxml import etree

from rules.observations import LinkUse
from spiders.parsing.document import Document
from spiders.parsing.elements import READERS, XLINK, RawLink, use_of
from spiders.parsing.selectors import Patience
from spiders.parsing.sheets import Style, own_imports
from spiders.parsing.text import tidy
from spiders.parsing.urls import resolve

MAX_TEXT_CHARS = 80
_SCRIPT_SCHEME = re.compile(r"\s*javascript\s*:", re.I)
_HIDING = ("template", "noscript")


def read_links(doc: Document) -> Iterator[RawLink]:
    """Every link of the page in document order, repeats included, and then the images of its own style.

    Whether these are shown is told from the page alone: sheets that it names may hide them.
    """
    for raw, element, use in raw_links(doc):
        if is_link(raw):
            yield RawLink(raw, element, use or use_of(raw))
    for shown in Style(doc, (), Patience()).own(whole=True):
        yield RawLink(shown.raw, shown.element, "image")


def raw_links(doc: Document) -> Iterator[tuple[str, etree._Element, LinkUse | None]]:
    """What stands where links stand, but for images of style, for callers that know most of it from other pages.

    What ``is_link`` refuses is among it, and the use of what one clicks on is None: ``use_of`` tells it.
    """
    hidden: set[etree._Element] = set()
    early = doc.base_url != doc.url
    for element in doc.root.iter(*READERS, *_HIDING, "base"):
        if hidden and element in hidden:
            continue
        if element.tag == "a":
            if raw := element.get("href") or element.get(XLINK):
                yield raw, element, None
        elif element.tag in _HIDING:
            hidden.update(element.iterdescendants())
        elif element.tag == "base":
            early = early and not (element.get("href") or "").strip()
        else:
            found = (link for link in READERS[element.tag](element) if link[0])
            yield from (_before_base(doc, link) for link in found) if early else found
    yield from ((raw, element, "style") for raw, element in own_imports(doc) if element not in hidden)


def _before_base(doc: Document, link: RawLink) -> RawLink:
    """What stands before ``<base>`` is fetched from the address of the page: browsers do not wait."""
    url = None if link.use == "form" or not is_link(link.raw) else resolve(link.raw, doc.url, "utf-8")
    return link if url is None else link._replace(raw=url)


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
