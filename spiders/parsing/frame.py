"""What the pages of a site have in common, so that it need not be understood on every page.

Most pages of a site begin and end with the same markup: header, navigation, footer. ``FrameMemory`` keeps the markup of
a few pages with the lines read off their shared beginnings and endings; of a new page only what lies between is read.
That is exact, not a guess: lines are read tag by tag, and the shared parts are cut at tags that break a line. What else
is known of a part (``menus``) is remembered with it. So are the fixed strings found in the beginnings and ends of the
source (``needles``). A memory holds a bounded amount and belongs to one site.
"""

from typing import NamedTuple

from spiders.parsing.document import Document
from spiders.parsing.ends import Ends
from spiders.parsing.lines import Line, markup_of, read_lines
from spiders.parsing.menus import Menus
from spiders.parsing.needles import MAX_NEEDLE_BYTES, found_in
from spiders.parsing.texts import Texts

_MAX_BYTES = 400_000
_NAMES, _NAMED_BYTES = (b"</title", b"<meta"), 16_384
_BREAKS = (b"<div", b"<li", b"<ul", b"<td", b"<table", b"<p>")


class _Part(NamedTuple):
    """A stretch of markup: its lines and text, whether it ends inside a link, and what else is known of it.

    ``sound``: no name in it holds ``<``, so that no place where it was cut lies within a tag.
    """

    lines: list[Line]
    texts: Texts
    raw: str
    in_link: bool
    sound: bool
    menus: Menus | None = None


class FrameMemory:
    """The frames of one site."""

    def __init__(self) -> None:
        self._markup = Ends(_read_end, _BREAKS)
        self._source = Ends(found_in)

    def apply(self, doc: Document) -> None:
        """Give a page its lines and needles, reading only what no earlier page of the site had."""
        self._give_needles(doc)
        markup = markup_of(doc.body)
        if len(markup) > _MAX_BYTES:
            return
        split = self._markup.split(markup)
        head = self._markup.head(split.head)
        own = _read(split.own, in_link=head.in_link)
        tail = _read(split.tail, in_link=True) if own.in_link else self._markup.tail(split.tail)
        if not (head.sound and own.sound and tail.sound):
            return
        doc.head, doc.tail = head.menus, None if own.in_link else tail.menus
        doc.lines = [*head.lines, *own.lines, *tail.lines]
        doc.raw = head.raw + own.raw + tail.raw
        doc.texts = Texts.of_parts((head.texts, own.texts, tail.texts))

    def _give_needles(self, doc: Document) -> None:
        """A string that reaches from one part into the next is found in the page's own parts, read a little wider.

        Title and metas, the first of a page, are its own; what pages share begins behind them.
        """
        source = doc.source
        if len(source) > _MAX_BYTES:
            return
        named = max(source.rfind(tag, 0, _NAMED_BYTES) for tag in _NAMES)
        first = source.find(b">", named) + 1 if named >= 0 else 0
        split = self._source.split(source[first:])
        start = first + len(split.head)
        stop = start + len(split.own)
        doc.needles = frozenset().union(
            found_in(source[: first + MAX_NEEDLE_BYTES]),
            self._source.head(split.head),
            found_in(source[max(0, start - MAX_NEEDLE_BYTES) : stop + MAX_NEEDLE_BYTES]),
            self._source.tail(split.tail),
        )


def _read(markup: bytes, *, in_link: bool = False) -> _Part:
    lines, raw, in_link = read_lines(markup, in_link=in_link)
    sound = markup.count(b"<") == markup.count(b">")  # elsewhere both are written as entities
    return _Part(lines, Texts([line.text for line in lines]), raw, in_link, sound)


def _read_end(markup: bytes) -> _Part:
    """A beginning or an end that pages share."""
    return _read(markup)._replace(menus=Menus(markup) if markup else None)
