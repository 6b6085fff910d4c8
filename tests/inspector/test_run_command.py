"""``inspector run`` as a process: killed and resumed, told to end, in several processes, twice at once."""

import json
import os
import signal
import sqlite3
import time
from contextlib import closing
from datetime import datetime, timedelta

import pytest

from inspector.clock import SHANGHAI
from inspector.store import Store
from rules.observations import RegisteredColumn, Site
from tests import forking

AS_OF = "2024-06-01T12:00"
INSTANT = datetime(2024, 6, 1, 12, tzinfo=SHANGHAI)
LIMITS = ["--allow-net", "127.0.0.0/8", "--standard", "relaunch-gate", "--as-of", AS_OF]


def list_page(rows: range) -> str:
    items = "".join(
        f"<li><a href='/tzgg/{n}.html'>关于第{n}项工作的通知公告</a><span>2024-05-{30 - n % 20}</span></li>"
        for n in rows
    )
    return f"<html><head><title>通知公告</title></head><body><h1>通知公告</h1><ul>{items}</ul></body></html>"


@pytest.fixture
def site(web):
    """Twenty-four articles, each a twentieth of a second away, one broken image on every page, four broken links."""
    home = f"<a href='/tzgg/'>通知公告</a>{list_page(range(3))}<img src='/logo.png'>"
    web.page("/", home, delay=0.05)
    web.page("/tzgg/", list_page(range(24)) + "<img src='/logo.png'>", delay=0.05)
    for n in range(24):
        links = f"<a href='/gone/{n % 4}.html'>x</a><img src='/logo.png'>"
        body = f"<html><body><h1>第{n}项工作</h1><p>{'正文。' * 50}</p>{links}</body></html>"
        web.page(f"/tzgg/{n}.html", body, delay=0.05)
    return web


def registered(url: str, code: str = "4212210001") -> Site:
    column = RegisteredColumn(name="通知公告", url=url + "/tzgg/", category="notices")
    return Site(code=code, name="嘉鱼县人民政府", url=url + "/", columns=(column,))


class Runner:
    def __init__(self, folder) -> None:
        self.folder = folder
        self.file = folder / "test.db"
        self.db = f"sqlite:///{self.file}"

    def register(self, *sites: Site) -> None:
        store = Store.open(self.db)
        store.replace_sites(sites)
        store.close()

    def start(self, *args: str) -> forking.Forked:
        command = ["--db", self.db, "--lang", "en", "run", "--out", str(self.folder / "out"), *LIMITS, *args]
        return forking.start("inspector", command, environment={**os.environ, "INSPECTOR_BROWSER": "none"})

    def run(self, *args: str) -> tuple[int, str, str]:
        process = self.start(*args)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    def stored(self) -> list[str]:
        """Addresses of the pages in the database, each as often as it is there."""
        try:
            with closing(sqlite3.connect(self.file, timeout=5)) as connection:
                rows = connection.execute("select json_extract(data, '$.url') from observation where type = 'page'")
                return [url for (url,) in rows]
        except sqlite3.OperationalError:
            return []

    def wait_for_pages(self, number: int) -> None:
        until = time.monotonic() + 60
        while len(self.stored()) < number:
            assert time.monotonic() < until, "the run stored nothing"
            time.sleep(0.02)

    def observations(self, code: str = "4212210001"):
        store = Store.open(self.db)
        run = store.last_run()
        window = {"probes_since": INSTANT - timedelta(days=7), "probes_until": INSTANT}
        found = store.observations(run.id, code, **window)
        store.close()
        return found


@pytest.fixture
def runner(tmp_path):
    return Runner(tmp_path)


def broken(found) -> dict[str, tuple[str, int, int]]:
    return {x.url: (x.fault, x.occurrences, len(x.sources)) for x in found.links if x.state == "broken"}


@pytest.mark.e2e
def test_a_killed_run_goes_on_without_asking_a_stored_page_again(site, runner, tmp_path):
    runner.register(registered(site.url))
    process = runner.start()
    runner.wait_for_pages(12)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)
    stored = set(runner.stored())
    assert 12 <= len(stored) < 30
    before = len(site.asked)
    code, out, err = runner.run("--resume")
    assert code in (0, 1, 3), err
    again = {site.url + line.partition(" ")[2] for line in site.asked[before:] if line.startswith("GET")}
    assert again & stored == set()
    assert out.strip().endswith("index.html")
    undisturbed = Runner(tmp_path / "other")
    undisturbed.folder.mkdir()
    undisturbed.register(registered(site.url))
    undisturbed.run()
    one, other = runner.observations(), undisturbed.observations()
    assert sorted(p.url for p in one.pages) == sorted(p.url for p in other.pages)
    assert len({p.url for p in one.pages}) == len(one.pages) == 30
    assert broken(one) == broken(other)
    assert broken(one)[site.url + "/logo.png"] == ("http-404", 26, 5)
    assert [c.complete for c in one.columns] == [c.complete for c in other.columns]
    assert one.crawl.complete
    assert (one.crawl.pages, one.crawl.links) == (other.crawl.pages, other.crawl.links)


