"""One request outside Scrapy: bounded, guarded, and never raising about the other side."""

import asyncio
import gzip
import time
import zlib
from random import Random

import pytest
from aiohttp.connector import AddrInfoType
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.net.chase import fetch_once
from inspector.net.client import Client
from inspector.net.connector import GuardedConnector
from inspector.net.decode import UndecodableError, inflate, inflate_part
from inspector.net.guard import AddressGuard, AddressRefused
from inspector.net.options import parse_networks, parse_overrides
from tests.loopback import by_path, drip, endless, free_port, page, reply, reset


def ask(url, *, guard=None, method="GET", max_bytes=1000, timeout_s=2.0, **options):
    async def main():
        client = Client(guard or AddressGuard(parse_networks(["127.0.0.0/8"])), user_agent="t", timeout_s=timeout_s)
        try:
            return await client.ask(method, url, max_bytes=max_bytes, **options)
        finally:
            await client.close()

    return asyncio.run(main())


def test_a_forbidden_address_is_never_connected_to(serve):
    tripwire = serve(reply(), "127.0.0.2")
    guard = AddressGuard(parse_networks(["127.0.0.1"]))
    for host in ("127.0.0.2", "2130706434", "[::ffff:127.0.0.2]", "0x7f.0.0.2", "127.0.0.2."):
        exchange = ask(f"http://{host}:{tripwire.port}/", guard=guard)
        assert (exchange.status, exchange.fault in ("private-address", "odd-address", "invalid-url")) == (None, True)
    assert tripwire.connections == 0


def test_even_an_address_that_came_another_way_gets_no_socket():
    async def main():
        connector = GuardedConnector(AddressGuard())
        try:
            info: AddrInfoType = (2, 1, 6, "", ("127.0.0.1", 80))
            with pytest.raises(AddressRefused):
                connector._socket(info)
        finally:
            await connector.close()

    asyncio.run(main())


def test_an_override_keeps_host_and_path(serve):
    server = serve(reply())
    guard = AddressGuard(
        parse_networks(["127.0.0.1"]), parse_overrides([f"www.example.gov.cn:80:127.0.0.1:{server.port}"])
    )
    assert ask("http://www.example.gov.cn/a?b=%B8%BD", guard=guard).status == 200
    assert server.requests[0].startswith(b"GET /a?b=%B8%BD HTTP/1.1\r\nHost: www.example.gov.cn\r\n")


def test_a_proxy_of_the_environment_is_not_used(serve, monkeypatch):
    proxy, server = serve(reply(body=b"proxy")), serve(reply())
    monkeypatch.setenv("http_proxy", proxy.url)
    assert ask(server.url).body == b"hello"
    assert proxy.connections == 0


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (reset, "reset"),
        (b"SSH-2.0-x\r\n\r\n", "protocol"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "protocol"),
    ],
)
def test_faults_have_names(serve, answer, fault):
    exchange = ask(serve(answer).url)
    assert (exchange.status, exchange.fault, exchange.connected) == (None, fault, True)


def test_a_closed_port_is_refused_before_any_connection():
    exchange = ask(f"http://127.0.0.1:{free_port()}/")
    assert (exchange.fault, exchange.connected) == ("refused", False)


@pytest.mark.parametrize("url", ["http://", "http:///x", "http://a:99999/", "http://[::1/", "http://a b/", "nonsense"])
def test_what_is_no_url_is_named_so(url):
    exchange = ask(url)
    assert exchange.status is None
    assert exchange.fault in ("invalid-url", "dns", "protocol")


@pytest.mark.parametrize("path", ["/a b", "/a\r\nX-Evil: 1", "/中文", "/a\tb", "/a\x00b"])
def test_nothing_in_a_url_can_end_the_request_line(serve, path):
    server = serve(reply())
    assert ask(server.url + path).status == 200
    line, _, rest = server.requests[0].partition(b"\r\n")
    assert line.count(b" ") == 2
    assert b"X-Evil" not in rest


@pytest.mark.parametrize(("size", "complete"), [(999, True), (1000, True), (1001, False)])
def test_a_body_is_read_to_the_limit(serve, size, complete):
    exchange = ask(serve(reply(body=b"x" * size)).url)
    assert (len(exchange.body), exchange.complete) == (min(size, 1000), complete)


