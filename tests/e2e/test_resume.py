"""A run killed at any moment goes on with --resume: no stored page is asked again, it ends as an undisturbed one does.

The moments are drawn from a seed over the whole length of a run, its start, judgement and reports included. The seed is
printed; RESUME_SEED sets another one.
"""

import os
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from inspector.store import Store
from tests.nightly import Office, build, kill, stored_pages

pytestmark = pytest.mark.e2e
MOMENTS = 10
AT_ONCE = 3
SEED = int(os.environ.get("RESUME_SEED", "20240601"))


@dataclass(frozen=True)
class Night:
    """What a run said of the site, addresses without the port."""

    code: int
    problems: list[Any]
    coverage: Any


class Arena:
    """The same site for each run, each on a server and in a folder of its own."""

    def __init__(self, folder: Path, make: Callable[[], Any]) -> None:
        self.folder, self.make = folder, make

    def office(self, name: str) -> tuple[Office, Any]:
        folder = self.folder / name
        folder.mkdir()
        office, web = Office(folder, f"sqlite:///{folder / 'night.db'}"), self.make()
        office.register(build(web, 16, broken=2))
        return office, web

    def night(self, code: int, office: Office, web: Any) -> Night:
        (coverage,) = office.coverage()
        problems = [(*row[1:4], row[4].removeprefix(web.url), row[5]) for row in office.problems()]
        return Night(code, problems, coverage)

    def killed(self, moment: float) -> tuple[Night, str]:
        """A run that is killed after so many seconds, and goes on; and which stored page was asked again."""
        office, web = self.office(f"at-{moment:.3f}")
        file = office.folder / "night.db"
        process = office.begin()
        time.sleep(moment)
        kill(process)
        kept, asked = set(stored_pages(file)), len(web.asked)
        store = Store.open(office.db)
        over = store.unfinished_run() is None and store.last_run() is not None
        store.close()
        code = 1 if over else office.run("--resume")[0]
        again = {web.url + line.partition(" ")[2] for line in web.asked[asked:] if line.startswith("GET")}
        home = {web.url + "/"}  # probes, and the check of how the host answers, may look at it again
        failed = {url for url in kept if "/gone/" in url}  # a link that failed is asked again until that is confirmed
        repeated = {url for url in kept if stored_pages(file).count(url) > 1}
        twice = sorted(((kept - home - failed) & again) | repeated)
        return self.night(code, office, web), " ".join(twice)


def test_a_run_killed_at_ten_moments_repeats_no_stored_page_and_finds_the_same(
    web_factory: Callable[[], Any], tmp_path: Path
) -> None:
    arena = Arena(tmp_path, web_factory)
    office, web = arena.office("whole")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        began = time.monotonic()
        whole = arena.night(office.run()[0], office, web)
        length = time.monotonic() - began
        chance = random.Random(SEED)
        moments = sorted(chance.uniform(0.1, 1.2) * length for _ in range(MOMENTS))
        print(f"seed {SEED}: killed after", *(f"{moment:.2f}" for moment in moments), "s")  # noqa: T201
        others = [pool.submit(arena.killed, moment) for moment in moments]
        found = [other.result() for other in others]
    assert whole.code == 1
    assert len([row for row in whole.problems if row[2] == "http-404"]) == 2
    assert whole.coverage["complete"]
    for moment, (night, asked_again) in zip(moments, found, strict=True):
        assert not asked_again, moment
        assert night == whole, moment
