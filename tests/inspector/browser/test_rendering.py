"""What a page may do in the browser of the crawl: its bounds, and how what it did not show whole is named."""

import asyncio
import re
import resource
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from inspector.browser.answers import MAX_REQUESTS
from inspector.browser.rendering import MAX_HTML_CHARS, Rendered, Renderer, RenderFailed
from inspector.net.guard import AddressGuard
from inspector.net.options import parse_networks
from tests.loopback import RawServer, by_path, reply, reset, running

pytestmark = pytest.mark.browser
FILL = "<ul id=list></ul><script>fetch('{data}').then(r => r.text()).then(t => list.innerHTML = t)</script>"
ROW = "<li>关于做好项目申报工作的通知</li>"
Show = Callable[[str], Rendered]


@pytest.fixture(scope="module")
def show(browser: Path) -> Iterator[Show]:
    with asyncio.Runner() as runner:
        renderer = Renderer(AddressGuard(parse_networks(["127.0.0.1"])), browser, user_agent="x")
        yield lambda url: runner.run(renderer.render(url))
        runner.run(renderer.close())


def test_a_page_that_came_whole_is_whole(web: Any, show: Show) -> None:
    web.page("/", "<!DOCTYPE html><html><head><title>通知公告</title></head><body>" + FILL.format(data="/data"))
    web.page("/data", ROW)
    page = show(web.url + "/")
    assert (page.url, page.status, page.part) == (web.url + "/", 200, False)
    assert page.body.startswith(b"<!DOCTYPE html>")
    assert f'<ul id="list">{ROW}</ul>'.encode() in page.body


@pytest.mark.parametrize(
    "leave",
    [
        "location.href = 'http://10.0.0.1/'",
        "location.href = 'about:blank'",
        "location.href = URL.createObjectURL(new Blob(['<ul></ul>'], {type: 'text/html'}))",
        "location.href = 'ftp://127.0.0.1/'",
    ],
)
def test_what_the_browser_shows_instead_of_a_page_is_no_page(leave: str, web: Any, show: Show) -> None:
    """Its own page of errors, an empty one, one that the script made up: none stands at an address of the web."""
    web.page("/", f"<p>通知公告</p><script>onload = () => setTimeout(() => {{ {leave} }}, 100)</script>")
    with suppress(RenderFailed):
        assert "通知公告".encode() in show(web.url + "/").body  # the browser did not leave


def test_images_do_not_use_up_the_requests_of_a_page(web: Any, show: Show) -> None:
    images = "".join(f"<img src='/{n}.png'>" for n in range(MAX_REQUESTS + 30))
    web.page("/", images + FILL.format(data="/data"))
    web.page("/data", ROW)
    page = show(web.url + "/")
    assert ROW.encode() in page.body
    assert not page.part


@pytest.mark.parametrize(("asked", "part"), [(MAX_REQUESTS - 1, False), (MAX_REQUESTS, True)])
def test_a_page_whose_requests_were_not_all_answered_came_in_part(asked: int, part: bool, web: Any, show: Show) -> None:
    """The page itself is one of them."""
    ticks = f"<script>for (let n = 0; n < {asked}; n++) fetch('/tick?' + n).catch(() => 0)</script>"
    web.page("/", ticks)
    web.otherwise = lambda request: (200, {}, b"x")
    assert show(web.url + "/").part is part


def test_data_that_are_late_leave_a_page_that_came_in_part(web: Any, show: Show) -> None:
    web.page("/", FILL.format(data="/data"))
    web.page("/data", ROW, delay=9.0)
    assert show(web.url + "/").part


@pytest.mark.parametrize(("data", "part"), [(reset, True), (reply("503 Busy"), True), (reply("404 No"), False)])
def test_data_that_do_not_come_leave_a_page_that_came_in_part(data: Any, part: bool, show: Show) -> None:
    """What says that there are none is an answer."""
    pages = {"/": reply(body=FILL.format(data="/data").encode()), "/data": data}
    with running(RawServer(by_path(pages))) as server:
        assert show(server.url + "/").part is part


