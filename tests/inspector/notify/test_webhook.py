"""Webhooks: a real web server on loopback takes what is posted, or does not."""

import asyncio
import hmac
from datetime import datetime
from hashlib import sha256
from typing import Any

import pytest

from inspector.clock import SHANGHAI
from inspector.net.guard import AddressGuard
from inspector.net.options import parse_networks
from inspector.notify.mailing import NotSent
from inspector.notify.webhook import Hook, hook_of, send_hook, signature
from rules.errors import UsageError

AT = datetime(2026, 3, 2, 6, tzinfo=SHANGHAI)
KEY = "sixteen characters"


def post_to(web: Any, pauses: list[float], body: bytes = b"{}") -> None:
    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    hook = Hook(url=f"{web.url}/hook", key=KEY)
    guard = AddressGuard(parse_networks(["127.0.0.0/8"]))
    asyncio.run(send_hook(hook, guard, body, delivery="run-1", now=lambda: AT, sleep=sleep))


@pytest.mark.parametrize(("status", "tries"), [(503, 3), (429, 3), (500, 3), (404, 1), (400, 1), (302, 1)])
def test_only_faults_that_may_pass_are_tried_again(web: Any, status: int, tries: int) -> None:
    web.page("/hook", "no", status=status, Location="/elsewhere")
    pauses: list[float] = []
    with pytest.raises(NotSent, match=f"HTTP {status}"):
        post_to(web, pauses)
    assert web.asked == ["POST /hook"] * tries
    assert pauses == [2.0, 10.0][: tries - 1]
    assert len({sent["X-Inspector-Delivery"] for sent in web.headers}) == 1


def test_the_second_try_may_succeed(web: Any) -> None:
    answers = iter([(503, {}, b""), (200, {}, b"")])
    web.answer("/hook", lambda request: next(answers))
    post_to(web, [])
    assert web.count("/hook") == 2


def test_a_signature_is_of_time_and_body() -> None:
    """With a key and text of RFC 4231's second case, put together the way we do."""
    made = signature("Jefe", "what do ya want for nothing", b"")
    assert made == "sha256=" + hmac.new(b"Jefe", b"what do ya want for nothing.", sha256).hexdigest()
    assert len({signature(KEY, "1", b"a"), signature(KEY, "1", b"b"), signature(KEY, "2", b"a")}) == 3


@pytest.mark.parametrize(
    "environment",
    [
        {"INSPECTOR_WEBHOOK_URL": "ftp://x.cn/token", "INSPECTOR_WEBHOOK_KEY": KEY},
        {"INSPECTOR_WEBHOOK_URL": "https://x.cn/token"},
        {"INSPECTOR_WEBHOOK_URL": "https://x.cn/token", "INSPECTOR_WEBHOOK_KEY": "fifteen letters"},
        {"INSPECTOR_WEBHOOK_KEY": KEY},
        {"INSPECTOR_WEBHOOK_URL": "https://x.cn:bad/token", "INSPECTOR_WEBHOOK_KEY": KEY},
    ],
)
def test_a_hook_that_is_half_said_or_wrong_is_an_error_without_its_secrets(environment: dict[str, str]) -> None:
    with pytest.raises(UsageError) as told:
        hook_of(environment)
    assert "token" not in told.value.text("en")
    assert KEY not in told.value.text("en")


def test_a_key_of_sixteen_characters_does_and_shows_nowhere() -> None:
    hook = hook_of({"INSPECTOR_WEBHOOK_URL": "https://x.cn/token", "INSPECTOR_WEBHOOK_KEY": "a" * 16})
    assert hook is not None
    assert "token" not in repr(hook)
    assert "aaaa" not in repr(hook)
