"""Which browser there is for pages that only a script fills: looked for, never required."""

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rules.errors import UsageError

VARIABLE = "INSPECTOR_BROWSER"
SYSTEM_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
)
OWN_PATTERNS = (
    "chromium-*/chrome-linux*/chrome",
    "chromium_headless_shell-*/*/headless_shell",
    "chromium_headless_shell-*/*/chrome-headless-shell",
    "chromium-*/chrome-mac*/Chromium.app/Contents/MacOS/Chromium",
    "chromium-*/chrome-win*/chrome.exe",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """A browser to start: its program, and how it was found."""

    path: Path
    found_by: Literal["variable", "playwright", "system"]


def find_browser(environment: Mapping[str, str] = os.environ) -> Browser | None:
    """The browser to use: the one named by INSPECTOR_BROWSER, else Playwright's own download, else the system's.

    INSPECTOR_BROWSER set to ``none`` means: use none. Raises UsageError where it names no program.
    """
    named = environment.get(VARIABLE)
    if named:
        return _named(named)
    for pattern in OWN_PATTERNS:
        own = sorted(downloads(environment).glob(pattern))
        if own:
            return Browser(path=own[-1], found_by="playwright")
    for name in SYSTEM_NAMES:
        found = shutil.which(name, path=environment.get("PATH"))
        if found:
            return Browser(path=Path(found), found_by="system")
    return None


def _named(named: str) -> Browser | None:
    if named.lower() == "none":
        return None
    found = shutil.which(named)
    if found is None:
        raise UsageError(
            f"{VARIABLE} 指向的 {named} 不是可运行的程序；请改正，或取消该变量",
            f"{VARIABLE} names {named}, which is no program that can be run: correct or unset it",
        )
    return Browser(path=Path(found), found_by="variable")


def downloads(environment: Mapping[str, str]) -> Path:
    """The folder to which Playwright downloads browsers."""
    set_to = environment.get("PLAYWRIGHT_BROWSERS_PATH")
    if set_to and set_to != "0":
        return Path(set_to)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "ms-playwright"
    if sys.platform == "win32":
        return Path(environment.get("LOCALAPPDATA", str(Path.home()))) / "ms-playwright"
    return Path(environment.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ms-playwright"
