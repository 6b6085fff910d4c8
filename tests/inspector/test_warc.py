"""The evidence of a run as a WARC file, read back with warcio's own reader and its digest checker."""

import gzip
import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from inspector.cli import main
from inspector.warc import http_headers
from rules.observations import Page, PageFacts
from spiders.items import UrlEntry, Visit
from tests import forking

BAD = "1100000001"
HOME = "http://www.s1.gov.cn/"
BODY = "<html><body><h1>公告</h1></body></html>".encode("gb18030")


@dataclass(frozen=True)
class Record:
    kind: str
    url: str
    headers: dict[str, str]
    http: dict[str, str]
    line: str
    body: bytes


def records(path: Path) -> list[Record]:
    found = []
    with path.open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            http = record.http_headers
            found.append(
                Record(
                    kind=record.rec_type,
                    url=record.rec_headers.get_header("WARC-Target-URI") or "",
                    headers=dict(record.rec_headers.headers),
                    http=dict(http.headers) if http else {},
                    line=f"{http.protocol} {http.statusline}" if http else "",
                    body=record.content_stream().read(),
                )
            )
    return found


def of(found: list[Record], kind: str, url: str = "") -> list[Record]:
    return [record for record in found if record.kind == kind and (not url or record.url == url)]


def visited(nights: Any, run_id: int, url: str, *, kept: bool = True, **more: Any) -> None:
    values = {"final_url": url, "status": 200, "body_sha256": hashlib.sha256(BODY).hexdigest(), **more}
    at = nights.store.run(run_id).as_of
    page = Page(at=at, url=url, role="home", facts=PageFacts(encoding="gb18030"), **values)
    visit = Visit(
        site_code=BAD,
        entry=UrlEntry(id=len(url), url=url, leaf=False),
        state="done",
        page=page,
        body=BODY if kept else None,
    )
    nights.store.write(run_id, [visit])


def exported(nights: Any, out: Path, *more: str) -> Any:
    return CliRunner(env={"INSPECTOR_LANG": "en"}).invoke(
        main, ["--db", nights.url, "evidence", BAD, "--out", str(out), *more]
    )


def test_a_page_with_its_headers_is_a_request_and_a_response(nights: Any, tmp_path: Path) -> None:
    run_id = nights.crawl()
    headers = {"content-type": "text/html; charset=gb2312", "content-encoding": "gzip", "content-length": "7",
               "set-cookie": "a=1\nb=2"}  # fmt: skip
    visited(nights, run_id, HOME, headers=headers, sent={"User-Agent": "inspector/1", "Accept": "*/*"}, elapsed_ms=90)
    out = tmp_path / "evidence.warc.gz"
    result = exported(nights, out)
    assert (result.exit_code, result.stdout) == (0, f"{out}\n")
    found = records(out)
    assert found[0].kind == "warcinfo"
    (response,) = of(found, "response", HOME)
    assert response.body == BODY
    assert response.line.rstrip() == "HTTP/1.1 200"
    assert response.headers["WARC-Payload-Digest"] == f"sha256:{hashlib.sha256(BODY).hexdigest()}"
    assert response.headers["WARC-Date"] == "2026-03-01T22:00:00Z"
    assert response.http["Content-Length"] == str(len(BODY))
    assert response.http["X-Archive-Orig-content-encoding"] == "gzip"
    assert response.http["X-Archive-Orig-content-length"] == "7"
    assert "content-encoding" not in response.http
    (request,) = of(found, "request", HOME)
    assert request.line.startswith("GET / HTTP/1.1")
    assert request.http == {"Host": "www.s1.gov.cn", "User-Agent": "inspector/1", "Accept": "*/*"}
    assert request.headers["WARC-Concurrent-To"] == response.headers["WARC-Record-ID"]
    assert b"fetchTimeMs: 90" in of(found, "metadata", HOME)[0].body


def test_what_was_not_kept_is_not_invented(nights: Any, tmp_path: Path) -> None:
    run_id = nights.crawl()
    visited(nights, run_id, f"{HOME}old")
    visited(nights, run_id, f"{HOME}script", rendered=True, headers={"content-type": "text/html"})
    visited(nights, run_id, f"{HOME}part", cut=True, headers={"server": "x"})
    out = tmp_path / "evidence.warc.gz"
    exported(nights, out)
    found = records(out)
    assert [record.kind for record in found if record.url == f"{HOME}old"] == ["resource", "metadata"]
    assert [record.kind for record in found if record.url == f"{HOME}script"] == ["conversion", "metadata"]
    part = of(found, "response", f"{HOME}part")[0]
    assert part.headers["WARC-Truncated"] == "length"
    assert of(found, "request", f"{HOME}part") == []


