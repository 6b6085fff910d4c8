"""How many nights in a row make a problem: counted, reset, carried over; and what it costs until then."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.judging.standards import load
from rules.confirming import JudgedRun, Nights, nights_before, streaks
from rules.engine import judge
from rules.explaining import explain
from rules.history import fingerprints, unsettled
from rules.reviews import Review

DAY = date(2015, 9, 1)


def run(number: int, *seen: str, day: int | None = None, whole: bool = True, unsettled: tuple[str, ...] = ()):
    return JudgedRun(
        run_id=number,
        day=DAY + timedelta(days=number if day is None else day),
        whole=whole,
        fingerprints=frozenset(seen),
        unsettled=frozenset(unsettled),
    )


def before(*earlier: JudgedRun, needed: int = 9, tonight: int = 99) -> int:
    return nights_before(earlier, needed, DAY + timedelta(days=tonight)).before.get("a", 0)


def test_each_night_on_which_it_was_seen_counts():
    assert before() == 0
    assert before(run(1, "a")) == 1
    assert before(run(1, "a"), run(2, "a", "b"), run(3, "a")) == 3


def test_a_night_on_which_it_was_fine_begins_the_count_anew():
    assert before(run(1, "a"), run(2), run(3, "a")) == 1
    assert before(run(1, "a"), run(2, "a"), run(3)) == 0


@pytest.mark.parametrize(
    "silent", [run(2, whole=False), run(2, unsettled=("a",))], ids=["cut short", "neither fine nor broken"]
)
def test_a_run_that_proves_nothing_neither_counts_nor_resets(silent):
    assert before(run(1, "a"), silent) == 1
    assert before(run(1, "a"), silent, run(3, "a")) == 2
    assert before(silent) == 0


def test_what_was_seen_in_a_run_that_was_cut_short_was_seen():
    assert before(run(1, "a"), run(2, "a", whole=False)) == 2


def test_two_runs_on_one_day_are_one_night():
    assert before(run(1, "a", day=1), run(2, "a", day=1)) == 1
    assert before(run(1, "a", day=1), run(2, "a", day=2), tonight=2) == 1  # tonight's own day is not before it
    assert before(run(1, "a", day=1), run(2, day=1), run(3, "a", day=1), run(4, "a", day=2)) == 2


def test_nights_without_a_run_do_not_matter():
    assert before(run(1, "a", day=1), run(2, "a", day=5)) == 2


def test_one_night_is_enough_where_nothing_else_is_asked():
    assert nights_before([run(1, "a")], 1, DAY).before == {}


@given(
    st.lists(st.tuples(st.integers(0, 5), st.booleans(), st.booleans(), st.booleans()), max_size=30),
    st.integers(2, 5),
)
def test_the_count_never_exceeds_the_days_since_the_last_good_run(drawn, needed):
    runs = [
        run(n, *("a" * seen), day=day, whole=whole, unsettled=("a" * unsure,))
        for n, (day, seen, whole, unsure) in enumerate(sorted(drawn, key=lambda one: one[0]))
    ]
    last_good = max(
        (n for n, one in enumerate(runs) if one.whole and "a" not in one.fingerprints | one.unsettled), default=-1
    )
    days = {one.day for one in runs[last_good + 1 :] if "a" in one.fingerprints}
    assert len(streaks([run(0), *runs], needed)[-1].get("a", ())) == min(len(days), needed)


# what it costs


STANDARD = "census-2015"


def card_of(world, nights: Nights, names=("a",), reviews=None, **more):
    site = world.healthy(links=tuple(world.link(name) for name in names), **more)
    return judge(site, load(STANDARD), run=world.run, as_of=world.as_of, reviews=reviews, nights=nights)


def links_of(card):
    (finding,) = (f for f in card.findings if f.indicator == "broken-links")
    return finding


def nights(card, seen: int, needed: int = 3) -> Nights:
    return Nights(needed=needed, before=dict.fromkeys(fingerprints(card), seen))


def test_until_the_last_night_it_costs_nothing_for_certain_and_all_of_it_at_worst(world):
    published = card_of(world, Nights())
    waiting = card_of(world, nights(published, 1))
    assert published.score.best == published.score.worst
    assert links_of(waiting).points == 0
    assert links_of(waiting).points_at_risk == links_of(published).points > 0
    assert waiting.score.worst == published.score.worst
    assert waiting.score.best == published.score.best + links_of(published).points
    (problem,) = links_of(waiting).problems
    assert (problem.status, problem.night, problem.nights) == ("unconfirmed", 2, 3)
    assert links_of(waiting).reason == "few-nights"
    assert links_of(waiting).reason_detail == {"few_nights": 1, "nights": 3}
    assert links_of(waiting).measured["few_nights"] == 1


def test_on_the_last_night_it_counts_like_any_other(world):
    published = card_of(world, Nights())
    confirmed_tonight = card_of(world, nights(published, 2))
    assert confirmed_tonight.score == published.score
    assert links_of(confirmed_tonight).verdict == links_of(published).verdict
    (problem,) = links_of(confirmed_tonight).problems
    assert (problem.status, problem.night, problem.nights) == ("new", 3, 3)


def test_a_veto_is_open_until_enough_nights_have_passed(world):
    links = tuple(world.link(name) for name in "ab")
    site = world.healthy(links=links)

    def outcome(nights: Nights) -> tuple[str, str]:
        card = judge(site, load("relaunch-gate"), run=world.run, as_of=world.as_of, nights=nights)
        return card.outcome, links_of(card).verdict

    card = judge(site, load("relaunch-gate"), run=world.run, as_of=world.as_of)
    one, other = fingerprints(card)
    assert outcome(Nights()) == ("fail", "fail")
    assert outcome(Nights(needed=2)) == ("undetermined", "inconclusive")
    assert outcome(Nights(needed=2, before={other: 1})) == ("fail", "fail")
    assert outcome(Nights(needed=3, before={one: 1, other: 1})) == ("undetermined", "inconclusive")


def test_a_persons_word_is_worth_all_nights(world):
    card = card_of(world, Nights())
    (key,) = fingerprints(card)
    word = {"fingerprint": key, "reason": "看过", "by": "李", "day": DAY}
    confirmed_card = card_of(world, Nights(needed=3), reviews={key: Review(action="confirm", **word)})
    assert links_of(confirmed_card).points == links_of(card).points
    assert links_of(confirmed_card).problems[0].status == "new"
    dismissed = card_of(world, Nights(needed=3), reviews={key: Review(action="dismiss", **word)})
    assert links_of(dismissed).points_at_risk == 0
    over = Review(action="confirm", until=DAY, **word)
    assert links_of(card_of(world, Nights(needed=3), reviews={key: over})).problems[0].status == "unconfirmed"


def test_what_a_page_says_itself_does_not_wait(world):
    columns, pages = world.columns(3, "news", 400)
    site = world.healthy(columns=tuple(columns), pages=tuple(pages))
    at_once = judge(site, load(STANDARD), run=world.run, as_of=world.as_of)
    patient = judge(site, load(STANDARD), run=world.run, as_of=world.as_of, nights=Nights(needed=5))
    assert at_once == patient
    assert any(finding.problems for finding in patient.findings)


def test_the_arithmetic_counts_what_waits_as_doubtful(world):
    card = card_of(world, Nights(needed=2), names="abc")
    told = explain(links_of(card), load(STANDARD))
    assert (told.certain, told.finding.doubtful) == (0, 3)


def test_links_that_could_not_be_settled_are_told_apart_from_problems(world):
    states = ("broken", "unconfirmed", "blocked", "tls", "skipped")
    warned = world.link("warned", "tls", final_url=f"{world.home_url}warned")  # it answered
    site = world.healthy(links=(warned, *(world.link(state, state) for state in states)))
    card = judge(site, load(STANDARD), run=world.run, as_of=world.as_of)
    assert len(fingerprints(card)) == 1
    assert len(unsettled(card)) == 4
    assert set(fingerprints(card)).isdisjoint(unsettled(card))


@given(st.lists(st.integers(0, 4), min_size=1, max_size=6), st.integers(1, 4))
def test_waiting_never_helps_at_worst_nor_harms_at_best(world, seen, needed):
    names = [f"l{n}" for n in range(len(seen))]
    published = card_of(world, Nights(), names=names)
    counts = dict(zip(fingerprints(published), seen, strict=True))
    waiting = card_of(world, Nights(needed=needed, before=counts), names=names)
    assert waiting.score.worst == published.score.worst
    assert waiting.score.best >= published.score.best
    problems = links_of(waiting).problems
    assert sum(p.status == "unconfirmed" for p in problems) == sum(n + 1 < needed for n in seen)
    assert len(problems) == len(names)


def test_without_problems_there_is_nothing_to_wait_for(world):
    finding = links_of(card_of(world, Nights(needed=3), names=()))
    assert (finding.verdict, finding.reason, "few_nights" in finding.measured) == ("pass", None, False)
