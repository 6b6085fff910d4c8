"""The crawl of one site as a state machine without a network: what to ask next, and what an answer leads to.

``SiteSpider`` asks and hands the answers in; all that is known of the site is kept here.
"""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import Literal, cast

from rules.observations import Attempt, RegisteredColumn, Site, SiteState
from spiders.budget import Budget
from spiders.columns import ColumnBook, ColumnReader, ColumnRecord, Want, first_page, registered_record
from spiders.frontier import HOME, REST, Frontier
from spiders.graph import Graph, Target
from spiders.hosts import host_key
from spiders.items import UrlEntry
from spiders.ledger import LinkLedger
from spiders.parsing.answers import HostProfile
from spiders.parsing.recognisers import Recognisers, built_in
from spiders.parsing.safety.lexicon import Lexicon
from spiders.parsing.urls import normalise, resolve, same_site
from spiders.ports import LinkPort

MAX_RENDERED = 60
"""Pages of one site shown in a browser: each takes a quarter of a second at least."""
MAX_NOT_RENDERED = 8
"""Pages of one site that the browser could not show, after which it tries no other: each may cost all sites 25 s."""
_PAGE_USES = frozenset({"page", "frame"})


class SiteCrawl:
    """State of one site's crawl. ``notes`` are words for ``Crawl.notes``."""

    def __init__(
        self,
        site: Site,
        *,
        today: date,
        budget: Budget,
        links: LinkPort,
        can_render: bool = False,
        lexicon: Lexicon | None = None,
        recognisers: Recognisers | None = None,
    ) -> None:
        self.site = site
        self.today = today
        self.budget = budget
        self.links = links
        self.can_render = can_render
        self.lexicon = lexicon
        self.recognisers = recognisers or built_in()
        self.graph = Graph()
        self.ledger = LinkLedger(site.code, self.graph, links, budget.links)
        self.frontier = Frontier(budget)
        self.columns = ColumnBook(budget.columns)
        self.reader = ColumnReader(budget, today)
        self.home_url = resolve(site.url, site.url, "utf-8") or site.url
        self.hosts = {host_key(url) for url in (self.home_url, site.redirect_url or "")} - {""}
        self.notes: set[str] = set()
        self.profile: HostProfile | None = None  # how the site's host answers an invented address, once known
        self.site_state: SiteState | None = None
        self.home_opened = False
        self.pages = 0
        self.tries: dict[int, list[Attempt]] = defaultdict(list)
        self.to_render: dict[int, str] = {}  # pages that a browser is to show, and where they stand
        self.not_rendered: set[int] = set()  # pages that it could not show
        self.needed_by: dict[int, list[ColumnRecord]] = {}
        self.found: list[UrlEntry] = []
        self.shown: list[Target] = []  # what the page at hand leads to, with or without a link
        self._keys: set[str] = set()

    def seed(self) -> None:
        """The home page, and the columns that are registered."""
        home = self.graph.add(self.home_url)
        home.on_home = True
        if not home.placed:
            self._queue(home, UrlEntry(id=home.id, url=home.url, leaf=False, role="home", priority=HOME))
        for column in self.site.columns:
            self._seed_column(column)

    def _seed_column(self, column: RegisteredColumn) -> None:
        url = resolve(column.url, self.home_url, "utf-8")
        if url is None:
            self.notes.add("bad-column-address")
            return
        record = registered_record(column, url)
        if self.columns.add(record):
            self.hosts.add(host_key(url))
            self.want(first_page(record), record, depth=1)

    def is_internal(self, url: str) -> bool:
        return host_key(url) in self.hosts

    def is_registered(self, url: str) -> bool:
        """Whether an address is under the domain that was registered for the site, or for its redirect."""
        return any(same_site(url, own, domain=True) for own in (self.site.url, self.site.redirect_url) if own)

    @property
    def spent(self) -> bool:
        return self.pages >= self.budget.pages

    def next(self) -> UrlEntry | None:
        """The page to ask for now; None when none waits or the budget of pages is spent."""
        if self.spent:
            return None
        while (entry := self.frontier.pop()) is not None:
            if not self.graph[entry.id].visited:
                self.pages += 1
                return entry
        return None

    def place(self, target: Target, depth: int) -> None:
        """Queue a new target as a page, or hand it to the link checker."""
        if target.placed:
            return
        page = target.use in _PAGE_USES and self.is_internal(target.url) and self._is_only(target.url)
        if page and self.frontier.admits(target.url, depth=depth, wanted=False):
            entry = UrlEntry(
                id=target.id, url=target.url, leaf=False, use=target.use, depth=depth, priority=REST + depth
            )
            self._queue(target, entry)
            return
        target.placed = True
        self.found.append(UrlEntry(id=target.id, url=target.url, leaf=True, use=target.use, depth=depth))
        self.check(target)

    def want(self, want: Want, record: ColumnRecord | None, *, depth: int) -> bool:
        """Queue a page that a column (or the home page) leads to, or raise it; whether it can be asked at all."""
        if not self.is_internal(want.url):
            return False
        graph = self.graph
        target = graph.add_form(want.url, want.body or "") if want.method == "POST" else graph.add(want.url)
        if want.shown:
            self.shown.append(target)
        if target.visited:
            return True
        known = self.frontier.waiting(target.id)
        if target.placed and known is None and not want.needed:
            return True  # on its way, or left to the link checker by a bound
        if known is None and not self.frontier.admits(want.url, depth=depth, wanted=want.needed):
            return False
        self._is_only(want.url)
        if record is not None and want.needed:
            record.missing.add(target.id)
            self.needed_by.setdefault(target.id, []).append(record)
        entry = UrlEntry(
            id=target.id,
            url=target.url,
            leaf=False,
            role=want.role,
            use="frame" if want.frame else "page",
            depth=min(depth, known.depth) if known else depth,
            priority=want.priority,
            column_url=record.url if record else None,
            page_number=want.page_number,
            method=cast(Literal["GET", "POST"], want.method),
            body=want.body,
        )
        self._queue(target, entry)
        return True

    def check(self, target: Target, prior: tuple[Attempt, ...] = ()) -> None:
        """Hand a target to the link checker."""
        self.ledger.check(target, prior, own=self.is_internal(target.url))

    def leave_rest_to_checker(self) -> None:
        """The budget of pages is spent: what still waits is checked as links."""
        left = self.frontier.drain()
        if left:
            self.notes.add("budget-pages")
        for entry in left:
            target = self.graph[entry.id]
            if entry.method == "GET" and not target.visited:
                self.check(target)

    def pages_of_hosts(self) -> list[str]:
        """A page of each host of the site that answered, one over TLS where there is one: it shows the certificate."""
        pages = (t for t in self.graph if t.visited and not t.form and t.use in _PAGE_USES)
        answered = (t.url for t in pages if t.state in ("ok", "redirected"))
        own = sorted((url for url in answered if self.is_internal(url)), key=lambda url: url.startswith("https:"))
        return list({host_key(url): url for url in own}.values())

    def give_up_on(self, entry: UrlEntry) -> None:
        """The host is not asked any more: the page stays unread, and its link with the checker, which knows."""
        self.notes.add("host-given-up")
        self.settle(entry.id, fault="host-given-up")
        if entry.method == "GET":
            self.check(self.graph[entry.id])

    def settle(self, entry_id: int, *, fault: str | None = None) -> None:
        """A page that columns may have been waiting for is dealt with."""
        for record in self.needed_by.pop(entry_id, ()):
            record.missing.discard(entry_id)
            if fault is not None:
                record.incomplete(fault)

    def take_over(self, url: str) -> Target | None:
        """A page was reached by a redirect: its own address need not be asked any more. None if it was before."""
        target = self.graph.add(url)
        if target.visited:
            return None
        if not target.placed:
            self.found.append(UrlEntry(id=target.id, url=url, leaf=True))
        target.placed = target.visited = True
        self.frontier.drop(target.id)
        self._is_only(url)
        return target

    def follows(self, entry: UrlEntry, url: str) -> bool:
        """Whether an answer's redirect is part of this page, rather than a page that has its own place."""
        if entry.role == "home":
            self.hosts.add(host_key(url))
            return True
        if not self.is_internal(url):
            return False
        target = self.graph.find(url)
        if target is None or entry.role == "column":
            return True
        waits = self.frontier.waiting(target.id)
        return not target.visited and (waits is None or waits.priority >= entry.priority)

    def _queue(self, target: Target, entry: UrlEntry) -> None:
        if not target.placed:  # one that is only raised is stored already; a resumed run raises it again itself
            target.placed = True
            self.found.append(entry)
        self.frontier.push(entry)

    def render(self, entry: UrlEntry, url: str) -> bool:
        """Have a page, which stands at ``url``, shown in a browser; False where there is none, or it had its turn."""
        if not self.can_render:
            self.notes.add("no-browser")
            return False
        if len(self.to_render) >= MAX_RENDERED or entry.id in self.to_render or entry.method != "GET":
            return False
        self.to_render[entry.id] = url
        self.graph[entry.id].visited = False
        self.pages -= 1  # asked for once more, and counted once
        self.frontier.push(entry)
        return True

    def rendered_at(self, entry: UrlEntry) -> str | None:
        """The address that a browser is to show for a page; None for a page that is asked for as any other."""
        given_up = entry.id in self.not_rendered or len(self.not_rendered) >= MAX_NOT_RENDERED
        return None if given_up else self.to_render.get(entry.id)

    def rendering_failed(self, entry: UrlEntry) -> None:
        """The browser could not show a page: it is read as it came."""
        self.notes.add("browser-failed")
        self.not_rendered.add(entry.id)
        self.requeue(entry)

    def requeue(self, entry: UrlEntry) -> None:
        """Ask once more; the page is not counted twice."""
        self.pages -= 1
        self.frontier.push(replace(entry, priority=entry.priority + 1))

    def _is_only(self, url: str) -> bool:
        """False for a page that is already known by the other scheme or with or without ``www.``."""
        key = normalise(url).partition("://")[2].removeprefix("www.")
        if key in self._keys:
            return False
        self._keys.add(key)
        return True
