import pytest

LIMITS = {"names": ("统计",), "max_age_months": 3, "inclusive": True}


def found(measure, world, days, name="办件统计", **more):
    column = world.column(name, "unknown", **more)
    items = [] if days is None else [world.item(1, days, name)]
    return measure("named-columns", world.only_columns(([column], [world.list_page(column, items)])), **LIMITS)


@pytest.mark.parametrize(("days", "verdict"), [(91, "pass"), (92, "fail"), (93, "fail")])
def test_three_calendar_months_are_the_limit(measure, world, days, verdict):
    assert world.ago(92).isoformat() == "2015-06-21"
    result = found(measure, world, days)
    assert (result.verdict, [c.unit for c in result.charges]) == (verdict, ["stale"] if verdict == "fail" else [])


def test_an_empty_column_is_a_problem_of_its_own(measure, world):
    result = found(measure, world, None)
    assert (result.verdict, [charge.unit for charge in result.charges]) == ("fail", ["empty"])


def test_no_column_of_the_name_never_proves_that_it_is_missing(measure, world):
    result = found(measure, world, 1, name="新闻")
    assert (result.verdict, [(c.unit, c.certain) for c in result.charges]) == ("inconclusive", [("missing", False)])


def test_one_fresh_column_of_several_is_enough(measure, world):
    names = ["办件统计", "月度统计"]
    columns = [world.column(name, "unknown") for name in names]
    pages = [world.list_page(c, [world.item(1, days, c.name)]) for c, days in zip(columns, (500, 5), strict=True)]
    assert measure("named-columns", world.only_columns((columns, pages)), **LIMITS).verdict == "pass"


def test_a_column_that_was_not_read_is_not_accused(measure, world):
    site = world.only_columns(([world.column("办件统计", "unknown")], []))
    result = measure("named-columns", site, **LIMITS)
    assert (result.verdict, [charge.certain for charge in result.charges]) == ("inconclusive", [False])


def test_where_no_update_is_due_an_old_column_is_enough(measure, world):
    site = world.only_columns(world.columns(1, "static", 3000, "县情概况"))
    assert measure("named-columns", site, names=("概况",), max_age_months=0).verdict == "pass"


def test_a_leader_s_mailbox_is_no_column_on_leaders(measure, world):
    mailbox = world.column("县领导信箱", "consultation")
    site = world.only_columns(([mailbox], [world.list_page(mailbox, [world.item(1, 1)])]))
    found = measure("named-columns", site, names=("领导",))
    assert (found.verdict, found.reason) == ("inconclusive", "no-such-column")
