"""States of links, against servers that behave in every way seen in the wild."""

import asyncio
import gzip
import itertools
import socket
import time
from datetime import datetime

import pytest

from inspector.clock import SHANGHAI
from inspector.links.limits import HostLimits
from inspector.links.results import KnownResults, LinkResult
from inspector.net.client import NOT_ASKED, Exchange
from inspector.net.guard import AddressGuard
from inspector.net.options import parse_networks
from rules.observations import Attempt
from tests.checking import QUICK, check_with, make_checker
from tests.loopback import by_path, drip, endless, free_port, hang, page, reply, reset

TEXT = "县政府召开工作推进会，研究部署下一阶段重点任务，各乡镇和有关部门负责同志参加会议并作了交流发言。" * 5
GOOD = page(TEXT)


def state(result):
    return result.state, result.fault


def tries(result):
    return [(attempt.method, attempt.status or attempt.fault) for attempt in result.attempts]


def first_bad(*bad, then=GOOD):
    """Answers the bad answers first, one per request, then good ones; invented addresses are 404."""
    rest = iter(bad)

    def answer(connection, head):
        if b"/a" not in head.split(b" ")[1]:
            connection.sendall(reply("404 Not Found", b"none"))
            return
        now = next(rest, then)
        now(connection, head) if callable(now) else connection.sendall(now)

    return answer


def test_a_page_is_asked_once(serve, check):
    server = serve(by_path({"/a.html": GOOD}))
    (result,) = check(f"{server.url}/a.html")
    assert state(result) == ("ok", None)
    assert tries(result) == [("GET", 200)]
    assert server.asked[0] == "GET /a.html"


def test_a_file_is_asked_by_head_alone(serve, check):
    server = serve(by_path({"/a.pdf": reply(body=b"%PDF-1.4", kind="application/pdf")}))
    (result,) = check(f"{server.url}/a.pdf", use="attachment")
    assert state(result) == ("ok", None)
    assert server.asked == ["HEAD /a.pdf"]


def test_our_name_is_sent(serve, check):
    server = serve(by_path({"/": GOOD}))
    check(f"{server.url}/")
    assert b"User-Agent: inspector-test (+mailto:tests@example.org)" in server.requests[0]


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "400 Bad Request"])
def test_what_is_not_there_is_broken_after_two_answers(serve, check, status):
    server = serve(by_path({"/a": reply(status, b"no")}))
    (page_result, file_result) = check(f"{server.url}/a", f"{server.url}/a?f")
    assert state(page_result) == ("broken", f"http-{status[:3]}")
    assert tries(page_result) == [("GET", int(status[:3]))] * 2
    (file_result,) = check(f"{server.url}/a?file", use="attachment")
    assert tries(file_result) == [("HEAD", int(status[:3])), ("GET", int(status[:3]))]


def test_a_404_that_passes_is_fine(serve, check):
    server = serve(first_bad(reply("404 Not Found", b"no")))
    (result,) = check(f"{server.url}/a")
    assert state(result) == ("ok", None)
    assert tries(result) == [("GET", 404), ("GET", 200)]


def head_refused(refusal):
    def answer(connection, head):
        if head.startswith(b"HEAD"):
            refusal(connection, head) if callable(refusal) else connection.sendall(refusal)
        else:
            connection.sendall(reply(body=b"%PDF-1.4 text", kind="application/pdf"))

    return answer


@pytest.mark.parametrize(
    "refusal",
    [
        b"HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 501 Not Implemented\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Type: application/pdf\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nContent-Type: text/html\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n",
        reset,
        hang,
    ],
    ids=["405", "501", "lies-404", "403", "says-empty", "says-page", "redirects", "reset", "hangs"],
)
def test_what_head_says_against_a_file_is_asked_again_by_get(serve, check, refusal):
    server = serve(head_refused(refusal))
    (result,) = check(f"{server.url}/a.pdf", use="attachment")
    assert state(result) == ("ok", None)
    assert tries(result)[-1] == ("GET", 200)


@pytest.mark.parametrize("status", ["500 Oops", "502 Bad Gateway", "503 Busy", "504 Slow", "408 Timeout"])
def test_a_server_fault_is_broken_after_three_tries(serve, check, status):
    server = serve(by_path({"/a": reply(status, b"no")}))
    (result,) = check(f"{server.url}/a")
    assert state(result) == ("broken", f"http-{status[:3]}")
    assert tries(result) == [("GET", int(status[:3]))] * 3


