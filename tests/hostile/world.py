"""What a hostile behaviour is, and what it has at hand while it misbehaves."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

Place = Literal["connection", "home", "page", "file", "robots", "trap"]
"""What of the site misbehaves: every connection, its home page, a page or a file that the home page links to, its
robots.txt, or every address below the home page."""

HOME = """<html><head><meta charset="utf-8"><title>嘉鱼县人民政府</title></head><body>
<div class="nav"><a href="/">首页</a></div><p>关于印发工作方案的通知 2024-05-20</p>
<p><a href="{case}">政务公开</a></p></body></html>"""
CASE = {"page": "/case.html", "trap": "/case/1.html", "file": "/case.zip"}


@dataclass(frozen=True, slots=True)
class Ask:
    """One request (``path`` is "" where the server speaks first), and the ports of the tripwires."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    method: str
    path: str
    port: int
    trap: int  # a port of 127.0.0.2, where nobody may go
    trap6: int  # the same of ::1

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    def reset(self) -> None:
        self.writer.transport.abort()


Act = Callable[[Ask], Awaitable[None]]
Answer = bytes | Act | Callable[[Ask], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """``ends`` is one of the labels that ``crawling.labels`` makes of what was observed, so a named state;
    several are joined by ``|`` where it depends on the machine which comes first.
    """

    name: str
    does: str
    at: Place
    answer: Answer
    ends: str

    def ends_as(self, labels: list[str]) -> bool:
        """Whether what was observed is what is expected."""
        return any(state in labels for state in self.ends.split("|"))

    def takes(self, path: str) -> bool:
        """Whether a request is answered by the behaviour, not by the ordinary site around it."""
        if self.at == "connection":
            return True
        if self.at == "home":
            return path == "/"
        if self.at == "robots":
            return path == "/robots.txt"
        if self.at == "trap":
            return path not in ("/", "/robots.txt")
        return path.startswith("/case")


def ok(body: str | bytes, headers: str = "", kind: str = "text/html; charset=utf-8") -> bytes:
    """A proper answer."""
    data = body.encode() if isinstance(body, str) else body
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(data)}\r\n{headers}\r\n"
    return head.encode() + data


def page(body: str, head: str = "", title: str = "工作动态") -> bytes:
    """A proper page around any markup."""
    source = f"<html><head><meta charset=utf-8><title>{title}</title>{head}</head><body>{body}</body></html>"
    return ok(source.encode("utf-8", "surrogatepass"))


def moved(target: str, headers: str = "", status: str = "302 Found") -> bytes:
    return f"HTTP/1.1 {status}\r\nLocation: {target}\r\n{headers}Content-Length: 0\r\n\r\n".encode()
