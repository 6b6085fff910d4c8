"""Reading standards: every fault at once, with its place and a remedy; none of YAML 1.1's surprises."""

import pytest

from inspector.judging.standards import bundled_ids, find, load
from rules.errors import StandardError
from rules.standards.reading import load_standard

GATE, _ = find("relaunch-gate")


def faults(text, lookup=find):
    with pytest.raises(StandardError) as caught:
        load_standard(text, "county.yaml", lookup)
    return caught.value.text("en").splitlines()


@pytest.mark.parametrize("id_", bundled_ids())
def test_the_bundled_standards_are_without_fault_and_named_like_their_files(id_):
    standard = load(id_)
    assert standard.id == id_
    assert all(rule.source and rule.why.zh and rule.fix.en for rule in standard.rules)


def test_a_misspelt_threshold_is_named_with_its_place_and_the_right_word():
    text = GATE.replace("limit_links: 1", "limitlinks: 1")
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "limitlinks" in row)
    column = text.splitlines()[line - 1].index("limitlinks") + 1
    path = "rules.0.thresholds"
    assert faults(text) == [
        f"county.yaml:{line}:3: {path}.limit_links: missing",
        f"county.yaml:{line}:{column}: {path}.limitlinks: unknown; did you mean limit_links?",
    ]


def test_all_faults_are_told_in_one_go():
    text = GATE.replace("limit_links", "limitlinks").replace("veto: true", "veto: yes", 1)
    text = text.replace("- id: empty-columns", "- idd: empty-columns").replace("[all]", "[al]", 1) + "extra: 1\n"
    said = "\n".join(faults(text))
    for part in (
        "rules.0.thresholds.limitlinks: unknown; did you mean limit_links?",
        "rules.0.veto: must be true or false, not 'yes'",
        "rules.1.idd: unknown; did you mean id?",
        "rules.0.applies_to.0: 'al' is unknown; did you mean all?",
        "extra: unknown; known here: id, name",
    ):
        assert part in said


def test_messages_are_in_chinese_as_well():
    with pytest.raises(StandardError) as caught:
        load_standard(GATE.replace("limit_links", "limitlinks"), "county.yaml")
    assert "未知的键；是否为 limit_links？" in caught.value.text("zh")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("veto: true", "veto: yes", "must be true or false, not 'yes'"),
        ("veto: true", "veto: on", "must be true or false, not 'on'"),
        ("inclusive: true", "inclusive: no", "must be true or false, not 'no'"),
        ("limit_links: 1", "limit_links: 12:30", "must be a whole number, not '12:30'"),
        ("limit_links: 1", "limit_links: '1'", "must be a whole number, not '1'"),
        ("limit_links: 1", "limit_links: 1.5", "must be a whole number, not '1.5'"),
        ("limit_links: 1", "limit_links: 010", "must be a whole number, not '010'"),
        ("limit_links: 1", "limit_links: -1", "must not be below 0"),
        ("limit_links: 1", "limit_links: 1, limit_links: 2", "stands twice, first in line"),
        ("pass_mark: 60", "pass_mark: 1:00", "must be a number, not '1:00'"),
        ("pass_mark: 60", "pass_mark: '60'", "must be a number, not '60'"),
        ("evidence: house", "evidence: hous", "did you mean house?"),
        ("indicator: broken-links", "indicator: broken-link", "did you mean broken-links?"),
        ("veto: true", "veto: true\n  points: 3", "needs either veto: true or points"),
        ("veto: true", "veto: false", "needs either veto: true or points"),
        ("veto: true", "points: 3", "is priced by home, other"),
        ("veto: true", "points: {home: 1, othr: 2}", "did you mean other?"),
        ("veto: true", "points: {home: -1, other: 2}", "must not be below 0"),
        ("veto: true", "veto: true\n  group: services", "'services' is not one of"),
        ("veto: true", "veto: true\n  not_with: [empty-colums]", "did you mean empty-columns?"),
        ("veto: true", "veto: true\n  evidence_of: {limit_link: house}", "did you mean limit_links?"),
        ("id: empty-columns", "id: broken-links", "this rule id stands twice"),
        ("id: relaunch-gate", "id: Relaunch Gate", "should match pattern"),
        ("id: relaunch-gate", "id: &a relaunch-gate", "anchors, aliases and tags are not used"),
        ("id: relaunch-gate", "id: !!python/object x", "anchors, aliases and tags are not used"),
        ("applies_to: [all]", "applies_to: all", "must be a list"),
        ("applies_to: [all]", "applies_to: []", "must not be empty"),
        ("why:\n", "why: x\n  whi:\n", "did you mean why?"),
        ("scoring:\n", "scorin:\n", "did you mean scoring?"),
        ("id: relaunch-gate", "[", "not valid YAML"),
    ],
)
def test_a_mistake_is_refused_with_a_remedy(old, new, said):
    assert old in GATE
    assert said in "\n".join(faults(GATE.replace(old, new, 1)))


