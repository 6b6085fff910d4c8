"""Frozen dataclasses to JSON text and back, by pydantic, with nothing lost.

Fields at their defaults are left out: a tenth of a page's facts are set. A default of ``rules.observations`` must
therefore never change its meaning; a new field reads as its default from old documents.
"""

import json
from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError, to_json

from rules.errors import StoreError

T = TypeVar("T")


class Adapters(dict[type[Any], TypeAdapter[Any]]):
    """The (expensive) reader and writer of each type, built once."""

    def __missing__(self, kind: type[Any]) -> TypeAdapter[Any]:
        self[kind] = TypeAdapter(kind)
        return self[kind]


ADAPTERS = Adapters()


def encode(value: object) -> str:
    """A dataclass as compact JSON. A lone surrogate, which no database takes, becomes a question mark."""
    kind = ADAPTERS[type(value)]
    try:
        return kind.dump_json(value, exclude_defaults=True).decode()
    except PydanticSerializationError:
        plain = json.dumps(kind.dump_python(value, mode="json", exclude_defaults=True), ensure_ascii=False)
        return storable(plain)


def decode(kind: type[T], document: str) -> T:
    """The value that was encoded. Raises StoreError for a document that is no such value."""
    return decode_all(kind, (document,))[0]


def decode_all(kind: type[T], documents: Sequence[str]) -> list[T]:
    """The values of many documents of one type. Raises StoreError for a document that is no such value."""
    validate = ADAPTERS[kind].validate_json
    try:
        return [validate(document) for document in documents]
    except ValidationError as error:
        what = error.errors(include_url=False, include_input=False)[0]
        raise StoreError(
            f"数据库中的 {kind.__name__} 记录已损坏：{what['msg']}（{'.'.join(map(str, what['loc']))}）",
            f"a {kind.__name__} in the database is damaged: {what['msg']} ({'.'.join(map(str, what['loc']))})",
        ) from None


def storable(text: str) -> str:
    """Text as every database takes it: no lone surrogates, no NUL."""
    if text.isascii():
        return text.replace("\0", "\ufffd") if "\0" in text else text
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def dumps(value: object) -> str:
    """Plain values (edges, options) as compact JSON."""
    try:
        return to_json(value).decode()
    except PydanticSerializationError:
        return storable(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
