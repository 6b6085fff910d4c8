"""The site spider against a real server."""

from datetime import date

import pytest

from inspector.middlewares.robots import MAX_RULES
from rules.observations import RegisteredColumn
from spiders.budget import Budget
from spiders.understanding import MAX_HOME_COPIES

HOME = """<html><head><title>嘉鱼县人民政府</title></head><body>
<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/tzgg/">通知公告</a></li>
<li><a href="/zwdt/">政务动态</a></li></ul></div>
<div><ul><li><a href="/zwdt/1.html">要闻一条今天发布的消息</a><span>2024-05-31</span></li></ul></div>
<a href="/about.html">关于我们</a></body></html>"""


def list_page(folder: str, *days: str, start: int = 1, more: str = "") -> str:
    rows = "\n".join(
        f'<li><a href="{folder}{start + n}.html">关于开展第{start + n}项重点工作的通知</a><span>{day}</span></li>'
        for n, day in enumerate(days)
    )
    head = "<head><title>通知公告</title></head>"
    return f"<html>{head}<body><h1>通知公告</h1><ul class='list'>{rows}</ul>{more}</body></html>"


def article(title: str, day: str) -> str:
    return (
        f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>发布时间：{day} 来源：县政府办</p>"
        f"<div>{'正文内容。' * 60}</div></body></html>"
    )


@pytest.fixture
def small(web):
    """A home page with two columns, one of two pages, and their articles."""
    web.page("/", HOME)
    more = '<div class="page"><a href="/tzgg/index_2.html">下一页</a></div>'
    web.page("/tzgg/", list_page("/tzgg/", "2024-05-30", "2024-05-29", "2024-05-28", more=more))
    web.page("/tzgg/index_2.html", list_page("/tzgg/", "2024-04-30", "2024-04-29", start=4))
    web.page("/zwdt/", list_page("/zwdt/", "2024-05-31", "2024-05-20"))
    for folder, numbers in (("tzgg", range(1, 6)), ("zwdt", range(1, 3))):
        for number in numbers:
            web.page(f"/{folder}/{number}.html", article(f"第{number}项工作的通知", "2024-05-20"))
    web.page("/about.html", "<html><body><p>本网站由县政府办公室主办</p></body></html>")
    return web


REGISTERED = ("通知公告", "/tzgg/", "notices"), ("政务动态", "/zwdt/", "news")


def registered(web):
    return [RegisteredColumn(name=n, url=web.url + path, category=c) for n, path, c in REGISTERED]


def test_a_site_is_crawled_home_first_then_columns_lists_articles_newest_first_and_the_rest(small, crawl):
    done = crawl(small.url + "/", *registered(small), budget=Budget(concurrency=1))
    pages = [line.partition(" ")[2] for line in small.asked if line != "GET /robots.txt"]
    assert pages[:4] == ["/", "/tzgg/", "/zwdt/", "/tzgg/index_2.html"]
    articles = ["/zwdt/1.html", "/tzgg/1.html", "/tzgg/2.html", "/tzgg/3.html", "/zwdt/2.html"]
    assert pages[4:-1] == [*articles, "/tzgg/4.html", "/tzgg/5.html"]
    assert pages[-1] == "/about.html"
    assert done.crawl.complete
    assert done.crawl.pages == 12
    assert done.crawl.stop_reason == "finished"
    assert done.spider.whole


def test_columns_carry_their_pages_and_are_complete(small, crawl):
    done = crawl(small.url + "/", *registered(small))
    assert done.column("通知公告").complete
    lists = [p for p in done.observations.pages if p.role == "column" and p.column_url == small.url + "/tzgg/"]
    assert [p.page_number for p in lists] == [1, 2]
    newest = max(i.day for p in lists for i in p.facts.items)
    assert newest == date(2024, 5, 30)


def test_no_page_is_asked_twice(small, crawl):
    crawl(small.url + "/", *registered(small))
    assert len(small.asked) == len(set(small.asked))


def test_the_budget_of_pages_holds_and_is_said(small, crawl):
    done = crawl(small.url + "/", *registered(small), budget=Budget(pages=4, concurrency=1))
    assert len([line for line in small.asked if line != "GET /robots.txt"]) == 4
    assert done.crawl.stop_reason == "budget-pages"
    assert done.crawl.complete  # every list was read
    cut = crawl(small.url + "/", *registered(small), budget=Budget(pages=2, concurrency=1))
    assert not cut.crawl.complete
    assert cut.column("政务动态").incomplete_reason == "budget-pages"


def test_depth_is_bounded(web, crawl):
    web.otherwise = lambda request: (
        200,
        {"Content-Type": "text/html"},
        f"<a href='{request.path}x'>deeper</a>".encode(),
    )
    crawl(web.url + "/", budget=Budget(depth=5))
    assert max(len(line.partition(" ")[2]) for line in web.asked if "robots" not in line) == 6


