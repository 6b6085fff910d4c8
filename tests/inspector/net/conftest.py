"""Real servers on loopback, and a real Scrapy in a process of its own (a reactor starts only once)."""

import json
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests import forking
from tests.loopback import Answerer, RawServer, always, running


@pytest.fixture
def serve() -> Iterator[Callable[..., RawServer]]:
    with ExitStack() as stack:

        def start(answer: Answerer | bytes, address: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> RawServer:
            answerer = always(answer) if isinstance(answer, bytes) else answer
            return stack.enter_context(running(RawServer(answerer, address, tls)))

        yield start


@pytest.fixture
def scrapy_fetch() -> Callable[..., list[dict[str, Any]]]:
    """Fetches URLs one after another with Scrapy and our handler; one dict of facts per URL."""

    def fetch(urls: list[str], **settings: object) -> list[dict[str, Any]]:
        script = Path(__file__).parent / "scrapy_fetch.py"
        order = json.dumps({"urls": urls, "settings": settings})
        done = forking.run(str(script), [], given=order, timeout=60)
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    return fetch
