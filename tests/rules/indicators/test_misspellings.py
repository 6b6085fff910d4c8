from dataclasses import replace

import pytest

from rules.observations import Alert


def site(world, *alerts, pages=1, **more):
    seen = [world.page(f"{world.home_url}{n}.html", facts=world.facts(alerts=alerts)) for n in range(pages)]
    return replace(world.healthy(**more), pages=tuple(seen))


def alert(kind="misspelt-word", text="布署", snippet="认真布署工作", right="部署"):
    return Alert(kind=kind, text=text, snippet=snippet, right=right)


@pytest.mark.parametrize(("count", "verdict"), [(1, "pass"), (2, "fail"), (3, "fail")])
def test_a_standard_may_allow_some(measure, world, count, verdict):
    alerts = [alert(snippet=f"{n}") for n in range(count)]
    assert measure("misspellings", site(world, *alerts), limit_places=2, kinds=("word",)).verdict == verdict


def test_the_same_place_of_many_pages_is_one_problem(measure, world):
    found = measure("misspellings", site(world, alert(), pages=30), kinds=("word",))
    assert [(problem.text, problem.occurrences) for problem in found.problems] == [("布署", 30)]
    assert found.problems[0].detail["snippet"] == "认真布署工作"
    assert len(found.problems[0].sources) == 10


def test_its_identity_does_not_depend_on_the_number_of_pages(measure, world):
    one, many = (
        measure("misspellings", site(world, alert(), pages=pages), kinds=("word",)).problems[0] for pages in (1, 9)
    )
    assert one.fingerprint == many.fingerprint


def test_other_alerts_are_not_counted_here(measure, world):
    assert measure("misspellings", site(world, alert(kind="misspelt-name")), kinds=("word",)).verdict == "pass"


def test_pages_that_were_not_read_may_hold_more(measure, world):
    found = measure("misspellings", site(world, crawl=world.crawl(complete=False)))
    assert (found.verdict, found.reason) == ("inconclusive", "crawl-incomplete")


@pytest.mark.parametrize(("kinds", "verdict"), [(("name",), "pass"), (("word",), "fail"), (("word", "name"), "fail")])
def test_words_and_names_are_told_apart(measure, world, kinds, verdict):
    assert measure("misspellings", site(world, alert()), kinds=kinds).verdict == verdict


def test_the_right_form_is_shown(measure, world):
    assert measure("misspellings", site(world, alert()), kinds=("word",)).problems[0].detail["right"] == "部署"


def test_without_a_list_of_names_a_person_has_to_look(measure, world):
    unknown = {"crawl": world.crawl(names_known=False)}
    found = measure("misspellings", site(world, **unknown), kinds=("name",))
    assert (found.verdict, found.reason) == ("not-applicable", "manual")
    assert measure("misspellings", site(world, alert("misspelt-name"), **unknown), kinds=("name",)).verdict == "fail"
    assert measure("misspellings", site(world, **unknown), kinds=("word",)).verdict == "pass"
