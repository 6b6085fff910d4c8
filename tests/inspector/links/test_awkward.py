"""Servers that behave oddly and are well, which hasty checkers accuse; and ones that look well and are broken."""

import gzip
import itertools
import re
import socket
import threading
from datetime import datetime

import pytest

from inspector.clock import SHANGHAI
from inspector.crawl.jobs import CrawlJob
from inspector.crawl.options import CrawlOptions
from inspector.net.guard import AddressGuard
from inspector.net.options import parse_networks, parse_overrides
from inspector.store import Store
from rules.observations import Site
from spiders.budget import Budget
from spiders.parsing.urls import resolve
from tests.loopback import always, by_path, hang, page, reply, reset

TEXT = "县政府召开工作推进会，研究部署下一阶段重点任务，各乡镇和有关部门负责同志参加会议并作了交流发言。" * 5
GOOD = page(TEXT)
PDF = reply(body=b"%PDF-1.4 " + b"x" * 2000, kind="application/pdf")
FINE = ("ok", "redirected")
SLOW = ("timeout",)  # minutes, with the patience of a crawl
AS_OF = datetime(2024, 6, 1, 12, tzinfo=SHANGHAI)


def on_head(answer, then=PDF):
    """Answers HEAD in its own way, GET as it should; what is not /a is a 404."""

    def answerer(connection, head):
        method, path = head.split(b" ", 2)[:2]
        if not path.startswith(b"/a"):
            connection.sendall(reply("404 Not Found", b"none"))
        elif method == b"HEAD":
            answer(connection, head) if callable(answer) else connection.sendall(answer)
        else:
            connection.sendall(then)

    return answerer


def closing(data):
    """Sends bytes and closes."""

    def answer(connection, head):
        connection.sendall(data)
        connection.close()

    return answer


def field(head: bytes, name: str) -> str:
    found = re.search(rf"(?im)^{name}:\s*(.*?)\r?$".encode(), head)
    return found[1].decode("latin-1") if found else ""


HEADS = {
    "404": reply("404 Not Found", b""),
    "405": reply("405 Method Not Allowed", b"", "Allow: GET\r\n"),
    "501": reply("501 Not Implemented", b""),
    "500": reply("500 Internal Server Error", b""),
    "403": reply("403 Forbidden", b""),
    "200 with length 0": b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Length: 0\r\n\r\n",
    "200 as a page": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 20\r\n\r\n",
    "302 to the home page": reply("302 Found", b"", "Location: /\r\n"),
    "closes": lambda connection, head: connection.close(),
    "resets": reset,
    "sends a body": closing(PDF),
    "says nothing": hang,
}


@pytest.fixture
def told(serve, check):
    """What is said of one address of each server, by the server's name; all are asked at once."""

    def run(servers, *, path="/a", use="page"):
        urls = {serve(answer).url + path: name for name, answer in servers.items()}
        results = check(*urls, use=use, witness=serve(GOOD), timeout_s=1.0)
        return {urls[result.url]: result for result in results}

    return run


def test_whatever_head_does_a_file_that_get_delivers_is_fine(told):
    found = told({name: on_head(answer) for name, answer in HEADS.items()}, path="/a.pdf", use="attachment")
    assert {name: result.state for name, result in found.items() if result.state not in FINE} == {}


def raw(path: str):
    """Good only for the address exactly as it was written."""

    def answer(connection, head):
        asked = head.split(b" ", 2)[1].decode("latin-1")
        connection.sendall(GOOD if asked == path else reply("404 Not Found", b"none"))

    return answer


