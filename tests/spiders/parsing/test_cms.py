"""Families of content management systems by their own marks; the labelled pages hold one page of each."""

import pytest

from spiders.parsing.cms import recognise
from spiders.parsing.document import Document


def family(body: str = "", url: str = "http://www.x.gov.cn/a.html") -> str | None:
    return recognise(Document.parse(f"<html><body>{body}</body></html>".encode(), url))


def links(form: str, count: int) -> str:
    return "".join(f"<a href='{form.format(n)}'>x</a>" for n in range(count))


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("/xw/202101/t20210112_96270{}.html", "trs"),
        ("/art/2021/1/12/art_1861_49{}.html", "hanweb"),
        ("content/post_314035{}.html", "guangdong"),
        ("contents/18287/38833{}.html", "siteserver"),
        ("zwtz/1898{}.jhtml", "jeecms"),
        ("info/1002/123{}.htm", "vsb"),
        ("/c/2021-01-12/1234{}.shtml", "zcms"),
    ],
)
def test_three_links_of_a_family_tell_it_and_two_do_not(form: str, name: str) -> None:
    assert family(links(form, 3)) == name
    assert family(links(form, 2)) is None


def test_a_mark_or_an_address_goes_before_the_links() -> None:
    foreign = links("/xw/202101/t20210112_96270{}.html", 9)
    assert family(f"<div id='vsb_content'></div>{foreign}") == "vsb"
    assert family(foreign, "http://www.x.gov.cn/contents/1/22.html") == "siteserver"


def test_marks_of_two_families_tell_none_unless_one_has_more() -> None:
    assert family("<div class='TRS_Editor'></div><div id='vsb_content'></div>") is None
    assert family("<div class='TRS_Editor trs_paper_default'></div><div id='vsb_content'></div>") is None
    url = "http://www.x.gov.cn/xw/t20210112_962705.html"
    assert family("<div class='TRS_Editor'></div><div id='vsb_content'></div>", url) == "trs"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<script src='http://pucha.kaipuyun.cn/exposure/jiucuo.js'></script>",
        "<img src='/images/trs_logo.gif'>",
        "<p>本站采用TRS内容管理系统</p>",
        "<a href='/t2021_1.html'>x</a>",
    ],
)
def test_what_many_vendors_share_tells_nothing(body: str) -> None:
    assert family(body) is None
