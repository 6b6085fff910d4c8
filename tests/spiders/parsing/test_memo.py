"""What functions gave for short texts is kept, for long ones it is not."""

import pytest

from spiders.parsing.memo import MAX_CHARS, remembered


@pytest.mark.parametrize(("chars", "asked"), [(MAX_CHARS, 1), (MAX_CHARS + 1, 2)])
def test_short_texts_are_asked_once(chars: int, asked: int) -> None:
    calls: list[str] = []

    @remembered(8)
    def shout(text: str, end: str) -> str:
        calls.append(text)
        return text.upper() + end

    assert [shout("a" * chars, "!") for _ in range(2)] == ["A" * chars + "!"] * 2
    assert len(calls) == asked
    assert shout("a", "?") == "A?"
