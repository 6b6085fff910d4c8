"""The messages of the columns that must answer: list rows and detail pages, taken together."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from rules.fingerprint import address, host_of, is_own
from rules.observations import Letter, LetterStatus, Observations, Page

_STRONGEST: tuple[LetterStatus, ...] = ("answered", "refused", "open", "unknown")
"""Where list and detail page disagree, the one that clears the office is believed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterState:
    """A message as all its sightings show it. ``page_url`` is where it was seen, for messages without an address.

    ``column_urls`` are the mailboxes that list it, in a stable order; the first speaks for it.
    """

    subject: str
    url: str | None
    page_url: str
    column_urls: tuple[str, ...]
    asked: date | None
    answered: date | None
    status: LetterStatus
    seen_at: datetime
    body_sha256: str | None


def read_letters(observations: Observations, domains: frozenset[str]) -> tuple[LetterState, ...]:
    """Every message seen in a consultation column of the site itself or of its registry, in a stable order.

    One that several columns list is one, and an answer seen from any of them clears it. ``domains`` are the site's own.
    """
    consultation = (
        column
        for column in observations.columns
        if column.category == "consultation" and (column.registered or is_own(host_of(column.url), domains))
    )
    answering = {address(column.url): column.url for column in sorted(consultation, key=lambda one: one.url)}
    sightings: dict[tuple[str, str], list[tuple[Page, Letter]]] = {}
    listed: dict[tuple[str, str], set[str]] = {}
    holding = (page for page in observations.pages if page.column_url and page.facts and page.facts.letters)
    for page in sorted(holding, key=lambda page: (page.role, page.url, page.at)):
        column = address(page.column_url) if page.column_url else ""
        for letter in page.facts.letters if page.facts else ():
            place, name = _identity(page, letter)
            key = (column if place is None else place, name)
            sightings.setdefault(key, []).append((page, letter))
            if column in answering:
                listed.setdefault(key, set()).add(answering[column])
    unclear = {address(page.url) for page in observations.pages if _is_unclear(page)}
    found = [_merged(tuple(sorted(columns)), sightings[key], unclear) for key, columns in sorted(listed.items())]
    return tuple(sorted(found, key=lambda letter: letter.column_urls[0]))


def _is_unclear(page: Page) -> bool:
    """Whether the page of a letter was opened, and what stands on it not understood: the reply may be there."""
    return page.role == "letter" and page.facts is not None and not page.facts.letters


def _identity(page: Page, letter: Letter) -> tuple[str | None, str]:
    """What a message is known by; None: within its column."""
    if letter.url is not None:
        return "", address(letter.url)
    if page.role == "letter":
        return "", address(page.url)
    return None, f"{' '.join(letter.subject.split())}|{letter.asked or ''}"


def _merged(column_urls: tuple[str, ...], seen: Sequence[tuple[Page, Letter]], unclear: Container[str]) -> LetterState:
    by_detail = sorted(seen, key=lambda pair: pair[0].role != "letter")
    page, letter = by_detail[0]
    answered = _first(one.answered for _, one in by_detail)
    statuses = {one.status for _, one in seen} | ({"answered"} if answered else set())
    if letter.url is not None and address(letter.url) in unclear:
        statuses = {"unknown", *statuses} - {"open"}
    return LetterState(
        subject=next((one.subject for _, one in by_detail if one.subject), ""),
        url=letter.url or (page.url if page.role == "letter" else None),
        page_url=page.url,
        column_urls=column_urls,
        asked=_first(one.asked for _, one in by_detail),
        answered=answered,
        status=next(status for status in _STRONGEST if status in statuses),
        seen_at=page.at,
        body_sha256=page.body_sha256,
    )


def _first(days: Iterable[date | None]) -> date | None:
    return next((day for day in days if day), None)
