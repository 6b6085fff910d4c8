"""One lxml parse of a page, shared by all readers.

What the tree holds: comments and processing instructions are dropped (they stay in ``text``, the source); the text of
``<script>`` and ``<style>`` is moved out, to ``scripts`` and ``styles``, so that ``itertext()`` and ``string()`` give
only what can be read on the page; the elements themselves stay, with their attributes. Element order and ``sourceline``
are those of the source. Any bytes parse; an empty or hostile page gives an empty ``<html>``.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from urllib.parse import urljoin

from lxml import etree

from spiders.parsing.charset import decode
from spiders.parsing.lines import Line, markup_of, read_lines
from spiders.parsing.menus import Menus
from spiders.parsing.text import normalise, raw_text_of, text_of, tidy
from spiders.parsing.texts import Texts

_UNBALANCED = re.compile(
    r"</?(?:div|span|font|b|i|u|em|strong|center|dl|dd|ol|ul|table|tbody|tr|td|form)\b[^>]{0,2000}>", re.I
)
MAX_CHARS = 1_000_000  # the largest real page has 440,000; the slowest hostile one takes some seconds for this many
_ATTRIBUTE = r"""[\s/]++[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"?+|'[^']*+'?+|[^\s>"'][^\s>]*+))?+"""
_TOO_MANY_ATTRIBUTES = re.compile(rf"(<[a-zA-Z][^\s/>]*+(?:{_ATTRIBUTE}){{0,400}}+)(?:{_ATTRIBUTE})*+")
"""What a tag has beyond 400 attributes: libxml2 takes minutes for 50,000 of them: each looks at all others."""
MAX_ELEMENTS = 100_000  # the largest real page has some 12,000; readers look at each, at 20 µs in all
_LONG_CHARS = 100_000  # what a shorter page can hold takes the parser half a second; looking costs 25 ns a character
_CONTROLS = bytes({*range(32), 127} - set(b"\t\n\f\r"))
"""Left out before parsing, as browsers do in text: libxml2 takes them into names of tags, which lxml refuses."""
_NO_CHARACTER = ("\ufffe".encode(), "\uffff".encode())  # likewise
_FEED_AS_BLANK = bytes.maketrans(b"\f", b" ")
_BASE_SCHEMES = ("http://", "https://")


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
        self.menus: Menus | None = None  # what is known of how it begins; ``FrameMemory`` sets it
        self.scripts, self.styles = self._take_scripts()
        self._by_tag: dict[str, list[etree._Element]] = {}

    @classmethod
    def parse(cls, body: bytes, url: str, http_charset: str | None = None) -> "Document":
        """Parse any bytes; never raises. ``http_charset`` is the charset of the Content-Type header, if any.

        What comes after ``MAX_CHARS`` or ``MAX_ELEMENTS``, boxes nested deeper than 2,048 and attributes beyond 400
        of a tag are left unread; ``cut`` tells so.
        """
        text, encoding, declared = decode(body, http_charset)
        shown = text[:MAX_CHARS]
        source = shown.encode("utf-8", "replace")
        root, partly = _tree(shown, source)
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
    def source(self) -> bytes:
        """``text`` in UTF-8: fixed strings are found in bytes at half the cost."""
        return self.text.encode("utf-8", "replace")

    @cached_property
    def flat(self) -> str:
        """All text of the body, normalised, without line breaks."""
        return normalise(raw_text_of(self.body))

    @cached_property
    def squeezed(self) -> str:
        """``flat`` without any blank: for facts broken over lines and elements (footers)."""
        return self.flat.replace(" ", "")

    @cached_property
    def lines(self) -> list[Line]:
        """The lines of the body as a reader sees them; ``FrameMemory`` may have set them."""
        return read_lines(markup_of(self.body))[0]

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
        found = self.root.find("body")
        return self.root if found is None else found

    @cached_property
    def elements(self) -> list[etree._Element]:
        """Every element in document order, kept alive so that a second pass costs little."""
        return list(self.root.iter(etree.Element))

    @cached_property
    def places(self) -> dict[etree._Element, int]:
        """Where each element stands among ``elements``."""
        return {element: place for place, element in enumerate(self.elements)}

    @cached_property
    def parents(self) -> list[int]:
        """The place of each element's parent; -1 for the root. Climbing by places costs a third of ``getparent``."""
        places = self.places
        return [-1, *(places[parent] for e in self.elements[1:] if (parent := e.getparent()) is not None)]

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
        scripts: list[Script] = []
        styles: list[Script] = []
        for element in self.root.iter("script", "style"):
            if element.text:
                (scripts if element.tag == "script" else styles).append(Script(element, element.text))
                element.text = None
        return tuple(scripts), tuple(styles)


def _tree(text: str, source: bytes) -> tuple[etree._Element, bool]:
    """The tree of a text, given in UTF-8 as well, and whether a bound left something out of it."""
    partly = False
    if len(text) > _LONG_CHARS:
        chars = len(text)
        text = _TOO_MANY_ATTRIBUTES.sub(r"\1", text)
        partly = len(text) < chars
        source = text.encode("utf-8", "replace")
    root, deep = _parse(source, huge=False)
    if deep:  # libxml2 stops at 256 open elements and would lose the rest of the page, 2048 when asked
        root, deep = _parse(source, huge=True)
    if deep:  # unbalanced boxes without end: read the page without them
        root, _ = _parse(_UNBALANCED.sub("\n", text).encode("utf-8", "replace"), huge=True)
    if root is None:
        return etree.Element("html"), partly
    root = _with_the_rest(root)
    return root, (len(text) > _LONG_CHARS and _pruned(root)) or deep or partly


def _pruned(root: etree._Element) -> bool:
    """Takes away what comes after ``MAX_ELEMENTS``; whether there was any."""
    first = next(islice(root.iter(), MAX_ELEMENTS, None), None)
    if first is None:
        return False
    too_many = [first]
    for place in (first, *first.iterancestors()):
        too_many += place.itersiblings()
    for element in too_many:
        if (around := element.getparent()) is not None:
            around.remove(element)
    return True


def _with_the_rest(root: etree._Element) -> etree._Element:
    """What stands behind ``</html>``, which libxml2 gives as further roots and browsers show in the body."""
    rest = list(root.itersiblings())
    body = root.find("body")
    for later in rest:
        later.tag = "div"
        (root if body is None else body).append(later)
    return root


def _parse(source: bytes, *, huge: bool) -> tuple[etree._Element | None, bool]:
    # lxml.etree, not lxml.html: the latter looks up a class in Python for every element that a reader touches.
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=huge)
    try:
        clean = (
            source.translate(_FEED_AS_BLANK, _CONTROLS).replace(_NO_CHARACTER[0], b"").replace(_NO_CHARACTER[1], b"")
        )
        root = etree.fromstring(clean, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError):
        return None, False
    last = parser.error_log.last_error
    return root, last is not None and "Excessive depth" in last.message


def _joined(url: str, href: str) -> str:
    try:
        base = urljoin(url, href)
    except ValueError:
        return url
    return base if base.lower().startswith(_BASE_SCHEMES) else url
