"""What is written reads back equal, whatever a page held."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.inspect import is_struct_type

from inspector.clock import SHANGHAI
from inspector.store.codec import decode, encode
from rules.errors import StoreError
from rules.observations import Item, Observation, Page, Site
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


def test_a_damaged_row_is_one_clear_line() -> None:
    with pytest.raises(StoreError, match=r"^数据库中的 Page 记录已损坏：[^\n]*$"):
        decode(Page, '{"url": 5}')
