"""A name service that is down, a clock that jumps, a browser that dies, a reader or an indicator that is broken."""

import asyncio
import itertools
import os
import pkgutil
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from inspector import clock
from inspector.browser.rendering import Renderer, RenderFailed
from inspector.clock import SHANGHAI
from inspector.crawl.jobs import CrawlJob
from inspector.crawl.options import CrawlOptions, CrawlResult
from inspector.net.guard import AddressGuard
from inspector.net.options import parse_networks
from inspector.store import Store
from rules.observations import Observations, Site
from spiders.budget import Budget
from tests.nightly import Office, build, ended, stored_pages

AS_OF = datetime(2024, 6, 1, 12, tzinfo=SHANGHAI)


@pytest.fixture
def without_network() -> list[str]:
    """The beginning of a command that runs where there is no network at all, as with a cable pulled."""
    for command in (["unshare", "-n"], ["unshare", "-rn"]):
        try:
            if subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0:
                return command
        except OSError:
            break
    pytest.skip("no network namespaces here")


@pytest.mark.e2e
def test_with_the_network_down_nobody_is_accused(office: Office, without_network: list[str]) -> None:
    sites = [Site(code=f"110000000{n}", name=f"第{n}网", url=f"http://www.s{n}.example.gov.cn/") for n in range(3)]
    office.register(*sites)
    command = office.command("run", "--out", str(office.folder / "out"), "--max-seconds", "4")
    environment = {**os.environ, "INSPECTOR_BROWSER": "none", "INSPECTOR_CANARY": "http://canary.example.org/"}
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    code, _, err = ended(subprocess.Popen([*without_network, *command], env=environment, **pipes))
    assert code == 3, err
    assert "Traceback" not in err
    assert [card["outcome"] for card in office.cards()] == ["undetermined"] * 3
    for card in office.cards():
        accused = [p for f in card["findings"] if f["verdict"] == "fail" for p in f["problems"]]
        assert accused == []
        assert not any(finding["veto"] and finding["verdict"] == "fail" for finding in card["findings"])
    with closing(sqlite3.connect(office.folder / "night.db")) as connection:
        rows = connection.execute("select data from observation where type = 'probe'").fetchall()
    assert len(rows) == 3
    assert all('"canary_answered":false' in data.replace(" ", "") for (data,) in rows)


@pytest.mark.e2e
def test_a_clock_that_was_set_back_between_two_nights_changes_no_verdict(office: Office, web: Any) -> None:
    office.register(build(web, 6, delay=0.0, broken=1))
    assert office.run()[0] == 1
    first = office.problems()
    with closing(sqlite3.connect(office.folder / "night.db")) as connection:  # the first night was run in 2035
        moved = ("2035-01-01T00:00:00.000000+00:00",)
        connection.execute("update run set started = ?, finished = ?", moved * 2)
        connection.commit()
    code, _, err = office.run()
    assert code == 1, err
    assert office.problems() == first
    (card,) = office.cards()
    assert [p["status"] for f in card["findings"] for p in f["problems"]] == ["known"]


class Jumping:
    """A system clock that somebody sets while a crawl goes on: hours forward, days back."""

    def __init__(self, *jumps: timedelta) -> None:
        self._jumps = itertools.cycle(jumps)
        self._real = clock.now

    def __call__(self) -> datetime:
        return self._real() + next(self._jumps)


def _crawled(in_reactor: Any, file: Path, site: Site, prepare: Callable[[CrawlJob], None]) -> tuple[Any, Observations]:
    store = Store.open(f"sqlite:///{file}")
    run_id = store.begin_run(started=AS_OF, as_of=AS_OF, standard="x", sites=[site], options={})
    options = CrawlOptions(allow_nets=("127.0.0.0/8",), browser=False, budget=Budget(retries=0))
    job = CrawlJob(store, run_id, iter([[site]]), as_of=AS_OF, options=options)
    prepare(job)
    result = in_reactor(job.run())
    window = {"probes_since": AS_OF - timedelta(days=9999), "probes_until": AS_OF + timedelta(days=9999)}
    seen = store.observations(run_id, site.code, **window)
    store.close()
    return result, seen


@pytest.mark.parametrize("jump", [timedelta(hours=5), timedelta(days=-400)], ids=["forward", "back"])
def test_a_clock_that_jumps_within_a_crawl_changes_nothing_but_instants(
    in_reactor: Any, web: Any, file: Path, monkeypatch: pytest.MonkeyPatch, jump: timedelta
) -> None:
    site = build(web, 6, delay=0.0, broken=1)
    monkeypatch.setattr(clock, "now", Jumping(timedelta(0), timedelta(0), jump))
    result, seen = _crawled(in_reactor, file, site, lambda job: None)
    assert not result.failed
    assert seen.crawl is not None
    assert (seen.crawl.complete, seen.crawl.pages) == (True, 9)
    assert [(link.state, link.fault) for link in seen.links] == [("broken", "http-404")]
    assert all(0 <= (page.elapsed_ms or 0) < 60_000 for page in seen.pages)
    assert [probe.answered for probe in seen.probes] == [True]


class Broken:
    """A word list whose every use fails, in place of a reader with a slip in it."""

    names = persons = ()  # what the crawl asks of it before any page is read

    def __getattr__(self, name: str) -> Any:
        raise ZeroDivisionError("a slip")


