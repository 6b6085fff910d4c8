"""One pass over a page's source for every fixed string that a reader of frames looks for.

Looking for a hundred strings one by one costs more than parsing the page; an Aho-Corasick automaton finds them all at
once. What it finds may stand in a comment, so that it only tells where a closer look pays.
"""

from weakref import WeakKeyDictionary

import ahocorasick_rs

from spiders.parsing.document import Document
from spiders.parsing.tables import CMS, FOOTER

_AUTOMATON = ahocorasick_rs.AhoCorasick(sorted({*FOOTER, *(mark for marks in CMS.values() for mark in marks)}))
_FOUND: WeakKeyDictionary[Document, frozenset[str]] = WeakKeyDictionary()


def needles_in(doc: Document) -> frozenset[str]:
    """Those of the strings in ``tables`` that the page's source holds, letter for letter."""
    found = _FOUND.get(doc)
    if found is None:
        found = _FOUND[doc] = frozenset(_matches(doc.text))
    return found


def _matches(text: str) -> list[str]:
    try:
        return _AUTOMATON.find_matches_as_strings(text, overlapping=True)
    except UnicodeEncodeError:  # half a surrogate pair
        return _AUTOMATON.find_matches_as_strings(text.encode("utf-8", "replace").decode(), overlapping=True)
