"""Pictures of the faulty places for a report: which stored page shows a problem, and a browser to show it in."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from inspector.browser import find_browser
from inspector.store import Store
from reports.snapshot import PageOf, StoredPage, photographer, snapshots
from rules.errors import CannotJudgeError
from rules.observations import Page
from rules.scorecard import Problem, Scorecard

PicturesOf = Callable[[Scorecard], Mapping[str, bytes]]


@contextmanager
def pictures(store: Store) -> Iterator[PicturesOf]:
    """Takes pictures of the problems of one scorecard after the other, by fingerprint.

    Raises CannotJudgeError where there is no browser, or where it does not start.
    """
    from playwright.sync_api import Error as BrowserError  # noqa: PLC0415

    found = find_browser()
    if found is None:
        raise CannotJudgeError(
            "没有浏览器，无法截图；可运行 make browser，或去掉 --pictures",
            "no browser to take pictures with: run make browser, or leave out --pictures",
        )
    sandbox = getattr(os, "geteuid", lambda: 1)() != 0  # Chromium has none for root
    try:
        with photographer(str(found.path), sandbox=sandbox) as camera:
            yield lambda card: snapshots(card, page_of(store, card), camera)
    except BrowserError as error:
        reason = str(error).splitlines()[0][:200]
        raise CannotJudgeError(
            f"浏览器 {found.path} 无法截图：{reason}", f"the browser {found.path} takes no pictures: {reason}"
        ) from None


def page_of(store: Store, card: Scorecard) -> PageOf:
    """Finds the stored page of a problem: the page named by the problem, else the first page that holds the link."""
    seen = _pages(store, card.run.id, card.site.code, card.run.as_of)
    kept = [page for page in seen if page.body_sha256 and page.facts]
    by_hash = {page.body_sha256: page for page in kept}
    by_url = {url: page for page in kept for url in (page.url, page.final_url)}

    def of(problem: Problem) -> StoredPage | None:
        named = by_hash.get(problem.body_sha256) if problem.body_sha256 else None
        holding = (by_url[source.page] for source in problem.sources if source.page in by_url)
        page = named or next(holding, None)
        body = store.body(page.body_sha256) if page is not None and page.body_sha256 else None
        if page is None or page.facts is None or body is None:
            return None
        return StoredPage(url=page.final_url, body=body, encoding=page.facts.encoding)

    return of


def _pages(store: Store, run_id: int, site_code: str, at: datetime) -> tuple[Page, ...]:
    return store.observations(run_id, site_code, probes_since=at, probes_until=at).pages
