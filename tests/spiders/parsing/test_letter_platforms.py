"""Mailboxes as the platforms of offices show them: lists of any make, pages of one letter, data of scripts."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.observations import Letter, LetterStatus, PageFacts
from spiders.parsing.document import Document
from spiders.parsing.page import read_page

TODAY = date(2026, 11, 22)
URL = "http://www.example.gov.cn/hdjl/xzxx/show.do"
LAMP, NOISE, CARD = "请求修复文化路路灯", "小区夜间施工扰民", "咨询社保卡补办手续"
ASKED = [date(2026, 11, 10), date(2026, 11, 9), date(2026, 10, 28)]
ANSWERED = [date(2026, 11, 13), date(2026, 11, 12), date(2026, 11, 2)]
NAV = """<ul class="nav"><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li>
<li><a href="/hdjl/xzxx/">县长信箱</a></li></ul>
<div>当前位置：<a href="/">首页</a> &gt; <a href="/hdjl/">互动交流</a></div>"""
FOOT = """<div class="foot"><p>主办：清河县人民政府办公室　网站标识码：1305340001</p><p>冀ICP备05000001号-1</p>
<p>电话：0319-8160000</p></div>"""
Told = tuple[str, date | None, date | None, LetterStatus]


def facts(markup: str, title: str = "县长信箱_清河县人民政府") -> PageFacts:
    source = f"<html><head><title>{title}</title></head><body>{NAV}{markup}{FOOT}</body></html>"
    return read_page(Document.parse(source.encode(), URL), today=TODAY, home=False)


def told(letters: tuple[Letter, ...]) -> list[Told]:
    return [(x.subject, x.asked, x.answered, x.status) for x in letters]


def row(*cells: object, tag: str = "td") -> str:
    return "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>"


def table(*rows: str) -> str:
    return f"<table>{''.join(rows)}</table>"


def link(subject: str) -> str:
    return f'<a href="show.do?id={len(subject)}">{subject}</a>'


THREE: list[Told] = [
    (LAMP, ASKED[0], None, "answered"),
    (NOISE, ASKED[1], None, "open"),
    (CARD, ASKED[2], None, "answered"),
]
STATES = ("已回复", "办理中", "已办结")
ROWS = list(zip((LAMP, NOISE, CARD), ASKED, ANSWERED, STATES, strict=True))

LISTS = {
    "dates called after the matter, no word of a letter in the head": table(
        row("工单编号", "标题", "提交时间", "办理进度"), *(row(i, link(s), a, z) for i, (s, a, _, z) in enumerate(ROWS))
    ),
    "cells of every row in one link": "<ul><li><div>信件标题</div><div>来信时间</div><div>状态</div></li>"
    + "".join(
        f"<li><a href=x{i}><div>{s}</div><div>{a}</div><div>{z}</div></a></li>" for i, (s, a, _, z) in enumerate(ROWS)
    )
    + "</ul>",
    "each row in a list of its own": "<div><ul><li>标题</li><li>来信时间</li><li>状态</li></ul></div>"
    + "".join(f"<div><ul><li>{link(s)}</li><li>{a}</li><li>{z}</li></ul></div>" for s, a, _, z in ROWS),
    "a status as a picture": table(
        row("标题", "时间", "状态"), *(row(link(s), a, f'<img src="z.png" alt="{z}">') for s, a, _, z in ROWS)
    ),
    "no head, a labelled status beside a bare date": "".join(
        f"<div><h2>{link(s)}</h2><p>城区 | 投诉 | {a}</p><p>办理状态：<b>{z}</b></p></div>" for s, a, _, z in ROWS
    ),
    "accepted and checked on days of their own": table(
        row("信件标题", "来信时间", "审核时间", "受理时间", "状态"), *(row(link(s), a, b, b, z) for s, a, b, z in ROWS)
    ),
}


@pytest.mark.parametrize("markup", LISTS.values(), ids=LISTS)
def test_a_list_is_read_whatever_its_make(markup: str) -> None:
    assert told(facts(markup).letters) == THREE


def test_a_bare_day_beside_the_day_of_the_reply_is_that_of_the_question() -> None:
    rows = "".join(
        f"<dl><dt>{link(s)}<span>来信人：李** <i>{a}</i></span></dt><dd>回复部门：住建局 回复时间：{b}</dd></dl>"
        for s, a, b, _ in ROWS
    )
    assert told(facts(rows).letters) == [(s, a, b, "answered") for s, a, b, _ in ROWS]


def test_a_table_of_replies_alone_tells_no_day_of_asking() -> None:
    rows = (row(i, link(s), "住建局", b) for i, (s, _, b, _) in enumerate(ROWS))
    read = facts(table(row("受理编号", "标题", "办理单位", "回复时间"), *rows)).letters
    assert told(read) == [(s, None, b, "answered") for s, _, b, _ in ROWS]


def test_a_table_whose_rows_a_script_brings_has_no_letters_in_the_footer() -> None:
    empty = (
        "<table><thead><tr><th>信件标题</th><th>来信时间</th><th>状态</th></tr></thead><tbody id=rows></tbody></table>"
    )
    found = facts(empty + "<script src='/js/mail.js'></script>")
    assert (found.letters, found.state) == ((), "by-script")
    assert facts(empty).state != "by-script"


NAMELESS = "清河县人民政府"
PLAIN = "<ul>" + "".join(f"<li>{link(s)}<span>{a}</span></li>" for s, a, _, _ in ROWS) + "</ul>"


@pytest.mark.parametrize(
    ("title", "trail", "of_mailbox", "read"),
    [
        (NAMELESS, "县长信箱", False, True),  # the title knows the site alone: the trail tells
        (NAMELESS, "工作动态", False, False),
        (NAMELESS, "互动交流", False, False),
        (NAMELESS, "互动交流", True, True),  # the crawl knows the column as a mailbox
        ("常见问题_清河县人民政府", "县长信箱", True, False),
        ("工作动态_清河县人民政府", "县长信箱", True, False),
    ],
)
def test_a_plain_list_is_one_of_letters_where_page_or_crawl_say_so(
    title: str, trail: str, of_mailbox: bool, read: bool
) -> None:
    trail = f'<div>当前位置：<a href="/">首页</a> &gt; {trail}</div>'
    source = f"<html><head><title>{title}</title></head><body>{trail}{PLAIN}{FOOT}</body></html>"
    doc = Document.parse(source.encode(), URL)
    doc.of_mailbox = of_mailbox
    assert bool(read_page(doc, today=TODAY, home=False).letters) is read


@pytest.mark.parametrize(
    ("reply", "status"),
    [
        ("", "open"),
        ("--", "open"),
        ("/", "open"),
        ("已电话告知", "unknown"),
        ("已答复", "answered"),
        ("详见正文", "unknown"),
    ],
)
def test_only_an_empty_place_for_the_day_of_the_reply_leaves_a_letter_open(reply: str, status: LetterStatus) -> None:
    days = [ANSWERED[0], reply, ANSWERED[2]]
    wanted: list[Told] = [
        (LAMP, ASKED[0], ANSWERED[0], "answered"),
        (NOISE, ASKED[1], None, status),
        (CARD, ASKED[2], ANSWERED[2], "answered"),
    ]
    rows = (row(link(s), a, b) for (s, a, _, _), b in zip(ROWS, days, strict=True))
    assert told(facts(table(row("标题", "来信时间", "答复时间"), *rows)).letters) == wanted
    labelled = "".join(
        f"<li>{link(s)}<p>[来信时间：{a}]</p><p>[答复时间：{b}]</p></li>"
        for (s, a, _, _), b in zip(ROWS, days, strict=True)
    )
    assert told(facts(f"<ul>{labelled}</ul>").letters) == wanted


def test_the_name_of_an_empty_place_is_no_state() -> None:
    replies = (REPLY, "", REPLY)
    boxes = "".join(
        f"<div><h4>{s}</h4><p>留言时间：{a}</p><p>留言内容：{BODY}</p><p>回复：{b}</p></div>"
        for (s, a, _, _), b in zip(ROWS, replies, strict=True)
    )
    assert told(facts(boxes).letters) == [
        (LAMP, ASKED[0], None, "answered"),
        (NOISE, ASKED[1], None, "unknown"),
        (CARD, ASKED[2], None, "answered"),
    ]


def test_yes_and_no_tell_whether_a_letter_was_answered() -> None:
    rows = (row(link(s), a, "否" if z == "办理中" else "是") for s, a, _, z in ROWS)
    assert told(facts(table(row("留言标题", "留言时间", "是否回复"), *rows)).letters) == THREE


def test_a_status_may_stand_before_the_title() -> None:
    rows = "".join(f"<li>{link(f'[{z}] {s}')}<span>{a}</span></li>" for s, a, _, z in ROWS)
    assert [x.status for x in facts(f"<ul>{rows}</ul>").letters] == ["answered", "open", "answered"]


def test_a_letter_without_a_link_is_called_by_its_words_not_its_writer() -> None:
    rows = "".join(f"<div><p>(李**)：{s}</p><p>留言时间：{a}</p></div>" for s, a, _, _ in ROWS)
    assert told(facts(rows).letters) == [(s, a, None, "unknown") for s, a, _, _ in ROWS]


FIELDS = {
    "名称": ("信件标题", "来信时间", "来信内容", "答复时间", "答复内容"),
    "short": ("标题", "时间", "内容", "回复日期", "回复"),
    "case": ("诉求主题", "诉求时间", "诉求内容", "处理时间", "处理结果"),
    "order": ("工单标题", "提交时间", "工单内容", "办结时间", "办结回复"),
    "office": ("办件标题", "提交日期", "问题描述", "反馈时间", "办理意见"),
}
BODY, REPLY = "文化路路灯坏了一个月，请派人修复。", "您好，您反映的路灯已于昨日修复。"


@pytest.mark.parametrize("labels", FIELDS.values(), ids=FIELDS)
@pytest.mark.parametrize("tag", ["td", "th"])
@pytest.mark.parametrize("colon", ["", "："])
def test_a_letters_own_page_is_read_whatever_its_labels(labels: tuple[str, ...], tag: str, colon: str) -> None:
    values = (LAMP, ASKED[0], BODY, ANSWERED[0], REPLY)
    if len(labels[-1]) < 3:
        values = (*values[:-1], "您好，已修复。")
    rows = (
        f"<tr><{tag}>{label}{colon}</{tag}><td>{value}</td></tr>" for label, value in zip(labels, values, strict=True)
    )
    assert told(facts(table(*rows)).letters) == [(LAMP, ASKED[0], ANSWERED[0], "answered")]


def test_a_letter_accepted_on_a_later_day_is_one_letter() -> None:
    question = table(row("来信时间", ASKED[0]), row("信件主题", LAMP), row("信件内容", BODY))
    answer = table(row("受理时间", "2026-11-11"), row("办理时间", ANSWERED[0]), row("办理状态", "已办结"))
    assert told(facts(question + answer).letters) == [(LAMP, ASKED[0], ANSWERED[0], "answered")]


def test_the_heading_above_the_fields_is_the_subject() -> None:
    markup = f"<div class=bt>{LAMP}</div><p>来信人：李**</p><p>来信时间：{ASKED[0]}</p><p>{BODY}</p>"
    markup += f"<h1><span>回复时间：{ANSWERED[0]}</span><span>回复单位：住建局</span></h1><p>{REPLY}</p>"
    assert told(facts(markup).letters) == [(LAMP, ASKED[0], ANSWERED[0], "answered")]


@pytest.mark.parametrize(
    ("state", "reply", "status"),
    [
        ("已办结", "", "answered"),
        ("处理中", "", "open"),
        ("正在办理", "", "open"),
        ("", REPLY, "answered"),
        ("", "", "unknown"),
        ("", "暂无回复", "open"),
        ("", "您的来信正在办理中，请耐心等待。", "unknown"),
        ("", "已转交县住建局办理。", "unknown"),
        ("", "已转交县住建局办理，路灯现已修复。", "answered"),
    ],
)
def test_the_page_of_a_letter_is_open_only_where_it_says_so(state: str, reply: str, status: LetterStatus) -> None:
    fields = [("标题", LAMP), ("来信时间", ASKED[0]), ("内容", BODY), ("处理情况", state), ("承办单位", "住建局")]
    markup = table(*(row(*field) for field in [*fields, ("回复内容", reply), ("满意度评价", "暂无评价")]))
    assert told(facts(markup).letters) == [(LAMP, ASKED[0], None, status)]


@pytest.mark.parametrize(
    ("choice", "status"),
    [("处理状态：<input type=radio>未回复 <input type=radio>已回复", "unknown"), ("处理状态：未回复", "open")],
)
def test_states_to_choose_from_are_the_state_of_no_letter(choice: str, status: LetterStatus) -> None:
    fields = table(row("标题", LAMP), row("来信时间", ASKED[0]), row("内容", BODY))
    assert told(facts(f"<div>{choice}</div>{fields}").letters) == [(LAMP, ASKED[0], None, status)]


def test_a_heading_over_an_empty_place_for_the_reply_is_not_answered_by_the_next_field() -> None:
    markup = f"<h1>{LAMP}</h1><p>来信时间：{ASKED[0]}</p><h3>来信内容</h3><p>{BODY}</p><h3>办理结果</h3>"
    assert told(facts(f"{markup}<p>承办单位：住建局</p>").letters) == [(LAMP, ASKED[0], None, "unknown")]
    assert told(facts(f"{markup}<p>{REPLY}</p>").letters) == [(LAMP, ASKED[0], None, "answered")]


def test_days_of_acceptance_and_reply_make_no_letter_of_a_notice() -> None:
    rows = row("项目名称", "道路工程") + row("受理时间", "2026-11-11") + row("答复时间", "2026-11-21")
    found = facts(f"<h1>清河县道路工程招标公告</h1><p>投诉受理部门：住建局</p><table>{rows}</table>", "招标公告_清河县")
    assert found.letters == ()


def data_page(records: list[dict[str, object]]) -> PageFacts:
    body = json.dumps({"code": 0, "data": {"rows": records, "total": 3}}, ensure_ascii=False)
    source = f"<html><body><script>{body}</script></body></html>"
    return read_page(Document.parse(source.encode(), URL), today=TODAY, home=False)


def test_letters_are_read_from_the_data_of_a_list() -> None:
    records: list[dict[str, object]] = [
        {
            "id": 1,
            "letterTitle": LAMP,
            "writeDate": "2026-11-10 09:00:00",
            "replyTime": "2026-11-13",
            "url": "/x/1.html",
        },
        {"id": 2, "letterTitle": NOISE, "writeDate": "2026-11-09", "replyTime": None, "state": "办理中", "url": ""},
        {"id": 3, "letterTitle": CARD, "writeDate": 1793145600000, "replyTime": "", "url": "/x/3.html"},
    ]
    found = data_page(records)
    assert told(found.letters) == [
        (LAMP, ASKED[0], ANSWERED[0], "answered"),
        (NOISE, ASKED[1], None, "open"),
        (CARD, date(2026, 10, 28), None, "unknown"),
    ]
    assert [x.url for x in found.letters] == [
        "http://www.example.gov.cn/x/1.html",
        None,
        "http://www.example.gov.cn/x/3.html",
    ]


def test_the_states_to_choose_from_are_no_letters_of_the_data() -> None:
    choices: list[dict[str, object]] = [{"title": "已回复", "value": "1"}, {"title": "办理中", "value": "2"}]
    assert data_page(choices).letters == ()


def test_news_in_the_data_of_a_list_are_no_letters() -> None:
    news: list[dict[str, object]] = [
        {"title": f"县里召开第{n}次会议", "url": f"/x/{n}.html", "createTime": f"2026-11-1{n}"} for n in range(4)
    ]
    found = data_page(news)
    assert (found.letters, len(found.items)) == ((), 4)


@settings(max_examples=200)
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["title", "replyTime", "writeDate", "status", "url", "lxsj", "hfsj"]),
            st.one_of(
                st.none(),
                st.integers(),
                st.text(max_size=20),
                st.sampled_from(["已回复", "2026-11-10", "2031-01-01", "/x"]),
            ),
        ),
        max_size=5,
    )
)
def test_whatever_the_data_letters_keep_the_contract(records: list[dict[str, object]]) -> None:
    for letter in data_page([{"a": 1}, *records]).letters:
        assert letter.subject
        assert letter.url is None or letter.url.startswith(("http://", "https://"))
        assert all(day is None or day <= date(2026, 11, 23) for day in (letter.asked, letter.answered))


UNKNOWN_MAKE = "<ul>" + "".join(f"<li><b>{s}</b><i>住建局</i><em>{z}</em></li>" for s, _, _, z in ROWS) + "</ul>"


LINKED_STATES = "<ul>" + "".join(f"<li><a>{s}</a><a>住建局</a><a>已回复</a></li>" for s, _, _, _ in ROWS) + "</ul>"
ANSWERED_IN_PLACE = "".join(f"<p>问：{s}？<i>{a}</i></p><p>答：{REPLY}<i>{b}</i></p>" for s, a, b, _ in ROWS)


@pytest.mark.parametrize("markup", [UNKNOWN_MAKE, LINKED_STATES, ANSWERED_IN_PLACE])
def test_letters_that_no_reader_knows_are_not_passed_over_in_silence(markup: str) -> None:
    found = facts(markup)
    assert (found.letters, found.extra.get("unread_letters")) == ((), "perhaps")


@pytest.mark.parametrize(
    "markup",
    [
        "<form>来信标题<input>来信时间<input><select><option>已回复</option><option>办理中</option></select></form>",
        "<div><a href='?s=1'>已回复</a><a href='?s=2'>办理中</a><a href='?s=3'>未回复</a></div>",
        "<p>写信须知：来信将在五个工作日内答复，办理结果请凭编号查询。</p>",
        "<p>本月收到来信69件，已办结57件，办理中12件。</p><ul><li>我要写信</li><li>信件查询</li></ul>",
    ],
    ids=["form", "states to choose from", "rules", "statistics"],
)
def test_a_mailbox_that_shows_no_letters_hides_none(markup: str) -> None:
    found = facts(markup)
    assert (found.letters, "unread_letters" in found.extra) == ((), False)
