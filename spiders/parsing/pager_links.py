"""The next page of a list by its links.

In this order: a link that says 下一页 (by href, by onclick, or by a function of the page that sets the location), a
link that is only a sign (``»``) among page numbers, the number after the current one, a ``<select>`` of pages. A link
that is switched off, leads to this page or to another host is none.
"""

import re
from collections.abc import Iterator
from itertools import chain, islice

from lxml import etree

from spiders.parsing import urls
from spiders.parsing.addresses import address_of, resolved
from spiders.parsing.document import Document
from spiders.parsing.text import normalise, raw_text_of

_NEXT = frozenset(("下一页", "下页", "后一页", "下一頁", "后页", "向后翻页", "next", "nextpage"))
_SIGNS = frozenset((">", "›", "»", ">>", "→"))
_EDGES = " \t\r\n[]()【】<>«»‹›→|."
_FUNCTION = re.compile(r"(?:javascript:)?\s*(?:return\s+)?([A-Za-z_$][\w$]{1,40})\s*\(\s*[\"']?(\d{1,5})[\"']?\s*\)")
_CURRENT_CLASS = re.compile(r"(?:^|[\s_-])(?:cur\w*|active|on|this|now|selected?|sel|hover)(?:$|[\s_-])", re.I)
_PAGE_OPTION = re.compile(r"第?\s?(\d{1,5})\s?页?(?:\s?/\s?\d+)?")
_SAYS_NEXT = ("下一页", "下页", "后一页")
_ON_PAGE = re.compile(
    r"(?<![\d/])(\d{1,5})\s?(?:页\s?[/,]?\s?[共总]?|/\s?[共总]?)\s?(\d{1,5})\s?页|(?<![\d/])1\s?/\s?1(?![\d/])"
)
_CALLS = re.compile(r"\s*(?:javascript:)?\s*(?:return\s+)?(?!void\b)[\w$.]{1,60}\s*\(", re.I)
_OFF = re.compile(r"disable|unable|(?:^|[\s_-])(?:no|off|none|gr[ae]y|last|end)(?:$|[\s_-])", re.I)
_CHANGES = ("location", "href", "open")
MAX_LINK_CHARS, MAX_TRIES = 12, 10
MAX_BOX_CHILDREN = 60


def read_linked(doc: Document) -> str | None:
    """The address of the next page by link, the surest one; None where no link tells."""
    return next(_linked(doc, _links(doc)), None)


def turns_by_script(doc: Document) -> bool:
    """Whether a page offers a next one by a script that tells no address, on a page that is not called the last."""
    if not any(word in doc.flat for word in _SAYS_NEXT) or doc.once(read_linked) is not None:
        return False
    if any(int(page[1] or 1) >= int(page[2] or 1) for page in islice(_ON_PAGE.finditer(doc.flat), MAX_TRIES)):
        return False
    plain = ((a, normalise(text).replace(" ", "").lower()) for a, text in _links(doc))
    return any(_says_next(a, text) and _is_switched_on(a) and address_of(doc, a) is None for a, text in plain)


def _is_switched_on(anchor: etree._Element) -> bool:
    parent = anchor.getparent()
    names = f"{anchor.get('class') or ''} {(parent.get('class') or '') if parent is not None else ''}"
    if _OFF.search(names) or anchor.get("disabled") is not None:
        return False
    return any(_CALLS.match(anchor.get(attribute) or "") for attribute in ("onclick", "href"))


def _links(doc: Document) -> list[tuple[etree._Element, str]]:
    """The links that may turn pages, with their text or that of their picture."""
    return [(a, text or _pictured(a)) for a, text in doc.links if len(text) <= MAX_LINK_CHARS and _may_page(a, text)]


def _pictured(anchor: etree._Element) -> str:
    image = anchor.find(".//img")
    return "" if image is None else (image.get("alt") or "")[: MAX_LINK_CHARS + 1]


def is_another(doc: Document, url: str) -> bool:
    """Whether an address is on the host of a page and not the page itself."""
    return urls.same_site(url, doc.url) and urls.normalise(url) != urls.normalise(doc.url)


def _may_page(anchor: etree._Element, text: str) -> bool:
    if not text:
        return anchor.get("title") is not None or anchor.find(".//img[@alt]") is not None
    return "页" in text or "頁" in text or text[0] in "0123456789[>›»→(N" or text[0] == "n" or text[-1] in "]›»>→"


