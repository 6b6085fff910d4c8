"""Whether a page offers a search of the site: 政府网站发展指引 (2017), 站内搜索.

``yes``: a form or field that says so, or a link to the site's search. ``unknown``: the page's head is brought by
scripts or frames, so that the field may be there for all we know. ``no``: nothing of the kind is in the page.
"""

import re
from typing import Literal

from spiders.parsing.document import Document

Search = Literal["yes", "no", "unknown"]
_WORD = re.compile(r"搜\s?索|检\s?索|全文查询|站内查询|站内查找|请输入关键|输入关键")
_ATTRIBUTE = re.compile(r"search|sousuo|jiansuo|keyword|searchword|\bkey\b|\bq\b|\bss\b", re.I)
_NAMING = ("name", "id", "class", "placeholder", "value", "title", "alt", "onclick", "action")
_HEAD_BY_SCRIPT = re.compile(r"document\.write|\.load\(|include\(|innerHTML|v-html|<iframe|#include", re.I)


def read_search(doc: Document) -> Search:
    """See the module."""
    for tag in ("input", "form", "button"):
        for element in doc.all(tag):
            named = " ".join(filter(None, (element.get(name) for name in _NAMING)))
            if _WORD.search(named) or (tag != "button" and _ATTRIBUTE.search(named)):
                return "yes"
    for anchor in doc.all("a"):
        if _ATTRIBUTE.search(anchor.get("href") or "") or _WORD.search(anchor.text or ""):
            return "yes"
    if _WORD.search(doc.flat):
        return "yes"
    by_script = any("src" in script.attrib for script in doc.all("script")) or doc.all("iframe") or doc.all("frame")
    return "unknown" if by_script or _HEAD_BY_SCRIPT.search(doc.text) else "no"
