"""The link checker against the misbehaving resources of Scrapy's own mock server, run from where it lies.

    python tests/independent/run_scrapy_mockserver.py CHECKOUT

CHECKOUT is a checkout of scrapy/scrapy (BSD). Its server is started in a process of its own. Exit 1 when a state
differs from what is expected below; without a checkout nothing is run and the exit is 0.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

# ruff: noqa: E402 - run as a file, it must find the project first
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from inspector.links.results import LinkResult
from tests.certificates import Authority
from tests.checking import check_with, make_checker

RAW_DOUBLED = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nok"
RAW_GOOD = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
EXPECTED: dict[str, tuple[str, str | None]] = {
    "/text": ("ok", None),
    "/html": ("ok", None),
    "/enc-gb18030": ("ok", None),
    "/numbers": ("ok", None),
    "/echo": ("ok", None),
    "/chunked": ("ok", None),
    "/largechunkedfile": ("ok", None),
    "/nocontenttype": ("broken", "empty-file"),  # it echoes our body, and we send none
    "/partial": ("ok", None),  # cut short, but it did answer
    "/drop": ("ok", None),
    "/broken": ("ok", None),
    "/broken-chunked": ("ok", None),
    "/hang-after-headers": ("ok", None),  # some bytes of the page came
    "/wait": ("broken", "timeout"),
    "/delay?n=0.2&b=0": ("ok", None),
    "/delay?n=30&b=0": ("broken", "timeout"),
    "/redirect": ("redirected", None),
    "/redirect-no-meta-refresh": ("redirected", None),
    "/redirect-to?goto=/text": ("redirected", None),
    "/redirect-to?goto=" + quote("/redirect-to?goto=/text"): ("redirected", None),
    "/status?n=200": ("broken", "empty-file"),  # all its statuses come without a body
    "/status?n=204": ("ok", None),
    "/status?n=403": ("blocked", "http-403"),
    "/status?n=404": ("broken", "http-404"),
    "/status?n=410": ("broken", "http-410"),
    "/status?n=429": ("blocked", "http-429"),
    "/status?n=500": ("broken", "http-500"),
    "/status?n=503": ("broken", "http-503"),
    "/status?n=521": ("blocked", "http-521"),
    "/status?n=999": ("blocked", "http-999"),
    "/bad-header": ("unconfirmed", "protocol"),  # without Scrapy's client as second opinion
    "/duplicate-header": ("broken", "empty-file"),
    "/raw?raw=" + quote(RAW_GOOD): ("ok", None),
    "/raw?raw=" + quote("nonsense"): ("unconfirmed", "protocol"),
    "/raw?raw=" + quote("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nok"): (
        "unconfirmed",
        "protocol",
    ),
}


def main() -> int:
    checkout = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    if checkout is None or not (checkout / "tests" / "mockserver" / "http.py").is_file():
        print("skipped: no checkout of Scrapy given")
        return 0
    with tempfile.TemporaryDirectory() as folder, mock_server(checkout, Path(folder)) as origin:
        results = asyncio.run(check(origin))
    faults = 0
    for path, result in results.items():
        if (result.state, result.fault) != EXPECTED[path]:
            faults += 1
            print(f"! {path}: {result.state} {result.fault}, expected {EXPECTED[path]}")
    print(f"{len(results) - faults} of {len(results)} as expected")
    return int(faults > 0)


async def check(origin: str) -> dict[str, LinkResult]:
    checker = make_checker(timeout_s=1.5)
    try:
        await check_with(checker, [f"{origin}/text"])
        results = await check_with(checker, [origin + path for path in EXPECTED])
    finally:
        await checker.close()
    return dict(zip(EXPECTED, results, strict=True))


@contextmanager
def mock_server(checkout: Path, folder: Path) -> Iterator[str]:
    """The http origin of the running mock server. The keys of its https side are made in ``folder``."""
    pem = Authority(folder).server_pem("localhost")
    command = [sys.executable, "-u", "-m", "tests.mockserver.http", "--keyfile", str(pem), "--certfile", str(pem)]
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    server = subprocess.Popen(command, cwd=checkout, env=environment, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        yield server.stdout.readline().strip().replace("0.0.0.0", "127.0.0.1")
    finally:
        server.kill()
        server.communicate()


if __name__ == "__main__":
    sys.exit(main())
