from dataclasses import replace

import pytest


@pytest.mark.parametrize(("search", "verdict"), [("yes", "pass"), ("no", "fail"), ("unknown", "inconclusive")])
def test_what_the_home_page_offers(measure, world, search, verdict):
    site = replace(world.healthy(), pages=(world.home(extra={"search": search}),))
    assert measure("search-box", site).verdict == verdict


def test_a_frame_may_hold_it(measure, world):
    frame = world.page(f"{world.home_url}top.html", "home", facts=world.facts(extra={"search": "yes"}))
    site = replace(world.healthy(), pages=(world.home(extra={"search": "unknown"}), frame))
    assert measure("search-box", site).verdict == "pass"


def test_a_home_page_that_was_not_read_is_not_accused(measure, world):
    assert measure("search-box", replace(world.healthy(), pages=())).verdict == "inconclusive"
