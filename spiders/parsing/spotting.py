"""Which of many texts occur in a body, in one pass over its bytes and before anything is decoded.

The texts are looked for as UTF-8 and as GB18030. A find may be wrong (half of one character and half of the next look
like a third), so it only decides what is worth reading; nothing is missed in these two encodings.
"""

from collections.abc import Iterable

import ahocorasick_rs


class Spotter:
    """Finds ``texts``; made once, used for every body."""

    def __init__(self, texts: Iterable[str]) -> None:
        forms = {text.encode(codec): text for text in sorted(set(texts)) for codec in ("utf-8", "gb18030")}
        self._texts = list(forms.values())
        self._automaton = ahocorasick_rs.BytesAhoCorasick(list(forms))

    def spot(self, body: bytes) -> frozenset[str]:
        """The texts that seem to occur in ``body``."""
        found = self._automaton.find_matches_as_indexes(body, overlapping=True)
        return frozenset(self._texts[index] for index, _, _ in found)
