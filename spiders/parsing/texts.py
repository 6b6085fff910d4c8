"""The texts of a page's lines, also as one string, so that a word is looked for once and not in every line.

Most readers want the few lines that hold one of their words. The words that readers of every page look for
(``tables.LINE_WORDS``) are found by an automaton in one pass; any other costs a search through the whole. Lines that
pages share (``frame``) are parts that remember what was found in them, so that only the others are looked at.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import accumulate, chain

import ahocorasick_rs

from spiders.parsing.tables import LINE_WORDS

_WORDS = sorted(LINE_WORDS)
_AUTOMATON = ahocorasick_rs.AhoCorasick(_WORDS, implementation=ahocorasick_rs.Implementation.DFA)
_MAX_REMEMBERED = 64


class Texts(tuple[str, ...]):
    """The text of each line, in order; no text holds a line break."""

    _parts: "tuple[Texts, ...]" = ()

    @classmethod
    def of_parts(cls, parts: Iterable["Texts"]) -> "Texts":
        """The lines of several texts, one after the other."""
        kept = tuple(part for part in parts if part)
        texts = cls(chain.from_iterable(kept))
        texts._parts = kept
        return texts

    @cached_property
    def joined(self) -> str:
        """All of them, one a line."""
        return "\n".join([part.joined for part in self._parts] if self._parts else self)

    def having(self, *words: str) -> list[int]:
        """The numbers of the texts that hold any of the words, ascending."""
        if self._parts:
            return self._numbered([part.having(*words) for part in self._parts])
        found = self._found.get(words)
        if found is None:
            known = self._known
            lines = chain.from_iterable(known.get(w, ()) if w in LINE_WORDS else self._find(w) for w in words)
            found = sorted(set(lines))
            if len(self._found) < _MAX_REMEMBERED and LINE_WORDS.issuperset(words):
                self._found[words] = found
        return found

    def told(self, tell: Callable[["Texts"], list[int]]) -> list[int]:
        """The numbers of the texts that a function of the module kind tells, ascending: it judges each text by itself,
        and is asked once of a part."""
        if self._parts:
            return self._numbered([part.told(tell) for part in self._parts])
        if tell not in self._told:
            self._told[tell] = tell(self)
        return self._told[tell]

    def edged(self, chars: frozenset[str]) -> list[int]:
        """The numbers of the texts whose first and last characters are among some, in no order."""
        if self._parts:
            return self._numbered([part.edged(chars) for part in self._parts])
        first = self._by_first
        return [at for char in chars.intersection(first) for at in first[char] if self[at][-1] in chars]

    def number_at(self, place: int) -> int:
        """The number of the text that a place in ``joined`` lies in."""
        return bisect_right(self._starts, place) - 1

    def _numbered(self, found: Sequence[Sequence[int]]) -> list[int]:
        """What was found in each part, by the numbers of the whole."""
        numbers: list[int] = []
        first = 0
        for part, of_part in zip(self._parts, found, strict=True):
            numbers += [first + at for at in of_part]
            first += len(part)
        return numbers

    def _find(self, word: str) -> list[int]:
        """The numbers of the texts that hold a word."""
        numbers = []
        at = self.joined.find(word)
        while at >= 0:
            numbers.append(self.number_at(at))
            at = self.joined.find(word, at + len(word))
        return numbers

    @cached_property
    def _found(self) -> dict[tuple[str, ...], list[int]]:
        return {}

    @cached_property
    def _told(self) -> dict[Callable[["Texts"], list[int]], list[int]]:
        return {}

    @cached_property
    def _known(self) -> dict[str, list[int]]:
        """The numbers of the texts that hold each of the words that every page is searched for."""
        found: dict[str, list[int]] = {}
        starts = self._starts
        for number, start, _ in _matches(self.joined):
            found.setdefault(_WORDS[number], []).append(bisect_right(starts, start) - 1)
        return found

    @cached_property
    def _by_first(self) -> dict[str, list[int]]:
        """The numbers of the texts by their first character; empty ones left out."""
        found: dict[str, list[int]] = {}
        for at, text in enumerate(self):
            if text:
                found.setdefault(text[0], []).append(at)
        return found

    @cached_property
    def _starts(self) -> list[int]:
        """Where each text begins in ``joined``, and where one after the last would."""
        return [0, *accumulate([len(text) + 1 for text in self])]


def _matches(text: str) -> list[tuple[int, int, int]]:
    try:
        return _AUTOMATON.find_matches_as_indexes(text, overlapping=True)
    except UnicodeEncodeError:  # half a surrogate pair
        return _AUTOMATON.find_matches_as_indexes(text.encode("utf-8", "replace").decode(), overlapping=True)
