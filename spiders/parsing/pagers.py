"""The next page of a list, and how many entries the list says it has.

Asked in this order: the 大汉 data proxy, calls of script pagers, links that say 下一页 (by href, onclick or a
function of the page), the number after the current one, a ``<select>`` of pages. What a script pager says is final:
where it says that this is the last page, no link is followed, for links such as ``../c100535/xwzx_list_2.shtml`` in a
menu are the first page of another column. A next page lies on the same host and is another address than this one.
"""

import re
from collections.abc import Iterator

from lxml import etree

from rules.observations import NextPage
from spiders.parsing import urls
from spiders.parsing.addresses import address_of, resolved
from spiders.parsing.dataproxy import read_dataproxy
from spiders.parsing.document import Document
from spiders.parsing.pager_calls import read_call
from spiders.parsing.text import normalise, raw_text_of

_NEXT = frozenset(("下一页", "下页", "后一页", "下一頁", "后页", "向后", "next", "nextpage", "next page", "翻页"))
_NEXT_SIGNS = frozenset((">", "›", "»", ">>", "→"))
_HINTS = ("下一页", "下页", "后一页", "下一頁", "后页", "next", "Next", "»", "›", "&raquo;", "&gt;", "page", "Page")
_EDGES = " \t\r\n[]()【】<>«»‹›→|."
_FUNCTION = re.compile(r"(?:javascript:)?\s*(?:return\s+)?([A-Za-z_$][\w$]{1,40})\s*\(\s*[\"']?(\d{1,5})[\"']?\s*\)")
_CURRENT_CLASS = re.compile(r"(?:^|[\s_-])(?:cur\w*|active|on|this|now|selected?|sel|hover|disabled)(?:$|[\s_-])", re.I)
_PAGE_OPTION = re.compile(r"第?\s?(\d{1,5})\s?页?(?:\s?/\s?\d+)?")
_TOTALS = tuple(
    re.compile(p)
    for p in (
        r"(?:总记录数|记录总数|总条数|总数|总共|共计|合计|共找到|共有|共)\s?[::]?\s?(\d{1,8})\s?(?:条|篇|封|件|项|个)?(?:记录|信息|数据|结果|文章|信件|留言)",
        r"(?:总记录数|记录总数|总条数|总数)\s?[::]?\s?(\d{1,8})",
        r"(?:共有|共计|总共|共)\s?(\d{1,8})\s?(?:条|篇|封)",
        r"(\d{1,8})\s?条(?:记录|信息|数据)",
    )
)
_NO_PAGES = re.compile(r"共\s?0\s?页")
_PAGE_WORDS = re.compile(r"页")
_NEAR = 50


def read_next_page(doc: Document, *, article: bool = False) -> NextPage | None:
    """How the page after this one of a list is asked for; None on the last page and where the page does not tell.

    ``article``: the page is an article, whose pager turns the pages of its text, not those of a list.
    """
    if article:
        return None
    if (proxy := read_dataproxy(doc)) is not None:
        return proxy.next_page
    call = read_call(doc)
    if call is not None:
        url = resolved(doc, call.next_file) if call.next_file else None
    elif any(hint in doc.text for hint in _HINTS):
        url = next(_linked(doc), None)
    else:
        url = None
    return NextPage(url=url) if url is not None and _is_another(url, doc) else None


def read_total(doc: Document, *, article: bool = False) -> int | None:
    """How many entries the pager says there are in all its pages (共 0 条 included); None where it does not say."""
    if article:
        return None
    if (proxy := read_dataproxy(doc)) is not None and proxy.total is not None:
        return proxy.total
    if (call := read_call(doc)) is not None and call.records is not None:
        return call.records
    if "共" not in doc.flat and "总" not in doc.flat and "条" not in doc.flat:
        return None
    return _printed_total(doc.flat)


def _printed_total(text: str) -> int | None:
    for pattern in _TOTALS:
        found = [
            m for m in pattern.finditer(text) if _PAGE_WORDS.search(text[max(0, m.start() - _NEAR) : m.end() + _NEAR])
        ]
        if found:
            return int(found[-1][1])
    return 0 if _NO_PAGES.search(text) else None


def _is_another(url: str, doc: Document) -> bool:
    return urls.same_site(url, doc.url) and urls.normalise(url) != urls.normalise(doc.url)


def _linked(doc: Document) -> Iterator[str]:
    """Addresses of the next page by link, surest first."""
    anchors = [(a, raw_text_of(a) if len(a) else a.text or "") for a in doc.all("a")]
    for wanted in (_NEXT, _NEXT_SIGNS):
        for anchor, text in anchors:
            if len(text) <= 40 and _says(anchor, text, wanted) and (url := _target(doc, anchor)) is not None:
                yield url
    yield from _numbered(doc, anchors)
    yield from _selected(doc)


