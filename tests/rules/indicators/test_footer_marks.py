from dataclasses import replace

import pytest

from rules.observations import Marks

ALL = Marks(
    site_code="3300000001",
    site_code_from="text",
    icp="浙ICP备1号",
    police="浙公网安备1号",
    sponsor="县政府办",
    contact="0571-1",
    party_mark=True,
    error_report=True,
    site_map=True,
)


def found(measure, world, marks, *others):
    home = world.home(marks=marks)
    pages = [world.page(f"{world.home_url}{n}.html", facts=world.facts(marks=other)) for n, other in enumerate(others)]
    return measure("footer-marks", replace(world.healthy(), pages=(home, *pages)))


def test_a_foot_with_everything_passes(measure, world):
    assert found(measure, world, ALL).verdict == "pass"


@pytest.mark.parametrize("mark", ["icp", "police", "sponsor", "contact", "site_code"])
def test_each_missing_mark_is_a_problem(measure, world, mark):
    result = found(measure, world, world.changed(ALL, **{mark: None}))
    assert (result.verdict, [problem.text for problem in result.problems]) == ("fail", [mark])


def test_a_mark_on_another_page_is_not_missing(measure, world):
    assert found(measure, world, world.changed(ALL, icp=None), ALL).verdict == "pass"


def test_a_code_that_only_a_meta_holds_is_seen_by_nobody(measure, world):
    result = found(measure, world, world.changed(ALL, site_code_from="meta"))
    assert [problem.text for problem in result.problems] == ["site_code"]


def test_a_foot_written_by_script_is_not_missing(measure, world):
    result = found(measure, world, world.changed(ALL, icp=None, footer_by_script=True))
    assert (result.verdict, result.reason, result.problems) == ("inconclusive", "not-seen-in-html", ())


@pytest.mark.parametrize(("seen", "verdict"), [(1, "inconclusive"), (2, "fail")])
def test_hardly_anything_seen_means_that_the_foot_is_not_there_to_be_judged(measure, world, seen, verdict):
    marks = Marks(icp="浙ICP备1号", site_map=seen > 1)
    assert found(measure, world, marks).verdict == verdict
