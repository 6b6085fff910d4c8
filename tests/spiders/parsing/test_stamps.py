"""The quicker look at a piece of text never says no where the quick one says yes."""

from hypothesis import given
from hypothesis import strategies as st

from spiders.parsing.stamps import may_hold_date, may_look_dated

PIECES = st.lists(st.sampled_from([*"0129-/.年月日 :[]（）\u2212", "2024", "19", "发布日期", "２０"]), max_size=12).map(
    "".join
)


@given(PIECES)
def test_what_may_hold_a_date_looks_dated(piece: str) -> None:
    assert may_look_dated(piece) or not may_hold_date(piece)
