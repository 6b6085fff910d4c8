"""Pictures of the faulty place, taken in a real browser that reaches nothing."""

import struct
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import Browser

from reports.snapshot import Photographer, Resource, StoredPage, snapshots, worth_showing
from rules.scorecard import Problem, Scorecard

pytestmark = pytest.mark.browser

URL = "http://www.site1.example/col/index.html"
BODY = """<html><head><title>通知公告</title></head><body style="height: 3000px">
<h1>通知公告</h1>
<p style="height: 1500px"></p>
<ul><li><a href="../art/1.html">关于公布目录的通知</a> 2025-06-01</li>
<li><a href="/art/2.html#top">关于征集意见的公告</a> 2025-05-01</li></ul>
</body></html>"""


@pytest.fixture(scope="module")
def camera(chromium: Browser) -> Photographer:
    return Photographer(chromium)


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A server that must not be asked, and what it was asked."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Quiet."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", seen
        server.shutdown()


def page(body: str = BODY, encoding: str = "gb18030", url: str = URL) -> StoredPage:
    return StoredPage(url=url, body=body.encode(encoding), encoding=encoding)


def link(url: str) -> Problem:
    return Problem(fingerprint="f", kind="http-404", url=url)


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


def test_a_broken_link_is_outlined_where_the_page_holds_it(camera: Photographer) -> None:
    picture = camera.take(page(), link("http://www.site1.example/art/2.html"))
    assert picture is not None
    assert size(picture) == (1200, 800)


def test_what_the_page_does_not_hold_gives_no_picture(camera: Photographer) -> None:
    assert camera.take(page(), link("http://www.site1.example/art/3.html")) is None


def test_a_stale_list_is_outlined_at_its_newest_date(camera: Photographer) -> None:
    stale = Problem(fingerprint="f", kind="stale", url=URL, detail={"newest": "2025-06-01"})
    undated = Problem(fingerprint="f", kind="stale", url=URL, detail={"newest": "2024-01-01"})
    assert camera.take(page(), stale)
    assert camera.take(page(), undated) is None


def test_a_page_that_is_the_problem_itself_is_not_shown_by_a_link_to_it(camera: Photographer) -> None:
    few = Problem(fingerprint="f", kind="few-items", url=URL)
    assert camera.take(page(f'<a href="{URL}">首页</a>'), few) is None
    assert camera.take(page(f'<a href="{URL}">首页</a>', url="http://www.site1.example/"), few)


def test_the_top_of_a_page_needs_no_problem(camera: Photographer) -> None:
    picture = camera.take(page(), None)
    assert picture is not None
    assert size(picture) == (1200, 800)


def test_a_style_is_asked_for_and_a_script_or_a_frame_never(chromium: Browser) -> None:
    asked: list[str] = []

    def resource_of(url: str) -> Resource | None:
        asked.append(url)
        return Resource(body=b"body { background: #00f }", content_type="text/css") if url.endswith("css") else None

    body = (
        '<link rel="stylesheet" href="/s.css"><img src="/i.png"><script src="/s.js"></script>'
        '<iframe src="/f.html"></iframe><object data="/o"></object><p>x</p>'
    )
    styled = Photographer(chromium, resource_of).take(page(body), None)
    assert sorted(asked) == ["http://www.site1.example/i.png", "http://www.site1.example/s.css"]
    assert styled != Photographer(chromium).take(page(body), None)


@pytest.mark.parametrize("written", ["2025-06-01", "2025/06/01", "2025.06.01", "2025年6月1日", "2025年06月01日"])
def test_the_date_is_found_as_the_page_writes_it(camera: Photographer, written: str) -> None:
    stale = Problem(fingerprint="f", kind="stale", url=URL, detail={"newest": "2025-06-01"})
    assert camera.take(page(f"<ul><li>x {written}</li></ul>"), stale)


def test_the_page_is_read_in_the_encoding_it_was_stored_with(camera: Photographer) -> None:
    letter = Problem(fingerprint="f", kind="unanswered", url=URL, text="关于公布目录的通知")
    assert camera.take(page(), letter)
    assert camera.take(StoredPage(url=URL, body=BODY.encode("gb18030"), encoding="utf-8"), letter) is None


def test_no_request_leaves_and_no_script_runs(camera: Photographer, asked: tuple[str, list[str]]) -> None:
    home, seen = asked
    body = f"""<link rel=stylesheet href="{home}/s.css"><img src="{home}/i.png"><iframe src="{home}/f.html"></iframe>
    <meta http-equiv=refresh content="0;url={home}/refreshed"><script src="{home}/s.js"></script>
    <script>fetch("{home}/fetched"); document.body.textContent = "gone"</script><a href="{home}/art/9.html">x</a>"""
    assert camera.take(page(body, url=f"{home}/"), link(f"{home}/art/9.html"))
    assert seen == []


def test_a_page_that_never_ends_or_is_no_page_gives_no_picture(camera: Photographer) -> None:
    assert camera.take(StoredPage(url="not an address", body=b"x", encoding="utf-8"), link("http://a.example/")) is None
    assert camera.take(StoredPage(url=URL, body=b"\x00\xff" * 99, encoding="utf-8\r\nX: y"), link(URL)) is None


def test_the_first_problems_of_each_kind_are_shown(camera: Photographer, by_name: dict[str, Scorecard]) -> None:
    chosen = worth_showing(by_name["vetoed"])
    assert [problem.kind for problem in chosen] == ["stale", "stale", "undated", "http-404", "http-404"]
    assert {problem.status for problem in chosen} <= {"new", "known", "back"}
    found = snapshots(by_name["passing"], lambda problem: page(f'<a href="{problem.url}">x</a>'), camera, per_kind=1)
    assert len(found) == 2
    assert snapshots(by_name["passing"], lambda problem: None, camera) == {}
