"""Lists that a script fills: from their data, from a browser, or named as what they are."""

import json
import socket
import threading
from datetime import date

import pytest

from rules.observations import RegisteredColumn
from spiders.budget import Budget
from spiders.crawl import MAX_NOT_RENDERED

FAST = Budget(retries=0)
ROWS = [
    {"title": f"关于做好第{n}批项目申报工作的通知", "url": f"/tzgg/{n}.html", "date": f"2024-05-2{n}"}
    for n in range(1, 5)
]
SHELL = """<html><head><title>通知公告</title></head><body><h1>通知公告</h1><ul id="list"></ul>
<script>{script}</script></body></html>"""
BY_XHR = """
fetch('/api/' + 'list?channel=12').then(r => r.json()).then(data => {
  document.getElementById('list').innerHTML = data.map(
    x => '<li><a href="' + x.url + '">' + x.title + '</a><span>' + x.date + '</span></li>').join('');
});"""


def column(web) -> RegisteredColumn:
    return RegisteredColumn(name="通知公告", url=web.url + "/tzgg/", category="notices")


@pytest.fixture
def scripted(web):
    web.page("/", "<html><body><a href='/tzgg/'>通知公告</a></body></html>")
    web.page("/tzgg/", SHELL.format(script=BY_XHR))
    web.page("/api/list?channel=12", json.dumps(ROWS), kind="application/json")
    return web


def test_without_a_browser_a_list_filled_by_script_is_not_called_empty(scripted, crawl):
    done = crawl(scripted.url + "/", column(scripted), budget=FAST)
    assert done.page("/tzgg/").facts.state == "by-script"
    found = done.column("通知公告")
    assert (found.complete, found.incomplete_reason) == (False, "by-script")
    assert "no-browser" in done.crawl.notes


@pytest.mark.browser
def test_a_browser_shows_what_the_script_fills_in(scripted, crawl, browser):
    done = crawl(scripted.url + "/", column(scripted), budget=FAST, browser=browser)
    (page,) = [p for p in done.observations.pages if p.column_url and p.role == "column"]
    assert page.rendered
    assert [i.day for i in page.facts.items] == [date(2024, 5, 20 + n) for n in range(1, 5)]
    assert done.column("通知公告").complete
    assert done.crawl.pages == 6


@pytest.mark.browser
def test_a_page_that_never_comes_to_rest_or_asks_questions_ends(web, crawl, browser):
    endless = "alert('x'); confirm('y'); setInterval(() => fetch('/api/tick?' + Math.random()), 20);" + BY_XHR
    web.page("/", "<html><body><a href='/tzgg/'>通知公告</a></body></html>")
    web.page("/tzgg/", SHELL.format(script=endless))
    web.page("/api/list?channel=12", json.dumps(ROWS), kind="application/json")
    done = crawl(web.url + "/", column(web), budget=FAST, browser=browser)
    assert done.crawl.complete
    assert len([line for line in web.asked if "tick" in line]) <= 120


@pytest.mark.browser
def test_a_script_reaches_no_address_that_we_would_not_ask(web, crawl, browser):
    """A tripwire on the IPv6 loopback, which is not opened: by fetch, image, frame, WebSocket and redirect."""
    touched = []
    wire = socket.create_server(("::1", 0), family=socket.AF_INET6)
    port = wire.getsockname()[1]

    def watch():
        try:
            while True:
                connection, _ = wire.accept()
                touched.append(1)
                connection.close()
        except OSError:
            pass

    threading.Thread(target=watch, daemon=True).start()
    bad = f"http://[::1]:{port}/"
    script = f"""
    fetch('{bad}').catch(() => 0); new Image().src = '{bad}'; fetch('/away').catch(() => 0);
    try {{ new WebSocket('ws://[::1]:{port}/') }} catch (e) {{}}
    const f = document.createElement('iframe'); f.src = '{bad}'; document.body.appendChild(f);
    navigator.sendBeacon && navigator.sendBeacon('{bad}', 'x');
    {BY_XHR}"""
    web.page("/", "<html><body><a href='/tzgg/'>通知公告</a></body></html>")
    web.page("/tzgg/", SHELL.format(script=script))
    web.answer("/away", lambda request: (302, {"Location": bad}, b""))
    web.page("/api/list?channel=12", json.dumps(ROWS), kind="application/json")
    done = crawl(web.url + "/", column(web), budget=FAST, browser=browser)
    wire.close()
    assert web.count("/away") == 1
    assert touched == []
    assert done.column("通知公告").complete


