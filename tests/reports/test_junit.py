"""JUnit XML as CI servers read it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree
from msgspec import structs

from reports.junit import MAX_PROBLEMS, junit_xml
from rules.scorecard import Scorecard

SCHEMA = Path(__file__).parent / "junit.xsd"


def parsed(cards: list[Scorecard], lang: str = "zh") -> etree._Element:
    return etree.fromstring(junit_xml(cards, lang).encode("utf-8", "strict"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_file_is_of_the_common_form(cards: list[Scorecard], lang: str) -> None:
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    schema.assertValid(parsed(cards, lang))
    schema.assertValid(parsed([], lang))


def test_counts_are_those_of_the_cases(cards: list[Scorecard]) -> None:
    root = parsed(cards)
    assert dict(root.attrib) == {}  # Ant's schema allows none there
    for element in root:
        assert int(element.get("tests", "")) == len(element.findall(".//testcase"))
        assert int(element.get("failures", "")) == len(element.findall(".//failure"))
        assert int(element.get("skipped", "")) == len(element.findall(".//skipped"))


def test_a_failed_rule_is_a_failure_with_clause_and_first_problems(by_name: dict[str, Scorecard]) -> None:
    (failure,) = parsed([by_name["low"]]).findall(".//failure")
    assert failure.get("type") == "deduction"
    assert "链接可用性" in failure.get("message", "")
    assert "52.4" in failure.get("message", "")
    lines = (failure.text or "").splitlines()
    assert len(lines) == MAX_PROBLEMS + 1
    assert all("http://www.site3.example/" in line for line in lines[:-1])


def test_a_veto_is_told_from_a_deduction(by_name: dict[str, Scorecard]) -> None:
    types = [failure.get("type") for failure in parsed([by_name["vetoed"]]).findall(".//failure")]
    assert types == ["veto", "deduction"]


def test_what_could_not_be_judged_is_skipped_and_never_failed(by_name: dict[str, Scorecard]) -> None:
    suite = parsed([by_name["undetermined"]])[0]
    assert suite.get("failures") == "0"
    assert int(suite.get("skipped", "")) == len(by_name["undetermined"].findings)
    assert "本次检查中途停止" in suite.findall(".//skipped")[1].get("message", "")


def test_a_rule_with_only_accepted_problems_is_skipped(by_name: dict[str, Scorecard]) -> None:
    card = by_name["low"]
    accepted = tuple(structs.replace(p, status="accepted") for p in card.findings[-1].problems)
    suite = parsed([replace(card, findings=(replace(card.findings[-1], problems=accepted),))], "en")[0]
    assert suite.get("failures") == "0"
    assert "accepted" in suite.find(".//skipped").get("message", "")


def test_hostile_texts_stay_texts(by_name: dict[str, Scorecard]) -> None:
    text = junit_xml([by_name["hostile"]])
    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    assert re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", text) is None


def test_the_same_cards_give_the_same_text(cards: list[Scorecard]) -> None:
    assert junit_xml(cards) == junit_xml(list(cards))
