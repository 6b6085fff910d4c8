"""One site as it stands to be judged: its observations, the instant, and what every indicator asks of the two."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from rules.afterwards import as_seen_on
from rules.articles import article_days
from rules.calendar import day_of
from rules.columns import ColumnState, read_columns
from rules.fingerprint import Family, domain_of, fingerprint, host_of
from rules.letters import LetterState, read_letters
from rules.observations import Observations, Page, SiteState
from rules.reasons import Reason

_STATE_DOUBTS: Mapping[SiteState, Reason] = {
    "maintenance": "site-maintenance",
    "closed": "site-closed",
    "blocked": "site-blocked",
    "down": "site-down",
}


@dataclass(frozen=True, kw_only=True)
class Case:
    """What an indicator measures. Whatever is derived from the observations is derived once, when first asked for."""

    observations: Observations
    as_of: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "observations", as_seen_on(self.observations, self.today))

    @cached_property
    def today(self) -> date:
        """The day of ``as_of`` in China."""
        return day_of(self.as_of)

    @cached_property
    def doubt(self) -> Reason | None:
        """Why not having seen a problem proves nothing; None where the whole site was read."""
        crawl = self.observations.crawl
        if crawl is None:
            return "no-crawl"
        if crawl.site_state != "running":
            return _STATE_DOUBTS[crawl.site_state]
        if not crawl.home_opened:
            return "home-not-opened"
        return None if crawl.complete else "crawl-incomplete"

    @cached_property
    def home(self) -> Page | None:
        """The home page: the visit that could be read best, then the last one."""
        return max(self._homes, key=_readability, default=None)

    @cached_property
    def home_parts(self) -> tuple[Page, ...]:
        """The home page and the frames that belong to it, as far as they could be read."""
        readable = (page for page in self._homes if page.facts and page.facts.state in {"ok", "empty"})
        return tuple(sorted(readable, key=lambda page: (page.at, page.url)))

    @cached_property
    def home_frames_unread(self) -> bool:
        """Whether a frame of the home page did not come, or not whole: what stands in it nobody saw."""
        read = {page.url for page in self.home_parts if not page.cut}
        return any(page.framed and page.url not in read for page in self._homes)

    @cached_property
    def _homes(self) -> tuple[Page, ...]:
        return tuple([page for page in self.observations.pages if page.role == "home"])

    @cached_property
    def alerting(self) -> tuple[Page, ...]:
        """The pages with something that a person should look at, those next to the home page before others."""
        found = [page for page in self.observations.pages if (facts := page.facts) is not None and facts.alerts]
        return tuple(sorted(found, key=lambda page: (page.depth, page.url, page.at)))

    @cached_property
    def pages_read(self) -> int:
        """How many pages something could be read of."""
        return sum([page.facts is not None for page in self.observations.pages])

    @cached_property
    def domains(self) -> frozenset[str]:
        """The site's own domains, without ``www.``: as registered, redirected and answered."""
        site = self.observations.site
        urls = [site.url, site.redirect_url, self.home.final_url if self.home else None]
        return frozenset(domain_of(host_of(url)) for url in urls if url) - {""}

    @cached_property
    def columns(self) -> tuple[ColumnState, ...]:
        """Every column and what was found in it, in a stable order."""
        return read_columns(self.observations, self.today, self.domains, lambda: self.article_days)

    @cached_property
    def letters(self) -> tuple[LetterState, ...]:
        """Every message of the columns that must answer, list rows and their detail pages taken together."""
        return read_letters(self.observations, self.domains)

    @cached_property
    def article_days(self) -> dict[str, date | None]:
        """Publication day of every article that was opened, by its reduced address; None: it shows none."""
        return article_days(self.observations)

    @cached_property
    def brought(self) -> Mapping[str, Page]:
        """The first page with each body, by the hash of the body."""
        pages: dict[str, Page] = {}
        for page in self.observations.pages:
            known = pages.setdefault(page.body_sha256, page) if page.body_sha256 else page
            if known is not page and (page.at, page.url) < (known.at, known.url):
                pages[page.body_sha256 or ""] = page
        return pages

    @cached_property
    def visits(self) -> dict[tuple[float, ...], Any]:
        """The timed visits by how they are sampled: two clauses ask for the same ones (see ``rules.probing``)."""
        return {}

    @cached_property
    def identities(self) -> dict[tuple[str, str, str], str]:
        """The fingerprints made so far: several clauses and the report's tables ask for the same ones."""
        return {}

    def fingerprint(self, family: Family, url: str, qualifier: str = "") -> str:
        """The identity of a problem of this site."""
        asked = (family, url, qualifier)
        known = self.identities.get(asked)
        if known is None:
            known = self.identities[asked] = fingerprint(family, url, self.domains, qualifier)
        return known

    def letter_fingerprint(self, letter: LetterState) -> str:
        """The identity of a message; one without an address is known by its subject and day in its column."""
        qualifier = "" if letter.url else f"{letter.subject}|{letter.asked}"
        return self.fingerprint("letter", letter.url or letter.column_urls[0], qualifier)


def _readability(page: Page) -> tuple[bool, bool, bool, datetime, str]:
    facts = page.facts
    return (facts is not None, bool(facts and facts.state == "ok"), bool(facts and facts.items), page.at, page.url)
