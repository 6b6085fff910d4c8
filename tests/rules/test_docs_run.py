"""The how-tos are run as they are written: files are made, commands called, their output compared."""

import re
import runpy
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner

import rules.indicators
from inspector.cli import main

DOCS = Path(__file__).resolve().parents[2] / "docs"
HOW_TOS = ("write-a-standard.md", "write-a-standard.zh-CN.md", "add-an-indicator.md")


@dataclass(frozen=True)
class Block:
    language: str
    text: str

    @property
    def file(self):
        """The file that a block shows, as its first line names it."""
        named = re.match(r"# (\S+\.(?:yaml|py))\n", self.text)
        return named[1] if named else None


def blocks(name):
    text = (DOCS / name).read_text("utf-8")
    return [Block(*found) for found in re.findall(r"^```(\w+)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of one's own, in which new indicators are found as well."""
    new = tmp_path / "rules" / "indicators"
    new.mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(rules.indicators, "__path__", [*rules.indicators.__path__, str(new)])
    rules.indicators.all_indicators.cache_clear()
    yield tmp_path
    rules.indicators.all_indicators.cache_clear()


@pytest.mark.parametrize("name", HOW_TOS)
def test_a_how_to_does_what_it_says(name, folder):
    for block in blocks(name):
        if block.file:
            path = folder / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(
                block.text.removeprefix(f"# {block.file}\n") if path.suffix == ".py" else block.text, "utf-8"
            )
            rules.indicators.all_indicators.cache_clear()
        elif block.language == "console":
            command, _, expected = block.text.partition("\n")
            result = CliRunner().invoke(main, command.removeprefix("$ inspector ").split())
            assert result.output == expected


def test_the_indicator_of_the_how_to_passes_its_own_test(folder, world):
    code, test = (block for block in blocks("add-an-indicator.md") if block.language == "python")
    (folder / code.file).write_text(code.text.removeprefix(f"# {code.file}\n"), "utf-8")
    doc = import_module("rules.indicators.untitled_pages").__doc__
    assert [heading for heading in ("Why:", "Evidence:", "Inconclusive:") if heading in doc] == [
        "Why:", "Evidence:", "Inconclusive:",
    ]  # fmt: skip
    (folder / "test_it.py").write_text(test.text, "utf-8")
    made = runpy.run_path(str(folder / "test_it.py"))
    for untitled, verdict in ((1, "pass"), (2, "fail"), (3, "fail")):
        made["test_two_untitled_articles_are_the_limit"](world, untitled, verdict)
    made["test_nothing_read_is_no_verdict"](world)


@pytest.fixture
def scaffold():
    return runpy.run_path(str(DOCS / "new_indicator.py"))["begin"]


def test_the_scaffold_writes_an_indicator_that_passes_its_test(folder, world, scaffold):
    (folder / "tests/rules/indicators").mkdir(parents=True)
    stanza = scaffold("odd-pages", folder)
    made = runpy.run_path(str(folder / "tests/rules/indicators/test_odd_pages.py"))
    for count, verdict in ((1, "pass"), (2, "fail"), (3, "fail")):
        made["test_two_pages_are_the_limit"](world, count, verdict)
    made["test_nothing_read_is_no_verdict"](world)
    rules.indicators.all_indicators.cache_clear()
    overlay = f"id: odd\nextends: relaunch-gate\nname: {{zh: 示例, en: Example}}\nrules:\n{stanza}"
    (folder / "odd.yaml").write_text(overlay, "utf-8")
    result = CliRunner().invoke(main, ["--lang", "en", "standards", "check", "odd.yaml"])
    assert result.output == "nothing wrong: odd, 9 rules\n"


@pytest.mark.parametrize("id_", ["Odd", "odd_pages", "", "../x", "-x", "1x"])
def test_the_scaffold_refuses_an_id_that_cannot_be(folder, scaffold, id_):
    with pytest.raises(ValueError, match="lower-case words"):
        scaffold(id_, folder)


def test_the_scaffold_overwrites_nothing(folder, scaffold):
    (folder / "tests/rules/indicators").mkdir(parents=True)
    scaffold("odd-pages", folder)
    with pytest.raises(ValueError, match="exists already"):
        scaffold("odd-pages", folder)
