"""Whether an element is what a selector of a style sheet means, as far as that is certain.

Selectors are read by cssselect; matched are tags, ids, classes, and their places below and beside each other. Of all
other parts (attributes, structure, negation, what a mouse does) nothing is known: the caller says what they count as.
Work is bounded: ``Patience`` ends it, and then nothing is met.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import cssselect
from cssselect.parser import Class, CombinedSelector, Element, Hash, Pseudo, Tree
from lxml import etree

_MAX_SELECTOR_CHARS = 500
_MAX_SELECTORS = 100
_MAX_STEPS = 200_000
_CHARS_OF_A_STEP = 64  # of an attribute; real ones have fewer
_BOXES = (None, "before", "after")
"""Boxes that a page shows; selected text, scroll bars and the like are none, and concern nothing else either."""


@dataclass(slots=True)
class Patience:
    """How many steps matching may still take."""

    left: int = _MAX_STEPS

    def step(self) -> bool:
        self.left = max(self.left - 1, 0)
        return self.left > 0

    def read(self, value: str | None) -> str:
        """An attribute that is looked through: a long one costs further steps."""
        text = value or ""
        self.left = max(self.left - len(text) // _CHARS_OF_A_STEP, 0)
        return text


_STRONGEST = (1000, 0, 0)
"""What a selector counts as that could not be read."""


@dataclass(frozen=True, slots=True)
class Selector:
    """One selector; ``tree`` is None where it could not be read. ``box``: what it means before or after an element."""

    tree: Tree | None
    box: str | None = None
    specificity: tuple[int, int, int] = _STRONGEST

    @property
    def key(self) -> str | None:
        """The id (``#…``), class (``.…``) or tag that whatever it means must have; None where that is not known."""
        return None if self.tree is None else _key(self.tree)

    def is_met(self, element: etree._Element, patience: Patience, *, unknown: bool) -> bool:
        """Whether ``element`` is meant; ``unknown`` is what parts count as that are not understood."""
        return unknown if self.tree is None else _is_met(self.tree, element, patience, unknown)


class Index:
    """The elements of a page by id, class and tag, each list in document order."""

    def __init__(self, root: etree._Element) -> None:
        self._found: dict[str, list[etree._Element]] = defaultdict(list)
        for element in root.iter(etree.Element):
            self._found[str(element.tag)].append(element)
            if name := element.get("id"):
                self._found[f"#{name}"].append(element)
            for name in set((element.get("class") or "").split()):
                self._found[f".{name}"].append(element)

    def candidates(self, selector: Selector) -> Sequence[etree._Element]:
        """Elements that may be meant: those with the id, a class or the tag that a selector ends in."""
        key = selector.key
        return self._found.get(key, ()) if key else ()


@lru_cache(maxsize=4096)
def read_selectors(text: str) -> tuple[Selector, ...]:
    """The selectors before a brace; one that cannot be read stands for anything."""
    if len(text) > _MAX_SELECTOR_CHARS:
        return (Selector(None),)
    try:
        found = cssselect.parse(text)
    except (cssselect.SelectorError, ValueError, RecursionError):
        return (Selector(None),)
    return tuple(_selector(one) for one in found[:_MAX_SELECTORS] if one.pseudo_element in _BOXES)


def _selector(found: cssselect.Selector) -> Selector:
    box = found.pseudo_element
    return Selector(found.parsed_tree, str(box) if box else None, found.specificity())


def _key(tree: Tree) -> str | None:
    while isinstance(tree, CombinedSelector):
        tree = tree.subselector
    key: str | None = None
    while True:
        if isinstance(tree, Hash):
            return f"#{tree.id}"
        if isinstance(tree, Class):
            key, tree = f".{tree.class_name}", tree.selector
        elif isinstance(tree, Pseudo):
            tree = tree.selector
        else:
            return key or (tree.element.lower() if isinstance(tree, Element) and tree.element else None)


def _is_met(tree: Tree, element: etree._Element, patience: Patience, unknown: bool) -> bool:
    if not patience.step():
        return False
    if isinstance(tree, Element):
        return tree.element is None or tree.element.lower() == element.tag
    if isinstance(tree, CombinedSelector):
        return _is_met(tree.subselector, element, patience, unknown) and _is_placed(tree, element, patience, unknown)
    if isinstance(tree, Hash):
        fits = patience.read(element.get("id")) == tree.id
    elif isinstance(tree, Class):
        fits = tree.class_name in patience.read(element.get("class")).split()
    elif isinstance(tree, Pseudo):
        fits = unknown or _is_in_mood(tree.ident, element)
    else:
        fits = unknown
    inner: Tree | None = getattr(tree, "selector", None)
    return fits and inner is not None and _is_met(inner, element, patience, unknown)


def _is_in_mood(ident: str, element: etree._Element) -> bool:
    """What an element is without anybody touching it; of visited links browsers show no image, lest they tell."""
    return (ident == "link" and element.get("href") is not None) or (ident == "root" and element.getparent() is None)


def _is_placed(tree: CombinedSelector, element: etree._Element, patience: Patience, unknown: bool) -> bool:
    """Whether what stands before a combinator is found where the combinator says."""
    if tree.combinator == " ":
        return any(_is_met(tree.selector, outer, patience, unknown) for outer in element.iterancestors(etree.Element))
    if tree.combinator == ">":
        outer = element.getparent()
        return outer is not None and _is_met(tree.selector, outer, patience, unknown)
    before = element.itersiblings(etree.Element, preceding=True)
    if tree.combinator == "+":
        first = next(before, None)
        return first is not None and _is_met(tree.selector, first, patience, unknown)
    return any(_is_met(tree.selector, sibling, patience, unknown) for sibling in before)
