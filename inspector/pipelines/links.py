"""Between a site's crawl and the link checker of the process: results are stored, and told to the crawl."""

from collections.abc import Callable
from functools import partial

from inspector.links.checker import LinkChecker, LinkResult
from inspector.pipelines.writer import BatchWriter
from rules.observations import Attempt, LinkUse
from spiders.items import LinkChecked


class LinkFeed:
    """The ``LinkPort`` of one site."""

    def __init__(self, checker: LinkChecker, writer: BatchWriter, site_code: str) -> None:
        self._checker = checker
        self._writer = writer
        self._site_code = site_code
        self._waiting: dict[int, tuple[str, tuple[Attempt, ...]]] = {}
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
        self._waiting[url_id] = (url, prior)
        if self._given_up:
            self._unconfirmed(url_id)
            return
        self._checker.submit(url, site=self._site_code, use=use, prior=prior, on_result=partial(self._result, url_id))

    def give_up(self) -> None:
        """Whatever is still pending is ``unconfirmed``; results that come later are not looked at."""
        self._given_up = True
        for url_id in list(self._waiting):
            self._unconfirmed(url_id)

    def _unconfirmed(self, url_id: int) -> None:
        url, prior = self._waiting[url_id]
        self._tell(LinkResult(url=url, state="unconfirmed", attempts=prior, detail={"reason": "time"}), url_id)

    def _result(self, url_id: int, result: LinkResult) -> None:
        if url_id in self._waiting:
            self._tell(result, url_id)

    def _tell(self, result: LinkResult, url_id: int) -> None:
        url, _ = self._waiting.pop(url_id)
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
