"""Style sheets: what a browser fetches for a page because of them, and nothing that it does not."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.parsing.css import MAX_CHARS, Sheet, audience, read_sheet
from spiders.parsing.document import Document
from spiders.parsing.selectors import Patience
from spiders.parsing.sheets import Shown, Style, applies, competes

PAGE = """<html><body class="home">
<div id="top" class="head wide"><ul class="nav">
<li class="on"><a class="ico" href="/">x</a></li>
<li><a class="ico own" style="background:none" href="/">x</a></li></ul><p>text</p></div>
</body></html>"""


def shown_by(sheet: Sheet, doc: Document, patience: Patience, others: tuple[Sheet, ...] = ()) -> list[Shown]:
    return Style(doc, (sheet, *others), patience).shown_by(0)


def shown(css: str, page: str = PAGE) -> list[tuple[str, int, int]]:
    doc = Document.parse(page.encode(), "http://www.example.gov.cn/")
    return [(one.raw, one.line, one.element.sourceline) for one in shown_by(read_sheet(css), doc, Patience())]


def test_an_image_of_a_rule_that_applies_is_shown_with_its_line_and_its_element():
    css = "/* head */\n.head {\n  color: red;\n  background: #fff url('img/head.png') no-repeat;\n}\n"
    assert shown(css) == [("img/head.png", 4, 2)]


@pytest.mark.parametrize(
    "rule",
    [
        ".head { background: url(a.png) }",
        "#top{background-image:url( 'a.png' )}",
        'div.head.wide { background : URL("a.png"), none }',
        ".nope, .head { background: url(a.png) }",
        "body .head ul > li.on a:link { background: url(a.png) !important }",
        ".nope { display: none } .head { background: url(a.png); display: block }",
        ".head > ul.nav + p { background: url(a.png) }",
        "li.on ~ li { list-style-image: url(a.png) }",
        ".nav { border-image: url(a.png) 30 round }",
        ".ico::before { content: ''; background: url(a.png) }",
        ".ico:after { background: url(a.png) } a:after { content: 'x' }",
        "@media screen { .head { background: url(a.png) } }",
        "@media all{.x{color:red}.head{background:url(a.png)}}",
        "@media only screen { .head { background: url(a.png) } }",
        ".x{color:red;}/* } */.head{background:url(a.png)}",
        ".x{content:'}'}.head{background:url(a.png)}",
        ".head{background:red;background:url(a.png)}",
        "@charset 'utf-8'; .head { background: url(a.png) }",
        "<!-- .head { background: url(a.png) } -->",
        ".head { background: url(a.png); background: none\\9 }",  # all but one old browser leave it out
        ".head { background: url(a.png) no-repeat 0 -10px #FFF; *background: none }",
        ".head { background: none } .head { background: url(a.png) }",
        "* { background: transparent } .head { background: url(a.png) }",
        ".head { background: url(a.png)",
    ],
)
def test_rules_that_apply(rule):
    assert [raw for raw, _, _ in shown(rule)] == ["a.png"]


@pytest.mark.parametrize(
    "rule",
    [
        ".foot { background: url(a.png) }",
        "#bottom { background: url(a.png) }",
        ".foot .ico { background: url(a.png) }",
        ".nav > a { background: url(a.png) }",
        "p + ul { background: url(a.png) }",
        ".own { background: url(a.png) }",  # the element says otherwise itself
        ".head:not(.wide) { background: url(a.png) }",  # nothing is known of negation
        ".on a:hover { background: url(a.png) }",  # nobody touches it when the page is opened
        ".head { background: url(a.png); display: none }",
        "#top { display:none } .nav { background: url(a.png) }",
        "body > div:not(.x) { display: none !important } .on { background: url(a.png) }",
        "li:nth-child(1) { background: url(a.png) }",
        "div[class=head] { background: url(a.png) }",
        "@media print { .head { background: url(a.png) } }",
        "@media (max-width: 600px) { .head { background: url(a.png) } }",
        "@supports (display: grid) { .head { background: url(a.png) } }",
        "@media print { @media screen { .head { background: url(a.png) } } }",
        "@font-face { font-family: x; src: url(a.woff) }",
        ".head { cursor: url(a.cur), auto }",
        ".head { _background: url(a.png) }",
        ".head { *background: url(a.png) }",
        ".head { background: url(a.png) \\9 }",
        ".head { background: url(a.png) !ie }",
        ".head { filter: progid:DXImageTransform.Microsoft.AlphaImageLoader(src='a.png') }",
        ".head { background: url(a.png); background: red }",
        ".head { behavior: url(a.htc) }",
        ".on a:visited { background: url(a.png) }",  # browsers fetch nothing that tells where a reader was
        ".head::selection { background: url(a.png) }",
        ".head::-webkit-scrollbar { background: url(a.png) }",
        "/* .head { background: url(a.png) } */",
        ".head { background: url( }",
        ".head } { background: url(a.png)",
        ".he&&ad { background: url(a.png) }",
        ".ico::before { background: url(a.png) }",  # there is no box without content
        ".ico::before { content: none; background: url(a.png) }",
        ".ico::before { content: ''; background: url(a.png) } .ico::before { display: none }",
        ".head { background: url(a.png) no-repeat 0 10 }",  # no browser takes a length without a unit
        ".head { background: url(a.png) norepeat }",
        ".head { background-image: url(a.png) no-repeat }",
        ".head { background: url(a.png); all: unset }",
        ".x { color: red }; .head { background: url(a.png) }",  # the semicolon spoils the rule
        ".x { color: red } } .head { background: url(a.png) }",
        ".head { background: url(a.png) } @media (min-width: 800px) { .head { background: none } }",
        ".head { background: url(a.png) } @supports (display: grid) { .head { background: none } }",
        "p:link { background: url(a.png) }",
    ],
)
def test_what_no_browser_fetches_or_nobody_can_be_sure_of(rule):
    assert shown(rule) == []


@pytest.mark.parametrize(
    ("other", "kept"),
    [
        (".wide { background: none }", []),
        ("body div { background: #fff }", ["a.png"]),  # says less of what it means
        ("body div { background: #fff !important }", []),
        ("body div.head { background: #fff }", []),
        ("@media (max-width: 600px) { .head { background: none } }", ["a.png"]),  # on a desk it is seen
        ("#top { background-image: url(b.png) }", []),
        ("div:not(.x) { background: red }", []),  # it may apply: nothing is known of negation
        (".foot { background: none }", ["a.png"]),
        (".wide { background-color: red }", ["a.png"]),
        (".wide { list-style: none }", ["a.png"]),
        ("::selection { background: red }", ["a.png"]),
        ("*::-moz-selection { background: red }", ["a.png"]),
        (".ico:visited { display: none }", ["a.png"]),
        (".head:visited { display: none }", []),  # it may
    ],
)
def test_an_element_that_two_rules_compete_for_proves_nothing(other, kept):
    found = [raw for raw, _, _ in shown(f".head {{ background: url(a.png) }} {other}")]
    assert [raw for raw in found if raw == "a.png"] == kept


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        ("<div class=head>x</div>", ["a.png"]),
        ("<div class=head hidden>x</div>", []),
        ("<div hidden=''><p class=head>x</p></div>", []),
        ("<noscript><p class=head>x</p></noscript>", []),
        ("<template><p class=head>x</p></template>", []),
        ("<noscript>x</noscript><p class=head>x</p>", ["a.png"]),
    ],
)
def test_what_no_reader_is_shown_fetches_nothing(page, kept):
    assert [raw for raw, _, _ in shown(".head { background: url(a.png) }", f"<body>{page}</body>")] == kept


@pytest.mark.parametrize("where", ["another sheet", "the page"])
@pytest.mark.parametrize(
    ("other", "kept"),
    [
        (".wide { background: none }", []),
        (".head { background: url(new.png) }", []),
        ("#top { display: none }", []),
        (".foot { background: none; display: none }", ["a.png"]),
        (".wide { color: red }", ["a.png"]),
    ],
)
def test_all_sheets_of_a_page_compete(where, other, kept):
    page = PAGE if where == "another sheet" else PAGE.replace("<body", f"<head><style>{other}</style></head><body")
    others = (read_sheet(other),) if where == "another sheet" else ()
    doc = Document.parse(page.encode(), "http://www.example.gov.cn/")
    found = shown_by(read_sheet(".head { background: url(a.png) }"), doc, Patience(), others)
    assert [one.raw for one in found] == kept


def test_an_image_counts_where_one_of_its_elements_is_beyond_doubt():
    css = ".ico { background: url(a.png) } .on a { background: url(b.png) }"
    page = PAGE.replace("<p>text</p>", "<p><a class='ico'>x</a></p>")
    assert [raw for raw, _, _ in shown(css, page)] == ["a.png", "b.png"]
    assert [raw for raw, _, _ in shown(css, PAGE)] == ["b.png"]


def test_sheets_that_a_sheet_imports():
    css = """@charset "utf-8";
