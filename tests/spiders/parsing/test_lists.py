"""Lists: entries of the main list and of no other, each with its own date or none."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.observations import Item
from spiders.parsing.document import Document
from spiders.parsing.linktext import is_chrome
from spiders.parsing.lists import read_items
from spiders.parsing.stamps import read_parts, read_stamp
from spiders.parsing.years import with_years

TODAY = date(2021, 1, 15)
URL = "http://www.example.gov.cn/zwgk/gzdt/"


def items(markup: str, *, today: date = TODAY, home: bool = False, url: str = URL) -> tuple[Item, ...]:
    return read_items(Document.parse(f"<html><body>{markup}</body></html>".encode(), url), today=today, home=home)


def rows(days: list[str]) -> str:
    return (
        "<ul>"
        + "".join(
            f'<li><a href="{i}.html">第{i}次常务会议研究工作</a><span>{d}</span></li>' for i, d in enumerate(days)
        )
        + "</ul>"
    )


@pytest.mark.parametrize(
    ("piece", "day"),
    [
        ("2020-12-28", date(2020, 12, 28)),
        (" [2020-12-28] ", date(2020, 12, 28)),
        ("（2020年12月28日）", date(2020, 12, 28)),
        ("20201228", date(2020, 12, 28)),
        ("2020-12-28 10:20:31", date(2020, 12, 28)),
        ("2020年12月28日 10时05分", date(2020, 12, 28)),
        ("发布时间：2020-12-28", date(2020, 12, 28)),
        ("日间：2020-12-28", date(2020, 12, 28)),
        ("来源：县教育局 时间：2020-12-28 点击：33", date(2020, 12, 28)),
        ("县教育局 2020-12-28", date(2020, 12, 28)),
        ("2020-12-28 浏览次数：12", date(2020, 12, 28)),
        ("截止时间：2020-12-28", None),
        ("有效期至2020-12-28", None),
        ("成文日期：2020-12-28", None),
        ("今天是2020年12月28日", None),
        ("2020年12月28日 星期一", None),
        ("2020-12-01 至 2020-12-28", None),
        ("2020-12-01 2020-12-28", None),
        ("会议于2020年12月28日下午在县行政中心召开", None),
        ("2020年第28期", None),
        ("共28条 1/2页", None),
        ("", None),
    ],
)
def test_a_piece_of_text_is_the_date_of_an_entry_only_if_it_says_so(piece: str, day: date | None) -> None:
    stamp = read_stamp(piece, TODAY)
    assert (stamp.day if stamp else None) == day


@pytest.mark.parametrize(
    ("piece", "month_day"),
    [
        ("12-28", (12, 28)),
        ("[01-04]", (1, 4)),
        ("(12.28)", (12, 28)),
        ("12.28", None),
        ("3.5", None),
        ("9月21日", (9, 21)),
        ("13-01", None),
        ("00-10", None),
        ("12-32", None),
    ],
)
def test_a_day_without_a_year_is_no_price(piece: str, month_day: tuple[int, int] | None) -> None:
    stamp = read_stamp(piece, TODAY)
    assert (stamp.month_day if stamp else None) == month_day


def test_other_words_in_a_link_are_its_title_and_make_no_date() -> None:
    assert read_stamp("县里公布抽检结果(2020-12-28)", TODAY, linked=True) is None
    assert read_stamp("清河新闻 2020-12-28", TODAY, linked=True) is None
    labelled = read_stamp("发布日期：2020-12-28", TODAY, linked=True)
    assert labelled is not None
    assert labelled.day == date(2020, 12, 28)


@pytest.mark.parametrize(
    ("pieces", "day", "month_day"),
    [
        (["28", "2020-12"], date(2020, 12, 28), None),
        (["2020-12", "28"], date(2020, 12, 28), None),
        (["--2020--", "12-28"], date(2020, 12, 28), None),
        (["28", "12月", "2020"], date(2020, 12, 28), None),
        (["12月", "28"], None, (12, 28)),
        (["28", "标题"], None, None),
        (["3", "5"], None, None),
    ],
)
def test_a_date_may_stand_in_two_or_three_elements(
    pieces: list[str], day: date | None, month_day: tuple[int, int] | None
) -> None:
    stamp = read_parts(pieces, TODAY)
    assert (stamp.day if stamp else None) == day
    assert (stamp.month_day if stamp else None) == month_day


@pytest.mark.parametrize(
    ("text", "furniture"),
    [
        ("更多>>", True),
        ("[ 更多 ]", True),
        ("下一页", True),
        ("末 页", True),
        ("12", True),
        ("第3页", True),
        ("»", True),
        ("更多群众受益于医保改革", False),
        ("第3次常务会议", False),
        ("2020年度报告", False),
        ("查看", True),
        ("查看水情", False),
    ],
)
def test_pagers_and_more_are_no_titles(text: str, furniture: bool) -> None:
    assert is_chrome(text) is furniture


def test_the_day_after_the_crawl_is_a_date_and_the_day_after_that_is_not() -> None:
    tomorrow, later = TODAY + timedelta(days=1), TODAY + timedelta(days=2)
    read = items(rows([tomorrow.isoformat(), later.isoformat(), "2021-01-02", "2021-01-01"]))
    assert [i.day for i in read] == [tomorrow, None, date(2021, 1, 2), date(2021, 1, 1)]
    assert read[1].abnormal_date == later.isoformat()


def test_the_oldest_possible_date_is_never_the_epoch() -> None:
    read = items(rows(["2020-12-28", "1970-01-01", "2020-11-30"]))
    assert [i.day for i in read] == [date(2020, 12, 28), None, date(2020, 11, 30)]
    assert read[1].abnormal_date == "1970-01-01"


def test_zeroes_printed_as_the_year_2000_are_abnormal_and_a_day_of_that_year_is_not() -> None:
    read = items(rows(["2000-11-30 00:00", "2000-11-30", "2000-11-29 00:00"]))
    assert [i.day for i in read] == [None, date(2000, 11, 30), date(2000, 11, 29)]


def test_up_to_three_older_entries_on_top_are_pinned_and_four_are_not() -> None:
    pinned = items(rows(["2020-01-01", "2019-01-01", "2020-12-28", "2020-12-27", "2020-12-26"]))
    assert [i.pinned for i in pinned] == [True, True, False, False, False]
    unsorted = items(rows(["2020-01-01", "2020-02-01", "2020-03-01", "2020-04-01", "2020-12-28", "2020-12-26"]))
    assert not any(i.pinned for i in unsorted)


def test_a_few_month_days_among_many_rows_are_no_dates() -> None:
    few = (
        "<ul>"
        + "".join(
            f'<li><a href="{i}.html">第{i}次常务会议研究全县工作</a>{"<i>1-8</i>" if i == 2 else ""}</li>'
            for i in range(6)
        )
        + "</ul>"
    )
    assert {i.day for i in items(few)} == {None}
    assert {i.day for i in items(rows(["1-8"] * 6))} == {date(2021, 1, 8)}


def test_a_lone_link_beside_the_day_of_the_visit_is_no_entry() -> None:
    clock = "<div><span>2021年1月15日</span><a href='/xx/'>县长信箱</a></div>"
    assert items(clock, home=True) == ()
    dated = "<div><span>2021-01-14</span><a href='/xx/1.html'>县长信箱</a></div>"
    assert [i.day for i in items(dated, home=True)] == [date(2021, 1, 14)]


def test_navigation_breadcrumbs_and_footers_alone_are_no_list() -> None:
    frame = (
        '<ul class="nav">' + "".join(f'<li><a href="/c{i}/">栏目名称{i}</a></li>' for i in range(12)) + "</ul>"
        '<div>您的位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开信息栏目</a> &gt; '
        '<a href="/zwgk/a/">县政府工作动态信息</a></div>'
        '<div class="links">'
        + "".join(f'<a href="http://w{i}.gov.cn/">兄弟县市人民政府网站{i}</a>' for i in range(9))
        + "</div>"
    )
    assert items(frame) == ()


def test_two_undated_links_are_no_list_and_three_are() -> None:
    link = '<li><a href="content/post_{}.html">户口迁移需要携带哪些材料</a></li>'
    assert items("<ul>" + "".join(link.format(i) for i in (11, 12)) + "</ul>") == ()
    assert len(items("<ul>" + "".join(link.format(i) for i in (11, 12, 13)) + "</ul>")) == 3


def test_entries_are_absolute_or_without_address() -> None:
    read = items(
        '<ul><li><a href="../tzgg/t20201228_1.html">关于做好防汛工作的通知</a>2020-12-28</li>'
        '<li><a href="javascript:void(0)">关于做好防火工作的通知</a>2020-12-27</li></ul>'
    )
    assert [i.url for i in read] == ["http://www.example.gov.cn/zwgk/tzgg/t20201228_1.html", None]


def test_a_link_opened_by_script_has_its_address() -> None:
    read = items(
        "<ul><li><a href='javascript:;' onclick=\"window.open('a/1.html')\">关于做好防汛工作的通知</a>2020-12-28</li>"
        "<li><a href=\"javascript:location.href='a/2.html'\">关于做好防火工作的通知</a>2020-12-27</li></ul>"
    )
    assert [i.url for i in read] == [URL + "a/1.html", URL + "a/2.html"]


def test_a_base_element_is_what_addresses_start_from() -> None:
    markup = '<base href="/other/">' + rows(["2020-12-28", "2020-12-27"])
    assert [i.url for i in items(markup)] == [
        "http://www.example.gov.cn/other/0.html",
        "http://www.example.gov.cn/other/1.html",
    ]


def d(text: str) -> date | tuple[int, int]:
    parts = [int(p) for p in text.split("-")]
    return (parts[0], parts[1]) if len(parts) == 2 else date(*parts)


@pytest.mark.parametrize(
    ("printed", "hints", "years"),
    [
        (["01-14", "01-04", "12-30"], {}, [2021, 2021, 2020]),
        (["12-30", "01-04", "01-02"], {}, [2020, 2021, 2021]),
        (["12-28", "12-20", "05-30"], {}, [2020, 2020, 2020]),
        (["01-04", "12-28", "05-30", "05-01"], {}, [2021, 2020, 2020, 2020]),
        (["01-15", "01-16"], {}, [2021, 2020]),
        (["12-30"], {0: date(2019, 12, 30)}, [2019]),
        (["12-30"], {0: date(2019, 12, 31)}, [2019]),
        (["12-30"], {0: date(2017, 8, 11)}, [2020]),
        (["2019-12-30", "12-01"], {}, [2019, 2020]),
        (["02-29"], {}, [2020]),
    ],
)
def test_a_year_comes_from_the_address_the_neighbours_or_the_crawl(
    printed: list[str], hints: dict[int, date], years: list[int]
) -> None:
    days = with_years([d(p) for p in printed], [hints.get(i) for i in range(len(printed))], TODAY)
    assert [day.year for day in days if day] == years


def test_a_list_that_rises_once_has_crossed_a_new_year_and_one_that_rises_often_is_in_no_order() -> None:
    today = date(2021, 6, 10)
    once = with_years([d(p) for p in ("06-01", "03-05", "02-20", "05-30", "05-20")], [None] * 5, today)
    assert [day.year for day in once if day] == [2021, 2021, 2021, 2020, 2020]
    often = with_years([d(p) for p in ("06-01", "03-05", "05-20", "01-20", "04-30", "02-01")], [None] * 6, today)
    assert {day.year for day in often if day} == {2021}


@given(
    st.lists(st.tuples(st.integers(1, 12), st.integers(1, 28)), max_size=12),
    st.dates(date(2005, 1, 1), date(2030, 1, 1)),
)
def test_no_year_puts_a_day_after_the_crawl(month_days: list[tuple[int, int]], today: date) -> None:
    for day in with_years(month_days, [None] * len(month_days), today):
        assert day is not None
        assert day <= today


HOSTILE = st.lists(
    st.one_of(
        st.binary(max_size=20),
        st.sampled_from(
            [
                *(
                    b"<ul>",
                    b"</ul>",
                    b"<li>",
                    b"</li>",
                    b"<tr>",
                    b"<td>",
                    b"</td>",
                    b"<table>",
                    b"<a href='x'>",
                    b"<a>",
                    b"</a>",
                ),
                *(
                    b"<div class=page>",
                    b"<a href=javascript:;>",
                    b"<a title='2020-01-01'>",
                    b"2020-12-28",
                    b"12-28",
                    b"[01-04]",
                ),
                *(
                    "关于做好防汛工作的通知".encode(),
                    "发布时间：".encode(),
                    b"1970-01-01",
                    b"2031-01-01",
                    b"<datastore><record>",
                ),
                *(
                    b"</record>",
                    b'<script>[{"title":"',
                    b"</script>",
                    "下一页".encode(),
                    b"28",
                    b"2020-12",
                    b"<base href=//x>",
                ),
                *(
                    "置顶".encode(),
                    b"<select>",
                    b"<option>",
                    b"<a href=http://[>",
                    b"\xff\xfe",
                    b"createPageHTML(3,0,'index','html')",
                ),
            ]
        ),
    ),
    max_size=60,
).map(b"".join)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(HOSTILE, st.booleans())
def test_any_bytes_give_items_that_keep_the_contract(body: bytes, home: bool) -> None:
    for item in read_items(Document.parse(body, URL), today=TODAY, home=home):
        assert item.title.strip() == item.title != ""
        assert item.day is None or item.day <= TODAY + timedelta(days=1)
        assert item.url is None or item.url.startswith(("http://", "https://"))
        assert not (item.day and item.abnormal_date)
        if home:
            assert item.day is not None or item.abnormal_date is not None


@settings(max_examples=100)
@given(HOSTILE)
def test_the_same_page_reads_the_same(body: bytes) -> None:
    first, second = (read_items(Document.parse(body, URL), today=TODAY) for _ in range(2))
    assert first == second
