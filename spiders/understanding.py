"""What the facts of a page mean for the crawl: jumps to follow, columns of the navigation, a column's next pages."""

from rules.observations import Page, PageFacts
from spiders.columns import ColumnRecord, Want, first_page
from spiders.crawl import SiteCrawl
from spiders.frontier import HOME
from spiders.graph import PageEdge
from spiders.hosts import host_key
from spiders.items import UrlEntry
from spiders.parsing.category import category_of
from spiders.parsing.letter_lists import may_be_letters

CLOSING = frozenset({"closing", "closed", "moved"})
MAX_JUMPS = 3
"""Redirects by script or meta refresh followed from one page."""
MAX_HOME_COPIES = 10
"""Addresses that may show the very home page (``/index.html``); with more, a site shows it in place of its pages."""
LISTS = frozenset({"home", "column", "letters"})
"""Roles of pages that are read for what they list."""


class Understanding:
    """Follows what the readers found on the pages of one crawl."""

    def __init__(self, crawl: SiteCrawl) -> None:
        self.crawl = crawl
        self._jumps: dict[int, int] = {}
        self._home_sha256: str | None = None
        self._home_copies: set[int] = set()
        self._data_of: dict[int, tuple[UrlEntry, str]] = {}  # the page that a page of data fills, and where it stands

    def understand(self, entry: UrlEntry, page: Page, facts: PageFacts) -> None:
        """Follow what the readers found: jumps, the navigation of the home page, a column's list."""
        record = self.crawl.columns.get(entry.column_url)
        if facts.state == "ok" and entry.use != "frame":
            self._count_copy(entry, page)
        if entry.role == "home":
            self.crawl.hosts.add(host_key(page.final_url))
            if entry.use != "frame" and not self.crawl.is_registered(page.final_url):
                self.crawl.notes.add("home-elsewhere")
            self._home(entry, facts)
        if facts.redirect and facts.state == "redirect":
            self._jump(entry, record, facts.redirect)
        elif record is not None and entry.role in ("column", "letters"):
            self._column(entry, record, page, facts)

    def _count_copy(self, entry: UrlEntry, page: Page) -> None:
        """Some shields show the home page to whoever asks too often: its fresh entries are no page's own."""
        if entry.role == "home":
            self._home_sha256 = page.body_sha256
        elif page.body_sha256 == self._home_sha256:
            self._home_copies.add(entry.id)
            if len(self._home_copies) > MAX_HOME_COPIES:
                self.crawl.notes.add("home-copies")

    def _home(self, entry: UrlEntry, facts: PageFacts) -> None:
        crawl = self.crawl
        if entry.use != "frame":  # a frame may have a shield or a notice of its own
            self.closed_door(facts)
        if facts.state == "challenge":
            return
        crawl.home_opened = True
        for link in facts.columns:
            if link.url and crawl.is_internal(link.url) and crawl.graph.add(link.url).url != crawl.home_url:
                self._new_column(
                    ColumnRecord(
                        name=link.name,
                        url=link.url,
                        category=link.category,
                        registered=False,
                        level=link.level,
                        on_home=True,
                    )
                )

    def closed_door(self, facts: PageFacts) -> None:
        """A home page whose error answer says why: a notice of works or of closing, a shield's challenge."""
        if facts.state == "challenge":
            self.crawl.site_state = "blocked"
        elif facts.state == "notice":
            self.crawl.site_state = "closed" if facts.state_detail in CLOSING else "maintenance"

    def _new_column(self, record: ColumnRecord) -> None:
        if self.crawl.columns.add(record) and not self.crawl.want(first_page(record), record, depth=1):
            record.incomplete("not-asked")

    def _jump(self, entry: UrlEntry, record: ColumnRecord | None, url: str) -> None:
        crawl = self.crawl
        jumps = self._jumps.get(entry.id, 0) + 1
        if entry.role == "home" and jumps <= MAX_JUMPS:
            crawl.hosts.add(host_key(url))
        elif not crawl.is_internal(url):
            self.gone_elsewhere(entry, url)
            crawl.shown.append(target := crawl.graph.add(url))
            crawl.place(target, entry.depth + 1)
            return
        if jumps > MAX_JUMPS:
            if record is not None:
                record.incomplete("redirect-loop")
            return
        priority = HOME if entry.role == "home" else entry.priority
        want = Want(url=url, role=entry.role, priority=priority, needed=True, page_number=entry.page_number, shown=True)
        target = crawl.graph.add(url)
        if target.visited and record is not None:
            target.visited = False  # read as something else before; the column needs it as its own
        self._jumps[target.id] = jumps
        crawl.want(want, record, depth=entry.depth + 1)

    def gone_elsewhere(self, entry: UrlEntry, url: str) -> None:
        record = self.crawl.columns.get(entry.column_url)
        if record is not None and entry.role in ("column", "letters") and entry.page_number == 1:
            record.elsewhere = not self.crawl.is_internal(url)
        self.crawl.settle(entry.id, fault="moved")

    def _column(self, entry: UrlEntry, record: ColumnRecord, page: Page, facts: PageFacts) -> None:
        crawl = self.crawl
        if not record.registered or record.category == "unknown":
            record.category = category_of(
                record.name, column_type=facts.meta.get("ColumnType"), column_name=facts.meta.get("ColumnName")
            )
        wants = crawl.reader.read(record, page, facts)
        asked = [crawl.want(want, record, depth=_depth(entry, want)) for want in wants]
        if any(w.needed for w in wants) and not any(a for a, w in zip(asked, wants, strict=True) if w.needed):
            record.incomplete("items-elsewhere")
        shown = facts.items or facts.letters
        if record.category == "consultation" and not facts.letters and _hides_letters(entry, facts):
            record.incomplete("letters-unread")
        if facts.state == "by-script" and not shown:
            self._by_script(entry, record, page, facts)
        elif entry.use == "frame" and not shown and self.data_missing(entry):
            return
        elif facts.state in ("challenge", "notice"):
            record.incomplete(facts.state)

    def _by_script(self, entry: UrlEntry, record: ColumnRecord, page: Page, facts: PageFacts) -> None:
        """The list's own data first, then a browser; without either the column is not complete."""
        crawl = self.crawl
        if entry.use == "frame" or page.rendered or facts.data_url is None:
            if not self.data_missing(entry):
                record.incomplete("by-script")
            return
        want = Want(
            url=facts.data_url,
            role="column",
            priority=entry.priority,
            needed=True,
            page_number=entry.page_number,
            frame=True,  # part of this page: its own frames and data are not followed
        )
        self._data_of[crawl.graph.add(facts.data_url).id] = entry, page.final_url
        if not crawl.want(want, record, depth=entry.depth + 1):
            self.data_missing(UrlEntry(id=crawl.graph.add(facts.data_url).id, url=facts.data_url, leaf=True))

    def data_missing(self, entry: UrlEntry) -> bool:
        """The page was to hold the data of a list and does not: the list goes to a browser. False: it was not."""
        filled, url = self._data_of.pop(entry.id, (None, ""))
        record = self.crawl.columns.get(filled.column_url) if filled else None
        if filled is None or record is None:
            return False
        if self.crawl.render(filled, url):
            record.missing.add(filled.id)
            self.crawl.needed_by.setdefault(filled.id, []).append(record)
        else:
            record.incomplete("by-script")
        return True

    def frames(self, entry: UrlEntry, edges: list[PageEdge]) -> None:
        """The frames of a list or home page are read as parts of it, one level deep."""
        crawl = self.crawl
        record = crawl.columns.get(entry.column_url)
        frames = [crawl.graph[edge[0]] for edge in edges if edge[3] == "frame"]
        for frame in frames[: crawl.budget.frames]:
            if not frame.placed:
                want = Want(
                    url=frame.url,
                    role=entry.role,
                    priority=entry.priority,
                    needed=record is not None,
                    page_number=entry.page_number,
                    frame=True,
                )
                crawl.want(want, record, depth=entry.depth + 1)


def _hides_letters(entry: UrlEntry, facts: PageFacts) -> bool:
    """Whether a mailbox shows letters that no reader knew, or fills its list with entries that are not told as such."""
    filled = entry.use == "frame" and bool(facts.items)
    return filled or "unread_letters" in facts.extra or may_be_letters(facts.items)


def _depth(entry: UrlEntry, want: Want) -> int:
    """Clicks from the home page; the pages of one list are as deep as its first, however many there are."""
    return entry.depth + (want.page_number <= entry.page_number or want.role != entry.role)
