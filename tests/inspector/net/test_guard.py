"""Where the crawl may connect to, and that it is decided once."""

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.settings import Settings

from inspector.net import guard_from_settings
from inspector.net.addresses import is_permitted, is_public, is_refused_port, literal_address
from inspector.net.guard import AddressGuard, AddressRefused, NameNotResolved, normal_host
from inspector.net.options import parse_networks, parse_overrides
from rules.errors import UsageError

PRIVATE = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.255 168.63.129.16
169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.192 192.0.2.1 192.168.0.1 192.88.99.1 198.18.0.1 198.51.100.7
203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
:: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 64:ff9b::10.0.0.1 64:ff9b:1::1 100::1 2001::1 2001:db8::1
2002:7f00:1:: 2002:808:808:: 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fec0::1 ff02::1 2400:3200::5efe:127.0.0.1
2400:3200::200:5efe:10.0.0.1
"""
PUBLIC = "1.2.4.8 8.8.8.8 100.63.255.255 100.128.0.1 172.15.255.255 172.32.0.1 192.167.1.1 223.255.255.255 11.0.0.1"
PUBLIC += " 2400:3200::1 2001:4860:4860::8888 240e::1 64:ff9b::808:808"


@pytest.mark.parametrize("address", PRIVATE.split())
def test_no_public_address(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC.split())
def test_public_addresses(address):
    assert is_public(ip_address(address))


@given(st.integers(0, 2**32 - 1))
def test_whatever_carries_a_private_address_inside_is_refused(number):
    inner = IPv4Address(number)
    forms = (
        IPv6Address((0xFFFF << 32) | number),
        IPv6Address(number),
        IPv6Address((0x2002 << 112) | (number << 80) | 1),
        IPv6Address((0x2400_3200 << 96) | (0x5EFE << 32) | number),
    )
    assert not any(is_public(form) for form in forms)
    nat64 = IPv6Address((0x64FF9B << 96) | number)
    assert is_public(nat64) == is_public(inner)
    if inner.is_private and inner not in ip_network("192.0.0.0/24"):
        assert not is_public(inner)


@given(st.integers(0, 2**128 - 1))
def test_public_ipv6_is_global_unicast(number):
    address = IPv6Address(number)
    if is_public(address):
        assert address.is_global or address in ip_network("64:ff9b::/96")


def test_an_allowed_network_opens_what_it_names_and_no_other_spelling_of_it():
    allowed = parse_networks(["127.0.0.0/8", "fd00::/16"])
    assert is_permitted(ip_address("127.0.0.1"), allowed)
    assert is_permitted(ip_address("fd00::1"), allowed)
    for other in ("::ffff:127.0.0.1", "::1", "fd01::1", "10.0.0.1", "64:ff9b::127.0.0.1"):
        assert not is_permitted(ip_address(other), allowed)


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "127.0.1",
        "1.2.3.4.5",
        "256.1.1.1",
        "08.8.8.8",
        "0x",
    ],
)
def test_odd_spellings_are_no_address_and_no_name(host):
    with pytest.raises(ValueError, match=r"."):
        literal_address(host)


@pytest.mark.parametrize("host", ["fe80::1%eth0", "fe80::1%25eth0", "::g", "1:2", "user:pw@10.0.0.1", "[::1"])
def test_odd_ipv6_is_refused(host):
    with pytest.raises(ValueError, match=r"."):
        literal_address(host.strip("[]") if host != "[::1" else "::1%")


@pytest.mark.parametrize("host", ["www.gov.cn", "12345.gov.cn", "a1", "0x7f.gov.cn", "127.0.0.1.nip.io", "x_y.gov.cn"])
def test_names_are_names(host):
    assert literal_address(host) is None


@given(st.text(alphabet="0123456789abcdefx.:%[]-", min_size=1, max_size=30))
def test_no_spelling_slips_past_the_guard(host):
    """What the guard takes for a name is none that the system would read as an address."""
    try:
        found = literal_address(normal_host(host))
    except ValueError:
        return
    if found is None:
        with pytest.raises(OSError, match=r"."):
            socket.inet_aton(normal_host(host))
    else:
        assert str(found) == str(ip_address(normal_host(host)))


@pytest.mark.parametrize(("port", "refused"), [(80, False), (443, False), (8080, False), (81, False), (65535, False)])
def test_ports_of_the_web(port, refused):
    assert is_refused_port(port) is refused


@pytest.mark.parametrize("port", [0, 22, 25, 6379 - 6354, 3659, 6000, 6667, 65536, -1])
def test_ports_of_other_services(port):
    assert is_refused_port(port)


def guard_of(answers, **options):
    async def lookup(name):
        found = answers.get(name)
        if isinstance(found, Exception):
            raise found
        if found is None:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return found() if callable(found) else found

    return AddressGuard(lookup=lookup, **options)


def addresses(guard, host, port=80):
    return asyncio.run(guard.addresses(host, port))


def test_of_several_addresses_only_the_public_ones_are_used():
    guard = guard_of({"mixed.test": ["10.0.0.1", "1.2.4.8", "::1"]})
    assert addresses(guard, "mixed.test") == [("1.2.4.8", 80)]


@pytest.mark.parametrize("found", [["127.0.0.1"], ["::ffff:10.0.0.1"], ["fe80::1%2"], ["169.254.169.254", "10.0.0.1"]])
def test_a_name_with_private_addresses_is_refused(found):
    with pytest.raises(AddressRefused) as refused:
        addresses(guard_of({"inside.test": found}), "inside.test")
    assert refused.value.reason == "private-address"


@pytest.mark.parametrize("host", ["127。0。0。1", "１２７.0.0.1", "⑫７.0.0.1", "127.0.0.1.", "[::1]", "LOCALHOST"])
def test_other_ways_to_write_loopback(host):
    with pytest.raises(AddressRefused):
        addresses(guard_of({"localhost": ["127.0.0.1"]}), host)


def test_a_name_is_looked_up_once_for_all_who_wait_and_remembered_for_a_while():
    asked, now = [], [0.0]

    async def lookup(name):
        asked.append(name)
        await asyncio.sleep(0.01)
        return ["1.2.4.8"]

    guard = AddressGuard(lookup=lookup, clock=lambda: now[0])

    async def main():
        await asyncio.gather(*(guard.addresses(host, 80) for host in ("A.test", "a.test", "a.test.")))
        now[0] = 60.0
        await guard.addresses("a.test", 443)
        assert asked == ["a.test"]
        now[0] = 60.1
        await guard.addresses("a.test", 443)
        assert asked == ["a.test"] * 2

    asyncio.run(main())


def test_a_name_without_address_is_asked_again_a_moment_later():
    now, answers = [0.0], {}
    guard = guard_of(answers, clock=lambda: now[0])

    async def main():
        with pytest.raises(NameNotResolved) as error:
            await guard.addresses("late.test", 80)
        assert (error.value.reason, error.value.certain) == ("no-such-name", False)
        answers["late.test"] = ["1.2.4.8"]
        now[0] = 1.0
        with pytest.raises(NameNotResolved):
            await guard.addresses("late.test", 80)
        now[0] = 1.1
        assert await guard.addresses("late.test", 80) == [("1.2.4.8", 80)]

    asyncio.run(main())


@pytest.mark.parametrize(
    "host", ["www.nowhere.invalid", "invalid", f"{'a' * 64}.cn", "a..cn", ".cn", "a b.cn", f"{'a.' * 130}cn", ""]
)
def test_names_that_cannot_be_need_no_dns(host):
    with pytest.raises(NameNotResolved) as error:
        addresses(guard_of({}), host)
    assert error.value.certain


def test_a_label_of_63_characters_may_be():
    host = f"{'a' * 63}.cn"
    assert addresses(guard_of({host: ["1.2.4.8"]}), host) == [("1.2.4.8", 80)]


def test_chinese_names_are_looked_up_in_punycode():
    assert addresses(guard_of({"xn--fiq228c.xn--fiqs8s": ["1.2.4.8"]}), "中文.中国") == [("1.2.4.8", 80)]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (socket.gaierror(socket.EAI_AGAIN, "x"), "no-answer"),
        (OSError("x"), "no-answer"),
        (UnicodeError("x"), "no-answer"),
    ],
)
def test_a_dns_that_does_not_answer_is_told_apart(error, reason):
    with pytest.raises(NameNotResolved) as raised:
        addresses(guard_of({"x.test": error}), "x.test")
    assert (raised.value.reason, raised.value.certain) == (reason, False)


def test_an_override_names_one_host_and_port():
    guard = guard_of(
        {"a.test": ["1.2.4.8"]},
        allow=parse_networks(["127.0.0.1"]),
        overrides=parse_overrides(["A.test:80:127.0.0.1:8080"]),
    )
    assert addresses(guard, "a.test", 80) == [("127.0.0.1", 8080)]
    assert addresses(guard, "a.test", 443) == [("1.2.4.8", 443)]


def test_whether_the_dns_answers_right_now():
    answers = {"a.test": ["1.2.4.8"]}
    guard = guard_of(answers, overrides=parse_overrides(["b.test:80:1.2.4.8"]))

    async def main():
        assert await guard.look_again("a.test")
        answers.clear()
        assert await guard.addresses("a.test", 80) == [("1.2.4.8", 80)]  # remembered …
        assert not await guard.look_again("a.test")  # … but no sign of life
        for host in ("1.2.4.8", "b.test", "0x7f.1"):
            assert not await guard.look_again(host)

    asyncio.run(main())


def test_whether_a_host_is_reached_by_ipv6():
    guard = guard_of({"six.test": ["1.2.4.8", "240e::1"], "four.test": ["1.2.4.8"]})

    async def main():
        return [await guard.has_aaaa(host) for host in ("six.test", "four.test", "none.test")]

    assert asyncio.run(main()) == [True, False, None]


@pytest.mark.parametrize(
    ("errno", "known"), [(socket.EAI_NONAME, False), (socket.EAI_NODATA, False), (socket.EAI_AGAIN, None)]
)
def test_silence_about_ipv6_is_not_taken_for_a_no(errno, known):
    async def four_only(name):
        return ["1.2.4.8"]

    async def no_six(name):
        raise socket.gaierror(errno, "six")

    guard = AddressGuard(lookup=four_only, lookup_six=no_six)
    assert asyncio.run(guard.has_aaaa("four.test")) is known


def test_the_system_is_asked_for_real_names():
    assert addresses(AddressGuard(parse_networks(["127.0.0.0/8", "::1"])), "localhost")[0][0] in ("127.0.0.1", "::1")


def test_crawlers_with_the_same_settings_share_a_guard():
    one = Settings({"INSPECTOR_ALLOW_NETS": ["127.0.0.0/8"], "INSPECTOR_RESOLVE": []})
    other = Settings({"INSPECTOR_ALLOW_NETS": ["10.0.0.0/8"], "INSPECTOR_RESOLVE": []})
    assert guard_from_settings(one) is guard_from_settings(one.copy())
    assert guard_from_settings(one) is not guard_from_settings(other)


@pytest.mark.parametrize("text", ["127.0.0.0/33", "localhost", "", "10.0.0.0/8,127.0.0.1", "10.0.0.300"])
def test_a_wrong_network_is_refused_with_an_example(text):
    with pytest.raises(UsageError) as error:
        parse_networks([text])
    assert "not a network; write it like 10.1.0.0/16" in error.value.text("en")
    assert "不是网段" in error.value.text("zh")


def test_networks_with_host_bits_and_single_addresses_are_read():
    assert [str(network) for network in parse_networks(["127.0.0.1/8", "10.1.2.3", "fd00::1"])] == [
        "127.0.0.0/8",
        "10.1.2.3/32",
        "fd00::1/128",
    ]


def test_overrides_are_read():
    texts = ["www.x.cn:80:127.0.0.1:8080", "www.x.cn:443:[::1]", "[::2]:80:[::1]:81"]
    assert parse_overrides(texts) == {
        ("www.x.cn", 80): ("127.0.0.1", 8080),
        ("www.x.cn", 443): ("::1", 443),
        ("::2", 80): ("::1", 81),
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a:80",
        "a:80:b",
        "a:x:127.0.0.1",
        "a:80:127.0.0.1:",
        "a:80:999.0.0.1",
        "a:0:127.0.0.1",
        "a:80:1.1.1.1:65536",
    ],
)
def test_a_wrong_override_is_refused_in_one_line(text):
    with pytest.raises(UsageError) as error:
        parse_overrides([text])
    for lang in ("zh", "en"):
        assert error.value.text(lang).startswith("--resolve ")
        assert "\n" not in error.value.text(lang)
