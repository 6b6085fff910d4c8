"""The judging of a site: vetoes, three outcomes, exact scores, reviews."""

from dataclasses import replace
from datetime import timedelta

import pytest
from msgspec import structs

from inspector.judging.standards import load
from rules.engine import judge
from rules.observations import Alert, Observations
from rules.reviews import Review
from rules.scorecard import Scorecard
from rules.standards.reading import load_standard


@pytest.fixture
def card(world):
    def judged(observations: Observations, standard="census-2015", **more) -> Scorecard:
        standard = load(standard) if isinstance(standard, str) else standard
        return judge(observations, standard, run=world.run, as_of=world.as_of, **more)

    return judged


def finding(card, rule):
    return next(one for one in card.findings if one.rule == rule)


def test_a_healthy_site_passes_with_full_marks(card, world):
    judged = card(world.healthy())
    assert (judged.outcome, judged.score.best, judged.score.worst) == ("pass", 100, 100)
    assert judged.provisional == ()
    assert {one.verdict for one in judged.findings} <= {"pass", "not-applicable"}


def test_links_cost_what_the_standard_says(card, world):
    links = [world.link("h", on_home=True), *(world.link(str(n)) for n in range(32))]
    judged = card(world.healthy(links=tuple(links)))
    assert finding(judged, "broken-links").points == 4.2
    assert (judged.outcome, judged.score.best, judged.score.worst) == ("pass", 95.8, 95.8)


@pytest.mark.parametrize(("links", "outcome", "score"), [(399, "pass", 60.1), (400, "pass", 60.0), (401, "fail", 59.9)])
def test_sixty_points_pass_and_less_fail(card, world, links, outcome, score):
    judged = card(world.healthy(links=tuple(world.link(str(n)) for n in range(links))))
    assert (judged.outcome, judged.score.best) == (outcome, score)


def test_any_veto_fails_and_nothing_else_is_scored(card, world):
    judged = card(world.with_columns(world.columns(5, "news", 20), links=(world.link("a"),)))
    assert (judged.outcome, judged.score) == ("fail", None)
    links = finding(judged, "broken-links")
    assert (links.points, len(links.problems)) == (0, 1)


def test_a_veto_that_could_not_be_judged_leaves_the_site_undetermined(card, world):
    unread = ([world.column("unread", "news")], [])
    judged = card(world.with_columns(world.columns(4, "news", 20), unread))
    assert (judged.outcome, judged.score.best) == ("undetermined", 88)


def test_what_was_not_confirmed_spreads_the_score(card, world):
    links = [world.link(str(n), "unconfirmed") for n in range(401)]
    judged = card(world.healthy(links=tuple(links)))
    assert (judged.outcome, judged.score.best, judged.score.worst) == ("undetermined", 100, 59.9)
    assert card(world.healthy(links=tuple(links[:400]))).outcome == "pass"


def test_an_indicator_that_lacks_only_history_is_named_and_holds_nothing_back(card, world):
    judged = card(world.healthy(probes=()))
    assert (judged.outcome, judged.score.worst) == ("pass", 100)
    assert judged.provisional == ("homepage-availability", "unreachable")


@pytest.mark.parametrize(
    "crawl", [{"home_opened": False}, {"complete": False}, {"site_state": "maintenance"}, {"site_state": "blocked"}]
)
def test_a_site_that_was_not_seen_whole_never_passes(card, world, crawl):
    assert card(world.healthy(crawl=world.crawl(**crawl))).outcome == "undetermined"


def test_nothing_seen_is_undetermined(card, world):
    judged = card(Observations(site=world.site, crawl=None))
    assert (judged.outcome, judged.score.best, judged.score.worst) == ("undetermined", 100, 0)


def test_a_veto_is_certain_even_where_the_crawl_was_cut_short(card, world):
    judged = card(world.with_columns(world.columns(5, "news", 20), crawl=world.crawl(complete=False)))
    assert judged.outcome == "fail"


