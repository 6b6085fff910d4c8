"""SARIF as code scanning reads it."""

import json
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import jsonschema
import pytest
from msgspec import structs

from reports.sarif import FINGERPRINT, sarif_json
from rules.scorecard import Scorecard

LOG = json.loads((Path(__file__).parent / "sarif-used.json").read_text("utf-8"))


def log(cards: list[Scorecard], **options: object) -> dict:
    return json.loads(sarif_json(cards, **options))  # type: ignore[arg-type]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_log_is_of_the_standard_form(cards: list[Scorecard], lang: str) -> None:
    jsonschema.Draft7Validator(LOG).validate(log(cards, lang=lang))
    jsonschema.Draft7Validator(LOG).validate(log([]))


def test_results_point_to_their_rule(cards: list[Scorecard]) -> None:
    for run in log(cards)["runs"]:
        rules = run["tool"]["driver"]["rules"]
        assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])


def test_a_problem_lies_on_the_page_and_line_that_hold_it(by_name: dict[str, Scorecard]) -> None:
    first = log([by_name["passing"]])["runs"][0]["results"][1]
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "http://www.site1.example/col/col1/index.html"
    assert place["region"] == {"startLine": 121}
    assert first["partialFingerprints"] == {FINGERPRINT: "0000000000000001"}
    assert first["ruleId"] == "broken-links"
    assert first["level"] == "warning"


def test_states_follow_the_history(by_name: dict[str, Scorecard]) -> None:
    results = [r for r in log([by_name["passing"]])["runs"][0]["results"] if r["kind"] == "fail"]
    problems = by_name["passing"].findings[-2].problems
    states = {"new": "new", "back": "new", "known": "unchanged", "accepted": "unchanged", "fixed": "absent"}
    assert [r["baselineState"] for r in results] == [states[p.status] for p in problems]
    assert ["suppressions" in r for r in results] == [p.status == "accepted" for p in problems]


def test_a_baseline_says_what_is_new(by_name: dict[str, Scorecard]) -> None:
    known = {f"{n:016x}" for n in range(1, 10)}
    results = [r for r in log([by_name["passing"]], baseline=known)["runs"][0]["results"] if r["kind"] == "fail"]
    by_state = {r["partialFingerprints"][FINGERPRINT]: r["baselineState"] for r in results}
    assert {state for print_, state in by_state.items() if print_ in known} == {"unchanged"}
    assert by_state[f"{10:016x}"] == "new"
    assert by_state[f"{52:016x}"] == "absent"


def test_doubt_is_open_and_never_a_fault(by_name: dict[str, Scorecard]) -> None:
    run = log([by_name["undetermined"]])["runs"][0]
    assert {(result["kind"], result["level"]) for result in run["results"]} == {("open", "none")}
    assert len(run["results"]) == len(by_name["undetermined"].findings)
    assert run["invocations"][0]["executionSuccessful"] is False


def test_a_veto_is_an_error(by_name: dict[str, Scorecard]) -> None:
    levels = {r["ruleId"]: r["level"] for r in log([by_name["vetoed"]])["runs"][0]["results"]}
    assert levels == {"stale-columns": "error", "empty-columns": "none", "broken-links": "warning"}


def test_addresses_are_valid_even_where_the_site_s_are_not(by_name: dict[str, Scorecard]) -> None:
    for result in log([by_name["hostile"]])["runs"][0]["results"]:
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert uri.isascii()
        assert " " not in uri
        assert "<" not in uri


def test_the_identity_survives_a_move_to_another_host(by_name: dict[str, Scorecard]) -> None:
    card = by_name["low"]
    moved = replace(card, site=replace(card.site, url="https://staging.example/"))
    prints = [[r["partialFingerprints"] for r in log([one])["runs"][0]["results"]] for one in (card, moved)]
    assert prints[0] == prints[1]
    assert urlsplit(moved.site.url).netloc == "staging.example"


def test_the_same_cards_give_the_same_text(cards: list[Scorecard]) -> None:
    assert sarif_json(cards) == sarif_json(list(cards))


def test_a_problem_that_waits_for_more_nights_is_open(by_name: dict[str, Scorecard]) -> None:
    card = by_name["passing"]
    finding = card.findings[-2]
    first = structs.replace(finding.problems[0], status="unconfirmed", night=1, nights=3)
    waiting = replace(card, findings=(replace(finding, problems=(first, *finding.problems[1:])),))
    told, other = log([waiting], lang="en")["runs"][0]["results"][:2]
    assert (told["kind"], told["level"], other["kind"]) == ("open", "none", "fail")
    assert told["message"]["text"].startswith("Unconfirmed, night 1 of 3")
