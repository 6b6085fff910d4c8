from dataclasses import replace

import pytest

from rules.guides import ELEMENTS


def site(world, *lacking, **more):
    pages = [
        world.page(f"{world.home_url}g{n}.html", facts=world.facts(extra={"guide": ",".join(ELEMENTS[count:])}))
        for n, count in enumerate(lacking)
    ]
    return replace(world.healthy(**more), pages=tuple(pages))


@pytest.mark.parametrize(("bad", "verdict"), [(4, "pass"), (5, "fail"), (6, "fail")])
def test_five_guides_are_the_limit(measure, world, bad, verdict):
    assert measure("unusable-services", site(world, *[4] * bad, *[0] * 10)).verdict == verdict


@pytest.mark.parametrize(("lacking", "verdict"), [(3, "pass"), (4, "fail"), (5, "fail")])
def test_four_elements_are_the_limit(measure, world, lacking, verdict):
    assert measure("unusable-services", site(world, *[lacking] * 5)).verdict == verdict


@pytest.mark.parametrize(("guides", "verdict"), [((4, 4, 4), "fail"), ((4, 4, 3), "pass"), ((4,), "fail")])
def test_of_fewer_guides_all_must_be_of_no_use(measure, world, guides, verdict):
    assert measure("unusable-services", site(world, *guides)).verdict == verdict


def test_a_problem_names_what_is_missing(measure, world):
    problem = measure("unusable-services", site(world, 4)).problems[0]
    assert problem.detail == {"missing": "name, basis, conditions, papers"}


def test_no_guide_is_no_verdict(measure, world):
    assert measure("unusable-services", site(world)).reason == "no-guides"


def test_more_guides_may_be_among_pages_that_were_not_read(measure, world):
    assert measure("unusable-services", site(world, 0, crawl=world.crawl(complete=False))).verdict == "inconclusive"
