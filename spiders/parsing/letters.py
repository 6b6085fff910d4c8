"""Letters of a mailbox: who asked when, when it was answered, how far it is.

Forms read: rows whose text labels the dates (``[提交时间：D] … [回复时间：D]``), questions and answers in place, the
page of one letter with its fields, tables with named columns, and plain lists of titles in a column that is a
mailbox. No letters: forms, template tokens (``{$T.subject}``), FAQ lists, sentences with counts, the words of a
filter, comments.

``open`` is claimed only where the page says so: by a status word in the row, or by an empty place for the reply where
others of the list have theirs. A single date in a plain list is that of the question, in a digest of replies that of
the reply; there the page of the letter has to be asked for the other.
"""

import re
from collections import Counter
from datetime import date

from rules.observations import Letter
from spiders.parsing.document import Document
from spiders.parsing.letter_data import read_data_letters
from spiders.parsing.letter_fields import read_labelled, read_replied
from spiders.parsing.letter_lists import read_listed
from spiders.parsing.letter_tables import read_tables
from spiders.parsing.letter_words import MAX_STATUS_CHARS, has_asked_date, status_of
from spiders.parsing.mailboxes import is_mailbox_page
from spiders.parsing.tables import LETTERS
from spiders.parsing.text import normalise
from spiders.parsing.texts import lines_with

_WORDS = re.compile("|".join(LETTERS))
_SAID = re.compile("[已未待](?:回|答|办|处|解)|[办处]理[中完]|办结|受理中")
_SAYING = lines_with(_SAID.search)
_CHOICES = frozenset(("option", "a", "label", "button", "th"))
"""Where states stand to choose from, each once; more than once, they are those of rows."""
MIN_SAID = 2


def read_letters(doc: Document, *, today: date) -> tuple[Letter, ...]:
    """The letters of a page in its order; dates after tomorrow are none."""
    letters = _shown(doc, today) or read_data_letters(doc, today)
    return tuple(dict.fromkeys(letters))  # a copy for phones tells them once more


def speaks_of_letters(doc: Document) -> bool:
    """Whether a page shows what only letters have, though perhaps in a form that no reader knows: days of asking, or
    answers one after the other, or several places that say how far something is and nothing else."""
    if has_asked_date(doc.flat) or (doc.flat.count("答:") >= MIN_SAID and is_mailbox_page(doc)):
        return True
    if sum(len(_SAID.findall(doc.texts[at])) for at in doc.texts.told(_SAYING)) < MIN_SAID:
        return False
    short = ((e.tag, e.text) for e in doc.elements if e.text and len(e.text) <= 2 * MAX_STATUS_CHARS)
    said = Counter((tag in _CHOICES, text) for tag, text in short if status_of(normalise(text)) is not None)
    chosen = max((count for (choice, _), count in said.items() if choice), default=0)
    return max(chosen, sum(count for (choice, _), count in said.items() if not choice)) >= MIN_SAID


def _shown(doc: Document, today: date) -> tuple[Letter, ...]:
    if not (_WORDS.search(doc.flat) or _WORDS.search(doc.title) or doc.texts.having(*LETTERS)):
        return ()
    return read_labelled(doc, today) or read_tables(doc, today) or read_replied(doc, today) or read_listed(doc, today)