def test_a_server_fault_that_passes_at_the_third_try_is_fine(serve, check):
    server = serve(first_bad(reply("500 Oops", b"no"), reset))
    (result,) = check(f"{server.url}/a")
    assert state(result) == ("ok", None)
    assert tries(result) == [("GET", 500), ("GET", 200)]  # the client itself repeats a request that was reset


def test_pauses_between_tries_grow(serve, check):
    times = []

    def answer(connection, head):
        times.append(time.monotonic())
        connection.sendall(reply("500 Oops", b"no"))

    check(f"{serve(answer).url}/a")
    first, second = (later - earlier for earlier, later in itertools.pairwise(times))
    assert first >= QUICK.pause_s
    assert second >= QUICK.pause_s * QUICK.growth


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (reply("403 Forbidden", b"no"), "http-403"),
        (reply("401 Unauthorized", b"no", "WWW-Authenticate: Basic\r\n"), "http-401"),
        (reply("999 Request denied", b"no"), "http-999"),
        (reply("521 Down", b"<script>document.cookie='x'</script>", "Set-Cookie: __jsluid_s=1\r\n"), "jiasule"),
        (reply("412 Precondition Failed", b"<script>$_ts=window['$_ts']</script>"), "ruishu"),
        (page("Checking", "Just a moment...", "503 Service Unavailable"), "cloudflare"),
    ],
)
def test_who_keeps_us_out_is_not_broken(serve, check, answer, fault):
    server = serve(by_path({"/a": answer}))
    (result,) = check(f"{server.url}/a")
    assert state(result) == ("blocked", fault)
    assert len(result.attempts) == 1


def test_too_many_requests_are_asked_again_when_the_server_says(serve, check):
    times = []

    def answer(connection, head):
        times.append(time.monotonic())
        busy = reply("429 Too Many Requests", b"", "Retry-After: 1\r\n")
        connection.sendall(busy if len(times) == 1 else reply("404 Not Found", b"") if b"/a" not in head else GOOD)

    limits = HostLimits(concurrency=1, delay_s=0.0, max_delay_s=5)
    (result,) = check(f"{serve(answer).url}/a", limits=limits)
    assert state(result) == ("ok", None)
    assert times[1] - times[0] >= 1.0


def test_a_host_that_stays_busy_blocks_us(serve, check):
    server = serve(by_path({"/a": reply("429 Too Many Requests", b"")}))
    (result,) = check(f"{server.url}/a")
    assert state(result) == ("blocked", "http-429")
    assert len(result.attempts) == QUICK.busy_tries


def test_a_host_that_turns_everybody_away_is_left_alone(serve, check):
    server = serve(reply("429 Too Many Requests", b""))
    results = check(*(f"{server.url}/{n}" for n in range(300)))
    assert {state(result) for result in results} == {("blocked", "http-429")}
    assert len(server.asked) < 60
    assert results[-1].detail == {"cause": f"host:127.0.0.1:{server.port}"}


def test_single_addresses_that_are_always_busy_do_not_slow_the_others_down(serve, check):
    pages = {f"/{n}": GOOD for n in range(200)} | {f"/busy{n}": reply("429 Too Many Requests", b"") for n in range(5)}
    server = serve(by_path(pages))
    urls = [f"{server.url}{path}" for path in pages]
    started = time.monotonic()
    results = check(*sorted(urls), limits=HostLimits(concurrency=4, delay_s=0.0, max_delay_s=15.0))
    assert [result.state for result in results].count("blocked") == 5
    assert [result.state for result in results].count("ok") == 200
    assert time.monotonic() - started < 10


def test_a_server_that_asks_for_more_time_than_there_is_stays_unconfirmed(serve, check):
    server = serve(by_path({"/a": reply("503 Busy", b"", "Retry-After: 3600\r\n")}))
    (result,) = check(f"{server.url}/a", limits=HostLimits(concurrency=1, delay_s=0.0, max_delay_s=0.1))
    assert state(result) == ("unconfirmed", "http-503")
    assert result.detail["reason"] == "time"


# --- network faults: they count only while our own network is known to work ---------------------------------------


def test_a_refused_connection_is_broken_while_others_answer(serve, check):
    witness = serve(GOOD)
    (result,) = check(f"http://127.0.0.1:{free_port()}/", witness=witness)
    assert state(result) == ("broken", "refused")
    assert tries(result) == [("GET", "refused")] * 3


def test_without_anybody_who_answers_nobody_is_accused(check):
    (result,) = check(f"http://127.0.0.1:{free_port()}/")
    assert state(result) == ("unconfirmed", "refused")
    assert result.detail["reason"] == "network"


