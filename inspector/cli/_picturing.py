"""What ``run`` and ``report`` share about pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inspector.judging.facts import PicturesOf
    from inspector.store import Store


@contextmanager
def taking_pictures(
    store: Store, *, wanted: bool, live: bool = False, allow_nets: Sequence[str] = (), resolve: Sequence[str] = ()
) -> Iterator[PicturesOf | None]:
    """A camera where pictures are ``wanted``; ``live``: with style sheets and images fetched now.

    Raises CannotJudgeError without a browser, UsageError for networks and addresses that are none.
    """
    if not wanted:
        yield None
        return
    from inspector.browser.pictures import pictures

    if not live:
        with pictures(store) as camera:
            yield camera
        return
    from inspector.browser.looks import looks

    with looks(allow_nets, resolve) as fetching, pictures(store, fetching) as camera:
        yield camera
