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
        published = facts.published
        if published is None and facts.kind != "article":
            continue
        day = published.day if published else None
        for url in (page.url,) if page.final_url == page.url else (page.url, page.final_url):
            key = address(url)
            known = days.setdefault(key, day)
            if day is not None and (known is None or day > known):  # the newest counts, and any day more than none
                days[key] = day
    return days
