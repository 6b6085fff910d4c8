"""What is said of a site when its crawl is over: its columns, the links that are not in order, the crawl itself."""

from collections.abc import Iterator
from datetime import datetime

from rules.observations import Crawl, Link, SiteState
from spiders.crawl import SiteCrawl
from spiders.graph import Target
from spiders.items import LinkChecked, Seen

MAX_BROKEN = 10_000
"""Broken links that are told of a site; the worst of real sites has some 3,000, and each is in every report."""
MAX_LINK_CHARS = 48_000_000
"""Of all links that are told, and of the pages that hold them; real sites whose links all redirect have 30 million."""
_WHOLE = frozenset({"finished", "budget-pages"})
_CUT = frozenset({"budget-seconds", "budget-links", "host-given-up", "budget-columns", "home-copies"})
"""Notes that mean a part of the site was not looked at."""
_BOUNDS = {"depth": "budget-depth", "growing-path": "growing-path", "pattern": "budget-pattern"}


def last_words(crawl: SiteCrawl, *, started: datetime, finished: datetime, stop_reason: str) -> Iterator[Seen]:
    """The observations that close a crawl. ``stop_reason`` is ``finished`` or what ended it."""
    code = crawl.site.code
    if stop_reason == "finished" and "budget-pages" in crawl.notes:
        stop_reason = "budget-pages"
    if crawl.ledger.left_out or crawl.graph.left_out:
        crawl.notes.add("budget-links")
    if crawl.columns.left_out:
        crawl.notes.add("budget-columns")
    crawl.notes |= {_BOUNDS[one.reason] for one in crawl.frontier.not_followed}
    for record in crawl.columns:
        if record.stands:
            yield Seen(site_code=code, observation=record.observation(finished, unread=stop_reason))
    for link in _links(crawl, finished):
        yield Seen(site_code=code, observation=link)
    yield Seen(site_code=code, observation=_crawl(crawl, started, finished, stop_reason))


def _links(crawl: SiteCrawl, at: datetime) -> Iterator[Link]:
    for target in _to_tell(crawl):
        result = crawl.ledger.results[target.id]
        yield Link(
            at=result.attempts[-1].at if result.attempts else at,
            url=target.url,
            state=result.state,
            fault=result.fault,
            final_url=result.final_url,
            attempts=result.attempts,
            sources=crawl.graph.sources(target),
            occurrences=max(target.pages, 1),
            on_home=target.on_home,
            external=not crawl.is_internal(target.url),
            use=target.use,
            detail=result.detail,
        )


def _to_tell(crawl: SiteCrawl) -> list[Target]:
    """The links to be told, in the order they were found; where there is no room for all, those of the home page and
    broken ones first."""
    results = crawl.ledger.results
    found = [target for target in crawl.graph if target.id in results and _is_promised(crawl, target)]
    found.sort(key=lambda target: (not target.on_home, results[target.id].state != "broken", target.id))
    broken = chars = 0
    told = []
    for target in found:
        broken += results[target.id].state == "broken"
        chars += len(target.url) + sum(len(source.page) for source in crawl.graph.sources(target))
        if chars > MAX_LINK_CHARS:
            break
        if broken <= MAX_BROKEN or results[target.id].state != "broken":
            told.append(target)
    if len(told) < len(found):
        crawl.notes.add("budget-links")
    return sorted(told, key=lambda target: target.id)


def _is_promised(crawl: SiteCrawl, target: Target) -> bool:
    """Whether anybody is led to an address: by a page or by the registry, rather than by how we count a pager on."""
    record = crawl.columns.get(target.url)
    return target.pages > 0 or target.url == crawl.home_url or (record is not None and record.registered)


def _crawl(crawl: SiteCrawl, started: datetime, finished: datetime, stop_reason: str) -> Crawl:
    columns = [record for record in crawl.columns if record.stands]
    unread = stop_reason == "budget-pages" and any(record.is_unread for record in columns)
    states = [target.state for target in crawl.graph]
    notes = crawl.notes | {stop_reason} - {"finished"}
    return Crawl(
        at=finished,
        started=started,
        finished=finished,
        site_state=site_state(crawl),
        home_opened=crawl.home_opened,
        complete=crawl.home_opened and stop_reason in _WHOLE and not unread and not notes & _CUT,
        stop_reason=stop_reason,
        pages=crawl.pages,
        columns=len(columns),
        links=len(states),
        links_ok=sum(state in ("ok", "redirected") for state in states),
        blocked=sum(state == "blocked" for state in states),
        robots_skipped=crawl.ledger.robots_skipped,
        notes=tuple(sorted(notes)),
        not_followed=crawl.frontier.not_followed,
        names_known=crawl.lexicon is not None and bool(crawl.lexicon.names or crawl.lexicon.persons),
    )


def site_state(crawl: SiteCrawl) -> SiteState:
    """The state of the site as its home page shows it."""
    if crawl.site_state is not None:
        return crawl.site_state
    if crawl.home_opened:
        return "running"
    home = crawl.graph.find(crawl.home_url)
    result: LinkChecked | None = crawl.ledger.results.get(home.id) if home else None
    if "robots-home" in crawl.notes or (result is not None and result.state == "blocked"):
        return "blocked"
    return "down"
