"""Service guides by the elements they name; a search box; links between policies and interpretations."""

import pytest

from spiders.parsing.document import Document
from spiders.parsing.guides import ELEMENTS, read_guide
from spiders.parsing.related import read_related
from spiders.parsing.searchbox import read_search
from spiders.parsing.texts import Texts

WHOLE = [
    *("事项名称", "健康证", "一、设定依据:", "《食品安全法》", "申请条件:年满十八岁", "【所需材料】"),
    *("办理地点", "政务大厅", "办公时间:工作日", "联系电话:0571-1", "办理流程"),
]


def parse(body):
    return Document.parse(f"<html><body>{body}</body></html>".encode(), "http://www.x.gov.cn/", "utf-8")


def test_a_whole_guide():
    assert read_guide(Texts(WHOLE)) == ELEMENTS


@pytest.mark.parametrize(
    ("label", "element"),
    [
        ("政策法规依据", "basis"),
        ("二、事项申办条件:", "conditions"),
        ("(三)申报材料", "papers"),
        ("4.办理处理流程", "procedure"),
        ("申请材料及要求:", "papers"),
        ("咨询方式", "phone"),
        ("受理地址:", "place"),
        ("承诺办理时限", "time"),
    ],
)
def test_labels_as_offices_write_them(label, element):
    others = ["设定依据:", "申请条件:", "办理流程:"]
    assert element in read_guide(Texts([label, *others]))


def test_the_same_words_in_a_sentence_are_no_labels():
    text = ["本县优化办理流程，压缩申请材料，明确设定依据和申请条件，公开联系电话。"]
    assert read_guide(Texts(text)) == ()


@pytest.mark.parametrize("lines", [["联系电话:1", "办公时间:8点", "办公地址:x路"], ["设定依据:"], []])
def test_a_page_that_names_too_little_is_no_guide(lines):
    assert read_guide(Texts(lines)) == ()


@pytest.mark.parametrize(
    ("body", "search"),
    [
        ('<form action="/search.jsp"><input name="q"></form>', "yes"),
        ('<input type="text" value="请输入关键字">', "yes"),
        ('<a href="/so/">站内搜索</a>', "yes"),
        ('<a href="https://search.x.gov.cn/">查</a>', "yes"),
        ("<p>首页 新闻</p>", "no"),
        ('<form action="/login"><input name="user"></form>', "no"),
        ('<script src="/js/head.js"></script><p>首页</p>', "unknown"),
        ('<iframe src="/top.html"></iframe>', "unknown"),
        ("<script>$('#head').load('/head.html')</script>", "unknown"),
    ],
)
def test_what_a_home_page_offers(body, search):
    assert read_search(parse(body)) == search


@pytest.mark.parametrize(
    ("title", "body", "related"),
    [
        ("《某办法》政策解读", '<a href="1.html">关于印发《某办法》的通知（原文）</a>', "policy"),
        ("一图读懂某办法", '<a href="1.html">相关文件：某县人民政府关于某事的意见》</a>', "policy"),
        ("关于某事的通知", '<a href="2.html">关于《某事的通知》的政策解读</a>', "interpretation"),
        ("关于某事的通知", '<a href="/zcjd/">政策解读</a>', ""),
        ("《某办法》政策解读", '<a href="/zcwj/">政策文件</a>', ""),
        ("工作动态", '<a href="1.html">某县召开会议</a>', ""),
    ],
)
def test_a_policy_and_its_interpretation_name_each_other(title, body, related):
    assert read_related(parse(body), title=title) == related