def test_an_address_that_redirected_is_named_beside_the_page_it_led_to(nights: Any, tmp_path: Path) -> None:
    run_id = nights.crawl()
    visited(nights, run_id, HOME, final_url=f"{HOME}index.html", headers={"server": "x"})
    out = tmp_path / "e.warc"
    exported(nights, out)
    found = records(out)
    assert of(found, "response", HOME) == []
    assert f"redirectedFrom: {HOME}".encode() in of(found, "metadata", f"{HOME}index.html")[0].body


def test_broken_links_are_there_with_every_attempt_and_the_verdict_beside_them(nights: Any, tmp_path: Path) -> None:
    nights.crawl({BAD: ("a.doc",)})
    CliRunner().invoke(main, ["--db", nights.url, "judge"])
    out = tmp_path / "e.warc.gz"
    exported(nights, out)
    found = records(out)
    (link,) = of(found, "metadata", f"{HOME}a.doc")
    assert link.body.startswith(b"state: broken\r\nfault: http-404\r\njson: {")
    told = json.loads(link.body.partition(b"json: ")[2])
    assert (told["fault"], len(told["attempts"])) == ("http-404", 3)
    (card,) = of(found, "resource")
    assert json.loads(card.body)["site"]["code"] == BAD


def test_the_same_run_gives_the_same_bytes_and_its_digests_are_right(nights: Any, tmp_path: Path) -> None:
    run_id = nights.crawl({BAD: ("a.doc",)})
    visited(nights, run_id, HOME, headers={"server": "x"}, sent={"Accept": "*/*"})
    first, second, plain = (tmp_path / name for name in ("1.warc.gz", "2.warc.gz", "3.warc"))
    for out in (first, second, plain):
        assert exported(nights, out).exit_code == 0
    assert first.read_bytes() == second.read_bytes()
    assert gzip.decompress(first.read_bytes()) == plain.read_bytes()
    for out in (first, plain):
        checker = Checker(SimpleNamespace(inputs=[str(out)], verbose=False))
        checker.process_all()
        assert checker.exit_value == 0


def test_a_body_that_is_gone_is_told_and_a_file_that_cannot_be_written_is_an_error(nights: Any, tmp_path: Path) -> None:
    run_id = nights.crawl()
    visited(nights, run_id, HOME, kept=False, headers={"server": "x"}, body_sha256="ab" * 32)
    result = exported(nights, tmp_path / "e.warc.gz")
    assert "lacks the bodies of 1 page" in result.stderr
    (tmp_path / "file").write_text("x")
    result = exported(nights, tmp_path / "file" / "e.warc.gz")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert sorted(path.name for path in tmp_path.iterdir() if "part" in path.name) == []


TEXT = st.text(max_size=30)


@given(st.dictionaries(st.text(min_size=1, max_size=20), TEXT, max_size=5), st.integers(0, 10**9))
def test_no_header_of_a_server_begins_a_line_of_its_own(headers: dict[str, str], length: int) -> None:
    from datetime import datetime

    from inspector.clock import SHANGHAI

    at = datetime(2026, 3, 2, tzinfo=SHANGHAI)
    page = Page(at=at, url=HOME, final_url=HOME, role="home", headers=headers)
    made = http_headers(page, length)
    assert all(text.isprintable() for pair in made for text in pair)
    assert made[-1] == ("Content-Length", str(length))


@pytest.mark.e2e
def test_a_crawl_keeps_what_was_asked_and_answered_and_no_password(web: Any, tmp_path: Path) -> None:
    page = "<html><head><title>县政府</title></head><body><p>公告</p></body></html>"
    web.page("/", page, Server="old-server", X_Told="one")
    db = f"sqlite:///{tmp_path}/gate.db"
    environment = {
        **os.environ,
        "INSPECTOR_BROWSER": "none",
        "INSPECTOR_AUTH": "me:geheim",
        "INSPECTOR_COOKIE": "k=geheim",
    }
    base = ["--quiet", "--db", db]
    crawl = [*base, "gate", f"{web.url}/", "--allow-net", "127.0.0.0/8"]
    forking.run("inspector", crawl, environment=environment)
    out = tmp_path / "e.warc"
    forking.run("inspector", [*base, "evidence", "--out", str(out)], environment=environment).check_returncode()
    found = records(out)
    (response,) = of(found, "response", f"{web.url}/")
    assert response.body.decode() == page
    assert response.http["x-told"] == "one"
    (request,) = of(found, "request", f"{web.url}/")
    assert "inspector/" in request.http["User-Agent"]
    assert request.http["Host"] == web.url.removeprefix("http://")
    assert any("Basic" in str(sent.get("Authorization")) for sent in web.headers)
    assert b"geheim" not in out.read_bytes()
    assert b"Authorization" not in out.read_bytes()