@pytest.mark.parametrize(
    "path",
    [
        "/s?q=%D5%FE%B8%AE",  # GBK
        "/s?q=%d5%fe",  # in lower case
        "/s?q=a+b",
        "/s?q=a%20b",
        "/s?q=a%2Bb",
        "/a;jsessionid=0F3A?x=1",
        "/a%2Fb/c.html",
        "/a.html?x=1&amp=2&&y",
        "/a//b///c",
        "/%E6%94%BF%E5%8A%A1/a.html",
        "/a.aspx?id='1'",
        "/(S(abc))/a.aspx",
        "/a.html?u=http://www.example.gov.cn/b?c=d",
        "/a~b_c-d.e!f*g,h",
        "/a[1].pdf",
        "/a|b",
        "/a?x={1}",
    ],
)
def test_an_address_goes_out_as_it_was_written(serve, check, path):
    server = serve(raw(path))
    (result,) = check(f"{server.url}{path}")
    assert (result.state, server.requests[0].split(b" ", 2)[1].decode()) == ("ok", path)


def counting(*answers):
    """One answer after the other; the last one for ever."""
    rest = itertools.chain(answers[:-1], itertools.repeat(answers[-1]))

    def answer(connection, head):
        if head.split(b" ", 2)[1] != b"/a":
            connection.sendall(reply("404 Not Found", b"none"))
            return
        now = next(rest)
        now(connection, head) if callable(now) else connection.sendall(now)

    return answer


def wants_cookie(name, *, path=b"/a", through=b""):
    """Redirects until a cookie comes back: to the same address, or through another one."""

    def answer(connection, head):
        asked = head.split(b" ", 2)[1]
        if asked == path and name not in field(head, "cookie"):
            to = (through or path).decode()
            cookie = "" if through else f"Set-Cookie: {name}=1; Path=/; HttpOnly\r\n"
            connection.sendall(reply("302 Found", b"", f"Location: {to}\r\n{cookie}"))
        elif through and asked == through:
            connection.sendall(reply("302 Found", b"", f"Location: {path.decode()}\r\nSet-Cookie: {name}=1\r\n"))
        else:
            connection.sendall(GOOD if asked == path else reply("404 Not Found", b"none"))

    return answer


def without_referer(connection, head):
    connection.sendall(GOOD if field(head, "referer") else reply("403 Forbidden", b"hotlink"))


def only_for(name, wanted, refusal):
    """Answers only requests whose header holds a word."""
    return lambda connection, head: connection.sendall(GOOD if wanted in field(head, name) else refusal)


