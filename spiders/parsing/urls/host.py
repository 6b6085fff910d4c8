"""Host names as a browser reads them (URL Standard, 3.5 host parsing): IDNA, IPv4 in all its spellings, IPv6."""

import ipaddress
import re
from functools import lru_cache
from urllib.parse import unquote_to_bytes

import idna

_FORBIDDEN = re.compile(r"[\x00-\x20#%/:<>?@\[\\\]^|\x7f]")
_ORDINARY = re.compile(r"(?:[a-z0-9_-]+\.)*(?:[a-z][a-z0-9_-]*|[0-9]+[a-wyz_-][a-z0-9_-]*)\.?")
_NUMBER = re.compile(r"0[xX][0-9A-Fa-f]*|[0-9]+")
_DOTS = str.maketrans("\u3002\uff0e\uff61", "...")
_IGNORED = dict.fromkeys((0xAD, 0x200B, 0x2060, 0xFEFF))
MAX_HOST_CHARS = 253


@lru_cache(maxsize=4096)
def host_of(raw: str) -> str | None:
    """The host as it goes into a URL: lower-case ASCII; None for what no browser would ask."""
    if _ORDINARY.fullmatch(raw) and len(raw) <= MAX_HOST_CHARS and "xn--" not in raw:
        return raw
    if raw.startswith("["):
        return _ipv6(raw)
    try:
        name = unquote_to_bytes(raw).decode("utf-8") if "%" in raw else raw
    except UnicodeDecodeError:
        return None
    ascii_name = _to_ascii(name)
    if not ascii_name or len(ascii_name.removesuffix(".")) > MAX_HOST_CHARS or _FORBIDDEN.search(ascii_name):
        return None
    return _ipv4(ascii_name) if _ends_in_number(ascii_name) else ascii_name


def _to_ascii(name: str) -> str | None:
    name = name.translate(_IGNORED)
    if name.isascii():
        return name.lower()
    labels = []
    try:
        for label in idna.uts46_remap(name.translate(_DOTS), std3_rules=False, transitional=False).split("."):
            labels.append(label if label.isascii() else _label(label))
    except (idna.IDNAError, UnicodeError):
        return None
    return ".".join(labels)


def _label(label: str) -> str:
    """Browsers also ask for names with symbols in them, which IDNA 2008 itself would not register."""
    try:
        return idna.alabel(label).decode("ascii")
    except idna.InvalidCodepoint:
        return "xn--" + label.encode("punycode").decode("ascii")


def _ipv6(raw: str) -> str | None:
    if not raw.endswith("]") or "%" in raw:
        return None
    try:
        return f"[{ipaddress.IPv6Address(raw[1:-1]).compressed}]"
    except ValueError:
        return None


def _ends_in_number(host: str) -> bool:
    labels = host.removesuffix(".").split(".")
    return bool(_NUMBER.fullmatch(labels[-1]))


def _ipv4(host: str) -> str | None:
    parts = host.removesuffix(".").split(".")
    if len(parts) > 4:
        return None
    numbers = [_number(part) for part in parts]
    if any(n is None for n in numbers):
        return None
    *head, last = (n for n in numbers if n is not None)
    if any(n > 255 for n in head) or last >= 256 ** (4 - len(head)):
        return None
    value = last + sum(n << (8 * (3 - i)) for i, n in enumerate(head))
    return str(ipaddress.IPv4Address(value))


def _number(part: str) -> int | None:
    if not _NUMBER.fullmatch(part):
        return None
    try:
        if part[:2].lower() == "0x":
            return int(part[2:] or "0", 16)
        return int(part, 8 if part.startswith("0") and len(part) > 1 else 10)
    except ValueError:
        return None
