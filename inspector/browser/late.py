"""The browser of a process, loaded when a page first needs it: its driver takes a fifth of a second, and most runs
never show a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.browser.rendering import Rendered, Renderer
    from inspector.keys import Keys
    from inspector.net.guard import AddressGuard


class LateRenderer:
    """Shows pages as ``inspector.browser.rendering.Renderer`` does, which it makes when it is first asked."""

    def __init__(self, guard: AddressGuard, program: Path, *, user_agent: str, keys: Keys) -> None:
        self._guard = guard
        self._program = program
        self._user_agent = user_agent
        self._keys = keys
        self._renderer: Renderer | None = None

    async def render(self, url: str) -> Rendered:
        """Show a page and take its HTML. Raises RenderFailed."""
        if self._renderer is None:
            from inspector.browser.rendering import Renderer  # noqa: PLC0415 - see the module

            self._renderer = Renderer(self._guard, self._program, user_agent=self._user_agent, keys=self._keys)
        return await self._renderer.render(url)

    async def close(self) -> None:
        if self._renderer is not None:
            await self._renderer.close()