@import url("base.css");
@import 'menu.css' screen;
@import url(print.css) print;
@import "small.css" (max-width: 600px);
.a { color: red } """
    found = [(one.raw, one.line, one.audience) for one in read_sheet(css).imports]
    assert found == [
        ("base.css", 2, "all"),
        ("menu.css", 3, "all"),
        ("print.css", 4, "none"),
        ("small.css", 5, "none"),
    ]


@pytest.mark.parametrize(
    "css",
    [
        ".x { color: red } @import 'a.css';",  # too late: browsers leave it out
        "@import 'a.css' supports(display: nothing);",
        "/* @import 'a.css'; */",
        "@media print { @import 'a.css'; }",
    ],
)
def test_sheets_that_no_browser_imports(css):
    assert read_sheet(css).imports == ()


@pytest.mark.parametrize(
    ("media", "whom"),
    [
        ("", "all"),
        (" Screen ", "all"),
        ("only screen", "all"),
        ("print, screen", "all"),
        ("print", "none"),
        ("only  print and (orientation: landscape)", "none"),
        ("screen and (max-width: 600px)", "none"),
        ("(min-width: 600px)", "some"),
        ("not print", "some"),
        ("print, (min-width: 600px)", "some"),
        ("layer(base)", "some"),
    ],
)
def test_whom_a_media_query_speaks_of(media, whom):
    assert audience(media) == whom


@pytest.mark.parametrize(("whom", "whole"), [("", True), ("print", True), ("(min-width: 9px)", False)])
def test_a_sheet_is_whole_where_no_import_for_some_may_compete(whom, whole):
    assert read_sheet(f"@import 'a.css' {whom};").is_whole is whole


@pytest.mark.parametrize(
    ("link", "used"),
    [
        ("<link rel=stylesheet href=a.css>", True),
        ("<link rel=stylesheet href=a.css media=screen>", True),
        ("<link rel=stylesheet href=a.css media='all'>", True),
        ("<link rel=stylesheet href=a.css media=print>", False),
        ("<link rel=stylesheet href=a.css media='(max-width: 600px)'>", False),
        ("<link rel='alternate stylesheet' href=a.css title=x>", False),
        ("<link rel=stylesheet href=a.css disabled>", False),
        ("<link rel=stylesheet href=a.css media=print><link rel=stylesheet href=/a.css>", True),
        ("<link rel=stylesheet href=b.css media=print>", True),  # a.css is imported by another
    ],
)
def test_a_sheet_for_printers_or_small_screens_is_not_used_on_every_screen(link, used):
    doc = Document.parse(f"<html><head>{link}</head></html>".encode(), "http://www.example.gov.cn/")
    assert applies(doc, "http://www.example.gov.cn/a.css") is used


@pytest.mark.parametrize(
    ("link", "may"),
    [
        ("<link rel=stylesheet href=a.css>", True),
        ("<link rel=stylesheet href=a.css media='(min-width: 600px)'>", True),
        ("<link rel=stylesheet href=a.css media=print>", False),
        ("<link rel='alternate stylesheet' href=a.css title=x>", False),
        ("<link rel=stylesheet href=b.css media=print>", True),
        ("<style>@import 'a.css' print;</style>", False),
    ],
)
def test_a_sheet_for_printers_takes_nothing_back(link, may):
    doc = Document.parse(f"<html><head>{link}</head></html>".encode(), "http://www.example.gov.cn/")
    assert competes(doc, "http://www.example.gov.cn/a.css") is may


def test_matching_ends_where_patience_ends():
    css = ".on a { background: url(a.png) } .on { list-style: none }"
    doc = Document.parse(PAGE.encode(), "http://www.example.gov.cn/")
    assert len(shown_by(read_sheet(css), doc, Patience(20))) == 1
    assert shown_by(read_sheet(css), doc, Patience(2)) == []


A = ".a{background:url(a.png)}"


@pytest.mark.parametrize(
    ("css", "page"),
    [
        (A + (".b," * 99 + ".b #z{display:none}") * 400, f"<p class='a {'b ' * 400_000}'>x"),
        (A + ("#z *," * 99 + "#z *{display:none}") * 400, f"<p class=a id='{'b' * 900_000}'>x"),
        (".a," * 99 + A, f"<p class=a style='display:none{' ' * 900_000}'>x"),
        (A, f"<body style='display:none{' ' * 400_000}'>{'<p class=a>' * 30_000}"),
        ("".join(f".q{number}{{background:url({number})}}" for number in range(2000)), "<p class=a>x"),
        (A + "::selection{background:none}" * 8_000, f"<body hidden>{'<p class=a>' * 40_000}"),
    ],
    ids=["classes", "id", "style", "style above", "rivals", "boxes that concern nothing"],
)
def test_attributes_without_end_and_rules_that_nobody_uses_cost_patience_and_not_time(css, page):
    sheet, doc = read_sheet(css), Document.parse(page.encode(), "http://www.example.gov.cn/")
    began = time.process_time()
    assert shown_by(sheet, doc, Patience()) == []
    assert time.process_time() - began < 2


@given(st.text(alphabet="a.#>{}@;:/*'\"()url background!\n\\,+~", max_size=300))
def test_any_text_is_a_sheet(text):
    sheet = read_sheet(text)
    assert all(address.raw in text for address in sheet.imports)
    shown(text)


@pytest.mark.parametrize(
    "css",
    [
        "{" * 100_000,
        "a{background:url(" * 15_000,
        "'" * MAX_CHARS,
        "/*" * 100_000,
        "a b c d e f g h{background:url(a.png)}" * 5_000,
        ("div " * 100 + "{background:url(a.png)}") * 500,
        "@import " * 30_000,
        "@import a" + " " * 200_000 + "b" * 201 + ";",
        "@import" + " " * 200_000 + "(;",
        "@media only" + " " * 200_000 + "b{",
        "a{background:url(" + " " * 200_000 + "!}",
        ".x{background:url(a.png)}.x{background:none}" * 5_000,
    ],
    ids=[
        "braces",
        "open urls",
        "quotes",
        "comments",
        "many rules",
        "long selectors",
        "imports",
        "spaces in an import",
        "spaces before one",
        "spaces in a condition",
        "spaces in an address",
        "competition",
    ],
)
def test_hostile_sheets_end(css):
    page = "<div>" * 200 + "<div class='x'><a><b><c><d><e><f><g><h>x</h></g></f></e></d></c></b></a></div>" * 200
    began = time.process_time()
    shown(css, f"<html><body>{page}</body></html>")
    assert time.process_time() - began < 5
