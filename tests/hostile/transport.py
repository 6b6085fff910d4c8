"""Servers that break the protocol, stall, or send without end."""

import asyncio
import random
from collections.abc import Sequence

from tests.hostile.server import hang
from tests.hostile.world import Act, Answer, Ask, Behaviour, Place, moved, ok

START = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
BODY = b"<html><title>x</title><body><p>hello</p></body></html>"
NOISE = random.Random(7).randbytes(65536)


def head(status: str = "200 OK", headers: str = "", body: bytes = BODY) -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\n{headers}\r\n".encode() + body


def repeat(start: bytes, again: bytes, pause_s: float = 0.0) -> Act:
    """``start``, then the same bytes for as long as somebody listens."""

    async def act(ask: Ask) -> None:
        await ask.send(start)
        while not ask.writer.is_closing():
            await ask.send(again)
            await asyncio.sleep(pause_s)

    return act


def then_hang(data: bytes) -> Act:
    async def act(ask: Ask) -> None:
        await ask.send(data)
        await hang(ask)

    return act


def then_reset(data: bytes) -> Act:
    async def act(ask: Ask) -> None:
        await ask.send(data)
        await asyncio.sleep(0.1)
        ask.reset()

    return act


def _rows(at: Place, rows: Sequence[tuple[str, str, Answer, str]]) -> list[Behaviour]:
    return [Behaviour(name=n, does=does, at=at, answer=answer, ends=ends) for n, does, answer, ends in rows]


CONNECTIONS = _rows(
    "connection",
    [
        ("close-at-once", "accepts and closes", b"", "home reset|home failed"),
        ("reset-at-once", "accepts and resets", then_reset(b""), "home reset|home failed"),
        ("silent", "accepts and never says a word", hang, "home timeout"),
        ("tls-garbage", "speaks TLS on a plain port", b"\x15\x03\x01\x00\x02\x02\x50" * 20, "home reset|home failed"),
        ("ssh-banner", "greets as another service", then_hang(b"SSH-2.0-OpenSSH_9.2\r\n"), "home reset|home failed"),
        ("http-09", "sends a page without status line or headers", BODY, "home reset|home failed"),
        ("noise", "sends random bytes", NOISE, "home reset|home failed"),
        (
            "empty-lines",
            "sends empty lines without end",
            repeat(b"", b"\r\n" * 1000, 0.01),
            "home reset|home failed|home timeout",
        ),
        (
            "one-long-line",
            "sends one line without end",
            repeat(b"HTTP/1.1 200 ", b"O" * 8192),
            "home reset|home failed",
        ),
    ],
)

