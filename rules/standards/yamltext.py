"""YAML as a standard may use it: plain values whose places are remembered, and none of YAML 1.1's surprises.

``12:30`` stays text (YAML 1.1 reads 750), ``no``, ``yes``, ``on`` and ``off`` stay text (and are refused where true or
false is wanted), days stay text, a key may stand only once, anchors and tags are refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml
from yaml import CSafeLoader  # a file of 1 MB takes it two seconds, and SafeLoader a minute
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from rules.standards.faults import Fault, Place

Path = tuple[str | int, ...]

MAX_DEPTH = 20


class _Loader(CSafeLoader):
    """PyYAML's parser with only the plain scalars that mean the same to everyone."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012


for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:bool", r"true|false", "tf"),
    ("tag:yaml.org,2002:int", r"-?(?:0|[1-9][0-9]*)", "-0123456789"),
    ("tag:yaml.org,2002:float", r"-?(?:0|[1-9][0-9]*)\.[0-9]+", "-0123456789"),
    ("tag:yaml.org,2002:null", r"null|~|", ["n", "~", ""]),
):
    _Loader.add_implicit_resolver(_tag, re.compile(f"^(?:{_pattern})$"), list(_first))


@dataclass(frozen=True, slots=True)
class Tree:
    """A YAML value with the place of every key and entry: mappings and sequences hold trees, scalars plain values."""

    value: "dict[str, Tree] | list[Tree] | str | int | float | bool | None"
    place: Place

    def plain(self) -> object:
        """The value without places."""
        if isinstance(self.value, dict):
            return {key: tree.plain() for key, tree in self.value.items()}
        return tuple(tree.plain() for tree in self.value) if isinstance(self.value, list) else self.value

    def child(self, step: str | int) -> "Tree | None":
        """The value under a key or at a position; None where there is none."""
        if isinstance(self.value, dict):
            return self.value.get(str(step))
        if isinstance(self.value, list) and isinstance(step, int) and step < len(self.value):
            return self.value[step]
        return None

    def keys(self) -> list[str]:
        """The keys of a mapping."""
        return list(self.value) if isinstance(self.value, dict) else []

    def entries(self) -> "list[Tree]":
        """The entries of a sequence."""
        return self.value if isinstance(self.value, list) else []

    def place_of(self, path: Path) -> Place:
        """Where the value at ``path`` stands, or the nearest thing around it."""
        tree = self
        for step in path:
            inner = tree.child(step)
            if inner is None:
                break
            tree = inner
        return tree.place


def parse(text: str, name: str) -> tuple[Tree | None, list[Fault]]:
    """The tree of a YAML text, and all that is wrong with it. ``name`` stands for the file in places."""
    faults: list[Fault] = []
    try:
        faults += _refused(text, name)
        node = None if faults else yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return None, [Fault(_place(name, mark), (), "yaml", {"problem": error.problem or str(error)})]
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        return None, [Fault(Place(name, line, 1), (), "yaml", {"problem": str(error).splitlines()[0]})]
    if faults:
        return None, faults
    if not isinstance(node, MappingNode):
        return None, [Fault(Place(name, 1, 1), (), "no-mapping")]
    tree = _tree(node, name, (), faults)
    return tree, faults


def _refused(text: str, name: str) -> Iterator[Fault]:
    """What no file of ours needs and a bomb is made of, before anything is built from it."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if getattr(event, "anchor", None) is not None or getattr(event, "tag", None) is not None:
            yield Fault(_place(name, event.start_mark), (), "no-anchors")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > 2 * MAX_DEPTH:
            yield Fault(_place(name, event.start_mark), (), "too-deep")
            return


def _place(name: str, mark: Any) -> Place:  # noqa: ANN401 - of one of two parsers
    return Place(name, mark.line + 1, mark.column + 1) if mark else Place(name, 1, 1)


def _tree(node: Node, name: str, path: Path, faults: list[Fault], place: Place | None = None) -> Tree:
    place = place or _place(name, node.start_mark)
    if len(path) > MAX_DEPTH:
        faults.append(Fault(place, path[:3], "too-deep"))
        return Tree(None, place)
    if isinstance(node, MappingNode):
        return Tree(dict(_pairs(node, name, path, faults)), place)
    if isinstance(node, SequenceNode):
        return Tree([_tree(child, name, (*path, i), faults) for i, child in enumerate(node.value)], place)
    assert isinstance(node, ScalarNode)
    return Tree(_scalar(node), place)


def _pairs(node: MappingNode, name: str, path: Path, faults: list[Fault]) -> Iterator[tuple[str, Tree]]:
    seen: dict[str, Place] = {}
    for key_node, value_node in node.value:
        place = _place(name, key_node.start_mark)
        if not isinstance(key_node, ScalarNode):
            faults.append(Fault(place, path, "key-no-text"))
            continue
        key = str(key_node.value)
        if key in seen:
            faults.append(Fault(place, (*path, key), "duplicate", {"line": str(seen[key].line)}))
            continue
        seen[key] = place
        yield key, _tree(value_node, name, (*path, key), faults, place)


def _scalar(node: ScalarNode) -> str | int | float | bool | None:
    kind = node.tag.rpartition(":")[2]
    text = str(node.value)
    if kind == "int":
        return int(text) if len(text) <= 18 else text
    if kind == "float":
        return float(text)
    if kind == "bool":
        return text == "true"
    return None if kind == "null" else text
