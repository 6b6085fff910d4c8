from dataclasses import replace

from rules.observations import RegisteredColumn

SYSTEM = "http://apply.elsewhere.example/"


def site(world, state):
    system = RegisteredColumn(name="网上申报", url=SYSTEM, category="systems")
    registered = replace(world.site, columns=(system,))
    link = world.link("", state, url=SYSTEM, fault="timeout", external=True)
    return world.healthy(site=registered, links=(link, world.link("other")))


def test_a_registered_system_that_does_not_open_is_a_problem_wherever_it_is_hosted(measure, world):
    found = measure("online-systems", site(world, "broken"))
    assert (found.verdict, [problem.url for problem in found.problems]) == ("fail", [SYSTEM])


def test_a_blocked_system_is_not_accused(measure, world):
    assert measure("online-systems", site(world, "blocked")).verdict == "pass"


def test_an_unconfirmed_system_is_not_accused_and_not_passed(measure, world):
    assert measure("online-systems", site(world, "unconfirmed")).verdict == "inconclusive"


def test_a_site_without_systems_is_not_concerned(measure, world):
    found = measure("online-systems", world.healthy(links=(world.link("other"),)))
    assert (found.verdict, found.reason) == ("not-applicable", "no-such-column")
