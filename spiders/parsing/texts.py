"""The texts of a page's lines, also as one string, so that a word is looked for once and not in every line.

Most readers want the few lines that hold one of their words. The words that readers of every page look for
(``tables.LINE_WORDS``) are found by an automaton in one pass; any other costs a search through the whole.
"""

from bisect import bisect_right
from functools import cached_property
from itertools import accumulate

import ahocorasick_rs

from spiders.parsing.tables import LINE_WORDS

_WORDS = sorted(LINE_WORDS)
_AUTOMATON = ahocorasick_rs.AhoCorasick(_WORDS, implementation=ahocorasick_rs.Implementation.DFA)


class Texts(tuple[str, ...]):
    """The text of each line, in order; no text holds a line break."""

    @cached_property
    def joined(self) -> str:
        """All of them, one a line."""
        return "\n".join(self)

    def having(self, *words: str) -> list[int]:
        """The numbers of the texts that hold any of the words, ascending."""
        found: set[int] = set()
        for word in words:
            found.update(map(self.number_at, self._known.get(word, ()) if word in LINE_WORDS else self._find(word)))
        return sorted(found)

    def number_at(self, place: int) -> int:
        """The number of the text that a place in ``joined`` lies in."""
        return bisect_right(self._starts, place) - 1

    def _find(self, word: str) -> list[int]:
        """Where a word stands in ``joined``."""
        places = []
        at = self.joined.find(word)
        while at >= 0:
            places.append(at)
            at = self.joined.find(word, at + len(word))
        return places

    @cached_property
    def _known(self) -> dict[str, list[int]]:
        """Where each of the words that every page is searched for stands in ``joined``."""
        found: dict[str, list[int]] = {}
        for number, start, _ in _matches(self.joined):
            found.setdefault(_WORDS[number], []).append(start)
        return found

    @cached_property
    def _starts(self) -> list[int]:
        """Where each text begins in ``joined``, and where one after the last would."""
        return [0, *accumulate(len(text) + 1 for text in self)]


def _matches(text: str) -> list[tuple[int, int, int]]:
    try:
        return _AUTOMATON.find_matches_as_indexes(text, overlapping=True)
    except UnicodeEncodeError:  # half a surrogate pair
        return _AUTOMATON.find_matches_as_indexes(text.encode("utf-8", "replace").decode(), overlapping=True)
