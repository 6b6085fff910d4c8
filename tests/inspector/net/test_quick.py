"""The quick client of the crawl: it may change what an answer costs, never what is made of it."""

import gzip
import time

import pytest

from tests.loopback import hang, reply, reset

HANDLER = "inspector.crawl.downloading.PoliteDownloadHandler"
QUICK = {"DOWNLOAD_HANDLERS": {"http": HANDLER, "https": HANDLER}}
LOOPBACK = {
    "INSPECTOR_ALLOW_NETS": ["127.0.0.0/8"],
    "DOWNLOAD_FAIL_ON_DATALOSS": False,
    "REDIRECT_ENABLED": False,
    "HTTPERROR_ALLOW_ALL": True,
}


def once(data):
    """Answers and closes."""

    def answer(connection, head):
        connection.sendall(data)
        connection.close()

    return answer


def closed(connection, head):
    connection.close()


ANSWERS = {
    "plain": reply(),
    "empty": reply(body=b""),
    "not found": reply("404 Not Found", b"none"),
    "server error": reply("500 Oops", b"oops"),
    "no content": b"HTTP/1.1 204 No Content\r\n\r\n",
    "odd status": reply("999 Nobody knows", b"odd"),
    "no reason": b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok",
    "redirect": reply("302 Found", b"", "Location: /there\r\n"),
    "redirect in GBK": b"HTTP/1.1 302 Found\r\nLocation: /\xd5\xfe\xb8\xae\r\nContent-Length: 0\r\n\r\n",
    "cookies": reply(headers="Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n"),
    "compressed": reply(body=gzip.compress(b"hello" * 100, mtime=0), headers="Content-Encoding: gzip\r\n"),
    "chunked": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "until closed": once(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nhello"),
    "old version": once(b"HTTP/1.0 200 OK\r\n\r\nhello"),
    "bare line ends": once(b"HTTP/1.1 200 OK\nContent-Length: 5\n\nhello"),
    "line without a colon": b"HTTP/1.1 200 OK\r\nnonsense\r\nContent-Length: 5\r\n\r\nhello",
    "blank in a name": b"HTTP/1.1 200 OK\r\nX Y: 1\r\nContent-Length: 5\r\n\r\nhello",
    "folded": b"HTTP/1.1 200 OK\r\nX: 1\r\n 2\r\nContent-Length: 5\r\n\r\nhello",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
    "two unlike lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\nhello",
    "many headers": reply(headers="".join(f"X-{number}: {'v' * 200}\r\n" for number in range(1000))),
    "a long header": reply(headers=f"X: {'v' * 60_000}\r\n"),
    "cut short": once(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello"),
    "chunks cut short": once(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"),
    "not HTTP": once(b"220 ready\r\n"),
    "nothing": closed,
    "reset": reset,
    "switching": once(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
    "a header of 20 KB": reply(headers=f"X: {'v' * 20_000}\r\n"),
    "a header of 16 KB": reply(headers=f"X: {'v' * 16_000}\r\n"),
    "interim": b"HTTP/1.1 100 Continue\r\n\r\n" + reply(),
}


def test_every_answer_means_what_it_means_to_scrapys_own_client(serve, scrapy_fetch):
    urls = [f"{serve(answer).url}/" for answer in ANSWERS.values()]
    facts = {name: scrapy_fetch(urls, **settings, **LOOPBACK) for name, settings in (("own", {}), ("quick", QUICK))}
    for case, own, quick in zip(ANSWERS, facts["own"], facts["quick"], strict=True):
        kept = ("status", "error", "body")
        assert [quick.get(name) for name in kept] == [own.get(name) for name in kept], case
        assert ("dataloss" in quick.get("flags", ())) == ("dataloss" in own.get("flags", ())), case


def test_headers_come_as_they_were_sent(serve, scrapy_fetch):
    server = serve(
        b"HTTP/1.1 302 Found\r\nLocation: /\xd5\xfe\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 0\r\n\r\n"
    )
    (answer,) = scrapy_fetch([server.url], **QUICK, **LOOPBACK)
    assert answer["headers"]["Location"] == ["/\xd5\xfe"]
    assert answer["headers"]["Set-Cookie"] == ["a=1", "b=2"]


def test_what_is_asked_is_what_scrapys_own_client_asks(serve, scrapy_fetch):
    server = serve(reply())
    for settings in ({}, QUICK):
        scrapy_fetch([f"{server.url}/a%20b/?x=%B9%AB#part"], USER_AGENT="tester", **settings, **LOOPBACK)
    own, quick = (set(head.split(b"\r\n")) for head in server.requests)
    assert own - {b"Connection: keep-alive"} == quick - {b"Connection: keep-alive"}


def test_a_good_answer_is_asked_for_once_over_one_connection(serve, scrapy_fetch):
    server = serve(reply())
    scrapy_fetch([f"{server.url}/{number}" for number in range(5)], **QUICK, **LOOPBACK)
    assert len(server.requests) == 5
    assert server.connections == 1


def test_a_host_that_is_out_of_order_three_times_is_not_asked_twice_any_more(serve, scrapy_fetch):
    server = serve(ANSWERS["line without a colon"])
    answers = scrapy_fetch([f"{server.url}/{number}" for number in range(6)], **QUICK, **LOOPBACK)
    assert [answer["body"] for answer in answers] == ["hello"] * 6
    assert len(server.requests) == 6 + 3


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize(("size", "taken"), [(5000, True), (5001, False)])
def test_an_answer_is_taken_up_to_the_bound_and_not_asked_for_again_beyond(serve, scrapy_fetch, announced, size, taken):
    body = b"x" * size
    answer = reply(body=body) if announced else once(b"HTTP/1.1 200 OK\r\n\r\n" + body)
    server = serve(answer)
    (got,) = scrapy_fetch([server.url], DOWNLOAD_MAXSIZE=5000, **QUICK, **LOOPBACK)
    assert got.get("status") == (200 if taken else None)
    assert got.get("error") == (None if taken else "DownloadCancelledError")
    assert len(server.requests) == 1


def drip(connection, head):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(60):
        connection.sendall(b"x")
        time.sleep(0.1)


def flood(start, line):
    def answer(connection, head):
        connection.sendall(start)
        while True:
            connection.sendall(line * 2000)

    return answer


FLOODS = {
    "empty lines": flood(b"", b"\r\n"),
    "interim answers": flood(b"", b"HTTP/1.1 100 Continue\r\nX: y\r\n\r\n"),
    "chunk extensions": flood(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;", b"x" * 20),
}


def test_floods_are_left_long_before_the_time_is_up_and_mean_the_same(serve, scrapy_fetch):
    urls = [serve(answer).url for answer in FLOODS.values()]
    began = time.monotonic()
    own, quick = (scrapy_fetch(urls, DOWNLOAD_TIMEOUT=30, **extra, **LOOPBACK) for extra in ({}, QUICK))
    assert time.monotonic() - began < 50
    for case, ours, theirs in zip(FLOODS, quick, own, strict=True):
        assert (ours.get("error"), ours.get("body")) == (theirs.get("error"), theirs.get("body")), case


@pytest.mark.parametrize("answer", [hang, drip])
def test_a_slow_answer_is_waited_for_once(serve, scrapy_fetch, answer):
    server = serve(answer)
    (got,) = scrapy_fetch([server.url], DOWNLOAD_TIMEOUT=1, **QUICK, **LOOPBACK)
    assert got["error"] == "DownloadTimeoutError"
    assert len(server.requests) == 1


def test_the_guard_holds(serve, scrapy_fetch):
    tripwire = serve(reply())
    answers = scrapy_fetch([tripwire.url, "http://127.0.0.1:25/"], **QUICK)
    assert [answer["reason"] for answer in answers] == ["private-address", "port"]
    assert tripwire.connections == 0


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "ALL_PROXY"])
def test_a_proxy_or_a_netrc_of_the_environment_is_not_used(serve, scrapy_fetch, monkeypatch, tmp_path, name):
    proxy, server = serve(reply(body=b"proxy")), serve(reply())
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password s3cret\n", "utf-8")
    monkeypatch.setenv(name, proxy.url)
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    (answer,) = scrapy_fetch([server.url], **QUICK, **LOOPBACK)
    assert answer["body"] == "hello"
    assert proxy.connections == 0
    assert not [head for head in server.requests if b"authorization" in head.lower()]
