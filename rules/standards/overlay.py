"""Standards laid over others: ``extends`` names the one below, rules of the same id are changed key by key."""

from collections.abc import Callable

from rules.standards.faults import Fault
from rules.standards.yamltext import Tree, parse

Lookup = Callable[[str], tuple[str, str] | None]
"""Finds a standard to extend by its id: its text and its name; None where there is none."""


def resolve(text: str, name: str, lookup: Lookup, chain: tuple[str, ...] = ()) -> tuple[Tree | None, list[Fault]]:
    """The tree of a standard with what it extends laid under it, and what is wrong with any of the texts."""
    tree, faults = parse(text, name)
    if tree is None:
        return None, faults
    extends = tree.child("extends")
    if extends is None or not isinstance(extends.value, str):
        return tree, faults
    if extends.value in chain:
        return None, [*faults, Fault(extends.place, ("extends",), "extends-loop")]
    found = lookup(extends.value)
    if found is None:
        return None, [*faults, Fault(extends.place, ("extends",), "extends", {"given": extends.value})]
    base, base_faults = resolve(*found, lookup, (*chain, extends.value))
    if base is None:
        return None, faults + base_faults
    merged, over_faults = _lay_over(base, tree)
    return merged, faults + base_faults + over_faults


def _lay_over(base: Tree, over: Tree) -> tuple[Tree, list[Fault]]:
    faults: list[Fault] = []
    rules = _by_id(base.child("rules"))
    drop = over.child("drop")
    for i, dropped in enumerate(drop.entries() if drop else ()):
        if rules.pop(str(dropped.value), None) is None:
            faults.append(Fault(dropped.place, ("drop", i), "drop", {"given": str(dropped.value)}))
    for key, rule in _by_id(over.child("rules")).items():
        rules[key] = _merged(rules[key], rule) if key in rules else rule
    values = {key: tree for key, tree in _mapping(over).items() if key not in {"rules", "drop"}}
    merged = _mapping(_merged(base, Tree(values, over.place)))
    return Tree(merged | {"rules": Tree(list(rules.values()), over.place)}, over.place), faults


def _mapping(tree: Tree) -> dict[str, Tree]:
    return tree.value if isinstance(tree.value, dict) else {}


def _by_id(rules: Tree | None) -> dict[str, Tree]:
    """Rules by their ids; one without an id, or with one that stands twice, keeps a key of its own."""
    found: dict[str, Tree] = {}
    for i, rule in enumerate(rules.entries() if rules else ()):
        named = rule.child("id")
        key = str(named.value) if named else f"#{i}"
        found[key if key not in found else f"#{i}"] = rule
    return found


def _merged(base: Tree, over: Tree) -> Tree:
    if not (isinstance(base.value, dict) and isinstance(over.value, dict)):
        return over
    values = dict(base.value)
    for key, tree in over.value.items():
        values[key] = _merged(values[key], tree) if key in values else tree
    return Tree(values, over.place)