def test_a_canary_that_answers_makes_a_fault_count(serve, check):
    canary = serve(GOOD)
    (result,) = check(f"http://127.0.0.1:{free_port()}/", canary=[f"{canary.url}/"])
    assert state(result) == ("broken", "refused")


def test_a_canary_that_is_silent_acquits_everybody(serve, check):
    witness = serve(GOOD)
    dead = f"http://127.0.0.1:{free_port()}/"
    (result,) = check(f"http://127.0.0.1:{free_port()}/", witness=witness, canary=[dead])
    assert state(result) == ("unconfirmed", "refused")


def test_a_reset_is_broken_where_the_same_host_answers_otherwise(serve, check):
    server = serve(by_path({"/": GOOD, "/a": reset}))
    (result,) = check(f"{server.url}/a", witness=server)
    assert state(result) == ("broken", "reset")


def test_silence_is_a_timeout(serve, check):
    server = serve(by_path({"/": GOOD, "/a": hang}))
    (result,) = check(f"{server.url}/a", witness=server, timeout_s=0.3)
    assert state(result) == ("broken", "timeout")


def test_a_name_that_cannot_exist_is_broken_without_asking_any_dns(check):
    (result,) = check("http://www.nowhere.invalid/")
    assert state(result) == ("broken", "dns")


def lookup_of(names):
    async def lookup(name):
        if name not in names:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return names[name]

    return lookup


def guard_with(names):
    return AddressGuard(parse_networks(["127.0.0.0/8"]), lookup=lookup_of(names))


def test_a_name_without_address_is_broken_while_the_dns_answers_for_others(serve, check):
    witness = serve(GOOD)
    guard = guard_with({"www.good.test": ["127.0.0.1"]})
    witness.url = f"http://www.good.test:{witness.port}"
    (result,) = check("http://www.gone.test/", witness=witness, guard=guard)
    assert state(result) == ("broken", "dns")


def test_while_the_dns_is_down_no_name_is_accused(serve, check):
    witness = serve(GOOD)  # answers, but by its address: that shows nothing about the DNS
    (result,) = check("http://www.gone.test/", witness=witness, guard=guard_with({}))
    assert state(result) == ("unconfirmed", "dns")


def test_an_answer_from_a_remembered_name_is_no_sign_that_the_dns_works(serve):
    names = {"www.good.test": ["127.0.0.1"]}
    witness = serve(GOOD)

    async def main():
        checker = make_checker(guard=guard_with(names))
        checker.client.guard.last_found = None
        await check_with(checker, [f"http://www.good.test:{witness.port}/"])
        names.clear()  # the DNS goes down; the witness is still reached by its remembered address
        checker.client.guard.last_found = ("www.good.test", float("-inf"))
        (result,) = await check_with(checker, ["http://www.gone.test/"])
        await checker.close()
        return result

    assert state(asyncio.run(main())) == ("unconfirmed", "dns")


# --- bodies --------------------------------------------------------------------------------------------------------


