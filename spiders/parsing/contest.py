"""Which rules of a page's sheets may speak of one element, out of the thousands that do not."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lxml import etree

from spiders.parsing.css import Family, Rule, Sheet
from spiders.parsing.selectors import Patience, Selector


class Entry(NamedTuple):
    """A selector of a rule. ``sheet`` and ``place``: which sheet it stands in, and after how many other rules."""

    selector: Selector
    rule: Rule
    sheet: int
    place: int

    def yields_to(self, other: "Entry") -> bool:
        """Whether ``other`` is certain to win (CSS Cascade, 6.4); which sheet comes last is not known here."""
        if self.rule.important or self.selector.specificity > other.selector.specificity:
            return False
        later = self.sheet == other.sheet and self.place < other.place
        return later or self.selector.specificity < other.selector.specificity


class Contest:
    """All rules of some sheets by what their selectors end in. Whoever asks pays with ``patience``."""

    def __init__(self, sheets: Iterable[Sheet], patience: Patience) -> None:
        self.patience = patience
        self.entries: list[list[Entry]] = []
        self._found: dict[tuple[Family, str | None, str | None], list[Entry]] = defaultdict(list)
        for number, sheet in enumerate(sheets):
            self.entries.append(
                [
                    Entry(selector, rule, number, place)
                    for place, rule in enumerate(sheet.rules)
                    for selector in rule.selectors
                ]
            )
            for entry in self.entries[-1]:
                self._found[entry.rule.family, entry.selector.box, entry.selector.key].append(entry)

    def disputes(self, element: etree._Element, family: Family, box: str | None = None) -> bool:
        """Whether a rule may say something of a family for an element, or for a box of it."""
        entries = self._about(element, family, box)
        return any(entry.selector.is_met(element, self.patience, unknown=True) for entry in entries)

    def is_beaten(self, one: Entry, element: etree._Element) -> bool:
        """Whether another rule may win against one that applies to an element."""
        entries = self._about(element, one.rule.family, one.selector.box)
        return any(
            entry.rule is not one.rule
            and not entry.yields_to(one)
            and entry.selector.is_met(element, self.patience, unknown=True)
            for entry in entries
        )

    def overrules(self, element: etree._Element, family: Family) -> bool:
        """Whether a rule that is marked as important may say something of a family for an element."""
        entries = self._about(element, family, None)
        return any(
            entry.rule.important and entry.selector.is_met(element, self.patience, unknown=True) for entry in entries
        )

    def has_box(self, element: etree._Element, box: str) -> bool:
        """Whether something is certain to stand before or after an element; without it nothing is drawn there."""
        if self.disputes(element, "no content", box):
            return False
        return any(
            entry.rule.sure and entry.selector.is_met(element, self.patience, unknown=False)
            for entry in self._about(element, "content", box)
        )

    def _about(self, element: etree._Element, family: Family, box: str | None) -> Iterator[Entry]:
        for key in self._keys(element):
            for entry in self._found.get((family, box, key), ()):
                if not self.patience.step():
                    return
                yield entry

    def _keys(self, element: etree._Element) -> Iterator[str | None]:
        yield None
        yield str(element.tag)
        if name := self.patience.read(element.get("id")):
            yield f"#{name}"
        for name in dict.fromkeys(self.patience.read(element.get("class")).split()):
            yield f".{name}"