HEADERS = _rows(
    "page",
    [
        ("slow-headers", "drips its headers byte by byte", repeat(START, b"x", 0.1), "page timeout"),
        ("hang-in-headers", "stops inside its headers", then_hang(START), "page timeout"),
        ("hang-after-headers", "stops after its headers", then_hang(START + b"\r\n"), "page timeout"),
        (
            "endless-headers",
            "sends headers without end",
            repeat(START, b"X-A: b\r\n" * 20_000),
            "page timeout|page reset|page failed",
        ),
        (
            "header-flood",
            "sends 20,000 headers",
            START + b"X-A: b\r\n" * 20_000 + b"\r\n" + BODY,
            "page ok|page reset|page failed",
        ),
        ("giant-header", "sends a header of 10 MB", START + b"X-A: " + b"b" * 10_000_000 + b"\r\n\r\n", "page reset"),
        ("no-colon", "sends a header line without a colon", START + b"nonsense\r\n\r\n" + BODY, "page ok"),
        ("nul-in-header", "sends NUL in a header", START + b"X-A: \0b\r\n\r\n" + BODY, "page ok"),
        ("giant-type", "names a content type of 20 KB", ok(BODY, kind="text/html; x=" + "y" * 20_000), "page reset"),
        ("odd-charset", "names a charset that does not exist", ok(BODY, kind="text/html; charset=%s%n"), "page ok"),
        ("reset-in-headers", "resets inside its headers", then_reset(START), "page reset"),
        ("close-in-headers", "closes inside its headers", START, "page reset"),
        ("status-99", "answers status 99", head("99 Odd"), "page http-99"),
        ("status-000", "answers status 000", head("000 None"), "page http-0"),
        ("status-999", "answers status 999", head("999 No"), "page http-999"),
        ("status-letters", "answers a status that is no number", head("abc No"), "page reset"),
        (
            "endless-100",
            "says 100 Continue without end",
            repeat(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.001),
            "page timeout",
        ),
        (
            "switching",
            "answers 101 Switching Protocols",
            then_hang(b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n"),
            "page timeout",
        ),
        (
            "204-with-body",
            "answers 204 with a body",
            head("204 No Content", "Content-Length: 54\r\n"),
            "page empty-file",
        ),
        ("304-unasked", "answers 304 to a plain request", head("304 Not Modified"), "page http-304"),
        (
            "206-unasked",
            "answers 206 to a plain request",
            head("206 Partial", "Content-Range: bytes 0-53/9\r\n"),
            "page ok",
        ),
        (
            "retry-after",
            "answers 503 and asks to wait for a century",
            head("503 Busy", "Retry-After: 3153600000\r\n"),
            "page http-503",
        ),
        ("always-429", "answers 429 for ever", head("429 Slow Down"), "page http-429"),
        (
            "cookie-flood",
            "sets 2,000 cookies while redirecting",
            moved("/case2", "Set-Cookie: a=b\r\n" * 2000),
            "page redirect-loop|page reset|page failed",
        ),
        (
            "cookie-poison",
            "sets a cookie that holds line breaks",
            moved("/case.html", "Set-Cookie: a=b\rX-Evil: 1\r\n"),
            "page redirect-loop",
        ),
    ],
)

BODIES = _rows(
    "page",
    [
        ("drip-body", "drips its body byte by byte", repeat(START + b"\r\n<html>", b" ", 0.1), "page timeout"),
        (
            "endless-body",
            "sends a body without end",
            repeat(START + b"\r\n<html>", b"<p>endless</p>" * 5000),
            "page too-large|page timeout",
        ),
        ("two-lengths", "names two lengths", head(headers="Content-Length: 54\r\nContent-Length: 5\r\n"), "page reset"),
        ("length-short", "names a length shorter than its body", head(headers="Content-Length: 20\r\n"), "page ok"),
        ("length-long", "names a length longer than its body", head(headers="Content-Length: 9999\r\n"), "page cut"),
        ("length-negative", "names a negative length", head(headers="Content-Length: -5\r\n"), "page reset"),
        ("length-giant", "names a length of 10^30", head(headers=f"Content-Length: {10**30}\r\n"), "page too-large"),
        ("length-letters", "names a length that is no number", head(headers="Content-Length: many\r\n"), "page reset"),
        (
            "chunk-letters",
            "sends chunks of no size",
            head(headers="Transfer-Encoding: chunked\r\n", body=b"zz\r\nhello\r\n"),
            "page empty-file",
        ),
        (
            "chunk-giant",
            "names a chunk of 16^15 bytes",
            head(headers="Transfer-Encoding: chunked\r\n", body=b"f" * 15 + b"\r\n<p>hello</p>"),
            "page cut",
        ),
        (
            "chunk-unfinished",
            "ends before its last chunk",
            head(headers="Transfer-Encoding: chunked\r\n", body=b"b\r\n<p>hello</p\r\n"),
            "page cut",
        ),
        (
            "chunk-dust",
            "sends chunks of one byte without end",
            repeat(START + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 100, 0.01),
            "page timeout",
        ),
        (
            "chunk-extension",
            "sends a chunk extension without end",
            repeat(START + b"Transfer-Encoding: chunked\r\n\r\n5;", b"x" * 8192, 0.01),
            "page empty-file",
        ),
        (
            "length-and-chunks",
            "names a length and sends chunks",
            head(headers="Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", body=b"5\r\nhello\r\n0\r\n\r\n"),
            "page ok",
        ),
        (
            "reset-in-body",
            "resets inside its body",
            then_reset(START + b"Content-Length: 99\r\n\r\n" + BODY),
            "page cut",
        ),
        ("two-answers", "sends a second answer behind the first", ok(BODY) + ok(b"<p>smuggled</p>"), "page ok"),
    ],
) + _rows(
    "file",
    [
        ("hang-file", "stops after the headers of a file", then_hang(START + b"\r\n"), "link unconfirmed"),
        (
            "endless-file",
            "sends a file without end",
            repeat(START.replace(b"text/html", b"application/zip") + b"\r\n", b"PK" * 9999),
            "site running",
        ),
    ],
)
TRANSPORT = [*CONNECTIONS, *HEADERS, *BODIES]
