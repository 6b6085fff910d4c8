"""What became of the links of one site: handed to the checker, settled by a page, excluded by robots.txt."""

from collections.abc import Callable

from rules.observations import Attempt
from spiders.graph import Graph, Target
from spiders.items import LinkChecked
from spiders.ports import LinkPort


class LinkLedger:
    """``results`` are the links that are not simply ``ok``; ``settled`` wait to be handed to the pipeline."""

    def __init__(self, site_code: str, graph: Graph, port: LinkPort, limit: int) -> None:
        self.results: dict[int, LinkChecked] = {}
        self.settled: list[LinkChecked] = []
        self.robots_skipped = 0
        self.left_out = 0
        self.allows: Callable[[str], bool] = lambda url: True  # robots rules of hosts that are known
        self.changed: Callable[[], None] = lambda: None
        self._site_code = site_code
        self._graph = graph
        self._port = port
        self._limit = limit
        self._submitted = 0
        port.listen(self.checked)

    def check(self, target: Target, prior: tuple[Attempt, ...] = (), *, own: bool) -> None:
        """Hand a target to the link checker, within the limit and, on the site's own hosts, its robots rules."""
        if own and not self.allows(target.url):
            self.forbid(target)
        elif self._submitted >= self._limit:
            self.left_out += 1
        else:
            self._submitted += 1
            self._port.submit(target.id, target.url, target.use, prior)

    def forbid(self, target: Target) -> None:
        """robots.txt excludes the address: it is not asked, counted, and shown."""
        self.robots_skipped += 1
        target.visited = True
        result = LinkChecked(
            site_code=self._site_code,
            url_id=target.id,
            url=target.url,
            state="skipped",
            detail={"reason": "robots"},
        )
        self.settled.append(result)
        self.checked(result)

    def checked(self, result: LinkChecked) -> None:
        """What somebody found out about one target."""
        self._graph[result.url_id].state = result.state
        if result.state != "ok":
            self.results[result.url_id] = result
        self.changed()

    def handed_on(self) -> list[LinkChecked]:
        """The link states settled since the last call."""
        settled, self.settled = self.settled, []
        return settled