def test_of_a_file_only_the_first_bytes_are_read_unless_it_is_wanted_whole(serve):
    server = serve(reply(body=b"x" * 100_000, kind="application/pdf"))
    assert len(ask(server.url, max_bytes=90_000).body) == 2048
    assert len(ask(server.url, max_bytes=90_000, whole=True).body) == 90_000


def test_an_endless_body_ends_at_the_limit(serve):
    exchange = ask(serve(endless).url, max_bytes=100_000)
    assert (len(exchange.body), exchange.complete, exchange.fault) == (100_000, False, None)


def test_a_body_that_drips_ends_with_the_time(serve):
    exchange = ask(serve(drip(b"HTTP/1.1 200 OK\r\n\r\nstart")).url, timeout_s=0.3)
    assert (exchange.status, exchange.complete) == (200, False)
    assert exchange.body.startswith(b"start")
    assert exchange.elapsed_ms < 3000


def test_a_body_that_is_cut_short_is_kept(serve):
    exchange = ask(serve(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\nConnection: close\r\n\r\nhalf").url, timeout_s=0.5)
    assert (exchange.status, exchange.body, exchange.complete) == (200, b"half", False)


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "deflate", "raw-deflate", "identity", "gzip, gzip"])
def test_codings_are_undone(serve, coding):
    packed = {
        "gzip": gzip.compress(b"hello"),
        "x-gzip": gzip.compress(b"hello"),
        "deflate": zlib.compress(b"hello"),
        "raw-deflate": zlib.compress(b"hello")[2:-4],
        "identity": b"hello",
        "gzip, gzip": gzip.compress(gzip.compress(b"hello")),
    }[coding]
    name = coding.removeprefix("raw-")
    assert ask(serve(reply(body=packed, headers=f"Content-Encoding: {name}\r\n")).url).body == b"hello"


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip, gzip", "nonsense"])
def test_other_codings_are_not_undone(coding):
    with pytest.raises(UndecodableError):
        inflate(b"hello", coding, 100)


@given(st.binary(max_size=200), st.sampled_from(["gzip", "deflate", "gzip, deflate", ""]), st.integers(0, 50))
def test_whatever_is_sent_no_more_than_the_limit_comes_out(data, coding, limit):
    try:
        assert len(inflate(data, coding, limit)) <= limit
    except UndecodableError:
        assert data


def test_a_bomb_in_a_bomb_stays_within_the_limit():
    bomb = gzip.compress(gzip.compress(b"\0" * 50_000_000))
    assert len(inflate(bomb, "gzip, gzip", 1000)) <= 1000


def test_a_body_of_a_million_members_costs_no_time():
    member = gzip.compress(b"", 1)
    began = time.process_time()
    assert inflate_part(member * 800_000, "gzip", 16_000_000) == (b"", False)
    assert time.process_time() - began < 1


@pytest.mark.parametrize(("members", "whole"), [(1, True), (2, True), (1024, True), (1025, False)])
def test_members_of_one_body(members, whole):
    body = b"".join(gzip.compress(b"%05d" % number, 1) for number in range(members))
    expected = b"".join(b"%05d" % number for number in range(min(members, 1024)))
    assert inflate_part(body, "gzip", 1_000_000) == (expected, whole)


@given(st.lists(st.integers(0, 200_000), min_size=1, max_size=4), st.integers(1, 500_000))
@settings(max_examples=20)
def test_members_longer_than_a_piece_come_out_as_they_went_in(sizes, limit):
    parts = [Random(size).randbytes(size) for size in sizes]
    found, whole = inflate_part(b"".join(gzip.compress(part, 0) for part in parts), "gzip", limit)
    assert found == b"".join(parts)[:limit]
    assert whole or sum(sizes) >= limit


def test_a_page_is_fetched_whole_over_redirects(serve):
    pages = {"/a": reply("302 Found", b"", "Location: /b\r\n"), "/b": page("x" * 200_000)}
    server = serve(by_path(pages))

    async def main():
        client = Client(AddressGuard(parse_networks(["127.0.0.0/8"])), user_agent="t")
        try:
            return await fetch_once(client, f"{server.url}/a", max_bytes=1_000_000)
        finally:
            await client.close()

    found = asyncio.run(main())
    assert found.answer.final_url == f"{server.url}/b"
    assert found.answer.complete
    assert len(found.answer.body) > 200_000
    assert [exchange.status for exchange in found.exchanges] == [302, 200]
