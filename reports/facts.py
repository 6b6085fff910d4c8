"""What the reports show of a site beyond its scorecard: its columns, its letters, its probes, its pictures.

The shell fills these from the store and the rules and hands them over beside the scorecards; a report without them
leaves the sections out. ``FactsOf`` is asked once per site, while that site's pages are written, so that the facts of
3,000 sites need not be in memory at once. ``dict.get`` is one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from rules.observations import Category, LetterStatus

ColumnState = Literal["current", "stale", "long-stale", "empty", "undated", "not-due", "inconclusive"]
"""``not-due``: no update is demanded of the column (static, services …); ``inconclusive``: could not be read whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnFact:
    """A column as it was judged. ``limit_days`` is None where no update is due."""

    name: str
    url: str
    category: Category
    state: ColumnState
    newest: date | None = None
    age_days: int | None = None
    limit_days: int | None = None
    items: int | None = None
    registered: bool = False
    reason: str | None = None  # a code of the ``reason`` family, where inconclusive


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFact:
    """A message of the year before ``as_of``. ``waiting_days``: until the answer, or until now where there is none."""

    subject: str
    url: str | None
    page: str
    asked: date | None = None
    answered: date | None = None
    status: LetterStatus = "unknown"
    waiting_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeFact:
    """The probes of the window that was judged; those without a live canary are not counted as failed."""

    asked: int
    failed: int
    canary_failed: int = 0
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFacts:
    """``snapshots``: fingerprint of a problem → PNG bytes with the faulty place marked (see reports/snapshot.py).

    ``home_picture`` is the top of the home page as it was stored at ``home_at``. ``looks_at``: when the style sheets
    and images of all these pictures were fetched; None: they show the stored pages alone.
    """

    columns: tuple[ColumnFact, ...] = ()
    letters: tuple[LetterFact, ...] = ()
    probes: ProbeFact | None = None
    snapshots: Mapping[str, bytes] = field(default_factory=dict)
    home_picture: bytes | None = None
    home_at: datetime | None = None
    looks_at: datetime | None = None


FactsOf = Callable[[str], SiteFacts | None]
"""Site code → its facts, or None."""
