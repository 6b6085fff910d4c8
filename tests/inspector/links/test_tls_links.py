"""Links over TLS: a certificate that browsers warn about is a state of its own, not a broken link."""

import ssl
import warnings

import pytest

from inspector.net.guard import AddressGuard
from inspector.net.options import parse_networks
from inspector.net.tls import Certificates
from tests.certificates import Authority
from tests.loopback import by_path, page, reply

TEXT = "县政府召开工作推进会，研究部署下一阶段重点任务，各乡镇和有关部门负责同志参加会议并作了交流发言。" * 5
PAGES = {"/": page(TEXT), "/a": page(TEXT), "/moved": reply("302 Found", b"", "Location: /a\r\n")}


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def check_tls(authority, check):
    def run(*urls, **options):
        async def lookup(name):
            return ["127.0.0.1"]

        guard = AddressGuard(parse_networks(["127.0.0.0/8"]), lookup=lookup)
        certificates = Certificates(guard, trust=authority.trusting())
        return check(*urls, guard=guard, certificates=certificates, **options)

    return run


def test_a_good_certificate_is_no_matter(authority, serve, check_tls):
    server = serve(by_path(PAGES), tls=authority.server("www.example.gov.cn"))
    origin = f"https://www.example.gov.cn:{server.port}"
    results = check_tls(f"{origin}/a", f"{origin}/moved", f"{origin}/gone")
    assert [result.state for result in results] == ["ok", "redirected", "broken"]


@pytest.mark.parametrize(
    ("made", "fault"),
    [
        ({"days": (-9, -1)}, "expired"),
        ({"name": "other.example"}, "wrong-name"),
        ({"own": True}, "self-signed"),
        ({"chain": False}, "incomplete-chain"),
    ],
)
def test_each_certificate_fault_is_a_state_with_its_dates(authority, serve, check_tls, made, fault):
    options = {"name": "www.example.gov.cn", **made}
    server = serve(by_path(PAGES), tls=authority.server(**options))
    origin = f"https://www.example.gov.cn:{server.port}"
    results = check_tls(f"{origin}/a", f"{origin}/moved", f"{origin}/gone")
    assert [(result.state, result.fault) for result in results] == [
        ("tls", fault),
        ("tls", fault),
        ("broken", "http-404"),
    ]
    assert results[0].detail["subject"] == options["name"]
    assert results[0].detail["not_after"].endswith("+08:00")


def test_a_host_that_needs_old_protocols_is_reached_and_named(authority, serve, check_tls):
    context = authority.server("www.example.gov.cn")
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
    server = serve(by_path(PAGES), tls=context)
    (result,) = check_tls(f"https://www.example.gov.cn:{server.port}/a")
    assert (result.state, result.fault) == ("tls", "old-protocol")
    assert result.attempts[-1].status == 200


def test_a_redirect_over_a_bad_certificate_is_named_though_its_end_is_fine(authority, serve, check_tls):
    end = serve(by_path(PAGES))
    door = by_path({"/in": reply("302 Found", b"", f"Location: http://127.0.0.1:{end.port}/a\r\n")})
    server = serve(door, tls=authority.server("www.example.gov.cn", days=(-9, -1)))
    (result,) = check_tls(f"https://www.example.gov.cn:{server.port}/in")
    assert (result.state, result.fault) == ("tls", "expired")
    assert result.final_url == f"http://127.0.0.1:{end.port}/a"


class PlainText:
    """Takes the place of a TLS context on a server that speaks none."""

    def wrap_socket(self, connection, server_side):
        connection.sendall(reply("400 Bad Request"))
        connection.recv(65536)
        raise OSError


def test_a_host_that_speaks_no_tls_is_a_tls_fault_after_confirmation(serve, check_tls):
    witness, server = serve(by_path(PAGES)), serve(reply(), tls=PlainText())
    (result,) = check_tls(f"https://www.example.gov.cn:{server.port}/", witness=witness)
    assert (result.state, result.fault) == ("tls", "handshake")
    assert len(result.attempts) == 3


def test_a_certificate_is_looked_at_once_for_all_links_of_a_host(authority, serve, check_tls):
    pages = {f"/{n}.pdf": reply(body=b"%PDF", kind="application/pdf") for n in range(30)}
    server = serve(by_path(pages), tls=authority.server("www.example.gov.cn"))
    urls = [f"https://www.example.gov.cn:{server.port}{path}" for path in pages]
    results = check_tls(*urls, use="attachment", per_host=1)
    assert {result.state for result in results} == {"ok"}
    assert server.connections == 2  # the links' own and the look
    assert len(server.asked) == 30
