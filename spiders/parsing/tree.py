"""The lxml tree of a page, whatever its bytes: bounded in depth, elements and attributes.

What a page holds behind ``</html>`` is put where browsers show it, characters that libxml2 refuses are left out.
"""

import codecs
import re
import threading
from itertools import islice

from lxml import etree

_UNBALANCED = re.compile(
    r"</?(?:div|span|font|b|i|u|em|strong|center|dl|dd|ol|ul|table|tbody|tr|td|form)\b[^>]{0,2000}>", re.I
)
_ATTRIBUTE = r"""[\s/]++[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"?+|'[^']*+'?+|[^\s>"'][^\s>]*+))?+"""
_TOO_MANY_ATTRIBUTES = re.compile(rf"(<[a-zA-Z][^\s/>]*+(?:{_ATTRIBUTE}){{0,400}}+)(?:{_ATTRIBUTE})*+")
"""What a tag has beyond 400 attributes: libxml2 takes minutes for 50,000 of them: each looks at all others."""
MAX_ELEMENTS = 100_000  # the largest real page has some 12,000; readers look at each, at 20 µs in all
_LONG_CHARS = 100_000  # what a shorter page can hold takes the parser half a second; looking costs 25 ns a character
_CONTROLS = bytes(sorted({*range(32), 127} - set(b"\t\n\f\r")))
"""Left out before parsing, as browsers do in text: libxml2 takes them into names of tags, which lxml refuses."""
_NO_CHARACTERS = ("\ufffe", "\uffff")  # likewise
_ODD = [*_CONTROLS, ord("\f")]
_FEED_AS_BLANK = bytes.maketrans(b"\f", b" ")


class _Parsers(threading.local):
    """The parsers of a thread: making one costs a tenth of the parse. Nobody asks a tree for its IDs.

    lxml.etree, not lxml.html: the latter looks up a class in Python for every element that a reader touches.
    """

    def __init__(self) -> None:
        self.plain, self.huge = (
            etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=huge)
            for huge in (False, True)
        )


_PARSERS = _Parsers()


def source_of(body: bytes, text: str, encoding: str) -> bytes:
    """A text in UTF-8: the bytes it came in, where they are that already, nothing left out or replaced."""
    if encoding == "utf-8" and not body.startswith(codecs.BOM_UTF8) and 0 not in body and "\ufffd" not in text:
        return body
    return text.encode("utf-8", "replace")


def tree_of(text: str, source: bytes) -> tuple[etree._Element, bool]:
    """The tree of a text, given in UTF-8 as well, and whether a bound left something out of it."""
    partly = False
    if len(text) > _LONG_CHARS:
        chars = len(text)
        text = _TOO_MANY_ATTRIBUTES.sub(r"\1", text)
        partly = len(text) < chars
        source = text.encode("utf-8", "replace")
    root, deep = _parse(_clean(text, source), huge=False)
    if deep:  # libxml2 stops at 256 open elements and would lose the rest of the page, 2048 when asked
        root, deep = _parse(_clean(text, source), huge=True)
    if deep:  # unbalanced boxes without end: read the page without them
        source = _UNBALANCED.sub("\n", text).encode("utf-8", "replace")
        root, _ = _parse(_clean(text, source), huge=True)
    if root is None:
        return etree.Element("html"), partly
    _take_the_rest(root)
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


def _take_the_rest(root: etree._Element) -> None:
    """What stands behind ``</html>``, which libxml2 gives as further roots and browsers show in the body."""
    for later in list(root.itersiblings()):
        later.tag = "div"
        next(root.iterchildren("body"), root).append(later)


def _parse(source: bytes, *, huge: bool) -> tuple[etree._Element | None, bool]:
    parser = _PARSERS.huge if huge else _PARSERS.plain
    try:
        root = etree.fromstring(source, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError):
        return None, False
    last = parser.error_log.last_error
    return root, last is not None and "Excessive depth" in last.message


def _clean(text: str, source: bytes) -> bytes:
    """What the parser takes of a text; to look for what it does not take is cheaper than to copy the page without."""
    if any(map(source.__contains__, _ODD)):
        source = source.translate(_FEED_AS_BLANK, _CONTROLS)
    for char in _NO_CHARACTERS:
        if char in text:
            source = source.replace(char.encode(), b"")
    return source
