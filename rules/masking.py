"""Personal data in what a scorecard shows: a report must not tell what it accuses a site of telling.

Resident identity numbers (GB 11643), bank cards and mobile numbers are masked wherever a page's words are shown: in
the subjects of messages, in titles, in the words of links. Addresses stay as they are: a masked address proves nothing.
"""

import re
from typing import TypeVar

from msgspec import structs

from rules.observations import LinkSource
from rules.scorecard import Problem, Value

_LONG = re.compile(r"\d\d\d\d[\d ]\d")  # every such number has these in it; quickly looked for
_NUMBER = re.compile(
    r"(?<![\dA-Za-z_*=/.-])"
    r"(?:[1-8]\d{16}[\dXx]|62\d{14}(?:\d{3})?|1[3-9]\d{9}|62\d{2}(?: \d{4}){3}(?: \d{3})?)"
    r"(?![\dA-Za-z_*])"
)
_ADDRESSES = frozenset({"leads_to", "seen_on"})
_V = TypeVar("_V", bound=Value)


def masked(number: str) -> str:
    """The first three and last two characters; the rest is not for any report."""
    bare = number.replace(" ", "")
    return f"{bare[:3]}{'*' * (len(bare) - 5)}{bare[-2:]}"


def without_personal_data(text: str) -> str:
    """A text with every number masked that has the form of a person's; a wrong check digit does not save it."""
    return _NUMBER.sub(lambda found: masked(found.group()), text) if _LONG.search(text) else text


def masked_problem(problem: Problem) -> Problem:
    """The problem as it may be shown. Its identity stays."""
    told = [value for value in problem.detail.values() if isinstance(value, str)]
    told += [source.text for source in problem.sources]
    if not _LONG.search("\n".join((problem.text, *told))):  # most hold no such number: one look at all of it
        return problem
    return structs.replace(
        problem,
        text=without_personal_data(problem.text),
        sources=tuple(map(_masked_source, problem.sources)),
        detail={key: _masked_value(key, value) for key, value in problem.detail.items()},
    )


def _masked_source(source: LinkSource) -> LinkSource:
    text = without_personal_data(source.text)
    return source if text == source.text else structs.replace(source, text=text)


def _masked_value(key: str, value: _V) -> _V | str:
    if isinstance(value, str) and key not in _ADDRESSES and "://" not in value:
        return without_personal_data(value)
    return value
