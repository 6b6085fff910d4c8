"""What the pages of a site have in common, so that it need not be understood on every page.

Most pages of a site begin and end with the same markup: header, navigation, footer. ``FrameMemory`` keeps the markup of
a few pages with the lines read off their shared beginnings and endings; of a new page only what lies between is read.
That is exact, not a guess: lines are read tag by tag, and the shared parts are cut at tags that break a line. What a
beginning holds besides (``menus``) is remembered with it. A memory holds a bounded amount and belongs to one site.
"""

from collections.abc import Callable
from typing import NamedTuple

from spiders.parsing.document import Document
from spiders.parsing.lines import Line, markup_of, read_lines
from spiders.parsing.menus import Menus

_KEPT_PAGES = 3
_KEPT_PARTS = 8
_WORTH_BYTES = 1500
_MAX_BYTES = 400_000
_ENOUGH_SHARE = 2  # a half
_FIRST_STEP = 256
_BREAKS = (b"<div", b"<li", b"<ul", b"<td", b"<table", b"<p>")


class _Part(NamedTuple):
    """A shared beginning or ending: its lines, whether it ends inside a link, and what else a beginning holds."""

    lines: list[Line]
    in_link: bool
    menus: Menus | None


_NOTHING = _Part([], in_link=False, menus=None)


class FrameMemory:
    """The frames of one site."""

    def __init__(self) -> None:
        self._pages: list[bytes] = []
        self._heads: dict[bytes, _Part] = {}
        self._tails: dict[bytes, _Part] = {}

    def apply(self, doc: Document) -> None:
        """Give a page its lines, reading only what no earlier page of the site had."""
        markup = markup_of(doc.body)
        if len(markup) > _MAX_BYTES:
            return
        start, stop = self._own(markup)
        head = _known(self._heads, markup[:start])
        middle, in_link = read_lines(markup[start:stop], in_link=head.in_link)
        tail = read_lines(markup[stop:], in_link=True)[0] if in_link else _known(self._tails, markup[stop:]).lines
        doc.lines = [*head.lines, *middle, *tail]
        doc.menus = head.menus
        self._pages = [markup, *self._pages][:_KEPT_PAGES]

    def _own(self, markup: bytes) -> tuple[int, int]:
        """Where that part of a page lies which no known page has; cut at tags that break a line."""
        start = max((len(head) for head in self._heads if markup.startswith(head)), default=0)
        left = len(markup) - start
        end = max((len(tail) for tail in self._tails if len(tail) <= left and markup.endswith(tail)), default=0)
        if (start + end) * _ENOUGH_SHARE >= len(markup):
            return start, len(markup) - end
        for page in self._pages:
            start = _shared(markup, page, start, _from_start)
            end = _shared(markup, page, end, _from_end)
            if (start + end) * _ENOUGH_SHARE >= len(markup):
                break
        start = max(markup.rfind(tag, 0, start) for tag in _BREAKS)
        if start < _WORTH_BYTES:
            start = 0
        end = min(end, len(markup) - start)
        stop = min((at for tag in _BREAKS if (at := markup.find(tag, len(markup) - end)) >= 0), default=len(markup))
        return start, stop if len(markup) - stop >= _WORTH_BYTES else len(markup)


def _known(parts: dict[bytes, _Part], markup: bytes) -> _Part:
    if not markup:
        return _NOTHING
    found = parts.pop(markup, None) or _Part(*read_lines(markup), Menus(markup))
    parts[markup] = found  # the one used last stands last
    if len(parts) > _KEPT_PARTS:
        del parts[next(iter(parts))]
    return found


def _shared(a: bytes, b: bytes, known: int, part: Callable[[bytes, int, int], bytes]) -> int:
    """How many bytes two texts have in common from one side, or ``known`` if that is more.

    A few comparisons of slices, no loop over bytes; texts that differ at once cost one or two. ``part`` takes a slice,
    counted from that side.
    """
    most, step = min(len(a), len(b)), _FIRST_STEP
    low = known if part(a, 0, known) == part(b, 0, known) else 0
    while low + step <= most and part(a, low, low + step) == part(b, low, low + step):
        low, step = low + step, 2 * step
    high = min(most, low + step)
    while low < high:
        middle = (low + high + 1) // 2
        if part(a, low, middle) == part(b, low, middle):
            low = middle
        else:
            high = middle - 1
    return max(low, known)


def _from_start(text: bytes, low: int, high: int) -> bytes:
    return text[low:high]


def _from_end(text: bytes, low: int, high: int) -> bytes:
    return text[len(text) - high : len(text) - low]
