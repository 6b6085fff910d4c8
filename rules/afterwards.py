"""Judgements as of another day than the one on which the pages were read.

As of a later day nothing can be said: what was published since, nobody saw. Such a judgement is one as of the first
page, for a page that was fresh when it was read must not be called late for the days since.

Pages may be read after the day of the judgement: a run may go on for nights after it was begun. What such a page dates
later than that day had come when it was read. As of that day it is as new as can be: it is no future date, and an
entry that shows it is not one without a date.
"""

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from msgspec import structs

from rules.calendar import SHANGHAI, day_of
from rules.observations import Item, Observations, Page, Published

_PRINTED = "abnormal_published"
_NUMBER = re.compile(r"\d{1,4}")


def last_known(observations: Observations, as_of: datetime) -> datetime:
    """The instant to judge as of: ``as_of``, or, where that is a later day, the instant of the first page."""
    crawl = observations.crawl
    first = min([page.at for page in observations.pages], default=crawl.started if crawl else as_of)
    return first if day_of(first) < day_of(as_of) else as_of


def as_seen_on(observations: Observations, today: date) -> Observations:
    """The observations with such days moved to ``today``."""
    night = datetime.combine(today + timedelta(days=1), time(), SHANGHAI)
    if not observations.pages or max([page.at for page in observations.pages]) < night:
        return observations  # instants read from the store share one zone, and compare by far faster than with another
    return replace(observations, pages=tuple(_moved(page, today) for page in observations.pages))


def _moved(page: Page, today: date) -> Page:
    facts = page.facts
    if facts is None or day_of(page.at) <= today:
        return page
    last = day_of(page.at) + timedelta(days=1)
    facts = structs.replace(facts, items=tuple(_item(item, today, last) for item in facts.items))
    if _had_come(facts.extra.get(_PRINTED), today, last):
        extra = {name: told for name, told in facts.extra.items() if name != _PRINTED}
        facts = structs.replace(facts, extra=extra, published=Published(day=today, read_from="visible"))
    return structs.replace(page, facts=facts)


def _item(item: Item, today: date, last: date) -> Item:
    if not _had_come(item.abnormal_date, today, last):
        return item
    return structs.replace(item, day=today, abnormal_date=None)


def _had_come(printed: str | None, today: date, last: date) -> bool:
    numbers = [int(number) for number in _NUMBER.findall(printed or "")[:3]]
    try:
        return today < date(*numbers) <= last
    except (TypeError, ValueError):  # no whole date, or no possible one
        return False
