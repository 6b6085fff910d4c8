"""Whole crawls of sites with style sheets: which images are asked for because of them, and what is said of those."""

from random import Random

import pytest

from spiders.budget import Budget

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 40
HEAD = "<link rel='stylesheet' href='/css/site.css'>"


def page(body: str, head: str = HEAD) -> str:
    return f"<html><head><title>页面</title>{head}</head>\n<body>\n{body}</body></html>"


@pytest.fixture
def styled(web):
    """A home page and an article with one sheet, which imports another; images that are there, missing, or unused."""
    web.page("/", page("<div class='top'><a href='/a.html'>文章</a></div>"))
    web.page("/a.html", page("<p class='text'>正文</p>\n<div class='foot'>页脚</div>"))
    css = (
        "@import url(menu.css);\n.top { background: url(../img/there.png) }\n"
        ".foot {\n background: url(../img/missing.png) }\n.unused { background: url(../img/nobody.png) }\n"
    )
    web.page("/css/site.css", css, kind="text/css")
    web.page("/css/menu.css", ".text { background: url('/img/deep.png') }", kind="text/css")
    web.page("/img/there.png", PNG, kind="image/png")
    return web


def broken(seen) -> dict[str, str]:
    return {link.url: link.fault for link in seen.links if link.state == "broken"}


def test_images_of_sheets_are_links_and_those_that_no_page_shows_are_none(styled, inspect):
    seen = inspect(styled.url + "/")
    assert broken(seen) == {f"{styled.url}/img/{name}.png": "http-404" for name in ("missing", "deep")}
    assert styled.count("/img/there.png") == 1
    assert styled.count("/img/nobody.png") == 0
    assert "sheets-unread" not in seen.crawl.notes
    assert seen.crawl.links == 7  # two pages, two sheets, three images


def test_a_missing_image_names_the_page_that_shows_it_and_the_sheet(styled, inspect):
    seen = inspect(styled.url + "/")
    (link,) = [one for one in seen.links if one.url.endswith("missing.png")]
    told = [(one.page.removeprefix(styled.url), one.line, one.use) for one in link.sources]
    assert told == [("/a.html", 4, "image"), ("/css/site.css", 4, "style")]
    assert (link.on_home, link.use, link.occurrences) == (False, "image", 1)


def test_an_image_that_the_home_page_shows_is_on_the_home_page(styled, inspect):
    styled.page("/css/site.css", ".top { background: url(/img/missing.png) }", kind="text/css")
    (link,) = inspect(styled.url + "/").links
    assert link.on_home


def test_each_sheet_is_fetched_once_however_many_pages_use_it(styled, inspect):
    styled.page("/", page("".join(f"<a href='/{n}.html'>{n}</a>" for n in range(6)) + "<div class='top'>x</div>"))
    for number in range(6):
        styled.page(f"/{number}.html", page(f"第{number}页"))
    inspect(styled.url + "/")
    asked = [line for line in styled.asked if line.endswith("/css/site.css")]
    assert asked == ["HEAD /css/site.css", "GET /css/site.css"]


@pytest.mark.parametrize(("sheets", "unread"), [(20, False), (21, True)])
def test_no_more_sheets_are_read_than_the_bound(web, inspect, sheets, unread):
    head = "".join(f"<link rel='stylesheet' href='/{n}.css'>" for n in range(sheets))
    web.page("/", page("<div class='top'>x</div>", head))
    for number in range(sheets):
        web.page(f"/{number}.css", "p { color: red }", kind="text/css")
    seen = inspect(web.url + "/")
    assert ("sheets-unread" in seen.crawl.notes) is unread
    assert sum(line.startswith("GET") and ".css" in line for line in web.asked) == 20
    assert seen.crawl.complete


def test_a_missing_sheet_is_a_broken_link_and_nothing_more(styled, inspect):
    styled.page("/css/site.css", "gone", status=404)
    assert broken(inspect(styled.url + "/")) == {f"{styled.url}/css/site.css": "http-404"}


def test_a_sheet_that_is_imported_and_missing_is_broken(styled, inspect):
    styled.page("/css/menu.css", "gone", status=404)
    seen = inspect(styled.url + "/")
    (link,) = [one for one in seen.links if one.url.endswith("menu.css")]
    assert (link.fault, link.sources[0].page, link.sources[0].line) == ("http-404", f"{styled.url}/css/site.css", 1)


def test_sheets_of_others_are_links_but_are_not_read(web, web_factory, inspect):
    other = web_factory()
    other.page("/x.css", ".top { background: url(/gone.png) }", kind="text/css")
    web.page("/", page("<div class='top'>x</div>", f"<link rel='stylesheet' href='{other.url}/x.css'>"))
    inspect(web.url + "/")
    assert other.asked == ["HEAD /x.css"]


def test_a_page_instead_of_a_sheet_is_not_read_as_one(styled, inspect):
    styled.page("/css/site.css", "<html><body>.top{background:url(/gone.png)}</body></html>")
    seen = inspect(styled.url + "/")
    assert styled.count("/gone.png") == 0
    assert "sheets-unread" in seen.crawl.notes


