"""Whatever a page says, a report can hold it."""

import shlex
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.text import MAX_URL, folder_name, one_line, printable, readable_url, safe_href, shell_word

anything = st.text(st.characters(codec=None), max_size=200)


@given(anything, st.integers(min_value=1, max_value=50))
def test_one_line_is_one_bounded_line(text: str, limit: int) -> None:
    line = one_line(text, limit)
    assert len(line) <= limit
    assert "\n" not in line
    assert "\r" not in line


@given(anything)
def test_printable_text_can_be_written_as_xml_and_utf8(text: str) -> None:
    element = ET.Element("t")
    element.text = printable(text)
    ET.fromstring(ET.tostring(element, encoding="utf-8"))


@given(anything)
def test_a_link_is_http_or_none(url: str) -> None:
    href = safe_href(url)
    assert href is None or href.lower().startswith(("http://", "https://"))


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//host/path",
        "http:",
        "http://[::bad",
        "ht\ntp://a.example/",
        "",
        None,
    ],
)
def test_no_other_address_is_followed(url: str | None) -> None:
    assert safe_href(url) is None


def test_an_address_is_followed_up_to_the_limit() -> None:
    base = "http://a.example/"
    at_limit = base + "x" * (MAX_URL - len(base))
    assert safe_href(at_limit) == at_limit
    assert safe_href(at_limit + "x") is None


def test_an_encoded_address_is_shown_decoded_where_that_is_utf8() -> None:
    assert readable_url("http://a.example/%E6%94%BF%E5%BA%9C") == "http://a.example/政府"
    assert readable_url("http://a.example/%D5%FE") == "http://a.example/%D5%FE"
    assert readable_url("http://a.example/%0A%E2%80%AEx") == "http://a.example/%0A%E2%80%AEx"


@given(st.text(st.characters(codec="utf-8"), max_size=100))
def test_a_shell_word_is_one_word(text: str) -> None:
    assert shlex.split(shell_word(text)) == [printable(text)]


@given(anything)
def test_a_folder_name_is_safe_on_every_system(code: str) -> None:
    name = folder_name(code)
    assert name == name.lower() or any(c.isupper() for c in code)
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
    assert name not in {"", ".", ".."}
    assert not name.startswith(".")
    assert not name.endswith(".")
    assert len(name) <= 64


@given(st.sets(st.text(st.characters(codec="utf-8"), max_size=20), min_size=2, max_size=8))
def test_two_codes_never_share_a_folder_even_where_case_does_not_count(codes: set[str]) -> None:
    assert len({folder_name(code).lower() for code in codes}) == len(codes)


@pytest.mark.parametrize("code", ["3300000001", "bm01000001", "www.a-b.example"])
def test_a_plain_code_keeps_its_name(code: str) -> None:
    assert folder_name(code) == code


@pytest.mark.parametrize("code", ["con", "nul.txt", "A", "a/b", "..", "", "a" * 65, "a."])
def test_any_other_code_gets_a_name_of_its_own(code: str) -> None:
    assert folder_name(code) != code
