"""Redirects of the site spider: by status, by meta refresh, in circles, out of the site, behind cookies."""

from datetime import timedelta

import pytest

from inspector.clock import now
from inspector.crawl.jobs import CrawlJob
from inspector.crawl.options import CrawlOptions
from rules.observations import RegisteredColumn, Site
from spiders.budget import Budget

QUICK = Budget(retries=0)
LINK = "<p><a href='{}'>链接</a></p>"
PAGE = "<html><head><title>第{}页</title></head><body><p>这里有一些内容。</p></body></html>"


class Checker:
    """Stands for the process's link checker: says ``ok`` at once and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: dict[str, tuple] = {}
        self.pending = 0

    def listen(self, on_result) -> None:
        self.told = on_result

    def submit(self, url_id, url, use, prior=()) -> None:
        self.asked[url] = prior

    def give_up(self) -> None:
        """Nothing is pending."""


def moved(web, path: str, to: str, status: int = 302, **headers: str) -> None:
    web.answer(path, lambda request: (status, {"Location": to, **headers}, b""))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_and_the_page_knows_where_it_ended(web, crawl, status):
    web.page("/", LINK.format("/old.html"))
    moved(web, "/old.html", "new.html", status)
    web.page("/new.html", PAGE.format(1))
    done = crawl(web.url + "/")
    page = done.page("/old.html")
    assert (page.status, page.final_url) == (200, web.url + "/new.html")
    assert page.facts.title
    assert done.link("/old.html").state == "redirected"
    assert done.link("/old.html").final_url == web.url + "/new.html"
    assert web.count("/new.html") == 1


def test_the_address_a_redirect_led_to_is_not_asked_again(web, crawl):
    web.page("/", LINK.format("/old.html") + LINK.format("/new.html") + LINK.format("/other.html"))
    moved(web, "/old.html", "/new.html")
    moved(web, "/other.html", "/new.html")
    web.page("/new.html", PAGE.format(1))
    checker = Checker()
    done = crawl(web.url + "/", links=checker, budget=Budget(concurrency=1))
    assert web.count("/new.html") == 1
    assert done.page("/other.html").final_url == web.url + "/new.html"
    assert web.url + "/other.html" in checker.asked  # how it ends is the link checker's word


def test_a_home_page_that_redirects_makes_its_new_host_the_site(web, web_factory, crawl):
    new = web_factory()
    moved(web, "/", new.url + "/index.html")
    new.page("/index.html", LINK.format("/a.html"))
    new.page("/a.html", PAGE.format(1))
    done = crawl(web.url + "/")
    assert done.crawl.home_opened
    assert new.count("/a.html") == 1
    assert not done.link("/index.html") or not done.link("/index.html").external


def test_a_page_that_redirects_out_of_the_site_is_left_to_the_link_checker(web, web_factory, crawl):
    other = web_factory()
    web.page("/", LINK.format("/out.html"))
    moved(web, "/out.html", other.url + "/x.html")
    checker = Checker()
    done = crawl(web.url + "/", links=checker)
    assert other.asked == []
    assert checker.asked[web.url + "/out.html"][0].status == 302
    assert done.page("/out.html").final_url == other.url + "/x.html"


def test_a_circle_of_redirects_ends_as_a_fault(web, crawl):
    web.page("/", LINK.format("/a.html"))
    moved(web, "/a.html", "/b.html")
    moved(web, "/b.html", "/a.html")
    checker = Checker()
    done = crawl(web.url + "/", links=checker, budget=QUICK)
    assert done.page("/a.html").fault == "redirect-loop"
    assert web.count("/a.html") + web.count("/b.html") <= 3
    assert web.url + "/a.html" in checker.asked


def test_redirects_without_end_are_bounded(web, crawl):
    web.page("/", LINK.format("/n0"))
    for number in range(40):
        moved(web, f"/n{number}", f"/n{number + 1}")
    done = crawl(web.url + "/", budget=QUICK)
    assert done.page("/n0").fault == "redirect-loop"
    assert len([line for line in web.asked if line.startswith("GET /n")]) == 9


def test_a_page_that_wants_its_cookie_back_is_opened(web, crawl):
    web.page("/", LINK.format("/a.html"))

    def gate(request):
        if "seen=1" in (request.headers.get("Cookie") or ""):
            return 200, {"Content-Type": "text/html"}, PAGE.format(1).encode()
        return 302, {"Location": "/a.html", "Set-Cookie": "seen=1; path=/"}, b""

    web.answer("/a.html", gate)
    done = crawl(web.url + "/", budget=QUICK)
    assert done.page("/a.html").status == 200
    assert web.count("/a.html") == 2


def test_cookies_of_a_chain_go_back_to_their_host_and_to_no_other(web, web_factory, crawl):
    """To itself with a cookie, then to the login of another host, and back."""
    other = web_factory()

    def home(request):
        held = request.headers.get("Cookie") or ""
        if "mine=1" not in held:
            return 302, {"Location": "/", "Set-Cookie": "mine=1"}, b""
        if "?in" not in request.path:
            return 302, {"Location": other.url + "/login"}, b""
        return 200, {"Content-Type": "text/html"}, "<title>首页</title><p>正文</p>".encode()

    web.answer("/", home)
    web.answer("/?in", home)
    other.answer("/login", lambda r: (302, {"Location": web.url + "/?in", "Set-Cookie": "yours=2"}, b""))
    crawl(web.url + "/")
    assert not [h for h in other.headers if "Cookie" in h]
    assert not [h for h in web.headers if "yours" in (h.get("Cookie") or "")]
    assert [h.get("Cookie") for line, h in zip(web.asked, web.headers, strict=True) if line == "GET /?in"] == ["mine=1"]


def test_cookies_are_not_sent_to_another_host(web, web_factory, crawl):
    other = web_factory()
    moved(web, "/", other.url + "/", Set_Cookie="secret=1")
    web.answer("/", lambda r: (302, {"Location": other.url + "/", "Set-Cookie": "secret=1"}, b""))
    other.page("/", PAGE.format(1))
    crawl(web.url + "/")
    assert other.count("/") == 1
    assert not [h for h in other.headers if "Cookie" in h]


@pytest.mark.parametrize("to", ["javascript:alert(1)", "file:///etc/passwd", "http://", "ftp://x.gov.cn/"])
def test_a_redirect_to_no_web_address_is_a_fault(web, crawl, to):
    web.page("/", LINK.format("/a.html"))
    moved(web, "/a.html", to)
    done = crawl(web.url + "/", budget=QUICK)
    assert done.page("/a.html").fault == "bad-redirect"


def test_a_redirect_never_leads_to_a_private_address(web, crawl):
    web.page("/", LINK.format("/a.html"))
    moved(web, "/", "http://10.0.0.1/")
    done = crawl(web.url + "/", budget=QUICK)
    assert done.page("/").fault == "refused-address"
    assert not done.crawl.home_opened


def test_a_column_that_redirects_to_a_page_already_read_is_read_as_its_own(web, crawl):
    web.page("/", LINK.format("/tzgg/index.html"))
    web.page(
        "/tzgg/index.html",
        "<html><body><ul><li><a href='1.html'>关于印发工作方案的通知</a> 2024-05-30</li></ul></body></html>",
    )
    moved(web, "/tzgg/", "/tzgg/index.html", 301)
    column = RegisteredColumn(name="通知公告", url=web.url + "/tzgg/", category="notices")
    done = crawl(web.url + "/", column, budget=Budget(concurrency=1))
    (page,) = [p for p in done.observations.pages if p.column_url == web.url + "/tzgg/" and p.role == "column"]
    assert (page.url, page.final_url) == (web.url + "/tzgg/", web.url + "/tzgg/index.html")
    assert page.facts is not None


@pytest.mark.parametrize("way", ["redirect", "refresh", "script"])
def test_a_home_page_that_leads_to_another_site_is_told_as_such(way, web, web_factory, crawl):
    """Its owner may have moved, or shows somebody else's page for his own: whoever reads the report shall know."""
    other = web_factory()
    other.page("/", "<html><head><title>乙县人民政府</title></head><body><p>首页</p></body></html>")
    bodies = {
        "refresh": f"<meta http-equiv=refresh content='0;url={other.url}/'>",
        "script": f"<script>location.href='{other.url}/'</script>",
    }
    if way == "redirect":
        web.answer("/", lambda request: (302, {"Location": other.url + "/"}, b""))
    else:
        web.page("/", f"<html><head><title>甲县</title>{bodies[way]}</head></html>")
    assert "home-elsewhere" in crawl(web.url + "/").crawl.notes


