"""Every reader of something from outside takes anything, for a moment; ``make fuzz`` takes longer."""

import pytest

from tests.fuzz.__main__ import fuzz
from tests.fuzz.targets import TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_a_reader_takes_anything(name: str) -> None:
    assert fuzz(name, 0.3) > 0
