import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.fingerprint import fingerprint, folder, host_of, is_own, url_key

DOMAINS = frozenset({"x.gov.cn"})


def same(family, one, other, domains=DOMAINS, other_domains=DOMAINS):
    return fingerprint(family, one, domains) == fingerprint(family, other, other_domains)


@pytest.mark.parametrize(
    "other",
    [
        "https://www.x.gov.cn/a/b.html",
        "http://x.gov.cn/a/b.html",
        "http://WWW.X.GOV.CN:80/a/b.html#top",
        "http://www.x.gov.cn//a/b.html",
        "http://www.x.gov.cn/a/b.html;jsessionid=0123ABCD",
        "http://www.x.gov.cn/a/b.html?jsessionid=1&_=1700000000",
    ],
)
def test_a_target_is_the_same_by_scheme_host_and_session(other):
    assert same("link", "http://www.x.gov.cn/a/b.html", other)


@pytest.mark.parametrize(
    "other",
    [
        "http://www.x.gov.cn/a/c.html",
        "http://www.x.gov.cn/a/b.html?id=2",
        "http://zwgk.x.gov.cn/a/b.html",
        "http://www.y.gov.cn/a/b.html",
        "http://www.x.gov.cn/a/b_2.html",
        "http://www.x.gov.cn/a/B.html",
    ],
)
def test_other_targets_are_others(other):
    assert not same("link", "http://www.x.gov.cn/a/b.html", other)


def test_a_relaunch_under_another_host_keeps_the_identity():
    new = frozenset({"new.gov.cn"})
    assert same("column", "http://www.x.gov.cn/a/", "https://www.new.gov.cn/a/", DOMAINS, new)
    assert same("column", "http://zwgk.x.gov.cn/a/", "https://zwgk.new.gov.cn/a/", DOMAINS, new)
    assert not same("link", "http://elsewhere.cn/a/", "https://www.new.gov.cn/a/", DOMAINS, new)


@pytest.mark.parametrize("other", ["index_3.html", "index.html", "", "?page=2", "index.shtml?pageNo=7"])
def test_any_page_of_a_list_stands_for_its_column_and_not_for_a_link(other):
    assert same("column", "http://www.x.gov.cn/news/", f"http://www.x.gov.cn/news/{other}")
    if "_" in other or "?" in other:
        assert not same("link", "http://www.x.gov.cn/news/", f"http://www.x.gov.cn/news/{other}")


def test_the_order_of_parameters_is_nothing():
    assert url_key("http://x/a?b=1&a=2") == url_key("http://x/a?a=2&b=1")


def test_what_is_no_address_is_its_own_key():
    assert url_key("http://[broken/") == "http://[broken/"
    assert host_of("http://[broken/") == ""
    assert host_of("http://h:99999/") == ""


def test_own_hosts_end_in_the_site_s_domain():
    assert is_own("www.x.gov.cn", DOMAINS)
    assert is_own("zwgk.x.gov.cn", DOMAINS)
    assert not is_own("prefix-x.gov.cn", DOMAINS)
    assert not is_own("gov.cn", DOMAINS)


def test_a_qualifier_tells_things_at_one_address_apart():
    assert fingerprint("letter", "http://x/", DOMAINS, "一") != fingerprint("letter", "http://x/", DOMAINS, "二")
    assert fingerprint("letter", "http://x/", DOMAINS, "一 ") == fingerprint("letter", "http://x/", DOMAINS, " 一")


PLAIN = st.from_regex(
    r"https?://(www\.)?(a\.gov\.cn|b\.a\.gov\.cn|c\.cn)\.?(:80|:8080|:99999)?"
    r"(/[A-Za-z0-9_.~-]{1,12}){0,3}(/(index|default)\.(s?html?|jsp))?(_2\.html)?/?",
    fullmatch=True,
)


@given(url=PLAIN, any_page=st.booleans())
def test_a_plain_address_is_reduced_as_any_other(url, any_page):
    """The short way for plain addresses and the long way, which an empty query asks for, agree."""
    domains = frozenset({"a.gov.cn"})
    assert url_key(url, domains, any_page=any_page) == url_key(f"{url}?", domains, any_page=any_page)
    assert host_of(url) == host_of(url.replace("://", "://user@"))


@pytest.mark.parametrize("name", ["node_{}.htm", "list_{}.html", "col-{}.shtml", "list.jsp?p={}"])
def test_columns_that_a_number_tells_apart_are_not_one(name):
    """To dismiss one of them must not clear the other."""
    one, other = (f"http://www.x.gov.cn/{name.format(number)}" for number in (12, 13))
    assert not same("column", one, other)


@pytest.mark.parametrize(
    "name", ["content_{}.html", "t20210602_{}.html", "index_{}.html", "view.php?p={}", "x.jsp?page={}"]
)
def test_letters_with_addresses_of_their_own_are_never_one(name):
    one, other = (f"http://www.x.gov.cn/hd/{name.format(number)}" for number in (12, 13))
    assert not same("letter", one, other)


@pytest.mark.parametrize("page", ["", "index.html", "index_2.html", "?page=2"])
def test_a_letter_without_an_address_is_known_on_whatever_page_of_its_column_it_stands(page):
    first = fingerprint("letter", "http://www.x.gov.cn/hd/", DOMAINS, "请问|2026-03-01")
    assert fingerprint("letter", f"http://www.x.gov.cn/hd/{page}", DOMAINS, "请问|2026-03-01") == first


@pytest.mark.parametrize(
    "url", ["http://www.x.gov.cn/news/", "https://x.gov.cn/news", "http://x.gov.cn/news/index.shtml"]
)
def test_a_folder_and_its_default_document_are_one_place(url):
    assert folder(url) == "x.gov.cn/news"
    assert folder("http://x.gov.cn/news/list.shtml") != folder(url)