BODY = GOOD.partition(b"\r\n\r\n")[2]
LINE = b"HTTP/1.1 200 OK\r\n"
HTML = b"Content-Type: text/html; charset=utf-8\r\n"
HEALTHY = {
    "redirect to the same address with a cookie": wants_cookie("sid"),
    "redirect through another address that sets a cookie": wants_cookie("sid", through=b"/check"),
    "redirect to a trailing slash": by_path({"/a": reply("301 Moved", b"", "Location: /a/\r\n"), "/a/": GOOD}),
    "redirect without a path": lambda connection, head: connection.sendall(
        GOOD if b"/a?x=1 " in head else reply("302 Found", b"", "Location: ?x=1\r\n")
    ),
    "303 with a body": by_path({"/a": reply("303 See Other", b"moved", "Location: b\r\n"), "/b": GOOD}),
    "308": by_path({"/a": reply("308 Permanent Redirect", b"", "Location: /b\r\n"), "/b": GOOD}),
    "Location with blanks": by_path({"/a": reply("302 Found", b"", "Location:   /b  \r\n"), "/b": GOOD}),
    "Location with a fragment": by_path({"/a": reply("302 Found", b"", "Location: /b#x\r\n"), "/b": GOOD}),
    "Location in UTF-8": by_path(
        {
            "/a": "HTTP/1.1 302 Found\r\nLocation: /政务\r\nContent-Length: 0\r\n\r\n".encode(),
            "/%E6%94%BF%E5%8A%A1": GOOD,
        }
    ),
    "203": reply("203 Non-Authoritative", BODY),
    "204": b"HTTP/1.1 204 No Content\r\n\r\n",
    "205": b"HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n",
    "206 nobody asked for": reply("206 Partial Content", BODY, "Content-Range: bytes 0-9/10\r\n"),
    "304 nobody asked for": b"HTTP/1.1 304 Not Modified\r\n\r\n",
    "300 with a page": reply("300 Multiple Choices", BODY),
    "a status line without words": b"HTTP/1.1 200\r\nContent-Length: 5\r\n" + HTML + b"\r\nhello",
    "words in Chinese after the status": "HTTP/1.1 200 成功\r\nContent-Length: 5\r\n\r\nhello".encode(),
    "100 before the answer": b"HTTP/1.1 100 Continue\r\n\r\n" + GOOD,
    "103 before the answer": b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + GOOD,
    "HTTP/1.0": closing(b"HTTP/1.0 200 OK\r\n" + HTML + b"\r\n" + BODY),
    "no length, ends by closing": closing(LINE + HTML + b"\r\n" + BODY),
    "a length that is too long": closing(LINE + b"Content-Length: 99999\r\n" + HTML + b"\r\n" + BODY),
    "chunks without an end": closing(LINE + b"Transfer-Encoding: chunked\r\n" + HTML + b"\r\n5\r\nhello\r\n"),
    "line ends without CR": b"HTTP/1.1 200 OK\nContent-Length: 5\nContent-Type: text/html\n\nhello",
    "a folded header": LINE + b"X-A: one\r\n two\r\nContent-Length: 5\r\n" + HTML + b"\r\nhello",
    "a header in GBK": LINE + "X-Name: 政府\r\n".encode("gbk") + b"Content-Length: 5\r\n" + HTML + b"\r\nhello",
    "an empty charset": LINE + b"Content-Type: text/html; charset=\r\nContent-Length: 5\r\n\r\nhello",
    "no type at all": LINE + b"Content-Length: 5\r\n\r\nhello",
    "said to be packed and is not": reply(body=BODY, headers="Content-Encoding: gzip\r\n"),
    "packed twice as said once": reply(body=gzip.compress(BODY), headers="Content-Encoding: x-gzip\r\n"),
    "packed though nobody asked for that kind": reply(body=b"\x0b\x02\x80hi\x03", headers="Content-Encoding: br\r\n"),
    "a slow beginning": counting(hang, GOOD),
    "a failure, then well": counting(reply("502 Bad Gateway", b""), GOOD),
    "a reset, then well": counting(reset, GOOD),
    "two resets, then well": counting(reset, reset, GOOD),
    "404 during a deployment, then well": counting(reply("404 Not Found", b"x"), GOOD),
    "a refresh to another page": by_path({"/a": page("<meta http-equiv=refresh content='0;url=/b'>")}, GOOD),
    "an article about error pages": page(TEXT + "404 页面不存在怎么办", title="如何处理“404 页面不存在”"),
    "only readable with an Accept for pages": only_for("accept", "text/html", reply("406 Not Acceptable", b"")),
    "only for readers of Chinese": only_for("accept-language", "zh", reply("404 Not Found", b"")),
    "a big page": page(TEXT * 400),
    "many cookies": reply(body=BODY, headers="".join(f"Set-Cookie: c{n}={'x' * 200}\r\n" for n in range(60))),
}


def test_pages_that_readers_can_open_are_fine(told):
    found = told(HEALTHY)
    assert {name: result for name, result in found.items() if result.state not in FINE} == {}
    assert len(found) == len(HEALTHY) >= 40


KEPT_OUT = {
    "a redirect to a login": by_path(
        {"/a": reply("302 Found", b"", "Location: /login?back=/a\r\n")},
        page("<form>用户登录 <input name=u><input type=password name=p></form>", title="用户登录"),
    ),
    "401": reply("401 Unauthorized", b"", "WWW-Authenticate: Basic realm=x\r\n"),
    "a hotlink guard": without_referer,
    "a User-Agent list": only_for("user-agent", "Mozilla/5.0 (Windows", reply("403 Forbidden", b"")),
    "406 whatever is accepted": reply("406 Not Acceptable", b""),
    "429 for ever": reply("429 Too Many Requests", b""),
    "999": reply("999 Request denied", b""),
}


def test_who_lets_readers_in_and_us_not_is_not_broken(told):
    found = told(KEPT_OUT)
    assert {name: result for name, result in found.items() if result.state != "blocked"} == {}


