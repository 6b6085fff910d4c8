"""What a person decided about a problem. It is kept by fingerprint and never deletes what was measured."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Action = Literal["accept", "dismiss", "confirm"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """``accept``: a defect, tolerated for now; ``dismiss``: no defect; ``confirm``: a candidate that is one."""

    fingerprint: str
    action: Action
    reason: str
    by: str
    day: date
    until: date | None = None

    def is_valid(self, today: date) -> bool:
        """Whether the decision still holds; the last day counts."""
        return self.until is None or today <= self.until


def clears(review: Review | None) -> bool:
    """Whether a problem with this review no longer counts against the site."""
    return review is not None and review.action in {"accept", "dismiss"}


def as_shown(review: Review) -> dict[str, str]:
    """A review as a scorecard's problem carries it."""
    shown = {"action": review.action, "reason": review.reason, "by": review.by, "day": review.day.isoformat()}
    return shown | ({"until": review.until.isoformat()} if review.until else {})


def counts(review: Review | None, *, candidates: bool) -> bool:
    """Whether a problem counts for certain: not cleared, and, where it is only a candidate, confirmed by a person."""
    return (review is not None and review.action == "confirm") if candidates else not clears(review)
