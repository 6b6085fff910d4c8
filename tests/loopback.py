"""Raw servers on loopback for tests: they answer bytes, so that they can misbehave in any way, over TLS as well."""

import random
import socket
import socketserver
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Answerer = Callable[[socket.socket, bytes], None]


class _Handler(socketserver.BaseRequestHandler):
    server: "RawServer"

    def handle(self) -> None:
        self.server.connections += 1
        with suppress(OSError):
            if self.server.tls is None:
                self._converse(self.request)
                return
            with self.server.tls.wrap_socket(self.request, server_side=True) as connection:
                self._converse(connection)

    def _converse(self, connection: socket.socket) -> None:
        while head := _read_head(connection):
            self.server.requests.append(head)
            self.server.answer(connection, head)


def _read_head(connection: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head:
        data = connection.recv(65536)
        if not data:
            return b""
        head += data
    return head


class RawServer(socketserver.ThreadingTCPServer):
    """Hands each request head to ``answer(connection, head)``; keeps the heads and counts connections."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, answer: Answerer, address: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> None:
        super().__init__((address, 0), _Handler)
        self.answer, self.tls = answer, tls
        self.requests: list[bytes] = []
        self.connections = 0
        self.port = self.server_address[1]
        self.url = f"{'https' if tls else 'http'}://{address}:{self.port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is part of the tests."""

    @property
    def asked(self) -> list[str]:
        """``METHOD /path`` of each request in order."""
        return [" ".join(head.split(b" ", 2)[:2][i].decode() for i in (0, 1)) for head in self.requests]


@contextmanager
def running(server: RawServer) -> Iterator[RawServer]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def always(data: bytes) -> Answerer:
    """Answers the same bytes to everything; to HEAD without the body."""

    def answer(connection: socket.socket, head: bytes) -> None:
        connection.sendall(data.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if head.startswith(b"HEAD") else data)

    return answer


def by_path(pages: dict[str, bytes | Answerer], otherwise: bytes | None = None) -> Answerer:
    """Answers by path (without query); what is not named is a 404."""

    def answer(connection: socket.socket, head: bytes) -> None:
        path = head.split(b" ", 2)[1].decode().partition("?")[0]
        found = pages.get(path, otherwise if otherwise is not None else reply("404 Not Found", b"none"))
        (found if callable(found) else always(found))(connection, head)

    return answer


def reply(status: str = "200 OK", body: bytes = b"hello", headers: str = "", kind: str = "text/html") -> bytes:
    lines = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nContent-Type: {kind}\r\n{headers}\r\n"
    return lines.encode() + body


def page(text: str, title: str = "工作动态", status: str = "200 OK", headers: str = "") -> bytes:
    source = f"<html><head><meta charset=utf-8><title>{title}</title></head><body><p>{text}</p></body></html>"
    return reply(status, source.encode(), headers)


def reset(connection: socket.socket, head: bytes) -> None:
    """Ends the connection with RST."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def hang(connection: socket.socket, head: bytes) -> None:
    """Says nothing until the client goes."""
    with suppress(OSError):
        connection.recv(1)


def drip(start: bytes, seconds: float = 30.0) -> Answerer:
    """Sends ``start`` and then a byte now and then."""

    def answer(connection: socket.socket, head: bytes) -> None:
        connection.sendall(start)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            connection.sendall(b" ")
            time.sleep(0.05)

    return answer


def endless(connection: socket.socket, head: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>")
    while True:
        connection.sendall(b"<p>endless</p>" * 5000)


def free_port() -> int:
    """A port where nobody listens, and where no other test's server will: the system gives out higher ones."""
    while True:
        port = random.randrange(12_000, 30_000)
        with socket.socket() as free, suppress(OSError):
            free.bind(("127.0.0.1", port))
            return port


def to(location: str, status: str = "302 Found", cookie: str = "") -> bytes:
    """A redirect."""
    return reply(status, b"", f"Location: {location}\r\n" + (f"Set-Cookie: {cookie}\r\n" if cookie else ""))
