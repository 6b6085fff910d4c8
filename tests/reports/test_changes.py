"""What a run changed, as a message: whom it names, what it leaves out, and that no page steers it."""

import json
from dataclasses import replace
from datetime import datetime

import pytest
from msgspec import structs

from reports.changes import MAX_PROBLEMS, MAX_SITES, changes_json, changes_of, subject, text
from reports.summary import RunSummary, SiteResult
from rules.calendar import SHANGHAI
from rules.scorecard import Problem


@pytest.fixture
def failing(by_name):
    return by_name["low"]


def changed(card, statuses, code="1", name="县政府", outcome="fail"):
    """``card`` as another site, with one problem for each status under its first finding."""
    found = tuple(
        Problem(fingerprint=f"{code}-{n}", kind="http-404", url=f"http://x.cn/{n}", status=status)
        for n, status in enumerate(statuses)
    )
    findings = (replace(card.findings[0], problems=found),)
    return replace(card, site=replace(card.site, code=code, name=name), findings=findings, outcome=outcome)


def last(**outcomes):
    sites = {code: SiteResult(outcome=outcome) for code, outcome in outcomes.items()}
    return RunSummary(run_id=1, as_of=datetime(2026, 3, 1, tzinfo=SHANGHAI), standard="s", sites=sites)


@pytest.mark.parametrize("statuses", [["known"], ["accepted"], ["unconfirmed"], []])
def test_what_is_as_it_was_is_no_change(failing, statuses):
    assert not changes_of([changed(failing, statuses)], last(**{"1": "fail"}))


@pytest.mark.parametrize("status", ["new", "back", "fixed"])
def test_one_problem_is_a_change(failing, status):
    found = changes_of([changed(failing, ["known", status])], last(**{"1": "fail"}))
    assert found
    assert found.counts == {status: 1}


@pytest.mark.parametrize("status", ["back", "new"])
@pytest.mark.parametrize(("action", "told"), [("dismiss", False), ("confirm", True)])
def test_what_a_person_said_is_no_problem_is_no_change(failing, status, action, told):
    card = changed(failing, [status])
    (problem,) = card.findings[0].problems
    reviewed = structs.replace(problem, review={"action": action})
    card = replace(card, findings=(replace(card.findings[0], problems=(reviewed,)),))
    assert bool(changes_of([card], last(**{"1": "fail"}))) is told


def test_sites_that_got_worse_come_first(failing):
    cards = [
        changed(failing, ["new"] * 9, "3"),
        changed(failing, [], "1", outcome="pass"),
        changed(failing, [], "2", outcome="fail"),
    ]
    found = changes_of(cards, last(**{"1": "fail", "2": "pass", "3": "fail"}))
    assert [site.code for site in found.sites] == ["2", "3", "1"]


def test_a_long_message_names_the_first_and_counts_the_rest(failing):
    cards = [changed(failing, ["new"] * (MAX_PROBLEMS + 1), f"{n:03}") for n in range(MAX_SITES + 1)]
    found = changes_of(cards, None, "en")
    told = text(found)
    assert told.count("http://x.cn/") == MAX_SITES * MAX_PROBLEMS
    assert "1 more is not listed here." in told
    assert told.endswith("\n1 more site changed; see the report.\n")
    assert len(json.loads(changes_json(found))["sites"]) == MAX_SITES + 1
    assert changes_of([changed(failing, ["new"] * MAX_PROBLEMS)], None, "en")
    assert "not listed" not in text(changes_of([changed(failing, ["new"] * MAX_PROBLEMS)], None, "en"))


def test_a_hostile_name_stays_on_its_line_and_out_of_the_subject(failing):
    name = "县\r\nBcc: x@y.z\u202e" + "长" * 900
    found = changes_of([changed(failing, ["new"], name=name)], None)
    assert "\r" not in text(found)
    assert "\nBcc" not in text(found)
    assert "\u202e" not in text(found)
    assert max(map(len, text(found).splitlines())) < 300
    assert "县\r" not in subject(found)
    assert subject(found).isprintable()


def test_a_run_without_cards_is_none():
    assert changes_of([], None) is None
