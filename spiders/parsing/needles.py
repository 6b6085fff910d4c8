"""One pass over a page's source for every fixed string that a reader looks for in it.

Looking for two hundred strings one by one costs more than parsing the page; an Aho-Corasick automaton finds them all at
once. What it finds may stand in a comment, so that it only tells where a closer look pays.
"""

from functools import cache

import ahocorasick_rs

from spiders.parsing.document import Document
from spiders.parsing.safety.lexicon import HIDING_STYLES, bundled
from spiders.parsing.tables import CMS, FOOTER, SOURCE_WORDS

_MARKS = {mark for marks in CMS.values() for mark in marks}
MAX_NEEDLE_BYTES = 120


def needles_in(doc: Document) -> frozenset[str]:
    """Those of the strings in ``tables`` and of the bundled lists that the page's source holds, letter for letter."""
    if doc.needles is None:
        doc.needles = found_in(doc.source)
    return doc.needles


def found_in(source: bytes) -> frozenset[str]:
    """The strings that a stretch of source holds."""
    strings, automaton = _finder()
    matches = automaton.find_matches_as_indexes(source, overlapping=True)
    return frozenset([strings[number] for number in {number for number, _, _ in matches}])


@cache
def _finder() -> tuple[list[str], ahocorasick_rs.BytesAhoCorasick]:
    strings = sorted({*FOOTER, *_MARKS, *SOURCE_WORDS, *HIDING_STYLES, *bundled().spam_terms})
    encoded = [string.encode() for string in strings]
    assert max(map(len, encoded)) <= MAX_NEEDLE_BYTES
    return strings, ahocorasick_rs.BytesAhoCorasick(encoded, implementation=ahocorasick_rs.Implementation.DFA)
