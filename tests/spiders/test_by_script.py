"""Lists that a script fills: from their data, from a browser, or named as what they are."""

import json
import socket
import threading
from datetime import date

import pytest

from rules.observations import RegisteredColumn
from spiders.budget import Budget

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
