from dataclasses import replace

import pytest

from rules.guides import ELEMENTS


def site(world, *guides, **more):
    pages = [
        world.page(f"{world.home_url}g{n}.html", facts=world.facts(extra={"guide": ",".join(guide)}))
        for n, guide in enumerate(guides)
    ]
    return replace(world.healthy(**more), pages=tuple(pages))


@pytest.mark.parametrize("missing", range(5))
def test_each_class_that_no_guide_names_is_a_problem(measure, world, missing):
    found = measure("service-guides", site(world, *[ELEMENTS[missing:]] * 3))
    assert (found.verdict, len(found.charges)) == ("fail" if missing else "pass", missing)
    assert {problem.text for problem in found.problems} == set(ELEMENTS[:missing])


def test_classes_are_counted_over_the_whole_site(measure, world):
    found = measure("service-guides", site(world, ELEMENTS[:5], ELEMENTS[4:]))
    assert (found.verdict, found.measured["incomplete_guides"]) == ("pass", 2)


def test_no_guide_is_no_verdict(measure, world):
    assert measure("service-guides", site(world)).reason == "no-guides"


def test_too_few_guides_are_no_verdict(measure, world):
    assert measure("service-guides", site(world, ELEMENTS[1:]), min_guides=2).verdict == "inconclusive"
    assert measure("service-guides", site(world, ELEMENTS[1:], ELEMENTS[1:]), min_guides=2).verdict == "fail"


def test_a_crawl_cut_short_accuses_nobody(measure, world):
    found = measure("service-guides", site(world, *[ELEMENTS[1:]] * 3, crawl=world.crawl(complete=False)))
    assert (found.verdict, found.reason) == ("inconclusive", "crawl-incomplete")
