"""Functions of a text that are asked for the same short texts again and again: names, labels, rows, days."""

from collections.abc import Callable
from functools import lru_cache, update_wrapper
from typing import TypeVar, TypeVarTuple

MAX_CHARS = 200
"""Longer texts are not kept: a hostile page would fill the memory with them."""

R = TypeVar("R")
Rest = TypeVarTuple("Rest")


def remembered(maxsize: int) -> Callable[[Callable[[str, *Rest], R]], Callable[[str, *Rest], R]]:
    """Keep what a pure function of a text gave for the short texts that it was asked for last."""

    def wrap(function: Callable[[str, *Rest], R]) -> Callable[[str, *Rest], R]:
        known = lru_cache(maxsize)(function)

        def ask(text: str, *rest: *Rest) -> R:
            return known(text, *rest) if len(text) <= MAX_CHARS else function(text, *rest)

        return update_wrapper(ask, function)

    return wrap
