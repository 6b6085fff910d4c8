"""Named metas: the standard's spelling for the standard's names, text only, bounded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.parsing.document import Document
from spiders.parsing.meta import MAX_METAS, MAX_VALUE_CHARS, read_metas


def metas(head: str) -> dict[str, str]:
    return read_metas(Document.parse(f"<html><head>{head}</head><body></body></html>".encode(), "http://x.gov.cn/"))


@pytest.mark.parametrize("name", ["PubDate", "pubdate", "PUBDATE", " Pubdate "])
def test_a_name_of_the_standard_gets_its_spelling(name: str) -> None:
    assert metas(f'<meta name="{name}" content="2024-09-10 09:24">') == {"PubDate": "2024-09-10 09:24"}


def test_every_other_name_keeps_its_own() -> None:
    assert metas('<meta name="Maketime" content="a"><meta name="firstpublishedtime" content="b">') == {
        "Maketime": "a",
        "firstpublishedtime": "b",
    }


@pytest.mark.parametrize(
    ("content", "value"),
    [
        ("<font color=&quot;red&quot;>关于公开征求意见的通知</font>", "关于公开征求意见的通知"),
        ("凝聚力量<div>——热烈祝贺会议开幕", "凝聚力量 ——热烈祝贺会议开幕"),
        ("标题<br/>第二行", "标题 第二行"),
        ("2 < 3 与 5 > 4", "2 < 3 与 5 > 4"),
        ("  空  白\n", "空 白"),
        ("&#20013;国", "中国"),
    ],
)
def test_markup_in_a_value_is_dropped_and_nothing_else(content: str, value: str) -> None:
    assert metas(f'<meta name="ArticleTitle" content="{content}">') == {"ArticleTitle": value}


def test_the_first_filled_one_of_a_name_counts_and_an_empty_one_is_kept_as_empty() -> None:
    head = '<meta name="keywords" content=""><meta name="Keywords" content="a"><meta name="keywords" content="b">'
    assert metas(head) == {"Keywords": "a"}
    assert metas('<meta name="PubDate" content=" ">') == {"PubDate": ""}


def test_what_has_no_name_or_no_content_is_no_named_meta() -> None:
    assert (
        metas('<meta charset="utf-8"><meta http-equiv="refresh" content="1"><meta name="a"><meta name="" content="b">')
        == {}
    )


def test_metas_and_their_values_are_bounded() -> None:
    many = metas("".join(f'<meta name="n{n}" content="x">' for n in range(MAX_METAS + 1)))
    assert len(many) == MAX_METAS
    assert len(metas(f'<meta name="a" content="{"长" * (MAX_VALUE_CHARS + 1)}">')["a"]) == MAX_VALUE_CHARS


@given(st.text(max_size=300))
def test_any_value_is_read_without_a_fault(text: str) -> None:
    assert all(isinstance(value, str) for value in metas(f'<meta name="{text}" content="{text}">').values())
