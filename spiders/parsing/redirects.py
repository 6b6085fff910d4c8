"""Where a page sends its reader on: a meta refresh, or a script that leaves at once.

Nearly every page has scripts that could leave it (a search box, a jump for telephones), so a script counts only on a
page that holds next to nothing else, or in the two forms that templates use for entries that are mere links: a refresh
written by script, and ``window.open(…, '_self')`` with the address in a hidden element. A page that reloads itself
sends nobody anywhere.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import etree

from spiders.parsing import urls
from spiders.parsing.document import Document
from spiders.parsing.elements import refresh_target

MAX_DELAY_S = 30
_MAX_SCRIPT_CHARS = 60_000
_BARE_CHARS = 500
_BARE_LINKS = 10
_DELAY = re.compile(r"\s*(\d{1,6})")
_JS_COMMENT = re.compile(r"/\*.*?\*/|^[ \t]*//[^\n]*|(?<=[;{}])[ \t]*//[^\n]*", re.S | re.M)
_LOCATION = r"(?:location(?:\.href)?\s*=|location\.(?:replace|assign)\s*\()"
_LEAVES = re.compile(
    rf"(?<![\w.$])(?:(?:window|self|top|parent|document|this)\s*\.\s*)*{_LOCATION}\s*\\?[\"']([^\"'\\\n]{{1,2000}})"
)
_LEAVES_BY_NAME = re.compile(
    rf"(?<![\w.$])(?:(?:window|self|top|parent|document)\s*\.\s*)*{_LOCATION}\s*([A-Za-z_$][\w$]{{0,40}})\s*[;)\n}}]"
)
_OPENS = re.compile(r"window\.open\(\s*[\"']([^\"'\n]{1,2000})[\"']\s*,\s*[\"']_(?:self|top|parent)[\"']")
_OPENS_BY_NAME = re.compile(r"window\.open\(\s*([A-Za-z_$][\w$]{0,40})\s*,\s*[\"']_(?:self|top|parent)[\"']")
_WRITTEN_REFRESH = re.compile(r"http-equiv=\\?[\"']?refresh\\?[\"']?\s+content=\\?[\"']?([^\"'>\\]{1,2000})", re.I)
_ASSIGNED = r"(?<![\w.$]){name}\s*=\s*[\"']([^\"'\n]{{1,2000}})[\"']"
_TAKEN = (
    r"(?<![\w.$]){name}\s*=\s*[^;\n]{{0,60}}?(?:getElementById\(\s*|\$\(\s*|querySelector\(\s*)"
    r"[\"']#?([\w-]{{1,60}})[\"']"
)
_FOR_TELEPHONES = re.compile(r"userAgent|iPhone|Android|mobile|navigator|screen\.width", re.I)
_HOME = re.compile(r"/?(?:(?:index|default|main)\.\w{2,5})?")


def redirect_of(doc: Document, *, text_chars: int, items: int) -> str | None:
    """The absolute address that the page leads to by itself, or None. ``text_chars`` is how much text it shows."""
    for raw in _candidates(doc, bare=text_chars <= _BARE_CHARS and not items):
        url = urls.resolve(raw, doc.base_url, urls.query_charset(doc.encoding, doc.declared_encoding))
        if url is not None and not _is_same(url, doc.url, blank=not text_chars and not items):
            return url
    return None


def _candidates(doc: Document, *, bare: bool) -> Iterator[str]:
    for meta in doc.all("meta"):
        if (meta.get("http-equiv") or "").strip().lower() == "refresh" and _is_shown(meta):
            content = meta.get("content") or ""
            delay = _DELAY.match(content)
            target = refresh_target(content)
            if target and (delay is None or int(delay[1]) <= MAX_DELAY_S):
                yield target
    script = doc.script_text
    if "efresh" in script or "_self" in script:
        yield from _by_template(doc, _without_comments(script))
    if bare and len(doc.all("a")) <= _BARE_LINKS and not _asks(doc):
        yield from _by_script(doc, _without_comments(f"{script}\n{doc.body.get('onload') or ''}"))


def _is_shown(element: etree._Element) -> bool:
    return next(element.iterancestors("noscript"), None) is None


def _asks(doc: Document) -> bool:
    """Whether the page waits for its reader: a form leads on only when it is sent."""
    return any((e.get("type") or "text").lower() in ("text", "password", "submit") for e in doc.all("input"))


def _without_comments(script: str) -> str:
    return _JS_COMMENT.sub("", script[:_MAX_SCRIPT_CHARS])


def _by_template(doc: Document, script: str) -> Iterator[str]:
    for found in _WRITTEN_REFRESH.finditer(script):
        target = refresh_target(found[1])
        if target:
            yield target
    for found in _OPENS_BY_NAME.finditer(script):
        yield from _named_element(doc, script, found[1])


def _named_element(doc: Document, script: str, name: str) -> Iterator[str]:
    for taken in re.finditer(_TAKEN.format(name=re.escape(name)), script):
        for element in doc.elements:
            if element.get("id") == taken[1]:
                raw = "".join(map(str, element.itertext())).strip() or element.get("value") or ""
                if re.fullmatch(r"(?:https?:/)?/\S{1,2000}|[\w./-]+\.\w{2,6}", raw):
                    yield raw


def _by_script(doc: Document, script: str) -> Iterator[str]:
    for pattern in (_LEAVES, _OPENS):
        for found in pattern.finditer(script):
            if not _FOR_TELEPHONES.search(script, max(0, found.start() - 400), found.start()):
                yield found[1]
    for found in (*_LEAVES_BY_NAME.finditer(script), *_OPENS_BY_NAME.finditer(script)):
        if not _FOR_TELEPHONES.search(script, max(0, found.start() - 400), found.start()):
            yield from (m[1] for m in re.finditer(_ASSIGNED.format(name=re.escape(found[1])), script))
            yield from _named_element(doc, script, found[1])


def _is_same(url: str, page: str, *, blank: bool) -> bool:
    """Whether a page leads to itself; a home page that shows nothing is not the one under its other name."""
    if blank or urls.normalise(url) == urls.normalise(page):
        return urls.normalise(url) == urls.normalise(page)
    here, there = urlsplit(page), urlsplit(url)
    both_home = bool(_HOME.fullmatch(here.path) and _HOME.fullmatch(there.path)) and not (here.query or there.query)
    return both_home and urls.same_site(url, page)
