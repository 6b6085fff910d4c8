"""The tools compared: how each is called, and how the broken links it names are read from what it prints."""

import csv
import io
import json
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Tool:
    """``command(url, site, out)`` is what is run; ``accused(out, stdout)`` are the URLs it calls broken."""

    name: str
    command: Callable[[str, Path, Path], list[str]]
    accused: Callable[[Path, str], set[str]]
    per_page_only: bool = False  # it follows links and checks none: nothing to compare but its cost


def tools(folder: Path | None) -> list[Tool]:
    """Ours and the stock crawl, and those others that are installed below ``folder``."""
    found = [
        Tool("inspector", _inspector, _from_scorecard),
        Tool(
            "stock Scrapy, links only",
            lambda url, site, out: [sys.executable, str(HERE / "stock.py"), url],
            _none,
            True,
        ),
    ]
    if folder is None:
        return found
    for name, program, make in (
        ("LinkChecker", "v/bin/linkchecker", _linkchecker),
        ("lychee", "v/bin/lychee", _lychee),
        ("linkinator", "node_modules/.bin/linkinator", _linkinator),
        ("muffet", "muffet", _muffet),
    ):
        path = shutil.which(str((folder / program).resolve()))
        if path:
            found.append(make(name, path))
    return found


def _inspector(url: str, site: Path, out: Path) -> list[str]:
    card = ["--json", str(out / "card.json"), "--html", str(out / "html"), "--max-pages", "20000"]
    program = str(Path(sys.executable).with_name("inspector"))
    return [program, "--quiet", "gate", url, "--standard", "relaunch-gate", "--allow-net", "127.0.0.0/8", *card]


def _from_scorecard(out: Path, stdout: str) -> set[str]:
    card = json.loads((out / "card.json").read_text("utf-8"))
    findings = [f for f in card["findings"] if f["indicator"] == "broken-links"]
    return {problem["url"] for finding in findings for problem in finding["problems"]}


def _none(out: Path, stdout: str) -> set[str]:
    return set()


def _linkchecker(name: str, path: str) -> Tool:
    """Unless its settings allow more and the server says so too (see ``site.NGINX``), it asks three times a second."""

    def command(url: str, site: Path, out: Path) -> list[str]:
        settings = out / "linkcheckerrc"
        settings.write_text("[checking]\nmaxrequestspersecond=100000\n")
        settings.chmod(0o644)  # it makes itself another user
        return [path, "-f", str(settings), "--no-robots", "--threads=10", "--output=csv", "--no-status", url]

    def accused(out: Path, stdout: str) -> set[str]:
        lines = (line for line in io.StringIO(stdout) if not line.startswith("#"))
        return {row["url"] or row["urlname"] for row in csv.DictReader(lines, delimiter=";") if row["valid"] == "False"}

    return Tool(name, command, accused)


def _lychee(name: str, path: str) -> Tool:
    def command(url: str, site: Path, out: Path) -> list[str]:
        pages = out / "pages.txt"
        names = (
            "/" + str(p.relative_to(site)) for p in sorted(site.rglob("*.html")) if p.parts[len(site.parts)] not in "xy"
        )
        pages.write_text("".join(url.rstrip("/") + n + "\n" for n in names))
        pace = ["--host-concurrency=50", "--host-request-interval=1ms"]  # without them: twenty requests a second
        return [path, "--no-progress", "--format=json", "--max-retries=0", *pace, "--files-from", str(pages)]

    def accused(out: Path, stdout: str) -> set[str]:
        report = json.loads(stdout)
        return {entry["url"] for entries in report.get("error_map", {}).values() for entry in entries}

    return Tool(name, command, accused)


def _linkinator(name: str, path: str) -> Tool:
    def command(url: str, site: Path, out: Path) -> list[str]:
        return [path, url, "--recurse", "--format=json", "--concurrency=50", "--timeout=20000"]

    def accused(out: Path, stdout: str) -> set[str]:
        links = json.loads(stdout[stdout.index("{") :])["links"]
        return {link["url"] for link in links if link["state"] == "BROKEN"}

    return Tool(name, command, accused)


def _muffet(name: str, path: str) -> Tool:
    def command(url: str, site: Path, out: Path) -> list[str]:
        return [path, "--buffer-size=65536", "--format=text", url]

    def accused(out: Path, stdout: str) -> set[str]:
        return {m[1] for m in re.finditer(r"^\t\S.*?\t(http\S+)", stdout, flags=re.MULTILINE)}

    return Tool(name, command, accused)
