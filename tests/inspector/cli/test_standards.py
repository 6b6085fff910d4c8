"""``inspector standards``, as it is called."""

import pytest
from click.testing import CliRunner

from inspector.cli import main
from inspector.judging.standards import bundled_ids, find


@pytest.fixture
def call():
    def run(*arguments, lang="en"):
        return CliRunner().invoke(main, ["--lang", lang, "standards", *arguments])

    return run


def test_list_names_every_bundled_standard(call):
    result = call("list")
    assert result.exit_code == 0
    assert [line.split()[0] for line in result.output.splitlines()[2:]] == list(bundled_ids())


@pytest.mark.parametrize("id_", bundled_ids())
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_show_has_a_block_for_every_rule(call, id_, lang):
    from inspector.judging.standards import load

    output = call("show", id_, lang=lang).output
    for rule in load(id_).rules:
        assert f"[{rule.id}] {rule.clause.zh if lang == 'zh' else rule.clause.en}" in output
        assert (rule.why.zh if lang == "zh" else rule.why.en) in output


def test_check_accepts_a_good_file_and_names_it(call, tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text(find("relaunch-gate")[0], "utf-8")
    result = call("check", str(file))
    assert (result.exit_code, result.output) == (0, "nothing wrong: relaunch-gate, 8 rules\n")


def test_check_tells_every_fault_with_its_place_and_exits_with_two(call, tmp_path):
    file = tmp_path / "county.yaml"
    file.write_text(find("relaunch-gate")[0].replace("limit_columns", "limitcolumns"), "utf-8")
    result = call("check", str(file))
    assert result.exit_code == 2
    lines = [line for line in result.stderr.splitlines() if "did you mean limit_columns?" in line]
    assert len(lines) == 3
    assert all(line.startswith("inspector: county.yaml:") for line in lines)


def test_an_overlay_over_a_bundled_standard_is_checked_with_it(call, tmp_path):
    file = tmp_path / "county.yaml"
    file.write_text("id: county\nextends: relaunch-gate\nname: {zh: 县, en: County}\n", "utf-8")
    assert call("check", str(file)).output == "nothing wrong: county, 8 rules\n"


@pytest.mark.parametrize("command", ["show", "check"])
def test_what_is_neither_a_standard_nor_a_file_is_refused_in_one_line(call, command):
    result = call(command, "cencus-2015")
    assert result.exit_code == 2
    assert "census-2015" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_file_that_is_not_utf8_is_refused(call, tmp_path):
    file = tmp_path / "gbk.yaml"
    file.write_bytes("id: 县".encode("gbk"))
    result = call("check", str(file))
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)


def test_diff_names_what_changed_and_nothing_else(call, tmp_path):
    file = tmp_path / "county.yaml"
    file.write_text(
        "id: county\nextends: relaunch-gate\nname: {zh: 县, en: County}\n"
        "rules:\n- id: broken-links\n  thresholds: {limit_links: 3}\ndrop: [empty-columns]\n",
        "utf-8",
    )
    lines = call("diff", "relaunch-gate", str(file)).output.splitlines()
    assert [line.strip() for line in lines if "→" in line][1:] == [
        "thresholds.limit_links: 1 → 3",
        "the whole rule: Columns are empty → –",
    ]
    assert call("diff", "relaunch-gate", "relaunch-gate").output == "the two standards do not differ\n"


def test_diff_tells_sentences_only_when_asked(call):
    plain, full = (call("diff", "census-2015", "relaunch-gate", *more).output for more in ((), ("--texts",)))
    assert "why.en" not in plain
    assert "clause.zh" not in plain
    assert "why.en" in full
    assert set(plain.splitlines()) < set(full.splitlines())