def _says(anchor: etree._Element, text: str, wanted: frozenset[str]) -> bool:
    plain = normalise(text).replace(" ", "").lower()
    if wanted is _NEXT_SIGNS:
        return plain in wanted and _in_pager(anchor)
    bare = plain.strip(_EDGES)
    return bare in wanted or (not bare and (anchor.get("title") or "").strip() in wanted)


def _in_pager(anchor: etree._Element) -> bool:
    """Whether a link that is only a sign stands among page numbers."""
    parent = anchor.getparent()
    if parent is not None and parent.tag == "li":
        parent = parent.getparent()
    if parent is None or len(parent) > 40:
        return False
    return sum(1 for child in parent if normalise(raw_text_of(child)).isdigit()) >= 2


def _target(doc: Document, anchor: etree._Element) -> str | None:
    """Where a pager's link leads; None for what is switched off, leads here or cannot be told from the page."""
    url = address_of(doc, anchor) or _by_function(doc, anchor)
    return url if url is not None and _is_another(url, doc) else None


def _by_function(doc: Document, anchor: etree._Element) -> str | None:
    """``goPage(2)``, where a function of the page sets the location to a name with that number in it."""
    for attribute in ("onclick", "href"):
        call = _FUNCTION.match(anchor.get(attribute) or "")
        if call is None:
            continue
        name = re.escape(call[1])
        body = re.search(
            rf"(?:function\s+{name}|\b{name}\s*=\s*function)\s*\(\s*(\w{{1,40}})[^)]{{0,60}}\)\s*\{{(.{{0,800}})",
            doc.script_text,
            re.S,
        )
        if body is None or "location" not in body[2]:
            continue
        made = re.search(
            rf"[\"']([^\"']{{0,200}})[\"']\s*\+\s*{re.escape(body[1])}\s*(?:\+\s*[\"']([^\"']{{0,60}})[\"'])?", body[2]
        )
        if made is not None:
            return resolved(doc, f"{made[1]}{call[2]}{made[2] or ''}")
    return None


def _numbered(doc: Document, anchors: list[tuple[etree._Element, str]]) -> Iterator[str]:
    """The link with the number after the current page, where the page says which is the current one."""
    seen: set[etree._Element] = set()
    for anchor, text in anchors:
        if not _page_number(text):
            continue
        box = anchor.getparent()
        if box is not None and box.tag in ("li", "span", "td"):
            box = box.getparent()
        if box is None or box in seen or len(box) > 60:
            continue
        seen.add(box)
        current = _current_number(doc, box)
        if current is None:
            continue
        for other in box.iter("a"):
            if _page_number(raw_text_of(other)) == current + 1 and (url := _target(doc, other)) is not None:
                yield url


def _page_number(text: str) -> int:
    bare = normalise(text).strip(_EDGES)
    return int(bare) if bare.isdecimal() and len(bare) <= 4 else 0


def _current_number(doc: Document, box: etree._Element) -> int | None:
    numbers = [
        (e, _page_number(raw_text_of(e)))
        for e in box.iterdescendants("a", "span", "b", "strong", "em", "font", "i", "li")
    ]
    leaves = [(e, n) for e, n in numbers if n and not any(c.tag in ("a", "span", "b", "em") for c in e)]
    if len(leaves) < 2:
        return None
    marked = {n for e, n in leaves if _is_current(doc, e)}
    return marked.pop() if len(marked) == 1 else None


def _is_current(doc: Document, element: etree._Element) -> bool:
    parent = element.getparent()
    names = element.get("class") or ""
    if parent is not None and parent.tag == "li":
        names = f"{names} {parent.get('class') or ''}"
    if _CURRENT_CLASS.search(names):
        return True
    holder = element if element.tag == "a" else next(element.iterancestors("a"), None)
    if holder is None:
        return next(element.iter("a"), None) is None
    href = (holder.get("href") or "").strip()
    return not href and holder.get("onclick") is None


def _selected(doc: Document) -> Iterator[str]:
    """The option after the selected one of a ``<select>`` whose options are pages and that changes the location."""
    for select in doc.all("select"):
        change = select.get("onchange") or ""
        if "location" not in change and "href" not in change and "open" not in change:
            continue
        options = list(select.iter("option"))
        if len(options) < 2 or not all(_PAGE_OPTION.fullmatch(normalise(raw_text_of(o))) for o in options):
            continue
        place = next((i for i, o in enumerate(options) if o.get("selected") is not None), None)
        if place is None:
            here = urls.normalise(doc.url)
            same = [
                i for i, o in enumerate(options) if urls.normalise(resolved(doc, o.get("value") or "") or "") == here
            ]
            place = same[0] if same else 0
        if place + 1 < len(options) and (url := resolved(doc, options[place + 1].get("value") or "")) is not None:
            yield url
