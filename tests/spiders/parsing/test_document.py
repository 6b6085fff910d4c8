"""The shared parse: what its tree holds, and that any bytes give one."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from spiders.parsing.document import MAX_CHARS, Document
from spiders.parsing.text import normalise, tidy
from spiders.parsing.tree import MAX_ELEMENTS

URL = "http://www.example.gov.cn/zwgk/index.html"


def parse(source: str) -> Document:
    return Document.parse(source.encode(), URL)


def test_scripts_styles_and_comments_are_no_text() -> None:
    doc = parse("<body>a<script>var b</script><style>c{}</style><!-- d -->e<noscript>f</noscript></body>")
    assert doc.flat == "aef"
    assert [s.text for s in doc.scripts] == ["var b"]
    assert [s.text for s in doc.styles] == ["c{}"]
    assert "<!-- d -->" in doc.text


def test_a_script_keeps_its_place_and_its_attributes() -> None:
    doc = parse('<body><p><script id="_jiucuo_" sitecode="3300990001">x</script></p></body>')
    (script,) = doc.scripts
    assert script.element.get("sitecode") == "3300990001"
    assert script.element.getparent() is doc.all("p")[0]


@pytest.mark.parametrize(
    ("href", "base"),
    [
        ("/sub/", "http://www.example.gov.cn/sub/"),
        ("http://other.example.gov.cn/x/", "http://other.example.gov.cn/x/"),
        ("../a/", "http://www.example.gov.cn/a/"),
        ("", URL),
        ("javascript:void(0)", URL),
        ("http://[bad", URL),
    ],
)
def test_relative_links_start_from_the_base(href: str, base: str) -> None:
    assert parse(f'<head><base href="{href}"></head>').base_url == base


def test_a_base_for_windows_only_is_none() -> None:
    assert parse('<head><base target="_blank"><base href="/x/"></head>').base_url == "http://www.example.gov.cn/x/"


def test_the_first_filled_title_counts() -> None:
    assert parse("<title> </title><title>清河\n县</title>").title == "清河 县"
    assert parse("<p>x</p>").title == ""


def test_metas_are_found_by_lower_case_name_the_first_filled_one() -> None:
    doc = parse(
        '<meta name="PubDate" content=""><meta name="pubdate" content=" 2024 "><meta property="og:x" content="y">'
    )
    assert doc.metas == {"pubdate": "2024", "og:x": "y"}


def test_a_second_head_inside_the_body_loses_nothing() -> None:
    doc = parse(
        "<html><body>a<!DOCTYPE html><html><head><title>t</title></head><body>b</body></html><p>c</body></html>"
    )
    assert doc.flat.replace(" ", "") in ("abc", "atbc")
    assert doc.title == "t"


@pytest.mark.parametrize("depth", [10, 255, 256, 2047, 2048, 50_000])
def test_no_depth_hides_what_comes_after(depth: int) -> None:
    doc = parse("<body>" + "<div>" * depth + "in" + "</div>" * depth + '<a href="/x">after</a></body>')
    assert [a.get("href") for a in doc.all("a")] == ["/x"]
    assert "after" in doc.flat


@pytest.mark.parametrize("body", [b"", b"\0", b" ", b"<!-- -->", b"\xff\xfe", b"<", b"<?xml?>", b"\xef\xbb\xbf"])
def test_an_empty_page_has_an_empty_tree(body: bytes) -> None:
    doc = Document.parse(body, URL)
    assert doc.root.tag == "html"
    assert doc.flat in ("", "<")
    assert doc.lines == [] or doc.flat


@given(st.binary(max_size=600))
def test_any_bytes_give_a_tree(body: bytes) -> None:
    doc = Document.parse(body, URL)
    assert doc.root.tag == "html"
    assert all(isinstance(e.tag, str) for e in doc.elements)
    assert "\0" not in doc.flat
    assert doc.base_url.startswith("http")


PIECES = st.sampled_from(
    (
        *">\"'= /",
        *("<a href='x'>", "</a>", "<div>", "</div>", "<table>", "<td>", "<script>", "</script>", "<!--", "-->"),
        *(
            "<h1>",
            "</h1>",
            "2024-09-10",
            "发布日期：",
            "清河县",
            "&#3;",
            "&nbsp;",
            "\x01",
            "\x02",
            "\x03",
            "<br/>",
        ),
    )
)


@given(st.lists(PIECES, max_size=60).map("".join))
def test_any_markup_gives_lines_of_its_text(source: str) -> None:
    doc = parse(source)
    assert all(line.text == line.text.strip() != "" for line in doc.lines)
    dropped = dict.fromkeys(map(ord, "\x01\x02\x03\ufffd "))
    assert "".join(line.text for line in doc.lines).translate(dropped) == doc.flat.translate(dropped)


def test_a_page_is_read_to_a_limit_and_says_so() -> None:
    body = ("<div><a href='/x'>栏目</a><p>正文2024-09-10</p>" * 100_000).encode()[:5_000_000]
    started = time.process_time()
    doc = Document.parse(body, URL)
    assert doc.cut
    assert len(doc.text) == MAX_CHARS
    assert len(doc.lines) > 25_000
    assert time.process_time() - started < 5
    assert not Document.parse(b"x" * MAX_CHARS, URL).cut
    assert Document.parse(b"x" * (MAX_CHARS + 1), URL).cut


@pytest.mark.parametrize(("boxes", "cut"), [(MAX_ELEMENTS - 2, False), (MAX_ELEMENTS - 1, True), (300_000, True)])
def test_a_page_of_more_elements_than_are_read_is_cut(boxes: int, cut: bool) -> None:
    doc = Document.parse(b"<html><body>" + b"<b>" * 20 + b"<p>" * (boxes - 20) + b"</body></html>", URL)
    assert doc.cut is cut
    assert len(doc.elements) == min(boxes + 2, MAX_ELEMENTS)


@pytest.mark.parametrize(("count", "cut"), [(400, False), (401, True)])
def test_a_tag_of_more_attributes_than_are_read_is_cut(count: int, cut: bool) -> None:
    tag = "<p " + " ".join(f"a{n}=b" for n in range(count)) + ">x</p>"
    doc = Document.parse((tag + " " * 100_000).encode(), URL)
    assert (doc.cut, len(doc.all("p")[0].attrib)) == (cut, 400)


@pytest.mark.parametrize(("depth", "cut"), [(1500, False), (3000, True)])
def test_boxes_nested_deeper_than_the_parser_goes_are_cut(depth: int, cut: bool) -> None:
    doc = Document.parse(b"<div>" * depth + b"<p>inside</p>" + b"</div>" * depth + b"<p>behind</p>", URL)
    assert doc.cut is cut
    assert "inside" in doc.flat
    assert "behind" in doc.flat


def test_text_for_matching_has_one_form_per_character() -> None:
    assert normalise("发布日期：２０２４－０９－１０　10∶08\xa0\u200b（一）") == "发布日期:2024-09-10 10:08 (一)"
    assert normalise(" a\n\tb ") == "a b"


def test_text_for_showing_changes_blanks_only() -> None:
    assert tidy("　关于“十四五”规划（二）：\n 通知\u200b ") == "关于“十四五”规划（二）： 通知"


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert tidy(tidy(text)) == tidy(text)


def test_elements_are_plain_ones() -> None:
    assert type(parse("<p>x</p>").root) is etree._Element


@pytest.mark.parametrize("control", ["\x00", "\x01", "\x0b", "\x1f", "\x7f", "\ufffe", "\uffff"])
def test_control_characters_are_no_part_of_a_page(control: str) -> None:
    doc = Document.parse(f"<html><body><p>a{control}b</p><di{control}v>c</di{control}v>".encode(), URL)
    assert doc.flat == "abc"
    assert [element.tag for element in doc.elements] == ["html", "body", "p", "div"]


@given(st.lists(PIECES, max_size=40).map("".join))
def test_elements_are_known_by_their_places(source: str) -> None:
    doc = parse(source)
    climbed = [-1 if (parent := e.getparent()) is None else doc.places[parent] for e in doc.elements]
    assert doc.parents == climbed
    named = [(doc.elements[place].get("class") or "", doc.elements[place].get("id") or "") for place, *_ in doc.named]
    assert named == [(kind, name) for _, kind, name in doc.named]
    assert len(named) == sum(bool(e.get("class") or e.get("id")) for e in doc.elements)


def test_a_reader_is_asked_once_for_each_of_its_arguments() -> None:
    asked: list[int] = []

    def read(doc: Document, number: int) -> int:
        asked.append(number)
        return number

    doc = parse("<p>a</p>")
    assert [doc.once(read, number) for number in (1, 2, 1)] == [1, 2, 1]
    assert asked == [1, 2]