FILES = {
    "a file sent as a page": (reply(body=b"%PDF-1.4 " + b"x" * 99), "attachment", "pdf"),
    "a file sent as text": (reply(body=b"PK\3\4" + b"x" * 99, kind="text/plain"), "attachment", "docx"),
    "a viewer in place of the file": (
        page("<iframe src='/viewer?file=a.pdf'></iframe>", title="预览"),
        "attachment",
        "pdf",
    ),
    "a page that fetches the file": (page("<script>location.href='/real/a.pdf'</script>"), "attachment", "pdf"),
    "a script that is empty": (reply(body=b"", kind="text/javascript"), "script", "js"),
    "a style that is empty": (reply(body=b"", kind="text/css"), "style", "css"),
    "an image of one byte": (reply(body=b"G", kind="image/gif"), "image", "gif"),
    "an image sent without a type": (b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nGIF89a", "image", "gif"),
}


@pytest.mark.parametrize(("answer", "use", "ending"), FILES.values(), ids=FILES.keys())
def test_a_file_that_readers_get_is_fine(serve, check, answer, use, ending):
    server = serve(by_path({f"/a.{ending}": answer}))
    (result,) = check(f"{server.url}/a.{ending}", use=use)
    assert result.state in FINE, result


def test_a_server_that_closes_kept_connections_without_saying_so_is_fine(serve, check):
    def answer(connection, head):
        connection.sendall(GOOD)
        connection.close()

    server = serve(answer)
    results = check(*(f"{server.url}/{n}" for n in range(40)), per_host=2)
    assert {result.state for result in results} == {"ok"}


def test_a_server_whose_answers_spill_into_the_next_one_is_fine(serve, check):
    server = serve(by_path({f"/{n}": GOOD + b"HTTP/1.1 404 Not Found\r\n\r\n" for n in range(20)}))
    results = check(*(f"{server.url}/{n}" for n in range(20)), per_host=1)
    assert {result.state for result in results} == {"ok"}


@pytest.fixture
def over_ipv6(serve):
    try:
        return serve_on_ipv6(serve)
    except OSError:
        pytest.skip("no IPv6 here")


def serve_on_ipv6(serve):
    """The port of a server that listens on ::1 only."""
    listener = socket.create_server(("::1", 0), family=socket.AF_INET6)

    def answer_all():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.recv(65536)
                connection.sendall(GOOD.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))

    threading.Thread(target=answer_all, daemon=True).start()
    return listener.getsockname()[1]


def test_a_name_that_only_has_an_ipv6_address_is_reached(over_ipv6, check):
    async def lookup(name):
        return ["::1"]

    guard = AddressGuard(parse_networks(["::1/128"]), lookup=lookup)
    (result,) = check(f"http://six.example.gov.cn:{over_ipv6}/a", guard=guard)
    assert result.state == "ok"


def test_one_dead_address_of_a_name_does_not_matter_while_another_answers(serve, check):
    server = serve(GOOD)

    async def lookup(name):
        return ["127.0.0.3", "127.0.0.1"]

    guard = AddressGuard(parse_networks(["127.0.0.0/8"]), lookup=lookup)
    (result,) = check(f"http://two.example.gov.cn:{server.port}/a", guard=guard)
    assert result.state == "ok"


@pytest.mark.parametrize("name", ["政府.example.cn", "xn--r6q872e.example.cn", "WWW.Example.CN", "www.example.cn."])
def test_names_in_every_spelling_are_reached(serve, check, name):
    server = serve(GOOD)

    async def lookup(found):
        assert found.isascii()
        return ["127.0.0.1"]

    url = resolve(f"http://{name}:{server.port}/a", "http://www.example.gov.cn/", "gb18030")
    (result,) = check(url, guard=AddressGuard(parse_networks(["127.0.0.0/8"]), lookup=lookup))
    assert result.state == "ok"


