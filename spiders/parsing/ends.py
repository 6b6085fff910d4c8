"""What the pages of a site begin and end with alike, and what was read off these ends, once for all of them.

``Ends`` keeps a few pages and learns from them which bytes a new one shares with an earlier one, from its start and
from its end; what lies between is its own. It holds a bounded amount.
"""

from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

KEPT_PAGES, KEPT_ENDS = 3, 8
WORTH_BYTES = 1500
_ENOUGH_SHARE = 2  # a half
_FIRST_STEP = 256

T = TypeVar("T")


class Split(NamedTuple):
    """A page's beginning and end that other pages have too, and what lies between."""

    head: bytes
    own: bytes
    tail: bytes


class Ends(Generic[T]):
    """The ends that pages of one site share, each with what ``read`` makes of it.

    ``breaks``: the strings that pages may be cut before; none, and they may be cut anywhere.
    """

    def __init__(self, read: Callable[[bytes], T], breaks: tuple[bytes, ...] = ()) -> None:
        self._read = read
        self._breaks = breaks
        self._pages: list[bytes] = []
        self._heads: dict[bytes, T] = {}
        self._tails: dict[bytes, T] = {}

    def split(self, page: bytes) -> Split:
        """A page by what is its own; it is kept, to be compared with the next ones."""
        start, stop = self._own(page)
        self._pages = [page, *self._pages][:KEPT_PAGES]
        return Split(page[:start], page[start:stop], page[stop:])

    def head(self, part: bytes) -> T:
        """What was read off a beginning."""
        return self._known(self._heads, part)

    def tail(self, part: bytes) -> T:
        """What was read off an end."""
        return self._known(self._tails, part)

    def _known(self, parts: dict[bytes, T], part: bytes) -> T:
        found = parts.pop(part) if part in parts else self._read(part)
        parts[part] = found  # the one used last stands last
        if len(parts) > KEPT_ENDS:
            del parts[next(iter(parts))]
        return found

    def _own(self, page: bytes) -> tuple[int, int]:
        """Where that part of a page lies which no known page has."""
        start = max((len(head) for head in self._heads if page.startswith(head)), default=0)
        left = len(page) - start
        end = max((len(tail) for tail in self._tails if len(tail) <= left and page.endswith(tail)), default=0)
        if (start + end) * _ENOUGH_SHARE >= len(page):
            return start, len(page) - end
        for other in self._pages:
            start = _shared(page, other, start, _from_start)
            end = _shared(page, other, end, _from_end)
            if (start + end) * _ENOUGH_SHARE >= len(page):
                break
        start = self._break_before(page, start)
        if start < WORTH_BYTES:
            start = 0
        stop = self._break_after(page, len(page) - min(end, len(page) - start))
        return start, stop if len(page) - stop >= WORTH_BYTES else len(page)

    def _break_before(self, page: bytes, place: int) -> int:
        return max((page.rfind(tag, 0, place) for tag in self._breaks), default=place)

    def _break_after(self, page: bytes, place: int) -> int:
        if not self._breaks:
            return place
        return min((at for tag in self._breaks if (at := page.find(tag, place)) >= 0), default=len(page))


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
