"""The pages of a column's list: which of them can be believed, where the list stands, and whether it goes on."""

from collections.abc import Sequence
from datetime import date

from rules.fingerprint import folder, url_key
from rules.observations import Column, Page


def place_of(column: Column, pages: Sequence[Page], domains: frozenset[str]) -> str:
    """Where a column's first page stands, redirects followed."""
    first = (page for page in pages if page.page_number == 1 and not page.framed and is_read(page, domains))
    page = min(first, key=lambda page: (page.at, page.url), default=None)
    return folder(page.final_url if page else column.url)


def has_more(pages: Sequence[Page]) -> bool:
    """Whether the list goes on behind the last page read; a pager that leads in a circle does not go on.

    It does, too, where a pager counts more entries than were read, or turns its pages by a script without an address.
    """
    if _is_longer(pages):
        return True
    number = max((page.page_number for page in pages), default=0)
    going_on = [page for page in pages if page.page_number == number and page.facts and page.facts.next_page]
    before = {_entries(page) for page in pages if page.page_number < number} if going_on else set()
    return any(_entries(page) not in before for page in going_on)


def _is_longer(pages: Sequence[Page]) -> bool:
    """Whether the pages read say themselves that they are not all."""
    told = [page.facts for page in pages if page.facts and (page.facts.items or page.facts.letters)]
    if any(facts.extra.get("pager") == "by-script" for facts in told):
        return True
    total = max((facts.total_items or 0 for facts in told), default=0)
    return total > 0 and total > len({entry for page in pages for entry in _entries(page)})


def is_oldest_first(pages: Sequence[Page]) -> bool:
    """Whether the last page read has its oldest entry on top: what is newest then stands behind it."""
    facts = max(pages, key=lambda page: page.page_number).facts if pages else None
    if facts is None:
        return False
    days = [item.day for item in facts.items if item.day and not item.pinned]
    days += [letter.asked for letter in facts.letters if letter.asked]
    return is_ascending(days)


def is_ascending(days: Sequence[date]) -> bool:
    """Whether the days of a page run up: of a list of such pages the newest entry stands on the last one."""
    return len(days) > 1 and days[0] < days[-1] and list(days) == sorted(days)


def _entries(page: Page) -> tuple[str, ...]:
    facts = page.facts
    if facts is None:
        return ()
    return tuple(one.url or "" for one in facts.items) + tuple(x.url or x.subject for x in facts.letters)


def is_read(page: Page, domains: frozenset[str]) -> bool:
    """Whether what the page shows is the column's: it came, and is neither a notice nor the home page in its place."""
    return page.facts is not None and page.facts.state in {"ok", "empty"} and not fell_back_to_home(page, domains)


def fell_back_to_home(page: Page, domains: frozenset[str]) -> bool:
    """A deep address that ends at the front page is a missing page, not a column (a soft 404)."""
    if page.final_url == page.url:
        return False
    homes = {f"{place}/" for place in domains} | {f"www.{place}/" for place in domains}
    return url_key(page.final_url) in homes and url_key(page.url) not in homes
