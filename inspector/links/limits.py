"""How fast one host may be asked, by whomever in this process: shared by the link checker and Scrapy's downloader.

A host that says 429 or 503, is silent or slow, several times in short order, gets one request at a time and twice the
delay, up to a limit; each good answer takes some of it back. All runs in one event loop, so nothing here needs a lock.
"""

import asyncio
import email.utils
import re
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

_NETLOC = re.compile(r"//([^/?#]*)")
STRAINED = frozenset((429, 503))
"""Answers by which a host asks for fewer requests."""
_EASE = 0.5  # of the extra delay, per good answer: one refused address among good ones costs seconds, not minutes
_FIRST_EXTRA_S = 1.0
_WEIGHT = 0.25  # of the newest answer in the share of strained ones
_STRAINED_SHARE = 0.4  # two strained answers in a row: single addresses that always answer 429 are no strain
_SLOW_ANSWER_S = 5.0  # a server this slow is busy; more requests would not help it
_IDLE_HOSTS = 5_000


def host_of(url: str) -> str:
    """What limits are kept for: host and port of a URL, lower case."""
    found = _NETLOC.search(url)
    return found[1].rpartition("@")[2].lower() if found else ""


def retry_after_s(value: str, now: datetime) -> float | None:
    """The seconds of a Retry-After header (RFC 9110, 10.2.3: seconds or a date), or None."""
    value = value.strip()[:40]
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        at = email.utils.parsedate_to_datetime(value) if value else None
    except ValueError:
        return None
    return max(0.0, (at - now).total_seconds()) if at is not None and at.tzinfo is not None else None


@dataclass(slots=True)
class _Host:
    running: int = 0
    next_at: float = 0.0
    extra_s: float = 0.0
    slowed_at: float = float("-inf")
    strain: float = 0.0  # the share of strained answers lately, 0.0-1.0
    waiting: deque[asyncio.Future[None]] = field(default_factory=deque)
    timer: asyncio.TimerHandle | None = None


class HostLimits:
    """At most ``concurrency`` requests at once to a host, started at least ``delay_s`` apart."""

    def __init__(
        self,
        *,
        concurrency: int = 4,
        delay_s: float = 0.1,
        max_delay_s: float = 15.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._concurrency, self._delay_s, self._max_delay_s = concurrency, delay_s, max_delay_s
        self._clock = clock
        self._hosts: dict[str, _Host] = {}

    def try_enter(self, host: str) -> bool:
        """Takes a place at once if one is free; then ``leave`` must follow."""
        state = self._state(host)
        if state.waiting or not self._free(state):
            return False
        self._take(state)
        return True

    async def enter(self, host: str) -> None:
        """Waits for a place, first come first served; then ``leave`` must follow."""
        if self.try_enter(host):
            return
        state = self._state(host)
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        state.waiting.append(turn)
        self._wake(host, state)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.leave(host)
            raise

    def leave(self, host: str, *, elapsed_s: float = 0.0, strained: bool = False) -> None:
        """Gives the place back. ``strained``: the host asked for less, or failed; so does an answer of many seconds."""
        state = self._state(host)
        state.running -= 1
        strained = strained or elapsed_s >= _SLOW_ANSWER_S
        state.strain += _WEIGHT * (strained - state.strain)
        if strained and state.strain >= _STRAINED_SHARE:
            self._slow_down(state)
        elif state.extra_s and not strained:
            state.extra_s = state.extra_s * _EASE if state.extra_s > 0.01 else 0.0
        if state.waiting:
            self._wake(host, state)

    def _slow_down(self, state: _Host) -> None:
        """Once per delay: what was under way when the host began to complain is no further complaint."""
        now = self._clock()
        if now - state.slowed_at < state.extra_s:
            return
        state.slowed_at = now
        state.extra_s = min(max(_FIRST_EXTRA_S, state.extra_s * 2), self._max_delay_s)
        state.next_at = max(state.next_at, now + state.extra_s)

    def hold(self, host: str, seconds: float) -> None:
        """Asks the host nothing for so long (Retry-After), at most the longest delay."""
        state = self._state(host)
        state.next_at = max(state.next_at, self._clock() + min(seconds, self._max_delay_s))

    def delay_of(self, host: str) -> float:
        """The present delay between two requests, in seconds."""
        state = self._hosts.get(host)
        return self._delay_s + (state.extra_s if state else 0.0)

    def _state(self, host: str) -> _Host:
        state = self._hosts.get(host)
        if state is None:
            if len(self._hosts) >= _IDLE_HOSTS:
                self._forget_idle()
            state = self._hosts[host] = _Host()
        return state

    def _forget_idle(self) -> None:
        now = self._clock()
        for host, state in list(self._hosts.items()):
            if not state.running and not state.waiting and not state.extra_s and state.next_at <= now:
                del self._hosts[host]

    def _free(self, state: _Host) -> bool:
        most = 1 if state.extra_s else self._concurrency
        return state.running < most and state.next_at <= self._clock()

    def _take(self, state: _Host) -> None:
        state.running += 1
        pause = self._delay_s + state.extra_s
        if pause:
            state.next_at = self._clock() + pause

    def _wake(self, host: str, state: _Host) -> None:
        while state.waiting and self._free(state):
            turn = state.waiting.popleft()
            if not turn.done():
                self._take(state)
                turn.set_result(None)
        wait = state.next_at - self._clock()
        if state.waiting and wait > 0 and state.timer is None:
            state.timer = asyncio.get_running_loop().call_later(wait, self._on_time, host, state)

    def _on_time(self, host: str, state: _Host) -> None:
        state.timer = None
        self._wake(host, state)
