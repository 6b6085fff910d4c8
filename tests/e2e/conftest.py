"""The whole program as its users call it: a process, a database file, servers on loopback."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

INSPECTOR = str(Path(sys.executable).with_name("inspector"))


@pytest.fixture
def inspector(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs ``inspector …`` in a folder of its own; the result holds exit code, stdout and stderr."""

    def run(*arguments: str, timeout: float = 300) -> subprocess.CompletedProcess[str]:
        command = [INSPECTOR, *arguments]
        return subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, timeout=timeout, check=False, env=environment()
        )

    return run


def environment() -> dict[str, str]:
    """Ours, without what a developer's shell may have set for inspector."""
    return {name: value for name, value in os.environ.items() if not name.startswith("INSPECTOR_")}


@pytest.fixture
def start(tmp_path: Path) -> Callable[..., subprocess.Popen[str]]:
    """Starts ``inspector …`` and returns at once."""

    def begin(*arguments: str) -> subprocess.Popen[str]:
        command = [INSPECTOR, *arguments]
        return subprocess.Popen(
            command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()
        )

    return begin
