"""Whole crawls: an address is accused of nothing but what a page, or the registry, leads a reader to."""

import json

import pytest

from rules.observations import RegisteredColumn

ROW = "<li><a href='/{0}.html'>关于印发第{0}号工作方案的通知</a><span>2024-05-{0}</span></li>"
ARTICLE = (
    "<html><head><title>第{0}号通知</title></head><body><h1>第{0}号通知</h1><p>发布日期：2024-05-{0}</p></body></html>"
)


def home(web, link: str = "/a/") -> None:
    web.page("/", f"<html><head><title>县政府</title></head><body><a href='{link}'>简介</a></body></html>")


def told(seen) -> dict[str, list[str]]:
    """The broken links, and the pages that they are told to stand on."""
    return {link.url: [source.page for source in link.sources] for link in seen.links if link.state == "broken"}


@pytest.mark.parametrize(
    "jump",
    ["<script>location.replace('./gone/');</script>", "<meta http-equiv=refresh content='0;url=gone/'>"],
)
@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_jump_to_nothing_is_told_with_the_page_that_jumps(web, web_factory, inspect, jump, elsewhere):
    start = web_factory().url + "/a/" if elsewhere else web.url + "/a/"
    home(web)
    web.page("/a/", f"<html><head>{jump.replace('./gone', 'gone').replace('gone/', start + 'gone/')}</head></html>")
    seen = inspect(web.url + "/")
    assert told(seen) == {f"{start}gone/": [web.url + "/a/"]}
    assert [(link.external, link.occurrences) for link in seen.links] == [(elsewhere, 1)]


def test_a_page_that_only_our_counting_leads_to_is_not_accused(web, inspect):
    home(web, "/tzgg/")
    rows = "".join(ROW.format(n) for n in range(10, 22))
    pager = "<script>createPageHTML(3, 0, 'index', 'html')</script>"
    body = f"<body><h1>通知公告</h1><ul>{rows}</ul>{pager}</body>"
    web.page("/tzgg/", f"<html><head><title>通知公告</title></head>{body}</html>")
    for n in range(10, 22):
        web.page(f"/{n}.html", ARTICLE.format(n))
    seen = inspect(web.url + "/", RegisteredColumn(name="通知公告", url=web.url + "/tzgg/", category="notices"))
    assert [page.fault or page.status for page in seen.pages if page.page_number == 2] == [404]
    assert told(seen) == {}


def test_an_article_that_a_script_lists_is_told_with_the_data_that_name_it(web, inspect):
    home(web, "/tzgg/")
    script = (
        "fetch('/tzgg/list.json').then(r => r.json()).then(rows => { document.getElementById('list').innerHTML ="
        " rows.map(x => '<li><a href=\"' + x.url + '\">' + x.title + '</a>' + x.date + '</li>').join('') })"
    )
    body = f"<h1>通知公告</h1><ul id='list'></ul><script>{script}</script>"
    web.page("/tzgg/", f"<html><head><title>通知公告</title></head><body>{body}</body></html>")
    rows = [{"title": f"关于第{n}号工作方案的通知", "url": f"/{n}.html", "date": f"2024-05-{n}"} for n in range(10, 14)]
    web.page("/tzgg/list.json", json.dumps(rows), kind="application/json")
    for n in range(11, 14):
        web.page(f"/{n}.html", ARTICLE.format(n))
    seen = inspect(web.url + "/", RegisteredColumn(name="通知公告", url=web.url + "/tzgg/", category="notices"))
    assert told(seen) == {web.url + "/10.html": [web.url + "/tzgg/list.json"]}


def test_a_registered_column_that_is_gone_is_told_though_no_page_links_to_it(web, inspect):
    home(web)
    web.page("/a/", ARTICLE.format(10))
    seen = inspect(web.url + "/", RegisteredColumn(name="通知公告", url=web.url + "/tzgg/", category="notices"))
    assert told(seen) == {web.url + "/tzgg/": []}


def test_the_pages_that_jump_are_known_after_a_resume(web, inspect):
    home(web)
    web.page("/a/", "<html><head><script>location.replace('gone/');</script></head></html>")
    once = inspect(web.url + "/")
    again = inspect(web.url + "/", again=True)
    assert told(again) == told(once) == {web.url + "/a/gone/": [web.url + "/a/"]}
