"""scorecard.json keeps the contract that programs rely on."""

import json
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.clock import SHANGHAI
from reports.json import scorecard_json
from rules.observations import Site
from rules.scorecard import Finding, Problem, RunRef, Scorecard, StandardRef

KEYS = ["schema", "site", "standard", "run", "outcome", "provisional", "score", "coverage", "findings"]
FINDING = ["indicator", "clause", "verdict", "veto", "points", "measured", "limit", "evidence", "problems", "detail"]
PROBLEM = [
    "fingerprint", "kind", "url", "found_on", "occurrences", "text", "detail", "status", "first_seen", "why", "fix",
]  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_keys_and_their_order_are_those_of_the_contract(cards: list[Scorecard], lang: str) -> None:
    for card in cards:
        read = json.loads(scorecard_json(card, lang))
        assert list(read) == KEYS
        assert list(read["site"]) == ["code", "name", "url", "state"]
        assert list(read["standard"]) == ["id", "sha256"]
        assert list(read["run"]) == ["id", "started", "finished", "as_of"]
        assert list(read["coverage"]) == ["pages", "columns", "links", "blocked", "robots_skipped", "complete", "notes"]
        for finding in read["findings"]:
            assert list(finding) == FINDING
            assert all(list(problem) == PROBLEM for problem in finding["problems"])
            assert all(problem["why"] and problem["fix"] for problem in finding["problems"])


def test_values_are_those_of_the_card(by_name: dict[str, Scorecard]) -> None:
    read = json.loads(scorecard_json(by_name["passing"], "zh"))
    assert read["schema"] == "inspector/scorecard/1"
    assert read["run"]["as_of"] == "2026-03-10T06:30:00+08:00"
    assert read["score"] == {"best": 96.2, "worst": 91.2}
    assert read["provisional"] == ["unreachable"]
    links = next(finding for finding in read["findings"] if finding["indicator"] == "broken-links")
    first = links["problems"][0]
    assert first["found_on"] == ["http://www.site1.example/col/col1/index.html", "http://www.site1.example/index.html"]
    assert [attempt["status"] for attempt in first["detail"]["attempts"]] == [404, 404, 404]
    assert first["detail"]["sources"][0]["line"] == 121


def test_a_fixed_problem_is_no_problem_of_this_run(by_name: dict[str, Scorecard]) -> None:
    card = by_name["passing"]
    read = json.loads(scorecard_json(card, "zh"))
    links = next(finding for finding in read["findings"] if finding["indicator"] == "broken-links")
    assert "fixed" not in {problem["status"] for problem in links["problems"]}
    assert links["detail"]["fixed"] == [f"{52:016x}"]


def test_without_a_crawl_nothing_is_said_to_be_complete(by_name: dict[str, Scorecard]) -> None:
    read = json.loads(scorecard_json(by_name["uncrawled"], "zh"))
    assert read["coverage"]["complete"] is False
    assert read["coverage"]["notes"] == ["not-crawled"]
    assert read["score"] is None


def test_the_same_card_gives_the_same_bytes_whatever_the_order_of_its_mappings(by_name: dict[str, Scorecard]) -> None:
    card = by_name["vetoed"]
    turned = replace(
        card,
        findings=tuple(
            replace(f, measured=dict(reversed(f.measured.items())), limit=dict(reversed(f.limit.items())))
            for f in card.findings
        ),
    )
    assert scorecard_json(card) == scorecard_json(turned)


def test_each_problem_has_a_line_of_its_own(by_name: dict[str, Scorecard]) -> None:
    text = scorecard_json(by_name["low"], "zh")
    assert sum('"fingerprint"' in line for line in text.splitlines()) == 50


@given(st.text(st.characters(codec=None), max_size=80))
def test_whatever_a_page_says_comes_back_as_it_was(text: str) -> None:
    card = card_with(text)
    written = scorecard_json(card, "en").encode("utf-8")
    assert json.loads(written)["findings"][0]["problems"][0]["text"] == text


def card_with(text: str) -> Scorecard:
    at = datetime(2026, 1, 1, tzinfo=SHANGHAI)
    problem = Problem(fingerprint="f", kind="k", url="http://a.example/", text=text)
    found = Finding(
        indicator="x",
        rule="x",
        clause="x",
        clause_en="x",
        verdict="fail",
        veto=False,
        evidence="house",
        problems=(problem,),
    )
    return Scorecard(
        site=Site(code="1", name="n", url="http://a.example/"),
        site_state="running",
        standard=StandardRef(id="s", name={}, sha256="0"),
        run=RunRef(id=1, started=at, finished=None, as_of=at),
        outcome="pass",
        score=None,
        provisional=(),
        findings=(found,),
        crawl=None,
    )
