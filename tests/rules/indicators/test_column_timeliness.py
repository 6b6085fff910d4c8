import pytest


def units(found, *, certain=True):
    return sorted(charge.unit for charge in found.charges if charge.certain is certain)


@pytest.mark.parametrize(
    ("category", "days", "unit"),
    [
        ("news", (13, 14), "news"),
        ("notices", (183, 184), "notices"),
        ("policies", (183, 184), "notices"),
        ("personnel", (364, 365), "long"),
        ("plans", (364, 365), "long"),
        ("other", (364, 365), "long"),
    ],
)
def test_every_category_has_its_period_and_its_price(measure, world, category, days, unit):
    fresh, late = days
    assert measure("column-timeliness", world.with_columns(world.columns(1, category, fresh))).verdict == "pass"
    found = measure("column-timeliness", world.with_columns(world.columns(1, category, late)))
    assert (found.verdict, units(found)) == ("fail", [unit])
    assert found.problems[0].kind == ("long-stale" if unit == "long" else "stale")


def test_a_column_that_was_not_read_costs_only_in_the_worst_case(measure, world):
    found = measure("column-timeliness", world.with_columns(([world.column("unread", "plans")], [])))
    assert (found.verdict, units(found), units(found, certain=False)) == ("inconclusive", [], ["long"])


def test_a_standard_may_ask_for_some_categories_only(measure, world):
    site = world.with_columns(world.columns(2, "plans", 900))
    assert measure("column-timeliness", site, categories=("news",)).verdict == "pass"


def test_no_columns_are_no_pass(measure, world):
    assert measure("column-timeliness", world.only_columns()).verdict == "inconclusive"
