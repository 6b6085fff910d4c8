"""Lists that stand in the page as data: records of a 大汉 datastore, plain JSON arrays in scripts."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from html import escape

from spiders.parsing.dataproxy import read_dataproxy
from spiders.parsing.document import Document
from spiders.parsing.entries import Entry, read_blocks

MAXARRAYS = 20
ARRAY = re.compile(r"\[\s*\{\s*\"")
_TITLES = ("title", "doctitle", "articletitle", "subject", "name", "bt", "infotitle")
_URLS = ("url", "docpuburl", "linkurl", "link", "href", "docurl", "infourl", "visiturl")
_DATES = (
    "date",
    "pubdate",
    "publishtime",
    "publishdate",
    "docreltime",
    "pubtime",
    "infodate",
    "fbsj",
    "time",
    "createtime",
)


def read_island(doc: Document, *, today: date) -> list[Entry]:
    """The entries of the data in a page's scripts, read like those of a list; none where there is no such data."""
    proxy = read_dataproxy(doc)
    pieces = list(proxy.records) if proxy else [row for record in json_records(doc) if (row := _row(record))]
    if not pieces:
        return []
    rows = "".join(f"<div class=record>{piece}</div>" for piece in pieces)
    inner = Document.parse(f"<html><body><div>{rows}</div></body></html>".encode(), doc.base_url)
    return max(read_blocks(inner, today), key=len, default=[])


def json_records(doc: Document) -> Iterator[Mapping[str, object]]:
    """The objects in the JSON arrays of a page's scripts."""
    for script in doc.scripts:
        yield from _records(script.text)


def _records(script: str) -> Iterator[Mapping[str, object]]:
    if '"' not in script or len(script) > 2_000_000:
        return
    decoder = json.JSONDecoder()
    place = 0
    for _ in range(MAXARRAYS):
        m = ARRAY.search(script, place)
        if m is None:
            return
        try:
            value, place = decoder.raw_decode(script, m.start())
        except (ValueError, RecursionError):
            place = m.end()
            continue
        yield from (record for record in value if isinstance(record, dict))


def _row(record: Mapping[str, object]) -> str:
    plain = {k.lower(): v for k, v in record.items() if isinstance(v, str)}
    title = next((plain[k] for k in _TITLES if plain.get(k)), None)
    url = next((plain[k] for k in _URLS if plain.get(k)), None)
    if title is None or url is None:
        return ""
    day = next((plain[k] for k in _DATES if plain.get(k)), "")
    return f'<a href="{escape(url)}">{escape(title)}</a><span>{escape(day)}</span>'
