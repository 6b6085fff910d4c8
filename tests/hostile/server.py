"""A site per behaviour, each on a port of its own, and the tripwires: all in one loop of a thread."""

import asyncio
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.hostile.world import CASE, HOME, Ask, Behaviour, ok

_LONGEST_S = 120.0
_NONE = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nnone"


@dataclass
class Hostile:
    """The running sites: the port of each by its behaviour's name, and whoever stepped on a tripwire."""

    ports: dict[str, int] = field(default_factory=dict)
    trap: int = 0
    trap6: int = 0
    touched: list[str] = field(default_factory=list)
    asked: dict[str, int] = field(default_factory=dict)


@contextmanager
def running(behaviours: Sequence[Behaviour]) -> Iterator[Hostile]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    world = Hostile()
    servers = asyncio.run_coroutine_threadsafe(_start(world, behaviours), loop).result(30)
    try:
        yield world
    finally:
        asyncio.run_coroutine_threadsafe(_stop(servers), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _start(world: Hostile, behaviours: Sequence[Behaviour]) -> list[asyncio.Server]:
    async def trip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        world.touched.append(repr((await reader.read(4096))[:200]))
        writer.close()

    servers = [await asyncio.start_server(trip, "127.0.0.2", 0)]
    world.trap = _port(servers[0])
    if socket.has_ipv6:
        with suppress(OSError):
            servers.append(await asyncio.start_server(trip, "::1", 0))
            world.trap6 = _port(servers[-1])
    for behaviour in behaviours:
        site = _Site(behaviour, world)
        servers.append(await asyncio.start_server(site.converse, "127.0.0.1", 0, limit=1 << 20))
        world.ports[behaviour.name] = _port(servers[-1])
    return servers


async def _stop(servers: list[asyncio.Server]) -> None:
    for server in servers:
        server.close()
    current = asyncio.current_task()
    others = [task for task in asyncio.all_tasks() if task is not current]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def _port(server: asyncio.Server) -> int:
    return int(server.sockets[0].getsockname()[1])


class _Site:
    """One site: its behaviour where that is due, ordinary pages around it."""

    def __init__(self, behaviour: Behaviour, world: Hostile) -> None:
        self._behaviour = behaviour
        self._world = world

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError):
            async with asyncio.timeout(_LONGEST_S):
                await self._answer(reader, writer)
        with suppress(OSError):
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behaviour, world = self._behaviour, self._world
        world.asked[behaviour.name] = world.asked.get(behaviour.name, 0) + 1
        method, path = "", ""
        if behaviour.at != "connection":
            head = await reader.readuntil(b"\r\n\r\n")
            method, path = head.decode("latin-1").split(" ", 2)[:2]
        ask = Ask(reader, writer, method, path, world.ports[behaviour.name], world.trap, world.trap6)
        if not behaviour.takes(path):
            await ask.send(self._ordinary(path))
            return
        answer = behaviour.answer
        made = answer if isinstance(answer, bytes) else answer(ask)
        data = made if isinstance(made, bytes) else await made
        if data is not None:
            await ask.send(data)

    def _ordinary(self, path: str) -> bytes:
        case = CASE.get(self._behaviour.at, "/other.html")
        if path == "/":
            return ok(HOME.format(case=case))
        if path == "/other.html":
            return ok("<html><title>其他</title><body><p>其他内容</p></body></html>")
        return _NONE


async def hang(ask: Ask) -> None:
    """Says nothing until the client goes."""
    while await ask.reader.read(65536):
        pass
