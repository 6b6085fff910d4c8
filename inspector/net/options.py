"""Reads ``--allow-net`` and ``--resolve``: a wrong value stops us before the first request."""

import re
from collections.abc import Iterable
from ipaddress import ip_address

from inspector.net.addresses import Network, parse_network
from rules.errors import UsageError

_OVERRIDE = re.compile(
    r"(?P<host>\[[0-9a-fA-F:.]+\]|[^\[\]:]+):(?P<port>\d+):(?P<address>\[[0-9a-fA-F:.]+\]|[0-9.]+)(?::(?P<to_port>\d+))?\Z"
)


def parse_networks(texts: Iterable[str]) -> list[Network]:
    """Networks in CIDR notation (``10.1.0.0/16``, ``fd00::/8``) or single addresses. Raises UsageError."""
    found = []
    for text in texts:
        try:
            found.append(parse_network(text))
        except ValueError:
            raise UsageError(
                f"--allow-net {text!r}：不是网段；请写成 10.1.0.0/16 或 127.0.0.1 这样",
                f"--allow-net {text!r}: not a network; write it like 10.1.0.0/16 or 127.0.0.1",
            ) from None
    return found


def parse_overrides(texts: Iterable[str]) -> dict[tuple[str, int], tuple[str, int]]:
    """``HOST:PORT:ADDR[:PORT]`` → {(host, port): (address, port)}; IPv6 in brackets. Raises UsageError."""
    found: dict[tuple[str, int], tuple[str, int]] = {}
    for text in texts:
        match = _OVERRIDE.match(text.strip())
        if match is None:
            raise UsageError(
                f"--resolve {text!r}：请写成 www.example.gov.cn:80:127.0.0.1:8080 这样",
                f"--resolve {text!r}: write it like www.example.gov.cn:80:127.0.0.1:8080",
            )
        try:
            address = str(ip_address(match["address"].strip("[]")))
        except ValueError:
            wrong = match["address"]
            raise UsageError(
                f"--resolve {text!r}：{wrong} 不是 IP 地址", f"--resolve {text!r}: {wrong} is not an address"
            ) from None
        port = int(match["port"])
        to_port = int(match["to_port"] or port)
        if not (0 < port < 65536 and 0 < to_port < 65536):
            raise UsageError(
                f"--resolve {text!r}：端口是 1 到 65535 的数", f"--resolve {text!r}: a port is a number from 1 to 65535"
            )
        found[(match["host"].strip("[]").lower(), port)] = (address, to_port)
    return found
