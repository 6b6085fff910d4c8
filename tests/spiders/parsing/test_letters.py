"""Letters: read where a mailbox shows them, invented nowhere, open only where the page says so."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.observations import Letter
from spiders.parsing.document import Document
from spiders.parsing.letter_words import role_of, status_of
from spiders.parsing.letters import read_letters

TODAY = date(2021, 1, 15)
URL = "http://www.example.gov.cn/hdjl/xzxx/"


def letters(markup: str, title: str = "县长信箱_清河县人民政府") -> tuple[Letter, ...]:
    body = f"<html><head><title>{title}</title></head><body>{markup}</body></html>"
    return read_letters(Document.parse(body.encode(), URL), today=TODAY)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("已回复", "answered"),
        ("已答复", "answered"),
        ("已办结", "answered"),
        ("处理完毕", "answered"),
        ("[办结]", "answered"),
        ("未办结", "open"),
        ("未回复", "open"),
        ("待回复", "open"),
        ("办理中", "open"),
        ("受理中", "open"),
        ("转办", "open"),
        ("新办件", "open"),
        ("结案", "answered"),
        ("已办", "answered"),
        ("不属于受理范围", "refused"),
        ("重复信件", "refused"),
        ("已督办", None),
        ("已阅批", "answered"),
        ("未阅批", "open"),
        ("正在办理", "open"),
        ("处理之中", "open"),
        ("已转交", "open"),
        ("尚未回复", "open"),
        ("逾期未办结", "open"),
        ("逾期办结", "answered"),
        ("等待评价", None),
        ("待评价", "answered"),
        ("尚未评价", None),
        ("逾期", None),
        ("信访受理中心", None),
        ("拒绝受理", "refused"),
        ("不予受理", "refused"),
        ("已受理", None),
        ("已公开", None),
        ("回复了很多次的来信我已回复", None),
        ("", None),
    ],
)
def test_a_word_of_status_means_one_thing_or_nothing(text: str, status: str | None) -> None:
    assert status_of(text) == status


@pytest.mark.parametrize(
    ("head", "role"),
    [
        ("信件标题", "subject"),
        ("主题", "subject"),
        ("受理时间", "asked"),
        ("来信日期", "asked"),
        ("答复时间", "answered"),
        ("办理时间", "answered"),
        ("信件状态", "status"),
        ("办理情况", "status"),
        ("时间", "day"),
        ("编号", None),
        ("办理部门", None),
    ],
)
def test_the_head_of_a_column_says_what_it_holds(head: str, role: str | None) -> None:
    assert role_of(head) == role


def test_the_day_after_the_crawl_is_a_date_of_asking_and_the_next_is_not() -> None:
    row = '<li><a href="{0}.html">请求修复路灯</a>[提交时间：{0}]</li>'
    tomorrow, later = TODAY + timedelta(days=1), TODAY + timedelta(days=2)
    read = letters("<ul>" + row.format(tomorrow) + row.format(later) + row.format("2021-01-02") + "</ul>")
    assert [x.asked for x in read] == [tomorrow, None, date(2021, 1, 2)]


def test_a_missing_reply_is_open_only_beside_replies() -> None:
    row = '<li><a href="{}.html">请求修复路灯</a>[提交时间：2021-01-02][回复时间：{}]</li>'
    none = letters("<ul>" + row.format(1, "") + row.format(2, "") + "</ul>")
    assert [x.status for x in none] == ["unknown", "unknown"]
    some = letters("<ul>" + row.format(1, "") + row.format(2, "2021-01-04") + "</ul>")
    assert [x.status for x in some] == ["open", "answered"]


def test_words_of_a_filter_are_the_status_of_no_letter() -> None:
    select = "<select><option>未回复</option><option>办理中</option></select>"
    head = "<tr><th>编号</th><th>信件标题</th><th>写信时间</th></tr>"
    read = letters(f"{select}<table>{head}<tr><td>1</td><td>请求修复路灯</td><td>2021-01-02</td></tr></table>")
    assert [(x.subject, x.status) for x in read] == [("请求修复路灯", "unknown")]


def test_a_plain_list_is_a_mailbox_only_where_the_page_calls_itself_one() -> None:
    rows = (
        "<ul>"
        + "".join(f'<li><a href="{i}.html">请求修复第{i}号路灯</a><span>2021-01-0{i}</span></li>' for i in (3, 2, 1))
        + "</ul>"
    )
    assert [x.asked for x in letters(rows)] == [date(2021, 1, 3), date(2021, 1, 2), date(2021, 1, 1)]
    assert letters(rows, "工作动态_清河县人民政府") == ()
    assert letters(rows, "常见问题解答_清河县人民政府") == ()
    assert letters(rows, "信件查询_清河县人民政府") == ()


@pytest.mark.parametrize(
    ("name", "replies"),
    [("来信选登", True), ("咨询答复", True), ("来信办理结果", True), ("咨询反馈", False), ("信箱办理情况", False)],
)
def test_the_one_date_of_a_digest_is_that_of_the_reply(name: str, replies: bool) -> None:
    row = '<li><a href="{0}.html">请求修复第{0}号路灯</a><span>2021-01-0{0}</span></li>'
    read = letters("<ul>" + row.format(3) + row.format(2) + row.format(1) + "</ul>", f"{name}_清河县人民政府")
    assert [x.status for x in read] == ["answered" if replies else "unknown"] * 3
    assert all((x.answered is not None) is replies and (x.asked is None) is replies for x in read)


def test_undated_entries_of_a_mailbox_hub_are_no_letters() -> None:
    hub = (
        "<ul>"
        + "".join(f'<li><a href="write_{i}.html">县教育局局长信箱我要写信{i}</a></li>' for i in range(6))
        + "</ul>"
    )
    assert letters(hub) == ()


@pytest.mark.parametrize("token", ["{$T.title}", "{{item.title}}", "${title}", "[!--title--]", "<%=title%>"])
def test_template_tokens_are_no_letters(token: str) -> None:
    token = token.replace("<", "&lt;").replace(">", "&gt;")
    head = "<tr><th>编号</th><th>信件标题</th><th>来信时间</th></tr>"
    table = f"<table>{head}<tr><td>1</td><td>{token}</td><td>2021-01-02</td></tr></table>"
    assert letters(table) == ()


def test_a_page_without_words_of_a_mailbox_has_no_letters() -> None:
    assert letters("<ul><li><a href=1.html>县里召开会议</a>2021-01-02</li></ul>", "要闻") == ()


def test_prose_with_dates_of_application_is_no_letter() -> None:
    assert (
        letters("<p>申请时间：2021年1月4日至2021年1月10日，逾期不予办理，咨询电话见附件。</p>", "通知公告_清河县") == ()
    )


PIECES = st.lists(
    st.one_of(
        st.text(max_size=12),
        st.sampled_from(
            [
                *(
                    "<table>",
                    "<tr>",
                    "<td>",
                    "</td>",
                    "</tr>",
                    "</table>",
                    "<ul>",
                    "<li>",
                    "</li>",
                    "<a href=x>",
                    "<a href=javascript:;>",
                    "</a>",
                ),
                *(
                    "信件标题",
                    "来信时间：",
                    "回复时间：",
                    "2021-01-02",
                    "2031-01-02",
                    "1970-01-01",
                    "已回复",
                    "办理中",
                    "留言内容：",
                    "回复内容：",
                    "状态：",
                ),
                *("{$T.x}", "<select><option>", "</select>", "<h1>", "</h1>", "<textarea>", "<p>", "答：", "问："),
            ]
        ),
    ),
    max_size=50,
).map("".join)


@settings(max_examples=300)
@given(PIECES, st.sampled_from(["县长信箱", "来信答复选登", "要闻", ""]))
def test_whatever_the_page_letters_keep_the_contract(markup: str, title: str) -> None:
    for letter in letters(markup, title):
        assert letter.subject
        assert letter.url is None or letter.url.startswith(("http://", "https://"))
        for day in (letter.asked, letter.answered):
            assert day is None or day <= TODAY + timedelta(days=1)
        assert letter.status != "open" or letter.answered is None or "中" in markup or "未" in markup


@pytest.mark.parametrize(
    ("name", "mailbox"),
    [
        ("县长信箱", True),
        ("网上咨询", True),
        ("来信选登", True),
        ("网上投诉", True),
        ("提案答复", False),
        ("投诉举报", True),
        ("举报须知", False),
        ("人大建议办理", False),
        ("通知公告", False),
        ("办理统计", False),
    ],
)
def test_only_a_column_of_letters_makes_letters_of_titles(name: str, mailbox: bool) -> None:
    rows = "".join(f'<li><a href="{i}.html">关于第{i}号路灯的来信</a><span>2021-01-0{i}</span></li>' for i in (3, 2, 1))
    assert bool(letters(f"<ul>{rows}</ul>", f"{name}_清河县人民政府")) is mailbox
