"""Dates: every form, both sides of every limit, and never a day that cannot be."""

import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.parsing.dates import complete, date_in_url, find_dates, read_cell, read_date, read_split
from spiders.parsing.text import normalise

TODAY = date(2024, 12, 30)


def day_of(text: str) -> date | None:
    hit = read_date(normalise(text), TODAY)
    return hit.day if hit else None


@pytest.mark.parametrize(
    "text",
    [
        "2024-09-10",
        "2024/9/10",
        "2024.09.10",
        "2024．09．10",
        "２０２４－０９－１０",
        "2024–09–10",
        "2024年9月10日",
        "2024年09月10号",
        "2024 年9 月10 日",
        "20 24 年 09 月 10 日",
        "2 0 2 4 年 9 月 1 0 日",
        "二〇二四年九月十日",
        "二○二四年九月十日",
        "二零二四年九月一十日",
        "二 〇 二 四 年 九 月 十 日",
        "2024-09-10T09:24:00",
        "Tue Sep 10 09:24:00 CST 2024",
        "(2024-09-10)",
        "【2024-09-10】",
        "发布日期：2024-09-10阅读次数：12",
    ],
)
def test_a_date_is_read_in_every_form(text: str) -> None:
    assert day_of(text) == date(2024, 9, 10)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("二〇一五年十二月三十一日", date(2015, 12, 31)),
        ("二〇一五年元月一日", date(2015, 1, 1)),
        ("二〇一五年十月廿一日", date(2015, 10, 21)),
        ("二〇一五年十一月卅日", date(2015, 11, 30)),
        ("一九九八年五月二十日", date(1998, 5, 20)),
    ],
)
def test_numerals_in_characters_are_numbers(text: str, day: date) -> None:
    assert day_of(text) == day


@pytest.mark.parametrize(
    ("text", "time_of_day"),
    [
        ("2024-09-10 09:24", "09:24"),
        ("2024-09-10  9:24:36", "09:24"),
        ("2024-09-10 10∶08", "10:08"),
        ("2024年09月10日 15时30分", "15:30"),
        ("2024年09月10日15点30分", "15:30"),
        ("2024-09-1009:24", "09:24"),
        ("2024年3月4日 星期一 10:30", "10:30"),
        ("2024-09-10 00:00", "00:00"),
        ("2024-09-10 24:00", None),
        ("2024-09-10", None),
        ("2024-09-10 阅读 12:30", None),
        ("2024-09-10T16:30:00Z", "00:30"),
        ("2024-09-10T16:30:00+08:00", "16:30"),
    ],
)
def test_the_time_of_day_is_read_where_it_follows(text: str, time_of_day: str | None) -> None:
    hit = read_date(normalise(text), TODAY)
    assert hit is not None
    assert hit.time == time_of_day


def test_an_instant_in_utc_belongs_to_the_day_it_has_in_shanghai() -> None:
    assert day_of("2024-09-10T15:59:00Z") == date(2024, 9, 10)
    assert day_of("2024-09-10T16:00:00Z") == date(2024, 9, 11)


@pytest.mark.parametrize(
    "text",
    [
        "20240910",
        "2024年9月",
        "v1.2024.9.10",
        "12024-09-10",
        "2024-09-101",
        "国办发〔2015〕15号",
        "2007-2022",
        "192.168.2.1",
    ],
)
def test_what_is_no_date_is_not_read_as_one(text: str) -> None:
    assert find_dates(normalise(text), TODAY) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2023-02-29", "impossible"),
        ("2024-13-01", "impossible"),
        ("2024-00-10", "impossible"),
        ("1970-01-01", "default"),
        ("1900-01-01", "default"),
        ("0001-01-01", "default"),
        ("0000-00-00", "default"),
        ("2025-01-01", "future"),
        ("2099-12-31", "future"),
    ],
)
def test_a_day_that_cannot_be_is_kept_with_the_reason(text: str, why: str) -> None:
    (hit,) = find_dates(text, TODAY)
    assert (hit.day, hit.abnormal, hit.text) == (None, why, text)


