"""What is written reads back equal, whatever a page held."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from types import MappingProxyType, NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.inspect import is_struct_type

from inspector.clock import SHANGHAI
from inspector.store.codec import decode, encode
from rules.errors import StoreError
from rules.observations import Item, Link, Marks, Observation, Page, PageFacts, Probe, Published, Site
from rules.scorecard import Scorecard
from spiders.items import LinkChecked

FIRST, LAST = datetime(2000, 1, 1), datetime(2100, 1, 1)  # noqa: DTZ001, hypothesis adds the zone itself
TEXTS = st.text(max_size=8)
PLAIN: dict[object, st.SearchStrategy[Any]] = {
    str: TEXTS,
    int: st.integers(-(2**31), 2**31),
    float: st.floats(0, 1000),
    bool: st.booleans(),
    NoneType: st.none(),
    date: st.dates(),
    datetime: st.datetimes(FIRST, LAST, timezones=st.just(SHANGHAI)),
}


def values(kind: Any) -> st.SearchStrategy[Any]:
    """Values of a type of the contract; tuples and mappings are short: what matters is what is in them."""
    inner = get_args(kind)
    if kind in PLAIN:
        return PLAIN[kind]
    if is_dataclass(kind) or is_struct_type(kind):
        hints = get_type_hints(kind)
        names = kind.__struct_fields__ if is_struct_type(kind) else [field.name for field in fields(kind)]
        return st.builds(kind, **{name: values(hints[name]) for name in names})
    if get_origin(kind) is Literal:
        return st.sampled_from(inner)
    if get_origin(kind) is tuple:
        many = inner[1:] == (...,)
        return st.lists(values(inner[0]), max_size=2).map(tuple) if many else st.tuples(*map(values, inner))
    if get_origin(kind) is Mapping:
        return st.dictionaries(TEXTS, values(inner[1]), max_size=2)
    return st.one_of(*map(values, inner))


@settings(max_examples=200)
@given(values(Observation))
def test_an_observation_reads_back_equal(seen: Observation) -> None:
    assert decode(type(seen), encode(seen)) == seen


@given(values(LinkChecked))
def test_a_link_result_reads_back_equal(checked: LinkChecked) -> None:
    assert decode(LinkChecked, encode(checked)) == checked


@given(values(Site))
def test_a_site_reads_back_equal(site: Site) -> None:
    assert decode(Site, encode(site)) == site


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(values(Scorecard))
def test_a_scorecard_reads_back_to_the_same_bytes(card: Scorecard) -> None:
    assert encode(decode(Scorecard, encode(card))) == encode(card)


def test_a_lone_surrogate_of_a_hostile_page_does_not_stop_the_store() -> None:
    item = decode(Item, encode(Item(title="a\ud800b", url="http://a.gov.cn/\udfff")))
    assert item == Item(title="a?b", url="http://a.gov.cn/?")


@pytest.mark.parametrize(
    "document", ['{"url": 5}', "{", "", "null", '{"at": "yesterday"}', b"\xff\xfe", '{"url": "\ud800"}']
)
def test_a_damaged_row_is_one_clear_line(document: str | bytes) -> None:
    with pytest.raises(StoreError, match=r"^数据库中的 Page 记录已损坏：[^\n]*$") as told:
        decode(Page, document)
    assert told.value.text("en").startswith("a Page in the database is damaged: ")


AT = datetime(2026, 3, 1, 20, 30, 0, 123456, tzinfo=SHANGHAI)


def test_a_document_of_the_first_version_reads_back() -> None:
    """Written by pydantic, defaults left out; an append-only store keeps such rows for ever."""
    document = (
        '{"at":"2026-03-01T20:30:00.123456+08:00","url":"http://a.gov.cn/1","final_url":"http://a.gov.cn/1","role":"article",'
        '"status":200,"elapsed_ms":31,"facts":{"encoding":"gb18030","kind":"article","title":"关于","published":{"day":"2026-02-20",'
        '"time":"10:00","read_from":"meta","text":"2026-02-20 10:00","conflicts":[["url","2026-02-19"]]},'
        '"items":[{"title":"一","url":null,"day":"2026-02-01"}],"marks":{"site_code":"1234567890","site_code_from":"text"},'
        '"meta":{"SiteName":"甲"},"extra":{"search":"yes"}}}'
    )
    facts = PageFacts(
        encoding="gb18030",
        kind="article",
        title="关于",
        published=Published(
            day=date(2026, 2, 20),
            time="10:00",
            read_from="meta",
            text="2026-02-20 10:00",
            conflicts=(("url", date(2026, 2, 19)),),
        ),
        items=(Item(title="一", url=None, day=date(2026, 2, 1)),),
        marks=Marks(site_code="1234567890", site_code_from="text"),
        meta={"SiteName": "甲"},
        extra={"search": "yes"},
    )
    url = "http://a.gov.cn/1"
    page = Page(at=AT, url=url, final_url=url, role="article", status=200, elapsed_ms=31, facts=facts)
    assert decode(Page, document) == page
    assert decode(Page, document.encode()) == page


def test_a_loosely_typed_value_of_an_earlier_version_is_read_and_not_called_damaged() -> None:
    document = '{"at":"2026-03-01T12:30:00.123456Z","url":"http://a.gov.cn/","answered":true,"elapsed_ms":"31"}'
    assert decode(Probe, document) == Probe(at=AT, url="http://a.gov.cn/", answered=True, elapsed_ms=31)


def test_a_field_of_a_later_version_is_passed_over() -> None:
    assert decode(Item, '{"title":"一","url":null,"colour":"red"}') == Item(title="一", url=None)


def test_fields_at_their_defaults_take_no_room() -> None:
    assert encode(Item(title="一", url=None)) == '{"title":"一","url":null}'


def test_a_mapping_that_nobody_can_change_is_stored_as_any_other() -> None:
    link = Link(at=AT, url="http://a.gov.cn/", state="tls", detail=MappingProxyType({"ends": "2026-01-01"}))
    assert decode(Link, encode(link)).detail == {"ends": "2026-01-01"}


def test_what_cannot_be_stored_is_our_fault_and_says_so() -> None:
    with pytest.raises(TypeError, match="no object can be stored"):
        encode(object())
