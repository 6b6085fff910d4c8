"""Reports into folders: whole or not at all, and nobody else's file touched."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from inspector.judging.cards import stored_cards
from inspector.judging.facts import FactsOfCards, facts_of
from inspector.judging.inspection import judge_run
from inspector.publishing import FORMATS, MARK, Order, publish
from rules.errors import UsageError
from rules.scorecard import Scorecard
from rules.standards.reading import Standard

BAD = "1100000001"


@pytest.fixture
def cards(nights: Any, gate: Standard) -> list[Scorecard]:
    return judge_run(nights.store, nights.crawl({BAD: ("a.doc",)}, missed=("1100000002",)), gate)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_every_format_is_written_and_named(cards: list[Scorecard], tmp_path: Path) -> None:
    out = tmp_path / "deep" / "report"
    paths = publish(out, Order(cards=cards), list(FORMATS))
    assert len(paths) == len(FORMATS)
    assert all(path.exists() for path in paths)
    assert paths[0] == out / "index.html"
    assert not [name for name in names(out) if name.startswith(".inspector-") and name != MARK]
    card = json.loads((out / "sites" / BAD / "scorecard.json").read_text("utf-8"))
    assert card["schema"] == "inspector/scorecard/1"
    assert json.loads((out / "scorecards" / f"{BAD}.json").read_text("utf-8")) == card


def test_the_same_cards_make_the_same_bytes(nights: Any, gate: Standard, tmp_path: Path) -> None:
    run_id = nights.crawl({BAD: ("a.doc",)})
    judge_run(nights.store, run_id, gate)
    for name in ("one", "two"):
        publish(tmp_path / name, Order(cards=stored_cards(nights.store, run_id, gate.id)), ["html", "json", "csv"])
    for path in sorted((tmp_path / "one").rglob("*")):
        if path.is_file():
            assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes()


def test_a_report_replaces_the_earlier_one_and_leaves_other_files(cards: list[Scorecard], tmp_path: Path) -> None:
    publish(tmp_path, Order(cards=cards), ["html", "csv"])
    (tmp_path / "notes.txt").write_text("ours")
    (tmp_path / "problems-9.html").write_text("of a longer night")
    publish(tmp_path, Order(cards=cards[:1]), ["html"])
    assert names(tmp_path / "sites") == {cards[0].site.code}
    assert (tmp_path / "notes.txt").read_text() == "ours"
    assert (tmp_path / "problems.csv").exists()
    assert not (tmp_path / "problems-9.html").exists()


def test_somebody_elses_website_is_not_overwritten(cards: list[Scorecard], tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("a website")
    with pytest.raises(UsageError, match=r"index\.html"):
        publish(tmp_path, Order(cards=cards))
    assert names(tmp_path) - {"nights.db", "nights.db-wal", "nights.db-shm"} == {"index.html"}
    assert (tmp_path / "index.html").read_text() == "a website"


def test_a_fault_on_the_way_leaves_the_earlier_report(cards: list[Scorecard], tmp_path: Path) -> None:
    out = tmp_path / "report"
    publish(out, Order(cards=cards))
    before = (out / "index.html").read_bytes()

    def breaking() -> Iterator[Scorecard]:
        yield cards[0]
        raise RuntimeError("on the way")

    with pytest.raises(RuntimeError):
        publish(out, Order(cards=breaking()))
    assert (out / "index.html").read_bytes() == before
    assert names(out) == {"index.html", "problems.html", "sites", MARK}
    assert names(out / "sites") == {card.site.code for card in cards}


def test_what_a_killed_run_left_behind_is_cleared(cards: list[Scorecard], tmp_path: Path) -> None:
    out = tmp_path / "report"
    (out / ".inspector-new-abc" / "sites").mkdir(parents=True)
    publish(out, Order(cards=cards))
    assert not (out / ".inspector-new-abc").exists()


def test_an_unknown_format_is_refused_before_anything_is_written(cards: list[Scorecard], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"pdf.*html"):
        publish(tmp_path / "report", Order(cards=cards), ["html", "pdf"])
    assert not (tmp_path / "report").exists()


def test_a_place_that_cannot_be_written_is_one_line(cards: list[Scorecard], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="无法写入") as caught:
        publish(tmp_path / "file" / "report", Order(cards=cards))
    assert "\n" not in caught.value.text("zh")


def test_the_pages_show_the_columns_of_the_site_that_is_being_written(cards: list[Scorecard], tmp_path: Path) -> None:
    publish(tmp_path / "r", Order(cards=cards, facts=FactsOfCards()))
    assert "工作动态" in (tmp_path / "r" / "sites" / BAD / "index.html").read_text("utf-8")
    (column,) = facts_of(cards[1]).columns
    assert (column.name, column.state, str(column.newest)) == ("工作动态", "current", "2026-03-01")
    assert facts_of(cards[2]).columns == ()
    assert FactsOfCards()("nobody") is None


@pytest.mark.parametrize(
    ("row", "doubtful", "state"),
    [
        ({"reason": "articles-unopened"}, 0, "current"),
        ({"reason": "articles-unopened"}, 1, "inconclusive"),
        ({"reason": "articles-unopened", "newest": None}, 0, "inconclusive"),
        ({"reason": "no-list", "newest": None, "category": "static"}, 0, "not-due"),
        ({"reason": "no-list", "category": "services"}, 1, "not-due"),
        ({"condition": "content", "reason": "no-list", "newest": None, "category": "consultation"}, 0, "not-due"),
        ({"condition": "unreadable", "reason": "fault", "newest": None, "category": "consultation"}, 0, "inconclusive"),
        ({"condition": "content", "reason": "no-list", "newest": None}, 0, "inconclusive"),
        ({"newest": None}, 0, "not-due"),
        ({"newest": None, "condition": "empty"}, 0, "empty"),
        ({}, 1, "current"),
    ],
)
def test_a_column_is_called_unclear_only_where_something_was_left_in_doubt(
    cards: list[Scorecard], row: dict[str, Any], doubtful: int, state: str
) -> None:
    card = cards[1]
    rows = (replace(card.columns[0], **row),)
    findings = tuple(
        replace(f, doubtful=doubtful if f.indicator == "stale-columns" else 0, problems=()) for f in card.findings
    )
    if not any(f.indicator == "stale-columns" for f in findings):
        findings = (replace(findings[0], indicator="stale-columns", doubtful=doubtful, problems=()), *findings[1:])
    (column,) = facts_of(replace(card, columns=rows, findings=findings)).columns
    assert column.state == state
    assert (column.reason is None) is (state != "inconclusive")


def test_crawled_text_is_escaped(cards: list[Scorecard], tmp_path: Path) -> None:
    publish(tmp_path / "r", Order(cards=cards))
    page = (tmp_path / "r" / "sites" / BAD / "problems.html").read_text("utf-8")
    assert "附件&lt;script&gt;" in page
    assert "附件<script>" not in page