def test_a_broken_reader_costs_what_it_would_have_read_and_no_link(
    in_reactor: Any, web: Any, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    site = build(web, 3, delay=0.0, broken=1)

    def broken(job: CrawlJob) -> None:
        job._lexicon = Broken()  # type: ignore[assignment]

    result, seen = _crawled(in_reactor, file, site, broken)
    assert not result.failed
    assert {page.fault for page in seen.pages if page.status == 200} == {"reader-error"}
    assert [(link.state, link.fault) for link in seen.links] == [("broken", "http-404")]
    assert seen.crawl is not None
    assert not seen.crawl.complete
    assert "ZeroDivisionError: a slip" in caplog.text
    assert [column.complete for column in seen.columns] == [False]


@pytest.mark.parametrize("step", ["spiders.taking.Document.parse", "spiders.sheets.SheetBook.note"])
def test_a_page_on_which_the_crawl_itself_stumbles_costs_that_page(
    step: str, in_reactor: Any, web: Any, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A page that declared a codec which raises whatever it is given had ended its site's crawl, night after night."""
    site = build(web, 3, delay=0.0, broken=1)
    owner, name = step.rpartition(".")[::2]
    real = pkgutil.resolve_name(step)

    def stumbling(*arguments: Any) -> Any:
        if any("/tzgg/1.html" in (one if isinstance(one, str) else getattr(one, "url", "")) for one in arguments):
            raise ZeroDivisionError("a slip")
        return real(*arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pkgutil.resolve_name(owner), name, stumbling)
        result, seen = _crawled(in_reactor, file, site, lambda job: None)
    assert not result.failed
    assert [page.url for page in seen.pages if page.fault == "reader-error"] == [f"{web.url}/tzgg/1.html"]
    assert len([page for page in seen.pages if page.facts]) > 3
    assert "ZeroDivisionError: a slip" in caplog.text


@pytest.mark.e2e
def test_an_indicator_that_fails_costs_its_own_verdict_and_the_log_says_why(office: Office, web: Any) -> None:
    """A house's own standard with a figure that no calendar has."""
    text = (Path("rules/standards/relaunch-gate.yaml")).read_text("utf-8")
    wrong = text.replace("max_age_days: 14,", "max_age_days: 999999999999,").replace("id: relaunch-gate", "id: own")
    assert wrong != text
    (office.folder / "own.yaml").write_text(wrong, "utf-8")
    office.register(build(web, 6, delay=0.0))
    office.environment = {"INSPECTOR_DEBUG": "1"}
    code, _, err = office.run("--standard", str(office.folder / "own.yaml"))
    assert code == 3, err
    assert "OverflowError" in err
    (card,) = office.cards()
    verdicts = {f["indicator"]: f["verdict"] for f in card["findings"]}
    assert verdicts.pop("stale-homepage") == "inconclusive"
    assert set(verdicts.values()) == {"pass", "not-applicable"}
    assert card["outcome"] == "undetermined"


def test_a_crawl_ends_with_the_night_and_goes_on_in_the_next_one(in_reactor: Any, web: Any, file: Path) -> None:
    site = build(web, 12, delay=0.2)
    store = Store.open(f"sqlite:///{file}")
    run_id = store.begin_run(started=AS_OF, as_of=AS_OF, standard="x", sites=[site], options={})

    async def crawl(until: datetime | None) -> CrawlResult:
        options = CrawlOptions(allow_nets=("127.0.0.0/8",), browser=False, probe=False, until=until, delay_s=0.2)
        return await CrawlJob(store, run_id, iter([[site]]), as_of=AS_OF, options=options).run()

    first = in_reactor(crawl(clock.now() + timedelta(seconds=1.5)))
    assert (first.stopped, first.done) == (True, [])
    kept, asked = set(stored_pages(file)), len(web.asked)
    assert 0 < len(kept) < 14
    second = in_reactor(crawl(clock.now() + timedelta(hours=1)))
    assert (second.stopped, second.done) == (False, [site.code])
    store.close()
    assert len(stored_pages(file)) == 14
    assert not kept & {web.url + line.partition(" ")[2] for line in web.asked[asked:] if line.startswith("GET")}


def _below(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield int(child)
            yield from _below(int(child))


@pytest.mark.browser
def test_a_browser_that_is_killed_in_mid_page_costs_that_page_only(web: Any, browser: Path) -> None:
    web.page("/slow", "<script src='/never.js'></script>")
    web.page("/never.js", "1", delay=8.0)
    web.page("/fine", "<p id=x></p><script>document.getElementById('x').textContent = 'shown'</script>")

    async def go() -> tuple[float, bytes]:
        renderer = Renderer(AddressGuard(parse_networks(["127.0.0.1"])), browser, user_agent="x")
        loop = asyncio.get_running_loop()
        try:
            page = asyncio.ensure_future(renderer.render(web.url + "/slow"))
            while not web.count("/never.js"):
                await asyncio.sleep(0.05)
            browsers = [p for p in _below(os.getpid()) if b"--headless" in Path(f"/proc/{p}/cmdline").read_bytes()]
            began = loop.time()
            os.kill(browsers[0], signal.SIGKILL)
            with pytest.raises(RenderFailed):
                await page
            took = loop.time() - began
            return took, (await renderer.render(web.url + "/fine")).body
        finally:
            await renderer.close()

    took, body = asyncio.run(go())
    assert took < 5
    assert b"shown" in body
