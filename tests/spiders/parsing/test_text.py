"""The form of text for matching is the same for short and for long texts, whichever way it is reached."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.parsing.text import normalise, tidy

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


@given(st.text(_CHARS | st.sampled_from("\u200d\u2060\ufffc\u00a0\x1c\x85"), max_size=12))
def test_what_is_shown_has_single_blanks_and_no_characters_without_width(text: str) -> None:
    dropped = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\ufffc"))
    assert tidy(text) == " ".join(text.translate(dropped).split())
