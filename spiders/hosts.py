"""When two addresses are of one host."""

_SCHEMES = ("http:", "https:")


def host_key(url: str) -> str:
    """Host and port of an absolute address; with and without ``www.``, http and https are one. "" for what is none."""
    parts = url.split("/", 3)
    return parts[2].rpartition("@")[2].removeprefix("www.") if len(parts) > 2 and parts[0] in _SCHEMES else ""
