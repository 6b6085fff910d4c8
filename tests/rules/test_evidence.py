"""What a problem carries for an appeal beside its address: the visit that brought the page which shows it."""

from msgspec import structs

from rules.case import Case
from rules.evidence import page_problem, with_answers
from rules.observations import Attempt


def shown_by(world, **page):
    case = Case(observations=world.healthy(pages=(world.page(world.home_url, "home", **page),)), as_of=world.as_of)
    (seen,) = case.observations.pages
    return case, page_problem(case, "wrong-encoding", seen), seen


def test_a_problem_that_a_page_shows_carries_the_visit_and_its_headers(world):
    case, problem, seen = shown_by(world, body_sha256="ab" * 32, elapsed_ms=90, headers={"server": "x", "date": "now"})
    (told,) = with_answers(case, (problem,))
    (visit,) = told.attempts
    assert (visit.at, visit.method, visit.status, visit.elapsed_ms) == (seen.at, "GET", 200, 90)
    assert list(visit.headers) == ["date", "server"]


def test_the_attempts_of_a_link_stay_as_they_are(world):
    case, problem, seen = shown_by(world, body_sha256="ab" * 32)
    tried = Attempt(at=seen.at, method="HEAD", status=404, fault=None, elapsed_ms=1)
    (told,) = with_answers(case, (structs.replace(problem, attempts=(tried,)),))
    assert told.attempts == (tried,)


def test_a_page_whose_body_nobody_knows_brings_no_visit(world):
    case, problem, _ = shown_by(world)
    assert with_answers(case, (problem,)) == (problem,)


def test_the_first_visit_that_brought_a_body_is_the_evidence(world):
    early = world.page(world.home_url, "home", body_sha256="ab" * 32, elapsed_ms=1)
    late = world.changed(early, at=world.as_of, elapsed_ms=2)
    case = Case(observations=world.healthy(pages=(late, early)), as_of=world.as_of)
    assert case.brought["ab" * 32] is early


def test_a_page_read_through_a_browser_says_so(world):
    case, problem, _ = shown_by(world, body_sha256="cd" * 32, rendered=True)
    assert with_answers(case, (problem,))[0].attempts[0].client == "browser"
