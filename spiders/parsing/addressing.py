"""Which addresses of a page are columns, told by the addresses of the entries that stand beside them.

A CMS files the entries of a column under the column's own folder (``/zwgk/tzgg/`` and
``/zwgk/tzgg/202106/t2021….html``) or writes the column's number into their addresses (``/channels/18287.html`` and
``/contents/18287/388334.html``). So a short link that several long ones belong to is a column, whatever its text.
"""

import re
from collections import Counter
from urllib.parse import urlsplit

from spiders.parsing import urls
from spiders.parsing.article_urls import is_article_url
from spiders.parsing.document import Document
from spiders.parsing.elements import use_of
from spiders.parsing.names import MAX_NAME_CHARS, clean, spoken

_ENTRIES = 2
_MAX_LINKS = 3000
_INDEX = re.compile(r"(?:index|default|list|more|node)?(?:_?\d{1,8})?(?:\.\w{2,6})?$", re.I)
_NUMBER = re.compile(r"(?<!\d)\d{3,10}(?!\d)")
_YEAR = re.compile(r"(?:19|20)\d\d(?:[01]\d(?:[0-3]\d)?)?$")


class Addresses:
    """The links of a page, resolved once."""

    def __init__(self, doc: Document) -> None:
        self._base = doc.base_url
        self._charset = urls.query_charset(doc.encoding, doc.declared_encoding)
        self._home = doc.url
        self._identity = urls.normalise(doc.url)
        self._places: dict[str, bool] = {"": False}
        self._folders: Counter[str] = Counter()
        self._numbers: Counter[str] = Counter()
        self._resolved: dict[str, str] = {"": ""}
        for link in doc.all("a")[:_MAX_LINKS]:
            href = link.get("href")
            if href and (len(clean(spoken(link))) > MAX_NAME_CHARS or is_article_url(href)):
                self._count(self.resolve(href))

    def resolve(self, raw: str) -> str:
        """The absolute address, "" where there is none."""
        url = self._resolved.get(raw)
        if url is None:
            url = self._resolved[raw] = urls.resolve(raw, self._base, self._charset) or ""
        return url

    def is_column(self, url: str) -> bool:
        """Whether entries of the page belong to this address."""
        parts = urlsplit(url)
        folder, _, name = parts.path.rpartition("/")
        if folder and _INDEX.match(name) and self._folders[f"{parts.netloc}{folder}/"] >= _ENTRIES:
            return True
        numbers = _NUMBER.findall(parts.path)
        return bool(numbers) and not is_article_url(url) and self._numbers[numbers[-1]] >= _ENTRIES

    def is_place(self, url: str) -> bool:
        """Whether an address could be that of a column at all: a page of its own, no file, no article, not the home."""
        place = self._places.get(url)
        if place is None:
            place = self._places[url] = self._could_be(url)
        return place

    def is_external(self, url: str) -> bool:
        return bool(url) and not self._own(url)

    def _could_be(self, url: str) -> bool:
        if use_of(url) != "page" or is_article_url(url):
            return False
        if urlsplit(url).path in ("", "/"):
            return not self._own(url)
        return urls.normalise(url) != self._identity

    def _own(self, url: str) -> bool:
        return urls.same_site(url, self._home)

    def _count(self, url: str) -> None:
        if not url:
            return
        parts = urlsplit(url)
        folder = parts.path.rpartition("/")[0]
        while folder:
            self._folders[f"{parts.netloc}{folder}/"] += 1
            folder = folder.rpartition("/")[0]
        for number in set(_NUMBER.findall(parts.path)[:-1]):
            if not _YEAR.match(number):
                self._numbers[number] += 1
