"""What we take for links is held against what a real browser asks for, case by case, each in a frame of one page.

A browser that asks for what we leave out costs at most a missed fault; each such case says why. What no browser asks
for and we take for a link is an accusation waiting to happen: there the table allows only what another reader's browser
asks for, or a reader's click.
"""

import re
from collections.abc import Sequence

import pytest
from playwright.sync_api import Browser, sync_playwright

from spiders.parsing.document import Document
from spiders.parsing.links import read_links
from spiders.parsing.urls import resolve

HOST = "http://www.example.gov.cn"
BOX = "<div class=x>x</div>"


def styled(css: str, body: str = BOX) -> str:
    return f"<!doctype html><style>{css}</style><body>{body}"


def named(attribute: str, inner: str = "x") -> str:
    return f'<div style="{attribute}">{inner}</div>'


# Both agree: the case, and what is asked for.
SAME: list[tuple[str, str]] = [
    ("<img src=a.png>", "a.png"),
    ("<img src=a.png style='display:none'>", "a.png"),
    ("<input type=image src=a.gif>", "a.gif"),
    ("<input type=submit src=a.gif>", ""),
    ("<image src=a.png>", "a.png"),
    ("<svg><image href=a.png /></svg>", "a.png"),
    ("<svg><image xlink:href=a.png /></svg>", "a.png"),
    ("<svg><use href=a.svg /></svg>", "a.svg"),
    ("<use href=a.svg></use>", ""),
    ("<table background=a.gif><tr><td>x</table>", "a.gif"),
    ("<table><tr><th background=a.gif>x</table>", "a.gif"),
    ("<body background=a.gif>x", "a.gif"),
    ("<div background=a.gif>x</div>", ""),
    ("<ul background=a.gif><li>x</ul>", ""),
    ("<table background=a.gif style='display:none'><tr><td>x</table>", ""),
    ("<table background=a.gif style='background:none'><tr><td>x</table>", ""),
    ("<table><tr style='display:none'><td background=a.gif>x</table>", ""),
    (styled("table{background:none}", "<table background=a.png><tr><td>x</table>"), ""),
    ("<link rel=stylesheet href=a.css>", "a.css"),
    ("<link rel=stylesheet href=a.css media=print>", "a.css"),
    ("<link rel='alternate stylesheet' href=a.css title=x>", "a.css"),
    ("<link rel=stylesheet href=a.css type='text/css; charset=utf-8'>", "a.css"),
    ("<link rel=stylesheet href=a.css disabled>", ""),
    ("<link rel=stylesheet href=a.less type=text/less>", ""),
    ("<link rel=stylesheet/less href=a.less>", ""),
    ("<link rel=canonical href=a.html><link rel=next href=b.html><link rel=manifest href=c.json>", ""),
    ("<link rel=alternate type=application/rss+xml href=a.xml><link rel=search href=b.xml>", ""),
    ("<script src=a.js></script>", "a.js"),
    ("<script type=module src=a.js></script>", "a.js"),
    ("<script type='' src=a.js></script>", "a.js"),
    ("<script language=JavaScript1.2 src=a.js></script>", "a.js"),
    ("<script type='text/javascript ' src=a.js></script>", "a.js"),
    ("<script type=application/x-javascript src=a.js></script>", "a.js"),
    ("<script type=text/template src=a.html></script>", ""),
    ("<script type=text/x-handlebars src=a.html></script>", ""),
    ("<script type=application/ld+json src=a.json></script>", ""),
    ("<script type='text/javascript; charset=utf-8' src=a.js></script>", ""),
    ("<script type=javascript src=a.js></script>", ""),
    ("<script language=vbscript src=a.vbs></script>", ""),
    ('<script type=importmap>{"imports":{"x":"./a.js"}}</script>', ""),
    ("<script type=text/template><img src=a.png></script>", ""),
    ("<iframe src=a.html></iframe>", "a.html"),
    ("<iframe src=a.html style=display:none></iframe>", "a.html"),
    ("<iframe srcdoc='x' src=a.html></iframe>", ""),
    ("<iframe src=a.html><img src=b.png></iframe>", "a.html"),
    ("<frameset><frame src=a.html><noframes><img src=b.png></noframes></frameset>", "a.html"),
    ("<object data=a.html></object>", "a.html"),
    ("<object data=a.png><img src=b.png></object>", "a.png b.png"),
    ("<object data=a.swf></object><embed src=b.swf>", ""),
    ("<object data=a.doc></object><embed src=b.doc>", ""),
    ("<embed src=a.wmv type=application/x-mplayer2>", ""),
    ("<embed src=a.mp3>", "a.mp3"),
    ("<video src=a.mp4></video>", "a.mp4"),
    ("<video poster=a.png></video>", "a.png"),
    ("<video src=a.mp4><source src=b.mp4></video>", "a.mp4"),
    ("<video><source src=a.mp4><source src=b.ogg></video>", "a.mp4 b.ogg"),
    ("<audio><source src=a.mp3></audio>", "a.mp3"),
    ("<video src=a.mp4><track src=a.vtt default></video>", "a.mp4 a.vtt"),
    ("<source srcset=a.png><source src=b.png><track src=c.vtt>", ""),
    ("<picture><source src=a.png><img src=b.png></picture>", "b.png"),
    ("<noscript><img src=a.png></noscript><template><img src=b.png></template>", ""),
    ("<!-- <img src=a.png> --><!--[if IE]><img src=b.png><![endif]-->", ""),
    ("<!--[if !IE]>--><img src=a.png><!--<![endif]-->", "a.png"),
    ("<![if !IE]><img src=a.png><![endif]>", "a.png"),
    ("<textarea><img src=a.png></textarea><xmp><img src=b.png></xmp>", ""),
    ("<img src='javascript:void(0)'><iframe src='javascript:void(0)'></iframe>", ""),
    ("<base target=_blank><img src=a.png>", "a.png"),
    ("<base target=_blank><base href=b/><img src=a.png>", "b/a.png"),
    ("<link rel=stylesheet href=a.css><script src=a.js></script><base href=b/><img src=a.png>", "a.css a.js b/a.png"),
    (styled(".x{background:url(a.png)}"), "a.png"),
    (styled(".y{background:url(a.png)}"), ""),
    (styled(".x{background:url(a.png)}.x{background:none}"), ""),
    (styled(".x{background:url(a.png)}.x{background:red}"), ""),
    (styled(".x{background:url(a.png)}.x{background-color:red}"), "a.png"),
    (styled(".x{background:none}.x{background:url(a.png)}"), "a.png"),
    (styled("div.x{background:none}.x{background:url(a.png)}"), ""),
    (styled("*{background:transparent}.x{background:url(a.png)}"), "a.png"),
    (styled(".x{background:url(a.png)}.x{background:url(b.png)}"), "b.png"),
    (styled(".x{background:url(a.png)}.x{background:inherit}"), ""),
    (styled(".x{background:url(a.png);all:unset}"), ""),
    (styled(".x{background:url(a.png),url(b.png)}"), "a.png b.png"),
    (styled("@media print{.x{background:url(a.png)}}"), ""),
    (styled("@media screen{.x{background:url(a.png)}}"), "a.png"),
    (styled("@media (max-width:10px){.x{background:url(a.png)}}"), ""),
    (styled("@supports not (display:grid){.x{background:url(a.png)}}"), ""),
    (styled(".x{background:url(a.png)}@supports (display:grid){.x{background:none}}"), ""),
    (styled(".x{background:url(a.png)}@media (min-width:10px){.x{background:none}}"), ""),
    (styled(".x::before{background:url(a.png)}"), ""),
    (styled(".x::before{content:'';background:url(a.png)}"), "a.png"),
    (styled(".x::after{background:url(a.png)}.x::after{content:''}"), "a.png"),
    (styled(".x::before{content:'';background:url(a.png);display:none}"), ""),
    (styled(".x::before{content:'';background:url(a.png)}.x{background:none}"), "a.png"),
    (styled(".x{display:none;background:url(a.png)}"), ""),
    (styled(".y{display:none}.x{background:url(a.png)}", f"<div class=y>{BOX}</div>"), ""),
    (styled(".x{visibility:hidden;background:url(a.png)}"), "a.png"),
    (styled(".x{background:url(a.png)}", "<div class=x hidden>x</div>"), ""),
    (styled(".x{background:url(a.png)}", "<div class=x style='background:none'>x</div>"), ""),
    (styled(".x{background:url(a.png)}", "<div class=x style='border:none;color:red'>x</div>"), "a.png"),
    (styled("@font-face{font-family:f;src:url(a.woff)}"), ""),
    (styled("@import 'a.css';@import url(b.css) print;"), "a.css b.css"),
    (styled(".x{color:red}@import 'a.css';"), ""),
    (styled("@import 'a.css' supports(display:nothing);"), ""),
    (styled(":root{--b:url(a.png)}"), ""),
    (styled("ul{list-style:url(a.png)}", "<ul><li>x</ul>"), "a.png"),
    (styled(".x{border-image:url(a.png) 1}"), "a.png"),
    (styled(".x{background:url(a.png)\\9}"), ""),
    (styled(".x{background:url(a.png);background:none\\9}"), "a.png"),
    (styled(".x{_background:url(a.png);*background:url(b.png)}"), ""),
    (styled(".x{behavior:url(a.htc);filter:progid:X(src='a.png')}"), ""),
    (styled(".x{background:url(a.png) no-repeat 0 -10px #FFF}"), "a.png"),
    (styled(".x{background:url(a.png) bogus}"), ""),
    (styled(".x{background:#ggg url(a.png)}"), ""),
    (styled(".x{background-image:url(a.png) no-repeat}"), ""),
    (styled(".x{background:url()}"), ""),
    (styled(".x{background:url(#q)}"), ""),
    (styled(".x{background:url(a b.png)}"), ""),
    (styled(".x:hover{background:url(a.png)}"), ""),
    (styled("a:link{background:url(a.png)}", "<a name=q>x</a>"), ""),
    (styled("a:visited{background:url(a.png)}", "<a name=q>x</a>"), ""),
    (styled("<!-- .x{background:url(a.png)} -->"), "a.png"),
    (styled(".x{background:url(a.png)"), "a.png"),
    (styled(".y{background:url(b.png) .x{background:url(a.png)}"), ""),
    (styled(".y{color:red} } .x{background:url(a.png)}"), ""),
    (styled(".y{color:red}; .x{background:url(a.png)}"), ""),
    (styled("@keyframes k{from{background:url(a.png)}}"), ""),
    (named("background:url(a.png)"), "a.png"),
    (named("BACKGROUND-IMAGE: URL('a.png')"), "a.png"),
    (named("background:url(a.png);background:none"), ""),
    (named("display:none;background:url(a.png)"), ""),
    (named("display:none", named("background:url(a.png)")), ""),
    (named("background:url(a.png) bogus"), ""),
    (named("{background:url(a.png)}"), ""),
    (named("src:url(a.png);behavior:url(b.htc)"), ""),
    (styled(".x{display:none}", f"<div class=x>{named('background:url(a.png)')}</div>"), ""),
    (styled(".x{background:none!important}", "<p class=x style='background:url(a.png)'>x</p>"), ""),
    (styled(".x{background:none}", "<p class=x style='background:url(a.png)'>x</p>"), "a.png"),
    ("<details><p style='background:url(a.png)'>x</details>", ""),
    ("<input type=hidden style='background:url(a.png)'>", ""),
    ("<style media=print>.x{background:url(a.png)}</style>" + BOX, ""),
    ("<style media=screen>.x{background:url(a.png)}</style>" + BOX, "a.png"),
    ("<style type=text/less>.x{background:url(a.png)}</style>" + BOX, ""),
    ("<noscript><style>.x{background:url(a.png)}</style></noscript>" + BOX, ""),
]

