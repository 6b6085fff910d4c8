"""Going on with a crawl that was killed: what had been stored is taken up, nothing of it is asked again."""

from dataclasses import replace

from rules.observations import Page
from spiders.crawl import SiteCrawl
from spiders.items import LinkChecked, ResumeState, UrlEntry, UrlState
from spiders.taking import Taker

_OVER: frozenset[UrlState] = frozenset({"done", "failed", "dropped"})


def take_up(crawl: SiteCrawl, taker: Taker, state: ResumeState) -> None:
    """Rebuild graph, columns and frontier from what an earlier part of the run had stored. Call it before ``seed``."""
    checked = {result.url_id: result for result in state.links}
    homes = {entry.id for entry, _ in state.entries if entry.role == "home"}
    _targets(crawl, state, checked)
    for page_id, target_id, line, text, use in state.edges:
        crawl.graph.replay(crawl.graph[page_id], target_id, line, text, use, home=page_id in homes)
    entries = {entry.id: entry for entry, _ in state.entries}
    crawl.seed()
    for url_id, page in state.visited:
        if url_id in entries:
            _page(taker, entries[url_id], page)
    for entry, progress in state.entries:
        if entry.id not in checked:
            _go_on(crawl, entry, progress)
    if any(progress == "queued" and not entry.leaf for entry, progress in state.entries) and state.visited:
        taker.sheets.lost_pages()
    crawl.found.clear()


def _targets(crawl: SiteCrawl, state: ResumeState, checked: dict[int, LinkChecked]) -> None:
    for entry, progress in state.entries:
        if entry.method == "POST":
            target = crawl.graph.add_form(entry.url, entry.body or "", target_id=entry.id)
        else:
            target = crawl.graph.add(entry.url, entry.use, target_id=entry.id)
        target.placed = True
        target.visited = progress in _OVER
        if progress == "done":
            target.state = "ok"
        crawl.pages += progress in ("done", "failed") and not entry.leaf
    for result in checked.values():
        if result.url_id in crawl.graph:
            crawl.ledger.checked(result)
            crawl.graph[result.url_id].visited = True
            crawl.ledger.robots_skipped += result.detail.get("reason") == "robots"


def _page(taker: Taker, entry: UrlEntry, page: Page) -> None:
    """What the page had led to is wanted again; what of that is stored is left out."""
    entry = replace(entry, role=page.role, column_url=page.column_url, page_number=page.page_number)
    if page.facts is not None:
        taker.reader.understand(entry, page, page.facts)
        taker.crawl.settle(entry.id)
    elif page.status is not None and 300 <= page.status < 400:
        taker.reader.gone_elsewhere(entry, page.final_url)
        taker.crawl.graph[entry.id].state = None  # the link checker was to say how it ends
    else:
        taker.crawl.settle(entry.id, fault="fault")


def _go_on(crawl: SiteCrawl, entry: UrlEntry, progress: UrlState) -> None:
    target = crawl.graph[entry.id]
    if progress == "queued":
        if entry.leaf:
            crawl.check(target)
        elif not target.visited and crawl.frontier.waiting(entry.id) is None:
            crawl.frontier.push(entry)
    elif target.state is None and entry.method == "GET":
        crawl.check(target)
