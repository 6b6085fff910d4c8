"""How much one crawl of one site may ask for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Bounds of a crawl; what each protects from stands beside it. Reaching one is an observation, not an error."""

    pages: int = 3000  # answers that are parsed; a county portal has 2,000 to 30,000, columns and newest come first
    depth: int = 20  # clicks from the home page; pagers count as one
    seconds: float = 7200.0  # a night has ten hours for a few slow sites in a row
    links: int = 60_000  # distinct targets handed to the link checker
    pattern_pages: int = 2000  # pages whose addresses differ in numbers only: ever-growing folders
    query_pages: int = 500  # the same with a query: calendars, session ids, sort orders
    columns: int = 200  # read of a site at most
    early_list_pages: int = 3  # pages of a column's list that are read before any article
    list_pages: int = 60  # pages of a column's list in all
    year_list_pages: int = 10  # pages read to cover a year where the clause counts a year
    undated_articles: int = 5  # newest articles opened where a list has no dates
    letters: int = 40  # letters of one mailbox followed to their pages
    frames: int = 6  # iframes read of one page
    retries: int = 2  # further tries at a page that the verdict needs
    retry_pause_s: float = 3.0  # before the first of them; doubled each time
    concurrency: int = 8  # pages of this site asked for at once
    waiting_links: int = 2000  # unchecked links at which the crawl pauses


DEFAULT_BUDGET = Budget()
