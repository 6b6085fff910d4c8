"""The indicators: one file each, found by their file names. ``stale_columns.py`` is the indicator ``stale-columns``.

A module has ``Thresholds`` (a frozen dataclass; a standard must give every field), ``measure(case, limits)`` and
``UNITS``, the names under which a standard may price what it counts. One that looks at the metas or marks of pages
says so in ``READS`` (see ``rules.needs``).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from rules.case import Case
from rules.verdict import Measurement


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator as the engine and the generated reference see it."""

    id: str
    thresholds: type[Any]
    measure: Callable[[Case, Any], Measurement]
    units: tuple[str, ...]
    doc: str
    reads: tuple[str, ...] = ()


@cache
def all_indicators() -> Mapping[str, Indicator]:
    """Every indicator by its id, in the order of the ids."""
    names = sorted(module.name for module in iter_modules(__path__) if not module.name.startswith("_"))
    return {indicator.id: indicator for indicator in map(_load, names)}


def _load(name: str) -> Indicator:
    module = import_module(f"{__name__}.{name}")
    reads = getattr(module, "READS", ())
    return Indicator(
        name.replace("_", "-"), module.Thresholds, module.measure, module.UNITS, module.__doc__ or "", reads
    )