def test_a_leap_day_and_the_day_after_the_crawl_are_possible() -> None:
    assert day_of("2024-02-29") == date(2024, 2, 29)
    assert day_of("2024-12-31") == TODAY + timedelta(days=1)
    assert day_of("1970-01-02") == date(1970, 1, 2)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("发布日期:20240909 来源:县政府", date(2024, 9, 9)),
        ("发布时间: 24-9-9 10:22", date(2024, 9, 9)),
        ("编号:20240909", None),
        ("24-09-09", None),
        ("发布日期:202409091", None),
        ("发布日期:20241399", None),
        ("发布时间:24:09:09", None),
        ("发布日期:99-12-31", None),
    ],
)
def test_a_date_without_century_or_separators_needs_its_label(text: str, day: date | None) -> None:
    found = [(hit.day, text[hit.start : hit.end]) for hit in find_dates(text, date(2024, 9, 20))]
    assert [d for d, _ in found] == ([] if day is None else [day])
    assert all(part in ("20240909", "24-9-9") for _, part in found)


def test_dates_come_in_order_with_their_place() -> None:
    text = "2024-03-01至2024年3月5日，二〇二四年四月一日"
    assert [(h.day, text[h.start : h.end]) for h in find_dates(text, TODAY)] == [
        (date(2024, 3, 1), "2024-03-01"),
        (date(2024, 3, 5), "2024年3月5日"),
        (date(2024, 4, 1), "二〇二四年四月一日"),
    ]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("[01-04]", date(2024, 1, 4)),
        ("(12-29)", date(2024, 12, 29)),
        ("12-30", date(2024, 12, 30)),
        ("12-31", date(2023, 12, 31)),
        ("9月21日", date(2024, 9, 21)),
        ("15-09-21", date(2015, 9, 21)),
        ("20150921", date(2015, 9, 21)),
        ("2015-09-21 10:00", date(2015, 9, 21)),
    ],
)
def test_a_cell_holds_one_date_in_a_short_form_too(cell: str, day: date) -> None:
    hit = read_cell(cell, TODAY)
    assert hit is not None
    assert hit.day == day


@pytest.mark.parametrize("cell", ["", "02-30", "13-45", "2015-09-21 会议", "第3-4期", "1/8页", "abc"])
def test_a_cell_with_anything_else_is_no_date(cell: str) -> None:
    assert read_cell(cell, TODAY) is None


@pytest.mark.parametrize(
    ("parts", "day"),
    [
        (("30", "2020-04"), date(2020, 4, 30)),
        (("2020-04", "30"), date(2020, 4, 30)),
        (("2020.04", "30"), date(2020, 4, 30)),
        (("21", "9月", "2015"), date(2015, 9, 21)),
        (("09-21", "2015"), date(2015, 9, 21)),
        (("2015", "09-21"), date(2015, 9, 21)),
        (("2015", "09", "21"), date(2015, 9, 21)),
        (("2015年", "9月21日"), date(2015, 9, 21)),
        (("21", "9月"), date(2024, 9, 21)),
        (("9月", "21日"), date(2024, 9, 21)),
    ],
)
def test_a_date_in_several_elements_is_put_together(parts: tuple[str, ...], day: date) -> None:
    hit = read_split(parts, TODAY)
    assert hit is not None
    assert hit.day == day


def test_two_numbers_alone_make_no_date() -> None:
    assert read_split(("5", "6"), TODAY) is None
    assert read_split(("30", "2020-13"), TODAY) is not None
    assert read_split(("30", "2020-13"), TODAY).day is None  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "path",
    [
        "art/2015/9/21/art_1_2.html",
        "xw/201509/t20150921_123.html",
        "a/2015-09-21/1664.html",
        "2015/9/21/9c059bf058ef4db8.shtml",
        "2015/09/21/index.html",
        "20150921/1f2a.html",
        "c/2015-09-21/123.shtml",
        "n1/2015/0921/c1-2.html",
        "2015-09/21/content_1.htm",
        "2015-9/21/content_1.htm",
        "P020150921345678901234.pdf",
        "W020150921345678901234.jpg",
        "20150921153012345.html",
    ],
)
def test_an_address_tells_the_day_that_its_cms_put_there(path: str) -> None:
    hit = date_in_url(f"http://www.example.gov.cn/{path}", TODAY)
    assert hit is not None
    assert hit.day == date(2015, 9, 21)


