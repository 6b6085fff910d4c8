"""A healthy site in plain values, as on 21 September 2015, and small ways to change it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from msgspec import structs

from rules.calendar import SHANGHAI
from rules.case import Case
from rules.indicators import all_indicators
from rules.observations import Column, Crawl, Item, Letter, Link, NextPage, Observations, Page, PageFacts, Probe, Site
from rules.scorecard import RunRef
from rules.verdict import Measurement

AS_OF = datetime(2015, 9, 21, 3, 0, tzinfo=SHANGHAI)
TODAY = AS_OF.date()
HOME = "http://www.example.gov.cn/"


class World:
    """Builds observations; every method gives plain values, nothing is kept."""

    as_of = AS_OF
    today = TODAY
    home_url = HOME
    site = Site(code="3300000001", name="示例县人民政府", url=HOME, portal=True)
    run = RunRef(id=1, started=AS_OF - timedelta(hours=3), finished=AS_OF - timedelta(hours=1), as_of=AS_OF)

    def changed(self, seen: Any, **changes: Any) -> Any:
        """A copy of something seen with other values."""
        return structs.replace(seen, **changes)

    def ago(self, days: int) -> date:
        return TODAY - timedelta(days=days)

    def item(self, n: int, days: int | None, folder: str = "news", **more: Any) -> Item:
        day = None if days is None else self.ago(days)
        return Item(title=f"第{n}条", url=f"{HOME}{folder}/{n}.html", day=day, **more)

    def page(self, url: str, role: str = "other", *, facts: PageFacts | None = None, **more: Any) -> Page:
        values: dict[str, Any] = {"at": AS_OF - timedelta(hours=2), "final_url": url, "status": 200} | more
        return Page(url=url, role=role, facts=facts, **values)  # type: ignore[arg-type]

    def facts(self, **more: Any) -> PageFacts:
        return PageFacts(encoding="utf-8", **more)

    def home(self, items: Iterable[Item] = (), **more: Any) -> Page:
        return self.page(HOME, "home", facts=self.facts(kind="home", items=tuple(items), **more))

    def column(self, name: str, category: str = "news", **more: Any) -> Column:
        values: dict[str, Any] = {"at": AS_OF, "registered": False, "url": f"{HOME}{name}/"} | more
        return Column(name=name, category=category, **values)  # type: ignore[arg-type]

    def list_page(self, column: Column, items: Iterable[Item] = (), *, number: int = 1, **more: Any) -> Page:
        items = tuple(items)
        facts = self.facts(**{"kind": "list", "state": "ok" if items else "empty", "items": items} | more)
        url = column.url if number == 1 else f"{column.url}index_{number}.html"
        return self.page(url, "column", facts=facts, column_url=column.url, page_number=number)

    def columns(
        self, count: int, category: str, days: int | None, prefix: str = "c"
    ) -> tuple[list[Column], list[Page]]:
        """So many columns whose newest entry is so many days old; None: columns that hold nothing."""
        columns = [self.column(f"{prefix}{n}", category) for n in range(count)]
        pages = []
        for n, column in enumerate(columns):
            items = [] if days is None else [self.item(n * 10 + i, days + i, f"{prefix}{n}") for i in range(3)]
            pages.append(self.list_page(column, items))
        return columns, pages

    def letters_page(self, column: Column, letters: Iterable[Letter], **more: Any) -> Page:
        facts = self.facts(kind="letters", letters=tuple(letters), **more)
        return self.page(column.url, "column", facts=facts, column_url=column.url)

    def letter(self, n: int, asked: date | None, status: str = "open", **more: Any) -> Letter:
        values: dict[str, Any] = {"url": f"{HOME}mail/{n}.html"} | more
        return Letter(subject=f"来信{n}", asked=asked, status=status, **values)  # type: ignore[arg-type]

    def link(self, name: str, state: str = "broken", **more: Any) -> Link:
        values: dict[str, Any] = {"at": AS_OF, "url": f"{HOME}{name}", "fault": "http-404"} | more
        return Link(state=state, **values)  # type: ignore[arg-type]

    def next_page(self, url: str) -> NextPage:
        return NextPage(url=url)

    def probes(
        self, count: int, failed: int = 0, *, canary: bool | None = True, every_minutes: float = 72.0, **more: Any
    ) -> tuple[Probe, ...]:
        """Visits spread over the week before ``as_of``, the failed ones last."""
        probes = []
        for n in range(count):
            down = n < failed
            values: dict[str, Any] = {
                "at": AS_OF - timedelta(minutes=every_minutes * n),
                "url": HOME,
                "answered": not down,
                "elapsed_ms": 15000 if down else 300,
                "canary_answered": canary if down else None,
            }
            probes.append(Probe(**values | (more if down else {})))
        return tuple(probes)

    def crawl(self, **more: Any) -> Crawl:
        values: dict[str, Any] = {
            "at": AS_OF,
            "started": AS_OF - timedelta(hours=3),
            "finished": AS_OF - timedelta(hours=1),
            "site_state": "running",
            "home_opened": True,
            "complete": True,
            "names_known": True,
        }
        return Crawl(**values | more)

    def basics(self) -> tuple[list[Column], list[Page]]:
        """What every site here has beside its columns: an answered mailbox, six surveys, a whole service guide."""
        mailbox = self.column("mail", "consultation")
        letters = [self.letter(1, self.ago(20), "answered", answered=self.ago(18))]
        surveys = self.column("surveys", "surveys")
        asked = [self.item(n, 30 * n + 5, "surveys") for n in range(6)]
        elements = "name,basis,conditions,papers,place,time,phone,procedure"
        guide = self.page(f"{HOME}guide.html", "article", facts=self.facts(kind="article", extra={"guide": elements}))
        return [mailbox, surveys], [self.letters_page(mailbox, letters), self.list_page(surveys, asked), guide]

    def healthy(self, **more: Any) -> Observations:
        """A site with nothing to mend: fresh home page and columns, an answered mailbox, 140 good visits."""
        news, news_pages = self.columns(2, "news", 1, "news")
        notices, notice_pages = self.columns(2, "notices", 30, "notices")
        columns, pages = self.basics()
        home = self.home([self.item(n, 1 + n % 9, "fresh") for n in range(12)])
        values: dict[str, Any] = {
            "site": self.site,
            "crawl": self.crawl(),
            "probes": self.probes(140),
            "pages": (home, *news_pages, *notice_pages, *pages),
            "columns": (*news, *notices, *columns),
        }
        return Observations(**values | more)

    def with_columns(self, *parts: tuple[list[Column], list[Page]], **more: Any) -> Observations:
        """The healthy site with these columns instead of its news and notices."""
        return replace(self.only_columns(*parts, self.basics()), **more)

    def only_columns(self, *parts: tuple[list[Column], list[Page]], **more: Any) -> Observations:
        """A site that has these columns and a fresh home page, and nothing else."""
        columns = tuple(column for part in parts for column in part[0])
        pages = tuple(page for part in parts for page in part[1])
        home = self.healthy().pages[0]
        return replace(self.healthy(columns=columns, pages=(home, *pages)), **more)


@pytest.fixture(scope="session")
def world() -> World:
    return World()


@pytest.fixture(scope="session")
def measure() -> Callable[..., Measurement]:
    """Measures one indicator with the limits of a bundled standard, some of them changed."""
    from inspector.judging.standards import bundled_ids, load

    def run(indicator: str, observations: Observations, standard: str = "census-2015", **changed: Any) -> Measurement:
        rules = (rule for place in (standard, *bundled_ids()) for rule in load(place).rules)
        limits = next(rule for rule in rules if rule.indicator == indicator).thresholds
        thresholds = all_indicators()[indicator].thresholds(**{**limits, **changed})
        return all_indicators()[indicator].measure(Case(observations=observations, as_of=AS_OF), thresholds)

    return run
