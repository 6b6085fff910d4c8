"""Where redirects lead, and where a request may not go."""

import itertools

import pytest

from inspector.net.guard import AddressGuard
from inspector.net.options import parse_networks
from tests.checking import GOOD, state, tries
from tests.loopback import by_path, reply, to


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
