"""How fast a host is asked."""

import asyncio
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.links.limits import HostLimits, host_of


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://www.A.gov.cn/x/y", "www.a.gov.cn"),
        ("https://a.gov.cn:8443/", "a.gov.cn:8443"),
        ("http://a.gov.cn", "a.gov.cn"),
        ("http://a.gov.cn?x=/y", "a.gov.cn"),
        ("http://me:secret@a.gov.cn/", "a.gov.cn"),
        ("http://[::1]:80/", "[::1]:80"),
    ],
)
def test_limits_are_kept_by_host_and_port(url, host):
    assert host_of(url) == host


def test_no_more_at_once_than_allowed():
    limits = HostLimits(concurrency=2, delay_s=0)
    assert [limits.try_enter("a") for _ in range(3)] == [True, True, False]
    assert limits.try_enter("b")
    limits.leave("a")
    assert limits.try_enter("a")


def test_requests_start_a_delay_apart():
    clock = Clock()
    limits = HostLimits(concurrency=9, delay_s=0.5, clock=clock)
    assert limits.try_enter("a")
    clock.now += 0.49
    assert not limits.try_enter("a")
    clock.now += 0.01
    assert limits.try_enter("a")


def test_a_strained_host_gets_one_request_at_a_time_and_more_and_more_time():
    clock = Clock()
    limits = HostLimits(concurrency=4, delay_s=0.0, max_delay_s=3.0, clock=clock)
    delays = []
    for _ in range(6):
        clock.now += 10
        assert limits.try_enter("a")
        limits.leave("a", strained=True)
        delays.append(limits.delay_of("a"))
    assert delays == [0.0, 1.0, 2.0, 3.0, 3.0, 3.0]
    clock.now += 10
    assert [limits.try_enter("a") for _ in range(2)] == [True, False]


def test_what_was_under_way_when_a_host_began_to_complain_is_one_complaint():
    clock = Clock()
    limits = HostLimits(concurrency=8, delay_s=0.0, clock=clock)
    for _ in range(8):
        assert limits.try_enter("a")
    for _ in range(8):
        limits.leave("a", strained=True)
    assert limits.delay_of("a") == 1.0


def test_single_strained_answers_among_good_ones_are_no_strain():
    limits = HostLimits(concurrency=4, delay_s=0.0)
    for number in range(100):
        assert limits.try_enter("a")
        limits.leave("a", strained=number % 4 == 0)
        assert limits.delay_of("a") == 0.0


def test_good_answers_take_the_extra_delay_back():
    clock = Clock()
    limits = HostLimits(concurrency=1, delay_s=0.1, clock=clock)
    for _ in range(2):
        clock.now += 10
        limits.try_enter("a")
        limits.leave("a", elapsed_s=5.0)  # so slow that it counts as strained
    slow = limits.delay_of("a")
    assert slow > 0.1
    for _ in range(40):
        clock.now += 10
        assert limits.try_enter("a")
        limits.leave("a", elapsed_s=0.01)
    assert limits.delay_of("a") == 0.1
    assert limits.delay_of("unknown") == 0.1


def test_an_answer_just_under_the_limit_is_no_strain():
    limits = HostLimits(concurrency=1, delay_s=0.0)
    for _ in range(9):
        assert limits.try_enter("a")
        limits.leave("a", elapsed_s=4.99)
    assert limits.delay_of("a") == 0.0


def test_a_host_can_ask_for_a_pause_within_reason():
    clock = Clock()
    limits = HostLimits(concurrency=1, delay_s=0.0, max_delay_s=60.0, clock=clock)
    limits.hold("a", 3600)
    clock.now += 59.9
    assert not limits.try_enter("a")
    clock.now += 0.1
    assert limits.try_enter("a")


def test_who_waits_is_served_in_order_and_a_cancelled_one_takes_no_place():
    async def main():
        limits, served = HostLimits(concurrency=1, delay_s=0.01), []

        async def visit(number):
            await limits.enter("a")
            served.append(number)
            await asyncio.sleep(0)
            limits.leave("a")

        tasks = [asyncio.ensure_future(visit(number)) for number in range(6)]
        await asyncio.sleep(0)
        tasks[2].cancel()
        started = time.monotonic()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert served == [0, 1, 3, 4, 5]
        assert time.monotonic() - started >= 0.04
        await asyncio.sleep(0.02)
        assert limits.try_enter("a")

    asyncio.run(main())


@given(st.lists(st.sampled_from(["enter", "leave", "strained"]), max_size=60), st.integers(1, 4))
def test_whatever_happens_no_host_gets_more_than_its_share(steps, concurrency):
    clock = Clock()
    limits = HostLimits(concurrency=concurrency, delay_s=0.0, clock=clock)
    running = 0
    for step in steps:
        clock.now += 100
        if step == "enter":
            running += limits.try_enter("a")
        elif running:
            running -= 1
            limits.leave("a", strained=step == "strained")
        assert 0 <= running <= concurrency


def test_hosts_that_are_idle_are_forgotten():
    limits = HostLimits(concurrency=1, delay_s=0.0)
    for number in range(5001):
        assert limits.try_enter(f"h{number}")
        limits.leave(f"h{number}")
    assert len(limits._hosts) < 10
