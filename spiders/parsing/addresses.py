"""Where a link of a page goes, whether its href says so or a script in its attributes."""

import re

from lxml import etree

from spiders.parsing import urls
from spiders.parsing.document import Document

_OPENED = re.compile(
    r"(?:location(?:\.href)?\s*=|\b(?:open|encodeURI|href|replace|assign)\s*\()\s*(?:encodeURI\s*\(\s*)?"
    r"[\"']([^\"'\s<>]{1,1000})[\"']\s*(?![\s+])"
)


def address_of(doc: Document, anchor: etree._Element) -> str | None:
    """The absolute address a link opens: its href, or what its script opens; None where it goes nowhere."""
    href = (anchor.get("href") or "").strip()
    if href and href[0] != "#":
        if href[0] not in "jJ" or not href[:11].lower().startswith("javascript:"):
            return resolved(doc, href)
        if (opened := _OPENED.search(href[:2000])) is not None:
            return resolved(doc, opened[1])
    onclick = anchor.get("onclick")
    if onclick and (opened := _OPENED.search(onclick[:2000])) is not None:
        return resolved(doc, opened[1])
    return None


def resolved(doc: Document, raw: str) -> str | None:
    """An address as it stands on the page, made absolute."""
    if not raw:
        return None
    if raw.startswith("./") and raw[2:3] not in ("", ".", "/"):
        raw = raw[2:]  # the same address, resolved at half the cost
    return urls.resolve(raw, doc.base_url, doc.query_charset)
