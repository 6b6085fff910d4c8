"""read_page: what a page is, which readers run, and that no page is too much."""

import time
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.observations import PageFacts
from spiders.parsing.document import Document
from spiders.parsing.frame import FrameMemory
from spiders.parsing.kind import has_crumbs, is_article_url, is_home_url
from spiders.parsing.page import read_page
from tests.evaluate.scoring import labelled_pages

TODAY = date(2024, 9, 12)
HOST = "http://www.example.gov.cn"
TITLE = "清河县召开农村饮水安全工作推进会"
PROSE = (
    "<p>会议指出，要把群众喝上放心水作为民生实事抓紧抓好，加快推进管网改造，完善水质检测制度，确保年底前全部完工。</p>"
)
ROWS = "".join(
    f"<li><a href='./t202409{day:02}_1.html'>清河县水利局召开第{day}次党组会议</a><span>2024-09-{day:02}</span></li>"
    for day in range(1, 11)
)
SECTIONS = "".join(
    f"<div class='box'><h3><a href='/c{i}/'>通知公告{i}</a><a href='/c{i}/'>更多</a></h3><ul>{ROWS}</ul></div>"
    for i in range(5)
)


def facts(
    body: str, *, path: str = "/zwgk/1.html", head: str = "", title: str = "", home: bool | None = None
) -> PageFacts:
    source = f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    return read_page(Document.parse(source.encode(), HOST + path), today=TODAY, home=home)


def test_an_article_has_no_items_and_a_list_no_date_of_publication() -> None:
    written = facts(f"<h1>{TITLE}</h1><p>发布日期：2024-09-10</p>{PROSE * 4}<ul>{ROWS}</ul>", title=TITLE)
    assert (written.kind, written.items, written.title) == ("article", (), TITLE)
    listed = facts(f"<h2>工作动态</h2><ul>{ROWS}</ul>", title="工作动态_清河县人民政府", path="/zwgk/gzdt/index.html")
    assert (listed.kind, len(listed.items), listed.published, listed.title) == ("list", 10, None, "工作动态")


def test_a_page_with_the_address_of_a_home_page_is_one_unless_it_is_an_article() -> None:
    assert facts(SECTIONS, path="/").kind == "home"
    assert facts(SECTIONS, path="/index.html").kind == "home"
    assert (
        facts(f"<h1>{TITLE}</h1><p>2024-09-10 来源：清河日报</p>{PROSE * 4}", path="/", title=TITLE).kind == "article"
    )


def test_a_site_in_a_folder_has_its_home_page_there() -> None:
    assert facts(SECTIONS, path="/sljz/index.html", title="清河县水利局").kind == "home"
    assert facts(f"<p>当前位置：首页 > 政务公开</p>{SECTIONS}", path="/sljz/index.html").kind == "list"
    assert facts(SECTIONS, path="/zwgk/sljz/index.html", title="清河县水利局").kind == "list"


def test_who_knows_the_home_page_is_believed() -> None:
    assert facts(SECTIONS, path="/zwgk/portal.do?id=1", home=True).kind == "home"
    assert facts(f"<ul>{ROWS}</ul>", path="/", home=False).kind == "list"


def test_a_page_without_anything_is_something_else() -> None:
    assert (facts("").kind, facts("").state) == ("other", "empty")


def test_what_contradicts_or_cannot_be_is_told_beside_the_facts() -> None:
    head = '<meta name="ContentSource" content="清河发布">'
    told = facts(
        f"<h1>{TITLE}</h1><p>1970-01-01 来源：清河日报</p>{PROSE}", head=head, title=TITLE, path="/a/post_1.html"
    )
    assert told.published is None
    assert (told.extra["abnormal_published"], told.extra["printed_source"]) == ("1970-01-01", "清河日报")


@pytest.mark.parametrize("path", ["", "/", "/index.html", "/index.htm", "/default.aspx", "/Index.shtml", "/main.jsp"])
def test_addresses_of_home_pages(path: str) -> None:
    assert is_home_url(HOST + path)


@pytest.mark.parametrize("path", ["/?id=1", "/zwgk/", "/zwgk/index.html", "/index_2.html?page=2", "/news.html"])
def test_addresses_of_other_pages(path: str) -> None:
    assert not is_home_url(HOST + path)


@pytest.mark.parametrize(
    "path",
    [
        "/xw/202409/t20240910_123.html",
        "/art/2024/9/10/art_1_2.html",
        "/zwgk/content/post_9901188.html",
        "/contents/18413/330644.html",
        "/2024-09/10/content_1234.htm",
        "/c100/202409/9c059bf058ef4db8b3c8f920e22186fe.shtml",
        "/info/1021/3421.htm",
        "/c/2024-09-10/1234.shtml",
    ],
)
def test_addresses_that_systems_give_to_articles(path: str) -> None:
    assert is_article_url(HOST + path)


