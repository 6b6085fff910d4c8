"""All safety readers on one page."""

from collections.abc import Iterable
from datetime import date
from itertools import islice
from urllib.parse import urlsplit

from rules.observations import Alert
from spiders.parsing.document import Document
from spiders.parsing.needles import needles_in
from spiders.parsing.safety.hidden import read_hidden_links, read_noscript_links, read_spam, read_written_links
from spiders.parsing.safety.lexicon import HIDING_STYLES, Lexicon, bundled
from spiders.parsing.safety.personal import read_personal_data
from spiders.parsing.safety.tokens import read_template_tokens
from spiders.parsing.safety.words import read_misspellings

_HIDING = frozenset(HIDING_STYLES)
MAX_ALERTS = 50
"""Of a page; a page with more has one cause for most of them."""


def read_alerts(
    doc: Document, *, today: date, message: bool = False, lexicon: Lexicon | None = None
) -> tuple[Alert, ...]:
    """Candidates for a person's review, the gravest kinds first. ``message``: the page shows citizens' messages."""
    words = lexicon or bundled()
    host = _host(doc.url)
    needles = needles_in(doc)
    spam = not words.spam_terms.isdisjoint(needles) or any(term in doc.text for term in words.own_spam)
    readers: tuple[Iterable[Alert], ...] = (
        read_spam(doc, words, host) if spam else (),
        read_hidden_links(doc, host) if not _HIDING.isdisjoint(needles) else (),
        read_noscript_links(doc, host),
        read_written_links(doc, host),
        read_personal_data(doc.texts, today=today, message=message),
        read_template_tokens(doc),
        read_misspellings(doc.texts, words),
    )
    found = dict.fromkeys(alert for reader in readers for alert in islice(reader, MAX_ALERTS))
    return tuple(islice(found, MAX_ALERTS))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
