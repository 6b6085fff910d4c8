"""Certificates and old protocols, against real TLS servers."""

import asyncio
import ssl
import warnings
from datetime import timedelta

import pytest

from inspector.clock import SHANGHAI
from inspector.net.client import Client
from inspector.net.guard import AddressGuard
from inspector.net.options import parse_networks
from inspector.net.tls import Certificates, read_certificate, trusting_context
from tests.certificates import NOW, Authority
from tests.loopback import free_port, reply, reset


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


def guard():
    return AddressGuard(
        parse_networks(["127.0.0.0/8"]), {("www.example.gov.cn", 443): ("127.0.0.1", 1)}, lookup=to_loopback
    )


async def to_loopback(name):
    return ["127.0.0.1"]


def facts(authority, server, host="www.example.gov.cn", **options):
    async def main():
        certificates = Certificates(guard(), trust=authority.trusting(), **options)
        return await certificates.facts(host, server.port)

    return asyncio.run(main())


def legacy_context(context):
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1
    return context


def test_a_good_certificate_has_no_fault_and_its_dates_are_read(authority, serve):
    server = serve(reply(), tls=authority.server("www.example.gov.cn", days=(-10, 29)))
    found = facts(authority, server)
    assert (found.fault, found.legacy, found.version) == (None, False, "TLSv1.3")
    assert found.certificate.subject == "www.example.gov.cn"
    assert found.certificate.issuer == "Test Between"
    assert found.certificate.not_before == NOW - timedelta(days=10)
    assert found.certificate.not_after == NOW + timedelta(days=29)
    assert found.certificate.not_after.tzinfo is SHANGHAI


@pytest.mark.parametrize(
    ("name", "options", "fault"),
    [
        ("www.example.gov.cn", {"days": (-90, -1)}, "expired"),
        ("www.example.gov.cn", {"days": (1, 90)}, "expired"),
        ("other.example.gov.cn", {}, "wrong-name"),
        ("other.example.gov.cn", {"days": (-90, -1)}, "expired"),
        ("www.example.gov.cn", {"own": True}, "self-signed"),
        ("www.example.gov.cn", {"chain": False}, "incomplete-chain"),
    ],
    ids=["expired", "not-yet", "wrong-name", "expired-and-wrong", "self-signed", "no-chain"],
)
def test_each_fault_has_its_name_and_the_certificate_is_read_all_the_same(authority, serve, name, options, fault):
    found = facts(authority, serve(reply(), tls=authority.server(name, **options)))
    assert found.fault == fault
    assert found.certificate.subject == name


def test_a_root_that_nobody_knows_counts_as_incomplete(authority, serve, tmp_path):
    for own_name in ("Strange", "Test"):  # a root with the name of a known one is no better
        stranger = Authority(tmp_path, own_name)
        found = facts(authority, serve(reply(), tls=stranger.server("www.example.gov.cn")))
        assert found.fault == "incomplete-chain"  # the root itself is not sent: it might be known to browsers


def test_a_host_that_speaks_only_tls_1_0(authority, serve):
    server = serve(reply(), tls=legacy_context(authority.server("www.example.gov.cn")))
    found = facts(authority, server)
    assert (found.fault, found.legacy, found.version) == ("old-protocol", True, "TLSv1")
    assert found.certificate.subject == "www.example.gov.cn"


class PlainText:
    """Takes the place of a TLS context on a server that speaks none."""

    def wrap_socket(self, connection, server_side):
        connection.sendall(reply("400 Bad Request"))
        connection.recv(65536)
        raise OSError


def test_a_host_that_speaks_no_tls_at_all(authority, serve):
    found = facts(authority, serve(reply(), tls=PlainText()))
    assert (found.fault, found.certificate) == ("handshake", None)


def test_a_host_that_is_not_there_has_no_tls_fault(authority, serve):
    class Dead:
        port = free_port()

    found = facts(authority, Dead)
    assert (found.fault, found.certificate) == (None, None)


def test_a_host_that_resets_has_no_tls_fault(authority, serve):
    found = facts(authority, serve(reset))
    assert found.fault in (None, "handshake")
    assert found.certificate is None


def test_a_forbidden_host_is_not_connected_to(authority, serve):
    server = serve(reply(), tls=authority.server())

    async def main():
        return await Certificates(AddressGuard(), trust=authority.trusting()).facts("127.0.0.1", server.port)

    assert asyncio.run(main()).reason == "private-address"
    assert server.connections == 0


def test_each_host_is_looked_at_once(authority, serve):
    server = serve(reply(), tls=authority.server("www.example.gov.cn"))

    async def main():
        certificates = Certificates(guard(), trust=authority.trusting())
        await asyncio.gather(*(certificates.facts("www.example.gov.cn", server.port) for _ in range(5)))

    asyncio.run(main())
    assert server.connections == 1


def test_the_store_of_roots_is_never_empty():
    assert trusting_context().cert_store_stats()["x509_ca"] > 50


def test_what_is_no_certificate_is_none():
    assert read_certificate(b"nonsense") is None


# --- the clients --------------------------------------------------------------------------------------------------


def ask(url, guard_):
    async def main():
        client = Client(guard_, user_agent="t", timeout_s=5)
        try:
            return [await client.ask("GET", url, max_bytes=100) for _ in range(2)]
        finally:
            await client.close()

    return asyncio.run(main())


@pytest.mark.parametrize("options", [{"days": (-9, -1)}, {"own": True}, {"chain": False}])
def test_the_crawl_reads_pages_whatever_their_certificate(authority, serve, options):
    server = serve(reply(), tls=authority.server("other.example", **options))
    first, _ = ask(f"https://www.example.gov.cn:{server.port}/", guard())
    assert (first.status, first.legacy_tls) == (200, False)


def test_a_host_that_speaks_only_tls_1_0_is_reached_and_remembered(authority, serve):
    server = serve(reply(), tls=legacy_context(authority.server("www.example.gov.cn")))
    own_guard = guard()
    answers = ask(f"https://www.example.gov.cn:{server.port}/", own_guard)
    assert [(answer.status, answer.legacy_tls) for answer in answers] == [(200, True)] * 2
    assert ("www.example.gov.cn", server.port) in own_guard.legacy
    assert server.connections == 2  # one that failed, one that was kept


def test_what_is_no_tls_is_a_tls_fault(serve):
    server = serve(reply(), tls=PlainText())
    first, _ = ask(f"https://www.example.gov.cn:{server.port}/", guard())
    assert (first.status, first.fault) == (None, "tls")


def test_scrapy_reads_pages_whatever_their_certificate_and_protocol(authority, serve, scrapy_fetch):
    expired = serve(reply(body=b"expired"), tls=authority.server("x.example", days=(-9, -1)))
    old = serve(reply(body=b"old"), tls=legacy_context(authority.server("x.example")))
    urls = [f"https://127.0.0.1:{expired.port}/", *[f"https://127.0.0.1:{old.port}/{n}" for n in range(3)]]
    answers = scrapy_fetch(urls, INSPECTOR_ALLOW_NETS=["127.0.0.0/8"])
    assert [answer.get("body") for answer in answers] == ["expired", "old", "old", "old"]
    assert [answer["flags"] for answer in answers] == [[], ["legacy-tls"], ["legacy-tls"], ["legacy-tls"]]
    assert old.connections == 2
