"""When a failing link has failed often enough: pure counting, apart from who asks and waits."""

import random
from dataclasses import dataclass

from inspector.links.policy import Patience

_MAX_ROUNDS = 8


@dataclass(slots=True)
class Tally:
    """How often one link failed: ``failed`` tries that count, ``uncounted`` ones while our own network was down,
    ``busy`` answers that asked to come back later."""

    failed: int = 0
    uncounted: int = 0
    busy: int = 0

    def is_enough(self, patience: Patience, *, later: bool) -> bool:
        """Whether the link may be accused. ``later``: the fault may pass, so more tries are needed."""
        return self.failed >= (patience.tries if later else patience.tries_now)

    def pause(
        self, patience: Patience, *, later: bool, elapsed_s: float, retry_after_s: float | None, chance: random.Random
    ) -> float | None:
        """The seconds to wait before the next try; None where patience or the link's time is at its end."""
        rounds = self.failed + self.uncounted + self.busy
        if self.busy >= patience.busy_tries or rounds > _MAX_ROUNDS:
            return None
        base = patience.pause_s if later else patience.pause_now_s
        pause = base * patience.growth ** max(rounds - 1, 0) * chance.uniform(1.0, 1.5)
        pause = max(pause, retry_after_s or 0.0)
        return pause if elapsed_s + pause <= patience.budget_s else None
