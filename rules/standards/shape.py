"""Pydantic's errors as faults with a place in the file, in words for people who write YAML."""

import types
from collections.abc import Mapping
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from rules.standards.faults import Fault, unknown_key, unknown_value
from rules.standards.model import Standard
from rules.standards.yamltext import Path, Tree

_CODES: Mapping[str, str] = {
    "missing": "missing",
    "float_type": "number",
    "int_type": "whole",
    "bool_type": "bool",
    "string_type": "text",
    "model_type": "mapping",
    "mapping_type": "mapping",
    "dict_type": "mapping",
    "tuple_type": "list",
    "too_short": "empty",
    "string_too_short": "empty",
}


def shape_fault(tree: Tree, details: ErrorDetails) -> Fault:
    """One error of ``Standard.model_validate(tree.plain())``."""
    path = _path(tree, details["loc"])
    place = tree.place_of(path)
    kind, given = details["type"], details.get("input")
    if kind == "extra_forbidden":
        return unknown_key(place, path, _keys_at(path[:-1]))
    if kind == "literal_error":
        return unknown_value(place, path, str(given), _words_at(path))
    if kind in _CODES:
        return Fault(place, path, _CODES[kind], {"given": str(given)})
    return Fault(place, path, "other", {"problem": details["msg"]})


def _path(tree: Tree, loc: tuple[int | str, ...]) -> Path:
    """A location without the names of union branches, which stand in no file; a missing key ends it."""
    path: list[int | str] = []
    for i, step in enumerate(loc):
        inner = tree.child(step)
        if inner is None:
            if i == len(loc) - 1 and isinstance(tree.value, dict):
                path.append(step)
            break
        path.append(step)
        tree = inner
    return tuple(path)


def _annotation_at(path: Path) -> object:
    annotation: object = Standard
    for step in path:
        annotation = next((found for inner in _options(annotation) if (found := _inner(inner, step))), None)
    return annotation


def _inner(annotation: object, step: str | int) -> object:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        info = annotation.model_fields.get(str(step))
        return info.annotation if info else None
    arguments: tuple[Any, ...] = get_args(annotation)
    if get_origin(annotation) is tuple:
        return arguments[0]
    return arguments[1] if get_origin(annotation) is Mapping else None


def _options(annotation: object) -> tuple[Any, ...]:
    return get_args(annotation) if get_origin(annotation) in {Union, types.UnionType} else (annotation,)


def _keys_at(path: Path) -> list[str]:
    for option in _options(_annotation_at(path)):
        if isinstance(option, type) and issubclass(option, BaseModel):
            return [*option.model_fields, *(["drop"] if option is Standard else [])]
    return []


def _words_at(path: Path) -> list[str]:
    return [str(word) for option in _options(_annotation_at(path)) for word in get_args(option)]
