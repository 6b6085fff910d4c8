"""What the store answers with, where it is not one of the contract's own types."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rules.scorecard import Outcome

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
class JudgedSite:
    """The outcome of one site in one run, without its findings. ``best`` and ``worst`` are None without a score."""

    run_id: int
    as_of: datetime
    site_code: str
    outcome: Outcome
    best: float | None
    worst: float | None
    open_problems: int
