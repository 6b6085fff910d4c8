from dataclasses import replace

import pytest

from rules.observations import Alert


def site(world, *alerts, pages=1, **more):
    seen = [world.page(f"{world.home_url}{n}.html", facts=world.facts(alerts=alerts)) for n in range(pages)]
    return replace(world.healthy(**more), pages=tuple(seen))


def alert(kind="template-token", text="{$T.subject}", snippet="标题：{$T.subject}", right=None):
    return Alert(kind=kind, text=text, snippet=snippet, right=right)


@pytest.mark.parametrize(("count", "verdict"), [(1, "pass"), (2, "fail"), (3, "fail")])
def test_a_standard_may_allow_some(measure, world, count, verdict):
    alerts = [alert(snippet=f"{n}") for n in range(count)]
    assert measure("template-tokens", site(world, *alerts), limit_places=2).verdict == verdict


def test_the_same_place_of_many_pages_is_one_problem(measure, world):
    found = measure("template-tokens", site(world, alert(), pages=30))
    assert [(problem.text, problem.occurrences) for problem in found.problems] == [("{$T.subject}", 30)]
    assert found.problems[0].detail["snippet"] == "标题：{$T.subject}"
    assert len(found.problems[0].sources) == 10


def test_its_identity_does_not_depend_on_the_number_of_pages(measure, world):
    one, many = (measure("template-tokens", site(world, alert(), pages=pages)).problems[0] for pages in (1, 9))
    assert one.fingerprint == many.fingerprint


def test_other_alerts_are_not_counted_here(measure, world):
    assert measure("template-tokens", site(world, alert(kind="spam-word"))).verdict == "pass"


def test_pages_that_were_not_read_may_hold_more(measure, world):
    found = measure("template-tokens", site(world, crawl=world.crawl(complete=False)))
    assert (found.verdict, found.reason) == ("inconclusive", "crawl-incomplete")