def test_a_host_that_sends_everybody_from_one_port_to_another_and_back_is_fine(serve, check):
    second = serve(lambda connection, head: connection.sendall(reply("302 Found", b"", f"Location: {back()}\r\n")))
    first = serve(
        by_path({"/a": reply("302 Found", b"", f"Location: {second.url}/a\r\n"), "/a/index.html": GOOD}),
    )

    def back():
        return f"{first.url}/a/index.html"

    (result,) = check(f"{first.url}/a")
    assert (result.state, result.final_url) == ("redirected", f"{first.url}/a/index.html")


def test_an_address_that_an_override_sends_elsewhere_is_asked_there(serve, check):
    server = serve(GOOD)
    guard = AddressGuard(
        parse_networks(["127.0.0.0/8"]), overrides=parse_overrides([f"new.example.gov.cn:80:127.0.0.1:{server.port}"])
    )
    (result,) = check("http://new.example.gov.cn/a", guard=guard)
    assert result.state == "ok"


# and what is broken, however well it looks


GBK_MISSING = "<html><head><title>提示</title></head><body><p>您访问的页面不存在</p></body></html>".encode("gb18030")
BROKEN = {
    "a missing page in GBK without a charset": (reply(body=GBK_MISSING, kind="text/html"), "page", "soft-404"),
    "a missing page in GBK said to be UTF-8": (
        reply(body=GBK_MISSING, kind="text/html; charset=utf-8"),
        "page",
        "soft-404",
    ),
    "a missing page that is packed": (
        reply(body=gzip.compress(GBK_MISSING), headers="Content-Encoding: gzip\r\n"),
        "page",
        "soft-404",
    ),
    "a notice by script": (page("<script>alert('文件不存在');history.back()</script>", title=""), "page", "soft-404"),
    "an empty page": (reply(body=b""), "page", "empty-file"),
    "an empty file": (reply(body=b"", kind="application/pdf"), "attachment", "empty-file"),
    "an image that is a page": (page("找不到文件", title=""), "image", "soft-404"),
    "a file that is a short page": (page("出错了", title="提示"), "attachment", "soft-404"),
    "404 with a long friendly page": (page(TEXT, status="404 Not Found"), "page", "http-404"),
    "410": (reply("410 Gone", b"gone"), "page", "http-410"),
    "500 for ever": (reply("500 Internal Server Error", b"x"), "page", "http-500"),
    "a connection that breaks each time": (reset, "page", "reset"),
    "a connection that closes each time": (lambda connection, head: connection.close(), "page", "reset"),
    "silence": (hang, "page", "timeout"),
    "a redirect to an error page": (
        by_path({"/a": reply("302 Found", b"", "Location: /404.html\r\n"), "/404.html": GOOD}),
        "page",
        "soft-404",
    ),
    "a redirect to nothing": (by_path({"/a": reply("301 Moved", b"", "Location: /gone\r\n")}), "page", "http-404"),
    "a redirect in a circle": (
        by_path({"/a": reply("302 F", b"", "Location: /b\r\n"), "/b": reply("302 F", b"", "Location: /a\r\n")}),
        "page",
        "redirect-loop",
    ),
    "a circle that sets a new cookie each time": (
        lambda connection, head: connection.sendall(
            reply("302 F", b"", f"Location: /a\r\nSet-Cookie: n={len(head)}\r\n")
        ),
        "page",
        "redirect-loop",
    ),
}


@pytest.mark.parametrize("use", ["page", "attachment", "image"])
def test_what_no_reader_can_use_is_broken(told, use):
    wanted = {name: fault for name, (_, used, fault) in BROKEN.items() if used == use}
    found = told({name: only_a(answer) for name, (answer, used, _) in BROKEN.items() if used == use}, use=use)
    assert {name: (result.state, result.fault) for name, result in found.items()} == {
        name: ("broken", fault) for name, fault in wanted.items()
    }
    assert all(len(result.attempts) >= 2 for result in found.values())


def only_a(answer):
    """Bytes are the answer to /a alone."""
    return answer if callable(answer) else by_path({"/a": answer})


UNREADABLE = {
    "the same length twice": (LINE + b"Content-Length: 5\r\nContent-Length: 5\r\n" + HTML + b"\r\nhello", None),
    "more bytes than said": (reply(body=b"hello") + b"garbage after the answer" * 9, None),
    "a length and no byte": (closing(LINE + b"Content-Length: 50\r\n" + HTML + b"\r\n"), "empty-file"),
}


