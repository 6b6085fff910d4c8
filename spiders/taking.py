"""What one answer leads to: the visit that is stored, and the pages and links that follow from it."""

import hashlib
import logging

from rules.observations import LinkState, Page, PageFacts
from spiders.crawl import SiteCrawl
from spiders.fetched import Fetched
from spiders.graph import MAX_LINKS_PER_PAGE, PageEdge, Target
from spiders.items import LinkChecked, UrlEntry, UrlState, Visit
from spiders.parsing.answers import Answer, judge_answer
from spiders.parsing.body import HEAD_BYTES
from spiders.parsing.document import Document
from spiders.parsing.page import FrameMemory, read_page
from spiders.room import FactsRoom
from spiders.sheets import SheetBook
from spiders.understanding import LISTS, Understanding

logger = logging.getLogger(__name__)
Taken = Visit | LinkChecked
MAX_EVIDENCE_BYTES = 2 * 1024 * 1024
"""Of a body kept as evidence; larger pages are known by their hash only."""
MAX_SITE_EVIDENCE_BYTES = 64 * 1024 * 1024
"""Of all bodies of a site; two hundred columns of real sites have some 15 MB, pages that are all noise never end."""
_MAY_BE_MISSING = frozenset({"ok", "empty", "by-script"})
"""States of a page that may be no page at all: a notice by script, a list that says that nothing was found."""
_RETRIED_FAULTS = frozenset({"dns", "refused", "timeout", "reset", "tls", "failed"})
_RETRIED_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504})


