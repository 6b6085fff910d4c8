"""The texts of a page's lines, also as one string, so that a word is looked for once and not in every line.

Most readers want the few lines that hold one of their words. A search through the whole text costs what a handful of
lines would cost one by one.
"""

from bisect import bisect_right
from functools import cached_property
from itertools import accumulate


class Texts(tuple[str, ...]):
    """The text of each line, in order; no text holds a line break."""

    @cached_property
    def joined(self) -> str:
        """All of them, one a line."""
        return "\n".join(self)

    def have(self, *words: str) -> bool:
        """Whether any text holds any of the words."""
        return any(word in self.joined for word in words)

    def having(self, *words: str) -> list[int]:
        """The numbers of the texts that hold any of the words, ascending."""
        found: set[int] = set()
        for word in words:
            at = self.joined.find(word)
            while at >= 0:
                number = self.number_at(at)
                found.add(number)
                at = self.joined.find(word, self._starts[number + 1])
        return sorted(found)

    def number_at(self, place: int) -> int:
        """The number of the text that a place in ``joined`` lies in."""
        return bisect_right(self._starts, place) - 1

    @cached_property
    def _starts(self) -> list[int]:
        """Where each text begins in ``joined``, and where one after the last would."""
        return [0, *accumulate(len(text) + 1 for text in self)]
