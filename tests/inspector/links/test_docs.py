"""The page about links says what the code does."""

import re
from pathlib import Path

import yaml

from inspector.links.accepted import read_accepted
from inspector.links.hosts import BUSY_HOST, BUSY_PAUSE_S
from inspector.links.limits import HostLimits
from inspector.links.policy import Patience, load_policy
from inspector.net.tls import FAULT_OF_CODE

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "links.md").read_text("utf-8")


def test_the_example_of_recognisers_is_read(tmp_path):
    example, accepted = re.findall(r"```yaml\n(.*?)```", PAGE, re.S)
    path = tmp_path / "mine.yaml"
    path.write_text(example, "utf-8")
    assert load_policy(path).recognisers.status(403).state == "broken"
    assert "该信息已归档" in load_policy(path).recognisers.missing.sentences
    path.write_text(accepted, "utf-8")
    assert read_accepted(path).entries[0].reason == yaml.safe_load(accepted)["accepted"][0]["reason"]


def test_the_figures_are_those_of_the_code():
    patience, limits = Patience(), HostLimits()
    assert (patience.tries_now, patience.tries, patience.pause_s, patience.growth) == (2, 3, 3.0, 3.0)
    assert "Two bad tries, a second or more apart" in PAGE
    assert patience.pause_now_s == 1.0
    assert "three tries with growing pauses (about 3 s and 9 s" in PAGE
    assert (patience.budget_s, patience.host_failures, patience.host_pause_s) == (300.0, 3, 20.0)
    assert (BUSY_HOST, BUSY_PAUSE_S) == (20, 60.0)
    assert (limits._concurrency, limits._delay_s, limits._max_delay_s) == (4, 0.1, 15.0)
    assert "at most four requests at once and 0.1 s apart" in PAGE


def test_every_certificate_fault_is_named():
    assert all(f"`{fault}`" in PAGE for fault in FAULT_OF_CODE.values())
