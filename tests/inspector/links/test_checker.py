"""The checker as a whole: whom it asks how often, who is told, what it remembers."""

import asyncio
import time
from datetime import datetime

import pytest

from inspector.clock import SHANGHAI
from inspector.links.results import KnownResults, LinkResult
from inspector.net.client import NOT_ASKED, Exchange
from rules.observations import Attempt
from tests.checking import GOOD, TEXT, check_with, make_checker, state, tries
from tests.loopback import RawServer, by_path, free_port, hang, reply, running, to


def test_each_url_is_asked_once_whoever_links_to_it(serve):
    server = serve(by_path({"/a.pdf": reply(body=b"%PDF", kind="application/pdf")}))
    url = f"{server.url}/a.pdf"

    async def main():
        checker, results = make_checker(), []
        for site in ("one", "two", "three"):
            checker.submit(url, site=site, use="attachment", on_result=results.append)
        assert [checker.pending(site) for site in ("one", "two", "three", "four")] == [1, 1, 1, 0]
        while len(results) < 3:
            await asyncio.sleep(0.01)
        checker.submit(url, site="four", use="attachment", on_result=results.append)
        assert len(results) == 3
        await asyncio.sleep(0.01)
        assert len(results) == 4
        assert checker.pending("four") == 0
        await checker.close()

    asyncio.run(main())
    assert server.asked == ["HEAD /a.pdf"]


def test_whoever_gives_up_is_told_at_once_and_others_go_on(serve):
    server = serve(by_path({"/a": hang, "/": GOOD}))

    async def main():
        checker, mine, theirs = make_checker(timeout_s=0.3), [], []
        await check_with(checker, [f"{server.url}/"])
        checker.submit(f"{server.url}/a", site="mine", on_result=mine.append)
        checker.submit(f"{server.url}/a", site="theirs", on_result=theirs.append)
        checker.submit(f"{server.url}/a?2", site="mine", on_result=mine.append)
        await asyncio.sleep(0.05)
        checker.give_up("mine")
        assert [result.state for result in mine] == ["unconfirmed"] * 2
        assert checker.pending("mine") == 0
        while not theirs:
            await asyncio.sleep(0.05)
        assert state(theirs[0]) == ("broken", "timeout")
        await checker.close()
        assert len(mine) == 2

    asyncio.run(main())


def test_closing_tells_everybody_who_waits(serve):
    server = serve(hang)

    async def main():
        checker, results = make_checker(), []
        for number in range(30):
            checker.submit(f"{server.url}/{number}", site="s", on_result=results.append)
        await asyncio.sleep(0.05)
        await checker.close()
        return results

    results = asyncio.run(main())
    assert [result.state for result in results] == ["unconfirmed"] * 30


def test_tries_that_others_made_are_kept_as_evidence(serve):
    server = serve(by_path({}))
    prior = Attempt(
        at=datetime(2026, 3, 1, tzinfo=SHANGHAI), method="GET", status=404, fault=None, elapsed_ms=3, client="scrapy"
    )

    async def main():
        checker, results = make_checker(), []
        checker.submit(f"{server.url}/a.pdf", site="s", use="attachment", prior=(prior,), on_result=results.append)
        while not results:
            await asyncio.sleep(0.01)
        await checker.close()
        return results[0]

    result = asyncio.run(main())
    assert result.attempts[0] == prior
    assert tries(result) == [("GET", 404)] * 3
    assert state(result) == ("broken", "http-404")


def test_a_dead_host_is_not_asked_about_each_of_its_links(serve, check):
    witness, port = serve(GOOD), free_port()
    results = check(*(f"http://127.0.0.1:{port}/{n}" for n in range(200)), witness=witness)
    assert {state(result) for result in results} == {("broken", "refused")}
    shared = [result for result in results if result.detail.get("cause") == f"host:127.0.0.1:{port}"]
    assert len(shared) > 150
    assert all(len(result.attempts) >= 3 for result in results)


def test_a_dead_host_that_comes_back_is_asked_for_each_link(serve):
    witness, port = serve(GOOD), free_port()

    async def main():
        checker = make_checker(per_host=2)
        await check_with(checker, [f"{witness.url}/"])
        first = await check_with(checker, [f"http://127.0.0.1:{port}/{n}" for n in range(3)])
        assert {state(result) for result in first} == {("broken", "refused")}
        waiting = asyncio.ensure_future(check_with(checker, [f"http://127.0.0.1:{port}/again{n}" for n in range(20)]))
        await asyncio.sleep(0.05)
        back = await asyncio.start_server(answer_ok, "127.0.0.1", port)
        results = await waiting
        await checker.close()
        back.close()
        return results

    assert {state(result) for result in asyncio.run(main())} == {("ok", None)}


async def answer_ok(reader, writer):
    head = await reader.readuntil(b"\r\n\r\n")
    answer = GOOD if b"/again" in head else reply("404 Not Found", b"none")
    writer.write(answer.replace(b"\r\nContent-Type", b"\r\nConnection: close\r\nContent-Type"))
    await writer.drain()
    writer.close()


