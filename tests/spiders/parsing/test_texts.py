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
