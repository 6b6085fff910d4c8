"""Hidden links and spam words: tricks without an honest use are raised, menus, tabs and counters are not."""

import time

import pytest

from spiders.parsing.document import Document
from spiders.parsing.safety.hidden import read_hidden_links, read_noscript_links, read_spam, read_written_links
from spiders.parsing.safety.lexicon import bundled

HOST = "www.example.gov.cn"
LINK = '<a href="http://casino.example/">百家乐开户</a>'


def parse(body, head=""):
    html = f"<html><head>{head}</head><body>{body}</body></html>"
    return Document.parse(html.encode(), f"http://{HOST}/", "utf-8")


def hidden(body):
    return [alert.text for alert in read_hidden_links(parse(body), HOST)]


def spam(body="", head=""):
    return [(alert.text, alert.right) for alert in read_spam(parse(body, head), bundled(), HOST)]


@pytest.mark.parametrize(
    "style",
    [
        "position:absolute;left:-9999px",
        "text-indent:-999px",
        "TEXT-INDENT: -9999PX",
        "margin-top:-2000px",
        "font-size:0",
        "font-size:0px;color:red",
        "font-size: 1px;",
        "opacity:0",
        "height:0;overflow:hidden",
        "overflow:hidden;width:1px;height:1px",
    ],
)
def test_tricks_without_an_honest_use(style):
    assert hidden(f'<div style="{style}">{LINK}</div>') == ["http://casino.example/"]


@pytest.mark.parametrize("size", ['height="1"', 'width="1" height="5"', 'height="0"'])
def test_a_moving_line_of_no_size(size):
    assert hidden(f"<marquee {size}>{LINK}</marquee>") == ["http://casino.example/"]


@pytest.mark.parametrize(
    "body",
    [
        f"<div>{LINK}</div>",
        f'<div style="display:none">{LINK}</div>',
        f'<ul class="menu" style="display: none">{LINK}</ul>',
        f'<div style="left:-5px">{LINK}</div>',
        f'<div style="font-size:10px">{LINK}</div>',
        f'<div style="height:0">{LINK}</div>',
        f'<div style="height:100px;overflow:hidden">{LINK}</div>',
        f'<marquee height="120">{LINK}</marquee>',
        '<div style="left:-999px"><a href="/about.html">关于</a></div>',
        '<div style="left:-999px"><a href="http://zwgk.example.gov.cn/">公开</a></div>',
        '<div style="left:-999px"><a href="http://www.other.gov.cn/">外县</a></div>',
        '<div style="left:-999px"><a href="http://s4.cnzz.com/stat">统计</a></div>',
        '<div style="font-size:0"><a href="http://foo.example/"><img src="a.gif"></a></div>',
        "<p>left:-999px</p>",
    ],
)
def test_menus_offices_counters_and_images_are_no_hits(body):
    assert hidden(body) == []


TWO = '<a href="http://a.example/">甲</a><a href="http://b.example/">乙</a>'


def styled(rule, body, head=""):
    doc = parse(body, f"<style>body{{margin:0}} {rule}</style>{head}")
    return [(alert.text, alert.snippet) for alert in read_hidden_links(doc, HOST)]


@pytest.mark.parametrize(
    ("rule", "body"),
    [
        (".q{position:absolute;left:-9999px}", f'<div class="a q">{TWO}</div>'),
        ("p, #box { position:fixed; top: -1000px }", f'<div id="box">{TWO}</div>'),
        ("div .q,.r{text-indent:-5000em}", f'<ul class="r">{TWO}</ul>'),
    ],
)
def test_links_that_the_page_s_own_style_sheet_moves_off_the_screen(rule, body):
    assert [text for text, _ in styled(rule, body)] == ["http://a.example/ http://b.example/"]


@pytest.mark.parametrize(
    ("rule", "body"),
    [
        (".q{left:-9999px}", f'<div class="q">{LINK}</div>'),
        (".q{left:-9999px}", f'<div class="other">{TWO}</div>'),
        (".q span{left:-9999px}", f'<div class="q">{TWO}</div>'),
        (".q{left:-999px}", f'<div class="q">{TWO}</div>'),
        (".q{font-size:0;opacity:0}", f'<div class="q">{TWO}</div>'),
        (".q{left:-9999px}", '<div class="q"><a href="/a">甲</a><a href="http://www.other.gov.cn/">乙</a></div>'),
    ],
)
def test_honest_style_sheets_are_no_hits(rule, body):
    assert styled(rule, body) == []


