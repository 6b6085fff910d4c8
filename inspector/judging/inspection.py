"""Judging what is stored: observations and a standard become scorecards, without a network.

The same run, standard and instant give the same scorecards, byte for byte: observations never change, and a run's
history is only what runs before it saw.
"""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from inspector.judging.cards import CARDS_A_WRITE, Cards, stored_cards
from inspector.store import RunRow, Store
from rules.afterwards import last_known
from rules.calendar import day_of
from rules.confirming import MAX_NIGHTS, JudgedRun, Nights, nights_before
from rules.engine import judge
from rules.errors import CannotJudgeError
from rules.history import sightings, with_history
from rules.mending import gone, with_fixed
from rules.needs import unneeded
from rules.observations import Observations, Page, Probe, Site
from rules.reviews import Review
from rules.scorecard import Problem, RunRef, Scorecard
from rules.standards.reading import Standard

PROBE_WINDOW_DAYS = 7  # of a standard that names none
CONFIRM_NIGHTS = "confirm_nights"  # among a run's options
FAULT_OF_OURS = "indicator-failed"
logger = logging.getLogger(__name__)
Progress = Callable[[Scorecard], None]


def judge_run(
    store: Store,
    run_id: int,
    standard: Standard,
    codes: Sequence[str] | None = None,
    as_of: datetime | None = None,
    *,
    progress: Progress | None = None,
) -> list[Scorecard]:
    """The scorecards of a run's sites, in the order of their codes. See ``judged``."""
    cards = []
    for card in judged(store, run_id, standard, codes, as_of):
        cards.append(card)
        if progress is not None:
            progress(card)
    return cards


def judge_night(
    store: Store,
    run_id: int,
    standard: Standard,
    codes: Sequence[str] | None = None,
    as_of: datetime | None = None,
    *,
    progress: Progress | None = None,
) -> Cards:
    """Like ``judge_run``, for runs of thousands of sites: cards that were kept are read anew each time.

    Only those of a question with another ``as_of``, which are kept nowhere, are held in memory.
    """
    run = store.run(run_id)
    if as_of is not None and as_of != run.as_of:
        return judge_run(store, run_id, standard, codes, as_of, progress=progress)
    for card in judged(store, run_id, standard, codes, as_of):
        if progress is not None:
            progress(card)
    return stored_cards(store, run_id, standard.id, codes)