def test_robots_keep_a_sheet_from_being_read(styled, inspect):
    styled.page("/robots.txt", "User-agent: *\nDisallow: /css/", kind="text/plain")
    inspect(styled.url + "/")
    assert not any("/css/" in line for line in styled.asked)


def test_when_time_is_up_no_sheet_is_read(styled, inspect):
    styled.page("/a.html", page("<p class='text'>正文</p>"), delay=3)
    seen = inspect(styled.url + "/", budget=Budget(seconds=1, retries=0))
    assert "GET /css/site.css" not in styled.asked
    assert "sheets-unread" in seen.crawl.notes


def test_time_is_up_for_what_sheets_lead_to_as_well(styled, inspect):
    for name in ("there", "missing", "deep"):
        styled.page(f"/img/{name}.png", PNG, kind="image/png", delay=15)
    seen = inspect(styled.url + "/", budget=Budget(seconds=4, retries=0))
    assert seen.crawl.stop_reason == "budget-seconds"
    assert {link.state for link in seen.links if "/img/" in link.url} <= {"unconfirmed"}


def test_of_pages_beyond_the_bound_none_is_kept_for_sheets(styled, inspect):
    noise = Random(1).randbytes(900_000).hex()  # packed some 900,000 bytes
    styled.page("/", page("".join(f"<a href='/{number}.html'>文章{number}</a>" for number in range(14))))
    for number in range(14):
        head = f"<link rel='stylesheet' href='/css/{number}.css'>"
        styled.page(f"/{number}.html", page(f"<p class='text'>正文</p><!--{noise}-->", head))
        styled.page(f"/css/{number}.css", f".text{{background:url(/img/no{number}.png)}}", kind="text/css")
    seen = inspect(styled.url + "/")
    kept = [number for number in range(14) if styled.count(f"/img/no{number}.png")]
    assert 5 <= len(kept) <= 9
    assert "sheets-unread" in seen.crawl.notes


def test_a_sheet_that_costs_too_much_is_told_to_be_unread(styled, inspect):
    styled.page("/a.html", page(f"<p class='foot {'a ' * 100_000}'>正文</p>"))
    css = ("#" + " *,#".join(f"z{number}" for number in range(60)) + " *{display:none}") * 400
    styled.page("/css/site.css", css + ".foot{background:url(/img/missing.png)}", kind="text/css")
    seen = inspect(styled.url + "/")
    assert "sheets-unread" in seen.crawl.notes
    assert broken(seen) == {}


def test_a_resumed_run_asks_for_no_sheet_again_and_says_the_same(styled, inspect):
    first = inspect(styled.url + "/")
    asked = len(styled.asked)
    second = inspect(styled.url + "/", again=True)
    assert [line for line in styled.asked[asked:] if "/css/" in line or "/img/" in line] == []
    assert broken(second) == broken(first)
    assert second.crawl.links == first.crawl.links
    assert "sheets-unread" not in second.crawl.notes