def test_what_our_client_cannot_read_is_heard_from_another_before_it_counts(serve, check):
    server = serve(by_path({"/": GOOD, "/a": b"garbage\r\n\r\n"}))

    async def reads_all(method, url, cookie):
        return Exchange(url, method, status=200, body=TEXT.encode(), headers={"Content-Type": "text/html"})

    async def reads_nothing(method, url, cookie):
        return Exchange(url, method, fault="protocol")

    async def is_not_there(method, url, cookie):
        return Exchange(url, method, fault=NOT_ASKED)

    async def fails_oddly(method, url, cookie):
        return Exchange(url, method, fault="failed")

    async def finds_nothing(method, url, cookie):
        return Exchange(url, method, status=404, body=b"none")

    def run(second):
        return check(f"{server.url}/a", witness=server, second=second)[0]

    assert state(run(None)) == ("unconfirmed", "protocol")
    assert state(run(reads_all)) == ("ok", None)
    assert run(reads_all).attempts[-1].client == "scrapy"
    assert state(run(reads_nothing)) == ("broken", "reset")
    assert state(run(finds_nothing)) == ("broken", "http-404")
    assert state(run(is_not_there)) == ("unconfirmed", "protocol")
    assert state(run(fails_oddly)) == ("broken", "reset")


def test_nothing_a_listener_does_stops_the_others(serve, caplog):
    server = serve(GOOD)

    async def main():
        checker, results = make_checker(), []

        def fails(result):
            raise RuntimeError("listener")

        checker.submit(f"{server.url}/", site="a", on_result=fails)
        checker.submit(f"{server.url}/", site="b", on_result=results.append)
        while not results:
            await asyncio.sleep(0.01)
        await checker.close()
        return results

    assert asyncio.run(main())[0].state == "ok"
    assert "taking the result" in caplog.text


def test_many_hosts_and_links_at_once_all_get_their_results(serve, check):
    pages = {"/a": GOOD, "/b": to("/a"), "/d": reply("403 Forbidden", b"")}
    servers = [serve(by_path(pages)) for _ in range(12)]
    urls = [f"{server.url}/{path}?{n}" for n in range(10) for path in "abcd" for server in servers]
    results = check(*urls, per_host=3, at_once=8)
    for url, result in zip(urls, results, strict=True):
        expected = {"a": "ok", "b": "redirected", "c": "broken", "d": "blocked"}[url.rpartition("?")[0][-1]]
        assert result.state == expected


def test_room_is_given_when_there_is_room(serve):
    server = serve(by_path({"/a": GOOD}))

    async def main():
        checker = make_checker(max_waiting=5)
        await asyncio.wait_for(checker.room(), 1)
        results = []
        for number in range(5):
            checker.submit(f"{server.url}/a?{number}", site="s", on_result=results.append)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(checker.room(), 0.0001)
        await asyncio.wait_for(checker.room(), 10)
        assert results
        await checker.close()

    asyncio.run(main())


def test_what_could_not_be_settled_for_one_site_is_asked_again_for_the_next(serve):
    port, later = free_port(), []

    async def main():
        checker = make_checker()
        url = f"http://127.0.0.1:{port}/a"
        (first,) = await check_with(checker, [url])  # nobody answers: it may be our own network
        await check_with(checker, [f"{serve(GOOD).url}/"])
        later.extend(await check_with(checker, [url]))
        await checker.close()
        return first

    assert state(asyncio.run(main())) == ("unconfirmed", "refused")
    assert state(later[0]) == ("broken", "refused")


@pytest.mark.parametrize("urls", [4, 5, 10, 11, 100])
def test_results_are_kept_up_to_a_bound_and_the_last_used_stay(urls):
    def used() -> KnownResults:
        known = KnownResults(limit=10)
        for number in range(urls):
            known.get("0")
            known.add(LinkResult(str(number), "broken", "http-404"))
            assert len(known) <= 10
        return known

    kept = {number for number in range(urls) if used().get(str(number)) is not None}
    assert {0, *range(max(0, urls - 4), urls)} <= kept
    assert len(kept) <= 10


def test_a_later_result_of_a_url_takes_the_place_of_an_earlier_one():
    known = KnownResults(limit=4)
    for told in ("ok", "broken", "ok"):
        known.add(LinkResult("a", told))
        known.add(LinkResult(told, "ok"))
        assert known.get("a") == LinkResult("a", told)
    known.add(LinkResult("a", "ok", final_url="b"))
    assert known.get("a").final_url == "b"


def test_of_a_link_that_is_fine_no_attempt_is_kept():
    known = KnownResults()
    known.add(LinkResult("a", "ok", attempts=(object(),)))
    known.add(LinkResult("b", "broken", "http-404", attempts=(object(),)))
    assert (known.get("a").attempts, len(known.get("b").attempts)) == ((), 1)


def test_a_site_that_names_silent_hosts_without_end_has_only_its_own_links_wait() -> None:
    """Four workers and sixty hosts that say nothing for a second: links of another site take their turns between."""

    async def go() -> tuple[float, int]:
        checker = make_checker(at_once=4)
        done: list[str] = []
        for n in range(2, 62):
            checker.submit(f"http://127.0.1.{n}:{silent.port}/", site="hostile", on_result=lambda result: None)
        await asyncio.sleep(0.1)  # all workers are held by then
        for n in range(12):
            checker.submit(f"{good.url}/{n}.html", site="good", on_result=lambda result: done.append(result.state))
        began = time.monotonic()
        while len(done) < 12 and time.monotonic() - began < 20:
            await asyncio.sleep(0.02)
        took, left = time.monotonic() - began, checker.pending("hostile")
        await checker.close()
        assert set(done) == {"ok"}
        return took, left

    with running(RawServer(hang, "0.0.0.0")) as silent, running(RawServer(by_path({}, GOOD))) as good:
        took, left = asyncio.run(go())
    assert left  # or nobody had to take turns
    assert took < 10
