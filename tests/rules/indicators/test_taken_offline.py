from dataclasses import replace

import pytest


@pytest.mark.parametrize(
    ("state", "verdict"),
    [
        ("running", "pass"),
        ("maintenance", "fail"),
        ("closed", "fail"),
        ("down", "inconclusive"),
        ("blocked", "inconclusive"),
    ],
)
def test_a_notice_instead_of_the_site(measure, world, state, verdict):
    assert measure("taken-offline", world.healthy(crawl=world.crawl(site_state=state))).verdict == verdict


def test_the_problem_names_the_notice(measure, world):
    site = world.healthy(crawl=world.crawl(site_state="closed"))
    site = replace(site, pages=(world.home(state="notice", state_detail="closing"),))
    assert measure("taken-offline", site).problems[0].detail == {"notice": "closing"}


def test_no_crawl_is_no_verdict(measure, world):
    assert measure("taken-offline", world.healthy(crawl=None)).verdict == "inconclusive"
