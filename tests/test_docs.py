"""The hand-written pages agree with what they speak of."""

import re
from pathlib import Path

import pytest

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
