"""Stored nights into scorecards: the same bytes each time, a history that is fair, nothing lost to a slip of ours."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from inspector.judging import inspection
from inspector.judging.cards import earlier_runs, stored_cards
from inspector.judging.inspection import failed_by_us, judge_night, judge_run, judged, probes_of
from inspector.judging.standards import load
from inspector.store.codec import encode
from reports.json import scorecard_json
from rules import engine
from rules.errors import CannotJudgeError, StoreError
from rules.observations import Probe
from rules.reviews import Review
from rules.scorecard import Problem, Scorecard
from rules.standards.reading import Standard
from spiders.items import Seen

GOOD, BAD, UNSEEN = "1100000000", "1100000001", "1100000002"


def outcomes(cards: list[Scorecard]) -> dict[str, str]:
    return {card.site.code: card.outcome for card in cards}


def problem_of(cards: list[Scorecard]) -> Problem:
    (problem,) = (p for card in cards for finding in card.findings for p in finding.problems)
    return problem


def test_a_night_has_all_three_outcomes(nights: Any, gate: Standard) -> None:
    run_id = nights.crawl({BAD: ("a.doc",)}, missed=(UNSEEN,))
    cards = judge_run(nights.store, run_id, gate)
    assert outcomes(cards) == {GOOD: "pass", BAD: "fail", UNSEEN: "undetermined"}
    assert outcomes(judge_run(nights.store, run_id, gate, [BAD])) == {BAD: "fail"}


def test_judging_again_gives_the_same_bytes(nights: Any, gate: Standard) -> None:
    nights.crawl({BAD: ("a.doc",)})
    run_id = nights.crawl({BAD: ("a.doc", "b.doc")})
    first, second = (judge_run(nights.store, run_id, gate) for _ in range(2))
    assert [scorecard_json(card) for card in first] == [scorecard_json(card) for card in second]
    assert [encode(card) for card in stored_cards(nights.store, run_id, gate.id)] == [encode(card) for card in first]


def test_an_earlier_night_judged_after_a_later_one_does_not_know_it(nights: Any, gate: Standard) -> None:
    first = nights.crawl({BAD: ("a.doc",)})
    second = nights.crawl({BAD: ("a.doc",)})
    judge_run(nights.store, second, gate)
    assert problem_of(judge_run(nights.store, first, gate)).status == "new"


def test_a_problem_is_new_then_known_then_back(nights: Any, gate: Standard) -> None:
    statuses = []
    for broken in (("a.doc",), ("a.doc",), (), ("a.doc",)):
        run_id = nights.crawl({BAD: broken})
        cards = judge_run(nights.store, run_id, gate)
        statuses.append(problem_of(cards).status if broken else None)
    assert statuses == ["new", "known", None, "back"]
    last = problem_of(cards)
    assert str(last.first_seen) == "2026-03-02"


@pytest.mark.parametrize("how", ["missed", "cut"])
def test_a_night_that_did_not_see_the_whole_site_is_no_proof_of_mending(nights: Any, gate: Standard, how: str) -> None:
    judge_run(nights.store, nights.crawl({BAD: ("a.doc",)}), gate)
    judge_run(nights.store, nights.crawl(**{how: (BAD,)}), gate)
    assert problem_of(judge_run(nights.store, nights.crawl({BAD: ("a.doc",)}), gate)).status == "known"


def test_a_review_holds_until_its_last_day(nights: Any, gate: Standard) -> None:
    run_id = nights.crawl({BAD: ("a.doc",)})
    run = nights.store.run(run_id)
    found = problem_of(judge_run(nights.store, run_id, gate))
    today = run.as_of.date()
    review = Review(fingerprint=found.fingerprint, action="accept", reason="迁移中", by="某人", day=today, until=today)
    nights.store.add_review(BAD, review)
    accepted = judge_run(nights.store, run_id, gate)
    assert outcomes(accepted)[BAD] == "pass"
    assert problem_of(accepted).status == "accepted"
    assert problem_of(accepted).review["reason"] == "迁移中"
    assert outcomes(judge_run(nights.store, nights.crawl({BAD: ("a.doc",)}), gate))[BAD] == "fail"
    nights.store.add_review(BAD, replace(review, action="confirm"))
    assert outcomes(judge_run(nights.store, run_id, gate))[BAD] == "fail"


def test_the_cards_of_a_night_can_be_read_again_and_again(nights: Any, gate: Standard) -> None:
    run_id = nights.crawl({BAD: ("a.doc",)})
    told: list[str] = []
    cards = judge_night(nights.store, run_id, gate, progress=lambda card: told.append(card.site.code))
    assert told == [GOOD, BAD, UNSEEN]
    assert len(cards) == 3
    assert [scorecard_json(card) for card in cards] == [scorecard_json(card) for card in cards]
    assert [card.site.code for card in judge_night(nights.store, run_id, gate, [BAD])] == [BAD]
    earlier = nights.store.run(run_id).as_of - timedelta(days=30)
    assert [card.run.as_of for card in judge_night(nights.store, run_id, gate, as_of=earlier)] == [earlier] * 3


def test_a_question_with_another_instant_is_not_kept(nights: Any, gate: Standard) -> None:
    run_id = nights.crawl()
    judge_run(nights.store, run_id, gate, as_of=nights.store.run(run_id).as_of + timedelta(days=60))
    assert len(stored_cards(nights.store, run_id, gate.id)) == 0
    judge_run(nights.store, run_id, gate, as_of=nights.store.run(run_id).as_of)
    assert len(stored_cards(nights.store, run_id, gate.id)) == 3


def test_as_of_a_day_after_the_crawl_a_site_is_what_it_was_when_it_was_read(nights: Any, gate: Standard) -> None:
    """Its visits are those of the week before that, too: none is missing for the days that nobody looked at."""
    run_id = nights.crawl()
    at = nights.store.run(run_id).as_of
    hours = range(1, 7 * 24)
    probes = [Probe(at=at - timedelta(hours=n), url="http://x/", answered=True, elapsed_ms=9) for n in hours]
    nights.store.write(run_id, [Seen(site_code=GOOD, observation=probe) for probe in probes])
    census = load("census-2015")
    (fresh,) = judge_run(nights.store, run_id, census, [GOOD])
    (asked,) = judge_run(nights.store, run_id, census, [GOOD], as_of=at + timedelta(days=60))
    assert asked == fresh
    assert asked.provisional == ()


def test_one_broken_indicator_costs_its_own_verdict_only(
    nights: Any, gate: Standard, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    run_id = nights.crawl({BAD: ("a.doc",)})
    every = dict(engine.all_indicators())

    def slip(case: object, limits: object) -> None:
        raise ZeroDivisionError("a slip")

    every["empty-columns"] = replace(every["empty-columns"], measure=slip)  # type: ignore[arg-type]
    monkeypatch.setattr(engine, "all_indicators", lambda: every)
    cards = judge_run(nights.store, run_id, gate)
    assert outcomes(cards) == {GOOD: "undetermined", BAD: "fail", UNSEEN: "undetermined"}
    reasons = {finding.indicator: finding.reason for finding in cards[0].findings}
    assert reasons.pop("empty-columns") == "indicator-failed"
    assert "indicator-failed" not in reasons.values()
    assert all(failed_by_us(card) for card in cards)
    assert "ZeroDivisionError" in caplog.text


def test_a_site_that_cannot_be_judged_at_all_is_undetermined_and_the_others_are_judged(
    nights: Any, gate: Standard, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    run_id = nights.crawl()
    judging = inspection.judge

    def slipping(seen: Any, *arguments: Any, **named: Any) -> Scorecard:
        if seen.site.code == BAD:
            raise RuntimeError("a slip")
        return judging(seen, *arguments, **named)

    monkeypatch.setattr(inspection, "judge", slipping)
    cards = judge_run(nights.store, run_id, gate)
    assert outcomes(cards) == {GOOD: "pass", BAD: "undetermined", UNSEEN: "pass"}
    assert [failed_by_us(card) for card in cards] == [False, True, False]
    assert "a slip" in caplog.text


def test_a_run_without_sites_cannot_be_judged(nights: Any, gate: Standard) -> None:
    nights.sites = []
    with pytest.raises(CannotJudgeError):
        judge_run(nights.store, nights.crawl(), gate)
    with pytest.raises(StoreError, match="9999999999"):
        list(judged(nights.store, 1, gate, ["9999999999"]))


def test_earlier_runs_are_told_oldest_first(nights: Any, gate: Standard) -> None:
    runs = [nights.crawl({BAD: ("a.doc", "b.doc")}), nights.crawl(), nights.crawl()]
    for run_id in runs:
        judge_run(nights.store, run_id, gate)
    found = earlier_runs(nights.store, runs[2], gate.id)
    assert [summary.run_id for summary in found] == runs[:2]
    assert found[0].sites[BAD].outcome == "fail"
    assert found[0].sites[BAD].problems == 2
    assert [summary.run_id for summary in earlier_runs(nights.store, runs[2], gate.id, runs=1)] == [runs[1]]
    assert earlier_runs(nights.store, runs[0], gate.id) == []


def test_the_probes_of_a_card_are_those_of_its_window(nights: Any, gate: Standard) -> None:
    run_id = nights.crawl()
    at = nights.store.run(run_id).as_of
    probes = [Probe(at=at - timedelta(days=n), url="http://a/", answered=True, elapsed_ms=1) for n in (0, 7, 8)]
    nights.store.write(None, [Seen(site_code=GOOD, observation=probe) for probe in probes])
    (card,) = judge_run(nights.store, run_id, gate, [GOOD])
    assert [probe.at for probe in probes_of(nights.store, gate)(card)] == [probes[1].at, probes[0].at]


def test_the_longest_window_of_a_standard_counts() -> None:
    rules = [SimpleNamespace(thresholds={"window_days": days}) for days in (7, 30, True)]
    standard: Any = SimpleNamespace(rules=rules)
    assert inspection.probe_window_days(standard) == 30
    assert inspection.probe_window_days(SimpleNamespace(rules=[])) == inspection.PROBE_WINDOW_DAYS  # type: ignore[arg-type]


def test_what_was_mended_is_told_once_with_what_it_was(nights: Any, gate: Standard) -> None:
    def statuses(run_id: int) -> dict[str, str]:
        (card,) = judge_run(nights.store, run_id, gate, ["1100000001"])
        return {p.url.rpartition("/")[2]: p.status for f in card.findings for p in f.problems}

    assert statuses(nights.crawl({"1100000001": ("a.doc", "b.doc")})) == {"a.doc": "new", "b.doc": "new"}
    assert statuses(nights.crawl({"1100000001": ("b.doc",)})) == {"a.doc": "fixed", "b.doc": "known"}
    assert statuses(nights.crawl({"1100000001": ("b.doc",)})) == {"b.doc": "known"}
    assert statuses(nights.crawl({"1100000001": ("a.doc", "b.doc")})) == {"a.doc": "back", "b.doc": "known"}


def test_a_night_cut_short_mends_nothing_and_the_next_whole_one_does(nights: Any, gate: Standard) -> None:
    def statuses(run_id: int) -> list[str]:
        (card,) = judge_run(nights.store, run_id, gate, ["1100000001"])
        return [p.status for f in card.findings for p in f.problems]

    assert statuses(nights.crawl({"1100000001": ("a.doc",)})) == ["new"]
    assert statuses(nights.crawl(cut=("1100000001",))) == []
    assert statuses(nights.crawl()) == ["fixed"]
    assert statuses(nights.crawl()) == []
