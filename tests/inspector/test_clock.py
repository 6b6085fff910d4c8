"""Instants as a command line gives them."""

from datetime import UTC, datetime

import pytest

from inspector.cli._choices import end_of_night
from inspector.clock import SHANGHAI, next_time, now
from rules.errors import UsageError


@pytest.mark.parametrize(
    ("after", "day", "hour"),
    [
        (datetime(2024, 6, 1, 6, 29, 59, tzinfo=SHANGHAI), 1, 6),
        (datetime(2024, 6, 1, 6, 30, tzinfo=SHANGHAI), 2, 6),
        (datetime(2024, 6, 1, 23, 0, tzinfo=SHANGHAI), 2, 6),
        (datetime(2024, 5, 31, 22, 0, tzinfo=UTC), 1, 6),  # six in the morning in China
    ],
)
def test_the_next_time_of_day_is_that_of_china(after: datetime, day: int, hour: int) -> None:
    assert next_time("06:30", after) == datetime(2024, 6, day, hour, 30, tzinfo=SHANGHAI)


@pytest.mark.parametrize("text", ["", "6:30", "24:00", "06:60", "0630", "06:30:00", "06:3a", "now"])
def test_what_is_no_time_of_day_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError) as error:
        end_of_night(text)
    assert "06:30" in error.value.text("en")


def test_the_end_of_a_night_is_always_to_come() -> None:
    assert end_of_night(None) is None
    for text in ("00:00", "06:30", "23:59"):
        until = end_of_night(text)
        assert until is not None
        assert 0 < (until - now()).total_seconds() <= 86_400
