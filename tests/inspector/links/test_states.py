"""What an answer comes to, against servers that behave in every way seen in the wild."""

import gzip
import itertools
import time

import pytest

from inspector.links.limits import HostLimits
from tests.checking import GOOD, QUICK, TEXT, first_bad, state, tries
from tests.loopback import by_path, drip, endless, hang, page, reply, reset


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
    assert tries(file_result) == [(method, int(status[:3])) for method in ("HEAD", "GET", "GET")]


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
