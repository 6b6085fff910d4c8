"""Misspelt words and names in what a reader sees of a page."""

from collections.abc import Iterator, Sequence

from rules.observations import Alert
from spiders.parsing.safety.lexicon import Lexicon, Person
from spiders.parsing.texts import Texts

CONTEXT_CHARS = 12
_OTHER_OFFICES = frozenset("副原前")


def read_misspellings(texts: Texts, lexicon: Lexicon) -> Iterator[Alert]:
    """Every place where a wrong form stands that is not part of a longer right word."""
    for line in (texts[at] for at in texts.told(lexicon.lines_with_words)):
        for index, start, end in lexicon.word_finder.find_matches_as_indexes(line):
            word = lexicon.words[index]
            if not _is_excepted(line, start, end, word.exceptions):
                yield Alert(kind="misspelt-word", text=word.wrong, snippet=_around(line, start, end), right=word.right)
    for name in lexicon.names:
        yield from _near_names(texts.joined, name)
    for person in lexicon.persons:
        yield from _near_persons(texts.joined, person)


def _is_excepted(text: str, start: int, end: int, exceptions: Sequence[str]) -> bool:
    wrong = text[start:end]
    for exception in exceptions:
        offset = exception.find(wrong)
        while offset >= 0:
            if text.startswith(exception, start - offset) and start >= offset:
                return True
            offset = exception.find(wrong, offset + 1)
    return False


def _near_names(text: str, name: str) -> Iterator[Alert]:
    """Places that differ from a name in exactly one character; one of its halves must be right."""
    size, half = len(name), len(name) // 2
    seen: set[int] = set()
    for part, offset in ((name[:half], 0), (name[half:], half)):
        at = text.find(part)
        while at >= 0:
            start = at - offset
            window = text[max(start, 0) : start + size]
            if start >= 0 and start not in seen and _differs_in_one(window, name):
                seen.add(start)
                yield Alert(kind="misspelt-name", text=window, snippet=_around(text, start, start + size), right=name)
            at = text.find(part, at + 1)


def _near_persons(text: str, person: Person) -> Iterator[Alert]:
    """A name beside its title, before or after it, with one character of the given name wrong.

    A deputy, a predecessor and someone with another surname are other people.
    """
    size = len(person.name)
    at = text.find(person.title)
    while at >= 0:
        end = at + len(person.title)
        for start in (end, at - size) if text[at - 1 : at] not in _OTHER_OFFICES else ():
            window = text[max(start, 0) : start + size]
            if start >= 0 and window[:1] == person.name[0] and _differs_in_one(window, person.name):
                around = _around(text, start, start + size)
                yield Alert(kind="misspelt-name", text=window, snippet=around, right=person.name)
        at = text.find(person.title, at + 1)


def _differs_in_one(window: str, name: str) -> bool:
    """Whether one Chinese character, and no more, is another one."""
    if len(window) != len(name):
        return False
    wrong = [seen for seen, right in zip(window, name, strict=True) if seen != right]
    return len(wrong) == 1 and "\u4e00" <= wrong[0] <= "\u9fff"


def _around(text: str, start: int, end: int) -> str:
    """A few characters on both sides, of the same line."""
    left = text.rfind("\n", 0, start) + 1
    right = text.find("\n", end)
    stop = len(text) if right < 0 else right
    return text[max(left, start - CONTEXT_CHARS) : min(stop, end + CONTEXT_CHARS)]
