"""Whether a fault is the other side's or ours."""

import asyncio

import pytest

from inspector.links.network import Network, origin_of
from inspector.net.client import Client
from inspector.net.guard import AddressGuard
from inspector.net.options import parse_networks
from tests.loopback import free_port, reply, reset

DEAD = "http://127.0.0.9:7777/x"


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def run(story, *, guard=None, **options):
    async def main():
        client = Client(guard or AddressGuard(parse_networks(["127.0.0.0/8"])), user_agent="t", timeout_s=1)
        clock = Clock()
        try:
            return await story(Network(client, clock=clock, **options), clock)
        finally:
            await client.close()

    return asyncio.run(main())


@pytest.mark.parametrize(
    ("url", "origin"),
    [("http://a.cn/x/y", "http://a.cn"), ("https://a.cn:8443", "https://a.cn:8443"), ("http://a.cn?x", "http://a.cn")],
)
def test_origins(url, origin):
    assert origin_of(url) == origin


def test_an_answer_of_another_host_counts_for_ten_seconds():
    async def story(network, clock):
        network.answered("http://127.0.0.8:7777/y")
        clock.now += 10
        first = await network.counts(DEAD, "refused", connected=False)
        clock.now += 0.1
        return first, await network.counts(DEAD, "refused", connected=False)

    assert run(story) == (True, False)


def test_an_answer_of_the_same_host_counts_only_once_it_was_connected():
    async def story(network, clock):
        network.answered(DEAD)
        return [await network.counts(DEAD, "timeout", connected=connected) for connected in (False, True)]

    assert run(story) == [False, True]


def test_whoever_answered_once_is_asked_again_when_that_is_long_ago(serve):
    stand_in = serve(reply())

    async def story(network, clock):
        network.answered(f"{stand_in.url}/page?x=1")
        clock.now += 1000
        return [await network.counts(DEAD, "timeout", connected=False) for _ in range(3)]

    assert run(story) == [True] * 3
    assert stand_in.asked == ["HEAD /"]


@pytest.mark.parametrize("kind", ["canary", "stand-in"])
@pytest.mark.parametrize("head", ["a body", "closed", "reset"])
def test_a_host_that_cannot_answer_head_still_shows_that_the_way_works(serve, head, kind):
    at_head = {"a body": reply(), "closed": b"", "reset": None}[head]

    def answer(connection, request):
        if not request.startswith(b"HEAD"):
            connection.sendall(reply())
        elif at_head is None:
            reset(connection, request)
        else:
            connection.sendall(at_head)
            connection.close()

    server = serve(answer)

    async def story(network, clock):
        network.answered(f"{server.url}/y")
        clock.now += 60
        return await network.counts(DEAD, "refused", connected=False)

    assert run(story, canary=[f"{server.url}/"] if kind == "canary" else [])


def test_a_canary_is_asked_once_for_all_who_want_to_know(serve):
    canary = serve(reply("500 Oops", b""))

    async def story(network, clock):
        return await asyncio.gather(*(network.counts(DEAD, "timeout", connected=False) for _ in range(5)))

    assert run(story, canary=[f"http://127.0.0.1:{free_port()}/", f"{canary.url}/c"]) == [True] * 5
    assert canary.asked == ["HEAD /c"]


def test_a_silent_canary_is_asked_again_after_a_while(serve):
    port = free_port()

    async def story(network, clock):
        first = await network.counts(DEAD, "timeout", connected=False)
        server = await asyncio.start_server(answer, "127.0.0.1", port)
        second = await network.counts(DEAD, "timeout", connected=False)
        clock.now += 10.1
        third = await network.counts(DEAD, "timeout", connected=False)
        server.close()
        return first, second, third

    assert run(story, canary=[f"http://127.0.0.1:{port}/"]) == (False, False, True)


async def answer(reader, writer):
    await reader.readline()
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    await writer.drain()
    writer.close()


def test_an_internal_host_says_nothing_about_the_way_to_public_ones():
    async def lookup(name):
        return {"public.test": ["1.2.4.8"], "inside.test": ["127.0.0.1"]}[name]

    guard = AddressGuard(parse_networks(["127.0.0.0/8"]), lookup=lookup)

    async def story(network, clock):
        for host in ("public.test", "inside.test"):
            await guard.addresses(host, 80)
        network.answered("http://inside.test/")
        outside = await network.counts("http://public.test/", "timeout", connected=False)
        network.answered("http://127.0.0.1:7777/")
        return outside, await network.counts("http://inside.test/", "timeout", connected=False)

    assert run(story, guard=guard) == (False, True)


def test_a_name_counts_as_missing_only_while_other_names_are_found():
    answers = {"good.test": ["127.0.0.1"]}

    async def lookup(name):
        return answers.get(name, ())

    clocks = []
    guard = AddressGuard(parse_networks(["127.0.0.0/8"]), lookup=lookup, clock=lambda: clocks[0].now if clocks else 0.0)

    async def story(network, clock):
        clocks.append(clock)
        seen = [await network.counts("http://gone.test/", "dns", connected=False)]
        await guard.addresses("good.test", 80)
        network.answered("http://good.test/")
        seen.append(await network.counts("http://gone.test/", "dns", connected=False))
        clock.now += 11
        seen.append(await network.counts("http://gone.test/", "dns", connected=False))  # asked afresh
        answers.clear()
        clock.now += 11
        network.answered("http://good.test/")  # over a connection that was kept
        seen.append(await network.counts("http://gone.test/", "dns", connected=False))
        return seen

    assert run(story, guard=guard) == [False, True, True, False]


def test_a_canary_at_a_forbidden_address_is_not_asked(serve):
    tripwire = serve(reply(), "127.0.0.2")

    async def story(network, clock):
        return await network.counts(DEAD, "refused", connected=False)

    guard = AddressGuard(parse_networks(["127.0.0.1"]))
    assert run(story, guard=guard, canary=[f"{tripwire.url}/"]) is False
    assert tripwire.connections == 0
