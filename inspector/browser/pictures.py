"""Pictures of the faulty places for a report: which stored page shows a problem, and a browser to show it in."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from inspector.browser.finding import Browser, find_browser
from inspector.browser.looks import Looks
from inspector.clock import now
from inspector.judging.facts import Pictures, PicturesOf
from inspector.store import Store
from reports.snapshot import PageOf, Photographer, StoredPage, photographer, snapshots
from rules.errors import CannotJudgeError
from rules.observations import Page
from rules.scorecard import Problem, Scorecard


@contextmanager
def pictures(store: Store, looks: Looks | None = None) -> Iterator[PicturesOf]:
    """Takes pictures of one scorecard's home page and problems after the other; ``looks`` fetches how they look.

    Raises CannotJudgeError where there is no browser, or where it does not start.
    """
    from playwright.sync_api import Error as BrowserError  # noqa: PLC0415

    found = browser_to_take_pictures()
    sandbox = getattr(os, "geteuid", lambda: 1)() != 0  # Chromium has none for root
    try:
        with photographer(str(found.path), sandbox=sandbox, resource_of=looks) as camera:
            yield lambda card: _taken(store, card, camera, looks)
    except BrowserError as error:
        reason = str(error).splitlines()[0][:200]
        raise CannotJudgeError(
            f"浏览器 {found.path} 无法截图：{reason}", f"the browser {found.path} takes no pictures: {reason}"
        ) from None


def browser_to_take_pictures() -> Browser:
    """Raises CannotJudgeError where there is none."""
    found = find_browser()
    if found is None:
        raise CannotJudgeError(
            "没有浏览器，无法截图；可运行 make browser，或去掉 --pictures",
            "no browser to take pictures with: run make browser, or leave out --pictures",
        )
    return found


def _taken(store: Store, card: Scorecard, camera: Photographer, looks: Looks | None) -> Pictures:
    if looks is not None:
        looks.begin()
    seen = _pages(store, card.run.id, card.site.code, card.run.as_of)
    home = next((page for page in seen if page.role == "home" and page.facts and page.body_sha256), None)
    stored = _stored(store, home)
    return Pictures(
        problems=snapshots(card, page_of(store, card), camera),
        home=camera.take(stored, None) if stored else None,
        home_at=home.at if home else None,
        looks_at=now() if looks is not None else None,
    )


def _stored(store: Store, page: Page | None) -> StoredPage | None:
    body = store.body(page.body_sha256) if page is not None and page.body_sha256 else None
    if page is None or page.facts is None or body is None:
        return None
    return StoredPage(url=page.final_url, body=body, encoding=page.facts.encoding)


def page_of(store: Store, card: Scorecard) -> PageOf:
    """Finds the stored page of a problem: the page named by the problem, else the first page that holds the link."""
    seen = _pages(store, card.run.id, card.site.code, card.run.as_of)
    kept = [page for page in seen if page.body_sha256 and page.facts]
    by_hash = {page.body_sha256: page for page in kept}
    by_url = {url: page for page in kept for url in (page.url, page.final_url)}

    def of(problem: Problem) -> StoredPage | None:
        named = by_hash.get(problem.body_sha256) if problem.body_sha256 else None
        holding = (by_url[source.page] for source in problem.sources if source.page in by_url)
        return _stored(store, named or next(holding, None))

    return of


def _pages(store: Store, run_id: int, site_code: str, at: datetime) -> tuple[Page, ...]:
    return store.observations(run_id, site_code, probes_since=at, probes_until=at).pages
