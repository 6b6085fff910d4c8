from datetime import date

from inspector.judging.standards import load
from rules.engine import judge
from rules.history import Sighting, fingerprints, with_history
from rules.reviews import Review


def problem_of(world, **history):
    site = world.healthy(links=(world.link("a"),))
    card = judge(site, load("census-2015"), run=world.run, as_of=world.as_of)
    key = fingerprints(card)[0]
    earlier = {key: history.pop("seen")} if "seen" in history else {}
    reviews = {key: Review(fingerprint=key, **history.pop("review"))} if "review" in history else {}
    aged = with_history(card, earlier, reviews=reviews, **history)
    return next(problem for finding in aged.findings for problem in finding.problems)


FIRST, SECOND = Sighting(run_id=1, day=date(2015, 9, 1)), Sighting(run_id=2, day=date(2015, 9, 2))


def test_a_problem_never_seen_before_is_new_today(world):
    problem = problem_of(world, previous_run=2)
    assert (problem.status, problem.first_seen) == ("new", world.today)


def test_a_problem_of_the_run_before_is_known_since_its_first_day(world):
    problem = problem_of(world, seen=[SECOND, FIRST], previous_run=2)
    assert (problem.status, problem.first_seen) == ("known", FIRST.day)


def test_a_problem_that_was_away_is_back(world):
    assert problem_of(world, seen=[FIRST], previous_run=2).status == "back"


def test_an_accepted_problem_shows_who_why_and_until_when(world):
    review = {"action": "accept", "reason": "整改中", "by": "李", "day": FIRST.day, "until": date(2015, 12, 31)}
    problem = problem_of(world, seen=[FIRST], previous_run=1, review=review)
    assert problem.status == "accepted"
    assert problem.review == {
        "action": "accept", "reason": "整改中", "by": "李", "day": "2015-09-01", "until": "2015-12-31",
    }  # fmt: skip


def test_an_acceptance_that_ran_out_is_not_shown(world):
    review = {"action": "accept", "reason": "整改中", "by": "李", "day": FIRST.day, "until": date(2015, 9, 20)}
    problem = problem_of(world, seen=[FIRST], previous_run=1, review=review)
    assert (problem.status, problem.review) == ("known", {})


def test_a_dismissed_problem_keeps_its_age(world):
    review = {"action": "dismiss", "reason": "误判", "by": "李", "day": FIRST.day}
    problem = problem_of(world, seen=[FIRST], previous_run=1, review=review)
    assert (problem.status, problem.review["action"]) == ("known", "dismiss")
