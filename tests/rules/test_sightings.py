"""The few sightings that are kept say the same of every problem as all of them."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from inspector.clock import SHANGHAI
from rules.confirming import JudgedRun, streaks
from rules.history import Sighting, sightings, with_history
from rules.scorecard import Finding, Problem, RunRef, Scorecard

AS_OF = datetime(2026, 3, 2, 6, tzinfo=SHANGHAI)
KEYS = ("a", "b", "c")
RUNS = st.lists(st.tuples(st.booleans(), st.sets(st.sampled_from(KEYS)), st.sets(st.sampled_from(KEYS))), max_size=12)


def runs(spec) -> list[JudgedRun]:
    return [
        JudgedRun(
            run_id=n,
            day=date(2026, 1, 1) + timedelta(days=n // 2),
            whole=whole,
            fingerprints=frozenset(seen),
            unsettled=frozenset(unsettled - seen),
        )
        for n, (whole, seen, unsettled) in enumerate(spec, 1)
    ]


def all_sightings(earlier: list[JudgedRun], needed: int) -> dict[str, list[Sighting]]:
    """Every sighting of every problem: what the definition says, at a hundred times the cost."""
    seen: dict[str, list[Sighting]] = {}
    there: frozenset[str] = frozenset()
    for run, nights in zip(earlier, streaks(earlier, needed), strict=True):
        there = run.fingerprints | (there & run.unsettled if run.whole else there)
        for key in there:
            published = needed <= 1 or len(nights.get(key, ())) >= needed
            seen.setdefault(key, []).append(Sighting(run_id=run.run_id, day=run.day, published=published))
    return seen


def aged(found: dict[str, list[Sighting]], previous: int | None, *, waiting: bool) -> Scorecard:
    problems = tuple(
        Problem(
            fingerprint=key,
            kind="http-404",
            url=f"http://a.gov.cn/{key}",
            nights=2,
            status="unconfirmed" if waiting else "new",
        )
        for key in KEYS
    )
    finding = Finding(
        indicator="x",
        rule="x",
        clause="x",
        clause_en="x",
        verdict="fail",
        veto=False,
        evidence="house",
        problems=problems,
    )
    card = Scorecard(
        site=SimpleNamespace(code="1"),
        site_state="running",
        standard=None,
        run=RunRef(id=99, started=AS_OF, finished=None, as_of=AS_OF),
        outcome="fail",
        score=None,
        provisional=(),
        findings=(finding,),
        crawl=None,
    )
    return with_history(card, found, previous_run=previous)


@given(spec=RUNS, needed=st.integers(1, 3), waiting=st.booleans())
def test_the_sightings_kept_decide_as_all_of_them_would(spec, needed, waiting) -> None:
    earlier = runs(spec)
    previous = max((run.run_id for run in earlier), default=None)
    few, many = sightings(earlier, needed), all_sightings(earlier, needed)
    assert aged(few, previous, waiting=waiting) == aged(many, previous, waiting=waiting)
    assert all(len(kept) <= 3 for kept in few.values())
