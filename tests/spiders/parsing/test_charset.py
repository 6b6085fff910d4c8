"""Charsets: what the bytes are wins over what the page claims."""

import codecs
import encodings.aliases

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.parsing.charset import declared_in, decode, same_family

PROSE = "清河县人民政府关于印发农村饮水安全工作方案的通知，请认真贯彻执行。联系我们　网站地图　主办单位：清河县政府办"
RARE = "镕堃喆垚犇淼"
BIG5 = "臺北市政府關於農村飲水安全工作的通知，請認真執行。聯絡我們"


def html(text: str, charset: str | None) -> str:
    meta = f'<meta charset="{charset}">' if charset else ""
    return f"<html><head>{meta}<title>{text}</title></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize(
    ("declared", "actual", "read_as"),
    [
        ("utf-8", "utf-8", "utf-8"),
        ("gb2312", "gbk", "gb18030"),
        ("GBK", "gbk", "gb18030"),
        ("gb2312", "utf-8", "utf-8"),
        ("utf-8", "gbk", "gb18030"),
        ("iso-8859-1", "utf-8", "utf-8"),
        ("iso-8859-1", "gbk", "gb18030"),
        ("big5", "gbk", "gb18030"),
        ("unicode", "gbk", "gb18030"),
        ("x-no-such", "gbk", "gb18030"),
        (None, "gbk", "gb18030"),
        (None, "utf-8", "utf-8"),
        ("utf-16", "utf-16-le", "utf-16-le"),
        ("gb2312", "utf-16-be", "utf-16-be"),
        (None, "utf-16-le", "utf-16-le"),
    ],
)
def test_chinese_is_read_whatever_is_declared(declared: str | None, actual: str, read_as: str) -> None:
    got = decode(html(PROSE + RARE, declared).encode(actual))
    assert got.encoding == read_as
    assert PROSE + RARE in got.text


@pytest.mark.parametrize(("declared", "header"), [("big5", None), (None, "Big5"), ("utf-8", None)])
def test_traditional_chinese_is_not_mistaken(declared: str | None, header: str | None) -> None:
    got = decode(html(BIG5, declared).encode("big5hkscs"), header)
    assert (got.encoding, BIG5 in got.text) == ("big5hkscs", True)


@pytest.mark.parametrize(
    ("mark", "codec"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
def test_a_mark_wins_over_every_declaration_and_is_no_text(mark: bytes, codec: str) -> None:
    got = decode(mark + html(PROSE, "gb2312").encode(codec), "gbk")
    assert got.encoding == codec
    assert got.text.startswith("<html>")


def test_the_header_is_asked_before_the_meta_and_both_before_a_guess() -> None:
    body = html("abc", "gbk").encode()
    assert decode(body, "utf-8").encoding == "utf-8"
    assert decode(body).encoding == "gb18030"
    assert decode(b"<p>abc</p>").encoding == "utf-8"


def test_one_broken_character_does_not_make_a_page_of_another_charset() -> None:
    body = html(PROSE, "utf-8").encode()
    cut = body.index("印发".encode()) + 1
    got = decode(body[:cut] + body[cut + 2 :])
    assert got.encoding == "utf-8"
    assert "农村饮水安全工作方案" in got.text
    assert decode(body[: len(body) - 30]).encoding == "utf-8"


def test_a_few_characters_that_happen_to_be_valid_utf8_are_read_as_declared() -> None:
    body = '<meta charset="gb2312">一'.encode("gbk")
    assert "һ" in body.decode("utf-8")
    assert decode(body).text.endswith("一")


def test_a_declaration_is_found_behind_much_markup_and_in_an_xml_head() -> None:
    late = b"<style>" + b"-" * 3000 + b"</style><META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset = GBK'>"
    assert declared_in(late) == "gbk"
    assert declared_in(b'<?xml version="1.0" encoding="GB2312"?><html>') == "gb2312"
    assert declared_in(b"<p>charset=gbk</p>") is None


def test_a_wrong_declaration_can_be_told() -> None:
    assert same_family("gb2312", "gb18030")
    assert same_family("UTF-8".lower(), "utf-8")
    assert same_family("utf-16", "utf-16-be")
    assert not same_family("gb2312", "utf-8")
    assert not same_family(None, "utf-8")


@given(st.binary(max_size=400), st.sampled_from([None, "gbk", "utf-8", "big5", "rot13", "hex", "utf-16", "\0", "x"]))
def test_any_bytes_are_decoded(body: bytes, header: str | None) -> None:
    got = decode(body, header)
    assert "\0" not in got.text
    assert b"".decode(got.encoding) == ""


@given(st.text(alphabet=PROSE + RARE, min_size=30, max_size=200), st.sampled_from(["utf-8", "gb18030", "utf-16-le"]))
def test_any_chinese_text_survives_without_a_declaration(text: str, codec: str) -> None:
    body = html(text, None).encode(codec)
    assert text in decode(body).text


@pytest.mark.parametrize(
    "label", ["idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "utf-7", "mbcs", "oem", "rot13"]
)
@pytest.mark.parametrize("body", [b"a-b\xff", b"\\u4e2d\\q\xff", "通知".encode("gb18030"), b"+AGE-\xff", b"\xff" * 9])
def test_codecs_that_no_browser_knows_are_no_charset(label: str, body: bytes) -> None:
    """Some raise whatever they are given, some read escapes that nobody else reads, some take far too long."""
    found = decode(body, label)
    assert found.encoding in {"utf-8", "gb18030", "big5hkscs"}
    assert found.declared == label


@given(st.sampled_from(sorted(set(encodings.aliases.aliases.values()) | {"idna", "punycode"})), st.binary(max_size=200))
def test_any_bytes_are_read_whatever_codec_of_the_language_they_name(label: str, body: bytes) -> None:
    decode(body, label)
    decode(b"<meta charset=" + label.encode() + b">" + body)