class Taker:
    """Takes the answers of one crawl. Faults of a site become values here; a fault of a reader is logged and noted."""

    def __init__(self, crawl: SiteCrawl) -> None:
        self.crawl = crawl
        self.reader = Understanding(crawl)
        self.sheets = SheetBook(crawl)
        self._frame = FrameMemory()
        self._evidence_bytes = 0
        self._room = FactsRoom(crawl.budget.pages)

    def pause_before_retry(self, entry: UrlEntry, got: Fetched) -> float | None:
        """Seconds to wait before asking again; None where the answer stands."""
        tries = self.crawl.tries[entry.id]
        tries.append(got.attempt)
        limit = self.crawl.budget.retries if entry.role != "other" else min(1, self.crawl.budget.retries)
        passing = got.fault in _RETRIED_FAULTS or (got.fault is None and got.status in _RETRIED_STATUS)
        if not passing or len(tries) > limit:
            return None
        return float(self.crawl.budget.retry_pause_s * 2 ** (len(tries) - 1))

    def take(self, entry: UrlEntry, got: Fetched) -> list[Taken]:
        """The items that an answer gives; empty where the page is asked for once more, through a browser."""
        target = self.crawl.graph[entry.id]
        target.visited = True
        if not got.ok:
            return self._failed(entry, target, got)
        if not got.body:
            return self._failed(entry, target, got, fault="empty-file")
        if not got.readable:
            self.crawl.settle(entry.id, fault="not-a-page" if entry.role in LISTS else None)
            return [*self._landed(target, got), self._visit(entry, self._page(entry, got), "done")]
        try:
            return self._read(entry, target, got)
        except Exception:  # whatever a page made us stumble on costs that page only
            logger.exception("reading %s failed", got.url)
            self.crawl.settle(entry.id, fault="reader-error")
            return [
                *self._landed(target, got),
                self._visit(entry, self._page(entry, got, fault="reader-error"), "done"),
            ]

    def forbidden(self, entry: UrlEntry) -> list[Taken]:
        """robots.txt excludes the page."""
        crawl = self.crawl
        crawl.ledger.forbid(crawl.graph[entry.id])
        crawl.settle(entry.id, fault="robots")
        if entry.role == "home":
            crawl.notes.add("robots-home")
        return [self._visit(entry, None, "dropped")]

    def moved(self, entry: UrlEntry, got: Fetched, url: str) -> list[Taken]:
        """The page leads to one that has its own place, or out of the site: the link checker says how it ends."""
        target = self.crawl.graph[entry.id]
        target.visited = True
        self.reader.gone_elsewhere(entry, url)
        if entry.method == "GET":
            self.crawl.check(target, (got.attempt,))
        return [self._visit(entry, self._page(entry, got, final_url=url), "done")]

    def _failed(self, entry: UrlEntry, target: Target, got: Fetched, fault: str | None = None) -> list[Taken]:
        page = self._page(entry, got, fault=fault)
        if entry.role == "home" and got.readable and got.body:
            told = self._facts(Document.parse(got.page, got.url, got.charset), home=True)
            if told is not None:
                self.reader.closed_door(told)
        self.crawl.settle(entry.id, fault=None if self.reader.data_missing(entry) else "fault")
        if entry.method == "GET":
            self.crawl.check(target, tuple(self.crawl.tries.pop(entry.id, ())))
        return [self._visit(entry, page, "failed")]

    def _read(self, entry: UrlEntry, target: Target, got: Fetched) -> list[Taken]:
        doc = Document.parse(got.page, got.url, got.charset)
        column = self.crawl.columns.get(entry.column_url)
        doc.of_mailbox = entry.role in LISTS and column is not None and column.category == "consultation"
        facts = self._facts(doc, home=entry.role == "home")
        if facts is not None and self._wants_browser(entry, got, facts):
            return []
        edges, new = self.crawl.graph.read(doc, target, home=entry.role == "home")
        fault = "reader-error" if facts is None else self._missing(entry, got, facts)
        kept = facts and self._room.kept(facts)
        part = doc.cut or len(edges) >= MAX_LINKS_PER_PAGE or kept is not facts
        page = self._page(entry, got, facts=kept, fault=fault, part=part)
        if facts is None or fault is not None:
            self.crawl.settle(entry.id, fault=fault)
        else:
            self.crawl.shown.clear()  # of pages that were taken up, or on which we stumbled
            self.reader.understand(entry, page, facts)
            edges += self.crawl.graph.lead(target, self.crawl.shown, home=entry.role == "home")
            self.crawl.settle(entry.id)
        self.sheets.note(entry, target, got, doc, edges)
        if entry.role in LISTS and entry.use != "frame":
            self.reader.frames(entry, edges)
        for found in new:
            self.crawl.place(found, entry.depth + 1)
        results: list[Taken] = []
        if self._in_doubt(entry, got, fault):
            self.crawl.check(target, tuple(self.crawl.tries.pop(entry.id, ())))
        elif facts is None or facts.state != "challenge":
            results = self._landed(target, got)
        else:
            results = [self._result(target, state="blocked", detail={"challenge": facts.state_detail or ""})]
        body = got.body if self._is_evidence(entry, got) else None
        self._evidence_bytes += len(body or b"")
        return [self._visit(entry, page, "done", edges, body), *results]

    def _facts(self, doc: Document, *, home: bool) -> PageFacts | None:
        try:
            return read_page(doc, today=self.crawl.today, frame=self._frame, home=home, lexicon=self.crawl.lexicon)
        except Exception:  # one broken reader costs this page's verdicts only
            logger.exception("a reader failed on %s", doc.url)
            return None

    def _missing(self, entry: UrlEntry, got: Fetched, facts: PageFacts) -> str | None:
        """``soft-404`` for a page with a good status that says, or shows, that there is no such page."""
        shows_something = facts.items or facts.letters or facts.published or facts.state not in _MAY_BE_MISSING
        if shows_something or entry.role == "home" or entry.method != "GET" or got.rendered:
            return None
        answer = Answer(
            url=entry.url,
            final_url=got.url,
            status=got.status or 200,
            headers=got.headers,
            body=got.body[:HEAD_BYTES],
            complete=len(got.body) <= HEAD_BYTES and not got.cut,
        )
        judged = judge_answer(answer, self.crawl.recognisers, self.crawl.profile)
        return judged.fault if judged.state == "broken" else None

    def _in_doubt(self, entry: UrlEntry, got: Fetched, fault: str | None) -> bool:
        """Whether the link checker has to say what the link is: no such page, or a deep link that ended at home."""
        if entry.method != "GET":
            return False
        ended_at_home = got.url == self.crawl.home_url and entry.role != "home"
        return fault not in (None, "reader-error") or ended_at_home

    def _wants_browser(self, entry: UrlEntry, got: Fetched, facts: PageFacts) -> bool:
        """Whether the page is asked for once more through a browser: its script fills it, and names no data."""
        if facts.state != "by-script" or facts.data_url or got.rendered or entry.role not in LISTS:
            return False
        return self.crawl.render(entry, got.url)

    def _landed(self, target: Target, got: Fetched) -> list[Taken]:
        """The link states that a readable answer settles: the page's own, and those of the addresses passed."""
        target.state = "ok"
        self.crawl.tries.pop(target.id, None)
        passed = dict.fromkeys([*got.hops, got.url])
        others = [self.crawl.take_over(url) for url in passed if url != target.url]
        results = [self._result(other, state="ok") for other in others if other is not None]
        if got.hops and got.url != target.url:
            results.append(self._result(target, state="redirected", final_url=got.url))
        return [*results]

    def _result(
        self, target: Target, *, state: LinkState, final_url: str | None = None, detail: dict[str, str] | None = None
    ) -> LinkChecked:
        result = LinkChecked(
            site_code=self.crawl.site.code,
            url_id=target.id,
            url=target.url,
            state=state,
            final_url=final_url,
            attempts=tuple(self.crawl.tries.pop(target.id, ())),
            detail=detail or {},
        )
        self.crawl.ledger.checked(result)
        return result

    def _is_evidence(self, entry: UrlEntry, got: Fetched) -> bool:
        first = entry.role in LISTS and entry.page_number == 1
        room = min(MAX_EVIDENCE_BYTES, MAX_SITE_EVIDENCE_BYTES - self._evidence_bytes)
        return first and len(got.body) <= room

    def _page(
        self,
        entry: UrlEntry,
        got: Fetched,
        *,
        facts: PageFacts | None = None,
        fault: str | None = None,
        final_url: str | None = None,
        part: bool = False,
    ) -> Page:
        evidence = facts is not None and self._is_evidence(entry, got)
        return Page(
            at=got.at,
            url=entry.url,
            final_url=final_url or got.url,
            role=entry.role,
            column_url=entry.column_url,
            page_number=entry.page_number,
            depth=entry.depth,
            status=got.status,
            fault=fault or got.fault,
            elapsed_ms=got.elapsed_ms,
            size_bytes=len(got.body),
            cut=got.cut or part,
            rendered=got.rendered,
            framed=entry.use == "frame",
            body_sha256=hashlib.sha256(got.body).hexdigest() if got.body else None,
            facts=facts,
            sent=got.sent if evidence else {},
            headers=got.kept_headers if evidence else {},
        )

    def _visit(
        self,
        entry: UrlEntry,
        page: Page | None,
        state: UrlState,
        edges: list[PageEdge] | None = None,
        body: bytes | None = None,
    ) -> Visit:
        found, self.crawl.found = tuple(self.crawl.found), []
        return Visit(
            site_code=self.crawl.site.code,
            entry=entry,
            state=state,
            page=page,
            found=found,
            edges=tuple(edges or ()),
            body=body,
        )