@pytest.mark.e2e
def test_a_run_that_is_told_to_end_stops_cleanly_and_can_be_resumed(site, runner):
    runner.register(registered(site.url))
    process = runner.start()
    runner.wait_for_pages(5)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 3
    assert "inspector run --resume" in err
    assert "Traceback" not in err
    stored = set(runner.stored())
    before = len(site.asked)
    code, _out, err = runner.run("--resume")
    assert code in (0, 1, 3)
    again = {site.url + line.partition(" ")[2] for line in site.asked[before:] if line.startswith("GET")}
    assert again & stored == set()
    assert runner.observations().crawl.pages == 30


@pytest.mark.e2e
def test_several_processes_share_the_sites_and_miss_none(web_factory, runner):
    sites = []
    for number in range(3):
        web = web_factory()
        web.page("/", list_page(range(3)))
        sites.append((web, registered(web.url, f"422100000{number}")))
    runner.register(*(site for _, site in sites))
    code, _out, err = runner.run("--workers", "2")
    assert code in (0, 1, 3), err
    for web, site in sites:
        assert web.count("/") == 2  # the probe and the crawl
        assert runner.observations(site.code).crawl.home_opened


@pytest.mark.e2e
def test_a_link_that_somebody_answers_for_is_accepted_and_other_sites_stay_as_they_are(web_factory, runner, tmp_path):
    webs = [web_factory() for _ in range(2)]
    for web in webs:
        web.page("/", f"{list_page(range(3))}<a href='/gone.html'>x</a>")
    runner.register(*(registered(web.url, f"422100000{number}") for number, web in enumerate(webs)))
    entry = f"url: {webs[0].url}/gone.html, reason: 旧页面年底关停, owner: 信息科, expires: 2099-12-31"
    (tmp_path / "accepted.yaml").write_text(f"accepted:\n  - {{{entry}}}\n", "utf-8")
    runner.run("--accepted", str(tmp_path / "accepted.yaml"))
    cards = [json.loads(path.read_text("utf-8")) for path in sorted((tmp_path / "out").rglob("scorecard.json"))]
    found = [
        (card["site"]["code"], problem["status"])
        for card in cards
        for finding in card["findings"]
        for problem in finding["problems"]
        if finding["indicator"] == "broken-links" and problem["url"].endswith("/gone.html")
    ]
    assert found == [("4221000000", "accepted"), ("4221000001", "new")]


@pytest.mark.e2e
def test_a_second_run_on_the_same_store_is_refused(site, runner):
    runner.register(registered(site.url))
    store = Store.open(runner.db)
    with store.run_lock():
        code, _out, err = runner.run()
    store.close()
    assert code == 2
    assert "another run" in err
    assert site.asked == []


@pytest.mark.e2e
def test_two_sites_on_one_host_are_crawled_one_after_another(site, runner):
    runner.register(registered(site.url), registered(site.url, "4212210002"))
    runner.run("--max-pages", "12")
    assert site.most_at_once <= 4
    assert runner.observations("4212210001").crawl.pages == 12
    assert runner.observations("4212210002").crawl.pages == 12


@pytest.mark.e2e
def test_without_sites_the_run_says_what_to_do(runner):
    code, _out, err = runner.run()
    assert code == 2
    assert "inspector sites import" in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.e2e
def test_a_broken_link_waits_for_the_nights_that_were_asked_for(web, runner):
    web.page("/", list_page(range(3)) + "<a href='/gone.doc'>附件</a>")
    runner.register(registered(web.url))
    told = []
    for day in ("2024-06-01", "2024-06-02"):
        code, out, err = runner.run("--confirm-nights", "2", "--as-of", day, "--max-pages", "3")
        card = json.loads((runner.folder / "out" / "scorecards" / "4212210001.json").read_text("utf-8"))
        (finding,) = [one for one in card["findings"] if one["indicator"] == "broken-links"]
        gone = next(one for one in finding["problems"] if one["url"].endswith("/gone.doc"))
        told.append((gone["status"], gone["detail"]["night"], gone["detail"]["nights"], finding["verdict"]))
        page = (runner.folder / "out" / "sites" / "4212210001" / "problems.html").read_text("utf-8")
        assert ("Unconfirmed, night 1 of 2" in page) is (day == "2024-06-01"), err
        assert code in (1, 3), out
    assert told == [("unconfirmed", 1, 2, "inconclusive"), ("new", 2, 2, "fail")]


@pytest.mark.e2e
def test_a_run_that_goes_on_keeps_the_nights_it_was_begun_with(web, runner):
    web.page("/", list_page(range(3)))
    runner.register(registered(web.url))
    store = Store.open(runner.db)
    options = {"confirm_nights": "3"}
    store.begin_run(started=INSTANT, as_of=INSTANT, standard="relaunch-gate", sites=store.sites(), options=options)
    store.close()
    _, _, err = runner.run("--resume", "--confirm-nights", "5", "--max-pages", "2")
    assert "was begun with --confirm-nights 3" in err
    assert "begun with; those given now are not used" not in err
    store = Store.open(runner.db)
    store.begin_run(started=INSTANT, as_of=INSTANT, standard="relaunch-gate", sites=store.sites(), options=options)
    store.close()
    _, _, err = runner.run("--resume", "--standard", "census-2015", "--max-pages", "2")
    assert "the standard (relaunch-gate)" in err
    _, _, err = runner.run("--confirm-nights", "0")
    assert "--confirm-nights" in err
