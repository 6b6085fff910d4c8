"""One URL on its way through the checker."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from inspector.links.confirm import Tally
from inspector.links.results import MAX_ATTEMPTS, LinkResult
from rules.observations import Attempt, LinkState, LinkUse
from spiders.parsing.answers import Judgement

if TYPE_CHECKING:
    from inspector.links.hosts import HostQueue

OnResult = Callable[[LinkResult], None]


@dataclass(slots=True, eq=False)
class Job:
    """One URL under way, and everybody who waits for it. ``began``: when it was first asked (seconds, monotonic).

    ``asker`` is the site that was first to want it.
    """

    url: str
    use: LinkUse
    host: "HostQueue"
    asker: str
    waiting: list[tuple[str, OnResult]] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    last: Judgement | None = None
    first: bool = True
    began: float | None = None
    host_answers_before: int = 0
    timer: asyncio.TimerHandle | None = None
    done: bool = False

    def result(
        self, state: LinkState, fault: str | None, final_url: str | None = None, detail: dict[str, str] | None = None
    ) -> LinkResult:
        moved_to = final_url if final_url != self.url else None
        attempts = tuple(self.attempts[:MAX_ATTEMPTS])
        if detail:
            return LinkResult(self.url, state, fault, moved_to, attempts, detail)
        return LinkResult(self.url, state, fault, moved_to, attempts)

    def unsettled(self, reason: str) -> LinkResult:
        """Neither broken nor fine. ``reason``: time, network (ours was down), protocol, internal-error."""
        return self.result("unconfirmed", self.last.fault if self.last else None, None, {"reason": reason})
