"""Scorecards as the store keeps them: of one run, without holding them all in memory, and of the runs before it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inspector.store import Store
from reports.summary import RunSummary, SiteResult
from rules.scorecard import Scorecard

CARDS_A_WRITE = 50
"""So many are written, or read, at once."""
TREND_RUNS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCards:
    """The kept scorecards of a run, read anew each time they are gone through: thousands need not fit in memory."""

    store: Store
    run_id: int
    standard: str
    codes: Sequence[str]

    def __len__(self) -> int:
        return len(self.codes)

    def __iter__(self) -> Iterator[Scorecard]:
        for start in range(0, len(self.codes), CARDS_A_WRITE):
            yield from self.store.scorecards(self.run_id, self.standard, self.codes[start : start + CARDS_A_WRITE])


Cards = StoredCards | list[Scorecard]


def stored_cards(store: Store, run_id: int, standard: str, codes: Sequence[str] | None = None) -> StoredCards:
    """The scorecards that ``judged`` kept, of all sites of a run or of some."""
    kept = store.judged_codes(run_id, standard)
    wanted = kept if codes is None else sorted(set(codes) & set(kept))
    return StoredCards(store=store, run_id=run_id, standard=standard, codes=wanted)


def earlier_runs(store: Store, run_id: int, standard: str, runs: int = TREND_RUNS) -> list[RunSummary]:
    """The newest runs before a run that were judged by a standard, oldest first, for trends and comparisons."""
    summaries: dict[int, RunSummary] = {}
    sites: dict[int, dict[str, SiteResult]] = {}
    for row in store.judged_sites(standard, before_run=run_id, runs=runs):
        found = sites.setdefault(row.run_id, {})
        found[row.site_code] = SiteResult(
            outcome=row.outcome, best=row.best, worst=row.worst, problems=row.open_problems
        )
        summaries.setdefault(row.run_id, RunSummary(run_id=row.run_id, as_of=row.as_of, standard=standard, sites=found))
    return list(summaries.values())