def test_a_home_page_that_stays_on_its_host_is_not(web, crawl):
    web.answer("/", lambda request: (302, {"Location": "/index.html"}, b""))
    web.page("/index.html", "<html><body><p>首页</p></body></html>")
    assert "home-elsewhere" not in crawl(web.url + "/").crawl.notes


def test_a_redirect_that_is_registered_is_none_to_remark_on(in_reactor, web, web_factory, store):
    other = web_factory()
    other.page("/", "<html><body><p>首页</p></body></html>")
    web.answer("/", lambda request: (302, {"Location": other.url + "/"}, b""))
    for registered, told in ((other.url + "/", False), (None, True)):
        site = Site(code="4212210001", name="甲县", url=web.url + "/", redirect_url=registered)
        run_id = store.begin_run(started=now(), as_of=now(), standard="x", sites=[site], options={})
        options = CrawlOptions(allow_nets=("127.0.0.0/8",), probe=False, browser=False, budget=QUICK)
        in_reactor(CrawlJob(store, run_id, iter([[site]]), as_of=now(), options=options).run())
        window = {"probes_since": now() - timedelta(days=1), "probes_until": now()}
        assert ("home-elsewhere" in store.observations(run_id, site.code, **window).crawl.notes) is told


def test_a_page_read_after_a_resume_is_not_told_to_lead_where_earlier_ones_jumped(web, crawl):
    web.page("/", LINK.format("/a/") + LINK.format("/b.html"))
    web.page("/a/", "<html><head><script>location.replace('gone/')</script></head></html>")
    web.page("/b.html", PAGE.format(2))
    first = crawl(web.url + "/", budget=Budget(pages=2, concurrency=1, retries=0))
    assert [page.url for page in first.observations.pages] == [web.url + "/", web.url + "/a/"]
    graph = crawl(web.url + "/", known=first.resume, budget=Budget(concurrency=1, retries=0)).spider.crawl.graph
    assert web.count("/b.html") == 1
    assert [source.page for source in graph.sources(graph.find(web.url + "/a/gone/"))] == [web.url + "/a/"]
