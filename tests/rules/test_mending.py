"""What counts as mended: seen by the run before, and not met by one that read the whole site."""

from dataclasses import replace
from datetime import date

import pytest
from msgspec import structs

from rules.confirming import JudgedRun
from rules.history import fingerprints
from rules.mending import gone, read_whole, with_fixed
from rules.observations import LinkSource
from rules.scorecard import Finding, Problem, Scorecard, StandardRef


def finding(*names, verdict="fail", rule="broken-links", **more):
    problems = tuple(Problem(fingerprint=name, kind="http-404", url=f"http://x/{name}") for name in names)
    return Finding(
        indicator=rule, rule=rule, clause="链接", clause_en="links", verdict=verdict, veto=False, evidence="official",
        problems=problems, **more,
    )  # fmt: skip


def a_card(world, *findings, **crawl):
    return Scorecard(
        site=world.site, site_state="running", standard=StandardRef(id="s", name={}, sha256="0"), run=world.run,
        outcome="fail", score=None, provisional=(), findings=findings, crawl=world.crawl(**crawl),
    )  # fmt: skip


def night(number, *names, whole=True, unsettled=()):
    day = date(2026, 3, number)
    return JudgedRun(run_id=number, day=day, whole=whole, fingerprints=frozenset(names), unsettled=frozenset(unsettled))


def test_what_the_run_before_saw_and_this_one_did_not_is_gone(world):
    assert gone(a_card(world, finding("b")), [night(1, "a", "b", "c")]) == {"a", "c"}


def test_what_was_gone_before_is_not_gone_again(world):
    assert gone(a_card(world, finding("b")), [night(1, "a", "b"), night(2, "b")]) == frozenset()


def test_a_night_that_was_cut_short_neither_mends_nor_forgets(world):
    assert gone(a_card(world, finding()), [night(1, "a"), night(2, whole=False)]) == {"a"}
    assert gone(a_card(world, finding(), complete=False), [night(1, "a")]) == frozenset()


@pytest.mark.parametrize("crawl", [{"home_opened": False}, {"complete": False}, {"site_state": "maintenance"}])
def test_a_site_that_was_not_read_whole_mends_nothing(world, crawl):
    assert not read_whole(a_card(world, **crawl))
    assert gone(a_card(world, finding(), **crawl), [night(1, "a")]) == frozenset()


def test_a_site_that_was_not_crawled_mends_nothing(world):
    assert gone(replace(a_card(world, finding()), crawl=None), [night(1, "a")]) == frozenset()


def test_a_link_that_could_not_be_settled_is_not_mended(world):
    assert gone(a_card(world, finding(unsettled=("a",))), [night(1, "a", "b")]) == {"b"}
    assert gone(a_card(world, finding()), [night(1, "a"), night(2, unsettled=("a",))]) == {"a"}


def test_what_is_mended_stands_under_its_rule_and_is_no_problem_of_this_run(world):
    card = a_card(world, finding("b"), finding("z", rule="stale-columns", verdict="pass"))
    mended = Problem(fingerprint="a", kind="http-404", url="http://x/a", status="known", first_seen=date(2026, 3, 1))
    told = with_fixed(card, [("broken-links", mended)])
    assert told.findings[0].problems == (*card.findings[0].problems, structs.replace(mended, status="fixed"))
    assert told.findings[1] == card.findings[1]
    assert fingerprints(told) == fingerprints(card) == ("b", "z")


@pytest.mark.parametrize("verdict", ["inconclusive", "not-applicable"])
def test_a_rule_that_could_not_be_judged_mends_nothing(world, verdict):
    card = a_card(world, finding(verdict=verdict))
    assert with_fixed(card, [("broken-links", finding("a").problems[0])]) == card


@pytest.mark.parametrize("status", ["unconfirmed", "fixed"])
def test_what_was_never_told_or_is_told_already_is_not_told_as_mended(world, status):
    card = a_card(world, finding())
    problem = structs.replace(finding("a").problems[0], status=status)
    assert with_fixed(card, [("broken-links", problem)]) == card


@pytest.mark.parametrize(
    ("reason", "pages", "told"),
    [
        ("finished", (), True),
        ("budget-pages", ("http://x/list",), True),
        ("budget-pages", ("http://x/other",), False),
        ("budget-pages", (), False),
    ],
)
def test_what_a_page_shows_that_the_bound_on_pages_left_unread_is_not_mended(world, reason, pages, told):
    card = a_card(world, finding(), stop_reason=reason)
    shown = structs.replace(finding("a").problems[0], sources=(LinkSource(page="http://x/list"),))
    assert bool(with_fixed(card, [("broken-links", shown)], pages).findings[0].problems) is told


def test_what_shows_itself_is_mended_where_its_own_page_was_read(world):
    card = a_card(world, finding(), stop_reason="budget-pages")
    assert with_fixed(card, [("broken-links", finding("a").problems[0])], {"http://x/a"}).findings[0].problems


@pytest.mark.parametrize(("action", "told"), [("dismiss", False), ("accept", True), ("confirm", True)])
def test_what_a_person_said_is_no_problem_is_not_mended(world, action, told):
    card = a_card(world, finding())
    reviewed = structs.replace(finding("a").problems[0], status="known", review={"action": action})
    assert bool(with_fixed(card, [("broken-links", reviewed)]).findings[0].problems) is told