def test_a_body_that_drips_is_an_answer_all_the_same(serve, check):
    server = serve(by_path({"/a": drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><p>start")}))
    started = time.monotonic()
    (result,) = check(f"{server.url}/a", timeout_s=0.5)
    assert state(result) == ("ok", None)
    assert time.monotonic() - started < 5


def test_headers_that_drip_are_a_timeout(serve, check):
    server = serve(by_path({"/": GOOD, "/a": drip(b"HTTP/1.1 200 OK\r\nX: ")}))
    (result,) = check(f"{server.url}/a", witness=server, timeout_s=0.4)
    assert state(result) == ("broken", "timeout")


def test_an_endless_body_is_left_after_its_beginning(serve, check):
    server = serve(by_path({"/a": endless}))
    started = time.monotonic()
    (result,) = check(f"{server.url}/a")
    assert state(result) == ("ok", None)
    assert time.monotonic() - started < 5


def test_a_gzip_bomb_costs_no_more_than_its_beginning(serve, check):
    bomb = gzip.compress(b"<p>bomb</p>" * 20_000_000, 9)
    server = serve(by_path({"/a": reply(body=bomb, headers="Content-Encoding: gzip\r\n")}))
    started = time.monotonic()
    (result,) = check(f"{server.url}/a")
    assert state(result) == ("ok", None)
    assert time.monotonic() - started < 5


def test_a_body_that_is_not_what_its_encoding_says_is_not_judged(serve, check):
    server = serve(by_path({"/a": reply(body=b"no gzip", headers="Content-Encoding: gzip\r\n")}))
    (result,) = check(f"{server.url}/a")
    assert state(result) == ("ok", None)


def test_a_flood_of_headers_is_no_answer(serve, check):
    flood = "".join(f"X-{n}: {n}\r\n" for n in range(5000))
    server = serve(by_path({"/": GOOD, "/a": reply(headers=flood)}))
    (result,) = check(f"{server.url}/a", witness=server)
    assert state(result) == ("unconfirmed", "protocol")


def test_an_empty_file_is_broken_and_an_empty_style_is_not(serve, check):
    server = serve(
        by_path({"/a.pdf": reply(body=b"", kind="application/pdf"), "/a.css": reply(body=b"", kind="text/css")})
    )
    (file,) = check(f"{server.url}/a.pdf", use="attachment")
    (style,) = check(f"{server.url}/a.css", use="style")
    assert state(file) == ("broken", "empty-file")
    assert state(style) == ("ok", None)


def test_a_page_with_status_200_that_says_it_is_not_there(serve, check):
    missing = page("对不起，您访问的页面不存在或已被删除。", "页面不存在")
    about = page(f"各单位：近期发现部分网站链接打开后显示页面不存在。{TEXT}", "关于清理404页面的通知")
    server = serve(by_path({"/a.html": missing, "/b.html": about}))
    gone, real = check(f"{server.url}/a.html", f"{server.url}/b.html")
    assert state(gone) == ("broken", "soft-404")
    assert gone.detail["sign"] == "title"
    assert state(real) == ("ok", None)


def test_a_page_like_the_answer_to_an_invented_address(serve, check):
    catch_all = page("哎呀，您要找的内容跑到火星上去了，" * 10 + "请从首页进入。" * 10)
    server = serve(by_path({"/": page("首页要闻" * 60), "/real.html": GOOD}, otherwise=catch_all))
    gone, real = check(f"{server.url}/gone.html", f"{server.url}/real.html")
    assert state(gone) == ("broken", "soft-404")
    assert gone.detail["sign"] == "like-invented-address"
    assert state(real) == ("ok", None)
    invented = [line for line in server.asked if "gone" not in line and "real" not in line and line != "GET /"]
    assert len(invented) == 1  # once per host
    assert server.asked.count("GET /") == 1


def test_a_page_instead_of_a_file(serve, check):
    server = serve(by_path({"/a.pdf": page("系统错误"), "/b.pdf": page(TEXT * 2)}))
    gone, shown = check(f"{server.url}/a.pdf", f"{server.url}/b.pdf", use="attachment")
    assert state(gone) == ("broken", "soft-404")
    assert state(shown) == ("ok", None)


# --- redirects -----------------------------------------------------------------------------------------------------


def to(location, status="302 Found", cookie=""):
    return reply(status, b"", f"Location: {location}\r\n" + (f"Set-Cookie: {cookie}\r\n" if cookie else ""))


def test_a_redirect_is_followed_and_each_hop_recorded(serve, check):
    server = serve(by_path({"/a": to("/b", "301 Moved"), "/b": to("c.html?x=1#top"), "/c.html": GOOD}))
    (result,) = check(f"{server.url}/a")
    assert (result.state, result.final_url) == ("redirected", f"{server.url}/c.html?x=1")
    assert tries(result) == [("GET", 301), ("GET", 302), ("GET", 200)]


def test_a_redirect_to_itself_until_the_cookie_comes_back(serve, check):
    def answer(connection, head):
        path = head.split(b" ")[1]
        if path != b"/a":
            connection.sendall(reply("404 Not Found", b""))
        else:
            connection.sendall(GOOD if b"Cookie: seen=1" in head else to("/a", cookie="seen=1; Path=/"))

    (result,) = check(f"{serve(answer).url}/a")
    assert state(result) == ("ok", None)


@pytest.mark.parametrize("hops", [10, 11])
def test_a_chain_of_redirects_has_an_end(serve, check, hops):
    pages = {f"/{n}": to(f"/{n + 1}") for n in range(hops)} | {f"/{hops}": GOOD}
    server = serve(by_path(pages))
    (result,) = check(f"{server.url}/0", witness=None)
    expected = ("redirected", None) if hops == 10 else ("broken", "redirect-loop")
    assert state(result) == expected


def test_a_redirect_loop(serve, check):
    server = serve(by_path({"/": GOOD, "/a": to("/b"), "/b": to("/a")}))
    (result,) = check(f"{server.url}/a", witness=server)
    assert state(result) == ("broken", "redirect-loop")


@pytest.mark.parametrize(
    "location", ["weixin://dl/x", "javascript:alert(1)", "ftp://127.0.0.1/x", "file:///etc/passwd"]
)
def test_a_redirect_to_what_is_no_web_address_is_not_ours_to_follow(serve, check, location):
    server = serve(by_path({"/a": to(location)}))
    (result,) = check(f"{server.url}/a")
    assert state(result) == ("skipped", "scheme")


@pytest.mark.parametrize(("chars", "expected"), [(8000, "redirected"), (8190, "skipped"), (9000, "skipped")])
def test_a_redirect_to_an_address_longer_than_we_ask_is_never_cut_and_accused(serve, check, chars, expected):
    long = "/" + "a" * chars
    server = serve(by_path({"/a": to(long), long: GOOD}))
    (result,) = check(f"{server.url}/a")
    assert result.state == expected


def test_a_redirect_to_nowhere_is_broken(serve, check):
    server = serve(by_path({"/a": to("http://"), "/b": reply("302 Found", b"")}))
    results = check(f"{server.url}/a", f"{server.url}/b")
    assert [state(result) for result in results] == [("broken", "http-302")] * 2


def test_a_document_that_leads_to_the_home_page_is_missing(serve, check):
    server = serve(by_path({"/": GOOD, "/t20260301_1.html": to("/"), "/index.html": to("/")}))
    gone, home = check(f"{server.url}/t20260301_1.html", f"{server.url}/index.html")
    assert state(gone) == ("broken", "soft-404")
    assert state(home) == ("redirected", None)


def test_a_location_in_bytes_of_gbk_is_followed_as_it_came(serve, check):
    location = "/附件.html".encode("gbk")
    raw = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + location + b"\r\n\r\n"
    server = serve(by_path({"/a": raw, "/%B8%BD%BC%FE.html": GOOD}))
    (result,) = check(f"{server.url}/a")
    assert (result.state, result.final_url) == ("redirected", f"{server.url}/%B8%BD%BC%FE.html")


# --- where a request may not go ------------------------------------------------------------------------------------


def test_private_addresses_are_skipped_and_not_connected_to(serve, check):
    tripwire = serve(GOOD, "127.0.0.2")
    urls = [
        f"http://127.0.0.2:{tripwire.port}/",
        f"http://2130706434:{tripwire.port}/",
        "http://[::1]/",
        "http://localhost/",
    ]
    results = check(*urls, guard=AddressGuard())
    assert [result.state for result in results] == ["skipped"] * 4
    assert tripwire.connections == 0


def test_a_redirect_to_a_private_address_is_skipped(serve, check):
    tripwire = serve(GOOD, "127.0.0.2")
    server = serve(by_path({"/a": to(f"{tripwire.url}/admin")}))
    (result,) = check(f"{server.url}/a", guard=AddressGuard(parse_networks(["127.0.0.1"])))
    assert state(result) == ("skipped", "private-address")
    assert tripwire.connections == 0


def test_a_name_is_looked_up_once_and_only_its_approved_address_connected_to(serve, check):
    good, tripwire = serve(by_path({f"/{n}": GOOD for n in range(20)})), serve(GOOD, "127.0.0.2")
    answers = itertools.chain([["127.0.0.1"]], itertools.repeat(["127.0.0.2"]))

    async def rebinding(name):
        return next(answers)

    guard = AddressGuard(parse_networks(["127.0.0.1"]), lookup=rebinding)
    results = check(*(f"http://rebind.test:{good.port}/{n}" for n in range(20)), guard=guard)
    assert {result.state for result in results} == {"ok"}
    assert tripwire.connections == 0


# --- the checker as a whole ----------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(("urls", "kept"), [(3, 3), (4, 3)])
def test_results_are_kept_up_to_a_bound_and_the_last_used_stay(urls, kept):
    known = KnownResults(limit=3)
    for number in range(urls):
        known.get("0")
        known.add(LinkResult(str(number), "broken", "http-404"))
    assert len(known) == kept
    assert known.get("0") is not None
    assert known.get(str(urls - 1)) is not None


def test_of_a_link_that_is_fine_no_attempt_is_kept():
    known = KnownResults()
    known.add(LinkResult("a", "ok", attempts=(object(),)))
    known.add(LinkResult("b", "broken", "http-404", attempts=(object(),)))
    assert (known.get("a").attempts, len(known.get("b").attempts)) == ((), 1)
