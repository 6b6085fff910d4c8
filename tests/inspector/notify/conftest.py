"""A mail server on loopback, and ``inspector notify`` on the database of some nights."""

import email
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from click.testing import CliRunner, Result

from inspector.cli import main
from tests.loopback import free_port


class Post:
    """Takes mail: ``replies`` are given to the next messages instead of taking them."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.logins: list[tuple[bytes, bytes]] = []
        self.replies: list[str] = []
        self.password = "geheim"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.replies:
            return self.replies.pop(0)
        self.raw.append(envelope.content)
        self.taken.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 taken"

    def knows(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == self.password.encode(), handled=False)


@pytest.fixture
def post() -> Iterator[Callable[..., tuple[Post, int]]]:
    running: list[Controller] = []

    def start(**more: Any) -> tuple[Post, int]:
        taker = Post()
        port = free_port()
        controller = Controller(taker, hostname="127.0.0.1", port=port, authenticator=taker.knows, **more)
        controller.start()
        running.append(controller)
        return taker, port

    yield start
    for controller in running:
        controller.stop()


@pytest.fixture
def told(nights: Any) -> Callable[..., Result]:
    """``inspector notify`` on the nights' database, in an environment of one's own."""

    def invoke(*arguments: str, lang: str = "en", **environment: str) -> Result:
        runner = CliRunner(env={"INSPECTOR_LANG": lang, **environment})
        assert runner.invoke(main, ["--db", nights.url, "judge"]).exit_code in (0, 1, 3)
        return runner.invoke(main, ["--db", nights.url, "notify", *arguments])

    return invoke
