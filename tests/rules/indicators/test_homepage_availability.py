import pytest


def found(measure, world, count, failed, **more):
    return measure("homepage-availability", world.healthy(probes=world.probes(count, failed, **more)))


@pytest.mark.parametrize(
    ("failed", "verdict", "percent"), [(0, "pass", 0), (1, "pass", 0), (2, "fail", 1), (5, "fail", 3)]
)
def test_whole_percents_of_failed_visits_are_counted(measure, world, failed, verdict, percent):
    result = found(measure, world, 140, failed)
    assert (result.verdict, sum(charge.amount for charge in result.charges)) == (verdict, percent)


def test_one_percent_exactly_counts(measure, world):
    result = found(measure, world, 200, 2, every_minutes=50)
    assert (result.verdict, result.measured["failed_percent"]) == ("fail", 1.0)


def test_failures_without_a_canary_are_only_at_risk(measure, world):
    result = found(measure, world, 140, 5, canary=None)
    assert (result.verdict, result.provisional) == ("inconclusive", False)
    assert [(charge.amount, charge.certain) for charge in result.charges] == [(3, False)]


def test_too_few_visits_lack_history_only(measure, world):
    result = found(measure, world, 20, 0)
    assert (result.verdict, result.reason, result.provisional) == ("inconclusive", "few-probes", True)


def test_it_is_the_same_problem_as_the_veto_s(measure, world):
    site = world.healthy(probes=world.probes(140, 9))
    assert (
        measure("homepage-availability", site).problems[0].fingerprint
        == measure("unreachable", site).problems[0].fingerprint
    )
