"""The contract's values to JSON text and back, with nothing lost.

Observations leave out fields at their defaults: a tenth of a page's facts are set. A default of
``rules.observations`` must therefore never change its meaning; a new field reads as its default from old documents.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from msgspec import DecodeError, ValidationError, to_builtins
from msgspec.json import Decoder, Encoder

from rules.errors import StoreError

T = TypeVar("T")


def _plain(value: object) -> dict[Any, Any]:
    """What the encoder does not know itself: mappings that nobody can change."""
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"no {type(value).__name__} can be stored")


ENCODER = Encoder(enc_hook=_plain)


class Decoders(dict[type[Any], Decoder[Any]]):
    """The reader of each type, built once."""

    def __missing__(self, kind: type[Any]) -> Decoder[Any]:
        self[kind] = Decoder(kind)
        return self[kind]


DECODERS = Decoders()


def encode(value: object) -> str:
    """A value of the contract as compact JSON. A lone surrogate, which no database takes, becomes a question mark."""
    try:
        return ENCODER.encode(value).decode()
    except UnicodeEncodeError:
        return storable(json.dumps(to_builtins(value, enc_hook=_plain), ensure_ascii=False, separators=(",", ":")))


def decode(kind: type[T], document: str | bytes) -> T:
    """The value that was encoded. Raises StoreError for a document that is no such value."""
    return decode_all(kind, (document,))[0]


def decode_all(kind: type[T], documents: Sequence[str | bytes]) -> list[T]:
    """The values of many documents of one type. Raises StoreError for a document that is no such value."""
    read = DECODERS[kind].decode
    try:
        return [read(document) for document in documents]
    except ValidationError:
        return [_loosely(kind, document) for document in documents]
    except (DecodeError, UnicodeError) as error:
        raise _damaged(kind, error) from None


def _loosely(kind: type[T], document: str | bytes) -> T:
    """The value of a document that an earlier version may have written with less care for types: "5" for 5."""
    try:
        return Decoder(kind, strict=False).decode(document)
    except (DecodeError, UnicodeError) as error:
        raise _damaged(kind, error) from None


def _damaged(kind: type[Any], error: Exception) -> StoreError:
    return StoreError(
        f"数据库中的 {kind.__name__} 记录已损坏：{error}", f"a {kind.__name__} in the database is damaged: {error}"
    )


def storable(text: str) -> str:
    """Text as every database takes it: no lone surrogates, no NUL."""
    if text.isascii():
        return text.replace("\0", "\ufffd") if "\0" in text else text
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def dumps(value: object) -> str:
    """Plain values (edges, options) as compact JSON."""
    return encode(value)
