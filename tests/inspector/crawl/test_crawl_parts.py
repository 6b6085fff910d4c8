"""The small parts of a crawl: breaker, decompression, batches on their way to the store, settings."""

import asyncio
import gzip
import threading
import zlib

import brotli
import pytest
from backports import zstd
from scrapy import Request
from scrapy.http import Response

from inspector.crawl.breaker import BREAK_AFTER, OPEN_S, Breaker
from inspector.crawl.options import CrawlOptions, crawl_settings
from inspector.middlewares.decompress import CUT, DecompressMiddleware
from inspector.middlewares.robots import is_rules
from inspector.pipelines.writer import BATCH_ITEMS, BatchWriter
from rules.errors import StoreError
from spiders.errors import HostGivenUp
from spiders.items import LinkChecked

HOST = "www.example.gov.cn"


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_host_is_left_alone_after_so_many_faults_in_a_row():
    breaker = Breaker(Clock())
    for _ in range(BREAK_AFTER - 1):
        breaker.failed(HOST)
    breaker.ask(HOST)
    breaker.failed(HOST)
    with pytest.raises(HostGivenUp):
        breaker.ask(HOST)
    breaker.ask("other.gov.cn")


def test_an_answer_between_faults_starts_the_count_anew():
    breaker = Breaker(Clock())
    for _ in range(BREAK_AFTER - 1):
        breaker.failed(HOST)
    breaker.answered(HOST)
    breaker.failed(HOST)
    breaker.ask(HOST)


def test_after_a_while_one_request_may_try_again():
    clock = Clock()
    breaker = Breaker(clock)
    for _ in range(BREAK_AFTER):
        breaker.failed(HOST)
    clock.now = OPEN_S
    breaker.ask(HOST)
    with pytest.raises(HostGivenUp):
        breaker.ask(HOST)
    breaker.answered(HOST)
    breaker.ask(HOST)


def decompressed(body: bytes, encoding: str, max_size: int = 1000) -> Response:
    request = Request("http://www.example.gov.cn/")
    headers = {"Content-Encoding": encoding} if encoding else {}
    response = Response(request.url, body=body, headers=headers, request=request)
    return DecompressMiddleware(max_size).process_response(request, response)


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, lambda b: zlib.compress(b, wbits=-15)])
def test_compressed_answers_are_read_as_they_were(pack):
    encoding = "gzip" if pack is gzip.compress else "deflate"
    response = decompressed(pack(b"hello" * 20), encoding)
    assert (response.body, response.flags) == (b"hello" * 20, [])


@pytest.mark.parametrize(("size", "flags"), [(1000, []), (1001, [CUT]), (1_000_000, [CUT])])
def test_a_bomb_is_cut_and_said_to_be(size, flags):
    response = decompressed(gzip.compress(b"\0" * size), "gzip")
    assert (len(response.body), response.flags) == (min(size, 1000), flags)


def test_plain_text_that_is_called_gzip_is_read_as_it_came():
    assert decompressed(b"<html>plain</html>", "gzip").body == b"<html>plain</html>"
    assert decompressed(b"as it is", "br").body == b"as it is"
    assert decompressed(b"as it is", "").body == b"as it is"


@pytest.mark.parametrize(
    "text", [b"<html>plain</html>", "通知公告\r\n\t".encode("gb18030") * 99, "公告".encode(), b"a\x0c\n"]
)
@pytest.mark.parametrize("coding", ["gzip", "br", "UTF-8", "gzip, gzip, gzip"])
def test_text_under_a_wrong_coding_is_whole(coding, text):
    assert (decompressed(text, coding).body, decompressed(text, coding).flags) == (text, [])


@pytest.mark.parametrize("pack", [brotli.compress, zstd.compress, lambda b: gzip.compress(b)[5:]])
@pytest.mark.parametrize("coding", ["br", "zstd", "gzip", "x"])
def test_what_cannot_be_unpacked_and_is_no_text_accuses_nobody(coding, pack):
    """A store between us and the site may hold what it packed for somebody else's browser."""
    page = "".join(f"<p>{n * 7919 % 10007}</p>" for n in range(300)).encode()
    assert decompressed(pack(page), coding).flags == [CUT]


