"""When a link has failed often enough, and how long it is given."""

import random
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.clock import SHANGHAI
from inspector.links.confirm import Tally
from inspector.links.limits import retry_after_s
from inspector.links.policy import Patience

PATIENCE = Patience(tries=3, tries_now=2, pause_s=10, pause_now_s=1, growth=3, budget_s=100, busy_tries=3)


@pytest.mark.parametrize(
    ("failed", "later", "enough"), [(1, False, False), (2, False, True), (2, True, False), (3, True, True)]
)
def test_how_many_failed_tries_make_an_accusation(failed, later, enough):
    assert Tally(failed=failed).is_enough(PATIENCE, later=later) is enough


def pause(tally, *, elapsed_s=0.0, retry_after=None, later=True, seed=1):
    return tally.pause(
        PATIENCE, later=later, elapsed_s=elapsed_s, retry_after_s=retry_after, chance=random.Random(seed)
    )


def test_pauses_grow_and_are_spread():
    first, second = Tally(failed=1), Tally(failed=2)
    assert 10 <= pause(first) <= 15
    assert 30 <= pause(second) <= 45
    assert pause(first, seed=1) != pause(first, seed=2)
    assert 1 <= pause(first, later=False) <= 1.5


def test_what_the_server_asks_for_counts_if_it_is_longer():
    assert pause(Tally(failed=1), retry_after=60.0) == 60.0
    assert pause(Tally(failed=1), retry_after=1.0) >= 10


def test_the_time_of_a_link_ends():
    assert pause(Tally(failed=1), elapsed_s=40.0, retry_after=60.0) == 60.0
    assert pause(Tally(failed=1), elapsed_s=40.1, retry_after=60.0) is None


def test_a_busy_host_is_asked_no_more_than_so_often():
    assert pause(Tally(busy=2)) is not None
    assert pause(Tally(busy=3)) is None


@given(st.tuples(*[st.integers(0, 12)] * 3), st.floats(0, 200), st.booleans(), st.integers())
def test_a_pause_is_positive_and_within_the_time(counts, elapsed, later, seed):
    tally = Tally(*counts)
    found = pause(tally, elapsed_s=elapsed, later=later, seed=seed)
    assert found is None or 0 < found <= PATIENCE.budget_s - elapsed


NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        ("Sun, 01 Mar 2026 04:00:30 GMT", 30.0),
        ("Sun, 01 Mar 2026 03:00:00 GMT", 0.0),
        ("", None),
        ("-5", None),
        ("soon", None),
        ("٣", None),
        ("Sun, 99 Mar 2026 04:00:30 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value, seconds):
    assert retry_after_s(value, NOW) == seconds