@pytest.mark.parametrize(
    ("other", "missing"),
    [
        (".foot { background: url(/img/there.png) }", []),
        (".foot { display: none }", []),
        ("p { color: red }", ["/img/missing.png"]),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_what_another_sheet_of_the_page_says_otherwise_is_no_link(styled, inspect, other, missing, first):
    heads = [HEAD, "<link rel='stylesheet' href='/css/theme.css'>"]
    styled.page("/a.html", page("<div class='foot'>页脚</div>", "".join(heads if first else heads[::-1])))
    styled.page("/css/theme.css", other, kind="text/css")
    assert [url.removeprefix(styled.url) for url in broken(inspect(styled.url + "/"))] == missing


@pytest.mark.parametrize("imported", [True, False])
def test_a_page_with_a_sheet_of_others_accuses_nobody_of_an_image(styled, web_factory, inspect, imported):
    other = web_factory()
    other.page("/x.css", ".foot { background: none }", kind="text/css")
    used = f"<link rel='stylesheet' href='{other.url}/x.css'>"
    if imported:
        styled.page("/css/own.css", f"@import url({other.url}/x.css);", kind="text/css")
        used = "<link rel='stylesheet' href='/css/own.css'>"
    styled.page("/a.html", page("<div class='foot'>页脚</div>", HEAD + used))
    seen = inspect(styled.url + "/")
    assert broken(seen) == {}
    assert "sheets-unread" in seen.crawl.notes


def test_a_sheet_that_is_missing_says_nothing_against_the_others(styled, inspect):
    styled.page("/a.html", page("<div class='foot'>页脚</div>", HEAD + "<link rel='stylesheet' href='/css/gone.css'>"))
    named = {url.removeprefix(styled.url) for url in broken(inspect(styled.url + "/"))}
    assert named == {"/css/gone.css", "/img/missing.png"}


def test_addresses_in_a_sheet_start_from_where_a_redirect_led(styled, inspect):
    styled.page("/css/site.css", "", status=302, Location="/static/v2/site.css")
    styled.page("/static/v2/site.css", ".top { background: url(there.png) }", kind="text/css")
    styled.page("/static/v2/there.png", PNG, kind="image/png")
    seen = inspect(styled.url + "/")
    assert broken(seen) == {}
    assert styled.count("/static/v2/there.png") == 1


@pytest.mark.parametrize(("more", "missing"), [(0, ["/img/missing.png"]), (300_000, [])])
def test_of_a_sheet_that_is_too_long_nothing_is_said(styled, inspect, more, missing):
    css = ".foot { background: url(/img/missing.png) }" + " " * more
    styled.page("/css/site.css", css, kind="text/css")
    seen = inspect(styled.url + "/")
    assert [url.removeprefix(styled.url) for url in broken(seen)] == missing
    assert ("sheets-unread" in seen.crawl.notes) is bool(more)


OWN = "<style>.foot { background: url(img/own.png) } .unused { background: url(img/nobody.png) }</style>"


@pytest.mark.parametrize(
    ("head", "body", "missing"),
    [
        (OWN, "<div class='foot'>页脚</div>", ["/img/own.png"]),
        (OWN, "<p>正文</p>", []),
        (OWN, "<div class='foot' style='display:none'>页脚</div>", []),
        (OWN + "<link rel=stylesheet href=/css/none.css>", "<div class='foot'>页脚</div>", []),
        (
            OWN + "<link rel=stylesheet href=/css/none.css media=print>",
            "<div class='foot'>页脚</div>",
            ["/img/own.png"],
        ),
        ("", "<p style='background:url(img/own.png)'>x</p>", ["/img/own.png"]),
        ("<link rel=stylesheet href=/css/hides.css>", "<p class='foot' style='background:url(img/own.png)'>x</p>", []),
        ("", "<table background=img/own.png><tr><td>x</td></tr></table>", ["/img/own.png"]),
        ("<link rel=stylesheet href=/css/none.css>", "<table class=foot background=img/own.png><tr><td>x</table>", []),
        ("", "<ul background=img/own.png><li>x</li></ul>", []),  # browsers heed it on tables and the body alone
    ],
)
def test_images_of_a_pages_own_style_are_links_where_a_browser_asks_for_them(web, inspect, head, body, missing):
    web.page("/", page(body, head))
    web.page("/css/none.css", ".foot.foot { background: none }", kind="text/css")
    web.page("/css/hides.css", ".foot { display: none }", kind="text/css")
    seen = inspect(web.url + "/")
    assert [url.removeprefix(web.url) for url in broken(seen)] == missing
    assert web.count("/img/nobody.png") == 0
    assert "sheets-unread" not in seen.crawl.notes


def test_an_image_of_a_pages_own_style_names_the_line_where_it_stands(web, inspect):
    style = "<style>\n.foot {\n background: url(img/own.png) }</style>"
    web.page("/", page("<div class='foot'>页脚</div>", style))
    (link,) = inspect(web.url + "/").links
    assert [(one.page, one.line, one.text, one.use) for one in link.sources] == [(web.url + "/", 3, "页脚", "image")]
    assert (link.on_home, link.use) == (True, "image")


@pytest.mark.parametrize("body", ["<div class='foot'>x</div>", "<table background=img/own.png><tr><td>x</table>"])
def test_of_a_page_with_a_sheet_of_others_its_own_rules_accuse_nobody(web, web_factory, inspect, body):
    other = web_factory()
    other.page("/x.css", ".foot { background: none }", kind="text/css")
    foreign = f"<link rel='stylesheet' href='{other.url}/x.css'>"
    web.page("/", page(f"{body}<p style='background:url(img/said.png)'>x</p>", OWN + foreign))
    seen = inspect(web.url + "/")
    assert [url.removeprefix(web.url) for url in broken(seen)] == ["/img/said.png"]
    assert "sheets-unread" in seen.crawl.notes


def test_a_resumed_run_asks_for_no_image_of_own_style_again(web, inspect):
    web.page("/", page("<div class='foot'>页脚</div>", OWN))
    first = inspect(web.url + "/")
    asked = len(web.asked)
    second = inspect(web.url + "/", again=True)
    assert not any("/img/" in line for line in web.asked[asked:])
    assert broken(second) == broken(first) == {f"{web.url}/img/own.png": "http-404"}


@pytest.mark.parametrize("slow", [3, 5, 8])
def test_which_answer_comes_first_changes_nothing(web, inspect, slow):
    """Ten articles of one template, each with something else that a sheet or its own style gives an image."""
    web.page("/", page("".join(f"<a href='/{n}.html'>文章{n}</a>" for n in range(10))))
    css = "".join(f".box{n} {{ background: url(/img/{n}.png) }}" for n in range(10))
    web.page("/css/site.css", css, kind="text/css")
    for number in range(10):
        head = HEAD + "<style>h1 { background: url(/img/own.png) }</style>"
        body = f"<h1>文章{number}</h1><div class='box{number}'>正文</div>"
        web.page(f"/{number}.html", page(body, head), delay=0.0 if number >= slow else 0.4)
    seen = inspect(web.url + "/")
    assert [url.removeprefix(web.url) for url in broken(seen)] == ["/img/0.png", "/img/own.png"]
    assert {one.page.removeprefix(web.url) for link in seen.links for one in link.sources} == {
        "/0.html",
        "/css/site.css",
    }