def test_links_for_readers_without_scripts():
    def noscript(body):
        return [alert.text for alert in read_noscript_links(parse(f"<noscript>{body}</noscript>"), HOST)]

    assert noscript(TWO) == ["http://a.example/ http://b.example/"]
    assert noscript(LINK) == []
    assert (
        noscript('<a href="http://a.example/"><img src="a.gif"></a><a href="http://b.example/"><img src="b.gif"></a>')
        == []
    )
    assert noscript('<a href="http://www.other.gov.cn/">甲</a><a href="/b">乙</a>') == []


def test_a_script_that_writes_and_hides_a_block_of_links():
    links = "".join(f"<a href=http://c{n}.example/>x</a>" for n in range(3))
    script = (
        f"<script>document.write('<div id=q>{links}</div>');document.getElementById('q').style.display='none'</script>"
    )
    assert [a.snippet for a in read_written_links(parse(script), HOST)] == ["script"]
    one = script.replace(links, "<a href=http://c.example/>x</a>")
    assert list(read_written_links(parse(one), HOST)) == []
    menu = "<script>document.getElementById('m').style.display='none'</script>"
    assert list(read_written_links(parse(menu), HOST)) == []


@pytest.mark.parametrize(
    ("body", "head", "place"),
    [
        ("", "<title>澳门新葡京_官网</title>", "title"),
        ("", '<meta name="keywords" content="澳门新葡京,时政">', "keywords"),
        ("", '<meta name="description" content="澳门新葡京">', "description"),
        ('<a href="http://c.example/">澳门新葡京</a>', "", "link"),
        ('<div style="display:none">澳门新葡京<a href="http://c.example/">x</a></div>', "", "hidden"),
        ('<noscript>澳门新葡京<a href="http://c.example/">x</a></noscript>', "", "hidden"),
    ],
)
def test_spam_where_search_engines_look(body, head, place):
    assert ("澳门新葡京", f"{place}:gambling") in spam(body, head)


@pytest.mark.parametrize(
    "body",
    [
        "<p>警方打掉一个“澳门新葡京”网络赌博团伙，提醒群众远离百家乐、时时彩。</p>",
        '<a href="/news/1.html">警方打掉“澳门新葡京”赌博团伙</a>',
        '<a href="http://www.other.gov.cn/1.html">整治代开发票</a>',
        '<div style="display:none">百家乐</div>',
    ],
)
def test_what_an_office_reports_is_no_spam(body):
    assert spam(body) == []


FAR = "{left:-9999px}"
STRANGE = LINK + '<a href="http://poker.example/">x</a>'


@pytest.mark.parametrize(
    ("css", "found"),
    [
        (f".x{FAR}", True),
        (f"@media screen{{.x{FAR}}}", True),
        (f".a{{color:red}} .b, .x{FAR} .c{{}}", True),
        (".x{left:-9999px", False),
        (f".y{{.x}}{FAR}", False),
        (f"{'.a,' * 200}.x{FAR}", True),
        (f".x,{'.a,' * 200}.a{FAR}", False),
        (f".x{{{'z' * 988}left:-9999px}}", True),
        (f".x{{{'z' * 989}left:-9999px}}", False),
    ],
)
def test_what_a_style_sheet_moves_off_the_screen(css, found):
    doc = parse(f"<div class=x>{STRANGE}</div>", f"<style>{css}</style>")
    assert bool(list(read_hidden_links(doc, HOST))) is found


@pytest.mark.parametrize("css", ["a" * 50_000, ("a" * 300 + "{" + "b" * 1000 + "{") * 38, "{" * 50_000, "{}" * 25_000])
def test_style_sheets_without_rules_cost_no_time(css):
    doc = parse("", f"<style>{css}</style>" * 19)
    began = time.process_time()
    assert list(read_hidden_links(doc, HOST)) == []
    assert time.process_time() - began < 1
