"""Pages that are kept for the end of a crawl, because each stands for something: which, does not depend on timing.

Answers come in any order. Of the pages that make the same claim the one with the shortest address is kept (of equally
long ones the first by alphabet), so the same site leaves the same pages behind. Only where the bounds are reached, and
``left_out`` says so, may one that came late be missing.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from spiders.graph import Target
from spiders.items import UrlEntry
from spiders.parsing.document import Document

MAX_PAGES = 200
MAX_PACKED_BYTES = 8 * 1024 * 1024
"""Of all pages that are kept; those of real sites have some 30,000 each."""
Claim = tuple[str, ...]


@dataclass(slots=True, eq=False)
class KeptPage:
    """A page as it came, packed. ``sheets``: the ids of those that it names."""

    target: Target
    entry: UrlEntry
    url: str
    charset: str | None
    packed: bytes
    sheets: tuple[int, ...]
    claims: set[Claim] = field(default_factory=set)

    @property
    def place(self) -> tuple[int, str]:
        return len(self.target.url), self.target.url

    def document(self) -> Document:
        return Document.parse(zlib.decompress(self.packed), self.url, self.charset)


class KeptPages:
    """The pages kept so far, in the order of their places."""

    def __init__(self) -> None:
        self.left_out = False
        self._holders: dict[Claim, KeptPage] = {}
        self._made: dict[Claim, int] = {}  # how many pages make each claim that is held
        self._pages: dict[str, KeptPage] = {}
        self._packed_bytes = 0
        self._end: tuple[int, str] | None = None  # the first place that there was no room for

    def __iter__(self) -> Iterator[KeptPage]:
        return iter(sorted(self._pages.values(), key=lambda page: page.place))

    def offer(self, target: Target, claims: Iterable[Claim], make: Callable[[], KeptPage]) -> None:
        """Keep a page where it makes a claim that no page before it in the order of places makes."""
        place = (len(target.url), target.url)
        made = dict.fromkeys(claims)
        for claim in made:
            if claim in self._holders:
                self._made[claim] += 1
        wanted = [one for one in made if (holder := self._holders.get(one)) is None or place < holder.place]
        if wanted and self._end is not None and place >= self._end:
            self.left_out = True
        elif wanted:
            page = self._pages[target.url] = make()
            self._packed_bytes += len(page.packed)
            for claim in wanted:
                self._give(claim, page)
            while len(self._pages) > MAX_PAGES or self._packed_bytes > MAX_PACKED_BYTES:
                self._drop_last()

    def pages_like(self, page: KeptPage, claim: Claim) -> int:
        """How many pages a page stands for that is kept for a claim, itself included; 0 where another one is."""
        return self._made[claim] if self._holders.get(claim) is page else 0

    def _give(self, claim: Claim, page: KeptPage) -> None:
        before = self._holders.get(claim)
        self._holders[claim] = page
        self._made.setdefault(claim, 1)
        page.claims.add(claim)
        if before is not None:
            before.claims.discard(claim)
            if not before.claims:
                self._forget(before)

    def _drop_last(self) -> None:
        last = max(self._pages.values(), key=lambda page: page.place)
        self.left_out = True
        self._end = last.place
        for claim in last.claims:
            del self._holders[claim], self._made[claim]
        self._forget(last)

    def _forget(self, page: KeptPage) -> None:
        del self._pages[page.target.url]
        self._packed_bytes -= len(page.packed)
