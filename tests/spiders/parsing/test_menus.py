"""Menus of a known frame are passed over; what is read of a page is the same with and without the memory."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spiders.parsing.document import Document
from spiders.parsing.lists import read_items
from spiders.parsing.menus import MAX_LINKS_OF_A_ROW
from spiders.parsing.page import FrameMemory, read_page

URL = "http://www.example.gov.cn/zwgk/"
TODAY = date(2024, 9, 12)
ROWS = "".join(f'<li><a href="t{i}.html">第{i}次会议的通知公告</a><span>2024-09-0{i}</span></li>' for i in range(1, 7))


def menu(links: int, inner: str = "") -> str:
    """A menu long enough to be remembered."""
    items = "".join(f'<li class="{"x" * 150}"><a href="/c{i}/">栏目{i}</a></li>' for i in range(links))
    return f'<div class="nav"><ul>{items}</ul>{inner}</div>'


def page(head: str, content: str = f"<ul>{ROWS}</ul>") -> Document:
    return Document.parse(f"<html><body>{head}<div class=main>{content}</div></body></html>".encode(), URL)


def passed(memory: FrameMemory, doc: Document) -> int:
    """How many elements of a page need no look."""
    memory.apply(doc)
    parts = [part for menus, first in doc.menus for part in menus.parts(first, TODAY) or ()]
    read_items(doc, today=TODAY)
    return sum(end - start for start, end in parts)


def read_in_sequence(heads: Sequence[str], contents: Sequence[str]) -> list[int]:
    memory = FrameMemory()
    return [passed(memory, page(head, content)) for head, content in zip(heads, contents, strict=True)]


@pytest.mark.parametrize(("links", "spared"), [(MAX_LINKS_OF_A_ROW, False), (MAX_LINKS_OF_A_ROW + 1, True)])
def test_a_menu_is_passed_over_once_known_if_it_has_more_links_than_a_row(links: int, spared: bool) -> None:
    head = menu(links) + "<div>" + "导航" * 800 + "</div>"
    counts = read_in_sequence([head] * 4, [f"<p>{i}</p><ul>{ROWS}</ul>" for i in range(4)])
    assert (counts[-1] > 0) is spared
    assert counts[0] == 0


@pytest.mark.parametrize(
    "inner",
    [
        "<ul>" + "".join(f'<li><a href="/n/{i}.html">县政府第{i}次常务会议召开</a></li>' for i in range(9)) + "</ul>",
        '<p><a href="/n/1.html">今年</a>2024-09-01</p>',
    ],
)
def test_what_holds_entries_or_dates_is_read_on_every_page(inner: str) -> None:
    head = menu(3, inner)
    doc = page(head)
    memory = FrameMemory()
    for i in range(3):
        passed(memory, page(head, f"<p>{i}</p>"))
    assert passed(memory, doc) == 0
    assert read_items(doc, today=TODAY) == read_items(page(head), today=TODAY)


def test_a_date_that_a_script_writes_into_a_menu_is_not_lost() -> None:
    head = menu(12, "<p><a href='/n/1.html'>县政府召开第一次全体会议</a><script>{}</script></p>")
    memory = FrameMemory()
    for i in range(3):
        passed(memory, page(head.format("var a = 1"), f"<p>{i}</p>"))
    content = "<p>说明</p>"
    doc = page(head.format("show('2024-09-01')"), content)
    memory.apply(doc)
    assert doc.head is not None
    plain = page(head.format("show('2024-09-01')"), content)
    assert read_items(doc, today=TODAY, home=True) == read_items(plain, today=TODAY, home=True)


_PIECES = st.sampled_from(
    (
        menu(12),
        menu(9, "<p>2024-09-03</p>"),
        menu(10)[:-12],
        f"<ul>{ROWS}</ul>",
        "<div><a href='/a/1.html'>关于开展安全生产大检查的通知</a> 2024-08-01",
        "<table><tr><td>",
        "</ul></div>",
        "<p>2024-09-05</p>",
        "<li><a href='t9.html'>关于做好防汛工作的紧急通知</a>",
        "共<b&unknown;<div>0</div>条",
    )
)


_FEW = st.lists(_PIECES, max_size=3)


@settings(max_examples=80)
@given(st.lists(_PIECES, min_size=1, max_size=4), st.lists(_FEW, min_size=2, max_size=5), _FEW)
def test_with_and_without_a_memory_the_same_is_read(
    head: list[str], contents: list[list[str]], tail: list[str]
) -> None:
    """Of pages of one site that begin and end alike, and of which some tags are never closed."""
    memory = FrameMemory()
    for content in contents:
        doc, plain = (page("".join(head), "".join((*content, "<div>", *tail))) for _ in range(2))
        assert read_page(doc, today=TODAY, frame=memory) == read_page(plain, today=TODAY)
        assert doc.parents == plain.parents
        assert [text for _, text in doc.links] == [text for _, text in plain.links]


def test_a_list_of_links_at_the_end_of_pages_is_passed_over_and_its_dates_are_not() -> None:
    foot = menu(12) + menu(12, '<p><a href="/n/1.html">县政府召开第一次全体会议</a>2024-09-01</p>')
    memory = FrameMemory()
    contents = [f"<p>{i}</p><ul>{ROWS}</ul><div>" + "页脚" * 800 + f"</div>{foot}" for i in range(4)]
    counts = [passed(memory, page("", content)) for content in contents]
    whole, beside_a_date = 2 + 12 * 2, 1 + 12 * 2
    assert counts[-1] == whole + beside_a_date
    doc, plain = page("", contents[-1]), page("", contents[-1])
    memory.apply(doc)
    assert read_items(doc, today=TODAY, home=True) == read_items(plain, today=TODAY, home=True)
    assert date(2024, 9, 1) in {item.day for item in read_items(doc, today=TODAY, home=True)}