@pytest.mark.parametrize("state", ["excepted", "closed"])
def test_an_excepted_site_is_not_judged(card, world, state):
    site = replace(world.site, state=state)
    judged = card(world.with_columns(world.columns(9, "news", 20), site=site))
    assert judged.outcome == "undetermined"
    assert {one.reason for one in judged.findings} == {"site-excepted"}


def test_the_gate_takes_broken_links_for_a_veto(card, world):
    assert card(world.healthy(), "relaunch-gate").outcome == "pass"
    assert card(world.healthy(links=(world.link("a"),)), "relaunch-gate").outcome == "fail"


def test_the_scorecard_names_the_standard_by_its_hash(card, world):
    ref = card(world.healthy()).standard
    assert (ref.id, ref.sha256, ref.start, ref.pass_mark) == ("census-2015", load("census-2015").sha256, 100, 60)


def test_the_instant_decides_and_not_the_day_the_program_runs(world):
    site, later = world.healthy(), world.as_of + timedelta(days=13)
    read_later = replace(site, pages=tuple(structs.replace(page, at=later) for page in site.pages))
    for as_of, outcome in ((world.as_of, "pass"), (later - timedelta(days=1), "pass"), (later, "fail")):
        assert judge(read_later, load("census-2015"), run=world.run, as_of=as_of).outcome == outcome


def review(problem, action, **more):
    values = {"reason": "误判", "by": "张", "day": problem.seen_at.date()} | more
    return {problem.fingerprint: Review(fingerprint=problem.fingerprint, action=action, **values)}


@pytest.mark.parametrize("action", ["accept", "dismiss"])
def test_a_problem_that_a_person_cleared_counts_no_more_and_stays_on_the_list(card, world, action):
    site = world.with_columns(world.columns(5, "news", 20))
    problem = finding(card(site), "stale-columns").problems[0]
    judged = card(site, reviews=review(problem, action))
    assert judged.outcome == "pass"
    assert (finding(judged, "stale-columns").reason, len(finding(judged, "stale-columns").problems)) == ("reviewed", 5)


def test_a_review_that_ran_out_counts_no_more(card, world):
    site = world.with_columns(world.columns(5, "news", 20))
    problem = finding(card(site), "stale-columns").problems[0]
    assert card(site, reviews=review(problem, "accept", until=world.today)).outcome == "pass"
    assert card(site, reviews=review(problem, "accept", until=world.ago(1))).outcome == "fail"


def test_a_cleared_link_costs_nothing(card, world):
    site = world.healthy(links=(world.link("a", on_home=True), world.link("b", on_home=True)))
    problem = finding(card(site), "broken-links").problems[0]
    assert card(site, reviews=review(problem, "dismiss")).score.best == 99
    assert card(site).score.best == 98


def test_a_confirmed_problem_stays_as_it_was(card, world):
    site = world.with_columns(world.columns(5, "news", 20))
    problem = finding(card(site), "stale-columns").problems[0]
    assert card(site, reviews=review(problem, "confirm")) == card(site)


def test_candidates_too_few_to_matter_need_no_review(card, world):
    """Two useless guides of many do not make the five that the clause asks for, whatever a person says of them."""

    def guides(bad):
        pages = [
            world.page(f"{world.home_url}g{n}.html", facts=world.facts(extra={"guide": "name"})) for n in range(bad)
        ]
        healthy = world.healthy()
        more = [world.changed(page, url=f"{page.url}?{n}") for page in healthy.pages[-1:] for n in range(9)]
        return replace(healthy, pages=(*healthy.pages, *pages, *more))

    assert finding(card(guides(4), "index-2019"), "unusable-services").verdict == "pass"
    found = finding(card(guides(5), "index-2019"), "unusable-services")
    assert (found.verdict, found.reason) == ("inconclusive", "needs-review")


def on_rule(world, rule, action, **more):
    values = {"fingerprint": f"rule:{rule}", "action": action, "reason": "经核实", "by": "张", "day": world.today}
    return {f"rule:{rule}": Review(**values | more)}


