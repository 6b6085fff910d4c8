"""The words that the safety readers look for: the bundled lists, and an office's own on top of them.

A file of one's own has one entry per line, fields separated by tabs, ``#`` before a comment:

    word    布署    部署    发布署,公布署     a misspelling, the right form, longer words in which it is right
    allow   关健    -                       a bundled misspelling that is not to be reported
    name    示例县行政审批局                  a name to be written right; one wrong character in it is reported
    person  张三丰  县长                     a person's name beside this title; one wrong character in it is reported
    spam    某某棋牌  gambling               a term of hacked pages
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import files

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from rules.errors import UsageError
from spiders.parsing.texts import Texts

_FIELDS = {"word": (3, 4), "allow": (2, 3), "name": (2, 2), "person": (3, 3), "spam": (2, 3)}
_HIDING = {
    "text-indent": ("-",),
    "left": ("-",),
    "right": ("-",),
    "top": ("-",),
    "font-size": ("0", "1p"),
    "line-height": ("0", "1p"),
    "opacity": ("0",),
    "height": ("0", "1p"),
    "width": ("0", "1p"),
}
HIDING_STYLES = (
    *("<marquee", "MARQUEE", "STYLE="),
    *(f"{name}:{blank}{value}" for name, values in _HIDING.items() for value in values for blank in ("", " ")),
)
"""Beginnings of declarations that may hide what they apply to; upper-case styles are looked at without asking."""
MIN_NAME_CHARS = 5
"""Shorter names of institutions differ in one character from too many others."""


@dataclass(frozen=True, slots=True)
class Misspelling:
    wrong: str
    right: str
    exceptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    title: str


@dataclass(frozen=True)
class Lexicon:
    """The finders look for all entries at once; what they find are indexes into ``words`` and ``spam``."""

    words: tuple[Misspelling, ...]
    spam: tuple[tuple[str, str], ...]
    names: tuple[str, ...] = ()
    persons: tuple[Person, ...] = ()

    @cached_property
    def word_finder(self) -> AhoCorasick:
        return _finder([word.wrong for word in self.words])

    @cached_property
    def lines_with_words(self) -> Callable[[Texts], list[int]]:
        """What tells which lines hold a wrong form."""
        finder = self.word_finder
        return lambda texts: sorted({texts.number_at(at) for _, at, _ in finder.find_matches_as_indexes(texts.joined)})

    @cached_property
    def spam_finder(self) -> AhoCorasick:
        return _finder([term for term, _ in self.spam])

    @cached_property
    def spam_terms(self) -> frozenset[str]:
        return frozenset(term for term, _ in self.spam)

    @cached_property
    def own_spam(self) -> frozenset[str]:
        """The terms that are not among the bundled ones."""
        return self.spam_terms - bundled().spam_terms

    def extended(self, text: str, name: str) -> "Lexicon":
        """With the entries of an office's own file. Raises ``UsageError`` with every line that cannot be read."""
        entries = list(_own_entries(text, name))
        words = {word.wrong: word for word in self.words}
        for kind, fields in entries:
            if kind == "allow":
                words.pop(fields[0], None)
            elif kind == "word":
                words[fields[0]] = Misspelling(fields[0], fields[1], _listed(fields[2:]))
        spam = dict(self.spam) | {f[0]: f[1] if len(f) > 1 else "own" for kind, f in entries if kind == "spam"}
        return replace(
            self,
            words=tuple(words[wrong] for wrong in sorted(words)),
            spam=tuple(sorted(spam.items())),
            names=tuple(sorted({*self.names, *(fields[0] for kind, fields in entries if kind == "name")})),
            persons=tuple(
                sorted(
                    {*self.persons, *(Person(*fields) for kind, fields in entries if kind == "person")},
                    key=lambda person: (person.title, person.name),
                )
            ),
        )


@cache
def bundled() -> Lexicon:
    """The lists that come with the program."""
    words = (Misspelling(row[0], row[1], _listed(row[2:])) for row in _rows("misspellings.tsv"))
    spam = ((row[0].lower(), row[1]) for row in _rows("spam_words.tsv"))
    return Lexicon(words=tuple(sorted(words, key=lambda word: word.wrong)), spam=tuple(sorted(spam)))


def _finder(terms: list[str]) -> AhoCorasick:
    return AhoCorasick(terms, MatchKind.LeftmostLongest, implementation=Implementation.DFA)


def _rows(name: str) -> Iterator[list[str]]:
    text = files("spiders.parsing.data").joinpath(name).read_text("utf-8")
    return (fields for _, fields in _split(text))


def _split(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield number, [field.strip() for field in line.split("\t") if field.strip()]


def _own_entries(text: str, name: str) -> Iterable[tuple[str, list[str]]]:
    faults = sorted(_faults(text))
    if faults:
        zh, en = ("\n".join(f"{name}:{fault[0]}: {fault[side]}" for fault in faults) for side in (1, 2))
        raise UsageError(zh, en)
    return ((fields[0], fields[1:]) for _, fields in _split(text))


def _faults(text: str) -> Iterator[tuple[int, str, str]]:
    """Line, and what is wrong with it, in Chinese and English."""
    for number, fields in _split(text):
        kind, rest = fields[0], fields[1:]
        least, most = _FIELDS.get(kind, (0, 0))
        known = ", ".join(_FIELDS)
        if not most:
            zh = f"“{kind}”不可用；一行须以 {known} 之一开头，各项用制表符（Tab）分隔"
            yield number, zh, f"'{kind}': a line begins with one of {known}, and tabs stand between its fields"
        elif not least <= len(fields) <= most:
            count = f"{least - 1}-{most - 1}"
            yield number, f"{kind} 后应有 {count} 项，用制表符分隔", f"{kind} takes {count} fields, separated by tabs"
        elif kind == "word" and rest[0] in rest[1]:
            yield number, f"正确写法“{rest[1]}”包含“{rest[0]}”", f"the right form '{rest[1]}' contains '{rest[0]}'"
        elif kind == "name" and len(rest[0]) < MIN_NAME_CHARS:
            english = f"'{rest[0]}' has fewer than {MIN_NAME_CHARS} characters"
            yield number, f"“{rest[0]}”不足 {MIN_NAME_CHARS} 字", english


def _listed(fields: list[str]) -> tuple[str, ...]:
    return tuple(sorted({entry.strip() for field in fields for entry in field.split(",") if entry.strip()}))
