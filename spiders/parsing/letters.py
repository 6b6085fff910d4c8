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
from datetime import date

from rules.observations import Letter
from spiders.parsing.document import Document
from spiders.parsing.letter_fields import read_labelled
from spiders.parsing.letter_lists import read_listed
from spiders.parsing.letter_tables import read_tables
from spiders.parsing.tables import LETTERS

_WORDS = re.compile("|".join(LETTERS))


def read_letters(doc: Document, *, today: date) -> tuple[Letter, ...]:
    """The letters of a page in its order; dates after tomorrow are none."""
    if not (_WORDS.search(doc.flat) or _WORDS.search(doc.title) or doc.texts.having(*LETTERS)):
        return ()
    letters = read_labelled(doc, today) or read_tables(doc, today) or read_listed(doc, today)
    return tuple(dict.fromkeys(letters))  # a copy for phones tells them once more