def test_a_counter_of_somebody_else_that_is_dead_takes_nothing_from_a_page(web: Any, show: Show) -> None:
    with running(RawServer(reset)) as dead:
        web.page("/", f"<script src='{dead.url}/count.js'></script><p>通知公告</p>")
        page = show(web.url + "/")
        assert dead.asked
    assert not page.part


def test_a_page_that_makes_itself_giant_is_taken_in_part(web: Any, show: Show) -> None:
    web.page(
        "/",
        f"<div id=d hidden></div><script>const s = 'x'.repeat(1e6); for (let n = 0; n < {MAX_HTML_CHARS} / 1e6; n++)"
        "d.append(s); d.append(s); String.prototype.slice = () => 'fooled'; document.title = s</script>",
    )
    page = show(web.url + "/")
    assert MAX_HTML_CHARS <= len(page.body) < MAX_HTML_CHARS + 1000
    assert page.part


def test_the_browser_takes_no_more_memory_than_it_is_given(web: Any, show: Show) -> None:
    take = """const held = []; document.title = 'begun';
    try { for (let n = 0; n < 60; n++) { const b = new Uint8Array(1e8); b.fill(1); held.push(b); } } catch (e) {}
    document.title = 'GB ' + held.length / 10;"""
    web.page("/", f"<title>x</title><script>{take}</script>")
    try:
        body = show(web.url + "/").body.decode()
    except RenderFailed:
        return  # the page broke, which is a bound as well
    assert float(re.search(r"GB ([0-9.]+)", body)[1]) < 3  # type: ignore[index]


def test_a_redirect_to_another_host_takes_no_cookie_or_password_along(web: Any, web_factory: Any, show: Show) -> None:
    other = web_factory()
    script = "fetch('/away', {headers: {Authorization: 'Basic eDp5'}}).catch(() => 0)"
    web.page(
        "/",
        f"<script>{script}; fetch('/near', {{headers: {{Authorization: 'Basic eDp5'}}}})</script>",
        Set_Cookie="own=1",
    )
    web.answer("/away", lambda request: (302, {"Location": other.url + "/there"}, b""))
    web.answer("/near", lambda request: (302, {"Location": "/here"}, b""))
    other.page("/there", "x", Access_Control_Allow_Origin="*")
    web.page("/here", "x")
    show(web.url + "/")
    assert other.asked == ["GET /there"]
    assert not {name.lower() for name in other.headers[0]} & {"cookie", "authorization"}
    kept = {name.lower(): value for name, value in web.headers[web.asked.index("GET /here")].items()}
    assert (kept["cookie"], kept["authorization"]) == ("own=1", "Basic eDp5")


def test_a_page_changes_nothing_elsewhere(web: Any, web_factory: Any, show: Show) -> None:
    """A browser would ask the other host first whether it may; here nobody asks, so nothing is sent."""
    other = web_factory()
    calls = "".join(
        f"fetch('{other.url}/x', {{method: '{method}', body: 'x'}}).catch(() => 0);"
        for method in ("PUT", "DELETE", "PATCH")
    )
    web.page("/", f"<script>{calls}</script><p>通知公告</p>")
    assert "通知公告".encode() in show(web.url + "/").body
    assert other.asked == []


def test_the_bound_of_memory_is_the_browsers_alone(web: Any, show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    """We may have more ourselves: while it was ours too, a crawl of many threads could not begin another one."""
    bounds: list[tuple[int, int]] = []
    start = threading.Thread.start

    def noted(thread: threading.Thread) -> None:
        bounds.append(resource.getrlimit(resource.RLIMIT_DATA))
        start(thread)

    web.page("/", "<p>通知公告</p>")
    monkeypatch.setattr(threading.Thread, "start", noted)
    show(web.url + "/")
    assert set(bounds) == {resource.getrlimit(resource.RLIMIT_DATA)}
