"""The link checker against real servers on loopback, with short pauses."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from inspector.links.checker import LinkResult
from rules.observations import LinkUse
from tests.checking import check_with, make_checker
from tests.loopback import Answerer, RawServer, always, running


@pytest.fixture
def serve() -> Iterator[Callable[..., RawServer]]:
    with ExitStack() as stack:

        def start(answer: Answerer | bytes, address: str = "127.0.0.1", **options: Any) -> RawServer:
            answerer = always(answer) if isinstance(answer, bytes) else answer
            return stack.enter_context(running(RawServer(answerer, address, **options)))

        yield start


@pytest.fixture
def check() -> Callable[..., list[LinkResult]]:
    """Checks URLs with a checker of its own; ``witness`` is a server that answers, so that the network is known up."""

    def run(*urls: str, use: LinkUse = "page", witness: RawServer | None = None, **options: Any) -> list[LinkResult]:
        async def main() -> list[LinkResult]:
            checker = make_checker(**options)
            try:
                if witness is not None:
                    await check_with(checker, [f"{witness.url}/"])
                return await check_with(checker, list(urls), use)
            finally:
                await checker.close()

        return asyncio.run(main())

    return run
