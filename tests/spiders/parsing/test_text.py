"""The form of text for matching is the same for short and for long texts, whichever way it is reached."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.parsing.text import normalise

_CHARS = st.sampled_from(
    "县长讲话，：；（）！？。、 \u3000\u200b\u2236\ufeffＡ１①㈱ﾊﾞ\uff9e\u0338abc<>=\u00bd\n"
) | st.characters(exclude_categories=["Cs"])


@given(st.text(_CHARS, max_size=40))
def test_a_long_text_is_normalised_like_its_pieces(piece: str) -> None:
    assert normalise("\n".join([piece] * 300)) == " ".join([short for short in [normalise(piece)] * 300 if short])


@pytest.mark.parametrize("length", [199, 200, 201, 5000])
def test_punctuation_and_blanks_are_plain_on_both_sides_of_a_long_text(length: int) -> None:
    assert normalise("，：\u3000（县）" + "县" * length) == ",: (县)" + "县" * length


@pytest.mark.parametrize("odd", ["\u2236", "\u200b", "\ufeff", "\u00ad", "Ａ", "①", "\uf900"])
def test_one_odd_character_in_a_long_text_is_found(odd: str) -> None:
    plain = {"\u2236": ":"}.get(odd, "" if odd in "\u200b\ufeff\u00ad" else unicodedata.normalize("NFKC", odd))
    assert normalise("县" * 5000 + odd + "长") == "县" * 5000 + plain + "长"
