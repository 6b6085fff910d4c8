"""When a gate passes, fails, or says that it cannot tell."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from inspector.clock import SHANGHAI
from inspector.judging.gating import Gate, decide, open_problems, read_baseline, with_baseline
from reports.json import scorecard_json
from rules.errors import UsageError
from rules.observations import Crawl, Site
from rules.scorecard import Finding, Problem, RunRef, Score, Scorecard, StandardRef

AT = datetime(2026, 3, 2, 6, tzinfo=SHANGHAI)


def problem(name: str, **kwargs) -> Problem:
    return Problem(fingerprint=name, kind="http-404", url=f"http://www.example.gov.cn/{name}", **kwargs)


def finding(verdict="fail", veto=False, points=1.0, problems=(), **kwargs) -> Finding:
    return Finding(
        indicator="broken-links",
        rule="broken-links",
        clause="链接可用性",
        clause_en="Links",
        verdict=verdict,
        veto=veto,
        points=points,
        evidence="official",
        problems=tuple(problems),
        **kwargs,
    )


def card(*findings: Finding, outcome="pass", score=(95.0, 90.0), home_opened=True, pages=20) -> Scorecard:
    crawl = Crawl(
        at=AT,
        started=AT,
        finished=AT,
        site_state="running" if home_opened else "down",
        home_opened=home_opened,
        complete=home_opened,
        pages=pages,
    )
    return Scorecard(
        site=Site(code="example", name="example", url="http://www.example.gov.cn/"),
        site_state=crawl.site_state,
        standard=StandardRef(id="census-2015", name={"zh": "普查"}, sha256="0" * 64),
        run=RunRef(id=1, started=AT, finished=AT, as_of=AT),
        outcome=outcome,
        score=None if score is None else Score(best=score[0], worst=score[1]),
        provisional=(),
        findings=findings,
        crawl=crawl,
    )


GOOD = finding("pass", points=0.0)
LOSSES = finding("fail", problems=[problem("a")])
VETO = finding("fail", veto=True, points=0.0, problems=[problem("v")])


def test_a_site_that_meets_the_standard_passes():
    assert decide(card(GOOD, LOSSES), Gate()).exit_code == 0


@pytest.mark.parametrize(
    "empty",
    [
        replace(card(GOOD), crawl=None),
        card(GOOD, home_opened=False),
        card(GOOD, pages=0),
        card(outcome="pass"),
        card(GOOD, outcome="undetermined"),
    ],
)
def test_a_site_that_was_not_really_crawled_or_judged_never_passes(empty):
    for gate in (Gate(), Gate(fail_on="veto"), Gate(new_only=True, baseline=frozenset()), Gate(min_score=1.0)):
        assert decide(empty, gate).exit_code == 3


def test_the_outcome_of_the_standard_fails_the_gate():
    decision = decide(card(VETO, outcome="fail", score=None), Gate())
    assert (decision.exit_code, decision.reason) == (1, "outcome")


@pytest.mark.parametrize(
    ("fail_on", "findings", "code"),
    [
        ("veto", [LOSSES], 0),
        ("veto", [VETO], 1),
        ("points", [LOSSES], 1),
        ("points", [GOOD], 0),
        ("points", [finding("pass", problems=[problem("under the limit")])], 0),
        ("any", [finding("pass", problems=[problem("under the limit")])], 1),
        ("any", [finding("pass", problems=[problem("answered for", status="accepted")])], 0),
        ("points", [finding("fail", problems=[problem("answered for", status="accepted")])], 0),
    ],
)
def test_what_fails_a_gate_can_be_chosen(fail_on, findings, code):
    assert decide(card(*findings), Gate(fail_on=fail_on)).exit_code == code


@pytest.mark.parametrize(("min_score", "code"), [(90.0, 0), (90.1, 1)])
def test_the_worst_score_is_held_against_the_bar(min_score, code):
    assert decide(card(GOOD), Gate(min_score=min_score)).exit_code == code


@pytest.mark.parametrize(("min_pages", "code"), [(20, 0), (21, 3)])
def test_too_few_pages_are_no_judgement(min_pages, code):
    assert decide(card(GOOD), Gate(min_pages=min_pages)).exit_code == code


def test_strict_leaves_nothing_open():
    provisional = finding("inconclusive", points=0.0, provisional=True)
    assert decide(card(GOOD, provisional), Gate()).exit_code == 0
    assert decide(card(GOOD, provisional), Gate(strict=True)).reason == "strict"
    assert decide(card(GOOD), Gate(strict=True)).exit_code == 0


def test_a_baseline_tells_new_problems_from_known_ones():
    failed = card(finding(veto=True, problems=[problem("old"), problem("new")]), outcome="fail", score=None)
    marked = with_baseline(failed, {"old"})
    assert [(p.fingerprint, p.status) for p in marked.findings[0].problems] == [("old", "known"), ("new", "new")]
    gate = Gate(baseline=frozenset({"old"}), new_only=True)
    assert decide(marked, gate).reason == "new"
    everything = frozenset({"old", "new"})
    assert decide(with_baseline(failed, everything), Gate(baseline=everything, new_only=True)).exit_code == 0
    assert decide(with_baseline(failed, everything), Gate(baseline=everything)).exit_code == 1


def test_accepted_problems_stay_accepted_beside_a_baseline():
    accepted = card(finding(problems=[problem("a", status="accepted")]))
    assert with_baseline(accepted, set()).findings[0].problems[0].status == "accepted"


def test_the_scorecard_of_an_earlier_gate_is_a_baseline(tmp_path):
    path = tmp_path / "base.json"
    path.write_text(scorecard_json(card(LOSSES, VETO)), "utf-8")
    assert read_baseline(path) == {"a", "v"}


@pytest.mark.parametrize("text", ["", "[]", "{", '{"schema": "other/1", "findings": []}', '{"schema": null}'])
def test_a_file_that_is_no_scorecard_is_refused_in_one_line(tmp_path, text):
    path = tmp_path / "base.json"
    path.write_text(text, "utf-8")
    with pytest.raises(UsageError) as error:
        read_baseline(path)
    assert str(path) in error.value.text("zh")
    assert "\n" not in error.value.text("en")


def test_a_missing_baseline_is_refused_and_says_how_to_make_one(tmp_path):
    with pytest.raises(UsageError, match="baseline URL -o"):
        read_baseline(Path(tmp_path / "none.json"))


def test_a_deeply_nested_file_is_refused_like_any_other(tmp_path):
    path = tmp_path / "deep.json"
    path.write_text("[" * 100_000, "utf-8")
    with pytest.raises(UsageError):
        read_baseline(path)


def test_new_problems_of_failed_vetoes_come_first():
    shown = card(
        finding("pass", problems=[problem("fine")]),
        finding(problems=[problem("known", status="known"), problem("new")]),
        VETO,
    )
    assert [p.fingerprint for _, p in open_problems(shown)] == ["v", "new", "known", "fine"]
    assert json.loads(scorecard_json(shown))["schema"] == "inspector/scorecard/1"


def test_a_problem_that_two_rules_name_is_listed_once_under_the_graver():
    veto, priced = (finding(veto=veto, problems=[problem("twice")]) for veto in (True, False))
    assert [f.veto for f, _ in open_problems(card(priced, veto))] == [True]
