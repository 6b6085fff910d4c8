"""One lxml parse of a page, shared by all readers.

What the tree holds: comments and processing instructions are dropped (they stay in ``text``, the source); the text of
``<script>`` and ``<style>`` is moved out, to ``scripts`` and ``styles``, so that ``itertext()`` and ``string()`` give
only what can be read on the page; the elements themselves stay, with their attributes. Element order and ``sourceline``
are those of the source. Any bytes parse; an empty or hostile page gives an empty ``<html>``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import TypeVar, TypeVarTuple, cast
from urllib.parse import urljoin

from lxml import etree

from spiders.parsing.charset import decode
from spiders.parsing.lines import Line, Stretch, markup_of, read_lines
from spiders.parsing.menus import Menus
from spiders.parsing.text import normalise, raw_text_of, text_of, tidy
from spiders.parsing.texts import Texts
from spiders.parsing.tree import source_of, tree_of
from spiders.parsing.urls import query_charset

MAX_CHARS = 1_000_000  # the largest real page has 440,000; the slowest hostile one takes some seconds for this many
T = TypeVar("T")
Rest = TypeVarTuple("Rest")
_BASE_SCHEMES = ("http://", "https://")
_ASKED_OF_ALL = ("script", "style", "meta", "title", "base", "html", "body", "noscript")


@dataclass(frozen=True, slots=True)
class Script:
    """An inline script or style sheet: its element, where it stands in the tree, and its text."""

    element: etree._Element
    text: str


class Document:
    """A parsed page; see the module for what its tree holds. Build it with ``parse``."""

    def __init__(self, root: etree._Element, text: str, url: str, encoding: str, declared: str | None) -> None:
        self.root = root
        self.text = text
        self.url = url
        self.encoding = encoding
        self.declared_encoding = declared
        self.cut = False
        self.head: Menus | None = None  # what is known of how its body begins; ``FrameMemory`` sets it
        self.tail: Menus | None = None  # and of how it ends
        self.needles: frozenset[str] | None = None  # what ``needles_in`` gives, once it is known
        self.of_mailbox = False  # the caller knows the page as one of a mailbox's list, whatever it calls itself
        self._by_tag: dict[str, list[etree._Element]] = {}
        self._read: dict[tuple[object, ...], object] = {}
        self.scripts, self.styles = self._take_scripts()

    @classmethod
    def parse(cls, body: bytes, url: str, http_charset: str | None = None) -> "Document":
        """Parse any bytes; never raises. ``http_charset`` is the charset of the Content-Type header, if any.

        What comes after ``MAX_CHARS`` or ``MAX_ELEMENTS``, boxes nested deeper than 2,048 and attributes beyond 400
        of a tag are left unread; ``cut`` tells so.
        """
        text, encoding, declared = decode(body, http_charset)
        shown = text[:MAX_CHARS]
        source = source_of(body, shown, encoding) if shown is text else shown.encode("utf-8", "replace")
        root, partly = tree_of(shown, source)
        doc = cls(root, shown, url, encoding, declared)
        doc.source = source
        doc.cut = partly or len(text) > MAX_CHARS
        return doc

    @cached_property
    def base_url(self) -> str:
        """The address that relative links start from: ``<base href>``, itself resolved against the page."""
        for base in self.all("base"):
            href = (base.get("href") or "").strip()
            if href:
                return _joined(self.url, href)
        return self.url

    @cached_property
    def query_charset(self) -> str:
        """The charset that browsers write the queries of its links in."""
        return query_charset(self.encoding, self.declared_encoding)

    @cached_property
    def source(self) -> bytes:
        """``text`` in UTF-8: fixed strings are found in bytes at half the cost."""
        return self.text.encode("utf-8", "replace")

    @cached_property
    def flat(self) -> str:
        """All text of the body, normalised, without line breaks."""
        return normalise(self.raw)

    @cached_property
    def raw(self) -> str:
        """All text of the body as it stands; ``FrameMemory`` may have set it."""
        return self._stretch.raw

    @cached_property
    def lines(self) -> list[Line]:
        """The lines of the body as a reader sees them; ``FrameMemory`` may have set them."""
        return self._stretch.lines

    @cached_property
    def _stretch(self) -> Stretch:
        return read_lines(markup_of(self.body))

    @cached_property
    def texts(self) -> Texts:
        """The texts of ``lines``."""
        return Texts([line.text for line in self.lines])

    @cached_property
    def metas(self) -> dict[str, str]:
        """Named metas by lower-case name, the first filled one of each; raw content, blanks folded."""
        found: dict[str, str] = {}
        for meta in self.all("meta"):
            name, content = meta.get("name") or meta.get("property"), meta.get("content")
            if name and content and (content := tidy(content)):
                found.setdefault(name.strip().lower(), content)
        return found

    @cached_property
    def script_text(self) -> str:
        """All inline scripts, in order."""
        return "\n".join(s.text for s in self.scripts)

    @cached_property
    def title(self) -> str:
        """The text of the first ``<title>`` that has any; "" if none has."""
        return next((t for t in map(text_of, self.all("title")) if t), "")

    @cached_property
    def body(self) -> etree._Element:
        return next(self.root.iterchildren("body"), self.root)

    def once(self, read: "Callable[[Document, *Rest], T]", *rest: *Rest) -> T:
        """What a reader finds on the page, asked once. What it gives is shared: nobody may change it."""
        key = (read, *rest)
        if key not in self._read:
            self._read[key] = read(self, *rest)
        return cast(T, self._read[key])

    @cached_property
    def elements(self) -> list[etree._Element]:
        """Every element in document order, kept alive so that a second pass costs little."""
        return list(self.root.iter(etree.Element))

    @cached_property
    def named(self) -> list[tuple[int, str, str]]:
        """The place of each element that has a class or an id, with both."""
        named = ((place, e.get("class") or "", e.get("id") or "") for place, e in enumerate(self.elements))
        return [(place, kind, name) for place, kind, name in named if kind or name]

    @cached_property
    def places(self) -> dict[etree._Element, int]:
        """Where each element stands among ``elements``."""
        return dict(zip(self.elements, count(), strict=False))

    def places_of(self, tag: str) -> frozenset[int]:
        """Where the elements of a tag stand, of which a page has few, at its beginning."""
        return frozenset(map(self.elements.index, self.all(tag)))

    @cached_property
    def parents(self) -> list[int]:
        """The place of each element's parent; -1 for the root. Climbing by places costs a third of ``getparent``."""
        found = [-1]
        for menus, first in self.menus:
            if menus.parents and first >= len(found):
                self._add_parents(found, first)
                for place, parent in enumerate(menus.parents, first):
                    if parent >= 0:
                        found.append(parent + first)
                    else:
                        self._add_parents(found, place + 1)
        self._add_parents(found, len(self.elements))
        return found

    def _add_parents(self, found: list[int], stop: int) -> None:
        """The parent of an element is the one before it in the document, or one around that."""
        for place, element in enumerate(self.elements[len(found) : stop], len(found)):
            parent, at = element.getparent(), place - 1
            while self.elements[at] is not parent:
                at = found[at]
            found.append(at)

    @cached_property
    def menus(self) -> list[tuple[Menus, int]]:
        """What is known of the body's beginning and end, with the place of the first element of each."""
        found = [] if self.head is None else [(self.head, self.elements.index(self.body))]
        if self.tail is not None and self.body.getnext() is None:
            found.append((self.tail, len(self.elements) - self.tail.elements))
        return found

    def all(self, tag: str) -> list[etree._Element]:
        """Every element of a tag in document order."""
        found = self._by_tag.get(tag)
        if found is None:
            found = self._by_tag[tag] = list(self.root.iter(tag))
        return found

    @cached_property
    def links(self) -> list[tuple[etree._Element, str]]:
        """Every ``<a>`` in document order with its text as it stands, blanks at both ends dropped."""
        return [(a, (raw_text_of(a) if len(a) else a.text or "").strip()) for a in self.all("a")]

    def _take_scripts(self) -> tuple[tuple[Script, ...], tuple[Script, ...]]:
        """Move scripts and styles out of the tree; on the way those tags are met that every page is asked for."""
        self._by_tag.update((tag, []) for tag in _ASKED_OF_ALL)
        found: dict[str, list[Script]] = {"script": [], "style": []}
        for element in self.root.iter(*_ASKED_OF_ALL):
            tag = element.tag
            self._by_tag[tag].append(element)
            if tag in found and (text := element.text):
                found[tag].append(Script(element, text))
                element.text = None
        return tuple(found["script"]), tuple(found["style"])


def _joined(url: str, href: str) -> str:
    try:
        base = urljoin(url, href)
    except ValueError:
        return url
    return base if base.lower().startswith(_BASE_SCHEMES) else url