@pytest.mark.parametrize(
    "url",
    [
        "http://www.example.gov.cn/201509/abc.html",
        "http://20150921.example.gov.cn/index.html",
        "http://www.example.gov.cn/col/col20150921/index.html",
        "http://www.example.gov.cn/content/post_20150921.html",
        "http://www.example.gov.cn/html/2016/1130.html",
        "http://www.example.gov.cn/20150921.html",
        "http://www.example.gov.cn/t20991231_1.html",
        "http://www.example.gov.cn/t20150230_1.html",
        "no address",
        "",
    ],
)
def test_an_address_without_a_sure_day_tells_none(url: str) -> None:
    assert date_in_url(url, TODAY) is None


def test_a_year_comes_from_the_address_where_month_and_day_agree_within_a_day() -> None:
    assert complete(9, 21, TODAY, hint=date(2015, 9, 21)) == date(2015, 9, 21)
    assert complete(9, 20, TODAY, hint=date(2015, 9, 21)) == date(2015, 9, 20)
    assert complete(12, 31, TODAY, hint=date(2015, 1, 1)) == date(2014, 12, 31)
    assert complete(9, 19, TODAY, hint=date(2015, 9, 21)) == date(2024, 9, 19)


def test_a_year_falls_back_over_the_turn_of_the_year() -> None:
    assert complete(12, 30, date(2021, 1, 4)) == date(2020, 12, 30)
    assert complete(1, 4, date(2021, 1, 4)) == date(2021, 1, 4)
    assert complete(1, 5, date(2021, 1, 4)) == date(2020, 1, 5)
    assert complete(6, 1, TODAY, not_after=date(2022, 5, 31)) == date(2021, 6, 1)


def test_a_leap_day_without_a_year_goes_back_to_a_leap_year() -> None:
    assert complete(2, 29, date(2023, 5, 1)) == date(2020, 2, 29)
    assert complete(2, 30, date(2023, 5, 1)) is None


DAYS = st.dates(date(1990, 1, 1), date(2030, 12, 31))


@given(DAYS, DAYS, st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y 年 %m 月 %d 日"]))
def test_every_day_up_to_tomorrow_is_read_and_no_later_one(day: date, today: date, form: str) -> None:
    (hit,) = find_dates(f"发布日期:{day.strftime(form)} 来源", today)
    assert hit.day == (day if day <= today + timedelta(days=1) else None)


@given(st.text(alphabet="0123456789-/.年月日 :：时分二〇一五九十廿TZ+[]()星期GMT", max_size=60), DAYS)
def test_no_text_gives_a_day_after_tomorrow_or_an_error(text: str, today: date) -> None:
    last = today + timedelta(days=1)
    text = normalise(text)
    assert all(h.day is None or h.day <= last for h in find_dates(text, today))
    assert all(text[h.start : h.end].strip() == h.text for h in find_dates(text, today))
    cell = read_cell(text, today)
    assert cell is None or cell.day is None or cell.day <= last
    split = read_split(text.split(" "), today)
    assert split is None or split.day is None or split.day <= last


@given(st.text(max_size=80), DAYS)
def test_no_address_gives_a_day_after_tomorrow_or_an_error(path: str, today: date) -> None:
    hit = date_in_url(f"http://h/{path}", today)
    assert hit is None or (hit.day is not None and hit.day <= today + timedelta(days=1))


@pytest.mark.parametrize(
    "piece", ["2024", "2024年", "2 0 2 4 ", "20240910", "1 ", "二〇", "年月日", "2024-09-10 ", "[", " ", "Mon Sep 10 "]
)
def test_time_grows_no_faster_than_the_text(piece: str) -> None:
    def seconds(size: int) -> float:
        text = normalise(piece * (size // len(piece)))
        started = time.process_time()
        find_dates(text, TODAY)
        read_cell(text, TODAY)
        date_in_url(f"http://h/{text}", TODAY)
        return time.process_time() - started

    assert seconds(400_000) < 2.0
