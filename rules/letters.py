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
    """A message as all its sightings show it. ``page_url`` is where it was seen, for messages without an address."""

    subject: str
    url: str | None
    page_url: str
    column_url: str
    asked: date | None
    answered: date | None
    status: LetterStatus
    seen_at: datetime
    body_sha256: str | None


def read_letters(observations: Observations, domains: frozenset[str]) -> tuple[LetterState, ...]:
    """Every message seen in a consultation column of the site itself or of its registry, in a stable order.

    ``domains`` are the site's own.
    """
    consultation = (
        column
        for column in observations.columns
        if column.category == "consultation" and (column.registered or is_own(host_of(column.url), domains))
    )
    answering = {address(column.url): column.url for column in sorted(consultation, key=lambda one: one.url)}
    sightings: dict[tuple[str, str], list[tuple[Page, Letter]]] = {}
    holding = (page for page in observations.pages if page.column_url and page.facts and page.facts.letters)
    for page in sorted(holding, key=lambda page: (page.role, page.url, page.at)):
        column = address(page.column_url) if page.column_url else ""
        if column not in answering:
            continue
        for letter in page.facts.letters if page.facts else ():
            sightings.setdefault((column, _identity(page, letter)), []).append((page, letter))
    unclear = {address(page.url) for page in observations.pages if _is_unclear(page)}
    return tuple(_merged(answering[column], seen, unclear) for (column, _), seen in sorted(sightings.items()))


def _is_unclear(page: Page) -> bool:
    """Whether the page of a letter was opened, and what stands on it not understood: the reply may be there."""
    return page.role == "letter" and page.facts is not None and not page.facts.letters


def _identity(page: Page, letter: Letter) -> str:
    if letter.url is not None:
        return address(letter.url)
    if page.role == "letter":
        return address(page.url)
    return f"{' '.join(letter.subject.split())}|{letter.asked or ''}"


def _merged(column_url: str, seen: Sequence[tuple[Page, Letter]], unclear: Container[str]) -> LetterState:
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
        column_url=column_url,
        asked=_first(one.asked for _, one in by_detail),
        answered=answered,
        status=next(status for status in _STRONGEST if status in statuses),
        seen_at=page.at,
        body_sha256=page.body_sha256,
    )


def _first(days: Iterable[date | None]) -> date | None:
    return next((day for day in days if day), None)
