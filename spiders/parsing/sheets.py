"""What a style sheet makes a browser fetch: other sheets, and the images of rules that apply to a page.

A browser asks for the background of a rule only where the rule applies to something that the page shows, so an image
that is missing from a rule nobody uses, or for an element that is hidden, harms nobody and is never named. What is not
understood for certain (conditions on sizes, selectors of structure, rules that compete for one element) is left out as
well: a wrong accusation is worse than a missed image. Read are ``background``, ``list-style`` and ``border-image``;
fonts, cursors and hacks for browsers that nobody has any more are not.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from spiders.parsing.document import Document
from spiders.parsing.selectors import Index, Patience, Selector, read_selectors
from spiders.parsing.urls import resolve

MAX_CHARS = 262_144
_MAX_RULES = 2000
_MAX_NESTED = 16
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.S)
_TOKEN = re.compile(
    r""""[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"?|'[^'\\\n]*+(?:\\.[^'\\\n]*+)*+'?|url\([^(){"']{0,16384}+\)|[{};]""",
    re.S | re.I,
)
_URL = re.compile(r"""url\(\s*(?:"([^"\n]{1,4096}+)"|'([^'\n]{1,4096}+)'|([^\s"'()]{1,4096}+))\s*+\)""", re.I)
_IMPORT = re.compile(r"""@import\s+(?:url\(\s*)?["']?([^"'()\s;]{1,4096}+)["']?\s*+\)?\s*+(.{0,200})""", re.I | re.S)
_FOR_EVERYBODY = re.compile(r"(?:only\s+)?(?:screen|all)?", re.I)
_FAMILIES = {
    "background": "background",
    "background-image": "background",
    "list-style": "list",
    "list-style-image": "list",
    "border-image": "border",
    "border-image-source": "border",
}


_DISPLAY = "display"
_UNSEEN = frozenset(
    ("head", "noscript", "template", "iframe", "object", "video", "audio", "canvas", "select", "dialog", "details")
)
"""What such an element holds is shown to few readers, or when somebody asks for it."""


class Address(NamedTuple):
    """An address as it stands in a sheet, and its line."""

    raw: str
    line: int


@dataclass(frozen=True, slots=True)
class Rule:
    """The last declaration of one family in a rule; without addresses it only competes with others.

    The family ``display`` has the rules that hide what they apply to.
    """

    selectors: tuple[Selector, ...]
    family: str
    addresses: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    imports: tuple[Address, ...]
    rules: tuple[Rule, ...]


class Shown(NamedTuple):
    """An image that a sheet puts on a page, and the first element that it is for."""

    raw: str
    line: int
    element: etree._Element


def read_sheet(text: str) -> Sheet:
    """A style sheet of at most ``MAX_CHARS`` characters; any text can be read."""
    text = _COMMENT.sub(lambda found: "\n" * found[0].count("\n") or " ", text[:MAX_CHARS])
    imports: list[Address] = []
    rules: list[Rule] = []
    for block, prelude, declarations in _blocks(text):
        if block.kind == "top":
            imports += (found for piece in declarations if (found := _import(piece)))
        elif block.kind == "rule" and len(rules) < _MAX_RULES:
            rules += _rules(prelude, declarations)
    return Sheet(tuple(imports), tuple(rules))


def shown_by(sheet: Sheet, doc: Document, patience: Patience, others: Sequence[Sheet] = ()) -> list[Shown]:
    """The images of a sheet that a browser fetches for a page, each once, in the order of the sheet.

    ``others`` are the other sheets of the page, which compete with it, as does what stands in its ``<style>``. Where
    ``patience`` ends, so does the list.
    """
    found: dict[str, Shown] = {}
    index = Index(doc.root)
    rivals: dict[str, list[Rule]] = defaultdict(list)
    for one in (sheet, *others, *(read_sheet(style.text) for style in doc.styles)):
        for rule in one.rules:
            rivals[rule.family].append(rule)
    hiding = [selector for rule in rivals[_DISPLAY] for selector in rule.selectors]
    for rule in sheet.rules:
        if not patience.left:
            break
        wanted = [address for address in rule.addresses if address.raw not in found]
        element = _first_uncontested(rule, rivals[rule.family], index, patience, hiding) if wanted else None
        if element is not None:
            found |= {address.raw: Shown(address.raw, address.line, element) for address in wanted}
    return list(found.values())


def applies(doc: Document, url: str) -> bool:
    """Whether a page uses a sheet on every screen; True also for one that it does not name: another sheet does."""
    links = (link for link in doc.all("link") if resolve(link.get("href") or "", doc.base_url, "utf-8") == url)
    uses = [
        "alternate" not in (link.get("rel") or "").lower()
        and link.get("disabled") is None
        and bool(_FOR_EVERYBODY.fullmatch((link.get("media") or "").strip()))
        for link in links
    ]
    return any(uses) or not uses


def _first_uncontested(
    rule: Rule, rivals: Sequence[Rule], index: Index, patience: Patience, hiding: Sequence[Selector]
) -> etree._Element | None:
    for selector in rule.selectors:
        for element in index.candidates(selector):
            if (
                patience.left
                and selector.is_met(element, patience, unknown=False)
                and not _has_own_look(element, patience)
                and not _is_contested(element, rule, rivals, patience)
                and not _is_hidden(element, hiding, patience)
                and patience.left
            ):
                return element
    return None


def _is_contested(element: etree._Element, rule: Rule, rivals: Sequence[Rule], patience: Patience) -> bool:
    """Whether another rule may give an element another image, or none."""
    others = (one for rival in rivals if rival is not rule for one in rival.selectors)
    return any(one.is_met(element, patience, unknown=True) for one in others)


def _is_hidden(element: etree._Element, hiding: Sequence[Selector], patience: Patience) -> bool:
    """Whether a rule may hide an element or what holds it: browsers fetch nothing for it until it is shown."""
    return any(
        not patience.step()
        or node.tag in _UNSEEN
        or node.get("hidden") is not None
        or "none" in patience.read(node.get("style")).lower()
        or any(selector.is_met(node, patience, unknown=True) for selector in hiding)
        for node in (element, *element.iterancestors(etree.Element))
    )


def _has_own_look(element: etree._Element, patience: Patience) -> bool:
    style = patience.read(element.get("style")).lower()
    return (
        any(word in style for word in ("background", "list-style", "border-image", "none"))
        or element.get("background") is not None
    )


class _Piece(NamedTuple):
    text: str
    line: int


class _Block(NamedTuple):
    kind: str  # top, group (rules for everybody), rule, skipped
    prelude: str
    pieces: list[_Piece]


def _blocks(text: str) -> Iterator[tuple[_Block, str, list[_Piece]]]:
    """Every block when it ends, with what stands before its brace and the declarations in it."""
    stack = [_Block("top", "", [])]
    start, line, counted = 0, 1, 0
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark not in "{};":
            continue
        piece = text[start : token.start()]
        line += text.count("\n", counted, start + len(piece) - len(piece.lstrip()))
        counted = start + len(piece) - len(piece.lstrip())
        start = token.end()
        if mark == "{":
            kind = _kind(piece.strip(), stack[-1].kind) if len(stack) < _MAX_NESTED else "skipped"
            stack.append(_Block(kind, piece.strip(), []))
            continue
        stack[-1].pieces.append(_Piece(piece.strip(), line))
        if mark == "}" and len(stack) > 1:
            block = stack.pop()
            yield block, block.prelude, block.pieces
    stack[0].pieces.append(_Piece(text[start:].strip()[:4096], line))
    yield stack[0], "", stack[0].pieces


def _kind(prelude: str, outer: str) -> str:
    if outer in ("rule", "skipped"):
        return "skipped"
    if not prelude.startswith("@"):
        return "rule"
    name, _, condition = prelude.partition(" ")
    return "group" if name.lower() == "@media" and _FOR_EVERYBODY.fullmatch(condition.strip()) else "skipped"


def _import(piece: _Piece) -> Address | None:
    found = _IMPORT.fullmatch(piece.text)
    if found is None or not _FOR_EVERYBODY.fullmatch(found[2].strip()) or "\\" in found[1]:
        return None
    return Address(found[1], piece.line)


def _rules(prelude: str, declarations: list[_Piece]) -> Iterator[Rule]:
    last: dict[str, tuple[Address, ...]] = {}
    for piece in declarations:
        name, _, value = piece.text.partition(":")
        name = name.strip().lower()
        if name == _DISPLAY and value.strip().lower().startswith("none"):
            last[_DISPLAY] = ()
        elif (family := _FAMILIES.get(name)) is not None:
            last[family] = tuple(_addresses(value, piece.line))
    if last and (selectors := read_selectors(prelude)):
        for family, addresses in last.items():
            yield Rule(selectors, family, addresses)


def _addresses(value: str, line: int) -> Iterator[Address]:
    if "\\" in value or ("!" in value and "!important" not in value.replace(" ", "").lower()):
        return  # hacks, and escapes that nobody needs
    for found in _URL.finditer(value):
        yield Address(found[1] or found[2] or found[3], line)
