"""Cells into values: what is taken, what is refused, on both sides of every limit."""

from collections.abc import Callable
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.registry import values, vocabulary
from inspector.registry.values import BadValueError
from rules.observations import Category


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1100000001", "1100000001"),
        (" 11000 00001 ", "1100000001"),
        ("１１００００００01", "1100000001"),
        ("bm01000001", "bm01000001"),
        ("BM01000001", "bm01000001"),
        ("ｂｍ01000001", "bm01000001"),
    ],
)
def test_a_code_is_taken_however_it_is_typed(text: str, code: str) -> None:
    assert values.code(text) == code


@pytest.mark.parametrize("text", ["", "110000000", "11000000011", "bm0100000", "bm010000011", "abcdefghij", "1.1E+09"])
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(BadValueError, match="10 digits"):
        values.code(text)


def test_lost_digits_are_told_as_such() -> None:
    with pytest.raises(BadValueError) as caught:
        values.code("100000001")
    assert "设为文本" in caught.value.zh


@pytest.mark.parametrize(
    "text",
    ["http://a.gov.cn", "https://a.gov.cn/x?y=1#z", "HTTP://A.GOV.CN/", "http://示范.政务/", "http://1.2.3.4:8080/"],
)
def test_addresses(text: str) -> None:
    assert values.url(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "www.a.gov.cn",
        "ftp://a.gov.cn/",
        "javascript://a",
        "http://",
        "http:///x",
        "http://a b/",
        "http://[::1",
        "http://a:99999/",
        "http://a:0/",
        "http://a.cn/" + "x" * 2000,
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(BadValueError):
        values.url(text)


def test_an_address_with_a_password_is_refused_without_repeating_it() -> None:
    with pytest.raises(BadValueError) as caught:
        values.url("http://me:geheim@a.gov.cn/")
    assert "geheim" not in caught.value.zh + caught.value.en


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("14", 14),
        ("14.0", 14),
        ("14天", 14),
        ("1", 1),
        ("3660", 3660),
        ("两周", 14),
        ("2 weeks", 14),
        ("每周", 7),
        ("半月", 16),
        ("每月", 31),
        ("1个月", 31),
        ("六个月", 186),
        ("每季度", 92),
        ("半年", 184),
        ("每年", 366),
        ("一年", 366),
        ("every month", 31),
        ("每日", 1),
        ("不定期", None),
        ("", None),
    ],
)
def test_update_periods_in_days_and_words(text: str, days: int | None) -> None:
    assert values.period(text) == days


@pytest.mark.parametrize("text", ["0", "3661", "-3", "经常", "2周3天", "十二个月", "9999999", "半", "1.5"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(BadValueError):
        values.period(text)


def test_every_category_has_a_chinese_name_but_the_unknown_one() -> None:
    assert set(vocabulary.CATEGORY_NAMES.values()) == set(get_args(Category)) - {"unknown"}
    assert all(values.category(name) == meant for name, meant in vocabulary.CATEGORY_NAMES.items())


def test_a_mistyped_category_is_answered_with_the_near_one() -> None:
    with pytest.raises(BadValueError) as caught:
        values.category("通知公吿")
    assert "是不是“通知公告”" in caught.value.zh
    assert "动态要闻" in caught.value.zh


@pytest.mark.parametrize(("text", "said"), [("是", True), ("否", False), ("Y", True), ("×", False), ("１", True)])
def test_yes_and_no(text: str, said: bool) -> None:
    assert values.flag(text) is said


def test_neither_yes_nor_no_is_refused() -> None:
    with pytest.raises(BadValueError):
        values.flag("也许")


def test_an_address_of_a_hundred_characters_is_the_longest() -> None:
    assert values.address("长" * 100) == "长" * 100
    with pytest.raises(BadValueError):
        values.address("长" * 101)


def test_a_category_path_has_three_levels_at_most() -> None:
    assert values.path("信息公开类 / 机构设置及职能＞组织机构") == ("信息公开类", "机构设置及职能", "组织机构")
    with pytest.raises(BadValueError):
        values.path("a/b/c/d")


@given(st.sampled_from(list(values.READERS.values())), st.text())
def test_any_text_is_a_value_or_refused_in_both_languages(reader: Callable[[str], object], text: str) -> None:
    refused: BadValueError | None = None
    try:
        reader(values.clean(text))
    except BadValueError as bad:
        refused = bad
    assert refused is None or (refused.zh and refused.en and len(refused.zh) < 400)
