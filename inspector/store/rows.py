"""What the store answers with, where it is not one of the contract's own types."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

ReviewAction = Literal["accept", "dismiss", "confirm"]
SiteProgress = Literal["waiting", "crawling", "done"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """One run. ``finished`` is None while it goes on, and after it was killed."""

    id: int
    started: datetime
    finished: datetime | None
    as_of: datetime
    standard: str
    options: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did to the registry, by site code."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A person's word on one problem; holds for every later run up to and including the day ``until``."""

    site_code: str
    fingerprint: str
    action: ReviewAction
    reason: str
    by: str
    until: date | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """The problems that one judged run saw at a site."""

    run_id: int
    as_of: datetime
    fingerprints: frozenset[str]