@pytest.mark.parametrize(
    "path", ["/zwgk/", "/zwgk/index_2.html", "/channels/18291.html", "/col/col1229/index.html", "/a/3.html"]
)
def test_addresses_of_lists_are_none_of_articles(path: str) -> None:
    assert not is_article_url(HOST + path)


def test_breadcrumbs_are_seen() -> None:
    for crumbs in ("当前位置：首页", "您现在的位置 : 网站首页", "首页 > 政务公开", "您所在的位置"):
        assert has_crumbs(Document.parse(f"<p>{crumbs}</p>".encode(), HOST))
    assert not has_crumbs(Document.parse("<p>首页</p><p>地理位置</p>".encode(), HOST))


def test_a_frame_memory_changes_no_fact_of_any_labelled_page() -> None:
    memory = FrameMemory()
    for page in labelled_pages():
        plain = read_page(Document.parse(page.body, page.url), today=page.today)
        framed = read_page(Document.parse(page.body, page.url), today=page.today, frame=memory)
        assert framed == plain, page.name


def of_one_page(found: PageFacts) -> None:
    last = TODAY + timedelta(days=1)
    days = [found.published.day] if found.published else []
    days += [item.day for item in found.items if item.day]
    days += [day for letter in found.letters for day in (letter.asked, letter.answered) if day]
    assert all(day <= last for day in days)
    urls = [found.redirect, found.data_url, found.next_page and found.next_page.url]
    urls += [item.url for item in found.items] + [column.url or None for column in found.columns]
    urls += [letter.url for letter in found.letters]
    assert all(url is None or url.startswith(("http://", "https://")) for url in urls)


PIECES = st.sampled_from(
    (
        *(
            "<div>",
            "</div>",
            "<table>",
            "<tr>",
            "<td>",
            "</table>",
            "<ul>",
            "<li>",
            "</li>",
            "</ul>",
            "<p>",
            "<h1>",
            "</h1>",
        ),
        *("<a href='t20240910_1.html'>", "<a href='javascript:;'>", "<a href='//h:x/'>", "</a>", "<base href='/x/'>"),
        *(
            "2024-09-10",
            "[09-10]",
            "1970-01-01",
            "2099-01-01",
            "10",
            "2024-09",
            TITLE,
            PROSE,
            ROWS,
            "来信时间：",
            "已回复",
        ),
        *(
            "<script>",
            "</script>",
            "createPageHTML(5,1,'index','html')",
            "共 0 条",
            "下一页",
            "当前位置：首页",
            "市长信箱",
        ),
        *(
            "<select>",
            "<option>",
            "<iframe src='/y'>",
            "<!--",
            "-->",
            "网站标识码：1100000000",
            "<meta http-equiv=refresh content='0;url=/z'>",
        ),
    )
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(PIECES, max_size=40).map("".join), st.sampled_from(["/", "/zwgk/", "/a/t20240910_1.html", "/x.do?id=[1"])
)
def test_any_markup_gives_facts_that_can_be(source: str, path: str) -> None:
    of_one_page(read_page(Document.parse(source.encode(), HOST + path), today=TODAY))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=500), st.text(max_size=40))
def test_any_bytes_and_any_address_give_facts(body: bytes, path: str) -> None:
    of_one_page(read_page(Document.parse(body, f"{HOST}/{path}"), today=TODAY))
    read_page(Document.parse(body, path), today=TODAY)


UNITS = {
    "rows": ROWS,
    "dates": "2024-09-10 ",
    "labels": "<p>发布日期：2024-09-10</p>",
    "headings": f"<h1>{TITLE}</h1><p>2024-09-10</p>",
    "tables": "<table><tr><td>来信时间：2024-09-10</td><td>答复</td></tr>",
    "links": "<a href='/x'>政务公开</a>",
    "brackets": "<",
    "menus": "<ul><li><a href='/c/'>政务公开</a><ul><li>",
    "letters": "<p>留言时间：2024-09-01 答复时间：2024-09-05 信箱</p>",
    "marks": "网站标识码：浙ICP备主办单位：",
}


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_five_megabytes_of_anything_take_seconds(unit: str) -> None:
    head = f"<title>{TITLE}_清河县人民政府</title><body>".encode()
    body = (head + unit.encode() * (5_000_000 // len(unit.encode())))[:5_000_000]
    started = time.process_time()
    of_one_page(read_page(Document.parse(body, HOST + "/zwgk/index.html"), today=TODAY))
    assert time.process_time() - started < 10