# We take more for links: the case, what the browser asks for, what we take, and who asks for the rest.
WIDER: list[tuple[str, str, str, str]] = [
    ("<img src=a.png srcset='b.png 2x'>", "a.png", "a.png b.png", "a finer screen"),
    (
        "<picture><source srcset=a.png media='(max-width:9px)'><img src=b.png></picture>",
        "b.png",
        "a.png b.png",
        "a telephone",
    ),
    ("<img data-src=a.png>", "", "a.png", "the page's script, by convention"),
    ("<div style='height:9000px'></div><img loading=lazy src=a.png>", "", "a.png", "a reader who scrolls"),
    ("<video preload=none src=a.mp4></video>", "", "a.mp4", "a reader who plays it"),
    ("<video src=a.mp4><track src=a.vtt></video>", "a.mp4", "a.mp4 a.vtt", "a reader who wants subtitles"),
    ("<button formaction=a.html>x</button>", "", "a.html", "a reader's click"),
    ("<script nomodule src=a.js></script>", "", "a.js", "an older browser"),
    ("<link rel=apple-touch-icon href=a.png>", "", "a.png", "a telephone that keeps the page"),
]

# The browser asks for what we leave out.
NARROWER: list[tuple[str, str, str]] = [
    ("<link rel=preload href=a.png as=image>", "a.png", "a hint: what is shown is named elsewhere"),
    ("<link rel=modulepreload href=a.js>", "a.js", "a hint"),
    (styled("@font-face{font-family:f;src:url(a.woff)}.x{font-family:f}"), "a.woff", "fonts are not read"),
    (styled(".x{cursor:url(a.cur),auto}"), "a.cur", "cursors are not read"),
    (styled(".x{mask-image:url(a.png)}"), "a.png", "masks are not read"),
    (styled(".x{--b:url(a.png);background:var(--b)}"), "a.png", "custom properties are not followed"),
    (styled(".x:first-child{background:url(a.png)}"), "a.png", "structure is not certain"),
    (styled("[class=x]{background:url(a.png)}"), "a.png", "attributes are not looked at"),
    (styled("@supports (display:grid){.x{background:url(a.png)}}"), "a.png", "conditions are not certain"),
    (styled("@media (min-width:9px){.x{background:url(a.png)}}"), "a.png", "conditions are not certain"),
    (styled(".x{background:linear-gradient(red,blue),url(a.png)}"), "a.png", "gradients are not understood"),
    ("<object classid=x data=a.png></object>", "a.png", "meant for a plug-in"),
]
CASES = [case[0] for case in (*SAME, *WIDER, *NARROWER)]