def test_a_manual_rule_waits_for_a_person_and_then_counts(card, world):
    site = world.healthy()
    assert finding(card(site), "guide-accuracy").reason == "manual"
    judged = card(site, reviews=on_rule(world, "guide-accuracy", "confirm"))
    found = finding(judged, "guide-accuracy")
    assert (found.verdict, found.points, judged.score.best) == ("fail", 1, 99)
    assert [(problem.kind, problem.text) for problem in found.problems] == [("manual", "经核实")]
    cleared = finding(card(site, reviews=on_rule(world, "guide-accuracy", "dismiss")), "guide-accuracy")
    assert (cleared.verdict, cleared.points) == ("pass", 0)


def test_a_person_may_overrule_a_veto_both_ways_and_what_was_measured_stays(card, world):
    stale = world.with_columns(world.columns(5, "news", 20))
    judged = card(stale, reviews=on_rule(world, "stale-columns", "dismiss"))
    assert (judged.outcome, len(finding(judged, "stale-columns").problems)) == ("pass", 5)
    assert card(world.healthy(), reviews=on_rule(world, "stale-columns", "confirm")).outcome == "fail"
    old = on_rule(world, "stale-columns", "confirm", until=world.ago(1))
    assert card(world.healthy(), reviews=old).outcome == "pass"


def test_a_manual_bonus_is_given_once_a_person_confirms_it(card, world):
    site = world.healthy(links=(world.link("a"),))
    before = card(site, "index-2019").score.best
    after = card(site, "index-2019", reviews=on_rule(world, "bonus-innovation", "confirm")).score.best
    assert round(after - before, 2) == 6


def test_a_rule_that_does_not_concern_a_site_cannot_be_confirmed(card, world):
    site = world.healthy(site=replace(world.site, portal=False))
    judged = card(site, "index-2019", reviews=on_rule(world, "compatibility", "confirm"))
    assert finding(judged, "compatibility").reason == "site-kind"


def test_the_column_table_names_every_column_and_marks_the_late_ones(card, world):
    judged = card(world.with_columns(world.columns(1, "news", 20, "old"), world.columns(1, "unknown", 900, "x")))
    rows = {row.name: row for row in judged.columns}
    assert (rows["old0"].days, rows["old0"].late, rows["old0"].condition) == (20, True, "dated")
    assert (rows["x0"].days, rows["x0"].late) == (900, False)


def test_the_letter_table_names_every_message_and_marks_the_late_ones(card, world):
    column = world.column("mail", "consultation")
    letters = [world.letter(1, world.ago(200)), world.letter(2, world.ago(9))]
    rows = card(world.only_columns(([column], [world.letters_page(column, letters)]))).letters
    assert [(row.subject, row.late) for row in rows] == [("来信1", True), ("来信2", False)]


STANDARD = """
id: house
name: {zh: 本办法, en: House}
source: 本办法
scoring:
  full_marks: 100
  pass_mark: 60
  pass_mark_inclusive: true
  veto_stops_scoring: true
  evidence: house
SCORING
rules:
RULES
"""
RULE = """
- id: ID
  clause: {zh: 条, en: Clause}
  indicator: broken-links
  thresholds: {limit_links: 1, external_links: true, inclusive: true}
  applies_to: [all]
  evidence: house
  source: 本办法
  why: {zh: 因, en: Why}
  fix: {zh: 改, en: Fix}
"""


def house(*rules, scoring=""):
    text = "".join(RULE.replace("ID", id_).rstrip("\n") + f"\n  {more}\n" for id_, more in rules)
    return load_standard(STANDARD.replace("SCORING", scoring).replace("RULES", text), "house.yaml")


def test_a_cap_bounds_what_a_rule_takes(card, world):
    standard = house(("links", "points: {home: 1, other: 1}\n  cap: 5"))
    links = tuple(world.link(str(n), "broken" if n < 3 else "unconfirmed") for n in range(9))
    judged = card(world.healthy(links=links), standard)
    assert (judged.score.best, judged.score.worst) == (97, 95)


def test_one_defect_is_not_counted_twice(card, world):
    rules = [("links", "points: {home: 1, other: 1}"), ("again", "points: {home: 3, other: 3}\n  not_with: [links]")]
    judged = card(world.healthy(links=(world.link("a"),)), house(*rules))
    assert [one.points for one in judged.findings] == [1, 0]
    assert card(world.healthy(links=(world.link("a"),)), house(*rules[:1], ("b", rules[1][1][:28]))).score.best == 96


