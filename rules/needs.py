"""Facts of pages that only some standards ask for: the rest need not be read back to judge a site.

An indicator names in ``READS`` those it looks at. Where no rule of a standard asks for a fact, the pages of a judgement
may hold ``rules.unread.UNREAD`` in its place.
"""

from typing import Literal, get_args

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
