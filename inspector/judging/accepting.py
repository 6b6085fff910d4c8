"""Broken links that somebody answers for (``inspector.links.accepted``) become reviews of the problems they are.

So they are kept, shown with reason and owner, end on their day, and never delete what was measured.
"""

from collections.abc import Iterable

from inspector.links.accepted import AcceptedList
from inspector.store import Store
from rules.calendar import day_of
from rules.reviews import Review
from rules.scorecard import Scorecard

LINKS = frozenset({"broken-links", "attachments", "online-systems"})
_OVER = frozenset({"accepted", "fixed"})


def accept_listed(store: Store, cards: Iterable[Scorecard], accepted: AcceptedList) -> list[str]:
    """Reviews the broken links that the list names, also those that wait for more nights.

    Returns the codes of the sites to be judged anew.
    """
    changed = []
    for card in cards:
        day = day_of(card.run.as_of)
        problems = [p for f in card.findings if f.indicator in LINKS for p in f.problems if p.status not in _OVER]
        found = [(p.fingerprint, entry) for p in problems if (entry := accepted.find(p.url, day)) is not None]
        for fingerprint, entry in dict(found).items():
            review = Review(
                fingerprint=fingerprint,
                action="accept",
                reason=entry.reason,
                by=entry.owner,
                day=day,
                until=entry.expires,
            )
            store.add_review(card.site.code, review)
        if found:
            changed.append(card.site.code)
    return changed