def test_a_rule_for_portals_does_not_concern_departments(card, world):
    standard = house(("links", "points: {home: 1, other: 1}"))
    portal_only = standard.model_copy(
        update={"rules": tuple(rule.model_copy(update={"applies_to": ("portal",)}) for rule in standard.rules)}
    )
    links = (world.link("a"),)
    assert card(world.healthy(links=links), portal_only).score.best == 99
    judged = card(world.healthy(links=links, site=replace(world.site, portal=False)), portal_only)
    assert (judged.findings[0].reason, judged.score) == ("site-kind", None)


GROUPS = """
  groups:
  - {id: services, name: {zh: 办事服务, en: Services}, weight: 25, needs_public_services: true}
"""


def test_a_department_without_services_is_judged_of_75_and_scaled_up(card, world):
    standard = house(
        ("links", "points: {home: 1, other: 1}"), ("guides", "points: {home: 9, other: 9}\n  group: services"),
        scoring=GROUPS,
    )  # fmt: skip
    links = tuple(world.link(str(n)) for n in range(3))
    with_services = card(world.healthy(links=links), standard)
    assert with_services.score.best == 100 - 3 - 25
    site = replace(world.site, public_services=False)
    without = card(world.healthy(links=links, site=site), standard)
    assert without.score.best == (75 - 3) * 4 / 3


@pytest.mark.parametrize(("links", "best"), [(200, 80), (199, 80.1 + 6)])
def test_a_bonus_counts_only_above_eighty(card, world, links, best):
    standard = house(
        ("links", "points: {home: 1, other: 0.1}"), ("extra", "points: {home: 6, other: 6}\n  bonus: true"),
        scoring="  bonus: {maximum: 30, only_above: 80}",
    )  # fmt: skip
    ours = tuple(world.link(str(n)) for n in range(links))
    passing = standard.rules[1].model_copy(update={"thresholds": {**standard.rules[1].thresholds, "limit_links": 999}})
    standard = standard.model_copy(update={"rules": (standard.rules[0], passing)})
    assert card(world.healthy(links=ours), standard).score.best == best


def candidates(world, count, **more):
    """A site with so many words that a person has to look at."""
    alerts = tuple(Alert(kind="misspelt-word", text=f"错{n}", snippet=f"第{n}处") for n in range(count))
    article = world.page(f"{world.home_url}news/0.html", "article", facts=world.facts(kind="article", alerts=alerts))
    return world.healthy(pages=(*world.healthy().pages, article), **more)


@pytest.mark.parametrize(("confirmed", "points", "at_risk"), [(0, 0, 4), (1, 1, 3), (3, 3, 1), (4, 4, 0)])
def test_one_confirmed_candidate_does_not_price_the_others(card, world, confirmed, points, at_risk):
    site = candidates(world, 4)
    found = finding(card(site), "content-accuracy").problems
    words = {}
    for problem in found[:confirmed]:
        words |= review(problem, "confirm")
    judged = finding(card(site, reviews=words), "content-accuracy")
    assert judged.verdict == ("fail" if confirmed else "inconclusive")
    assert (judged.points, judged.points_at_risk) == (points, at_risk)
    assert (judged.counted, judged.counted_at_risk) == (
        {"place": points} if points else {},
        {"place": at_risk} if at_risk else {},
    )


def test_a_defect_that_another_rule_was_excused_from_is_priced_by_its_own(card, world):
    """Counted once, that is: not twice, and not never."""
    site = world.healthy(links=(world.link("a.doc", use="attachment"),))
    once = card(site)
    assert (finding(once, "broken-links").points, finding(once, "attachments").points) == (0.1, 0)
    excused = card(site, reviews=on_rule(world, "broken-links", "dismiss"))
    assert (finding(excused, "broken-links").points, finding(excused, "attachments").points) == (0, 1)
    assert card(site, reviews=review(finding(once, "attachments").problems[0], "dismiss")).score.best == 100
