"""``--confirm-nights`` in a real store, night by night: what is published when, and that it is judged again alike."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from inspector.judging.inspection import judge_run, nights_needed
from inspector.store import Store
from inspector.store.codec import encode
from reports.json import scorecard_json
from rules.reviews import Review
from rules.scorecard import Problem, Scorecard
from rules.standards.reading import Standard

BAD = "1100000001"
Told = tuple[str, str | None, int]


@pytest.fixture
def patient(store: Store, nights_in: Callable[[Store], Any], gate: Standard) -> Any:
    """``night(...)`` stores a run with ``--confirm-nights 3``, judges it, and tells outcome, status and night."""
    world = nights_in(store)

    def night(*broken: str, **more: Any) -> Told:
        run_id = world.crawl({BAD: broken}, **{"confirm_nights": 3, **more})
        return told(judge_run(store, run_id, gate, [BAD]))

    night.world = world  # type: ignore[attr-defined]
    return night


def problems(cards: list[Scorecard]) -> list[Problem]:
    return [p for card in cards for f in card.findings if f.indicator == "broken-links" for p in f.problems]


def told(cards: list[Scorecard]) -> Told:
    found = problems(cards)
    return cards[0].outcome, found[0].status if found else None, found[0].night if found else 0


def test_a_link_is_published_on_the_third_night_in_a_row_and_new_on_that_night(patient):
    assert patient("a.doc") == ("undetermined", "unconfirmed", 1)
    assert patient("a.doc") == ("undetermined", "unconfirmed", 2)
    assert patient("a.doc") == ("fail", "new", 3)
    assert patient("a.doc") == ("fail", "known", 3)
    assert patient() == ("pass", "fixed", 3)


def test_a_good_night_between_begins_the_count_anew(patient):
    assert [patient(*seen)[1:] for seen in (("a.doc",), ("a.doc",), (), ("a.doc",), ("a.doc",), ("a.doc",))] == [
        ("unconfirmed", 1),
        ("unconfirmed", 2),
        (None, 0),
        ("unconfirmed", 1),
        ("unconfirmed", 2),
        ("new", 3),
    ]
    assert patient()[1] == "fixed"
    assert [patient("a.doc")[1] for _ in range(3)] == ["unconfirmed", "unconfirmed", "back"]


def test_a_published_link_that_a_run_could_not_settle_is_known_not_back(patient):
    assert [patient("a.doc")[1] for _ in range(3)] == ["unconfirmed", "unconfirmed", "new"]
    assert patient(unsettled={BAD: ("a.doc",)})[1] is None
    assert patient("a.doc") == ("fail", "known", 3)


@pytest.mark.parametrize("silent", [{"cut": (BAD,)}, {"missed": (BAD,)}, {"unsettled": {BAD: ("a.doc",)}}])
def test_a_run_that_could_not_tell_neither_counts_nor_resets(patient, silent):
    assert patient("a.doc")[2] == 1
    assert patient(**silent)[0] == "undetermined"
    assert patient("a.doc")[2] == 2
    assert patient("a.doc")[1:] == ("new", 3)


def test_two_runs_on_one_day_are_one_night(patient):
    assert [patient("a.doc", hours=6)[2] for _ in range(3)] == [1, 1, 1]  # 06:00, 12:00, 18:00
    assert patient("a.doc", hours=24)[2] == 2  # midnight
    assert patient("a.doc")[1:] == ("new", 3)


def test_each_link_has_a_count_of_its_own(patient, gate):
    patient("a.doc")
    patient("a.doc", "b.doc")
    world = patient.world
    run_id = world.crawl({BAD: ("a.doc", "b.doc")}, confirm_nights=3)
    cards = judge_run(world.store, run_id, gate, [BAD])
    assert {p.url.rpartition("/")[2]: p.status for p in problems(cards)} == {"a.doc": "new", "b.doc": "unconfirmed"}
    assert cards[0].outcome == "fail"


def test_the_number_belongs_to_the_run_so_that_judging_again_gives_the_same_bytes(patient, gate):
    for _ in range(4):
        patient("a.doc")
    store = patient.world.store
    kept = {run.id: [encode(card) for card in store.scorecards(run.id, gate.id)] for run in store.runs()}
    shown = {run.id: [scorecard_json(card) for card in store.scorecards(run.id, gate.id)] for run in store.runs()}
    for run in reversed(store.runs()):  # whatever the order: a run knows those before it
        cards = judge_run(store, run.id, gate, [BAD])
        assert [encode(card) for card in cards] == kept[run.id]
        assert [scorecard_json(card) for card in cards] == shown[run.id]
    assert '"night": 2' in shown[2][0]
    assert '"unconfirmed"' in shown[2][0]


def test_a_run_without_the_option_publishes_at_once_and_its_nights_count(patient):
    assert patient("a.doc", confirm_nights=1)[:2] == ("fail", "new")
    assert patient("a.doc") == ("undetermined", "unconfirmed", 2)
    assert patient("a.doc")[1:] == ("new", 3)


def test_a_question_about_another_day_counts_the_nights_of_the_run_itself(patient, gate):
    patient("a.doc")
    patient("a.doc")
    store = patient.world.store
    run = store.last_run()
    later = judge_run(store, run.id, gate, [BAD], run.as_of + timedelta(days=1))
    assert problems(later)[0].night == 2


def test_a_person_who_confirms_it_publishes_it_at_once(patient, gate):
    assert patient("a.doc")[1] == "unconfirmed"
    store = patient.world.store
    run = store.last_run()
    (problem,) = problems(judge_run(store, run.id, gate, [BAD]))
    word = Review(fingerprint=problem.fingerprint, action="confirm", reason="打不开", by="李", day=run.as_of.date())
    store.add_review(BAD, word)
    assert told(judge_run(store, run.id, gate, [BAD])) == ("fail", "new", 1)
    assert patient("a.doc") == ("fail", "known", 2)


@pytest.mark.parametrize(
    ("kept", "needed"),
    [({}, 1), ({"confirm_nights": "3"}, 3), ({"confirm_nights": "99"}, 30), ({"confirm_nights": "x"}, 1)],
)
def test_the_number_of_a_stored_run_is_read_with_care(store, at, site, kept, needed):
    run_id = store.begin_run(started=at, as_of=at, standard="census-2015", sites=[site], options=kept)
    assert nights_needed(store.run(run_id)) == needed
