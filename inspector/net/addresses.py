"""Which addresses and ports a crawled URL may lead to; pure, no look-up.

An answer of the DNS is as untrusted as a link, so everything that is not plainly a public unicast address is refused:
the IANA special-purpose registries (RFC 6890), the metadata services of cloud hosts, and IPv6 forms that carry an IPv4
address inside. Allowed networks open exactly the addresses that they name.
"""

import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

_REFUSED_V4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT; 100.100.100.200 is a metadata service
        "127.0.0.0/8",
        "168.63.129.16/32",  # a cloud host's own service, though the address is public
        "169.254.0.0/16",  # link-local; 169.254.169.254 is a metadata service
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",  # multicast, reserved, broadcast
    )
)
_GLOBAL_UNICAST_V6 = IPv6Network("2000::/3")
_REFUSED_V6 = tuple(
    IPv6Network(text)
    for text in (
        "2001::/23",  # Teredo, ORCHID and other protocol assignments
        "2001:db8::/32",
        "2002::/16",  # 6to4 carries an IPv4 address
        "3ffe::/16",
        "3fff::/20",
        "2620:4f:8000::/48",
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")
_ISATAP = (0x00005EFE, 0x02005EFE)  # the interface identifier before an IPv4 address, RFC 5214

# "Bad port" of the WHATWG Fetch standard: services that can be talked into something by an HTTP request.
_BAD_PORTS = """
    0 1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117 119 123 135
    137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601 636 989 990 993 995
    1719 1720 1723 2049 3659 4045 4190 5060 5061 6000 6566 6665 6666 6667 6668 6669 6679 6697 10080
"""
_REFUSED_PORTS = frozenset(map(int, _BAD_PORTS.split()))
_NUMBER = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)\Z")


def is_public(address: Address) -> bool:
    """Whether an address is a public unicast one."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _REFUSED_V4)
    if address in _NAT64:  # what DNS64 makes of a public IPv4 address
        return is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
    if address not in _GLOBAL_UNICAST_V6 or address.scope_id is not None:
        return False
    if (int(address) >> 32) & 0xFFFF_FFFF in _ISATAP:
        return False
    return not any(address in network for network in _REFUSED_V6)


def is_permitted(address: Address, allowed: Sequence[Network]) -> bool:
    """Public, or named by an allowed network (an IPv4 network never opens its IPv6 spellings)."""
    return is_public(address) or any(address.version == network.version and address in network for network in allowed)


def is_refused_port(port: int) -> bool:
    """A port that no web page has business with; any other port is fine, as government sites use many."""
    return port in _REFUSED_PORTS or not 0 < port < 65536


def literal_address(host: str) -> Address | None:
    """The address that a host spells, or None for a name.

    Raises ValueError where it is a number but not spelt canonically (``2130706433``, ``0x7f.1``, ``0177.0.0.1``,
    ``127.1``, IPv6 zones): browsers and libraries disagree on these, and only attackers write them.
    """
    if ":" in host or "%" in host:
        address = ip_address(host.strip("[]"))
        if isinstance(address, IPv6Address) and address.scope_id is not None:
            raise ValueError("zone in an IPv6 address")
        return address
    labels = host.rstrip(".").split(".")
    if not _NUMBER.match(labels[-1].lower()):  # the "ends in a number" checker of the WHATWG URL standard
        return None
    return IPv4Address(host)  # raises on anything but four canonical decimals


def parse_network(text: str) -> Network:
    """A network in CIDR notation, or a single address. Raises ValueError."""
    return ip_network(text.strip(), strict=False)
