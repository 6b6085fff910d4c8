"""What spiders yield to the item pipelines: an observation, and the bookkeeping that must be stored with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from rules.observations import Attempt, LinkState, LinkUse, Observation, Page, PageRole

UrlState = Literal["queued", "done", "failed", "dropped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlEntry:
    """A URL of the run. ``id`` is unique per run and site; ``leaf`` URLs are checked, never parsed."""

    id: int
    url: str
    leaf: bool
    role: PageRole = "other"
    use: LinkUse = "page"
    depth: int = 0
    priority: int = 0
    column_url: str | None = None
    page_number: int = 1
    method: Literal["GET", "POST"] = "GET"
    body: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One URL of the crawl dealt with: stored in one transaction, so that a killed run repeats no stored page.

    ``edges`` are the targets the page links to, ``(target id, line, text, use)``; line and text are filled only while
    a target has few known sources, else None and "".
    """

    site_code: str
    entry: UrlEntry
    state: UrlState
    page: Page | None
    found: tuple[UrlEntry, ...] = ()
    edges: tuple[tuple[int, int | None, str, str], ...] = ()
    body: bytes | None = None  # kept as evidence where worth it, by its hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An observation that is not a visit: a column, a host, a link at the end, the crawl itself, a probe."""

    site_code: str
    observation: Observation


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkChecked:
    """What the link checker found out about one target; ``url_id`` is the id of its ``UrlEntry``.

    Stored as the target's state, so that a resumed run does not ask again. A ``Link`` observation follows at the end
    of the site's crawl for each target that is not ``ok``, when all of its sources are known.
    """

    site_code: str
    url_id: int
    url: str
    state: LinkState
    fault: str | None = None
    final_url: str | None = None
    attempts: tuple[Attempt, ...] = ()
    detail: Mapping[str, str] = field(default_factory=dict)


Edge = tuple[int, int, int | None, str, LinkUse]
"""A link as stored: source url id, target url id, line, text, use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeState:
    """What a killed run had stored about one site: enough to go on without asking for a stored page again.

    ``entries`` hold every known URL with its state; ``visited`` the url id of each stored page with the page;
    ``edges`` the links of the stored pages, in the order they were written; ``links`` what the checker had found out.
    """

    entries: tuple[tuple[UrlEntry, UrlState], ...] = ()
    visited: tuple[tuple[int, Page], ...] = ()
    edges: tuple[Edge, ...] = ()
    links: tuple[LinkChecked, ...] = ()
