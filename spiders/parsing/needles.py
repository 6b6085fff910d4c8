"""One pass over a page's source for every fixed string that a reader looks for in it.

Looking for two hundred strings one by one costs more than parsing the page; an Aho-Corasick automaton finds them all at
once. What it finds may stand in a comment, so that it only tells where a closer look pays.
"""

from functools import cache
from weakref import WeakKeyDictionary

import ahocorasick_rs

from spiders.parsing.document import Document
from spiders.parsing.safety.lexicon import HIDING_STYLES, bundled
from spiders.parsing.tables import CMS, FOOTER, SOURCE_WORDS

_MARKS = {mark for marks in CMS.values() for mark in marks}
_FOUND: WeakKeyDictionary[Document, frozenset[str]] = WeakKeyDictionary()


def needles_in(doc: Document) -> frozenset[str]:
    """Those of the strings in ``tables`` and of the bundled lists that the page's source holds, letter for letter."""
    found = _FOUND.get(doc)
    if found is None:
        strings, automaton = _finder()
        matches = automaton.find_matches_as_indexes(doc.source, overlapping=True)
        found = _FOUND[doc] = frozenset(strings[number] for number in {number for number, _, _ in matches})
    return found


@cache
def _finder() -> tuple[list[str], ahocorasick_rs.BytesAhoCorasick]:
    strings = sorted({*FOOTER, *_MARKS, *SOURCE_WORDS, *HIDING_STYLES, *bundled().spam_terms})
    encoded = [string.encode() for string in strings]
    return strings, ahocorasick_rs.BytesAhoCorasick(encoded, implementation=ahocorasick_rs.Implementation.DFA)
