"""Lists through their pagers, by script call and by POST; lists that script fills; letters; frames; traps."""

from datetime import date
from urllib.parse import parse_qs

import pytest

from rules.observations import RegisteredColumn
from spiders.budget import Budget

FAST = Budget(retries=0)


def rows(folder: str, days: list[str], start: int = 1) -> str:
    return "\n".join(
        f"<li><a href='{folder}{start + n}.html'>关于做好第{start + n}批项目申报工作的通知</a><span>{day}</span></li>"
        for n, day in enumerate(days)
    )


def html(body: str, title: str = "通知公告") -> str:
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"


def column(web, path: str = "/tzgg/", category: str = "notices") -> RegisteredColumn:
    return RegisteredColumn(name="通知公告", url=web.url + path, category=category)


def days_seen(done) -> list[date]:
    pages = [p for p in done.observations.pages if p.role == "column" and p.facts]
    return sorted({i.day for p in pages for i in p.facts.items if i.day}, reverse=True)


def test_a_pager_that_is_a_script_call_is_followed_to_its_end(web, crawl):
    web.page("/", html("<a href='/tzgg/'>通知公告</a>"))
    call = "<script>createPageHTML(3, {}, 'index', 'html');</script>"
    web.page("/tzgg/", html(f"<ul>{rows('/tzgg/', ['2024-05-30', '2024-05-29', '2024-05-28'])}</ul>{call.format(0)}"))
    for number in (1, 2):
        found = rows("/tzgg/", [f"2024-0{5 - number}-20", f"2024-0{5 - number}-10"], 10 * number)
        web.page(f"/tzgg/index_{number}.html", html(f"<ul>{found}</ul>{call.format(number)}"))
    done = crawl(web.url + "/", column(web), budget=FAST)
    assert web.count("/tzgg/index_2.html") == 1
    assert web.count("/tzgg/index_3.html") == 0
    assert min(days_seen(done)) == date(2024, 3, 10)


def dataproxy_page(total: int, records: str, *, shown: int) -> str:
    return (
        "<html><body><h1>通知公告</h1><div id='221'><script type='text/xml'><datastore>"
        f'<totalrecord>{total}</totalrecord><totalpage>2</totalpage><nextgroup><![CDATA[<a href="/module/web/jpage/'
        'dataproxy.jsp?page=1&appid=1&webid=1&path=/&columnid=45&unitid=221&webname=x&permissiontype=0"></a>]]>'
        f"</nextgroup><recordset>{records}</recordset></datastore></script></div>"
        f"<script>$('#221').jpage({{perPage:{shown}, totalRecord:{total}}})</script></body></html>"
    )


def test_a_list_whose_pages_are_asked_by_post_is_read_to_its_end(web, crawl):
    def record(n: int) -> str:
        link = f"<a href='/art/{n}.html'>关于做好第{n}批项目申报工作的通知</a>"
        return f"<record><![CDATA[<li>{link}<span>2024-0{5 - n // 10}-1{n % 10}</span></li>]]></record>"

    web.page("/", html("<a href='/tzgg/'>通知公告</a>"))
    web.page("/tzgg/", dataproxy_page(9, "".join(record(n) for n in range(6)), shown=2))
    asked = []

    def proxy(request):
        asked.append((request.command, request.path, parse_qs(request.sent.decode())))
        more = "".join(record(n) for n in range(10, 13))
        body = f"<datastore><totalrecord>9</totalrecord><recordset>{more}</recordset></datastore>"
        return 200, {"Content-Type": "text/xml; charset=utf-8"}, body.encode()

    web.otherwise = lambda request: proxy(request) if "dataproxy" in request.path else (404, {}, b"")
    done = crawl(web.url + "/", column(web), budget=FAST)
    ((method, path, form),) = asked
    assert method == "POST"
    assert "startrecord=7" in path
    assert form["columnid"] == ["45"]
    assert date(2024, 4, 12) in days_seen(done)
    assert done.column("通知公告").complete


def test_the_newest_articles_of_an_undated_list_are_opened_first(web, crawl):
    web.page("/", html("<a href='/tzgg/'>通知公告</a>"))
    items = "".join(f"<li><a href='/tzgg/{n}.html'>关于做好第{n}批项目申报工作的通知</a></li>" for n in range(1, 10))
    web.page("/tzgg/", html(f"<ul>{items}</ul>"))
    for n in range(1, 10):
        text = f"<h1>第{n}批项目申报工作的通知</h1><p>发布时间：2024-05-{30 - n}</p><p>{'正文。' * 80}</p>"
        web.page(f"/tzgg/{n}.html", html(text, f"第{n}批项目申报工作的通知"))
    done = crawl(web.url + "/", column(web), budget=Budget(pages=7, concurrency=1, undated_articles=5))
    opened = [line for line in web.asked if line.startswith("GET /tzgg/") and line.endswith("html")]
    assert opened == [f"GET /tzgg/{n}.html" for n in range(1, 6)]
    assert done.column("通知公告").complete
    (first,) = [p for p in done.observations.pages if p.url.endswith("/tzgg/1.html")]
    assert (first.role, first.column_url) == ("article", web.url + "/tzgg/")
    cut = crawl(web.url + "/", column(web), budget=Budget(pages=4, concurrency=1))
    assert cut.column("通知公告").incomplete_reason == "budget-pages"