@pytest.mark.browser
def test_a_browser_that_does_not_start_leaves_the_page_as_it_came(scripted, crawl, tmp_path):
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    done = crawl(scripted.url + "/", column(scripted), budget=FAST, browser=broken)
    assert done.column("通知公告").incomplete_reason == "by-script"
    assert "browser-failed" in done.crawl.notes


@pytest.mark.browser
def test_a_page_is_shown_where_its_redirect_ended(web, crawl, browser):
    """What its script asks for, and what its list links to, stands beside that address."""
    rows = [{**row, "url": row["url"].removeprefix("/tzgg/")} for row in ROWS]
    web.page("/", "<html><body><a href='/tzgg'>通知公告</a></body></html>")
    web.answer("/tzgg", lambda request: (301, {"Location": "/tzgg/"}, b""))
    web.page("/tzgg/", SHELL.format(script=BY_XHR.replace("'/api/'", "'api/'")))
    web.page("/tzgg/api/list?channel=12", json.dumps(rows), kind="application/json")
    for row in ROWS:
        web.page(row["url"], f"<html><body><h1>{row['title']}</h1></body></html>")
    column = RegisteredColumn(name="通知公告", url=web.url + "/tzgg", category="notices")
    done = crawl(web.url + "/", column, budget=FAST, browser=browser)
    assert done.column("通知公告").complete
    assert not [link for link in done.observations.links if link.state == "broken"]
    assert {f"GET {row['url']}" for row in ROWS} <= set(web.asked)


@pytest.mark.browser
@pytest.mark.parametrize("where", ["elsewhere", "nowhere"])
def test_a_list_whose_script_leaves_the_site_is_not_called_empty(where, web, web_factory, crawl, browser):
    """Neither the page of another site nor the browser's own page of errors is a list of this one."""
    other = web_factory()
    other.page("/", "<html><head><title>登录</title></head><body><p>请登录</p></body></html>")
    target = other.url + "/" if where == "elsewhere" else "http://10.0.0.1/"
    leave = BY_XHR + "const go = u => { location['hr' + 'ef'] = u }; setTimeout(() => go('" + target + "'), 100);"
    web.page("/", "<html><body><a href='/tzgg/'>通知公告</a></body></html>")
    web.page("/tzgg/", SHELL.format(script=leave))
    done = crawl(web.url + "/", column(web), budget=FAST, browser=browser)
    found = done.column("通知公告")
    assert not found.complete
    assert found.incomplete_reason == {"elsewhere": "moved", "nowhere": "by-script"}[where]
    assert not [p for p in done.observations.pages if p.facts and p.facts.title in ("登录", "127.0.0.1")]


@pytest.mark.browser
def test_a_list_that_the_browser_got_in_part_is_not_called_empty(web, crawl, browser):
    web.page("/", "<html><body><a href='/tzgg/'>通知公告</a></body></html>")
    web.page("/tzgg/", SHELL.format(script=BY_XHR))
    web.page("/api/list?channel=12", "busy", status=503)
    done = crawl(web.url + "/", column(web), budget=FAST, browser=browser)
    (page,) = [p for p in done.observations.pages if p.column_url and p.role == "column"]
    assert page.rendered
    assert page.cut


def test_a_site_that_the_browser_cannot_show_is_left_to_the_readers(web, crawl, tmp_path):
    """Each page that hangs keeps the browser from all other sites."""
    names = [f"栏目{n}" for n in range(MAX_NOT_RENDERED + FAST.concurrency + 4)]
    columns = [RegisteredColumn(name=name, url=f"{web.url}/c{n}/", category="notices") for n, name in enumerate(names)]
    starts = tmp_path / "starts"
    broken = tmp_path / "chromium"
    broken.write_text(f"#!/bin/sh\necho x >> {starts}\nexit 1\n")
    broken.chmod(0o755)
    web.page("/", "<html><body><p>首页</p></body></html>")
    for n in range(len(names)):
        web.page(f"/c{n}/", SHELL.format(script=BY_XHR))
    done = crawl(web.url + "/", *columns, budget=FAST, browser=broken)
    assert {done.column(name).incomplete_reason for name in names} == {"by-script"}
    assert len(starts.read_text().splitlines()) < len(names)
