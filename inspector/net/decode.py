"""Undoing a Content-Encoding within a limit: a bomb costs no more than the limit."""

import zlib

_CODINGS = {"gzip": 31, "x-gzip": 31}
_MAX_MEMBERS = 1024  # of one body: each costs some microseconds, however little is in it
_PIECE_BYTES = 65_536
_MAX_LAYERS = 2  # nested codings are legal, never needed, and how bombs are stacked


class UndecodableError(ValueError):
    """A body that is not what its Content-Encoding says, or in a coding that was not asked for."""


def inflate(data: bytes, content_encoding: str, limit: int) -> bytes:
    """At most ``limit`` decoded bytes; a cut body gives what can be decoded of it. Raises UndecodableError."""
    return inflate_part(data, content_encoding, limit)[0]


def inflate_part(data: bytes, content_encoding: str, limit: int) -> tuple[bytes, bool]:
    """Like ``inflate``, and whether that is the whole body: neither longer than ``limit`` nor cut before its end."""
    codings = [coding.strip().lower() for coding in content_encoding.split(",")]
    codings = [coding for coding in codings if coding not in ("", "identity")]
    if len(codings) > _MAX_LAYERS:
        raise UndecodableError(f"{len(codings)} content codings")
    whole = True
    for coding in reversed(codings):
        data, layer_whole = _inflate_layer(data, coding, limit)
        whole = whole and layer_whole
    return data[:limit], whole and len(data) <= limit


def _inflate_layer(data: bytes, coding: str, limit: int) -> tuple[bytes, bool]:
    if coding in _CODINGS:
        return _zlib(data, _CODINGS[coding], limit)
    if coding == "deflate":
        try:
            return _zlib(data, zlib.MAX_WBITS, limit)
        except UndecodableError:
            return _zlib(data, -zlib.MAX_WBITS, limit)  # many servers send it without the zlib header
    raise UndecodableError(f"content coding {coding[:20]!r}")


def _zlib(data: bytes, wbits: int, limit: int) -> tuple[bytes, bool]:
    """Decodes the members of ``data`` one after another (RFC 1952, 2.2); what follows them and is none is padding."""
    found = bytearray()
    rest, whole = memoryview(data), True
    for _ in range(_MAX_MEMBERS):
        if not rest or len(found) >= limit:
            return bytes(found), whole
        unpacked = zlib.decompressobj(wbits)
        try:
            rest = _member(unpacked, rest, found, limit)
        except zlib.error as error:
            if not found:
                raise UndecodableError(str(error)) from error
            return bytes(found), False
        whole = unpacked.eof
        if not whole or wbits not in _CODINGS.values():
            return bytes(found), whole
    return bytes(found), whole and not rest


def _member(unpacked: "zlib._Decompress", data: memoryview, found: bytearray, limit: int) -> memoryview:
    """Adds what one member holds; returns what follows it. In pieces, for zlib copies what it leaves over."""
    while data and not unpacked.eof and len(found) < limit:
        piece = data[:_PIECE_BYTES]
        found += unpacked.decompress(piece, limit - len(found))
        data = data[len(piece) - len(unpacked.unused_data) :]
    return data
