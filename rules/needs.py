"""Facts of pages that only some standards ask for: the rest need not be read back to judge a site.

An indicator names in ``READS`` those it looks at. Where no rule of a standard asks for a fact, the pages of a
judgement may hold ``UNREAD`` in its place: looking at it raises, so that an indicator that did not name it cannot be
judged. It never passes for a fact that a page lacks.
"""

from collections.abc import Mapping
from typing import Any, Literal, NoReturn, get_args

from rules.indicators import all_indicators
from rules.standards.model import Standard

Fact = Literal["meta", "marks"]
"""Fields of ``PageFacts``: on every page, and together half of what a stored page says."""
FACTS: tuple[Fact, ...] = get_args(Fact)


def unneeded(standard: Standard) -> frozenset[Fact]:
    """The facts that no rule of a standard asks for."""
    indicators = all_indicators()
    read = {fact for rule in standard.rules if rule.indicator for fact in indicators[rule.indicator].reads}
    return frozenset(fact for fact in FACTS if fact not in read)


class Unread(Mapping[str, Any]):
    """In place of a fact that was left in the store. Whatever is asked of it raises LookupError."""

    def _refuse(self, *_: object) -> NoReturn:
        raise LookupError("this fact was not read: the indicator must name it in READS")

    __getitem__ = __iter__ = __len__ = __contains__ = __bool__ = __getattr__ = _refuse


UNREAD = Unread()
