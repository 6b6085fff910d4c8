"""Broken links that somebody answers for (``inspector.links.accepted``) become reviews of the problems they are.

So they are kept, shown with reason and owner, end on their day, and never delete what was measured.
"""

from collections.abc import Iterable

from inspector.links.accepted import AcceptedList
from inspector.store import Store
from reports.summary import is_open
from rules.calendar import day_of
from rules.reviews import Review
from rules.scorecard import Scorecard

LINKS = "broken-links"


def accept_listed(store: Store, cards: Iterable[Scorecard], accepted: AcceptedList) -> list[str]:
    """Reviews the open broken links that the list names; the codes of the sites to be judged anew."""
    changed = []
    for card in cards:
        day = day_of(card.run.as_of)
        problems = [p for f in card.findings if f.indicator == LINKS for p in f.problems if is_open(p)]
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
