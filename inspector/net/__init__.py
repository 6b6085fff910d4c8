"""The edge to the network: every connection goes through one address guard per process.

Settings: ``INSPECTOR_ALLOW_NETS`` (list of networks), ``INSPECTOR_RESOLVE`` (list of ``HOST:PORT:ADDR[:PORT]``).
"""

from scrapy.settings import BaseSettings

from inspector.net.guard import AddressGuard
from inspector.net.options import parse_networks, parse_overrides

_guards: dict[tuple[tuple[str, ...], tuple[str, ...]], AddressGuard] = {}


def guard_from_settings(settings: BaseSettings) -> AddressGuard:
    """The guard of this process; crawlers with the same network settings share one. Raises UsageError."""
    allow = tuple(settings.getlist("INSPECTOR_ALLOW_NETS"))
    resolve = tuple(settings.getlist("INSPECTOR_RESOLVE"))
    key = (allow, resolve)
    if key not in _guards:
        _guards[key] = AddressGuard(parse_networks(allow), parse_overrides(resolve))
    return _guards[key]
