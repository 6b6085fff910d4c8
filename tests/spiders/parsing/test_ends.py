"""Ends that pages share: a page is cut into what it shares and what is its own; what was read off is not mixed up."""

from hypothesis import given
from hypothesis import strategies as st

from spiders.parsing.document import Document
from spiders.parsing.ends import KEPT_ENDS, WORTH_BYTES, Ends
from spiders.parsing.frame import FrameMemory
from spiders.parsing.needles import found_in, needles_in

LONG = WORTH_BYTES // 10 + 1
PIECES = st.sampled_from((b"<div>menu</" * LONG, b"<li>footer" * LONG, b"<div>news</div>", b"x", b"<div", b""))
PAGES = st.lists(st.lists(PIECES, max_size=5).map(b"".join), min_size=1, max_size=6)


def test_what_pages_share_is_read_once() -> None:
    read: list[bytes] = []
    ends = Ends(lambda part: (read.append(part), part)[1], (b"<a", b"<b", b"<p"))
    head, tail = b"<a>menu</a>" * LONG, b"<p>footer</p>" * LONG
    for number in range(4):
        split = ends.split(head + b"<b>%d</b>" % number + tail)
        assert (ends.head(split.head), ends.tail(split.tail)) == (split.head, split.tail)
    assert split == (head, b"<b>3</b>", tail)
    assert read.count(head) == read.count(tail) == 1


@given(PAGES, st.sampled_from(((), (b"<",), (b"<div", b"<li"))))
def test_the_parts_make_the_page_and_begin_at_breaks(pages: list[bytes], breaks: tuple[bytes, ...]) -> None:
    ends: Ends[bytes] = Ends(bytes, breaks)
    for page in pages:
        split = ends.split(page)
        assert b"".join(split) == page
        assert (ends.head(split.head), ends.tail(split.tail)) == (split.head, split.tail)
        for rest in (split.own + split.tail, split.tail):
            assert not breaks or rest in (b"", page) or rest.startswith(breaks)


def test_no_more_ends_are_kept_than_a_few() -> None:
    read: list[bytes] = []
    ends = Ends(read.append)
    parts = [b"%d" % number for number in range(KEPT_ENDS + 1)]
    for part in (*parts, *reversed(parts)):
        ends.head(part)
    assert len(read) == KEPT_ENDS + 2  # the oldest one is read again


NAMED = "<title>{}</title><meta name=a content='{}'>"
WORDS = ("主办", "标识", "码", "ICP", "备案", "onclick", "jiuc", "uo", "<div>", "网站" * 400, "\ud800")
SOURCES = st.lists(st.sampled_from(WORDS), max_size=9)


@given(st.lists(SOURCES, min_size=1, max_size=5), st.sampled_from(("", NAMED)))
def test_strings_of_a_source_are_found_wherever_its_parts_meet(sources: list[list[str]], named: str) -> None:
    memory = FrameMemory()
    for number, pieces in enumerate(sources):
        doc = Document.parse(
            (named.format(number, number) + "".join(pieces)).encode("utf-8", "replace"), "http://x.cn/"
        )
        memory.apply(doc)
        assert needles_in(doc) == found_in(doc.source)
