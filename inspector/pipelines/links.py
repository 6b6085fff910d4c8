"""Between a site's crawl and the link checker of the process: results are stored, and told to the crawl."""

from collections.abc import Callable, Sequence
from functools import partial
from urllib.parse import urlsplit

from inspector import clock
from inspector.links.checker import LinkChecker
from inspector.links.results import LinkResult
from inspector.net.guard import AddressGuard
from inspector.net.tls import TlsFacts
from inspector.pipelines.writer import BatchWriter
from rules.observations import Attempt, Host, LinkUse
from spiders.items import LinkChecked
from spiders.parsing.answers import HostProfile


class LinkFeed:
    """The ``LinkPort`` of one site."""

    def __init__(self, checker: LinkChecker, guard: AddressGuard, writer: BatchWriter, site_code: str) -> None:
        self._checker = checker
        self._guard = guard
        self._writer = writer
        self._site_code = site_code
        self._waiting: dict[int, str] = {}
        self._given_up = False
        self._told: Callable[[LinkChecked], None] = lambda result: None

    @property
    def pending(self) -> int:
        return len(self._waiting)

    def listen(self, on_result: Callable[[LinkChecked], None]) -> None:
        self._told = on_result

    def submit(self, url_id: int, url: str, use: LinkUse, prior: tuple[Attempt, ...] = ()) -> None:
        if url_id in self._waiting:
            return
        self._waiting[url_id] = url
        if self._given_up:
            late = LinkResult(url, "unconfirmed", attempts=prior, detail={"reason": "time"})
            self._tell(late, url_id)
            return
        self._checker.submit(
            url, site=self._site_code, use=use, prior=prior, on_result=partial(self._tell, url_id=url_id)
        )

    def give_up(self) -> None:
        """Whatever is still pending comes back at once, as ``unconfirmed``."""
        self._given_up = True
        self._checker.give_up(self._site_code)

    async def text(self, url: str) -> str | None:
        return await self._checker.text(url)

    async def profile(self, page: str) -> HostProfile | None:
        return await self._checker.profile(page)

    async def hosts(self, pages: Sequence[str]) -> Sequence[Host]:
        """Certificate, IPv6 and answer to an invented address of each page's host, once per host."""
        by_host = {urlsplit(url).netloc: url for url in reversed(pages)}
        return [await self._host(by_host[name]) for name in sorted(by_host)]

    async def _host(self, url: str) -> Host:
        parts = urlsplit(url)
        host = parts.hostname or ""
        facts = TlsFacts()
        if parts.scheme == "https":
            facts = await self._checker.certificates.facts(host, parts.port or 443)
        profile = await self._checker.profile(url)
        return Host(
            at=clock.now(),
            host=parts.netloc,
            tls_fault=facts.fault,
            certificate=facts.certificate,
            legacy_tls=facts.legacy,
            missing_page=profile.missing,
            has_aaaa=await self._guard.has_aaaa(host),
        )

    def _tell(self, result: LinkResult, url_id: int) -> None:
        url = self._waiting.pop(url_id)
        checked = LinkChecked(
            site_code=self._site_code,
            url_id=url_id,
            url=url,
            state=result.state,
            fault=result.fault,
            final_url=result.final_url,
            attempts=() if result.state == "ok" else result.attempts,
            detail=result.detail,
        )
        self._writer.add(checked)
        self._told(checked)
