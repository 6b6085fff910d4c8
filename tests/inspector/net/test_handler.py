"""Scrapy behind the guard, against real servers."""

import time

from tests.loopback import reply

LOOPBACK = {"INSPECTOR_ALLOW_NETS": ["127.0.0.0/8"]}


def test_a_forbidden_address_is_refused_and_never_connected_to(serve, scrapy_fetch):
    tripwire = serve(reply())
    (answer,) = scrapy_fetch([tripwire.url])
    assert (answer["error"], answer["reason"]) == ("AddressRefused", "private-address")
    assert tripwire.connections == 0


def test_an_allowed_network_opens_exactly_what_it_names(serve, scrapy_fetch):
    inside, outside = serve(reply()), serve(reply(), "127.0.0.2")
    answers = scrapy_fetch([inside.url, outside.url], INSPECTOR_ALLOW_NETS=["127.0.0.1/32"])
    assert answers[0]["status"] == 200
    assert answers[1]["reason"] == "private-address"
    assert outside.connections == 0


def test_a_redirect_to_a_forbidden_address_ends_there(serve, scrapy_fetch):
    tripwire = serve(reply(), "127.0.0.2")
    door = serve(reply("302 Found", headers=f"Location: {tripwire.url}/\r\n"))
    (answer,) = scrapy_fetch([door.url], INSPECTOR_ALLOW_NETS=["127.0.0.1/32"])
    assert (answer["error"], answer["reason"]) == ("AddressRefused", "private-address")
    assert tripwire.connections == 0


def test_odd_spellings_of_an_address_are_refused_even_where_it_is_allowed(serve, scrapy_fetch):
    server = serve(reply())
    spellings = ["2130706433", "0x7f.0.0.1", "0177.0.0.1", "127.1", "[::ffff:127.0.0.1]"]
    answers = scrapy_fetch([f"http://{spelling}:{server.port}/" for spelling in spellings], **LOOPBACK)
    assert [answer.get("error") for answer in answers] == ["AddressRefused"] * 5
    assert server.connections == 0


def test_an_override_leads_to_its_address_with_the_host_kept(serve, scrapy_fetch):
    server = serve(reply())
    override = f"www.example.gov.cn:80:127.0.0.1:{server.port}"
    (answer,) = scrapy_fetch(["http://www.example.gov.cn/a"], INSPECTOR_RESOLVE=[override], **LOOPBACK)
    assert (answer["status"], answer["address"]) == (200, "127.0.0.1")
    assert b"Host: www.example.gov.cn\r\n" in server.requests[0]


def test_an_override_to_a_forbidden_address_needs_the_network_allowed(serve, scrapy_fetch):
    server = serve(reply())
    (answer,) = scrapy_fetch(["http://a.example/"], INSPECTOR_RESOLVE=[f"a.example:80:127.0.0.1:{server.port}"])
    assert answer["reason"] == "private-address"
    assert server.connections == 0


def test_connections_are_kept_alive(serve, scrapy_fetch):
    server = serve(reply())
    answers = scrapy_fetch([f"{server.url}/{number}" for number in range(5)], **LOOPBACK)
    assert [answer["status"] for answer in answers] == [200] * 5
    assert server.connections == 1


def test_a_proxy_of_the_environment_is_not_used(serve, scrapy_fetch, monkeypatch):
    proxy, server = serve(reply(body=b"proxy")), serve(reply())
    monkeypatch.setenv("http_proxy", proxy.url)
    (answer,) = scrapy_fetch([server.url], **LOOPBACK)
    assert answer["body"] == "hello"
    assert proxy.connections == 0


def test_a_name_without_an_address_is_a_dns_fault(scrapy_fetch):
    (answer,) = scrapy_fetch(["http://nowhere.invalid/"])
    assert answer["error"] == "CannotResolveHostError"


def test_a_port_of_another_service_is_refused(scrapy_fetch):
    (answer,) = scrapy_fetch(["http://127.0.0.1:25/"], **LOOPBACK)
    assert (answer["error"], answer["reason"]) == ("AddressRefused", "port")


def test_a_header_line_without_a_colon_is_read(serve, scrapy_fetch):
    server = serve(b"HTTP/1.1 200 OK\r\nnonsense\r\nContent-Length: 2\r\n\r\nok")
    (answer,) = scrapy_fetch([server.url], **LOOPBACK)
    assert answer["body"] == "ok"


def flood(start, line):
    def answer(connection, head):
        connection.sendall(start)
        while True:
            connection.sendall(line * 1000)

    return answer


def test_headers_without_end_are_left_long_before_the_time_is_up(serve, scrapy_fetch):
    servers = [
        serve(flood(b"HTTP/1.1 200 OK\r\n", b"X-Header: flood\r\n")),
        serve(flood(b"", b"HTTP/1.1 100 Continue\r\nX: y\r\n\r\n")),
        serve(flood(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 100)),
        serve(flood(b"HTTP/1.1 200 OK\r\nX: y\r\n", b" folded\r\n")),
    ]
    started = time.monotonic()
    answers = scrapy_fetch([server.url for server in servers], DOWNLOAD_TIMEOUT=30, **LOOPBACK)
    assert ["error" in answer for answer in answers] == [True] * 4
    assert time.monotonic() - started < 20


def test_many_headers_are_read(serve, scrapy_fetch):
    many = "".join(f"X-{number}: {'v' * 200}\r\n" for number in range(1000))
    (answer,) = scrapy_fetch([serve(reply(headers=many)).url], **LOOPBACK)
    assert answer["body"] == "hello"
