"""Who is told of a run, and what: by mail and by webhook, only when something changed.

A message that could not be sent is told in one line and costs nothing of the run: its exit code stays what was judged,
and ``inspector notify`` sends it again. INSPECTOR_REPORT_URL is where readers find the report.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from inspector.net.guard import AddressGuard
from inspector.notify.mailing import TO, Mailbox, NotSent, mail, mailbox_of, send_mail
from inspector.notify.webhook import URL as HOOK_URL
from inspector.notify.webhook import Hook, hook_of, send_hook
from reports.changes import Changes, changes_json, subject, text
from rules.errors import UsageError

REPORT_URL = "INSPECTOR_REPORT_URL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """Who wants to be told; ``report`` is the address of the report, where it has one."""

    mailbox: Mailbox | None
    hook: Hook | None
    report: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A channel that did not take the message over, and why."""

    channel: str
    why: str


def channels_of(environment: Mapping[str, str]) -> Channels:
    """The channels of the environment. Raises UsageError where there is none, or one is wrong."""
    mailbox, hook = mailbox_of(environment), hook_of(environment)
    if mailbox is None and hook is None:
        raise UsageError(
            f"--notify 需要 {TO}（邮件）或 {HOOK_URL}（webhook）等环境变量，见 docs/notify.md",
            f"--notify needs {TO} (mail) or {HOOK_URL} (webhook) in the environment: see docs/notify.md",
        )
    report = environment.get(REPORT_URL, "").strip()
    if "@" in report.partition("//")[2].partition("/")[0]:
        raise UsageError(
            f"{REPORT_URL} 中不得含用户名或密码：它会写进邮件",
            f"{REPORT_URL} must hold no user name or password: every receiver would read it",
        )
    return Channels(mailbox=mailbox, hook=hook, report=report or None)


def notify(
    channels: Channels, changes: Changes, guard: AddressGuard, *, now: Callable[[], datetime]
) -> tuple[list[str], list[Failure]]:
    """Tells every channel; returns those that were told, and those that could not be."""
    told: list[str] = []
    failed: list[Failure] = []
    ways = (("mail", _by_mail, channels.mailbox), ("webhook", _by_hook, channels.hook))
    for name, send, wanted in ways:
        if wanted is None:
            continue
        try:
            send(channels, changes, guard, now)
            told.append(name)
        except NotSent as error:
            failed.append(Failure(channel=name, why=str(error)))
    return told, failed


def delivery_id(changes: Changes) -> str:
    """The same for every try at one run's message, so that a receiver can drop a second one."""
    return f"run-{changes.run.id}-{changes.standard.id}-{int(changes.run.as_of.timestamp())}"


def _by_mail(channels: Channels, changes: Changes, guard: AddressGuard, now: Callable[[], datetime]) -> None:
    mailbox = channels.mailbox
    assert mailbox is not None
    domain = mailbox.sender.rpartition("@")[2]
    message = mail(
        mailbox,
        subject=subject(changes),
        text=text(changes, channels.report),
        at=now(),
        message_id=f"<{delivery_id(changes)}@{domain}>",
    )
    send_mail(mailbox, message)


def _by_hook(channels: Channels, changes: Changes, guard: AddressGuard, now: Callable[[], datetime]) -> None:
    assert channels.hook is not None
    body = changes_json(changes, channels.report).encode("utf-8", "replace")
    asyncio.run(send_hook(channels.hook, guard, body, delivery=delivery_id(changes), now=now))
