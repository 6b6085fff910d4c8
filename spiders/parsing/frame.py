"""What the pages of a site have in common, so that it need not be understood on every page.

Most pages of a site begin and end with the same markup: header, navigation, footer. ``FrameMemory`` keeps the markup of
a few pages with the lines read off their shared beginnings and endings; of a new page only what lies between is read.
That is exact, not a guess: lines are read tag by tag, and the shared parts are cut at tags that break a line. A memory
holds a bounded amount and belongs to one site.
"""

from spiders.parsing.document import Document
from spiders.parsing.lines import Line, markup_of, read_lines

_KEPT_PAGES = 3
_KEPT_PARTS = 8
_WORTH_CHARS = 1500
_MAX_CHARS = 200_000
_BREAKS = ("<div", "<li", "<ul", "<td", "<table", "<p>")


class FrameMemory:
    """The frames of one site."""

    def __init__(self) -> None:
        self._pages: list[str] = []
        self._heads: dict[str, tuple[list[Line], bool]] = {}
        self._tails: dict[str, tuple[list[Line], bool]] = {}

    def apply(self, doc: Document) -> None:
        """Give a page its lines, reading only what no earlier page of the site had."""
        markup = markup_of(doc.body)
        if len(markup) > _MAX_CHARS:
            return
        doc.lines = self._lines(markup)
        self._pages = [markup, *self._pages][:_KEPT_PAGES]

    def _lines(self, markup: str) -> list[Line]:
        start = max((_shared_start(markup, page) for page in self._pages), default=0)
        start = max(markup.rfind(tag, 0, start) for tag in _BREAKS)
        if start < _WORTH_CHARS:
            start = 0
        end = max((_shared_end(markup, page, start) for page in self._pages), default=0)
        stop = min((at for tag in _BREAKS if (at := markup.find(tag, len(markup) - end)) >= 0), default=len(markup))
        if len(markup) - stop < _WORTH_CHARS:
            stop = len(markup)
        head, in_link = _known(self._heads, markup[:start])
        middle, in_link = read_lines(markup[start:stop], in_link=in_link)
        tail = read_lines(markup[stop:], in_link=True) if in_link else _known(self._tails, markup[stop:])
        return [*head, *middle, *tail[0]]


def _known(parts: dict[str, tuple[list[Line], bool]], markup: str) -> tuple[list[Line], bool]:
    if not markup:
        return [], False
    found = parts.get(markup)
    if found is None:
        found = parts[markup] = read_lines(markup)
        if len(parts) > _KEPT_PARTS:
            del parts[next(iter(parts))]
    return found


def _shared_start(a: str, b: str) -> int:
    """How many characters two texts begin with alike; a few comparisons of slices, no loop over characters."""
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        if a[low:middle] == b[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _shared_end(a: str, b: str, start: int) -> int:
    """How many characters two texts end with alike, the first ``start`` of either left alone."""
    low, high = 0, min(len(a), len(b)) - start
    while low < high:
        middle = (low + high + 1) // 2
        if a[len(a) - middle : len(a) - low] == b[len(b) - middle : len(b) - low]:
            low = middle
        else:
            high = middle - 1
    return low
