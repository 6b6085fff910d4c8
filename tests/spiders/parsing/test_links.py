"""What is a link, what is none, and what a report can say of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.parsing.document import Document
from spiders.parsing.elements import refresh_target, use_of
from spiders.parsing.links import line_of, read_links, text_of


def document(html: str) -> Document:
    return Document.parse(html.encode(), "http://www.x.gov.cn/a/index.html")


def raws(html: str) -> list[str]:
    return [link.raw for link in read_links(document(html))]


@pytest.mark.parametrize(
    ("html", "raw", "use"),
    [
        ('<a href="a.html">x</a>', "a.html", "page"),
        ('<a href="a.pdf?v=1">x</a>', "a.pdf?v=1", "attachment"),
        ('<a href="A.DOC">x</a>', "A.DOC", "attachment"),
        ('<a href="a.jpg">x</a>', "a.jpg", "image"),
        ('<a href="/docx">x</a>', "/docx", "page"),
        ("<a href=' a.html '>x</a>", " a.html ", "page"),
        ('<map><area href="a.html"></map>', "a.html", "page"),
        ('<link rel="stylesheet" href="a.css">', "a.css", "style"),
        ('<link rel="Shortcut Icon" href="a.ico">', "a.ico", "image"),
        ('<img src="a.png">', "a.png", "image"),
        ('<img alt="" data-original="a.png">', "a.png", "image"),
        ('<img data-src="a.png">', "a.png", "image"),
        ('<input type="IMAGE" src="a.gif">', "a.gif", "image"),
        ('<table background="a.gif"><tr><td>x</td></tr></table>', "a.gif", "image"),
        ('<table><tr><td background="a.gif">x</td></tr></table>', "a.gif", "image"),
        ('<body background="a.gif">x</body>', "a.gif", "image"),
        ('<div style="background: url(a.gif) no-repeat">x</div>', "a.gif", "image"),
        ("<div style=\"background-image:url('a b.gif')\">x</div>", "a b.gif", "image"),
        ('<div style="background:URL( a.gif )">x</div>', "a.gif", "image"),
        ("<style>.a{background:url(a.gif)}</style><p class=a>x</p>", "a.gif", "image"),
        ('<style>@import "a.css";</style>', "a.css", "style"),
        ("<style>@import url(a.css);</style>", "a.css", "style"),
        ("<style>@IMPORT url('a.asp');</style>", "a.asp", "style"),
        ('<iframe src="a.html"></iframe>', "a.html", "frame"),
        ('<frameset><frame src="a.html"></frameset>', "a.html", "frame"),
        ('<script src="a.js"></script>', "a.js", "script"),
        ('<form action="/s"><input name="q"></form>', "/s", "form"),
        ('<form><button formaction="/s">x</button></form>', "/s", "form"),
        ('<object data="a.png"></object>', "a.png", "image"),
        ('<embed src="a.mp3">', "a.mp3", "image"),
        ('<svg><image xlink:href="a.png" /></svg>', "a.png", "image"),
        ('<svg><use href="a.svg#x" /></svg>', "a.svg#x", "image"),
        ('<svg><a xlink:href="a.html"><text>x</text></a></svg>', "a.html", "page"),
        ('<object data="a.html"></object>', "a.html", "frame"),
        ('<video src="a.mp4"></video>', "a.mp4", "image"),
        ('<video poster="a.png"></video>', "a.png", "image"),
        ('<audio><source src="a.mp3"></audio>', "a.mp3", "image"),
        ('<meta http-equiv="Refresh" content="0;URL=a.html">', "a.html", "page"),
    ],
)
def test_every_kind_of_link_is_read_with_its_use(html: str, raw: str, use: str) -> None:
    assert [(link.raw, link.use) for link in read_links(document(html))] == [(raw, use)]


@pytest.mark.parametrize(
    "html",
    [
        '<!-- <a href="a.html">x</a> -->',
        '<template><a href="a.html"><img src="a.png"></a></template>',
        '<noscript><img src="//hm.example.cn/a.gif"></noscript>',
        '<a href="#top">x</a>',
        '<a href=" # ">x</a>',
        '<a href="">x</a>',
        '<a href="  ">x</a>',
        "<a>x</a>",
        '<a href="javascript:void(0)">x</a>',
        '<a href=" JavaScript :;">x</a>',
        '<link rel="dns-prefetch" href="//a.cn">',
        '<link rel="canonical" href="a.html">',
        '<link href="a.css">',
        '<form action="/s" method="POST"></form>',
        '<meta http-equiv="refresh" content="600">',
        '<meta name="refresh" content="0;url=a.html">',
        "<style>/* .a{background:url(a.gif)} */</style><p class=a>x</p>",
        "<style>@font-face{src:url(a.woff2)}</style>",
        "<style>.a{background:url(a.gif)}</style>",  # nothing on the page is meant
        '<object data="a.swf"></object>',
        '<script>var a = "url(a.gif)";document.write("<a href=b.html>")</script>',
        '<blockquote cite="a.html">x</blockquote>',
        '<input type="text" src="a.gif">',
        '<img src="">',
        "<title><a href=a.html></title>",
    ],
)
def test_what_no_reader_meets_is_no_link(html: str) -> None:
    assert raws(html) == []


def test_links_come_in_the_order_of_the_page_and_repeat_as_often_as_they_stand_there() -> None:
    assert raws('<a href="b"><img src="c.png"></a><a href="a">x</a><a href="b">y</a>') == ["b", "c.png", "a", "b"]


def test_a_script_address_is_left_out_but_not_a_page_that_begins_like_one() -> None:
    assert raws('<a href="javascript.html">x</a><a href="Java/a.html">y</a>') == ["javascript.html", "Java/a.html"]


def test_other_schemes_are_read_so_that_their_refusal_can_be_counted() -> None:
    assert raws('<a href="mailto:a@x.gov.cn">x</a><a href="file:///C:/a.doc">y</a>') == [
        "mailto:a@x.gov.cn",
        "file:///C:/a.doc",
    ]


@pytest.mark.parametrize(
    ("srcset", "expected"),
    [
        ("a.png", ["a.png"]),
        ("a.png 2x", ["a.png"]),
        ("a.png, b.png 2x", ["a.png", "b.png"]),
        ("a.png 1x,b.png 2x", ["a.png", "b.png"]),
        ("a,b.png 100w,\n c.png 200w,", ["a,b.png", "c.png"]),
        (" , ", []),
    ],
)
def test_a_srcset_is_split_as_browsers_split_it(srcset: str, expected: list[str]) -> None:
    assert raws(f'<img srcset="{srcset}">') == expected
    assert raws(f'<picture><source srcset="{srcset}"></picture>') == expected
    assert raws(f'<img data-srcset="{srcset}">') == expected


@pytest.mark.parametrize(
    ("content", "target"),
    [
        ("0;URL=/a/", "/a/"),
        ("5; url='a.html'", "a.html"),
        ('0; url = "a.html"', "a.html"),
        ("3,a.html", "a.html"),
        ("0 a.html", "a.html"),
        ("0;url=a.jsp?x=1;y=2", "a.jsp?x=1;y=2"),
        ("600", None),
        ("600;", None),
        ("", None),
        (" 5 ; url= ", None),
    ],
)
def test_a_refresh_leads_somewhere_only_when_it_names_a_place(content: str, target: str | None) -> None:
    assert refresh_target(content) == target


def test_the_line_of_a_link_is_its_line_in_the_source() -> None:
    (link,) = read_links(document('<html>\n<body>\n\n<a href="a.html">x</a>'))
    assert line_of(link.element) == 4


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<a href="a"> 政 务 <b>公开</b>\n </a>', "政 务 公开"),
        ('<a href="a" title="t"><img src="a.png" alt="图 片"></a>', "图 片"),
        ('<a href="a" title="标题"><img src="a.png"></a>', "标题"),
        ('<a href="a"></a>', ""),
        (f'<a href="a">{"长" * 80}</a>', "长" * 80),
        (f'<a href="a">{"长" * 81}</a>', "长" * 79 + "…"),
    ],
)
def test_the_text_of_a_link_is_what_a_reader_sees_and_never_long(html: str, text: str) -> None:
    assert text_of(next(read_links(document(html))).element) == text


def test_a_hidden_template_hides_what_follows_it_not() -> None:
    assert raws('<template><a href="a">x</a></template><a href="b">y</a>') == ["b"]


def test_ten_thousand_open_brackets_in_a_style_cost_little() -> None:
    assert raws("<style>" + "url(" * 50_000 + "</style>") == []


@given(st.text(max_size=400))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    for html in (text, f"<a href='{text}'>", f"<style>{text}</style>", f"<img srcset='{text}'>", f"<p style='{text}'>"):
        for link in read_links(document(html)):
            assert link.raw
            assert len(text_of(link.element)) <= 80


@given(st.text(max_size=60))
def test_the_use_of_any_address_is_a_known_one(raw: str) -> None:
    assert use_of(raw) in ("page", "attachment", "image")
