"""How much of what the pages of a site list is kept: all of a site's facts are read back at once when it is judged.

A page may hold fourteen thousand entries, and a site three thousand such pages. Beyond the bound a page keeps what it
is, not what it lists, and counts as read in part.
"""

from msgspec.structs import replace

from rules.observations import PageFacts

CHARS_PER_PAGE = 64_000
"""On the average of a site; lists of real sites have some 15,000, their articles a tenth."""
MIN_PAGES = 100
_CHARS_PER_FACT = 300  # what an entry takes beside its texts


class FactsRoom:
    """Of a crawl of at most so many ``pages``."""

    def __init__(self, pages: int) -> None:
        self._left = CHARS_PER_PAGE * max(pages, MIN_PAGES)

    def kept(self, facts: PageFacts) -> PageFacts:
        """``facts`` as they are, or without what there is no room for."""
        size = _size(facts)
        if size > self._left:
            return replace(facts, items=(), letters=(), columns=(), meta={})
        self._left -= size
        return facts


def _size(facts: PageFacts) -> int:
    texts = sum([len(item.title) + len(item.url or "") for item in facts.items])
    texts += sum([len(letter.subject) + len(letter.url or "") for letter in facts.letters])
    texts += sum([len(name) + len(value) for name, value in facts.meta.items()])
    number = len(facts.items) + len(facts.letters) + len(facts.meta) + len(facts.columns)
    return texts + _CHARS_PER_FACT * number
