from datetime import timedelta

import pytest


def judged(measure, world, probes, **changed):
    return measure("unreachable", world.healthy(probes=tuple(probes)), **changed)


@pytest.mark.parametrize(("failed", "verdict"), [(0, "pass"), (6, "pass"), (7, "fail"), (8, "fail")])
def test_seven_of_140_visits_are_five_percent(measure, world, failed, verdict):
    assert judged(measure, world, world.probes(140, failed)).verdict == verdict


def test_the_limit_itself_can_be_left_out(measure, world):
    assert judged(measure, world, world.probes(140, 7), inclusive=False).verdict == "pass"


@pytest.mark.parametrize(("elapsed_ms", "verdict"), [(14_999, "pass"), (15_000, "fail"), (15_001, "fail")])
def test_a_page_that_opens_at_fifteen_seconds_came_too_late(measure, world, elapsed_ms, verdict):
    probes = world.probes(140, 7, answered=True, elapsed_ms=elapsed_ms)
    assert judged(measure, world, probes).verdict == verdict


def test_too_few_visits_are_provisional(measure, world):
    found = judged(measure, world, world.probes(10))
    assert (found.verdict, found.reason, found.provisional) == ("inconclusive", "few-probes", True)


def test_few_visits_are_enough_where_the_missing_ones_cannot_save_it(measure, world):
    assert judged(measure, world, world.probes(40, 6)).verdict == "inconclusive"
    assert judged(measure, world, world.probes(40, 7)).verdict == "fail"


def test_few_missing_visits_are_no_matter_where_they_could_not_spoil_it(measure, world):
    assert judged(measure, world, world.probes(134)).verdict == "pass"
    assert judged(measure, world, world.probes(133)).verdict == "inconclusive"


def test_a_failure_of_our_own_network_is_no_failed_visit(measure, world):
    found = judged(measure, world, world.probes(140, 30, canary=False))
    assert (found.verdict, found.reason, found.measured["discounted"]) == ("inconclusive", "canary-failed", 30)
    assert found.problems == ()


def test_our_own_address_guard_is_no_failed_visit(measure, world):
    found = judged(measure, world, world.probes(140, 30, fault="refused-address"))
    assert (found.verdict, found.measured["failed"]) == ("inconclusive", 0)


def test_failures_without_a_canary_do_not_accuse(measure, world):
    found = judged(measure, world, world.probes(140, 30, canary=None))
    assert (found.verdict, found.reason) == ("inconclusive", "probes-doubtful")


def test_a_burst_of_failures_is_one_visit(measure, world):
    burst = world.probes(40, 40, every_minutes=0.5)
    found = judged(measure, world, [*burst, *world.probes(140)])
    assert found.verdict == "pass"
    assert found.measured["failed"] <= 1


def test_a_week_is_looked_at_and_no_more(measure, world):
    older = [p for p in world.probes(340, 340) if p.at <= world.as_of - timedelta(days=7)]
    assert len(older) == 200
    assert judged(measure, world, [*older, *world.probes(140)]).verdict == "pass"


def test_the_problem_shows_every_failed_visit(measure, world):
    problem = judged(measure, world, world.probes(140, 9, status=503)).problems[0]
    assert (problem.kind, problem.url, problem.detail["failed"]) == ("unreachable", world.home_url, 9)
    assert problem.occurrences == 1, "pages that hold it, not visits"
    assert [attempt.status for attempt in problem.attempts] == [503] * 9
    assert [a.at for a in problem.attempts] == sorted(a.at for a in problem.attempts)
