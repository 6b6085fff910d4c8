"""The first sources of each link target, packed: a site has tens of thousands of targets, most with five sources.

An object for each source would take half of all that is remembered of a site; nearly all links are in order, and
nobody asks for their sources.
"""

from array import array
from collections.abc import Iterator
from typing import NamedTuple, get_args

from rules.observations import LinkUse

_USES: tuple[LinkUse, ...] = get_args(LinkUse)
_NUMBERS = {use: number for number, use in enumerate(_USES)}
_NO_LINE = 0  # lines are counted from one


class Source(NamedTuple):
    """``page`` is the id of the target that the source is itself."""

    page: int
    line: int | None
    text: str
    use: LinkUse


class Sources:
    """By the id of their target, 21 bytes each; the text is shared with whoever has the same string."""

    def __init__(self) -> None:
        self._newest = array("I")  # by target: where its newest source stands, plus one
        self._before = array("I")  # by source: the one before it, likewise
        self._pages = array("I")
        self._lines = array("I")
        self._uses = bytearray()
        self._texts: list[str] = []

    def add(self, target: int, page: int, line: int | None, text: str, use: LinkUse) -> None:
        if target >= len(self._newest):
            self._newest.extend([0] * (target + 1 - len(self._newest)))
        self._before.append(self._newest[target])
        self._pages.append(page)
        self._lines.append(line or _NO_LINE)
        self._uses.append(_NUMBERS[use])
        self._texts.append(text)
        self._newest[target] = len(self._texts)

    def of(self, target: int) -> list[Source]:
        """The sources of a target, in the order they were added."""
        return list(self._newest_first(target))[::-1]

    def _newest_first(self, target: int) -> Iterator[Source]:
        at = self._newest[target] if target < len(self._newest) else 0
        while at:
            at -= 1
            yield Source(self._pages[at], self._lines[at] or None, self._texts[at], _USES[self._uses[at]])
            at = self._before[at]
