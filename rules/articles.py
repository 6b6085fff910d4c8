"""When the articles that were opened were published."""

from datetime import date

from rules.fingerprint import address
from rules.observations import Observations, Page


def article_days(observations: Observations) -> dict[str, date | None]:
    """Publication day by reduced address. None is certain as well: the article was read and shows no date.

    A page that was not read, or that is no article, is missing from the mapping: nothing is known of it.
    """
    days: dict[str, date | None] = {}
    for page in observations.pages:
        if not _was_read(page):
            continue
        assert page.facts is not None
        day = page.facts.published.day if page.facts.published else None
        for url in {page.url, page.final_url}:
            key = address(url)
            days[key] = max((known for known in (days.get(key), day) if known), default=None)
    return days


def _was_read(page: Page) -> bool:
    facts = page.facts
    if facts is None or facts.state != "ok" or page.cut:
        return False
    return facts.published is not None or facts.kind == "article"
