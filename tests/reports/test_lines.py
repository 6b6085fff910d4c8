"""Markdown, workflow commands and metrics: formats of lines, in which a crawled text must not start anything."""

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.github import MAX_PER_LEVEL, annotations, step_summary
from reports.markdown import address, plain, run_markdown, scorecard_markdown
from reports.prometheus import prometheus_text, write_prometheus
from rules.scorecard import Scorecard

COMMAND = re.compile(r"::(error|warning|notice) title=([^:,\r\n]*)::([^\r\n]*)\Z")
SAMPLE = re.compile(r'([a-z_]+)(?:\{((?:[a-z]+="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (-?[0-9.e+]+)\Z')


def test_annotations_are_at_most_ten_of_a_kind(by_name: dict[str, Scorecard]) -> None:
    levels = Counter(line.split(" ")[0] for line in annotations(by_name["low"]))
    assert levels == {"::warning": MAX_PER_LEVEL}
    assert MAX_PER_LEVEL == 10


def test_levels_tell_veto_deduction_and_doubt_apart(by_name: dict[str, Scorecard]) -> None:
    levels = Counter(line.split(" ")[0] for line in annotations(by_name["vetoed"]))
    assert levels == {"::error": 8, "::warning": 3, "::notice": 1}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_annotation_is_one_command(cards: list[Scorecard], lang: str) -> None:
    for card in cards:
        assert all(COMMAND.match(line) for line in annotations(card, lang))


def test_an_annotation_names_the_page_and_the_remedy(by_name: dict[str, Scorecard]) -> None:
    line = annotations(by_name["low"], "en")[0]
    assert "http://www.site3.example/col/" in line
    assert "See whether the target was renamed" in line


@given(st.text(max_size=60))
def test_plain_text_is_inert_markdown(text: str) -> None:
    shown = plain(text)
    assert not set("\n|<>`[]*_@") & set(shown)
    assert "http:" not in shown
    assert "www." not in shown.lower()


@given(st.text(max_size=60))
def test_an_address_stays_in_its_code_span(url: str) -> None:
    shown = address(url)
    assert shown == "" or (shown[0] == shown[-1] == "`" and "`" not in shown[1:-1] and "|" not in shown)


def test_markdown_tables_keep_their_columns(cards: list[Scorecard]) -> None:
    for text in (run_markdown(cards), *(scorecard_markdown(card, "en") for card in cards)):
        width = 0
        for line in text.splitlines():
            if not line.startswith("|"):
                width = 0
                continue
            width = width or line.count("|")
            assert line.count("|") == width


def test_the_summary_says_outcome_arithmetic_and_problems(by_name: dict[str, Scorecard]) -> None:
    text = step_summary(by_name["passing"])
    assert text.startswith("## 甲县人民政府门户网站: 合格\n")
    assert "96.2" in text
    assert "`http://www.site1.example/images/40.gif`" in text


def test_a_run_has_a_line_for_each_site(cards: list[Scorecard]) -> None:
    assert sum(line.startswith("| ") for line in run_markdown(cards).splitlines()) == len(cards) + 2


def test_metrics_are_of_the_text_format(cards: list[Scorecard]) -> None:
    families: list[str] = []
    for line in prometheus_text(cards).splitlines():
        if line.startswith("# TYPE "):
            families.append(line.split(" ")[2])
        elif not line.startswith("#"):
            match = SAMPLE.match(line)
            assert match, line
            assert match[1] == families[-1]
    assert len(families) == len(set(families))


def test_metrics_say_what_to_alert_on(cards: list[Scorecard]) -> None:
    lines = prometheus_text(cards).splitlines()
    assert 'inspector_run_sites{outcome="fail"} 3' in lines
    assert 'inspector_site_outcome{code="9900000002",outcome="fail"} 1' in lines
    assert 'inspector_site_score{code="9900000001",case="worst"} 91.2' in lines
    assert not any("inspector_site_score" in line and "9900000002" in line for line in lines)
    assert 'inspector_site_complete{code="9900000004"} 0' in lines


def test_metrics_are_replaced_in_one_step(tmp_path: Path, cards: list[Scorecard]) -> None:
    path = tmp_path / "metrics" / "inspector.prom"
    write_prometheus(path, cards)
    write_prometheus(path, cards[:1])
    assert path.read_text("utf-8") == prometheus_text(cards[:1])
    assert [entry.name for entry in path.parent.iterdir()] == ["inspector.prom"]
