"""A visit is charged with what the site does, not with what we do meanwhile, and passes doors as a browser does."""

import asyncio
import time

import pytest

from inspector.crawl.options import CrawlOptions
from inspector.crawl.probing import ProbeJob
from inspector.store import Store
from rules.observations import Probe, Site


@pytest.fixture
def visit(in_reactor, tmp_path):
    """Pays one visit, by default while this process is busy with ``busy_s`` of each ``busy_s`` + 0.01 seconds."""
    store = Store.open(f"sqlite:///{tmp_path}/x.db")

    def run(url: str, *, busy_s: float = 0.0, timeout_s: float = 2.0, canary: str | None = None) -> Probe:
        site = Site(code="1", name="嘉鱼县人民政府", url=url)
        options = CrawlOptions(
            allow_nets=("127.0.0.0/8",), canary=canary, settings={"INSPECTOR_PROBE_TIMEOUT_S": timeout_s}
        )

        async def work() -> None:
            while busy_s:
                time.sleep(busy_s)
                await asyncio.sleep(0.01)

        async def go():
            working = asyncio.ensure_future(work())
            try:
                return await ProbeJob(store, [site], options=options, told=lambda code: None).run()
            finally:
                working.cancel()

        return in_reactor(go())["1"].observation

    yield run
    store.close()


def test_time_that_we_were_busy_is_not_the_sites(web, visit):
    web.page("/", "hello")
    found = visit(web.url + "/", busy_s=0.5, timeout_s=15.0)
    assert found.answered
    assert found.elapsed_ms < 500


def test_the_sites_own_time_is_told_as_it_is(web, visit):
    """All but what we may have been late ourselves in that time, on a busy machine."""
    web.page("/", "hello", delay=2.0)
    assert 1000 < visit(web.url + "/", timeout_s=15.0).elapsed_ms < 4000


def test_a_visit_that_we_had_no_time_for_fails_nobody(web, visit):
    """The answer lay ready; nothing is said of the site, as where our own network does not work."""
    web.page("/", "hello")
    found = visit(web.url + "/", busy_s=1.5, timeout_s=1.0, canary=web.url + "/")
    assert found.answered or found.canary_answered is False


def test_a_site_that_is_slow_fails_while_we_are_a_little_busy(web, visit):
    web.page("/", "hello", delay=4.0)
    found = visit(web.url + "/", busy_s=0.05, timeout_s=1.0)
    assert (found.answered, found.fault) == (False, "timeout")


def test_a_door_that_sets_a_cookie_is_passed(web, visit):
    """What shields do to see whether a browser asks: a redirect to the page itself, for whoever lacks their cookie."""

    def answer(request):
        if request.headers.get("Cookie") == "seen=1":
            return 200, {"Content-Type": "text/html"}, b"hello"
        return 302, {"Location": "/", "Set-Cookie": "seen=1; Path=/; HttpOnly"}, b""

    web.answer("/", answer)
    found = visit(web.url + "/")
    assert (found.answered, found.status, found.fault) == (True, 200, None)


def test_a_door_that_never_opens_is_a_circle(web, visit):
    web.answer("/", lambda request: (302, {"Location": "/", "Set-Cookie": "seen=1"}, b""))
    found = visit(web.url + "/")
    assert (found.answered, found.fault) == (False, "redirect-loop")
    assert web.count("/") == 2


def test_a_cookie_stays_with_the_host_that_set_it(web, web_factory, visit):
    other = web_factory()
    web.answer("/", lambda request: (302, {"Location": other.url + "/", "Set-Cookie": "own=1"}, b""))
    other.page("/", "hello")
    assert visit(web.url + "/").answered
    assert not any("Cookie" in headers for headers in other.headers)
