"""What a site's crawl needs from outside: somebody who checks links, and the time."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from rules.observations import Attempt, Host, LinkUse
from spiders.items import LinkChecked
from spiders.parsing.answers import HostProfile

Clock = Callable[[], datetime]


class LinkPort(Protocol):
    """Checks the links of one site. Each result comes through the callback given to ``listen``, once."""

    @property
    def pending(self) -> int: ...

    def listen(self, on_result: Callable[[LinkChecked], None]) -> None: ...

    def submit(self, url_id: int, url: str, use: LinkUse, prior: tuple[Attempt, ...] = ()) -> None: ...

    def give_up(self) -> None:
        """Ask nothing more: what is still pending comes back as ``unconfirmed``."""

    async def text(self, url: str) -> str | None:
        """A text file of the site; None where it is not to be had whole, or has more than 256 KB."""

    async def profile(self, page: str) -> HostProfile | None:
        """How the host of a page answers an address that cannot exist."""

    async def hosts(self, pages: Sequence[str]) -> Sequence[Host]:
        """What is known of hosts of the site, each by the address of a page of it."""