def test_an_undated_list_of_items_elsewhere_is_not_called_complete(web, crawl):
    web.page("/", html("<a href='/tzgg/'>通知公告</a>"))
    links = "".join(
        f"<li><a href='http://mp.weixin.example/s/{n}'>关于做好第{n}批项目申报工作的通知</a></li>" for n in range(4)
    )
    web.page("/tzgg/", html(f"<ul>{links}</ul>"))
    done = crawl(web.url + "/", column(web), budget=FAST)
    assert done.column("通知公告").incomplete_reason == "items-elsewhere"


LETTERS = "".join(
    f"<li><b>请求修复第{n}号路灯</b><i>住建局</i><em>{'已回复办理中'[3 * (n % 2) :][:3]}</em></li>" for n in range(4)
)


def undated(title):
    """A list of entries without days, that lead to nothing but text."""
    return "<ul>" + "".join(f"<li><a href='/xzxx/{n}.html'>{title.format(n)}</a></li>" for n in range(4)) + "</ul>"


@pytest.mark.parametrize(
    ("category", "body", "reason"),
    [
        ("consultation", f"<ul>{LETTERS}</ul>", "letters-unread"),
        ("notices", f"<ul>{LETTERS}</ul>", None),
        ("consultation", undated("请求修复第{}号路灯"), "letters-unread"),
        ("consultation", undated("清河县第{}管理局"), None),
        ("consultation", "<form action=/save><input name=title><textarea name=body></textarea></form>", None),
    ],
)
def test_a_mailbox_with_letters_that_no_reader_knows_is_not_called_complete(web, crawl, category, body, reason):
    web.page("/", html("<a href='/xzxx/'>县长信箱</a>"))
    web.page("/xzxx/", html(f"<h2>县长信箱</h2>{body}"))
    for n in range(4):
        web.page(f"/xzxx/{n}.html", html(f"<h1>第{n}号</h1><p>地址：人民路1号</p>"))
    mailbox = RegisteredColumn(name="县长信箱", url=web.url + "/xzxx/", category=category)
    done = crawl(web.url + "/", mailbox, budget=FAST)
    assert done.column("县长信箱").incomplete_reason == reason


@pytest.mark.parametrize(("framed", "state"), [(True, "running"), (False, "blocked")])
def test_a_shield_of_a_frame_is_not_the_sites(web, crawl, framed, state):
    shield = "<script>$_ts=window['$_ts'];if(!$_ts)$_ts={};</script><script src=/r.js></script>"
    web.page("/", html("<p>县政府门户网站</p><iframe src='/weather/'></iframe>") if framed else html(shield))
    web.page("/weather/", html(shield))
    done = crawl(web.url + "/")
    assert (done.crawl.site_state, done.crawl.home_opened) == (state, framed)


def test_a_list_in_a_frame_belongs_to_its_column(web, crawl):
    web.page("/", html("<a href='/tzgg/'>通知公告</a>"))
    web.page("/tzgg/", html("<iframe src='/inner/list.html'></iframe>"))
    deeper = "<iframe src='/deeper.html'></iframe>"
    web.page("/inner/list.html", html(f"<ul>{rows('/tzgg/', ['2024-05-30', '2024-05-29', '2024-05-28'])}</ul>{deeper}"))
    done = crawl(web.url + "/", column(web), budget=FAST)
    (frame,) = [p for p in done.observations.pages if p.url.endswith("/inner/list.html")]
    assert (frame.role, frame.column_url) == ("column", web.url + "/tzgg/")
    assert len(frame.facts.items) == 3
    assert done.column("通知公告").complete
    assert [p.role for p in done.observations.pages if p.url.endswith("/deeper.html")] == ["other"]


@pytest.mark.parametrize("path", ["/calendar?day=", "/s?jsessionid=x&d="])
def test_a_calendar_without_end_is_bounded(web, crawl, path):
    def day(request):
        number = int(request.path.rpartition("=")[2]) if "=" in request.path else 0
        links = "".join(f"<a href='{path}{number + n}'>第{n}天</a>" for n in range(1, 4))
        return 200, {"Content-Type": "text/html"}, html(links).encode()

    web.otherwise = lambda request: (404, {}, b"") if "robots" in request.path else day(request)
    done = crawl(web.url + "/", budget=Budget(query_pages=20, retries=0))
    assert len(web.asked) < 30
    assert "budget-pattern" in done.crawl.notes


