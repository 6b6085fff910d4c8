"""Addresses become what a browser asks for, or nothing."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from spiders.parsing.urls import MAX_URL_CHARS, classify, query_charset, resolve

BASE = "http://www.x.gov.cn/a/b/index.html?x=1"


@pytest.mark.parametrize(
    ("raw", "url"),
    [
        ("c.html", "http://www.x.gov.cn/a/b/c.html"),
        ("./c.html", "http://www.x.gov.cn/a/b/c.html"),
        ("../c.html", "http://www.x.gov.cn/a/c.html"),
        ("../../../../c.html", "http://www.x.gov.cn/c.html"),
        ("c/./d/../e.html", "http://www.x.gov.cn/a/b/c/e.html"),
        ("c/%2e%2E/e", "http://www.x.gov.cn/a/b/e"),
        ("..", "http://www.x.gov.cn/a/"),
        (".", "http://www.x.gov.cn/a/b/"),
        ("/", "http://www.x.gov.cn/"),
        ("/c//d", "http://www.x.gov.cn/c//d"),
        ("?y=2", "http://www.x.gov.cn/a/b/index.html?y=2"),
        ("?", "http://www.x.gov.cn/a/b/index.html?"),
        ("", "http://www.x.gov.cn/a/b/index.html?x=1"),
        ("#top", "http://www.x.gov.cn/a/b/index.html?x=1"),
        ("c.html#top", "http://www.x.gov.cn/a/b/c.html"),
        ("//h.cn/c", "http://h.cn/c"),
        ("\\\\h.cn\\c", "http://h.cn/c"),
        ("\\c\\d", "http://www.x.gov.cn/c/d"),
        ("c\\d.html", "http://www.x.gov.cn/a/b/c/d.html"),
        (" \t\nc.html \r\n", "http://www.x.gov.cn/a/b/c.html"),
        ("c\n\t.html", "http://www.x.gov.cn/a/b/c.html"),
        ("c d.html", "http://www.x.gov.cn/a/b/c%20d.html"),
        ("http:c.html", "http://www.x.gov.cn/a/b/c.html"),
        ("http:/c.html", "http://www.x.gov.cn/c.html"),
        ("http:\\\\h.cn/c", "http://h.cn/c"),
        ("http:///h.cn/c", "http://h.cn/c"),
        ("https:h.cn/c", "https://h.cn/c"),
        ("HTTP://H.CN/C", "http://h.cn/C"),
        ("http://h.cn", "http://h.cn/"),
        ("http://h.cn?q", "http://h.cn/?q"),
        ("http://h.cn:80/", "http://h.cn/"),
        ("https://h.cn:443/", "https://h.cn/"),
        ("https://h.cn:80/", "https://h.cn:80/"),
        ("http://h.cn:08080/", "http://h.cn:8080/"),
        ("http://h.cn:/", "http://h.cn/"),
        ("http://h.cn:65535/", "http://h.cn:65535/"),
        ("http://me:p@ss@h.cn/", "http://me:p%40ss@h.cn/"),
        ("http://例子.政务/", "http://xn--fsqu00a.xn--zfr164b/"),
        ("http://H。cn/", "http://h.cn/"),
        ("http://ｗｗｗ.x.gov.cn/", "http://www.x.gov.cn/"),
        ("http://%77ww.x.gov.cn/", "http://www.x.gov.cn/"),
        ("http://61.136.208.118:8001/", "http://61.136.208.118:8001/"),
        ("http://0x7f.1/", "http://127.0.0.1/"),
        ("http://2130706433/", "http://127.0.0.1/"),
        ("http://[::0:1]:80/", "http://[::1]/"),
        ("c;jsessionid=A1?id=2", "http://www.x.gov.cn/a/b/c;jsessionid=A1?id=2"),
        ('c?a="<x>"&b=\'', "http://www.x.gov.cn/a/b/c?a=%22%3Cx%3E%22&b=%27"),
        ("c?a=%CF%D8&b=%", "http://www.x.gov.cn/a/b/c?a=%CF%D8&b=%"),
        ("\ud800", "http://www.x.gov.cn/a/b/%EF%BF%BD"),
    ],
)
def test_an_address_becomes_what_a_browser_asks_for(raw: str, url: str) -> None:
    assert resolve(raw, BASE, "utf-8") == url


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("javascript:void(0)", "javascript"),
        ("java\nscript:void(0)", "javascript"),
        (" JavaScript:;", "javascript"),
        ("mailto:a@x.gov.cn", "mailto"),
        ("tel:12345", "tel"),
        ("data:image/gif;base64,R0", "data"),
        ("blob:http://x.gov.cn/1", "blob"),
        ("file:///C:/a.doc", "file"),
        ("ftp://x.gov.cn/a", "ftp"),
        ("C:\\a.doc", "c"),
        ("http://", "web"),
        ("http://h.cn:65536/", "web"),
        ("http://h.cn:8o/", "web"),
        ("http://h .cn/", "web"),
        ("http://1.2.3.256/", "web"),
        ("http://[::1/", "web"),
        ("http://" + "a" * 254 + "/", "web"),
        ("c" * MAX_URL_CHARS + "d", "too-long"),
    ],
)
def test_an_address_nobody_can_fetch_is_refused_with_a_reason(raw: str, why: str) -> None:
    assert resolve(raw, BASE, "utf-8") is None
    assert classify(raw) == why


@pytest.mark.parametrize(
    ("raw", "kind"),
    [("", "empty"), (" \n", "empty"), ("#", "fragment"), ("c.html", "web"), ("//h.cn", "web"), ("https:c", "web")],
)
def test_what_resolves_is_classified_too(raw: str, kind: str) -> None:
    assert classify(raw) == kind


def test_the_longest_address_is_taken_and_one_more_character_is_not() -> None:
    start = "http://h.cn/"
    assert resolve(start + "a" * (MAX_URL_CHARS - len(start)), BASE, "utf-8")
    assert resolve(start + "a" * (MAX_URL_CHARS - len(start) + 1), BASE, "utf-8") is None
    assert resolve(start + "县" * (MAX_URL_CHARS // 9 + 1), BASE, "utf-8") is None


def test_a_path_is_written_in_utf8_and_a_query_in_the_charset_of_the_page() -> None:
    assert resolve("县.html?k=县", BASE, "gb18030") == "http://www.x.gov.cn/a/b/%E5%8E%BF.html?k=%CF%D8"
    assert resolve("县.html?k=县", BASE, "utf-8") == "http://www.x.gov.cn/a/b/%E5%8E%BF.html?k=%E5%8E%BF"
    assert resolve("?k=县", BASE, "utf-16-le") == "http://www.x.gov.cn/a/b/index.html?k=%E5%8E%BF"
    assert resolve("?k=县", BASE, "no-such-charset") == "http://www.x.gov.cn/a/b/index.html?k=%E5%8E%BF"


def test_what_the_charset_cannot_say_is_sent_as_browsers_send_it() -> None:
    assert resolve("?k=县😀", BASE, "gbk") == "http://www.x.gov.cn/a/b/index.html?k=%CF%D8%26%23128512%3B"


def test_a_page_that_says_gb2312_writes_its_queries_in_gbk() -> None:
    assert query_charset("gb18030", "GB2312") == "gbk"
    assert query_charset("gb18030", "gb18030") == "gb18030"
    assert query_charset("gb18030", None) == "gb18030"
    assert query_charset("utf-8", "gb2312") == "utf-8"


@pytest.mark.parametrize("base", ["", "about:blank", "ftp://h.cn/", "no url", "http://"])
def test_without_a_base_only_absolute_addresses_resolve(base: str) -> None:
    assert resolve("c.html", base, "utf-8") is None
    assert resolve("http://h.cn/c", base, "utf-8") == "http://h.cn/c"


ADDRESSES = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="htps:/\\.%2eE?#@[]0x1aZ-_~ \t\n县;&='\"", max_size=40),
    st.text(alphabet="htps:/\\.%2eE?#@[]0x1aZ-_~ \t\n县;&='\"", max_size=40).map("http://".__add__),
)


@given(ADDRESSES, ADDRESSES, st.sampled_from(("utf-8", "gbk", "gb18030", "utf-16-le", "big5", "x")))
@example("http://a/..;/../%2e./", "", "utf-8")
def test_any_address_is_absolute_or_refused_and_resolves_to_itself(raw: str, base: str, charset: str) -> None:
    for home in (BASE, base):
        url = resolve(raw, home, charset)
        if url is None:
            continue
        assert url.startswith(("http://", "https://"))
        assert url.isascii()
        assert "#" not in url
        assert " " not in url
        assert "\\" not in url.partition("?")[0]
        assert resolve(url, home, charset) == url
        assert resolve(url, "", "utf-8") == url


@given(st.text(max_size=300))
def test_any_text_has_a_class(raw: str) -> None:
    assert classify(raw)


@pytest.mark.parametrize("piece", ["../", "a/../", "%2e%2e/", "a@", ":", "[", "\\", "?", "县", " ", "a.", "0x1.", "//"])
def test_the_time_grows_with_the_length_only(piece: str) -> None:
    raw = "http://" + piece * (2 * MAX_URL_CHARS // len(piece.encode()))
    begun = time.process_time()
    for start in ("", "http://"):
        resolve(start + raw, BASE, "gb18030")
    assert time.process_time() - begun < 0.2