def _linked(doc: Document, links: list[tuple[etree._Element, str]]) -> Iterator[str]:
    plain = [(a, normalise(text).replace(" ", "").lower()) for a, text in links]
    says = (anchor for anchor, text in plain if _says_next(anchor, text))
    boxes = {parent for anchor, text in plain if text in _SIGNS and (parent := _box(anchor)) is not None}
    paged = {box for box in islice(boxes, MAX_TRIES) if _has_numbers(box)}
    signs = (anchor for anchor, text in plain if text in _SIGNS and _box(anchor) in paged)
    for anchor in chain(islice(says, MAX_TRIES), islice(signs, MAX_TRIES)):
        if (url := _target(doc, anchor)) is not None:
            yield url
    yield from _numbered(doc, plain)
    yield from _selected(doc)


def _says_next(anchor: etree._Element, text: str) -> bool:
    bare = text.strip(_EDGES)
    return bare in _NEXT or (not text and (anchor.get("title") or "").strip() in _NEXT)


def _box(anchor: etree._Element) -> etree._Element | None:
    """The element around the links of a pager."""
    parent = anchor.getparent()
    return parent.getparent() if parent is not None and parent.tag in ("li", "span", "td") else parent


def _has_numbers(box: etree._Element) -> bool:
    """Whether page numbers stand in a box, so that a link that is only a sign turns pages."""
    children = list(islice(box, MAX_BOX_CHILDREN + 1))
    if len(children) > MAX_BOX_CHILDREN:
        return False
    return sum(1 for child in children if _page_number(raw_text_of(child)[:20])) >= 2


def _target(doc: Document, anchor: etree._Element) -> str | None:
    """Where a pager's link leads; None for what is switched off, leads here or cannot be told from the page."""
    url = address_of(doc, anchor) or _by_function(doc, anchor)
    return url if url is not None and is_another(doc, url) else None


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
            rf"[\"']([^\"'\s]{{0,200}})[\"']\s*\+\s*{re.escape(body[1])}\s*(?:\+\s*[\"']([^\"'\s]{{0,60}})[\"'])?",
            body[2],
        )
        if made is not None:
            return resolved(doc, f"{made[1]}{call[2]}{made[2] or ''}")
    return None


def _numbered(doc: Document, links: list[tuple[etree._Element, str]]) -> Iterator[str]:
    """The link with the number after the current page, where the page says which is the current one."""
    seen: set[etree._Element] = set()
    for anchor, text in links:
        box = _box(anchor) if _page_number(text) else None
        if box is None or box in seen or len(seen) >= MAX_TRIES or len(box) > MAX_BOX_CHILDREN:
            continue
        seen.add(box)
        current = _current_number(box)
        if current is None:
            continue
        for other, number in links:
            if _page_number(number) == current + 1 and box in other.iterancestors():
                url = _target(doc, other)
                if url is not None:
                    yield url


def _page_number(text: str) -> int:
    bare = text.strip(_EDGES)
    return int(bare) if bare.isdecimal() and len(bare) <= 4 else 0


def _current_number(box: etree._Element) -> int | None:
    """The number that is marked as the current page, among at least two."""
    leaves = [
        (element, number)
        for element in box.iterdescendants("a", "span", "b", "strong", "em", "font", "i", "li")
        if len(element) == 0 and (number := _page_number((element.text or "")[:20]))
    ]
    marked = {number for element, number in leaves if _is_current(element)}
    return marked.pop() if len(leaves) > 1 and len(marked) == 1 else None


def _is_current(element: etree._Element) -> bool:
    parent = element.getparent()
    names = element.get("class") or ""
    if parent is not None and parent.tag == "li":
        names = f"{names} {parent.get('class') or ''}"
    if _CURRENT_CLASS.search(names):
        return True
    holder = element if element.tag == "a" else next(element.iterancestors("a"), None)
    return holder is None or (not (holder.get("href") or "").strip() and holder.get("onclick") is None)


def _selected(doc: Document) -> Iterator[str]:
    """The option after the selected one of a ``<select>`` whose options are pages and that changes the location."""
    for select in doc.all("select"):
        change = select.get("onchange") or ""
        if not any(word in change for word in _CHANGES):
            continue
        options = list(select.iter("option"))
        if len(options) < 2 or not all(_PAGE_OPTION.fullmatch(normalise(raw_text_of(o)[:20])) for o in options):
            continue
        place = next((i for i, o in enumerate(options) if o.get("selected") is not None), None)
        if place is None:
            here = urls.normalise(doc.url)
            addresses = (urls.normalise(resolved(doc, o.get("value") or "") or "") for o in options)
            place = next((i for i, address in enumerate(addresses) if address == here), 0)
        if place + 1 < len(options) and (url := resolved(doc, options[place + 1].get("value") or "")) is not None:
            yield url
