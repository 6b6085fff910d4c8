"""What the doctor finds on a machine that lacks things."""

import shutil
from collections import namedtuple
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from inspector import health
from inspector.clock import SHANGHAI
from inspector.health import Check, checks

NOW = datetime(2026, 3, 2, 6, tzinfo=SHANGHAI)
Usage = namedtuple("Usage", "total used free")


def found(word: str, db_url: str = "sqlite:///none.db", now: datetime = NOW) -> Check:
    (check,) = (check for check in checks(db_url, now) if word in check.en)
    return check


def program(folder: Path, name: str, answer: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\ncat <<'END'\n{answer}\nEND\n")
    path.chmod(0o755)


@pytest.fixture
def only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which nothing but the programs of this folder can be found."""
    folder = tmp_path / "bin"
    folder.mkdir()
    shutil.copy("/bin/cat", folder / "cat")
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return folder


def test_a_machine_without_a_browser_is_told_what_it_costs(only: Path) -> None:
    check = found("browser")
    assert check.state == "missing"
    assert "make browser" in check.zh
    program(only, "chromium", "")
    assert found("browser").state == "fine"


def test_fonts_are_asked_of_fontconfig_or_looked_for(only: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "FONT_FOLDERS", (str(only),))
    assert found("fonts").state == "missing"
    (only / "wqy-microhei.ttc").write_text("")
    assert found("fonts").state == "fine"
    program(only, "fc-list", "DejaVu Sans")
    assert found("fonts").state == "missing"
    program(only, "fc-list", "Noto Sans CJK SC,Noto Sans CJK SC Light")
    assert found("fonts").state == "fine"


@pytest.mark.parametrize(("answer", "state"), [("yes", "fine"), ("no", "missing"), ("", "fine")])
def test_a_clock_that_is_not_synchronised_is_told(only: Path, answer: str, state: str) -> None:
    program(only, "timedatectl", answer)
    assert found("the clock").state == state


@pytest.mark.parametrize(("minutes", "state"), [(5, "fine"), (6, "broken")])
def test_a_run_from_the_future_means_a_wrong_clock(nights: Any, minutes: int, state: str) -> None:
    later = NOW + timedelta(minutes=minutes)
    nights.store.begin_run(started=later, as_of=later, standard="s", sites=[], options={})
    assert next(check for check in checks(nights.url, NOW) if "数据库" in check.zh).state == state


@pytest.mark.parametrize(("free", "state"), [(health.MIN_FREE_BYTES - 1, "missing"), (health.MIN_FREE_BYTES, "fine")])
def test_a_full_disk_is_told_before_it_is_full(monkeypatch: pytest.MonkeyPatch, free: int, state: str) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, free))
    assert found(" of disk ").state == state


def test_missing_libraries_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        health, "requires", lambda _: ["scrapy==2.19.*", "nosuchlibrary>=1", "dev-tool; extra == 'dev'"]
    )
    check = found("make setup")
    assert (check.state, check.en) == ("broken", "missing nosuchlibrary: run make setup")


def test_a_look_that_fails_itself_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_: str) -> list[str]:
        raise OSError("no metadata")

    monkeypatch.setattr(health, "requires", failing)
    every = list(checks("sqlite:///none.db", NOW))
    assert len(every) == 8
    assert found("no metadata").state == "broken"
