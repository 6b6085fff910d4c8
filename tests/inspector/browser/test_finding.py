"""Which browser is found: the one named, then Playwright's own, then the system's."""

from pathlib import Path

import pytest

from inspector.browser.finding import Browser, find_browser
from rules.errors import UsageError


def program(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_the_order(tmp_path: Path) -> None:
    system = program(tmp_path / "bin" / "google-chrome")
    environment = {"PATH": str(tmp_path / "bin"), "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path / "own")}
    assert find_browser(environment) == Browser(path=system, found_by="system")
    program(tmp_path / "own" / "chromium-1000" / "chrome-linux" / "chrome")
    newer = program(tmp_path / "own" / "chromium-1100" / "chrome-linux" / "chrome")
    assert find_browser(environment) == Browser(path=newer, found_by="playwright")
    named = program(tmp_path / "my-browser")
    assert find_browser({**environment, "INSPECTOR_BROWSER": str(named)}) == Browser(path=named, found_by="variable")


def test_none_is_found_where_there_is_none_or_none_is_wanted(tmp_path: Path) -> None:
    nothing = {"PATH": str(tmp_path), "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)}
    assert find_browser(nothing) is None
    program(tmp_path / "chromium")
    assert find_browser(nothing) is not None
    assert find_browser({**nothing, "INSPECTOR_BROWSER": "none"}) is None


def test_a_named_browser_that_is_not_there_is_an_error_and_no_other_is_taken(tmp_path: Path) -> None:
    program(tmp_path / "chromium")
    with pytest.raises(UsageError, match="INSPECTOR_BROWSER"):
        find_browser({"PATH": str(tmp_path), "INSPECTOR_BROWSER": str(tmp_path / "gone")})
