"""What every indicator owes: its docstring's headings, its limits, a test of its own name."""

import re
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path

import pytest

from rules.indicators import all_indicators

FOLDER = Path(__file__).parent
INDICATORS = list(all_indicators().values())
HEADINGS = ("Why:", "Evidence:", "Inconclusive:")


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.id)
def test_the_docstring_is_the_reference_page(indicator):
    first, *rest = indicator.doc.splitlines()
    assert first.endswith(".") or ":" in first
    assert ": " in indicator.doc.split(".")[0]
    heads = [line.split()[0] for line in rest if line.split() and line.split()[0] in HEADINGS]
    assert tuple(heads) == HEADINGS


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.id)
def test_limits_are_frozen_and_have_no_defaults(indicator):
    assert is_dataclass(indicator.thresholds)
    assert indicator.thresholds.__dataclass_params__.frozen
    assert all(field.default is MISSING and field.default_factory is MISSING for field in fields(indicator.thresholds))


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.id)
def test_there_is_a_test_of_the_same_name(indicator):
    assert (FOLDER / "indicators" / f"test_{indicator.id.replace('-', '_')}.py").is_file()


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.id)
def test_an_indicator_knows_neither_points_nor_sentences(indicator):
    name = indicator.id.replace("-", "_")
    source = (FOLDER.parents[1] / "rules" / "indicators" / f"{name}.py").read_text("utf-8")
    code = source.split('"""', 2)[2]
    assert "points" not in code
    assert not re.search("[\u4e00-\u9fff]{3}", code)


def test_nobody_is_judged_by_an_indicator_that_no_standard_uses():
    from inspector.judging.standards import bundled_ids, load

    used = {rule.indicator for id_ in bundled_ids() for rule in load(id_).rules}
    assert set(all_indicators()) <= used
