import pytest


@pytest.mark.parametrize(("count", "verdict"), [(9, "pass"), (10, "fail"), (11, "fail")])
def test_ten_columns_are_the_limit(measure, world, count, verdict):
    site = world.with_columns(world.columns(count, "personnel", 400))
    assert measure("long-stale-columns", site).verdict == verdict


@pytest.mark.parametrize("category", ["personnel", "plans", "other", "interpretations"])
@pytest.mark.parametrize(("days", "verdict"), [(364, "pass"), (365, "fail"), (366, "fail")])
def test_a_year_is_the_limit(measure, world, category, days, verdict):
    assert world.ago(365).isoformat() == "2014-09-21"
    assert measure("long-stale-columns", world.with_columns(world.columns(10, category, days))).verdict == verdict


@pytest.mark.parametrize("category", ["news", "notices", "policies", "unknown", "static", "services", "surveys"])
def test_other_columns_are_not_counted(measure, world, category):
    site = world.with_columns(world.columns(12, category, 900, "x"), world.columns(1, "plans", 1, "p"))
    assert measure("long-stale-columns", site).verdict == "pass"


def test_nine_late_and_one_unread_column_might_be_ten(measure, world):
    unread = ([world.column("unread", "plans")], [])
    found = measure("long-stale-columns", world.with_columns(world.columns(9, "plans", 400), unread))
    assert (found.verdict, found.reason) == ("inconclusive", "columns-unreadable")


def test_a_column_is_the_same_problem_in_every_clause(measure, world):
    site = world.with_columns(world.columns(1, "plans", 400))
    long_stale = measure("long-stale-columns", site).problems[0]
    empty = measure("empty-columns", world.with_columns(world.columns(1, "plans", None))).problems[0]
    assert long_stale.kind == "long-stale"
    assert long_stale.fingerprint == empty.fingerprint


@pytest.mark.parametrize(("days", "verdict"), [(365, "pass"), (548, "pass"), (549, "fail")])
def test_a_column_with_one_entry_a_year_has_eighteen_months(measure, world, days, verdict):
    assert world.ago(549).isoformat() == "2014-03-21"
    site = world.with_columns(world.columns(10, "other", days, "政府工作报告"))
    assert measure("long-stale-columns", site).verdict == verdict