def test_a_file_that_is_no_mapping_is_refused():
    assert faults("- a\n- b\n") == ["county.yaml:1:1: a standard is a mapping of keys to values"]
    assert faults("") == ["county.yaml:1:1: a standard is a mapping of keys to values"]


def test_a_day_in_a_text_stays_a_text():
    text = GATE.replace("source: 本项目默认，参照国办发〔2015〕15号", "source: 2015-03-24", 1)
    assert load_standard(text, "x.yaml").source == "2015-03-24"


OVERLAY = """
id: county
extends: relaunch-gate
name: {zh: 县里的办法, en: County}
source: 县里的办法
rules:
- id: empty-columns
  thresholds: {limit_columns: 2}
drop: [stale-columns]
"""


def test_an_overlay_changes_what_it_names_and_keeps_the_rest():
    county, gate = load_standard(OVERLAY, "county.yaml", find), load("relaunch-gate")
    kept = [rule for rule in gate.rules if rule.id != "stale-columns"]
    assert [rule.id for rule in county.rules] == [rule.id for rule in kept]
    changed = next(rule for rule in county.rules if rule.id == "empty-columns")
    original = next(rule for rule in gate.rules if rule.id == "empty-columns")
    assert dict(changed.thresholds) == {"limit_columns": 2, "inclusive": True}
    assert changed.clause == original.clause
    assert county.scoring == gate.scoring


def test_a_fault_of_an_overlay_is_placed_in_the_overlay():
    said = faults(OVERLAY.replace("limit_columns: 2", "limit_column: 2"))
    assert said == ["county.yaml:8:16: rules.1.thresholds.limit_column: unknown; did you mean limit_columns?"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("extends: relaunch-gate", "extends: relaunch", "there is no standard 'relaunch'"),
        ("drop: [stale-columns]", "drop: [stale]", "there is no rule 'stale'"),
        ("drop: [stale-columns]", "drop: [stale-columns]\nextra: 1", "unknown; known here"),
    ],
)
def test_an_overlay_that_names_what_is_not_there_is_refused(old, new, said):
    assert said in "\n".join(faults(OVERLAY.replace(old, new)))


def test_standards_that_extend_each_other_are_refused():
    texts = {"a": ("id: a\nextends: b\n", "a.yaml"), "b": ("id: b\nextends: a\n", "b.yaml")}
    assert faults(texts["a"][0], texts.get) == ["a.yaml:2:1: extends: extends itself"]


def test_the_hash_follows_the_content_and_not_the_layout():
    same = "# a comment\n" + GATE.replace(
        "{limit_columns: 5, inclusive: true}", "\n    inclusive: true\n    limit_columns: 5"
    )
    other = GATE.replace("limit_columns: 5", "limit_columns: 6", 1)
    assert load_standard(same, "x").sha256 == load("relaunch-gate").sha256 != load_standard(other, "x").sha256
