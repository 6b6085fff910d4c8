"""Real servers on loopback, and a real Scrapy in a process of its own (a reactor starts only once)."""

import json
import socket
import socketserver
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

Answerer = Callable[[socket.socket, bytes], None]


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        server: Any = self.server
        server.connections += 1
        try:
            while head := self._read_head():
                server.requests.append(head)
                server.answer(self.request, head)
        except OSError:
            pass

    def _read_head(self) -> bytes:
        head = b""
        while b"\r\n\r\n" not in head:
            data = self.request.recv(65536)
            if not data:
                return b""
            head += data
        return head


class RawServer(socketserver.ThreadingTCPServer):
    """Hands each request head to ``answer(socket, head)``; keeps the heads and counts connections."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, answer: Answerer, address: str = "127.0.0.1") -> None:
        super().__init__((address, 0), _Handler)
        self.answer, self.requests, self.connections = answer, [], 0
        self.port = self.server_address[1]
        self.url = f"http://{address}:{self.port}"


def reply(status: str = "200 OK", body: bytes = b"hello", headers: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body


@contextmanager
def _running(server: RawServer) -> Iterator[RawServer]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def serve() -> Iterator[Callable[..., RawServer]]:
    with ExitStack() as stack:

        def start(answer: Answerer | bytes, address: str = "127.0.0.1") -> RawServer:
            if isinstance(answer, bytes):
                data = answer
                return start(lambda connection, _: connection.sendall(data), address)
            return stack.enter_context(_running(RawServer(answer, address)))

        yield start


@pytest.fixture(name="reply")
def _reply() -> Callable[..., bytes]:
    return reply


@pytest.fixture
def scrapy_fetch() -> Callable[..., list[dict[str, Any]]]:
    """Fetches URLs one after another with Scrapy and our handler; one dict of facts per URL."""

    def fetch(urls: list[str], **settings: object) -> list[dict[str, Any]]:
        script = Path(__file__).parent / "scrapy_fetch.py"
        order = json.dumps({"urls": urls, "settings": settings})
        done = subprocess.run(
            [sys.executable, str(script)], input=order, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    return fetch
