"""Every labelled page is read as its label says, and every known trap has a page."""

import pytest

from spiders.parsing.document import Document
from spiders.parsing.page import FrameMemory, read_page
from tests.evaluate.scoring import LabelledPage, agrees, labelled_pages, misses
from tests.evaluate.traps import TRAPS

PAGES = list(labelled_pages())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_is_read_as_its_label_says(page: LabelledPage) -> None:
    assert [str(miss) for miss in misses(page)] == []


def test_read_one_after_another_as_one_site_the_pages_give_the_same_facts() -> None:
    memory = FrameMemory()
    for page in sorted(PAGES * 2, key=lambda page: page.name):  # each twice in a row, so that all of it is known once
        doc, alone = (Document.parse(page.body, page.url, page.http_charset) for _ in range(2))
        assert read_page(doc, today=page.today, frame=memory) == read_page(alone, today=page.today), page.name


def test_every_trap_has_a_page() -> None:
    shown = {trap for page in PAGES for trap in page.traps}
    assert sorted(set(TRAPS) - shown) == []


def test_no_page_stands_for_an_unknown_trap() -> None:
    assert sorted({trap for page in PAGES for trap in page.traps} - set(TRAPS)) == []


def test_a_label_asks_for_what_it_names_and_for_no_more() -> None:
    assert agrees({"a": 1, "b": 2}, {"a": 1})
    assert not agrees({"a": 1}, {"a": 2})
    assert not agrees([{"a": 1}, {"a": 2}], [{"a": 1}])
    assert not agrees(None, {"a": 1})
    assert agrees(None, None)
