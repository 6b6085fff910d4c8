"""Personal data that nobody masked: resident identity numbers, mobile numbers, bank cards.

An identity number needs a division code, a day of birth and a check digit that are right (GB 11643); a card the prefix
of Chinese banks and a right Luhn digit. Offices print their own telephone numbers on purpose, so a mobile number is
only raised inside a citizen's message or on a line with an identity number. What is raised is masked at once: the
number itself is never stored.
"""

import re
from collections.abc import Iterator
from datetime import date

from rules.masking import masked
from rules.observations import Alert
from spiders.parsing.tables import CARDS
from spiders.parsing.texts import Texts

_IDENTITY = re.compile(r"(?<![\dA-Za-z_*=/.-])[1-8]\d{16}[\dXx](?![\dA-Za-z_*])")
_CARD = re.compile(r"(?<![\dA-Za-z_*=/.-])62\d{14}(?:\d{3})?(?![\dA-Za-z_*])")
_GROUPED_CARD = re.compile(r"(?<![\d*-])62\d{2}(?: \d{4}){3}(?: \d{3})?(?![\d*])")
_MOBILE = re.compile(r"(?<![\dA-Za-z_*=/.-])1[3-9]\d{9}(?![\dA-Za-z_*])")
_PROVINCES = frozenset(
    f"{region}{number}"
    for region, last in (("1", 5), ("2", 3), ("3", 7), ("4", 6), ("5", 4), ("6", 5), ("7", 1), ("8", 3))
    for number in range(0 if region == "5" else 1, last + 1)
)
_RUN = re.compile(r"\d\d{10}")  # so written, its first digit is looked for without trying the rest
_GROUPED = re.compile(r"62\d{2} \d")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
FIRST_YEAR = 1900


def read_personal_data(texts: Texts, *, today: date, message: bool) -> Iterator[Alert]:
    """``message``: the page shows citizens' messages, so that a mobile number on it is a citizen's."""
    for line in (texts[at] for at in texts.told(_long)):
        identities = [number for number in _IDENTITY.findall(line) if is_identity(number, today)]
        for number in identities:
            yield Alert(kind="personal-identity", text=masked(number), snippet=_masked_line(line, number))
        for number in [*_CARD.findall(line), *_GROUPED_CARD.findall(line)]:
            if number not in identities and is_card(number):
                yield Alert(kind="personal-card", text=masked(number), snippet=_masked_line(line, number))
        if message or identities:
            for number in _MOBILE.findall(line):
                yield Alert(kind="personal-mobile", text=masked(number), snippet=_masked_line(line, number))


def _long(texts: Texts) -> list[int]:
    """The lines that hold 11 digits in a row, or a card's in groups."""
    found = {texts.number_at(run.start()) for run in _RUN.finditer(texts.joined)}
    found.update(at for at in texts.having(*CARDS) if _GROUPED.search(texts[at]))
    return sorted(found)


def is_identity(number: str, today: date) -> bool:
    """Whether 18 characters are a resident identity number: division, day of birth and check digit are right."""
    if number[:2] not in _PROVINCES:
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return born.year >= FIRST_YEAR and born <= today and _CHECK_DIGITS[total % 11] == number[17].upper()


def is_card(number: str) -> bool:
    """Whether digits have a right Luhn digit."""
    digits = [int(digit) for digit in number.replace(" ", "")][::-1]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _masked_line(line: str, number: str) -> str:
    """A few characters around a number, with every long run of digits masked."""
    at = line.find(number)
    around = line[max(0, at - 12) : at + len(number) + 12]
    return re.sub(r"\d[\d ]{5,}[\dXx]", lambda run: masked(run.group()), around)
