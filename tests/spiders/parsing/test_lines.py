"""Lines as a reader sees them, and the frame that pages share."""

from hypothesis import assume, given
from hypothesis import strategies as st

from spiders.parsing.document import Document
from spiders.parsing.frame import FrameMemory
from spiders.parsing.lines import INFO, Line, is_prose
from spiders.parsing.text import raw_text_of

URL = "http://www.example.gov.cn/a.html"


def lines(source: str) -> list[Line]:
    return Document.parse(f"<body>{source}</body>".encode(), URL).lines


def test_blocks_break_a_line_and_inline_elements_do_not() -> None:
    assert [ln.text for ln in lines("<p>发布<b>日</b><span>期</span>：</p><div>2024</div>a<br>b")] == [
        "发布日期:",
        "2024",
        "a",
        "b",
    ]


def test_cells_are_lines_and_unknown_elements_are_blocks() -> None:
    assert [ln.text for ln in lines("<table><tr><td>a</td><td>b</td></tr></table><publishtime>c</publishtime>")] == [
        *"abc"
    ]


def test_a_line_knows_its_longest_link() -> None:
    (line,) = lines('<p>来源：<a href="/a">清河日报</a> <a href="/b">打印</a></p>')
    assert (line.text, line.linked) == ("来源:清河日报 打印", "清河日报")


def test_a_link_around_blocks_links_each_of_their_lines() -> None:
    assert [(ln.text, ln.linked) for ln in lines('<a href="/x"><h3>标题</h3><p>日期</p></a><p>外</p>')] == [
        ("标题", "标题"),
        ("日期", "日期"),
        ("外", ""),
    ]


def test_an_anchor_without_text_links_nothing() -> None:
    first = lines('<a name="top"></a><p>a</p>')[0]
    assert (first.text, first.linked) == ("a", "")


def test_headings_have_their_level() -> None:
    assert [(ln.text, ln.heading) for ln in lines("<h1>一</h1><h4><a href='/'>四</a></h4><p>零</p><hr>")] == [
        ("一", 1),
        ("四", 4),
        ("零", 0),
    ]


def test_control_characters_of_a_page_are_not_taken_for_our_marks() -> None:
    found = lines("a\x01b\x031c<p>\x02d&#3;</p>")
    assert [(ln.text.replace("\ufffd", ""), ln.linked, ln.heading) for ln in found] == [("ab1c", "", 0), ("d", "", 0)]


def test_running_text_is_told_from_the_line_under_a_heading() -> None:
    assert is_prose("会议指出,要把群众喝上放心水作为民生实事抓紧抓好,加快推进管网改造。")
    assert is_prose("x" * 46)
    assert not is_prose("x" * 45)
    assert not is_prose("来源:清河日报 发布时间:2024-09-10 09:24 浏览次数:12 字体:大 中 小 打印 分享到微信 分享到微博")
    assert not is_prose("清河县召开农村饮水安全工作推进会")
    assert INFO.search("来 源:清河日报")


FRAME = "".join(f'<div><a href="/{i}/">栏目{i}</a></div>' for i in range(80))


def framed(memory: FrameMemory, source: str) -> list[Line]:
    doc = Document.parse(source.encode(), URL)
    memory.apply(doc)
    return doc.lines


def test_a_shared_frame_is_read_once_and_gives_the_same_lines() -> None:
    memory = FrameMemory()
    for number in range(5):
        source = f"<body>{FRAME}<h1>标题{number}</h1><p>正文{number}</p>{FRAME}</body>"
        assert framed(memory, source) == Document.parse(source.encode(), URL).lines


PART = st.sampled_from(
    [
        FRAME,
        FRAME[: len(FRAME) // 2],
        "<a href='/x'><div>卡片",
        "</div></a>",
        "<p>正文</p>",
        "<li>一<li>二",
        "<table><td>格",
        "<h2>题</h2>",
        "a<b&unknown;<div>",
        "<p a<div=1>",
    ]
)


@given(st.lists(st.lists(PART, max_size=6).map("".join), min_size=2, max_size=5))
def test_a_frame_never_changes_what_is_read(pages: list[str]) -> None:
    memory = FrameMemory()
    for source in pages:
        plain = Document.parse(f"<body>{source}</body>".encode(), URL).lines
        assert framed(memory, f"<body>{source}</body>") == plain


TEXT = st.sampled_from(("&amp;lt;b&amp;gt;", "&#128;", "&#13;", "&unknown;", "a<b", "<h1>题</h1 >", "<a name=x />文"))


@given(st.lists(PART | TEXT, max_size=8).map("".join))
def test_the_text_that_lines_are_read_off_is_all_text_of_the_page(source: str) -> None:
    doc = Document.parse(f"<body>{source}".encode(), URL)
    assume(not any("<" in str(name) for element in doc.elements for name in (element.tag, *element.keys())))
    assert doc.raw == raw_text_of(doc.body)


@given(st.lists(st.lists(PART | TEXT | st.text(max_size=5) | st.just("&#3;"), max_size=6).map("".join), max_size=4))
def test_a_frame_never_changes_the_text(pages: list[str]) -> None:
    memory = FrameMemory()
    for source in pages:
        body = f"<body>{source}".encode("utf-8", "replace")
        doc = Document.parse(body, URL)
        memory.apply(doc)
        assert doc.raw == Document.parse(body, URL).raw


def test_a_huge_page_is_read_without_the_memory() -> None:
    source = "<body>" + "<p>正文</p>" * 40_000 + "</body>"
    memory = FrameMemory()
    assert len(framed(memory, source)) == 40_000
    assert len(framed(memory, source)) == 40_000
