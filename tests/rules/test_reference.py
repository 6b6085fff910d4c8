"""The reference is made from the code, and nothing in it is stale."""

import runpy
from pathlib import Path

import jsonschema
import pytest

from inspector.standards import bundled_ids, find
from rules.indicators import all_indicators
from rules.schema import standard_schema
from rules.yamltext import parse

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def made():
    return runpy.run_path(str(DOCS / "generate.py"))["pages"]()


def test_the_reference_is_what_the_code_says(made):
    committed = {path.name: path.read_text("utf-8") for path in (DOCS / "reference").iterdir()}
    stale = sorted(name for name, text in made.items() if text != committed.get(name))
    assert stale == [], "run: python docs/generate.py"


def test_every_indicator_has_its_section(made):
    for id_ in all_indicators():
        assert f"\n## {id_}\n" in made["indicators.md"]


def test_every_rule_is_covered_by_an_indicator_with_a_test_or_by_a_person(made):
    root = DOCS.parent
    rows = [line.split(" | ") for line in made["coverage.md"].splitlines() if line.startswith("| ") and "`" in line]
    assert len(rows) > 100
    for row in rows[:-9]:
        test = row[5].strip(" |`")
        assert (row[4] == "manual") == (test == "–")
        assert test == "–" or (root / test).is_file()


def plain(id_):
    def listed(value):
        if isinstance(value, dict):
            return {key: listed(inner) for key, inner in value.items()}
        return [listed(inner) for inner in value] if isinstance(value, tuple) else value

    tree, _ = parse(*find(id_))
    return listed(tree.plain())


@pytest.mark.parametrize("id_", bundled_ids())
def test_the_schema_accepts_the_bundled_standards(id_):
    jsonschema.Draft202012Validator(standard_schema()).validate(plain(id_))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda s: s.pop("scoring"),
        lambda s: s.update(extra=1),
        lambda s: s["rules"][0].update(whi="x"),
        lambda s: s["rules"][0]["thresholds"].update(limitlinks=1),
        lambda s: s["rules"][0].update(indicator="broken"),
        lambda s: s["rules"][0].pop("why"),
        lambda s: s["rules"][0].update(evidence="hearsay"),
    ],
)
def test_the_schema_refuses_what_the_check_refuses(spoil):
    standard = plain("relaunch-gate")
    spoil(standard)
    assert not jsonschema.Draft202012Validator(standard_schema()).is_valid(standard)


def test_an_overlay_may_leave_out_what_it_does_not_change():
    overlay = {"id": "x", "extends": "census-2015", "rules": [{"id": "unreachable", "thresholds": {"timeout_s": 10}}]}
    assert jsonschema.Draft202012Validator(standard_schema()).is_valid(overlay)
