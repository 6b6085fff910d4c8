"""Pagers: the next page by every form, none on the last page, never that of another column."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spiders.parsing.document import Document
from spiders.parsing.pager_links import turns_by_script
from spiders.parsing.pagers import read_next_page, read_total, says_empty

FOLDER = "http://www.example.gov.cn/zwgk/gzdt/"
TODAY = date(2021, 1, 15)


def page(markup: str, url: str = FOLDER) -> Document:
    return Document.parse(f"<html><body>{markup}</body></html>".encode(), url)


def next_of(markup: str, url: str = FOLDER) -> str | None:
    following = read_next_page(page(markup, url))
    return following.url if following else None


@pytest.mark.parametrize(
    ("call", "following"),
    [
        ('createPageHTML(2, 0, "index", "html")', "index_1.html"),
        ('createPageHTML(2, 1, "index", "html")', None),
        ('createPageHTML(1, 0, "index", "html")', None),
        ('createPageHTML(0, 0, "index", "html")', None),
        ("createPageHTML('4','0','index','html')", "index_1.html"),
        ('createPageHTML(25, 0, "index", "shtml", "black2", 621)', "index_1.shtml"),
        ("createPageHTML('page_div',2,1,'list','shtml',30)", "list_2.shtml"),
        ("createPageHTML('page_div',2,2,'list','shtml',30)", None),
        ("createPageHTML('page_div',1,1,'list_2','shtml',9)", None),
        ("createPageHTML('page_div',3,1,'xwzx_list_1','shtml',52)", "xwzx_list_1_2.shtml"),
        ('pageControl(4, 2, "index", "shtml", 10, "pages-nav")', "index_3.shtml"),
        ('pageControl(4, 3, "index", "shtml", 10, "pages-nav")', None),
        ('createPageHTML(3,0,"t20190918_693227","html")', None),
        ('myObject.createPageHTML(3,0,"index","html")', None),
        ('//createPageHTML(3,0,"index","html")', None),
        ('/* createPageHTML(3,0,"index","html") */', None),
        ('function createPageHTML(3,0,"index","html")', None),
        ("createPageHTML(3,0)", None),
        ("createPageHTML(3,0,name,ext)", None),
        ('var n = 7; var c = 2; createPageHTML(n, c, "index", "html")', "index_3.html"),
    ],
)
def test_a_call_names_the_next_page_or_says_that_there_is_none(call: str, following: str | None) -> None:
    assert next_of(f"<script>{call};</script>") == (following and FOLDER + following)


def test_an_article_has_no_next_page_of_a_list() -> None:
    doc = page('<script>createPageHTML(3,0,"index","html")</script><p>共 30 条记录 第1页</p>')
    assert read_next_page(doc, article=True) is None
    assert read_total(doc, article=True) is None
    assert read_next_page(doc) is not None


def test_the_last_word_is_the_calls() -> None:
    sibling = '<a href="../c100537/xwzx_list_2.shtml">下一页</a>'
    assert next_of(f"<script>createPageHTML('d',1,1,'xwzx_list','shtml',9)</script>{sibling}") is None
    assert next_of(sibling) == "http://www.example.gov.cn/zwgk/c100537/xwzx_list_2.shtml"


@pytest.mark.parametrize(
    ("markup", "url", "following"),
    [
        ('<a href="index_2.html">下一页</a>', FOLDER, "index_2.html"),
        ('<a href="index_2.html">[下一页]</a>', FOLDER, "index_2.html"),
        ('<a href="index_2.html">下页</a>', FOLDER, "index_2.html"),
        ('<a href="index_2.html"><span>下一页 &gt;</span></a>', FOLDER, "index_2.html"),
        ('<a href="index_2.html" title="下一页"><img src="n.gif"></a>', FOLDER, "index_2.html"),
        ('<a href="index_2.html">下一篇</a>', FOLDER, None),
        ('<a href="index_2.html">下一页专题</a>', FOLDER, None),
        ('<a href="javascript:;">下一页</a>', FOLDER, None),
        ('<a href="#">下一页</a>', FOLDER, None),
        ('<a href="index.html">下一页</a>', FOLDER + "index.html", None),
        ('<a href="http://other.gov.cn/index_2.html">下一页</a>', FOLDER, None),
        (
            '<a href="http://example.gov.cn/zwgk/gzdt/index_2.html">下一页</a>',
            FOLDER,
            "http://example.gov.cn/zwgk/gzdt/index_2.html",
        ),
        ("<a href='#' onclick=\"location.href=encodeURI('index_2.jhtml');\">下一页</a>", FOLDER, "index_2.jhtml"),
        ('<a href="a.html">&gt;</a>', FOLDER, None),
        ('<span>1</span><a href="index_2.html">2</a><a href="index_2.html">&gt;</a>', FOLDER, "index_2.html"),
        ('<p><b>2</b><a href="index_3.html">3</a></p>', FOLDER + "index_2.html", "index_3.html"),
        ('<p><a href="index_2.html">2</a><a href="index_3.html">3</a></p>', FOLDER, None),
        ('<p><b>3</b><a href="index_2.html">2</a></p>', FOLDER, None),
    ],
)
def test_a_link_leads_to_the_next_page_only_if_it_says_so(markup: str, url: str, following: str | None) -> None:
    want = following and (following if following.startswith("http") else FOLDER + following)
    assert next_of(f"<div>{markup}</div>", url) == want


@pytest.mark.parametrize(
    ("name", "total", "following"),
    [
        ("moreinfo.html", 16, "2.html"),
        ("moreinfo.html", 15, None),
        ("2.html", 31, "3.html"),
        ("2.html", 30, None),
        ("98.html", 3000, "99.html"),
        ("99.html", 3000, None),
    ],
)
def test_numbered_files_of_a_folder_end_at_the_last_page_or_at_99(name: str, total: int, following: str | None) -> None:
    markup = (
        f'<div class="ewb-page" id="page"></div><script>$("#page").pagination({{pageSize:15,total:{total}}});</script>'
    )
    assert next_of(markup, FOLDER + name) == (following and FOLDER + following)


def test_a_widget_whose_files_cannot_be_told_gives_nothing() -> None:
    widget = '<script>$(".p").pagination({total:76,pageSize:15,callback:function(i){load(i)}});</script>'
    assert next_of(widget, FOLDER + "show.do") is None
    assert read_total(page(widget)) == 76


def test_the_example_of_a_plug_in_left_in_is_no_pager() -> None:
    widget = '<script>$(".p").Paging({pagesize:10,count:1000,callback:function(i,size,n){%s}});</script>'
    for example in ("console.log(arguments) alert('page ' + i)", "alert(i)"):
        assert next_of(widget % example, FOLDER + "index.html") is None
        assert read_total(page(widget % example)) is None
    assert next_of(widget % "load(i); alert('done')", FOLDER + "index.html") == FOLDER + "index_2.html"


def test_plug_ins_that_make_the_names_of_pages_themselves() -> None:
    jump = "jump:function(o,first){if(!first){location.href='index_'+o.curr+'.html'}}"
    lay = '<script>laypage.render({elem:"p",count:%d,limit:10,curr:1,%s})</script>'
    assert next_of(lay % (11, jump), FOLDER + "index.html") == FOLDER + "index_2.html"
    assert next_of(lay % (10, jump), FOLDER + "index.html") is None
    assert read_total(page(lay % (11, jump))) == 11
    made = (
        '<script>kkpager.generPageHtml({pno:%d,total:3,totalRecords:41,hrefFormer:"index",hrefLatter:".html"})</script>'
    )
    assert next_of(made % 1, FOLDER + "index.html") == FOLDER + "index_2.html"
    assert next_of(made % 3, FOLDER + "index_3.html") is None
    assert read_total(page(made % 1)) == 41


def test_a_picture_that_says_next_is_a_link_to_the_next_page() -> None:
    assert next_of('<a href="index_2.html"><img src="n.gif" alt="下一页"></a>') == FOLDER + "index_2.html"
    assert next_of('<a href="index_2.html"><img src="n.gif" alt="下一篇"></a>') is None


@pytest.mark.parametrize(
    ("pager", "turns"),
    [
        ("""<a href="javascript:__doPostBack('p','2')">下一页</a>""", True),
        ("""<a href="#" onclick="goPage(2)">下一页</a>""", True),
        ("""第1页 共3页 <a onclick="return goPage(2);">下一页</a>""", True),
        ("""第3页 共3页 <a onclick="goPage(3)">下一页</a>""", False),
        ("""共6条 1/1 <a onclick="goPage(1)">下页</a>""", False),
        ("""<a class="disabled" onclick="goPage(2)">下一页</a>""", False),
        ("""<li class="disabled"><a onclick="goPage(2)">下一页</a></li>""", False),
        ("""<a href="javascript:void(0)">下一页</a>""", False),
        ("""<a href="javascript:;">下一页</a>""", False),
        ("""<a>下一页</a>""", False),
        ("""<a href="index_2.html">下一页</a>""", False),
        ("""<a onclick="goPage(2)">下一篇</a>""", False),
    ],
)
def test_a_next_page_without_an_address_is_known_to_be_there(pager: str, turns: bool) -> None:
    assert turns_by_script(page(f"<div>{pager}</div>")) is turns


def test_a_group_of_a_data_proxy_is_posted_for() -> None:
    call = (
        "<script>$('#1').jpage({perPage:10,totalRecord:31,proxyUrl:'/module/web/jpage/dataproxy.jsp',"
        "ajaxParam:'col=1&appid=1&webid=3&path=/&columnid=12&sourceContentType=1&unitid=44&webname=清河县&permissiontype=0'})</script>"
    )
    following = read_next_page(page(call))
    assert following is not None
    assert following.method == "POST"
    assert (
        following.url
        == "http://www.example.gov.cn/module/web/jpage/dataproxy.jsp?startrecord=1&endrecord=30&perpage=10"
    )
    assert following.body == (
        "col=1&appid=1&webid=3&path=%2F&columnid=12&sourceContentType=1&unitid=44&webname=%E6%B8%85%E6%B2%B3%E5%8E%BF&permissiontype=0"
    )


@pytest.mark.parametrize(("shown", "more"), [(3, True), (4, False)])
def test_the_last_group_of_a_data_proxy_has_no_next(shown: int, more: bool) -> None:
    records = "<record><![CDATA[<li><a href='/a/1.html'>标题</a></li>]]></record>" * shown
    group = "<nextgroup><![CDATA[<a href='/x/dataproxy.jsp?page=1&webid=3'></a>]]></nextgroup>"
    answer = f"<datastore><totalrecord>14</totalrecord>{group}<recordset>{records}</recordset></datastore>"
    url = "http://www.example.gov.cn/x/dataproxy.jsp?startrecord=11&endrecord=14&perpage=5"
    doc = Document.parse(answer.encode(), url)
    assert (read_next_page(doc) is not None) is more
    assert read_total(doc) == 14


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("共 160 条 当前第 1 / 16 页", 160),
        ("共170条记录 1/8页", 170),
        ("页次：1/39 每页20 总数774 首页", 774),
        ("当前第1页 共1561页 / 共15605记录", 15605),
        ("共有 13 条信息 首页 上一页", 13),
        ("总记录数：31 共4页", 31),
        ("共 0 条 当前第 1 / 1 页", 0),
        ("共0页", 0),
        ("共4页", None),
        ("会议共收到建议30条", None),
        ("截止2020年11月30日，县长信箱11月收到来信69条，办结57条", None),
        ("《条例》共30条，自发布之日起施行", None),
        ("", None),
    ],
)
def test_a_pager_counts_entries_and_a_sentence_does_not(text: str, total: int | None) -> None:
    assert read_total(page(f"<div>{text}</div>")) == total


def test_only_a_count_of_nought_is_empty() -> None:
    assert says_empty(page("<p>共 0 条 第1页</p>"))
    assert not says_empty(page("<p>共 10 条 第1页</p>"))
    assert not says_empty(page("<p>共 05 条 第1页</p>"))
    assert not says_empty(page("<p>暂无内容</p>"))


PIECES = st.lists(
    st.one_of(
        st.text(max_size=10),
        st.sampled_from(
            [
                *(
                    "<script>",
                    "</script>",
                    "createPageHTML(",
                    "3,",
                    "0,",
                    "'index',",
                    '"html"',
                    ");",
                    ".pagination({",
                    "totalPage:54",
                    "})",
                ),
                *(
                    "<a href='index_2.html'>",
                    "<a href='javascript:go(2)'>",
                    "下一页",
                    "</a>",
                    "»",
                    "<b>1</b>",
                    "<select onchange=location>",
                ),
                *(
                    "<option value=a>1</option>",
                    "共 3 条 1/2 页",
                    "<datastore>",
                    "dataproxy.jsp",
                    "ajaxParam:'a=b'",
                    "proxyUrl:'/x'",
                    "total:²",
                ),
                *("function go(n){location='a'+n}", "<nextgroup>", "var a = ", "http://[", "//", "/*"),
            ]
        ),
    ),
    max_size=40,
).map("".join)


@settings(max_examples=300)
@given(PIECES, st.sampled_from(["", "index.html", "index_3.html", "99.html", "x.jsp?startrecord=1&endrecord=9"]))
def test_whatever_the_page_the_next_one_is_absolute_and_another(markup: str, name: str) -> None:
    doc = page(markup, FOLDER + name)
    following = read_next_page(doc)
    if following is not None:
        assert following.url.startswith(("http://", "https://"))
        assert following.url != doc.url or following.method == "POST"
    total = read_total(doc)
    assert total is None or total >= 0
