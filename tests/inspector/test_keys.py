"""What opens a staging server goes to that server only, and is never shown."""

import asyncio
import base64

import pytest

from inspector.browser.rendering import Renderer
from inspector.crawl.jobs import CrawlJob
from inspector.crawl.options import CrawlOptions
from inspector.keys import Keys, keys_for
from inspector.net.guard import AddressGuard
from inspector.net.options import parse_networks
from inspector.store import Store
from rules.errors import UsageError
from rules.observations import Site
from spiders.budget import Budget

SITE = "http://staging.example.gov.cn/"
PASSED = "Basic " + base64.b64encode("检查:s3cret:x".encode()).decode()


def test_the_environment_gives_a_password_cookies_and_headers():
    keys = keys_for(
        SITE,
        {
            "INSPECTOR_AUTH": "检查:s3cret:x",
            "INSPECTOR_COOKIE": "gate=open; a=1",
            "INSPECTOR_HEADERS": "X-Token: abc\n\n X-Other : d:e ",
        },
    )
    assert keys.of(SITE + "a.html") == {
        "X-Token": "abc",
        "X-Other": "d:e",
        "Cookie": "gate=open; a=1",
        "Authorization": PASSED,
    }
    assert keys.of("https://www.staging.example.gov.cn/") == keys.of(SITE)
    assert not keys_for(SITE, {})


@pytest.mark.parametrize(
    "url",
    [
        "http://example.gov.cn/",
        "http://staging.example.gov.cn.evil.test/",
        "file:///x",
        *(f"http://evil.test{mark}@staging.example.gov.cn/" for mark in ("?", "#", "\\", ":80?")),
    ],
)
def test_other_hosts_get_nothing(url):
    assert keys_for(SITE, {"INSPECTOR_AUTH": "a:b"}).of(url) == {}


def test_keys_do_not_show_in_what_is_printed():
    keys = keys_for(SITE, {"INSPECTOR_AUTH": "user:s3cret", "INSPECTOR_COOKIE": "c=s3cret"})
    assert "s3cret" not in repr(keys)
    assert base64.b64encode(b"user:s3cret").decode() not in repr(CrawlOptions(keys=keys))


@pytest.mark.parametrize(
    "environment",
    [
        {"INSPECTOR_AUTH": "s3cret"},
        {"INSPECTOR_HEADERS": "s3cret"},
        {"INSPECTOR_HEADERS": "Host: s3cret"},
        {"INSPECTOR_HEADERS": "X Y: s3cret"},
        {"INSPECTOR_HEADERS": "X: s3cret\x00"},
        {"INSPECTOR_COOKIE": "s3cret\r\nX: 1"},
    ],
)
def test_what_cannot_be_sent_is_refused_without_showing_it(environment):
    with pytest.raises(UsageError) as error:
        keys_for(SITE, environment)
    assert "s3cret" not in error.value.text("zh") + error.value.text("en")


def test_pages_links_and_probes_of_the_site_carry_the_keys_and_nobody_else(web_factory, in_reactor, tmp_path):
    staging, other = web_factory(), web_factory()
    other.page("/x.png", b"\x89PNG", kind="image/png")
    other.page("/landed", "hello")

    def guarded(body: bytes, kind: str):
        def answer(request):
            if request.headers.get("Authorization") != PASSED:
                return 401, {"WWW-Authenticate": "Basic"}, b""
            return 200, {"Content-Type": kind}, body

        return answer

    home = f"<a href='/a.html'>a</a><a href='/out'>o</a><img src='/i.png'><img src='{other.url}/x.png'>"
    staging.answer("/", guarded(home.encode(), "text/html"))
    staging.answer("/a.html", guarded(b"<p>text</p>", "text/html"))
    staging.answer("/i.png", guarded(b"\x89PNG", "image/png"))
    staging.answer("/out", lambda request: (302, {"Location": other.url + "/landed"}, b""))
    site = Site(code="1", name="x", url=staging.url + "/")
    store = Store.open(f"sqlite:///{tmp_path}/x.db")
    keys = keys_for(site.url, {"INSPECTOR_AUTH": "检查:s3cret:x"})
    options = CrawlOptions(allow_nets=("127.0.0.0/8",), keys=keys, browser=False, budget=Budget(retries=0))
    from inspector.clock import now

    run_id = store.begin_run(started=now(), as_of=now(), standard="x", sites=[site], options={})

    async def go():
        return await CrawlJob(store, run_id, iter([[site]]), as_of=now(), options=options).run()

    in_reactor(go())
    found = store.observations(run_id, "1", probes_since=now().replace(year=2000), probes_until=now())
    store.close()
    assert found.crawl.home_opened
    assert [x.state for x in found.links if x.url.startswith(staging.url)] == ["redirected"]
    assert all(h.get("Authorization") == PASSED for h in staging.headers)
    assert other.asked
    assert not [h for h in other.headers if "Authorization" in h]


@pytest.mark.browser
def test_in_the_browser_no_redirect_takes_keys_to_another_host(web_factory, browser):
    staging, other = web_factory(), web_factory()
    host = staging.url.removeprefix("http://")
    scripts = "<script>document.title = 'ran'</script><script src=/moved.js></script><script src=/odd.js></script>"
    staging.page("/", f"<html><head>{scripts}</head></html>")
    staging.answer("/moved.js", lambda r: (302, {"Location": other.url + "/x.js"}, b""))
    staging.answer("/odd.js", lambda r: (302, {"Location": f"{other.url}?@{host}/"}, b""))
    keys = keys_for(staging.url + "/", {"INSPECTOR_AUTH": "检查:s3cret:x"})

    async def shown():
        renderer = Renderer(AddressGuard(parse_networks(["127.0.0.0/8"])), browser, user_agent="x", keys=keys)
        try:
            return (await renderer.render(staging.url + "/")).body
        finally:
            await renderer.close()

    assert b"<title>ran</title>" in asyncio.run(shown())
    assert all(headers.get("Authorization") == PASSED for headers in staging.headers)
    assert sorted(line.partition("?")[0] for line in other.asked) == ["GET /", "GET /x.js"]
    assert not [headers for headers in other.headers if {"Authorization", "Cookie"} & headers.keys()]


def test_no_keys_are_false():
    assert not Keys()