def test_a_path_that_grows_is_bounded(web, crawl):
    web.otherwise = lambda request: (
        (404, {}, b"")
        if "robots" in request.path
        else (200, {"Content-Type": "text/html"}, b"<a href='zwgk/list.html'>more</a>")
    )
    crawl(web.url + "/", budget=Budget(retries=0))
    assert len(web.asked) < 12


def test_a_page_served_without_end_of_links_is_bounded(web, crawl):
    links = "".join(f"<a href='/x/{n}.html'>x</a>" for n in range(8000))
    web.page("/", html(links))
    done = crawl(web.url + "/", budget=Budget(pages=3, retries=0))
    assert done.crawl.links <= 5001


def test_a_path_that_grows_is_told_and_its_links_are_checked_all_the_same(web, crawl):
    for depth in range(8):
        web.page(f"/{'a/' * depth}", '<a href="a/">下一级</a><p>内容</p>')
    done = crawl(web.url + "/")
    assert web.count("/a/a/a/") == 1
    assert web.count("/a/a/a/a/") == 0
    (told,) = done.crawl.not_followed
    assert (told.reason, told.pages, told.example) == ("growing-path", 1, f"{web.url}/a/a/a/a/")
    assert "growing-path" in done.crawl.notes
    assert done.crawl.complete


@pytest.mark.parametrize(("depth", "told"), [(2, 1), (3, 0)])
def test_pages_too_many_clicks_away_are_told(web, crawl, depth, told):
    for number in range(4):
        following = f'<a href="/p{number + 1}.html">x</a>' if number < 3 else ""
        web.page("/" if not number else f"/p{number}.html", f"<p>内容</p>{following}")
    done = crawl(web.url + "/", budget=Budget(depth=depth))
    assert len(done.crawl.not_followed) == told
    assert ("budget-depth" in done.crawl.notes) is bool(told)
    assert web.count("/p3.html") == 1 - told


def test_the_pages_of_a_list_are_as_deep_as_its_first(web, crawl):
    web.page("/", '<ul><li><a href="/tzgg/">通知公告</a></li></ul>')
    for number in range(1, 6):
        rows = "".join(
            f'<li><a href="/a{number}{n}.html">第{number}{n}项通知公告</a><span>2024-05-{31 - number}</span></li>'
            for n in range(3)
        )
        pager = f'<div class="page"><a href="/tzgg/index_{number + 1}.html">下一页</a></div>' if number < 5 else ""
        web.page("/tzgg/" if number == 1 else f"/tzgg/index_{number}.html", f"<h1>通知公告</h1><ul>{rows}</ul>{pager}")
    column = RegisteredColumn(name="通知公告", url=web.url + "/tzgg/", category="notices")
    done = crawl(web.url + "/", column, budget=Budget(depth=2))
    assert web.count("/tzgg/index_5.html") == 1
    assert done.crawl.not_followed == ()


@pytest.mark.parametrize(("room", "kept"), [(1000, 3), (999, 2), (200, 0)])
def test_the_bodies_kept_as_evidence_have_so_much_room_for_a_site(room, kept, web, crawl, store):
    """The home page has 400 bytes, each column 300; the pages themselves are read all the same."""
    columns = []
    for path, size in (("/", 400), ("/a/", 300), ("/b/", 300)):
        start = f"<html><body><p>{path}</p>"
        web.page(path, start + "x" * (size - len(start)))
        columns += [RegisteredColumn(name=path, url=web.url + path, category="notices")] if path != "/" else []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("spiders.taking.MAX_SITE_EVIDENCE_BYTES", room)
        done = crawl(web.url + "/", *columns, budget=Budget(retries=0, concurrency=1))
    assert all(page.facts and page.body_sha256 for page in done.observations.pages)
    bodies = [store.body(page.body_sha256) for page in done.observations.pages]
    assert len([body for body in bodies if body is not None]) == kept


@pytest.mark.parametrize(("entries", "cut"), [(10, False), (30, True)])
def test_what_pages_list_has_so_much_room_for_a_site(entries, cut, web, crawl):
    """A page beyond it accuses nobody, and is followed all the same."""
    rows = "".join(
        f"<li><a href='/tzgg/{n}.html'>关于做好第{n}批项目申报工作的通知</a><span>2021-05-20</span></li>"
        for n in range(entries)
    )
    web.page("/", "<html><body><a href='/tzgg/'>通知公告</a></body></html>")
    web.page("/tzgg/", f"<html><head><title>通知公告</title></head><body><ul>{rows}</ul></body></html>")
    column = RegisteredColumn(name="通知公告", url=web.url + "/tzgg/", category="notices")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("spiders.room.CHARS_PER_PAGE", 60)
        done = crawl(web.url + "/", column, budget=Budget(retries=0, pages=60))
    page = done.page("/tzgg/")
    assert (page.cut, len(page.facts.items)) == (cut, 0 if cut else entries)
    assert len([line for line in web.asked if line.startswith("GET /tzgg/") and line.endswith(".html")]) == entries
