"""A hostile page costs seconds at most: lists, pagers and letters are linear in the page."""

import time
from datetime import date

import pytest

from spiders.parsing.document import Document
from spiders.parsing.letters import read_letters
from spiders.parsing.lists import read_items
from spiders.parsing.pagers import read_next_page, read_total

TODAY = date(2021, 6, 12)
BYTES = 400_000
LIMIT_S = 6


def filled(piece: str, before: str = "", after: str = "") -> str:
    return before + piece * (BYTES // len(piece.encode())) + after


PAGES = {
    "many rows": "".join(
        f'<li><a href="t{i}.html">第{i}次常务会议</a><span>2021-01-01</span></li>' for i in range(5_000)
    ),
    "one title": "".join(
        f'<li><a href="t{i}.html">常务会议</a><span>20{i % 20 + 1:02}-01-01</span></li>' for i in range(5_000)
    ),
    "dates without links": filled("<span>2021-01-01</span>", "<div><a href=x>甲</a><a href=y>乙</a>"),
    "month and day": filled("<p><span>01-08</span></p>", "<div><a href=x>甲</a><a href=y>乙</a>"),
    "deep": filled("<a href=x>标题</a><b>2021-01-01</b>", "<div>" * 240),
    "one long link": filled("标题 2021-01-01 ", "<ul><li><a href=x>", "</a><li><a href=y>乙</a></ul>"),
    "blank title": filled("\n", '<ul><li><a href=x title="', '">甲</a><li><a href=y>乙</a></ul>'),
    "date in parts": filled("<li><a href=x>标题标题标题</a><b>28</b><i>2020-12</i></li>"),
    "boxes": "".join(
        f'<div class=b><h3>甲</h3><ul><li><a href="t{i}.html">标题标题标题</a>2021-01-01</li></ul></div>'
        for i in range(4_000)
    ),
    "calls": filled('createPage(4,0,"index",b,"html");', "<script>", "</script>"),
    "comments": filled("/* page(aaa); ", "<script>", "</script>"),
    "json": filled('[{"a":', "<script>", "</script>"),
    "records": filled("<record>", "<script><datastore>", "</script>"),
    "next links": filled('<a href="javascript:go(2)">下一页</a>', "<script>function go(n){location='a'+n}</script>"),
    "signs": filled('<a href="javascript:;">&raquo;</a>'),
    "numbers": filled("<div><b>1</b><a href=index_2.html>2</a></div>"),
    "options": filled("<option value=a>1</option>", '<select onchange="location.href=1">'),
    "counts": filled("共有 3 条信息 总数"),
    "heads": filled("<td>信件标题</td>", "<table><tr>"),
    "mailbox": filled("<li><a href=x>请求修复路灯</a>[提交时间：2021-01-01][回复时间：]</li>"),
    "labels": filled("<p>提交时间：</p>"),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_page_is_read_in_bounded_time(name: str) -> None:
    doc = Document.parse(
        f"<html><head><title>县长信箱</title></head><body>{PAGES[name]}".encode(), "http://x.gov.cn/a/"
    )
    started = time.process_time()
    read_items(doc, today=TODAY)
    read_next_page(doc)
    read_total(doc)
    read_letters(doc, today=TODAY)
    assert time.process_time() - started < LIMIT_S
