"""Which stored page shows a problem, and pictures of it in a report."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from msgspec import structs

from inspector.browser.looks import MAX_BYTES, MAX_REQUESTS, MAX_SITE_BYTES, looks
from inspector.browser.pictures import page_of
from inspector.cli import main
from inspector.judging.inspection import judge_run
from rules.observations import LinkSource, Page, PageFacts
from rules.scorecard import Problem
from rules.standards.reading import Standard
from spiders.items import UrlEntry, Visit

BAD = "1100000001"
LOOPBACK = ["--allow-net", "127.0.0.0/8"]
BODY = '<html><body><h1>公告</h1><p><a href="/a.doc">附件下载</a></p></body></html>'.encode("gb18030")


def visited(nights: Any, run_id: int, url: str, body: bytes | None, kept: bytes | None) -> Page:
    page = Page(
        at=nights.store.run(run_id).as_of,
        url=url,
        final_url=url,
        role="article",
        status=200,
        body_sha256=sha256(body).hexdigest() if body else None,
        facts=PageFacts(encoding="gb18030"),
    )
    entry = UrlEntry(id=len(url), url=url, leaf=False)
    nights.store.write(run_id, [Visit(site_code=BAD, entry=entry, state="done", page=page, body=kept)])
    return page


def test_the_page_named_by_the_problem_is_shown_else_the_first_that_holds_the_link(nights: Any, gate: Standard) -> None:
    run_id = nights.crawl({BAD: ("a.doc",)})
    kept = visited(nights, run_id, "http://www.s1.gov.cn/x.html", BODY, BODY)
    lost = visited(nights, run_id, "http://www.s1.gov.cn/lost.html", b"other", None)
    card = judge_run(nights.store, run_id, gate, [BAD])[0]
    find = page_of(nights.store, card)
    problem = Problem(fingerprint="f", kind="http-404", url="http://www.s1.gov.cn/a.doc")
    named = find(structs.replace(problem, body_sha256=kept.body_sha256))
    assert named is not None
    assert (named.url, named.body, named.encoding) == (kept.url, BODY, "gb18030")
    sources = tuple(LinkSource(page=page) for page in ("http://nobody/", kept.url))
    assert find(structs.replace(problem, sources=sources)) == named
    assert find(problem) is None
    assert find(structs.replace(problem, body_sha256=lost.body_sha256)) is None


@pytest.mark.browser
@pytest.mark.usefixtures("browser")
def test_a_report_with_pictures_shows_the_faulty_place(nights: Any, tmp_path: Path) -> None:
    run_id = nights.crawl({BAD: ("a.doc",)})
    visited(nights, run_id, "http://www.s1.gov.cn/", BODY, BODY)
    out = tmp_path / "report"
    arguments = ["--db", nights.url, "report", BAD, "--out", str(out), "--pictures"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    (picture,) = (out / "sites" / BAD / "evidence").iterdir()
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.name in (out / "sites" / BAD / "problems.html").read_text("utf-8")


def test_without_a_browser_pictures_cannot_be_taken(nights: Any, tmp_path: Path) -> None:
    nights.crawl()
    runner = CliRunner(env={"INSPECTOR_BROWSER": "none", "INSPECTOR_LANG": "en"})
    arguments = ["--quiet", "--db", nights.url, "report", "--out", str(tmp_path / "r"), "--pictures"]
    result = runner.invoke(main, arguments)
    assert result.exit_code == 3
    assert "run make browser" in result.stderr
    assert not (tmp_path / "r").exists()


STYLED = """<html><head><link rel="stylesheet" href="/s.css"><link rel="preconnect" href="{elsewhere}"></head>
<body><h1>公告</h1><p><a href="/a.doc">附件下载</a></p></body></html>"""


@pytest.mark.browser
@pytest.mark.usefixtures("browser")
@pytest.mark.parametrize("allowed", [True, False])
def test_a_picture_looks_as_the_site_does_where_its_style_may_be_fetched(
    nights: Any, tmp_path: Path, web: Any, allowed: bool
) -> None:
    web.page("/s.css", "body { background: rgb(10, 20, 200) }", kind="text/css")
    run_id = nights.crawl({BAD: ("a.doc",)})
    url = f"{web.url}/"
    body = STYLED.format(elsewhere=web.url).encode("gb18030")
    page = Page(
        at=nights.store.run(run_id).as_of, url=url, final_url=url, role="home", status=200,
        body_sha256=sha256(body).hexdigest(), facts=PageFacts(encoding="gb18030"),
    )  # fmt: skip
    entry = UrlEntry(id=7, url=url, leaf=False)
    nights.store.write(run_id, [Visit(site_code=BAD, entry=entry, state="done", page=page, body=body)])
    folders = {name: tmp_path / name / "sites" / BAD for name in ("plain", "styled")}
    for name, more in (("plain", ["--pictures"]), ("styled", ["--live-looks", *(LOOPBACK if allowed else [])])):
        arguments = ["--lang", "en", "--db", nights.url, "report", BAD, "--out", str(tmp_path / name), *more]
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 0, result.output
    assert web.asked == (["GET /s.css"] if allowed else [])
    plain, styled = ((folder / "evidence" / "home.png").read_bytes() for folder in folders.values())
    assert (plain == styled) is not allowed
    assert "without the site&#39;s style sheets" in (folders["plain"] / "index.html").read_text("utf-8")
    shown = (folders["styled"] / "index.html").read_text("utf-8")
    assert "style sheets and images were fetched at" in shown
    assert "Home page (crawled at 2026-03-02 06:00:00)" in shown


def test_looks_are_bounded_in_number_kind_and_size(web: Any) -> None:
    web.page("/s.css", "body {}", kind="text/css")
    web.page("/page", "<html>", kind="text/html")
    web.page("/big.png", b"x" * (MAX_BYTES + 1), kind="image/png")
    web.page("/gone.css", "", status=404, kind="text/css")
    with looks(["127.0.0.0/8"]) as fetching:
        fetching.begin()
        found = fetching(f"{web.url}/s.css")
        assert found is not None
        assert (found.body, found.content_type) == (b"body {}", "text/css")
        assert fetching(f"{web.url}/s.css") is found
        assert [fetching(f"{web.url}{path}") for path in ("/page", "/big.png", "/gone.css")] == [None] * 3
        assert fetching("file:///etc/passwd") is None
        for n in range(MAX_REQUESTS):
            fetching(f"{web.url}/s.css?{n}")
        assert len(web.asked) == MAX_REQUESTS
        fetching.begin()
        assert fetching(f"{web.url}/s.css") is not None


def test_looks_of_a_site_are_bounded_in_all(web: Any) -> None:
    half = b"x" * (MAX_BYTES // 2)
    paths = [f"/{number}.png" for number in range(30)]
    for path in paths:
        web.page(path, half, kind="image/png")
    with looks(["127.0.0.0/8"]) as fetching:
        fetching.begin()
        held = [found for path in paths if (found := fetching(web.url + path)) is not None]
        assert MAX_SITE_BYTES < sum(len(found.body) for found in held) <= MAX_SITE_BYTES + MAX_BYTES
        assert len(web.asked) == len(held)
        fetching.begin()
        assert fetching(web.url + paths[-1]) is not None


def test_looks_ask_no_private_address(web: Any) -> None:
    web.page("/s.css", "body {}", kind="text/css")
    with looks() as fetching:
        fetching.begin()
        assert fetching(f"{web.url}/s.css") is None
    assert web.asked == []
