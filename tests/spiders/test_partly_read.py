"""What was read in part is marked so: too much text, too many links, a packed body without its end."""

import gzip

import pytest

from spiders.graph import MAX_LINKS_PER_PAGE
from spiders.parsing.document import MAX_CHARS, Document

START = "<html><head><title>工作动态</title></head><body>"
PACKED = gzip.compress("".join(f"<p>{n * 7919 % 10007}</p>" for n in range(5000)).encode())


def links(count: int) -> str:
    return START + "".join(f"<a href='http://h.invalid/{n}'>x</a>" for n in range(count))


@pytest.mark.parametrize(
    ("body", "coding", "cut"),
    [
        (START + "x" * (MAX_CHARS - len(START)), "", False),
        (START + "x" * (MAX_CHARS - len(START) + 1), "", True),
        (links(MAX_LINKS_PER_PAGE - 1), "", False),
        (links(MAX_LINKS_PER_PAGE + 1), "", True),
        (PACKED, "gzip", False),
        (PACKED[:-20], "gzip", True),
        (PACKED + PACKED, "gzip", False),
    ],
)
def test_a_page_read_in_part_is_cut(web, crawl, body, coding, cut):
    web.page("/", body, **({"Content_Encoding": coding} if coding else {}))
    assert crawl(web.url + "/").page("/").cut is cut


@pytest.mark.parametrize(("count", "kept"), [(400, 400), (401, 400), (50_000, 400)])
def test_a_tag_of_a_long_page_keeps_400_attributes(count: int, kept: int) -> None:
    attributes = " ".join(f"a{n}='>{n}'" for n in range(count))
    source = f"<html><body>{'x' * 100_000}<p {attributes}>after</p></body></html>"
    doc = Document.parse(source.encode(), "http://www.example.gov.cn/")
    (paragraph,) = doc.all("p")
    assert len(paragraph.attrib) == kept
    assert paragraph.text == "after"