@pytest.mark.parametrize(("copies", "told"), [(MAX_HOME_COPIES, False), (MAX_HOME_COPIES + 1, True)])
def test_a_site_that_shows_its_home_page_in_place_of_its_pages_was_not_read(web, crawl, copies, told):
    links = "".join(f"<a href='/p{n}.html'>关于第{n}项工作的通知</a>" for n in range(copies))
    page = f"<html><head><title>县人民政府</title></head><body>{links}</body></html>"
    for path in ("/", *(f"/p{n}.html" for n in range(copies))):
        web.page(path, page)
    done = crawl(web.url + "/", budget=Budget(concurrency=1))
    assert len(done.observations.pages) == copies + 1
    assert ("home-copies" in done.crawl.notes, done.crawl.complete) == (told, not told)


def test_of_a_robots_file_so_many_rules_are_read(web, crawl):
    """Each is held against each address: half a megabyte of them costs a tenth of a second per link."""
    rules = [f"Disallow: /*x{n}*y" for n in range(MAX_RULES - 1)] + ["Disallow: /last.html", "Disallow: /late.html"]
    web.page("/robots.txt", "\n".join(["User-agent: *", *rules]), kind="text/plain")
    web.page("/", "<a href='/last.html'>a</a><a href='/late.html'>b</a>")
    web.page("/late.html", "<p>b</p>")
    done = crawl(web.url + "/")
    assert "GET /late.html" in web.asked
    assert "GET /last.html" not in web.asked
    assert done.crawl.robots_skipped == 1


def test_robots_rules_hold_for_the_first_requests_too(small, crawl):
    small.page("/robots.txt", "User-agent: *\nDisallow: /zwdt/\nDisallow: /tzgg/1.html\n", kind="text/plain", delay=0.2)
    done = crawl(small.url + "/", *registered(small))
    assert small.count("/robots.txt") == 1
    assert not [line for line in small.asked if "/zwdt/" in line or line.endswith("/tzgg/1.html")]
    assert done.crawl.robots_skipped == 3
    assert done.column("政务动态").incomplete_reason == "robots"
    assert done.link("/zwdt/").state == "skipped"
    assert done.link("/zwdt/").detail == {"reason": "robots"}


def test_a_home_page_that_robots_exclude_is_no_opened_site(small, crawl):
    small.page("/robots.txt", "User-agent: *\nDisallow: /\n", kind="text/plain")
    done = crawl(small.url + "/")
    assert [line for line in small.asked if "robots" not in line] == []
    assert (done.crawl.home_opened, done.crawl.complete, done.crawl.site_state) == (False, False, "blocked")
    assert "robots-home" in done.crawl.notes


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [(200, "text/html", "<html>User-agent: *\nDisallow: /</html>"), (404, "text/plain", "User-agent: *\nDisallow: /")],
)
def test_a_page_of_html_or_an_error_is_no_robots_file(small, crawl, status, kind, body):
    small.page("/robots.txt", body, status=status, kind=kind)
    assert crawl(small.url + "/").crawl.home_opened


def test_a_gbk_site_is_read_right_whatever_its_header_says(web, crawl):
    web.page("/", HOME.encode("gbk"), kind="text/html; charset=iso-8859-1")
    done = crawl(web.url + "/")
    assert done.page("/").facts.encoding == "gb18030"
    assert "要闻一条今天发布的消息" in [i.title for i in done.page("/").facts.items]


def test_a_page_that_never_answers_is_asked_again_and_then_a_fault(web, crawl):
    web.page("/", HOME)
    tries = []
    web.answer("/tzgg/", lambda request: tries.append(1) or (503, {}, b"busy"))
    done = crawl(web.url + "/", *registered(web)[:1], budget=Budget(retries=2, retry_pause_s=0.01))
    assert len(tries) == 3
    assert done.column("通知公告").incomplete_reason == "fault"
    assert done.page("/tzgg/").status == 503


def test_a_page_that_answers_at_the_second_try_is_read(web, crawl):
    web.page("/", HOME)
    tries = []

    def sometimes(request):
        tries.append(1)
        return (
            (503, {}, b"busy")
            if len(tries) == 1
            else (200, {"Content-Type": "text/html"}, list_page("/tzgg/", "2024-05-30").encode())
        )

    web.answer("/tzgg/", sometimes)
    done = crawl(web.url + "/", *registered(web)[:1], budget=Budget(retries=1, retry_pause_s=0.01))
    assert done.column("通知公告").complete
    assert done.page("/tzgg/").facts.items[0].day == date(2024, 5, 30)
