"""``inspector demo``: every fixture site gets the verdict of its site.toml, and judging again changes nothing."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from inspector.demo.plan import load_plans

pytestmark = pytest.mark.e2e
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, testrun_uid: str) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """One demo for all processes of the test run: the first that needs it makes it, the others wait."""
    shared = tmp_path_factory.getbasetemp().parent / f"demo-{testrun_uid}"
    shared.mkdir(exist_ok=True)
    told, out = shared / "told.json", shared / "report"
    with FileLock(shared / "lock"):
        if not told.exists():
            command = [str(Path(sys.executable).with_name("inspector")), "demo", "--out", str(out)]
            done = subprocess.run(command, capture_output=True, text=True, timeout=570, check=False)
            told.write_text(json.dumps([done.returncode, done.stdout, done.stderr]), "utf-8")
    return out, subprocess.CompletedProcess([], *json.loads(told.read_text("utf-8")))


def test_every_fixture_site_gets_what_its_site_toml_expects(
    demo: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    out, result = demo
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stdout.count("相符") == len(load_plans())
    assert Path(result.stdout.splitlines()[-1]) == out / "index.html"
    assert (out / "index.html").read_text("utf-8").startswith("<!doctype html>")


def test_every_site_has_a_scorecard_with_evidence(demo: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    out, _ = demo
    cards = {card["site"]["code"]: card for card in map(_read, out.rglob("scorecard*.json"))}
    plans = {plan.code: plan for plan in load_plans().values()}
    assert set(cards) == set(plans)
    for code, card in cards.items():
        assert card["schema"] == "inspector/scorecard/1"
        vetoed = {f["indicator"] for f in card["findings"] if f["veto"] and f["verdict"] == "fail"}
        assert vetoed == set(plans[code].expect.vetoes)
        for finding in card["findings"]:
            assert all(p["fingerprint"] and p["url"] and p["why"] and p["fix"] for p in finding["problems"])


def test_the_template_image_is_one_problem_of_one_cause(demo: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    out, _ = demo
    plan = load_plans(("template-image",))["template-image"]
    cards = [_read(path) for path in out.rglob("scorecard*.json")]
    card = next(card for card in cards if card["site"]["code"] == plan.code)
    (problem,) = [p for f in card["findings"] if f["indicator"] == "broken-links" for p in f["problems"]]
    assert problem["kind"] == "http-404"
    assert problem["url"].endswith("/images/line-old.gif")
    assert problem["occurrences"] > 50


def test_judging_the_same_store_again_gives_the_same_bytes(
    demo: tuple[Path, subprocess.CompletedProcess[str]], inspector: Run, tmp_path: Path
) -> None:
    out, _ = demo
    first = {path.parent.name: path.read_bytes() for path in out.rglob("scorecard.json")}
    database = f"sqlite:///{out / 'demo.db'}"
    assert inspector("--db", database, "judge").returncode == 1
    again = inspector("--db", database, "report", "--out", "again", "--format", "html")
    assert again.returncode in (0, 1), again.stderr
    second = {path.parent.name: path.read_bytes() for path in (tmp_path / "again").rglob("scorecard.json")}
    assert second == first


def _read(path: Path) -> dict:  # type: ignore[type-arg]
    return json.loads(path.read_text("utf-8"))
