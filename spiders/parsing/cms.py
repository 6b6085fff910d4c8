"""The content management system behind a page, by marks that only one family leaves (``tables.CMS``) and by addresses.

A page that carries marks of two families (a site moved from one to the other) has none that could be told.
"""

import re
from collections import Counter
from functools import lru_cache

from spiders.parsing.document import Document
from spiders.parsing.needles import needles_in
from spiders.parsing.tables import CMS

_OWNERS = {mark: family for family, marks in CMS.items() for mark in marks}
_ADDRESSES = re.compile(
    r"(?P<trs>/t(?:19|20)\d{6}_\d{3,}\.s?html?)"
    r"|(?P<hanweb>/art/(?:19|20)\d\d/\d{1,2}/\d{1,2}/art_\w+\.html|/col/col\d+/|/art/(?:19|20)\d\d/art_[0-9a-f]{32})"
    r"|(?P<guangdong>/content/m?post_\d+\.html|/gkmlpt/)"
    r"|(?P<ucap>/c\d{5,}/(?:19|20)\d\d[/\d]{2,6}/[0-9a-f]{32}\.shtml)"
    r"|(?P<siteserver>/contents/\d+/\d+\.html|/channels/\d+\.html)"
    r"|(?P<jeecms>\.jhtml(?![a-z]))"
    r"|(?P<zcms>/c/(?:19|20)\d\d-\d\d-\d\d/\d+\.s?html)"
    r"|(?P<vsb>/info/\d{4}/\d+\.htm(?![a-z]))"
    r"|(?P<empire>/e/action/|/d/file/)"
    r"|(?P<tiangong>/staticpages/(?:19|20)\d{6}/)"
    r"|(?P<lonsun>/public/column/\d+)"
)
_LINKS = 40
_LIKE_LINKS = 3
_END_CHARS = 80


def recognise(doc: Document) -> str | None:
    """The family: ``"trs"``, ``"ucap"``, ``"hanweb"`` …, or None where nothing or too much speaks.

    Marks in the source and the page's own address speak first; only where they say nothing do the addresses that the
    page links to, of which three must be alike.
    """
    scores = Counter({_OWNERS[mark] for mark in needles_in(doc) if mark in _OWNERS})
    if own := _ADDRESSES.search("/" + doc.url.partition("://")[2].partition("/")[2][:500]):
        scores[str(own.lastgroup)] += 1
    if not scores:
        scores = Counter({family: count for family, count in _linked(doc).items() if count >= _LIKE_LINKS})
    best = scores.most_common(2)
    if not best or (len(best) == 2 and best[0][1] == best[1][1]):
        return None
    return best[0][0]


def _linked(doc: Document) -> Counter[str]:
    hrefs = [href for link in doc.all("a") if (href := link.get("href"))][: 6 * _LINKS]
    sample = hrefs[:: max(1, len(hrefs) // _LINKS)]
    return Counter(family for href in sample for family in _families(href[-_END_CHARS:]))


@lru_cache(maxsize=4096)  # menus lead to the same places on every page
def _families(end: str) -> tuple[str, ...]:
    """Whose form the end of an address has."""
    return tuple(str(found.lastgroup) for found in _ADDRESSES.finditer(f"/{end}"))
