"""One page, one kind of page, one site."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.parsing.urls import normalise, pattern_of, resolve, same_site


@pytest.mark.parametrize(
    ("url", "identity"),
    [
        ("HTTP://WWW.X.gov.cn:80", "http://www.x.gov.cn/"),
        ("https://x.gov.cn:443/a", "https://x.gov.cn/a"),
        ("https://x.gov.cn:80/a", "https://x.gov.cn:80/a"),
        ("http://x.gov.cn/A/b", "http://x.gov.cn/A/b"),
        ("http://x.gov.cn/%7ea%2fb%e5", "http://x.gov.cn/~a%2Fb%E5"),
        ("http://x.gov.cn/a?", "http://x.gov.cn/a"),
        ("http://x.gov.cn/a#b", "http://x.gov.cn/a"),
        ("http://x.gov.cn?b=1", "http://x.gov.cn/?b=1"),
        ("http://x.gov.cn/a;jsessionid=0F3A.n1?id=3", "http://x.gov.cn/a?id=3"),
        ("http://x.gov.cn/a;JSESSIONID=0F3A", "http://x.gov.cn/a"),
        ("http://x.gov.cn/a?PHPSESSID=9f&id=3", "http://x.gov.cn/a?id=3"),
        ("http://x.gov.cn/a?ASPSESSIONIDCQ=9f", "http://x.gov.cn/a"),
        ("http://x.gov.cn/(S(lit3py55t21z5v55vlm25s55))/a", "http://x.gov.cn/a"),
        ("http://x.gov.cn/a?sid=3", "http://x.gov.cn/a?sid=3"),
        ("http://x.gov.cn/a?b=2&a=1", "http://x.gov.cn/a?b=2&a=1"),
        ("http://Me:Pw@X.gov.cn/", "http://Me:Pw@x.gov.cn/"),
    ],
)
def test_addresses_of_one_page_have_one_identity(url: str, identity: str) -> None:
    assert normalise(url) == identity


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://x.cn/art/2015/9/21/art_1_20.html", "http://x.cn/art/2021/10/1/art_333_4.html"),
        ("http://x.cn/202011/t20201102_1.html", "http://x.cn/201901/t20190101_222.html"),
        (
            "http://x.cn/c/2020/1/2/0123456789abcdef0123456789abcdef.shtml",
            "http://x.cn/c/2021/3/4/fedcba98765432100123456789abcdef.shtml",
        ),
        ("http://x.cn/cal?y=2001&m=1", "http://x.cn/cal?m=12&y=2037"),
        ("http://x.cn/a/b/a/b/x.html", "http://x.cn/a/b/a/b/a/b/a/b/x.html"),
        ("http://x.cn/show?k=%CF%D8", "http://x.cn/show?k=%E5%8E%BF"),
        ("http://www.x.cn/list_2.html", "https://x.cn/list_30.html"),
    ],
)
def test_addresses_of_one_kind_share_a_pattern(one: str, other: str) -> None:
    assert pattern_of(one).removeprefix("www.") == pattern_of(other).removeprefix("www.")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://x.cn/zwgk/1.html", "http://x.cn/xwzx/1.html"),
        ("http://x.cn/list?type=news", "http://x.cn/list?type=notice"),
        ("http://x.cn/list?a=1", "http://x.cn/list?b=1"),
        ("http://x.cn/a/", "http://y.cn/a/"),
        ("http://x.cn/deadline/a.html", "http://x.cn/facade/a.html"),
    ],
)
def test_addresses_of_different_kinds_do_not(one: str, other: str) -> None:
    assert pattern_of(one) != pattern_of(other)


def test_an_ever_growing_path_has_one_pattern() -> None:
    assert len({pattern_of("http://x.cn/" + "a/b/" * n + "c.html") for n in range(1, 50)}) == 1
    assert (
        len({pattern_of("http://x.cn/" + "/".join(f"f{chr(97 + i)}" for i in range(n)) + "/c") for n in range(9, 20)})
        == 1
    )


HOME = "http://www.jiayu.gov.cn/"


@pytest.mark.parametrize(
    ("url", "same", "same_domain"),
    [
        ("http://www.jiayu.gov.cn/a", True, True),
        ("https://jiayu.gov.cn/a", True, True),
        ("https://www.jiayu.gov.cn:443/a", True, True),
        ("http://WWW.JIAYU.gov.cn/a", True, True),
        ("http://www.jiayu.gov.cn:8080/a", False, True),
        ("http://tjj.jiayu.gov.cn/a", False, True),
        ("http://www.chibi.gov.cn/a", False, False),
        ("http://www.jiayu.gov.cn.evil.com/a", False, False),
        ("http://evil.com/www.jiayu.gov.cn/", False, False),
        ("http://www.jiayu.gov.cn@evil.com/", False, False),
        ("http://61.136.208.118:8001/", False, False),
        ("ftp://www.jiayu.gov.cn/", False, False),
        ("http://[::1", False, False),
        ("", False, False),
    ],
)
def test_a_site_is_its_host_and_on_demand_its_domain(url: str, *, same: bool, same_domain: bool) -> None:
    assert same_site(url, HOME) is same
    assert same_site(url, HOME, domain=True) is same_domain


@given(st.text(max_size=80))
def test_identity_and_pattern_take_any_text(text: str) -> None:
    for url in (text, "http://x.gov.cn/" + text):
        assert isinstance(pattern_of(url), str)
        assert same_site(url, HOME) in (True, False)
        assert normalise(normalise(url)) == normalise(url)


@given(st.text(max_size=60))
def test_the_identity_of_an_address_is_an_address_a_browser_reads_the_same(text: str) -> None:
    url = resolve(text, "http://x.gov.cn/a/", "utf-8")
    if url is not None and "@" not in url:
        assert normalise(resolve(normalise(url), "", "utf-8") or "") == normalise(url)
