"""What is a column of a home page and what only looks like one; the labelled pages hold the forms of navigation."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.parsing.columns import MAX_COLUMNS, read_columns, read_sections
from spiders.parsing.document import Document
from spiders.parsing.names import clean, is_more, is_name

HOME = "http://www.x.gov.cn/"


def document(body: str, url: str = HOME) -> Document:
    return Document.parse(f"<html><body>{body}</body></html>".encode(), url)


def columns(body: str, url: str = HOME) -> list[tuple[str, str]]:
    return [(link.name, link.url.removeprefix(HOME)) for link in read_columns(document(body, url))]


def menu(*names: str, cls: str = "", home: bool = True) -> str:
    cells = [f"<li><a href='/c{place}/'>{name}</a></li>" for place, name in enumerate(names)]
    return f"<ul class='{cls}'>{'<li><a href=/>首页</a></li>' if home else ''}{''.join(cells)}</ul>"


def test_a_row_with_the_home_page_is_a_navigation_whatever_its_names() -> None:
    assert columns(menu("省政府", "彩云之南", "扬帆青岛", "数据")) == [
        ("省政府", "c0/"),
        ("彩云之南", "c1/"),
        ("扬帆青岛", "c2/"),
        ("数据", "c3/"),
    ]


def test_without_the_home_page_the_names_or_the_page_itself_must_say_so() -> None:
    assert columns(menu("政务公开", "政务服务", "互动交流", "专题专栏", home=False)) != []
    assert columns(menu("政务公开", "政务服务", "扬帆青岛", cls="nav", home=False)) != []
    assert columns(menu("人民公园", "文庙山公园", "二乔公园", "湖心岛", home=False)) == []


@pytest.mark.parametrize("names", [3, 4])
def test_four_names_of_columns_make_a_navigation_and_three_do_not(names: int) -> None:
    row = menu(*("政务公开", "政务服务", "互动交流", "专题专栏")[:names], home=False)
    assert bool(columns(row)) is (names == 4)


@pytest.mark.parametrize(
    "cls", ["footer", "links", "friend", "crumb", "position", "lang", "share", "login_bar", "page", "hot"]
)
def test_what_the_page_calls_otherwise_is_no_navigation(cls: str) -> None:
    assert columns(menu("政务公开", "政务服务", "互动交流", "专题专栏", cls=cls)) == []


@pytest.mark.parametrize("lead", ["当前位置：", "您现在的位置：", "您所在的位置：", "【位置】", "友情链接："])
def test_breadcrumbs_and_friends_are_told_by_how_they_begin(lead: str) -> None:
    assert (
        columns(f"<div>{lead}<a href=/>首页</a> &gt; <a href=/a/>政务公开</a> &gt; <a href=/b/>政策文件</a></div>")
        == []
    )


@pytest.mark.parametrize("cls", ["nav banner", "nav-link", "swiper-nav", "homepage", "photo", "nav search"])
def test_a_menu_that_is_called_so_stands_where_it_stands(cls: str) -> None:
    row = menu("政务公开", "政务服务", "互动交流", "专题专栏", cls=cls)
    assert len(columns(f"<div class=banner>{row}</div>" if "nav" in cls else row)) == 4


def test_a_row_that_leads_mostly_elsewhere_is_no_navigation() -> None:
    def row(outside: int) -> str:
        hosts = ["http://y.gov.cn/"] * outside + [HOME] * (4 - outside)
        names = ("政务公开", "政务服务", "互动交流", "专题专栏")
        return "<ul>" + "".join(
            f"<li><a href={h}{n}/>{t}</a></li>" for n, (h, t) in enumerate(zip(hosts, names, strict=True))
        )

    assert columns(row(2)) != []
    assert columns(row(3)) == []


def test_a_list_of_articles_is_no_navigation() -> None:
    rows = "".join(f"<li><a href='/a/{n}.html'>关于做好政务公开工作的通知第{n}号文件</a></li>" for n in range(8))
    assert columns(f"<ul class=nav>{rows}</ul>") == []


def test_a_box_of_titled_blocks_is_no_navigation() -> None:
    text = "本市召开农村饮水安全工作推进会，部署下一阶段工作任务。" * 3
    blocks = "".join(
        f"<div><h3>{name}</h3><p>{text}</p></div>" for name in ("政务公开", "政务服务", "互动交流", "专题专栏")
    )
    assert columns(f"<div>{blocks}</div>") == []


def test_a_submenu_is_on_the_second_level_and_its_title_on_the_first() -> None:
    html = (
        "<ul><li><a href=/>首页</a></li><li><a href=/zw/>政务公开</a><p><a href=/zw/gg/>通知公告</a></p></li>"
        "<li><a href=/hd/>互动</a></li></ul>"
    )
    assert [(link.name, link.level) for link in read_columns(document(html))] == [
        ("政务公开", 1),
        ("通知公告", 2),
        ("互动", 1),
    ]


def test_a_name_without_address_stands_only_where_it_has_none_anywhere() -> None:
    html = "<ul class=nav><li><a>政务公开</a></li><li><a>政务服务</a></li><li><a>互动交流</a></li></ul>"
    assert columns(html) == [("政务公开", ""), ("政务服务", ""), ("互动交流", "")]
    assert columns(html + menu("政务公开", "政务服务", "互动交流")) == [
        ("政务公开", "c0/"),
        ("政务服务", "c1/"),
        ("互动交流", "c2/"),
    ]


@pytest.mark.parametrize(
    "href", ["/a.pdf", "/a.jpg", "/zw/t20210112_9627.html", "/", "index.html#top", "javascript:void(0)", "#a"]
)
def test_an_address_that_no_column_can_have_is_left_out(href: str) -> None:
    html = (
        f"<ul><li><a href=/>首页</a></li><li><a href='{href}'>政务公开</a></li><li><a href=/b/>互动交流</a></li></ul>"
    )
    assert columns(html, HOME + "index.html")[0] == ("政务公开", "")


def test_a_short_link_whose_folder_holds_entries_of_the_page_is_a_column() -> None:
    names = {"yw": "一线聚焦", "mt": "媒体看我", "tj": "特别推荐"}
    tabs = "".join(f"<div><a href='/xw/{folder}/'>{name}</a></div>" for folder, name in names.items())
    entries = "".join(
        f"<p><a href='/xw/yw/2021/{n}.html'>本市召开农村饮水安全工作推进会议并部署工作</a></p>" for n in range(2)
    )
    assert columns(tabs + entries) == [("一线聚焦", "xw/yw/")]
    assert columns(tabs + entries[: entries.index("</p>")]) == []


def sections(body: str) -> list[tuple[str, str]]:
    return [(link.name, link.url.removeprefix(HOME)) for link in read_sections(document(body))]


@pytest.mark.parametrize(
    "html",
    [
        "<div><h3>通知公告</h3><a href=/tz/>更多</a></div>",
        "<div><h3>通知公告<a href=/tz/>更多&gt;&gt;</a></h3></div>",
        "<div><div><span>通知公告</span></div><div><a href=/tz/>[更多]</a></div></div>",
        "<table><tr><td>通知公告</td><td><a href=/tz/>more</a></td></tr></table>",
        "<dl><dt>通知公告</dt><dd><a href=/tz/>查看更多</a></dd></dl>",
        "<div><img alt='通知公告' src=a.gif><a href=/tz/>MORE+</a></div>".replace("MORE+", "MORE"),
        "<div><a href=/tz/>通知公告</a><a href=/tz/>更多</a></div>",
    ],
)
def test_a_title_with_a_link_on_is_a_column(html: str) -> None:
    assert sections(html) == [("通知公告", "tz/")]


@pytest.mark.parametrize(
    "html",
    [
        "<div><p>关于做好低温天气供水保障工作的通知</p><a href=/tz/>更多</a></div>",
        "<a href=/tz/>更多</a>",
        "<div><p>今天是2021年1月15日</p><a href=/tz/>更多</a></div>",
    ],
)
def test_a_link_on_without_a_title_makes_no_column(html: str) -> None:
    assert sections(html) == []


ENTRY = "<li><a href='/a/{}.html'>本市召开农村饮水安全工作推进会议并部署下一阶段工作</a></li>"


@pytest.mark.parametrize("entries", [2, 3])
def test_a_title_without_any_link_stands_over_three_entries_at_least(entries: int) -> None:
    html = f"<div><h3>时事要闻</h3><ul>{''.join(map(ENTRY.format, range(entries)))}</ul></div>"
    assert sections(html) == ([("时事要闻", "")] if entries == 3 else [])


def test_tabs_and_their_links_on_are_paired_in_order() -> None:
    html = (
        "<div><ul><li>公文</li><li>通知公告</li><li>政务动态</li></ul>"
        "<div><a href=/1/>更多</a></div><div><a href=/2/>更多</a></div><div><a href=/3/>更多</a></div></div>"
    )
    assert sections(html) == [("公文", "1/"), ("通知公告", "2/"), ("政务动态", "3/")]


def test_tabs_with_fewer_links_on_than_titles_name_the_first_only() -> None:
    html = "<div><ul><li>公文</li><li>通知公告</li></ul><div><a href=/1/>更多</a></div></div>"
    assert sections(html) == [("公文", "1/")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (" 首　 页 ", "首页"),
        ("养    老", "养老"),
        ("· 政务公开 >", "政务公开"),
        ("【通知公告】", "通知公告"),
        ("田试指南（试行）", "田试指南(试行)"),
        ("“十四五”规划", "“十四五”规划"),
        ("市政府▼", "市政府"),
        ("GLP 专栏", "GLP 专栏"),
        ("新闻中心 NEWS", "新闻中心"),
        ("政务APP", "政务APP"),
        (">>", ""),
    ],
)
def test_a_name_is_cleaned_of_what_surrounds_it(text: str, name: str) -> None:
    assert clean(text) == name


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("概况", True),
        ("政", False),
        ("重大建设项目批准和实施情况公示", False),
        ("重大建设项目批准和实施情况公", True),
        ("English", False),
        ("首页", False),
        ("下一页", False),
        ("更多", False),
        ("登录", False),
        ("下载中心", True),
        ("2021年工作", False),
        ("你好，世界", False),
        ("官方微信", False),
        ("微政务", True),
    ],
)
def test_a_name_is_short_chinese_and_no_control_of_the_page(name: str, *, good: bool) -> None:
    assert is_name(name) is good


@pytest.mark.parametrize(
    ("text", "more"),
    [("更多>>", True), (">>更多", True), ("[更多]", True), ("more", True), ("更多服务事项", False), ("", False)],
)
def test_a_link_on_is_told_by_its_words(text: str, *, more: bool) -> None:
    assert is_more(text) is more


def test_a_page_of_ten_thousand_entries_gives_a_bounded_navigation() -> None:
    html = "".join(menu(*(f"栏目{chr(0x4E00 + n)}{chr(0x4E00 + i)}" for i in range(40))) for n in range(100))
    begun = time.process_time()
    assert len(read_columns(document(html))) == MAX_COLUMNS
    assert time.process_time() - begun < 10


@given(
    st.recursive(
        st.sampled_from(("首页", "政务公开", "更多", "x", " ")),
        lambda inner: st.lists(inner, max_size=5),
        max_leaves=40,
    )
)
def test_any_nesting_is_read_and_every_address_is_absolute_or_none(tree: object) -> None:
    def html(node: object) -> str:
        if isinstance(node, list):
            return f"<div>{''.join(map(html, node))}</div>"
        return f"<a href='/{node}/'>{node}</a>"

    for link in read_columns(document(html(tree))):
        assert link.url == "" or link.url.startswith("http://www.x.gov.cn/")
        assert is_name(link.name)


@given(st.text(max_size=300))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    read_columns(document(text))
    read_columns(document(f"<ul class=nav><li onclick='{text}'>政务公开</li><li><a href='{text}'>{text}</a></li></ul>"))


@pytest.mark.parametrize(
    "piece", ["<div>", "<ul><li>政务", "<a href=/a/>更多</a>", "<div>政务公开<a>更多</a>", "<table><tr><td>政务公开"]
)
def test_the_time_grows_with_the_length_only(piece: str) -> None:
    doc = document(piece * 4000)
    begun = time.process_time()
    read_columns(doc)
    assert time.process_time() - begun < 8


def test_what_lies_in_the_folder_of_another_column_is_on_the_second_level_wherever_it_is_shown() -> None:
    html = """<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li>
    <li><a href="/tzgg/index.html">通知公告</a></li><li><a href="/col/col12/">工作动态</a></li>
    <li><a href="/hdjl/">互动交流</a></li></ul></div>
    <div class="box"><h3><a href="/zwgk/zcwj/">政策文件</a></h3><ul>
    <li><a href="/zwgk/zcwj/1.html">关于印发办法的通知</a></li>
    <li><a href="/zwgk/zcwj/2.html">关于公布名单的通知</a></li></ul></div>"""
    levels = {link.name: link.level for link in read_columns(document(html))}
    assert levels == {"政务公开": 1, "通知公告": 1, "工作动态": 1, "互动交流": 1, "政策文件": 2}
