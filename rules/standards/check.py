"""Reads a standard's YAML and finds everything that is wrong with it in one go."""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Literal, get_args, get_origin, get_type_hints

from pydantic import ValidationError

from rules.indicators import Indicator, all_indicators
from rules.standards.faults import Fault, unknown_key, unknown_value
from rules.standards.model import Rule, Scoring, Standard
from rules.standards.overlay import Lookup, resolve
from rules.standards.shape import shape_fault
from rules.standards.yamltext import Path, Tree


def check(text: str, name: str, lookup: Lookup) -> tuple[Standard | None, list[Fault]]:
    """The standard and no fault, or None and every fault."""
    tree, faults = resolve(text, name, lookup)
    if tree is None:
        return None, faults
    standard: Standard | None = None
    try:
        standard = Standard.model_validate(tree.plain())
    except ValidationError as error:
        faults += [shape_fault(tree, details) for details in error.errors(include_url=False)]
    faults += _check_rules(tree)
    return (None, sorted(_once(faults), key=lambda fault: (fault.place, fault.code))) if faults else (standard, [])


def _once(faults: Iterable[Fault]) -> list[Fault]:
    """The branches of a union complain about one value each; one complaint per value is enough.

    A list whose entries are refused looks empty as well; that is not told.
    """
    seen: dict[tuple[object, ...], Fault] = {}
    for fault in faults:
        seen.setdefault((fault.place, fault.path), fault)
    holders = {fault.path[:-1] for fault in seen.values()}
    return [fault for fault in seen.values() if fault.code != "empty" or fault.path not in holders]


def _check_rules(tree: Tree) -> Iterator[Fault]:
    """What no single field shows: indicators and their thresholds, prices, references, ids that stand twice."""
    scoring, rules = tree.child("scoring"), tree.child("rules")
    if scoring:
        yield from _check_evidence(scoring, ("scoring",), sorted(Scoring.model_fields))
    groups_tree = scoring.child("groups") if scoring else None
    groups = [_text(group, "id") for group in (groups_tree.entries() if groups_tree else ())]
    entries = rules.entries() if rules else []
    ids = [_text(rule, "id") for rule in entries]
    for i, rule in enumerate(entries):
        path: Path = ("rules", i)
        if ids[i] and ids[i] in ids[:i]:
            yield Fault(rule.place_of(("id",)), (*path, "id"), "rule-twice")
        yield from _check_references(rule, path, groups, ids)
        yield from _check_price(rule, path)
        yield from _check_indicator(rule, path)


def _text(tree: Tree, key: str) -> str:
    found = tree.child(key)
    return str(found.value) if found else ""


def _check_references(rule: Tree, path: Path, groups: list[str], ids: list[str]) -> Iterator[Fault]:
    group, others = rule.child("group"), rule.child("not_with")
    if group and group.value not in groups:
        yield unknown_value(group.place, (*path, "group"), str(group.value), groups)
    for i, other in enumerate(others.entries() if others else ()):
        if other.value not in ids:
            yield unknown_value(other.place, (*path, "not_with", i), str(other.value), ids)


def _check_price(rule: Tree, path: Path) -> Iterator[Fault]:
    veto, points, bonus = (rule.child(key) for key in ("veto", "points", "bonus"))
    is_veto = veto is not None and veto.value is True
    is_said = veto is None or isinstance(veto.value, bool)
    if is_said and is_veto == (points is not None and points.value is not None):
        yield Fault((points or rule).place, path, "veto-or-points")
    if is_veto and bonus is not None and bonus.value is True:
        yield Fault(bonus.place, (*path, "bonus"), "veto-bonus")
    if points:
        yield from _check_sign(points, (*path, "points"))


def _check_sign(price: Tree, path: Path) -> Iterator[Fault]:
    if isinstance(price.value, dict):
        for key, inner in price.value.items():
            yield from _check_sign(inner, (*path, key))
    elif isinstance(price.value, int | float) and price.value < 0:
        yield Fault(price.place, path, "negative", {"given": str(price.value)})


def _check_indicator(rule: Tree, path: Path) -> Iterator[Fault]:
    named, thresholds = rule.child("indicator"), rule.child("thresholds")
    if named is None:
        if _text(rule, "mode") != "manual":
            yield Fault(rule.place, path, "indicator-needed")
        return
    known = all_indicators()
    indicator = known.get(str(named.value))
    if indicator is None:
        yield unknown_value(named.place, (*path, "indicator"), str(named.value), list(known))
        return
    yield from _check_units(rule.child("points"), (*path, "points"), indicator)
    yield from _check_thresholds(thresholds or Tree({}, rule.place), (*path, "thresholds"), indicator)
    figures = [*sorted(Rule.model_fields), *(field.name for field in fields(indicator.thresholds))]
    yield from _check_evidence(rule, path, figures)


def _check_units(points: Tree | None, path: Path, indicator: Indicator) -> Iterator[Fault]:
    if points is None or points.value is None:
        return
    if not isinstance(points.value, dict):
        if len(indicator.units) > 1:
            yield Fault(points.place, path, "one-price", {"known": ", ".join(indicator.units)})
        return
    for key, price in points.value.items():
        if key not in indicator.units:
            yield unknown_key(price.place, (*path, key), list(indicator.units))
    for unit in indicator.units:
        if unit not in points.value:
            yield Fault(points.place, (*path, unit), "missing")


def _check_thresholds(thresholds: Tree, path: Path, indicator: Indicator) -> Iterator[Fault]:
    if not isinstance(thresholds.value, dict):
        yield Fault(thresholds.place, path, "mapping")
        return
    hints = get_type_hints(indicator.thresholds)
    for key, tree in thresholds.value.items():
        if key not in hints:
            yield unknown_key(tree.place, (*path, key), list(hints))
        else:
            yield from _check_value(tree, (*path, key), hints[key])
    for name in hints:
        if name not in thresholds.value:
            yield Fault(thresholds.place, (*path, name), "missing")


def _check_value(tree: Tree, path: Path, hint: object) -> Iterator[Fault]:
    """A threshold's value against the type of the indicator's field."""
    value, given = tree.value, {"given": str(tree.plain())}
    if get_origin(hint) is tuple:
        if not isinstance(value, list):
            yield Fault(tree.place, path, "list")
        for i, entry in enumerate(tree.entries()):
            yield from _check_value(entry, (*path, i), get_args(hint)[0])
    elif get_origin(hint) is Literal:
        if value not in get_args(hint):
            yield unknown_value(tree.place, path, str(value), [str(word) for word in get_args(hint)])
    elif (code := _wrong_type(value, hint)) is not None:
        yield Fault(tree.place, path, code, given)
    elif isinstance(value, int | float) and value < 0:
        yield Fault(tree.place, path, "negative", given)


def _wrong_type(value: object, hint: object) -> str | None:
    if hint is bool:
        return None if isinstance(value, bool) else "bool"
    if hint is str:
        return None if isinstance(value, str) else "text"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "whole" if hint is int else "number"
    return "whole" if hint is int and isinstance(value, float) else None


def _check_evidence(holder: Tree, path: Path, figures: list[str]) -> Iterator[Fault]:
    of = holder.child("evidence_of")
    for key in of.keys() if of else ():
        if key not in figures:
            yield unknown_key(holder.place_of(("evidence_of", key)), (*path, "evidence_of", key), figures)
