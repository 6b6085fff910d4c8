"""What ``run --notify`` and ``notify`` share: from a run to messages about it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from inspector.cli.common import Context, shown

if TYPE_CHECKING:
    from inspector.notify.notifying import Channels
    from inspector.store import RunRow, Store
    from reports.changes import Changes
    from rules.standards.reading import Standard

NOTIFY = click.option(
    "--notify",
    is_flag=True,
    help="有变化时发邮件或 webhook 通知（见 docs/notify.md） || tell by mail or webhook what changed (docs/notify.md)",
)


def channels_wanted(notify: bool) -> Channels | None:
    """The channels of the environment where a message is wanted. Raises UsageError."""
    from inspector.notify.notifying import channels_of

    return channels_of(os.environ) if notify else None


def changes_in(context: Context, store: Store, run: RunRow, standard: Standard) -> Changes | None:
    """What a judged run changed against the one before; None where it was not judged."""
    from inspector.judging.cards import earlier_runs, stored_cards
    from reports.changes import changes_of

    earlier = earlier_runs(store, run.id, standard.id, runs=1)
    return changes_of(stored_cards(store, run.id, standard.id), earlier[-1] if earlier else None, context.lang)


def tell(
    context: Context, changes: Changes | None, channels: Channels, *, allow_nets: Sequence[str], resolve: Sequence[str]
) -> bool:
    """Sends the messages; False where one was not taken over, which is told in a line each."""
    from inspector.clock import now
    from inspector.net.guard import AddressGuard
    from inspector.net.options import parse_networks, parse_overrides
    from inspector.notify.notifying import notify

    if not changes:
        context.say("与上次相比没有变化，不发通知", "nothing changed since the last run: nobody is told")
        return True
    guard = AddressGuard(parse_networks(allow_nets), parse_overrides(resolve))
    told, failed = notify(channels, changes, guard, now=now)
    if told:
        context.say(f"已通知：{', '.join(told)}", f"told: {', '.join(told)}")
    for one in failed:
        why, again = shown(one.why), f"inspector notify --run {changes.run.id}"
        context.warn(
            f"{one.channel} 通知未送达：{why}；可用 {again} 重发",
            f"{one.channel}: the message was not taken over: {why}; {again} sends it again",
        )
    return not failed