@pytest.fixture(scope="module")
def asked(browser) -> dict[str, list[str]]:
    """What the browser asks for because of each case."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(browser), chromium_sandbox=False)
        found = _asked(opened, CASES)
        opened.close()
    return dict(zip(CASES, found, strict=True))


def _asked(browser: Browser, cases: Sequence[str]) -> list[list[str]]:
    found: list[list[str]] = [[] for _ in cases]
    frames = "".join(f"<iframe src=/{n}/ width=300 height=200></iframe>" for n in range(len(cases)))

    def answer(route):
        path = route.request.url.removeprefix(HOST)
        place = re.fullmatch(r"/(\d+)/(.*)", path)
        if place is None:
            route.fulfill(status=200, content_type="text/html", body=frames if path == "/" else "")
        elif not place[2]:
            route.fulfill(status=200, content_type="text/html; charset=utf-8", body=cases[int(place[1])])
        else:
            found[int(place[1])].append(place[2])
            route.fulfill(status=404, body="gone")

    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.route("**/*", answer)
    page.goto(HOST + "/", wait_until="load")
    page.wait_for_load_state("networkidle")
    return [sorted(set(one)) for one in found]


def links(case: str) -> list[str]:
    base = HOST + "/0/"
    doc = Document.parse(case.encode(), base)
    urls = {resolve(link.raw, doc.base_url, "utf-8") for link in read_links(doc)}
    return sorted(url.removeprefix(base) for url in urls if url is not None)


@pytest.mark.parametrize(("case", "expected"), SAME)
def test_a_link_is_what_a_browser_asks_for(asked, case: str, expected: str):
    assert asked[case] == expected.split()
    assert links(case) == expected.split()


@pytest.mark.parametrize(("case", "by_this", "ours", "who"), WIDER)
def test_what_another_reader_asks_for_is_a_link_as_well(asked, case: str, by_this: str, ours: str, who: str):
    assert asked[case] == by_this.split(), who
    assert links(case) == ours.split(), who


@pytest.mark.parametrize(("case", "expected", "why"), NARROWER)
def test_what_is_left_out_is_known(asked, case: str, expected: str, why: str):
    assert asked[case] == expected.split(), why
    assert links(case) == [], why
