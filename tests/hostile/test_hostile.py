"""Every hostile behaviour ends by itself, in bounded time and memory, with a named state, and leads nowhere private."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.hostile.content import CHEAP, EXPENSIVE
from tests.hostile.places import PLACES
from tests.hostile.server import running
from tests.hostile.table import ALL, document
from tests.hostile.transport import TRANSPORT
from tests.hostile.traps import TRAPS
from tests.hostile.world import Behaviour

pytestmark = pytest.mark.e2e
ROOT = Path(__file__).resolve().parents[2]
NAMES = {"private.hostile.test": ["127.0.0.2"], "mixed.hostile.test": ["127.0.0.2", "10.0.0.1"]}
PEAK_MB = 600
LATE_S = 60.0
"""What may follow the budget of a crawl: answers under way, and what is asked of each host at the end."""


@pytest.mark.parametrize(
    ("behaviours", "seconds", "timeout", "at_once"),
    [
        pytest.param(TRANSPORT, 20.0, 3.0, 100, id="transport"),
        pytest.param(PLACES, 20.0, 5.0, 100, id="places"),
        pytest.param(CHEAP, 25.0, 10.0, 20, id="content"),
        pytest.param(EXPENSIVE, 20.0, 40.0, 12, id="costly-content"),
        pytest.param(TRAPS, 25.0, 15.0, 20, id="traps"),
    ],
)
def test_each_behaviour_ends_with_a_named_state_and_touches_no_tripwire(
    behaviours: Sequence[Behaviour], seconds: float, timeout: float, at_once: int, tmp_path: Path
) -> None:
    with running(behaviours) as world:
        order = {"folder": str(tmp_path), "sites": world.ports, "seconds": seconds, "timeout": timeout}
        command = [sys.executable, "-m", "tests.hostile.crawling"]
        done = subprocess.run(
            command,
            input=json.dumps({**order, "at_once": at_once, "names": NAMES}),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
            cwd=ROOT,
        )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)
    wrong = {b.name: (b.ends, told["labels"][b.name]) for b in behaviours if not b.ends_as(told["labels"][b.name])}
    assert not wrong
    assert not told["failed"]
    assert not world.touched
    assert told["peak_mb"] < PEAK_MB
    assert set(told["spans"]) == {b.name for b in behaviours}
    assert max(told["spans"].values()) < seconds * (1 + len(behaviours) // at_once) + LATE_S


def test_names_are_unique_and_there_are_enough() -> None:
    names = [behaviour.name for behaviour in ALL]
    assert len(set(names)) == len(names) >= 60


def test_the_page_of_behaviours_is_current() -> None:
    """``python -m tests.hostile.table`` writes it."""
    assert (ROOT / "docs/reference/hostile.md").read_text("utf-8") == document()