def test_what_our_own_client_cannot_read_is_no_accusation(told):
    found = told({name: only_a(answer) for name, (answer, _) in UNREADABLE.items()})
    assert {name: result for name, result in found.items() if result.state not in (*FINE, "unconfirmed")} == {}


def test_in_a_crawl_another_client_is_heard_about_what_ours_cannot_read(serve, web, in_reactor, tmp_path):
    urls = {serve(only_a(answer)).url + "/a": fault for answer, fault in UNREADABLE.values()}
    web.page("/", "".join(f"<a href='{url}'>x</a>" for url in urls))
    site = Site(code="4212210001", name="网", url=web.url + "/")
    store = Store.open(f"sqlite:///{tmp_path}/test.db")
    run_id = store.begin_run(started=AS_OF, as_of=AS_OF, standard="x", sites=[site], options={})
    options = CrawlOptions(allow_nets=("127.0.0.0/8",), browser=False, probe=False)

    async def go():
        return await CrawlJob(store, run_id, iter([[site]]), as_of=AS_OF, options=options).run()

    in_reactor(go(), timeout=120)
    seen = store.observations(run_id, site.code, probes_since=AS_OF, probes_until=AS_OF)
    store.close()
    assert {link.url: (link.state, link.fault) for link in seen.links} == {
        url: ("broken", fault) for url, fault in urls.items() if fault
    }


@pytest.fixture
def crawled(serve, in_reactor, tmp_path):
    """What a whole crawl says of a page of each server, all of them sites of one run, by the server's name."""

    def with_home(answer):
        known = only_a(answer)
        home = page(f"<a href='/a'>文章</a> {TEXT}", title="某县人民政府")
        robots = reply("404 Not Found", b"none")

        def answerer(connection, head):
            path = head.split(b" ", 2)[1]
            if path == b"/":
                connection.sendall(home)
            else:
                (always(robots) if path == b"/robots.txt" else known)(connection, head)

        return answerer

    def run(servers):
        sites = [
            Site(code=f"{n:010}", name=name, url=serve(with_home(answer)).url + "/")
            for n, (name, answer) in enumerate(servers.items())
        ]
        store = Store.open(f"sqlite:///{tmp_path}/test.db")
        run_id = store.begin_run(started=AS_OF, as_of=AS_OF, standard="x", sites=sites, options={})
        options = CrawlOptions(
            allow_nets=("127.0.0.0/8",),
            browser=False,
            probe=False,
            sites_at_once=100,
            settings={"DOWNLOAD_TIMEOUT": 2},
            budget=Budget(retry_pause_s=0.05),
        )

        async def go():
            return await CrawlJob(store, run_id, iter([[site] for site in sites]), as_of=AS_OF, options=options).run()

        in_reactor(go(), timeout=300)
        found = {}
        for site in sites:
            seen = store.observations(run_id, site.code, probes_since=AS_OF, probes_until=AS_OF)
            links = [(link.state, link.fault) for link in seen.links if link.url == f"{site.url}a"]
            found[site.name] = links[0] if links else ("ok", None)
        store.close()
        return found

    return run


def test_in_a_crawl_no_page_that_readers_can_open_is_accused(crawled):
    readable = {name: answer for name, (answer, fault) in UNREADABLE.items() if fault is None}
    pages = {**HEALTHY, **KEPT_OUT, **readable}
    found = crawled(pages)
    assert {name: state for name, state in found.items() if state[0] not in (*FINE, "blocked")} == {}
    assert len(found) == len(pages)


def test_in_a_crawl_every_page_that_no_reader_can_use_is_found(crawled):
    pages = {name: one for name, one in BROKEN.items() if one[1] == "page" and one[2] not in SLOW}
    found = crawled({name: answer for name, (answer, _, _) in pages.items()})
    assert found == {name: ("broken", fault) for name, (_, _, fault) in pages.items()}
