"""Undoing a Content-Encoding within a limit: a bomb costs no more than the limit."""

import zlib

_CODINGS = {"gzip": 31, "x-gzip": 31}
_MAX_LAYERS = 2  # nested codings are legal, never needed, and how bombs are stacked


class UndecodableError(ValueError):
    """A body that is not what its Content-Encoding says, or in a coding that was not asked for."""


def inflate(data: bytes, content_encoding: str, limit: int) -> bytes:
    """At most ``limit`` decoded bytes; a cut body gives what can be decoded of it. Raises UndecodableError."""
    codings = [coding.strip().lower() for coding in content_encoding.split(",")]
    codings = [coding for coding in codings if coding not in ("", "identity")]
    if len(codings) > _MAX_LAYERS:
        raise UndecodableError(f"{len(codings)} content codings")
    for coding in reversed(codings):
        data = _inflate_layer(data, coding, limit)
    return data[:limit]


def _inflate_layer(data: bytes, coding: str, limit: int) -> bytes:
    if coding in _CODINGS:
        return _zlib(data, _CODINGS[coding], limit)
    if coding == "deflate":
        try:
            return _zlib(data, zlib.MAX_WBITS, limit)
        except UndecodableError:
            return _zlib(data, -zlib.MAX_WBITS, limit)  # many servers send it without the zlib header
    raise UndecodableError(f"content coding {coding[:20]!r}")


def _zlib(data: bytes, wbits: int, limit: int) -> bytes:
    if not data:
        return b""
    try:
        return zlib.decompressobj(wbits).decompress(data, limit)
    except zlib.error as error:
        raise UndecodableError(str(error)) from error
