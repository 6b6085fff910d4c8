"""When the articles that were opened were published."""

from datetime import date

from rules.fingerprint import address
from rules.observations import Observations


def article_days(observations: Observations) -> dict[str, date | None]:
    """Publication day by reduced address. None is certain as well: the article was read and shows no date.

    A page that was not read, or that is no article, is missing from the mapping: nothing is known of it.
    """
    days: dict[str, date | None] = {}
    for page in observations.pages:
        facts = page.facts
        if facts is None or facts.state != "ok" or page.cut:
            continue
        if facts.published is None and facts.kind != "article":
            continue
        day = facts.published.day if facts.published else None
        _take(days, address(page.url), day)
        if page.final_url != page.url:
            _take(days, address(page.final_url), day)
    return days


def _take(days: dict[str, date | None], key: str, day: date | None) -> None:
    """The newest day counts, and any day more than none."""
    known = days.get(key)
    days[key] = day if known is None or (day is not None and day > known) else known