def judged(
    store: Store,
    run_id: int,
    standard: Standard,
    codes: Sequence[str] | None = None,
    as_of: datetime | None = None,
) -> Iterator[Scorecard]:
    """Judges a run's sites one by one and keeps the scorecards in the store.

    With another ``as_of`` than the run's own nothing is kept: that is a question, not the judgement of that night.
    Raises StoreError, and CannotJudgeError for a run without sites.
    """
    run = store.run(run_id)
    sites = store.run_sites(run_id, codes)
    if not sites:
        raise CannotJudgeError(f"第 {run_id} 次检查中没有网站", f"there is no site in run {run_id}")
    keep = as_of is None or as_of == run.as_of
    night = _Night(store=store, run=run, standard=standard, as_of=as_of or run.as_of, reviewed=store.reviewed())
    waiting: list[Scorecard] = []
    for site in sites:
        card = night.card(site)
        waiting.append(card)
        if keep and len(waiting) == CARDS_A_WRITE:
            store.save_scorecards(waiting)
            waiting = []
        yield card
    if keep:
        store.save_scorecards(waiting)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Night:
    """One run to be judged by one standard."""

    store: Store
    run: RunRow
    standard: Standard
    as_of: datetime
    reviewed: frozenset[str]

    def card(self, site: Site) -> Scorecard:
        """The scorecard of a site with the history of its problems."""
        window = timedelta(days=probe_window_days(self.standard))
        seen, earlier = self.store.to_judge(
            self.run.id,
            site,
            self.standard.id,
            probes_since=self.as_of - window,
            probes_until=self.as_of,
            without=unneeded(self.standard),
        )
        known = last_known(seen, self.as_of)
        if known != self.as_of:
            seen = replace(seen, probes=tuple(self.store.probes(site.code, since=known - window, until=known)))
        reviews = self.store.reviews(site.code) if site.code in self.reviewed else {}
        needed = nights_needed(self.run)
        card = self._judged(seen, reviews, nights_before(earlier, needed, day_of(self.run.as_of)))
        previous = max((one.run_id for one in earlier), default=None)
        card = with_history(card, sightings(earlier, needed), previous_run=previous, reviews=reviews)
        return self._with_fixed(card, earlier, seen.pages)

    def _with_fixed(self, card: Scorecard, earlier: Sequence[JudgedRun], pages: Sequence[Page]) -> Scorecard:
        missing = set(gone(card, earlier))
        if not missing:
            return card
        seen: list[tuple[str, Problem]] = []
        for run in reversed(earlier):
            if not missing:
                break
            if not missing.isdisjoint(run.fingerprints):
                found = self._problems(run.run_id, card.site.code, missing)
                seen += found
                missing -= {problem.fingerprint for _, problem in found}
        return with_fixed(card, seen, frozenset(page.url for page in pages))

    def _problems(self, run_id: int, code: str, wanted: Collection[str]) -> list[tuple[str, Problem]]:
        """Problems of an earlier run, each with the rule it was under."""
        cards = self.store.scorecards(run_id, self.standard.id, [code])
        findings = [finding for card in cards for finding in card.findings]
        return [(f.rule, problem) for f in findings for problem in f.problems if problem.fingerprint in wanted]

    def _judged(self, seen: Observations, reviews: Mapping[str, Review], nights: Nights) -> Scorecard:
        run = RunRef(id=self.run.id, started=self.run.started, finished=self.run.finished, as_of=self.as_of)
        try:
            return judge(seen, self.standard, run=run, as_of=self.as_of, reviews=reviews, nights=nights)
        except Exception:  # a slip of ours about one site must not cost the other sites their night
            logger.exception("judging site %s failed", seen.site.code)
            return unjudged(seen, self.standard, run)


def unjudged(seen: Observations, standard: Standard, run: RunRef) -> Scorecard:
    """The scorecard of a site that a fault of ours kept from being judged: undetermined, nothing found."""
    return Scorecard(
        site=seen.site,
        site_state=seen.crawl.site_state if seen.crawl else "running",
        standard=standard.ref(),
        run=run,
        outcome="undetermined",
        score=None,
        provisional=(),
        findings=(),
        crawl=seen.crawl,
    )


def probes_of(store: Store, standard: Standard) -> Callable[[Scorecard], Sequence[Probe]]:
    """The probes that a scorecard was judged by."""
    window = timedelta(days=probe_window_days(standard))

    def of(card: Scorecard) -> Sequence[Probe]:
        return store.probes(card.site.code, since=card.run.as_of - window, until=card.run.as_of)

    return of


def failed_by_us(card: Scorecard) -> bool:
    """Whether a fault of our own, not of the site, left something unjudged; the log has the traceback."""
    return not card.findings or any(finding.reason == FAULT_OF_OURS for finding in card.findings)


def probe_window_days(standard: Standard) -> int:
    """The longest window over which a standard counts visits."""
    windows = [rule.thresholds.get("window_days") for rule in standard.rules]
    days = [days for days in windows if isinstance(days, int) and not isinstance(days, bool)]
    return max(days, default=PROBE_WINDOW_DAYS)


def nights_needed(run: RunRow) -> int:
    """How many nights in a row a problem must have been seen that may pass by itself (``run --confirm-nights``).

    It belongs to the run, so that judging it again gives the same scorecards.
    """
    told = run.options.get(CONFIRM_NIGHTS, "1")
    return min(max(int(told), 1), MAX_NIGHTS) if told.isdecimal() else 1