@pytest.mark.parametrize(
    ("status", "kind", "body", "rules"),
    [
        (200, "text/plain", b"User-agent: *", True),
        (200, "", b"\xef\xbb\xbfUser-agent: *", True),
        (200, "text/html", b"User-agent: *", False),
        (200, "text/plain", b"\n <!doctype html>", False),
        (404, "text/plain", b"User-agent: *", False),
        (503, "text/plain", b"User-agent: *", False),
    ],
)
def test_what_can_be_a_robots_file(status, kind, body, rules):
    headers = {"Content-Type": kind} if kind else {}
    assert is_rules(Response("http://x/robots.txt", status=status, headers=headers, body=body)) is rules


class Sink:
    """Keeps batches; ``fail`` makes the next write fail, ``hold`` makes it wait."""

    def __init__(self) -> None:
        self.batches: list[list] = []
        self.fail: BaseException | None = None
        self.hold = threading.Event()
        self.hold.set()

    def write(self, run_id, items) -> None:
        self.hold.wait(10)
        if self.fail is not None:
            raise self.fail
        self.batches.append(list(items))


def item(number: int) -> LinkChecked:
    return LinkChecked(site_code="1", url_id=number, url="http://x/", state="ok")


def run(go) -> None:
    asyncio.run(go())


def test_items_are_written_in_order_and_in_batches():
    sink = Sink()

    async def go():
        writer = BatchWriter(sink, 1, lambda error: None)
        for number in range(BATCH_ITEMS * 2 + 5):
            writer.add(item(number))
        await writer.close()

    run(go)
    assert [len(batch) for batch in sink.batches] == [BATCH_ITEMS, BATCH_ITEMS, 5]
    assert [x.url_id for batch in sink.batches for x in batch] == list(range(BATCH_ITEMS * 2 + 5))


def test_a_few_items_do_not_wait_for_a_full_batch():
    sink = Sink()

    async def go():
        writer = BatchWriter(sink, 1, lambda error: None)
        writer.add(item(1))
        await asyncio.sleep(1.0)
        assert len(sink.batches) == 1
        await writer.close()

    run(go)


def test_whoever_adds_waits_while_the_store_is_behind():
    sink = Sink()
    sink.hold.clear()

    async def go():
        writer = BatchWriter(sink, 1, lambda error: None)
        for number in range(BATCH_ITEMS * 8):
            writer.add(item(number))
        waiting = asyncio.ensure_future(writer.room())
        await asyncio.sleep(0.1)
        assert not waiting.done()
        sink.hold.set()
        await asyncio.wait_for(waiting, 5)
        await writer.close()

    run(go)
    assert sum(map(len, sink.batches)) == BATCH_ITEMS * 8


def test_the_first_fault_is_told_once_and_ends_writing():
    sink = Sink()
    sink.fail = StoreError("磁盘已满", "disk full")
    told: list[BaseException] = []

    async def go():
        writer = BatchWriter(sink, 1, told.append)
        writer.add(item(1))
        writer.flush()
        writer.add(item(2))
        with pytest.raises(StoreError):
            await writer.drain()
        writer.add(item(3))
        with pytest.raises(StoreError):
            await writer.close()

    run(go)
    assert told == [sink.fail]
    assert sink.batches == []


def test_the_settings_open_no_door_and_bound_every_answer():
    settings = crawl_settings(CrawlOptions())
    assert not settings.getbool("TELNETCONSOLE_ENABLED")
    assert not settings.getbool("REMOTE_CONTROL_ENABLED")
    assert settings.getint("DOWNLOAD_MAXSIZE") == 16 * 1024 * 1024
    assert settings.getbool("ROBOTSTXT_OBEY")
    assert not settings.getbool("HTTPPROXY_ENABLED")
    assert set(settings.getwithbase("DOWNLOAD_HANDLERS")) == {"http", "https"}
    active = [k for k, v in settings.getdict("DOWNLOADER_MIDDLEWARES").items() if v is not None]
    assert all(name.startswith("inspector.") for name in active)


def test_the_settings_are_ours_inside_another_scrapy_project(tmp_path, monkeypatch):
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = foreign.settings\n")
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "settings.py").write_text("USER_AGENT = 'foreign'\nROBOTSTXT_OBEY = False\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    settings = crawl_settings(CrawlOptions())
    assert settings["USER_AGENT"].startswith("Mozilla/5.0 (compatible; inspector/")
    assert settings.getbool("ROBOTSTXT_OBEY")


@pytest.mark.parametrize("name", ["DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "EXTENSIONS", "ITEM_PIPELINES"])
def test_every_component_is_ours_whatever_scrapy_has_by_default(name):
    components = crawl_settings(CrawlOptions()).getwithbase(name)
    assert all(component.startswith("inspector.") for component in components)
