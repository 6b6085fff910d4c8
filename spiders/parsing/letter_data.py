"""Letters that stand in a page's scripts as JSON, or in the answer of a list that a script asks for.

Their keys differ from platform to platform, but end alike: ``writeDate``, ``sendTime``, ``lxsj`` for the day of asking,
``replyTime``, ``completeDate``, ``hfsj`` for that of the reply. An object is a letter where it has a subject and either
a key for the reply beside one for the question, or a value that is a status and nothing else.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from itertools import islice

from rules.observations import Letter, LetterStatus
from spiders.parsing.addresses import resolved
from spiders.parsing.dates import read_date
from spiders.parsing.document import Document
from spiders.parsing.islands import ARRAY, json_records
from spiders.parsing.letter_words import TOKEN, status_of
from spiders.parsing.text import normalise, tidy

MAX_RECORDS, MAX_CHARS, MAX_SUBJECT_CHARS = 500, 200, 100
_WHEN = r"_?(?:time|date|day|sj|rq)(?:str)?$"
_SUBJECT = re.compile(r"(?:title|subject|theme|zhuti|bt)$", re.I)
_ASKED = re.compile(
    rf"(?:write|send|submit|ask|letter|mail|question|consult|create|apply|accept|leave|add|lx|xx|tj|ly|zx|sl|wz){_WHEN}"
    r"|(?:created|submitted|asked)_?at$|^c_?time$",
    re.I,
)
_ANSWERED = re.compile(
    rf"(?:reply|answer|handle|deal|finish|complete|feedback|reback|hf|df|bj|bl|fk){_WHEN}|(?:replied|answered)_?at$",
    re.I,
)
_ADDRESS = re.compile(r"(?:url|link|href)$", re.I)
_MARKS = re.compile(rf"(?:{_ANSWERED.pattern.replace('$', '')})\"|[已未待正]\w{{0,2}}[复结办理]|[办处受]理中", re.I)
_TAG = re.compile(r"<[^<>]{0,500}>")
_ZONE = timezone(timedelta(hours=8))
_MILLISECONDS = range(946_684_800_000, 4_102_444_800_000)  # of the years 2000 to 2099


def read_data_letters(doc: Document, today: date) -> tuple[Letter, ...]:
    """The letters of the JSON arrays of a page; () where it has none."""
    if not any(ARRAY.search(script.text) and _MARKS.search(script.text) for script in doc.scripts):
        return ()
    letters = (_letter(doc, record, today) for record in islice(json_records(doc), MAX_RECORDS))
    return tuple(letter for letter in letters if letter is not None)


def _letter(doc: Document, record: Mapping[str, object], today: date) -> Letter | None:
    subject = tidy(_TAG.sub("", _text(record, _SUBJECT)))[:MAX_SUBJECT_CHARS]
    status = _status(record, subject)
    has_both = any(map(_ASKED.search, record)) and any(map(_ANSWERED.search, record))
    if not subject or TOKEN.search(subject) or not (status or has_both):
        return None
    address = _text(record, _ADDRESS)
    answered = _day(record, _ANSWERED, today)
    return Letter(
        subject=subject,
        url=resolved(doc, address) if address else None,
        asked=_day(record, _ASKED, today),
        answered=answered,
        status=status or ("answered" if answered else "unknown"),
    )


def _text(record: Mapping[str, object], key: re.Pattern[str]) -> str:
    found = (value for name, value in record.items() if key.search(name) and isinstance(value, str) and value.strip())
    return next(found, "")[: 10 * MAX_CHARS]


def _status(record: Mapping[str, object], subject: str) -> LetterStatus | None:
    values = (value for value in record.values() if isinstance(value, str) and len(value) < MAX_CHARS)
    texts = (normalise(value) for value in values if value != subject)
    return next((said for text in texts if (said := status_of(text)) is not None), None)


def _day(record: Mapping[str, object], key: re.Pattern[str], today: date) -> date | None:
    """The first day under a key of that kind; dates after tomorrow are none."""
    for name, value in record.items():
        if not key.search(name):
            continue
        if isinstance(value, str) and (hit := read_date(normalise(value[:MAX_CHARS]), today)) is not None:
            return hit.day
        if isinstance(value, int) and value in _MILLISECONDS:
            day = datetime.fromtimestamp(value / 1000, _ZONE).date()
            return day if day <= today + timedelta(days=1) else None
    return None
