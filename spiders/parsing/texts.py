"""The texts of a page's lines, also as one string, so that a word is looked for once and not in every line.

Most readers want the few lines that hold one of their words. The words that readers of every page look for
(``tables.LINE_WORDS``) are found by an automaton in one pass; any other costs a search through the whole. Lines that
pages share (``frame``) are parts that remember what was found in them, so that only the others are looked at.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable
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

    def __init__(self, texts: Iterable[str] = ()) -> None:
        """``texts``: one a line."""
        self._found: dict[tuple[str, ...], list[int]] = {}
        self._told: dict[Callable[[Texts], list[int]], list[int]] = {}

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
        return self._numbered(lambda part: part._having(words))

    def told(self, tell: Callable[["Texts"], list[int]]) -> list[int]:
        """The numbers of the texts that a function of the module kind tells, ascending: it judges each text by itself,
        and is asked once of a part."""
        return self._numbered(lambda part: part._tell(tell))

    def edged(self, chars: frozenset[str]) -> list[int]:
        """The numbers of the texts whose first and last characters are among some, in no order."""
        return self._numbered(lambda part: part._edged(chars))

    def number_at(self, place: int) -> int:
        """The number of the text that a place in ``joined`` lies in."""
        return bisect_right(self._starts, place) - 1

    def _numbered(self, find: Callable[["Texts"], list[int]]) -> list[int]:
        """What is found in each part, by the numbers of the whole."""
        numbers: list[int] = []
        first = 0
        for part in self._parts or (self,):
            if found := find(part):
                numbers += [first + at for at in found] if first else found
            first += len(part)
        return numbers

    def _having(self, words: tuple[str, ...]) -> list[int]:
        found = self._found.get(words)
        if found is None:
            known = self._known
            lines = [known.get(word) if word in LINE_WORDS else self._find(word) for word in words]
            held = [numbers for numbers in lines if numbers]
            found = held[0] if len(held) == 1 else sorted(set().union(*held))
            if len(self._found) < _MAX_REMEMBERED and LINE_WORDS.issuperset(words):
                self._found[words] = found
        return found

    def _tell(self, tell: Callable[["Texts"], list[int]]) -> list[int]:
        if tell not in self._told:
            self._told[tell] = tell(self)
        return self._told[tell]

    def _edged(self, chars: frozenset[str]) -> list[int]:
        first = self._by_first
        return [at for char in chars.intersection(first) for at in first[char] if self[at][-1] in chars]

    def _find(self, word: str) -> list[int]:
        """The numbers of the texts that hold a word."""
        numbers: dict[int, None] = {}
        text, starts = self.joined, self._starts
        at = text.find(word)
        while at >= 0:
            number = bisect_right(starts, at) - 1
            numbers[number] = None
            at = text.find(word, starts[number + 1])
        return list(numbers)

    @cached_property
    def _known(self) -> dict[str, list[int]]:
        """The numbers of the texts that hold each of the words that every page is searched for."""
        found: dict[str, list[int]] = {}
        starts = self._starts
        for word, start, _ in _matches(self.joined):
            number = bisect_right(starts, start) - 1
            numbers = found.get(_WORDS[word])
            if numbers is None:
                found[_WORDS[word]] = [number]
            elif numbers[-1] != number:
                numbers.append(number)
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


def lines_with(find: Callable[[str], object]) -> Callable[[Texts], list[int]]:
    """For ``Texts.told``: the numbers of the texts in which a function finds something."""
    return lambda texts: [at for at, text in enumerate(texts) if find(text)]


def _matches(text: str) -> list[tuple[int, int, int]]:
    try:
        return _AUTOMATON.find_matches_as_indexes(text, overlapping=True)
    except UnicodeEncodeError:  # half a surrogate pair
        return _AUTOMATON.find_matches_as_indexes(text.encode("utf-8", "replace").decode(), overlapping=True)
