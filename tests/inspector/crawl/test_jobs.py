"""Whole crawls with the real link checker: what is said of links, what sites share, what faults of ours do."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from inspector.clock import SHANGHAI
from inspector.crawl.jobs import CrawlJob
from inspector.crawl.options import CrawlOptions
from inspector.crawl.probing import ProbeJob
from inspector.crawl.processes import groups_of, lanes
from inspector.store import Store
from rules.errors import StoreError
from rules.observations import Site
from spiders.budget import Budget
from tests.loopback import free_port

AS_OF = datetime(2024, 6, 1, 12, tzinfo=SHANGHAI)
FRAME = "<img src='/img/logo.png'><a href='/files/a.doc'>附件</a>"


def page(body: str, title: str = "页面") -> str:
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{body}{FRAME}</body></html>"


@pytest.fixture
def store(tmp_path):
    opened = Store.open(f"sqlite:///{tmp_path}/test.db")
    yield opened
    opened.close()


@pytest.fixture
def inspect(in_reactor, store):
    """Crawls sites and gives their observations by code."""

    def run(*sites: Site, budget: Budget | None = None, **options):
        run_id = store.begin_run(started=AS_OF, as_of=AS_OF, standard="x", sites=sites, options={})
        chosen = CrawlOptions(
            allow_nets=("127.0.0.0/8",), budget=budget or Budget(retry_pause_s=0.01), browser=False, **options
        )

        async def go():
            job = CrawlJob(store, run_id, iter(groups_of(sites)), as_of=AS_OF, options=chosen)
            return await job.run()

        run.result = in_reactor(go(), timeout=120)
        window = {"probes_since": AS_OF - timedelta(days=7), "probes_until": AS_OF + timedelta(days=9999)}
        return {site.code: store.observations(run_id, site.code, **window) for site in sites}

    return run


def site(url: str, code: str = "4212210001") -> Site:
    return Site(code=code, name="嘉鱼县人民政府", url=url)


def links(found) -> dict[str, tuple[str, str | None]]:
    return {"/" + x.url.split("/", 3)[3]: (x.state, x.fault) for x in found.links}


def test_links_that_are_not_in_order_are_told_with_where_they_stand(web, inspect):
    web.page("/", page("<a href='/a.html'>甲</a><a href='/gone.html'>乙</a><a href='/moved.pdf'>丙</a>"))
    web.page("/a.html", page("<a href='/gone.html'>乙</a><a href='/empty.pdf'>丁</a>"))
    web.page("/files/a.doc", b"\xd0\xcf\x11\xe0 some document", kind="application/msword")
    web.page("/new.pdf", b"%PDF-1.4 text", kind="application/pdf")
    web.page("/empty.pdf", b"", kind="application/pdf")
    web.answer("/moved.pdf", lambda request: (301, {"Location": "/new.pdf"}, b""))
    found = inspect(site(web.url + "/"))["4212210001"]
    assert links(found) == {
        "/img/logo.png": ("broken", "http-404"),
        "/gone.html": ("broken", "http-404"),
        "/empty.pdf": ("broken", "empty-file"),
        "/moved.pdf": ("redirected", None),
    }
    logo = next(x for x in found.links if x.url.endswith("logo.png"))
    assert (logo.occurrences, logo.on_home, logo.external, logo.use) == (2, True, False, "image")
    assert [(s.page.removeprefix(web.url), s.line) for s in logo.sources] == [("/", 1), ("/a.html", 1)]
    gone = next(x for x in found.links if x.url.endswith("gone.html"))
    assert {a.client for a in gone.attempts} == {"scrapy", "checker"}
    assert found.crawl.complete
    assert found.crawl.links_ok == found.crawl.links - 3


def test_a_page_that_says_there_is_none_is_a_missing_page(web, inspect):
    missing = page("<p>您访问的页面不存在或已被删除。</p>", "404 页面不存在")
    web.page("/", page("<a href='/old.html'>旧闻</a>"))
    web.page("/old.html", missing)
    web.otherwise = lambda request: (200, {"Content-Type": "text/html; charset=utf-8"}, missing.encode())
    found = inspect(site(web.url + "/"))["4212210001"]
    assert links(found)["/old.html"] == ("broken", "soft-404")
    (old,) = [p for p in found.pages if p.url.endswith("/old.html")]
    assert old.fault == "soft-404"
    assert found.hosts[0].missing_page == "soft"


def test_a_deep_link_that_ends_at_the_home_page_is_a_missing_page(web, inspect):
    web.page("/", page("<a href='/tzgg/1234.html'>公告</a>", "嘉鱼县人民政府"))
    web.otherwise = lambda request: (302, {"Location": "/"}, b"")
    found = inspect(site(web.url + "/"))["4212210001"]
    assert links(found)["/tzgg/1234.html"] == ("broken", "soft-404")


def test_robots_rules_hold_for_files_and_images_too(web, inspect):
    web.page("/", page("<a href='/files/b.doc'>表</a>"))
    web.page("/robots.txt", "User-agent: *\nDisallow: /files/\n", kind="text/plain")
    found = inspect(site(web.url + "/"))["4212210001"]
    assert not [line for line in web.asked if "/files/" in line]
    assert links(found)["/files/a.doc"] == ("skipped", None)
    assert found.crawl.robots_skipped == 2


def test_robots_rules_can_be_left_aside_for_a_site_of_ones_own(web, inspect):
    web.page("/", page(""))
    web.page("/robots.txt", "User-agent: *\nDisallow: /\n", kind="text/plain")
    found = inspect(site(web.url + "/"), obey_robots=False)["4212210001"]
    assert found.crawl.home_opened
    assert web.count("/robots.txt") == 0


def test_a_url_that_two_sites_link_to_is_asked_once(web_factory, inspect):
    shared, one, two = web_factory(), web_factory(), web_factory()
    shared.page("/file.zip", b"PK\x03\x04 data", kind="application/zip")
    for web in (one, two):
        web.page("/", f"<html><body><a href='{shared.url}/file.zip'>下载</a></body></html>")
    found = inspect(site(one.url + "/", "1"), site(two.url + "/", "2"))
    assert shared.count("/file.zip") == 1
    assert all(x.crawl.links_ok == 2 for x in found.values())


def test_no_more_requests_at_once_than_a_host_is_given(web, inspect):
    web.page("/", "".join(f"<a href='/{n}.html'>x</a><img src='/{n}.gif'>" for n in range(30)))
    for n in range(30):
        web.page(f"/{n}.html", page(""), delay=0.02)
        web.page(f"/{n}.gif", b"GIF89a", kind="image/gif", delay=0.02)
    inspect(site(web.url + "/"))
    assert 2 <= web.most_at_once <= 4


def test_a_site_that_is_down_accuses_nobody_of_anything_else(inspect):
    found = inspect(site(f"http://127.0.0.1:{free_port()}/"), budget=Budget(seconds=3, retries=1, retry_pause_s=0.1))
    crawl = found["4212210001"].crawl
    assert (crawl.site_state, crawl.home_opened, crawl.complete) == ("down", False, False)
    assert found["4212210001"].columns == ()


def test_a_crawl_out_of_time_says_so_and_leaves_links_unconfirmed(web, inspect):
    web.page("/", page("<a href='/slow.html'>慢</a><img src='/slow.png'>"))
    web.page("/slow.html", page(""), delay=4)
    web.page("/slow.png", b"", delay=4)
    found = inspect(site(web.url + "/"), budget=Budget(seconds=1.5))["4212210001"]
    assert found.crawl.stop_reason == "budget-seconds"
    assert not found.crawl.complete
    assert links(found)["/slow.png"][0] == "unconfirmed"


def test_the_budget_of_links_is_said(web, inspect):
    web.page("/", "".join(f"<img src='/{n}.gif'>" for n in range(10)))
    web.otherwise = lambda request: (200, {"Content-Type": "image/gif"}, b"GIF89a")
    found = inspect(site(web.url + "/"), budget=Budget(links=3))["4212210001"]
    assert len([line for line in web.asked if ".gif" in line]) == 3
    assert "budget-links" in found.crawl.notes
    assert not found.crawl.complete


def test_a_site_of_more_addresses_than_there_is_room_for_is_not_read_whole(web, inspect, monkeypatch):
    """Sitting on the bound is being whole; one more is not."""
    monkeypatch.setattr("spiders.graph.MAX_TARGETS", 11)
    web.otherwise = lambda request: (200, {"Content-Type": "image/gif"}, b"GIF89a")
    for images, complete in ((10, True), (11, False)):
        web.page("/", "".join(f"<img src='/{n}.gif'>" for n in range(images)))
        found = inspect(site(web.url + "/"))["4212210001"]
        assert found.crawl.complete is complete
        assert ("budget-links" in found.crawl.notes) is not complete


@pytest.mark.parametrize(
    ("bound", "room", "told"),
    [
        ("MAX_BROKEN", 4, 5),
        ("MAX_BROKEN", 3, 4),
        ("MAX_BROKEN", 0, 1),
        ("MAX_LINK_CHARS", 10_000, 5),
        ("MAX_LINK_CHARS", 100, 1),
    ],
)
def test_so_many_links_are_told_those_of_the_home_page_first(web, inspect, bound, room, told):
    """One broken link on a page behind the home page, three on it; and one there that redirects, which is no fault."""
    web.page("/", "<a href='/a.html'>栏目</a><img src='/1.png'><img src='/2.png'><img src='/3.png'>")
    web.page("/a.html", "<p>栏目</p><img src='/0.png'><img src='/moved.png'>")
    web.answer("/moved.png", lambda request: (301, {"Location": "/there.png"}, b""))
    web.page("/there.png", b"\x89PNG\r\n\x1a\n", kind="image/png")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"spiders.ending.{bound}", room)
        found = inspect(site(web.url + "/"))["4212210001"]
    names = [link.url.rpartition("/")[2] for link in found.links]
    assert len(names) == told
    assert set(names) >= {"1.png", "2.png", "3.png"} or told < 3
    assert ("0.png" in names) is (told == 5)
    assert ("moved.png" in names) is (bound == "MAX_BROKEN" or told == 5)
    assert found.crawl.complete is (told == 5)
    assert ("budget-links" in found.crawl.notes) is (told < 5)


def test_the_home_page_is_probed_once_and_kept_apart_from_the_run(web, inspect):
    web.page("/", page(""))
    found = inspect(site(web.url + "/"))["4212210001"]
    (probe,) = found.probes
    assert (probe.answered, probe.status, probe.canary_answered) == (True, 200, None)


def test_a_store_that_fails_ends_the_run_in_one_error(web, in_reactor, store):
    class Broken:
        """Stands for a disk that is full after the run began."""

        def __getattr__(self, name):
            return getattr(store, name)

        def write(self, run_id, items):
            raise StoreError("磁盘已满", "disk full")

    web.page("/", "".join(f"<a href='/{n}.html'>x</a>" for n in range(300)))
    web.otherwise = lambda request: (200, {"Content-Type": "text/html"}, page("").encode())
    sites = [site(web.url + "/")]
    run_id = store.begin_run(started=AS_OF, as_of=AS_OF, standard="x", sites=sites, options={})
    options = CrawlOptions(allow_nets=("127.0.0.0/8",), probe=False, browser=False)

    async def go():
        return await CrawlJob(Broken(), run_id, iter([sites]), as_of=AS_OF, options=options).run()

    with pytest.raises(StoreError, match="磁盘已满"):
        in_reactor(go())
    assert store.site_states(run_id) == {"4212210001": "crawling"}
    assert len(web.asked) < 200


def test_a_round_of_probes_tells_what_each_visit_met(web_factory, in_reactor, store):
    good, bad, slow = web_factory(), web_factory(), web_factory()
    canary = web_factory()
    good.page("/", "hello")
    bad.page("/", "broken", status=500)
    slow.page("/", "late", delay=3)
    canary.page("/", "well")
    sites = [site(w.url + "/", code) for w, code in ((good, "1"), (bad, "2"), (slow, "3"))]
    options = CrawlOptions(
        allow_nets=("127.0.0.0/8",), canary=canary.url + "/", settings={"INSPECTOR_PROBE_TIMEOUT_S": 1}
    )
    told: list[str] = []

    async def go():
        return await ProbeJob(store, sites, options=options, told=told.append).run()

    found = {code: seen.observation for code, seen in in_reactor(go()).items()}
    assert [found[c].answered for c in "123"] == [True, False, False]
    assert (found["2"].status, found["3"].fault) == (500, "timeout")
    assert [found[c].canary_answered for c in "123"] == [None, True, True]
    assert 900 < found["3"].elapsed_ms < 2500
    assert sorted(told) == ["1", "2", "3"]
    assert Counter(line for line in canary.asked) == {"GET /": 1}


def test_sites_of_one_host_make_one_group():
    sites = [site("http://a.gov.cn/x/", "1"), site("http://b.gov.cn/", "2"), site("https://www.a.gov.cn/y/", "3")]
    assert [[s.code for s in group] for group in groups_of(sites)] == [["1", "3"], ["2"]]


@pytest.mark.parametrize(
    ("groups", "workers", "expected"),
    [(2, 2, 1), (3, 2, 2), (17, 2, 9), (32, 2, 16), (33, 2, 16), (4, 4, 1), (1, 1, 1)],
)
def test_no_worker_takes_more_sites_at_once_than_its_share(groups, workers, expected):
    assert lanes(groups, workers, 16) == expected
    assert groups <= workers * expected or expected == 16


def test_an_offices_own_words_for_missing_pages_hold_for_crawled_pages_too(web, inspect, tmp_path):
    web.page("/", page("<a href='/a.html'>栏目</a><a href='/b.html'>文章</a>"))
    web.page("/a.html", "<html><head><title>栏目建设中</title></head><body><p>敬请期待</p></body></html>")
    web.page("/b.html", page("<p>栏目建设中的一些思考</p>"))
    policy = tmp_path / "policy.yaml"
    policy.write_text("titles: [栏目建设中]", "utf-8")
    without = inspect(site(web.url + "/"))["4212210001"]
    assert [link for link in without.links if link.url.endswith(".html")] == []
    told = inspect(site(web.url + "/"), link_policy=str(policy))["4212210001"]
    (gone,) = [link for link in told.links if link.url.endswith(".html")]
    assert (gone.url, gone.state, gone.fault) == (f"{web.url}/a.html", "broken", "soft-404")
