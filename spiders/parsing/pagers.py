"""The next page of a list, and how many entries the list says it has.

Asked in this order: the 大汉 data proxy, calls of script pagers, links. What a script pager says is final: where it
says that this is the last page, no link is followed, for links such as ``../c100535/xwzx_list_2.shtml`` in a menu are
the first page of another column. A next page lies on the same host and is another address than this one.
"""

import re
from collections.abc import Iterator
from itertools import chain

from rules.observations import NextPage
from spiders.parsing.addresses import resolved
from spiders.parsing.dataproxy import read_dataproxy
from spiders.parsing.document import Document
from spiders.parsing.pager_calls import read_call
from spiders.parsing.pager_links import is_another, read_linked

_UNITS = "记录|信息|数据|结果|文章|信件|留言"
_TOTAL = re.compile(
    rf"(?:总记录数|记录总数|总条数|总数|总共|共计|合计|共找到|共有|共)\s?:?\s?(\d{{1,8}})\s?(?:[条篇封件项个]\s?)?(?P<unit>{_UNITS})"
    r"|(?P<sum>总记录数|记录总数|总条数|总数)\s?:?\s?(\d{1,8})"
    r"|(?:共有|共计|总共|共)\s?(\d{1,8})\s?[条篇封件]"
)
_COUNTED = re.compile(r"(\d{1,8})\s?条(?:记录|信息|数据)")
_STARTS = "总共合记"
_EMPTY = re.compile(r"(?:共有?|总数|总条数|记录数)\s?:?\s?0(?!\d)")
_NO_PAGES = re.compile(r"共\s?0\s?页")
_NEAR = 50


def read_next_page(doc: Document, *, article: bool = False) -> NextPage | None:
    """How the page after this one of a list is asked for; None on the last page and where the page does not tell.

    ``article``: the page is an article, whose pager turns the pages of its text, not those of a list.
    """
    if article:
        return None
    if (proxy := read_dataproxy(doc)) is not None:
        return proxy.next_page
    if (call := doc.once(read_call)) is None:
        url = doc.once(read_linked)
    else:
        url = resolved(doc, call.next_file) if call.next_file else None
    return NextPage(url=url) if url is not None and is_another(doc, url) else None


def read_total(doc: Document, *, article: bool = False) -> int | None:
    """How many entries the pager says there are in all its pages (共 0 条 included); None where it does not say."""
    if article:
        return None
    if (proxy := read_dataproxy(doc)) is not None and proxy.total is not None:
        return proxy.total
    if (call := doc.once(read_call)) is not None and call.records is not None:
        return call.records
    return _printed_total(doc.flat) if "页" in doc.flat else None


def says_empty(doc: Document) -> bool:
    """Whether the pager says that there is nothing to page: 共 0 条, 共0页, 总数0."""
    return ("共" in doc.flat or "总" in doc.flat) and _EMPTY.search(doc.flat) is not None and read_total(doc) == 0


def _printed_total(text: str) -> int | None:
    """The last count that is printed near the word page: sentences count other things."""
    found = None
    for start in sorted(chain.from_iterable(_places(text, char) for char in _STARTS)):
        m = _TOTAL.match(text, start)
        if m is not None and "页" in text[max(0, m.start() - _NEAR) : m.end() + _NEAR]:
            found = next(g for g in m.groups() if g is not None and g.isdecimal())
    if found is None and "条" in text:
        counted = [m for m in _COUNTED.finditer(text) if "页" in text[max(0, m.start() - _NEAR) : m.end() + _NEAR]]
        found = counted[-1][1] if counted else None
    if found is not None:
        return int(found)
    return 0 if _NO_PAGES.search(text) else None


def _places(text: str, char: str) -> Iterator[int]:
    at = text.find(char)
    while at >= 0:
        yield at
        at = text.find(char, at + 1)
