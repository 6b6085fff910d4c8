from dataclasses import replace

import pytest

from rules.observations import Published


def site(world, count, *, undated=0, unsourced=0):
    pages = []
    for n in range(count):
        published = None if n < undated else Published(day=world.ago(9), read_from="visible")
        facts = world.facts(kind="article", published=published, source=None if n < unsourced else "县政府办")
        pages.append(world.page(f"{world.home_url}{n}.html", "article", facts=facts))
    return replace(world.healthy(), pages=tuple(pages))


@pytest.mark.parametrize(("without", "verdict"), [(0, "pass"), (1, "pass"), (2, "fail"), (3, "fail")])
@pytest.mark.parametrize("what", ["undated", "unsourced"])
def test_a_fifth_of_the_articles_is_the_limit(measure, world, what, without, verdict):
    found = measure("unsigned-articles", site(world, 10, **{what: without}))
    assert (found.verdict, [p.kind for p in found.problems]) == (
        verdict, [f"article-{what}"] if verdict == "fail" else [],
    )  # fmt: skip


def test_both_defects_are_told_apart(measure, world):
    assert len(measure("unsigned-articles", site(world, 10, undated=5, unsourced=4)).problems) == 2


def test_too_few_articles_are_no_verdict(measure, world):
    assert measure("unsigned-articles", site(world, 4, undated=4)).verdict == "inconclusive"
