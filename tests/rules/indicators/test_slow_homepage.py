import pytest


def found(measure, world, times):
    probes = world.probes(len(times))
    timed = tuple(world.changed(probe, elapsed_ms=ms) for probe, ms in zip(probes, times, strict=True))
    return measure("slow-homepage", world.healthy(probes=timed))


@pytest.mark.parametrize(("ms", "verdict"), [(2999, "pass"), (3000, "pass"), (3001, "fail")])
def test_three_seconds_are_the_limit(measure, world, ms, verdict):
    assert found(measure, world, [ms] * 20).verdict == verdict


def test_one_slow_night_does_not_count(measure, world):
    assert found(measure, world, [9000] * 10 + [400] * 11).verdict == "pass"
    assert found(measure, world, [9000] * 11 + [400] * 10).verdict == "fail"


@pytest.mark.parametrize(("count", "verdict"), [(19, "inconclusive"), (20, "pass")])
def test_twenty_visits_are_needed(measure, world, count, verdict):
    result = found(measure, world, [400] * count)
    assert (result.verdict, result.provisional) == (verdict, verdict == "inconclusive")


def test_failed_visits_say_nothing_of_speed(measure, world):
    site = world.healthy(probes=(*world.probes(60, 40),))
    assert measure("slow-homepage", site).measured == {"visits": 20, "seconds": 0.3}
