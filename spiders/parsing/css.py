"""A style sheet as far as it makes a browser fetch something: other sheets, and the images of its rules.

Of a rule are read ``background``, ``list-style`` and ``border-image`` with their addresses, what hides or makes a box
(``display: none``, ``content``), and for whom it is meant. Conditions, and values that not every browser understands,
leave a rule that only competes with others; fonts, cursors and masks are not read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from spiders.parsing.selectors import Selector, read_selectors

MAX_CHARS = 262_144
_MAX_RULES = 2000
_MAX_NESTED = 16
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.S)
_OLD_COMMENT = re.compile(r"<!--|-->")  # in a sheet the marks themselves are blanks (CSS Syntax, 4.3.1)
_BLANKS = re.compile(r"\s*+")
_TOKEN = re.compile(
    r""""[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"?|'[^'\\\n]*+(?:\\.[^'\\\n]*+)*+'?|url\([^(){"']{0,16384}+\)|[{};]""",
    re.S | re.I,
)
_URL = re.compile(r"""url\(\s*(?:"([^"\n]{1,4096}+)"|'([^'\n]{1,4096}+)'|([^\s"'()]{1,4096}+))\s*+\)""", re.I)
_IMPORT = re.compile(r"""@import\s+(?:url\(\s*)?["']?([^"'()\s;]{1,4096}+)["']?\s*+\)?\s*+(.{0,200})""", re.I | re.S)
_IMPORTANT = re.compile(r"!\s*important\s*\Z", re.I)
_NOT_ON_DESKS = re.compile(
    r"(?:only\s+)?(?:print|speech|aural|braille|embossed|handheld|projection|tty|tv)\b|.*max-(?:device-)?width",
    re.I | re.S,
)
_FOR_EVERYBODY = re.compile(r"(?:only\s+)?(?:screen|all)?", re.I)
Audience = Literal["all", "some", "none"]
"""Whose browser a rule is meant for: every one, some or perhaps all, none of those that stand on desks."""
Family = Literal["background", "list", "border", "display", "content", "no content"]
_FAMILIES: dict[str, Family] = {
    "background": "background",
    "background-image": "background",
    "list-style": "list",
    "list-style-image": "list",
    "border-image": "border",
    "border-image-source": "border",
}
_IMAGE_FAMILIES: tuple[Family, ...] = ("background", "list", "border")
_PLACES = (
    "none repeat repeat-x repeat-y no-repeat round space stretch fill scroll fixed local border-box padding-box "
    "content-box left right top bottom center cover contain auto inside outside disc circle square decimal"
)
_COLOURS = (
    "transparent currentcolor black silver gray grey white maroon red purple fuchsia green lime olive yellow navy blue "
    "teal aqua orange pink gold brown cyan magenta beige ivory snow azure skyblue lightblue lightgray lightgrey "
    "lightyellow darkblue darkred darkgray darkgrey darkgreen steelblue royalblue whitesmoke"
)
_WORDS = frozenset((*_PLACES.split(), *_COLOURS.split()))
_MEASURE = re.compile(
    r"[-+]?0+(?:\.0+)?|[-+]?(?:\d+\.?|\d*\.\d+)(?:px|em|rem|ex|pt|pc|cm|mm|in|vw|vh|%)|#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})"
)
_COLOUR = re.compile(r"(?:rgb|hsl)a?\([\d\s.,%/]{1,60}\)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?%?")


class Address(NamedTuple):
    """An address as it stands in a sheet, and its line."""

    raw: str
    line: int


class Import(NamedTuple):
    """Another sheet that a sheet asks for. Browsers fetch it whoever it is meant for."""

    raw: str
    line: int
    audience: Audience


class Looks(NamedTuple):
    """What the declarations of a rule come to for one family. Without addresses it only competes with others."""

    addresses: tuple[Address, ...]
    important: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule says of one family.

    The family ``display`` has the rules that hide what they apply to; ``content`` and ``no content`` those that make a
    box before or after an element, or take it away. ``sure``: meant for everybody.
    """

    selectors: tuple[Selector, ...]
    family: Family
    addresses: tuple[Address, ...] = ()
    important: bool = False
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    imports: tuple[Import, ...]
    rules: tuple[Rule, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing that may compete stands in an import that is meant for some only."""
        return all(one.audience != "some" for one in self.imports)


def read_sheet(text: str) -> Sheet:
    """A style sheet of at most ``MAX_CHARS`` characters; any text can be read."""
    text = _COMMENT.sub(_blanks, text[:MAX_CHARS])
    imports: list[Import] = []
    rules: list[Rule] = []
    for kind, prelude, pieces in _blocks(_OLD_COMMENT.sub(" ", text)):
        if kind == "top":
            imports += (found for piece in pieces if (found := _import(piece)))
        elif kind != "skipped" and len(rules) < _MAX_RULES:
            rules += _rules(prelude, pieces, sure=kind == "rule")
    return Sheet(tuple(imports), tuple(rules))


def read_imports(text: str) -> tuple[Import, ...]:
    """The imports of a sheet alone: they stand before its first block, and the rest need not be read."""
    return read_sheet(_COMMENT.sub(_blanks, text[:MAX_CHARS]).partition("{")[0]).imports


def read_attribute(text: str) -> dict[Family, Looks]:
    """What a ``style`` attribute says of the families of images; nothing where it is no list of declarations."""
    text = _COMMENT.sub(" ", text[:MAX_CHARS])
    looks = {} if "{" in text or "}" in text else _declared([_Piece(one.strip(), 1) for one in _declarations(text)])
    return {family: looks[family] for family in _IMAGE_FAMILIES if family in looks}


def _blanks(comment: re.Match[str]) -> str:
    return "\n" * comment[0].count("\n") or " "


def _declarations(text: str) -> Iterator[str]:
    start = 0
    for token in _TOKEN.finditer(text):
        if token[0] == ";":
            yield text[start : token.start()]
            start = token.end()
    yield text[start:]


def audience(media: str) -> Audience:
    """Whom a list of media queries speaks of."""
    found = {_audience(" ".join(one.split())) for one in media.split(",")}
    return "all" if "all" in found else "some" if "some" in found else "none"


def _audience(query: str) -> Audience:
    if _FOR_EVERYBODY.fullmatch(query):
        return "all"
    return "none" if _NOT_ON_DESKS.match(query) else "some"


class _Piece(NamedTuple):
    text: str
    line: int


_Kind = Literal["top", "group", "some", "rule", "some's rule", "skipped"]
"""The sheet itself, rules for everybody, rules for some, a rule of either, and what is not read."""
_Block = tuple[_Kind, str, list[_Piece]]
_HOLDING = frozenset(("top", "group", "some"))


def _blocks(text: str) -> Iterator[_Block]:
    """Every block when it ends: kind, what stands before its brace, and its declarations.

    Of the sheet itself only what stands before its first block: there imports may stand.
    """
    stack: list[_Block] = [("top", "", [])]
    begun = False
    start = counted = _BLANKS.match(text).end()  # type: ignore[union-attr]
    line = 1 + text.count("\n", 0, start)
    for token in _TOKEN.finditer(text):
        mark, outer = token[0], stack[-1][0]
        if mark not in "{};" or (mark != "{" and outer in _HOLDING and not _ends(mark, text[start : start + 1], outer)):
            continue  # what should not stand there spoils the rule that follows
        piece = text[start : token.start()].rstrip()
        if mark == "{":
            begun = True
            stack.append((_kind(piece, outer) if len(stack) < _MAX_NESTED else "skipped", piece, []))
        elif len(stack) > 1 or not begun:
            stack[-1][2].append(_Piece(piece, line))
        if mark == "}":
            yield stack.pop()
        start = _BLANKS.match(text, token.end()).end()  # type: ignore[union-attr]
        line += text.count("\n", counted, start)
        counted = start
    if len(stack) > 1 or not begun:
        stack[-1][2].append(_Piece(text[start:].strip()[:4096], line))
    yield from reversed(stack)  # a browser closes what is left open


def _ends(mark: str, first: str, outer: _Kind) -> bool:
    """Whether a mark where rules stand ends anything: a statement such as an import, or a group of rules."""
    return first == "@" if mark == ";" else outer != "top"


def _kind(prelude: str, outer: _Kind) -> _Kind:
    if outer not in _HOLDING:
        return "skipped"
    if not prelude.startswith("@"):
        return "some's rule" if outer == "some" else "rule"
    name = re.split(r"[\s(]", prelude, maxsplit=1)[0]
    if name.lower() in ("@supports", "@layer", "@container"):
        return "some"
    if name.lower() != "@media":
        return "skipped"
    whom = audience(prelude[len(name) :])
    return "skipped" if whom == "none" else "some" if whom == "some" or outer == "some" else "group"


def _import(piece: _Piece) -> Import | None:
    found = _IMPORT.fullmatch(piece.text)
    if found is None or "\\" in found[1] or found[2].lower().startswith("supports"):
        return None
    return Import(found[1], piece.line, audience(found[2]))


def _rules(prelude: str, pieces: list[_Piece], *, sure: bool) -> Iterator[Rule]:
    looks = _declared(pieces)
    if looks and (selectors := read_selectors(prelude)):
        for family, (addresses, important) in looks.items():
            yield Rule(selectors, family, addresses if sure else (), important, sure)


def _declared(pieces: list[_Piece]) -> dict[Family, Looks]:
    """The last declaration of each family. ``all`` takes every image back."""
    last: dict[Family, Looks] = {}
    for piece in pieces:
        name, _, value = piece.text.partition(":")
        name, value = name.strip().lower(), value.strip()
        important = bool(_IMPORTANT.search(value))
        value = _IMPORTANT.sub("", value).strip()
        if "\\" in value or "!" in value:
            continue  # hacks for browsers that nobody has any more: all others leave the declaration out
        family: Family | None = _FAMILIES.get(name)
        if name == "display":
            family = "display" if value.lower().startswith("none") else None
        elif name == "content":
            family = "no content" if value.lower() in ("none", "normal") else "content"
        for one in _IMAGE_FAMILIES if name == "all" else (family,) if family else ():
            known = last.get(one)
            addresses = tuple(_addresses(name, value, piece.line)) if name in _FAMILIES else ()
            last[one] = Looks(addresses, important or (known is not None and known.important))
    return last


def _addresses(name: str, value: str, line: int) -> Iterator[Address]:
    """The addresses of a value that every browser understands; of others none."""
    rest = _COLOUR.sub(" ", _URL.sub(" ", value).lower())
    words = rest.replace(",", " ").replace("/", " ").split()
    if name.endswith(("-image", "-source")) and name != "border-image":
        understood = set(words) <= {"none"}
    else:
        understood = all(
            word in _WORDS or _MEASURE.fullmatch(word) or (name == "border-image" and _NUMBER.fullmatch(word))
            for word in words
        )
    if understood:
        for found in _URL.finditer(value):
            yield Address(found[1] or found[2] or found[3], line)
