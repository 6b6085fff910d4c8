"""Requests without aiohttp's session, against raw servers."""

import asyncio
import socket
from contextlib import suppress

import aiohttp
import pytest
from yarl import URL

from inspector.net.connector import GuardedConnector
from inspector.net.wire import Bounds, Wire
from tests.checking import loopback_guard

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Two: a\r\nX-Two: b\r\n\r\nok"
BOUNDS = Bounds(header_bytes=1000, headers=20, connect_s=5.0)


def ask_all(*asks, read=True):
    """What each of (method, url, headers) gives: (status, body), or the exception."""

    async def main():
        wire = Wire(GuardedConnector(loopback_guard()), {"User-Agent": "test"}, BOUNDS)
        found = []
        for method, url, headers in asks:
            try:
                reply = await wire.ask(method, URL(url, encoded=True), headers)
            except (aiohttp.ClientError, ValueError) as error:
                found.append(error)
                continue
            found.append((reply.status, await reply.content.read() if read else b""))
            reply.release()
            await asyncio.sleep(0.02)  # an end of the connection is seen
        await wire.close()
        return found

    return asyncio.run(asyncio.wait_for(main(), 20))


def test_a_connection_is_kept_for_the_next_request(serve):
    server = serve(OK)
    assert ask_all(*[("GET", f"{server.url}/{n}?q={n}", None) for n in range(3)]) == [(200, b"ok")] * 3
    assert server.asked == [f"GET /{n}?q={n}" for n in range(3)]
    assert server.connections == 1


def test_the_answer_to_head_has_no_body_and_the_connection_is_kept(serve):
    server = serve(OK)
    assert ask_all(*[("HEAD", f"{server.url}/", None)] * 2) == [(200, b"")] * 2
    assert server.connections == 1


def test_a_connection_with_an_answer_that_nobody_read_is_not_used_again(serve):
    server = serve(b"HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n" + bytes(200_000))
    assert ask_all(*[("GET", f"{server.url}/", None)] * 2, read=False) == [(200, b"")] * 2
    assert server.connections == 2


def test_a_kept_connection_that_was_closed_meanwhile_is_no_fault(serve):
    def once(connection: socket.socket, head: bytes) -> None:
        connection.sendall(OK)
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)

    server = serve(once)
    assert ask_all(*[("GET", f"{server.url}/", None)] * 3) == [(200, b"ok")] * 3
    assert server.connections == 3


def test_a_server_that_hangs_up_is_asked_twice_and_no_more(serve):
    server = serve(lambda connection, head: connection.shutdown(socket.SHUT_RDWR))
    (fault,) = ask_all(("GET", f"{server.url}/", None))
    assert isinstance(fault, aiohttp.ServerDisconnectedError)
    assert len(server.requests) == 2


@pytest.mark.parametrize("path", ["a b", "a\r\nX: 1", "a\x00b", "a?b\x7f"])
def test_an_address_that_would_begin_a_request_of_its_own_is_not_sent(serve, path):
    server = serve(OK)
    (fault,) = ask_all(("GET", f"{server.url}/{path}", None))
    assert isinstance(fault, ValueError)
    assert not server.requests


def test_the_final_answer_follows_interim_ones(serve):
    server = serve(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + OK)
    assert ask_all(("GET", f"{server.url}/", None)) == [(200, b"ok")]


def test_what_goes_on_the_wire(serve):
    server = serve(OK)
    ask_all(("GET", server.url.replace("//", "//us%40er:p%3Aw@") + "/a%20b?x=%E4#f", {"Cookie": "a=b"}))
    lines = server.requests[0].decode().split("\r\n")
    assert lines == [
        "GET /a%20b?x=%E4 HTTP/1.1",
        f"Host: 127.0.0.1:{server.port}",
        "User-Agent: test",
        "Cookie: a=b",
        "Authorization: Basic dXNAZXI6cDp3",
        "",
        "",
    ]


@pytest.mark.parametrize("value", ["a\r\nHost: other", "a\nb", "a\rb", "a\0b"])
@pytest.mark.parametrize("where", ["name", "value"])
def test_no_header_can_add_another_line(serve, value, where):
    server = serve(OK)
    headers = {value: "x"} if where == "name" else {"X": value}
    (fault,) = ask_all(("GET", f"{server.url}/", headers))
    assert isinstance(fault, ValueError)
    assert server.requests == []


@pytest.mark.parametrize(
    ("url", "kind"), [("ftp://127.0.0.1/", aiohttp.NonHttpUrlClientError), ("http:///a", aiohttp.InvalidURL)]
)
def test_what_is_no_web_address_is_not_asked(url, kind):
    (fault,) = ask_all(("GET", url, None))
    assert isinstance(fault, kind)


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        (b"X: " + b"a" * 900, True),
        (b"X: " + b"a" * 1100, False),
        (b"\r\n".join([b"X: a"] * 18), True),
        (b"\r\n".join([b"X: a"] * 30), False),
        (b"no colon", False),
    ],
)
def test_heads_are_read_within_bounds(serve, header, taken):
    server = serve(b"HTTP/1.1 200 OK\r\n" + header + b"\r\nContent-Length: 2\r\n\r\nok")
    (found,) = ask_all(("GET", f"{server.url}/", None))
    assert found == (200, b"ok") if taken else isinstance(found, aiohttp.ClientResponseError)


def test_origins_beyond_the_bound_are_met_anew(serve, monkeypatch):
    monkeypatch.setattr("inspector.net.wire._MAX_ORIGINS", 2)
    servers = [serve(OK) for _ in range(4)]
    asks = [("GET", f"{server.url}/", None) for server in servers * 2]
    assert ask_all(*asks) == [(200, b"ok")] * 8
    assert [server.connections for server in servers] == [1] * 4
