"""Words found in the lines of a page, at once and by line."""

from hypothesis import given
from hypothesis import strategies as st

from spiders.parsing.tables import LINE_WORDS
from spiders.parsing.texts import Texts

TEXTS = st.lists(st.text(st.sampled_from("首页位置源年2019062》>-{$ab\ud800"), max_size=12), max_size=8)


def test_lines_are_found_by_words_that_every_page_is_searched_for_and_by_others() -> None:
    texts = Texts(("首页>新闻", "", "来源：清河日报", "2024年", "abc"))
    assert texts.having("首页", "源") == [0, 2]
    assert texts.having("bc", "新闻") == [0, 4]
    assert texts.having("没有") == []
    assert [texts.number_at(texts.joined.find(text)) for text in texts if text] == [0, 2, 3, 4]


@given(TEXTS, st.sampled_from(sorted(LINE_WORDS)), st.sampled_from(("ab", "aa", "页位")))
def test_what_is_found_is_what_a_look_at_each_line_finds(texts: list[str], known: str, other: str) -> None:
    found = Texts(texts).having(known, other)
    assert found == [at for at, text in enumerate(texts) if known in text or other in text]


@given(st.lists(TEXTS.map(Texts), max_size=4), st.sampled_from(sorted(LINE_WORDS)), st.sampled_from(("ab", "页位")))
def test_texts_in_parts_are_read_as_in_one(parts: list[Texts], known: str, other: str) -> None:
    """A word never reaches from one part into the next; asked twice, for the parts remember."""
    whole = Texts(text for part in parts for text in part)
    texts = Texts.of_parts(parts)
    for _ in range(2):
        assert (texts, texts.joined) == (whole, whole.joined)
        assert texts.having(known, other) == whole.having(known, other)
        assert texts.having(known) == whole.having(known)
        assert texts.told(_long) == [at for at, text in enumerate(whole) if len(text) > 5]
        letters = frozenset(known + "首a")
        edged = [at for at, text in enumerate(whole) if text and text[0] in letters and text[-1] in letters]
        assert sorted(texts.edged(letters)) == sorted(whole.edged(letters)) == edged


def _long(texts: Texts) -> list[int]:
    return [at for at, text in enumerate(texts) if len(text) > 5]
