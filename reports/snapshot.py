"""Pictures for an appeal: the page as it was crawled, rendered offline, with the faulty place outlined.

The stored page is shown in a browser that runs no script of it and reaches no network: every request but the page
itself is refused, or answered by ``ResourceOf`` where whoever takes the pictures fetches style sheets and images (the
report says when; the page itself is always the stored one). A link is outlined wherever the page holds it; a column, a
letter or the home page is outlined where its newest date or its text stands. A picture in which nothing could be marked
is not made: it would prove nothing.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, Page, Route, sync_playwright
from playwright.sync_api import Error as BrowserError

from reports.summary import is_open
from rules.masking import without_personal_data
from rules.scorecard import Finding, Problem, Scorecard

PER_KIND = 2
"""Pictures per kind of problem and site."""

_WIDTH, _HEIGHT = 1200, 800
_TIMEOUT_MS = 10_000
_LOOKS_TIMEOUT_MS = 8_000  # for style sheets and images
_LOOKS = frozenset({"stylesheet", "image", "font"})
_FLAGS = [
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic",
    "--no-first-run", "--disable-gpu",
    # A page's preconnect is no request that could be refused: it leads nowhere.
    "--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=http://blocked.invalid:9",
    "--proxy-bypass-list=<-loopback>",
]  # fmt: skip
_CODEC = re.compile(r"[A-Za-z0-9_.:-]{1,40}\Z")
_MARK = (Path(__file__).parent / "static" / "mark.js").read_text("utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPage:
    """A page as it was kept. ``encoding`` is the one it was read in."""

    url: str
    body: bytes
    encoding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A style sheet, an image or a font as it was fetched for a picture."""

    body: bytes
    content_type: str


ResourceOf = Callable[[str], Resource | None]
"""Fetches what a page looks like by its address; None where it may not or cannot be had."""
PageOf = Callable[[Problem], StoredPage | None]
"""Finds the stored page that shows a problem: the first page that holds a link, the column's own page."""


class Photographer:
    """Takes pictures with one browser; see ``photographer``. ``resource_of`` makes them look as the site does."""

    def __init__(self, browser: Browser, resource_of: ResourceOf | None = None) -> None:
        self._browser = browser
        self._resource_of = resource_of

    def take(self, page: StoredPage, problem: Problem | None) -> bytes | None:
        """A PNG of the part of ``page`` that shows ``problem``, outlined; None where nothing was found to outline.

        Without a ``problem`` the top of the page.
        """
        context = self._browser.new_context(
            java_script_enabled=False,
            service_workers="block",
            accept_downloads=False,
            viewport={"width": _WIDTH, "height": _HEIGHT},
        )
        try:
            context.set_default_timeout(_TIMEOUT_MS)
            shown = context.new_page()
            self._open(shown, page)
            marked = problem is None or shown.evaluate(_MARK, _places(page, problem))
            return shown.screenshot(animations="disabled") if marked else None
        except BrowserError:
            return None
        finally:
            context.close()

    def _open(self, shown: Page, page: StoredPage) -> None:
        encoding = page.encoding if _CODEC.match(page.encoding) else "utf-8"
        answered = False

        def answer(route: Route) -> None:
            nonlocal answered
            if not route.request.is_navigation_request():
                self._dress(route)
            elif answered:  # a refresh or a frame: an answer without content leaves the page standing
                route.fulfill(status=204)
            else:
                answered = True
                route.fulfill(
                    status=200, body=_shown(page.body, encoding), content_type=f"text/html; charset={encoding}"
                )

        shown.route("**/*", answer)
        shown.goto(page.url, wait_until="domcontentloaded")
        if self._resource_of is not None:
            try:
                shown.wait_for_load_state("load", timeout=_LOOKS_TIMEOUT_MS)
            except BrowserError:
                return  # what is there by now is what the picture shows

    def _dress(self, route: Route) -> None:
        wanted = self._resource_of is not None and route.request.resource_type in _LOOKS
        found = self._resource_of(route.request.url) if self._resource_of is not None and wanted else None
        if found is None:
            route.abort()
        else:
            route.fulfill(status=200, body=found.body, content_type=found.content_type)


def _shown(body: bytes, encoding: str) -> bytes:
    """The page without personal data: what a report accuses a site of showing, its pictures must not show."""
    try:
        text = body.decode(encoding)
        shown = without_personal_data(text)
        return body if shown == text else shown.encode(encoding)
    except (LookupError, UnicodeError):
        return without_personal_data(body.decode("latin-1")).encode("latin-1")  # digits are ASCII in every encoding


@contextmanager
def photographer(
    executable: str | None = None, *, sandbox: bool = True, resource_of: ResourceOf | None = None
) -> Iterator[Photographer]:
    """A browser for ``Photographer``; ``executable`` is its path, None for Playwright's own download.

    Raises playwright's ``Error`` when no browser can be started. Not for use inside a running event loop.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=_FLAGS, chromium_sandbox=sandbox)
        try:
            yield Photographer(browser, resource_of)
        finally:
            browser.close()


def snapshots(card: Scorecard, page_of: PageOf, camera: Photographer, per_kind: int = PER_KIND) -> Mapping[str, bytes]:
    """Pictures of the first open problems of each kind of ``card``: fingerprint → PNG, for ``SiteFacts.snapshots``."""
    pictures: dict[str, bytes] = {}
    for problem in worth_showing(card, per_kind):
        page = page_of(problem)
        picture = camera.take(page, problem) if page else None
        if picture:
            pictures[problem.fingerprint] = picture
    return pictures


def worth_showing(card: Scorecard, per_kind: int = PER_KIND) -> list[Problem]:
    """The first ``per_kind`` open problems of each kind under each rule."""
    chosen: list[Problem] = []
    for finding in sorted(card.findings, key=_urgency):
        counts: dict[str, int] = {}
        for problem in (problem for problem in finding.problems if is_open(problem)):
            counts[problem.kind] = counts.get(problem.kind, 0) + 1
            if counts[problem.kind] <= per_kind:
                chosen.append(problem)
    return chosen


def _urgency(finding: Finding) -> tuple[bool, str]:
    return (not finding.veto, finding.rule)


def _places(page: StoredPage, problem: Problem) -> dict[str, list[str]]:
    """What to outline; on the page that has the problem itself no link to it, which the menu holds on every page."""
    target = problem.url.split("#")[0]
    return {"targets": [] if target == page.url.split("#")[0] else [target], "texts": _texts(problem)}


def _texts(problem: Problem) -> list[str]:
    """What stands where the fault is: the newest date as pages write it, or the problem's own text."""
    texts = [problem.text] if len(problem.text) > 3 else []
    newest = problem.detail.get("newest")
    if isinstance(newest, str):
        try:
            day = date.fromisoformat(newest)
        except ValueError:
            return texts
        plain, padded = f"{day.year}年{day.month}月{day.day}日", f"{day.year}年{day.month:02}月{day.day:02}日"
        texts = [newest, day.strftime("%Y/%m/%d"), day.strftime("%Y.%m.%d"), plain, padded, *texts]
    return texts
