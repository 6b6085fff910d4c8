"""The hand-written pages agree with what they speak of."""

import re
import subprocess
import sys
from pathlib import Path
from shutil import which

import click
import pytest

from inspector.cli import main

ROOT = Path(__file__).resolve().parents[1]


def _packages(requirements: str) -> set[str]:
    lines = (ROOT / requirements).read_text("utf-8").splitlines()
    return {re.split(r"[\[=<>]", line)[0] for line in lines if line and line[0] not in "#-"}


def _explained(heading: str) -> set[str]:
    section = (ROOT / "docs/dependencies.md").read_text("utf-8").split(f"`{heading}`)")[1].split("\n## ")[0]
    rows = re.findall(r"^\| ([^|]+) \|", section, flags=re.MULTILINE)
    return {name.strip() for row in rows for name in row.split(",")} - {"package", "---"}


@pytest.mark.parametrize("requirements", ["requirements.in", "requirements-dev.in"])
def test_every_dependency_has_its_reason(requirements: str) -> None:
    assert _explained(requirements) == _packages(requirements)


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_lock_files_carry_hashes_and_no_registry_address(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert text.count("--hash=sha256:") > text.count("==") > 50
    assert "://" not in text


HAND_WRITTEN = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/*.md"),
        *ROOT.glob("docs/decisions/*.md"),
        *ROOT.glob("deploy/*.md"),
    )
)
UNITS = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("deploy/*.service"))
CHINESE = [name for name in HAND_WRITTEN if name.endswith(".zh-CN.md")]


def _text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def test_what_an_officer_reads_stands_there_in_chinese():
    officers = {"registry", "reports", "links", "notify", "nightly", "own-words", "glossary", "write-a-standard"}
    assert {f"docs/{name}.zh-CN.md" for name in officers} <= set(CHINESE)


@pytest.mark.parametrize("name", HAND_WRITTEN)
def test_what_a_page_links_to_is_there(name: str) -> None:
    text = re.sub(r"```.*?```", "", _text(name), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not target.startswith(("http://", "https://")):
            path, _, place = target.partition("#")
            linked = (ROOT / name).parent / path if path else ROOT / name
            assert linked.exists(), target
            assert not place or place in _places(linked), target


@pytest.mark.parametrize("name", [name for name in HAND_WRITTEN if name != "CHANGELOG.md"])
def test_files_that_a_page_names_are_there(name: str) -> None:
    """Those with their folder, and tests by their names alone."""
    folders = "tests|inspector|spiders|rules|reports|fixtures"
    named = re.findall(rf"`((?:{folders})/[\w/.-]+\.\w+|test_\w+\.py)`", _text(name))
    patterns = [one if "/" in one else f"tests/**/{one}" for one in named]
    assert [one for one in patterns if not any(ROOT.glob(one))] == []


def _places(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("chinese", CHINESE)
def test_both_languages_lead_to_each_other_and_hold_the_same(chinese: str) -> None:
    english = chinese.replace(".zh-CN.md", ".md")
    assert f"({Path(english).name})" in _text(chinese).split("\n## ")[0]
    assert f"({Path(chinese).name})" in _text(english).split("\n## ")[0]
    assert _shape(_text(chinese)) == _shape(_text(english))


def _shape(text: str) -> dict[str, object]:
    """What a translation keeps: sections, rows of tables, entries of lists, examples, names in code."""
    prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    return {
        "sections": len(re.findall(r"^##+ ", prose, flags=re.MULTILINE)),
        "rows": len(re.findall(r"^\|", prose, flags=re.MULTILINE)),
        "entries": len(re.findall(r"^\* ", prose, flags=re.MULTILINE)),
        "examples": re.findall(r"```(?:yaml|python)\n.*?```", re.sub(r"  +# .*", "", text), flags=re.DOTALL),
        "commands": sorted(set(re.findall(r"inspector [a-z]+(?: --[a-z-]+)?", text))),
    }


def test_the_lines_for_cron_work_in_the_bare_surroundings_that_cron_gives(tmp_path: Path) -> None:
    (block,) = re.findall(r"```cron\n(.*?)```", _text("docs/nightly.md"), flags=re.DOTALL)
    lines = [re.split(r"\s+", line, maxsplit=5)[5] for line in block.splitlines()]
    for line in lines:
        called = line.replace("/opt/inspector/.venv/bin/inspector", f"{sys.executable} -m inspector")
        called = called.replace("/var/lib/inspector", str(tmp_path))
        assert str(tmp_path) in called
        done = subprocess.run(["/bin/sh", "-c", called], env={"PYTHONPATH": str(ROOT)}, check=False)
        assert done.returncode == 2
    for log in ("run.log", "probe.log"):
        assert (tmp_path / log).read_text("utf-8").startswith("inspector: 没有数据库 inspector.db；")


@pytest.mark.skipif(not which("systemd-analyze"), reason="no systemd here")
@pytest.mark.parametrize("unit", sorted(path.name for path in ROOT.glob("deploy/*.timer")))
def test_systemd_understands_the_units(unit: str, tmp_path: Path) -> None:
    for name in (unit, unit.replace(".timer", ".service")):
        text = _text(f"deploy/{name}").replace("/opt/inspector/.venv/bin/inspector", "/bin/true")
        (tmp_path / name).write_text(text, "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / unit)], capture_output=True, text=True, check=False
    )
    assert [line for line in done.stderr.splitlines() if "inspector-" in line] == []


@pytest.mark.parametrize("name", [*HAND_WRITTEN, *UNITS])
def test_commands_and_options_that_are_shown_exist(name: str) -> None:
    shown = re.findall(r"(?:`|^(?:    |\$ )|bin/)inspector ([a-z-][^`\n#]*)", _text(name), flags=re.MULTILINE)
    for line in shown:
        command: click.Command = main
        known = set(_options(main))
        for word in line.replace("\\|", " ").split():
            if word.startswith("--"):
                assert word.partition("=")[0] in known, line
            elif isinstance(command, click.Group) and (found := command.get_command(click.Context(command), word)):
                command = found
                known |= set(_options(command))
        assert command is not main or line.startswith("--"), line


def _options(command: click.Command) -> list[str]:
    return [option for param in command.params for option in (*param.opts, *param.secondary_opts)]
