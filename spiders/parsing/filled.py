"""Lists that a script fills after the page has come: they are not in the HTML, and so are not empty either.

Told by what such pages leave behind: an empty box that a script appends entries to, a template that was not filled in,
an application's empty root, a frame that holds all there is.
"""

import re
from itertools import islice
from typing import NamedTuple

from lxml import etree

from spiders.parsing import urls
from spiders.parsing.document import Document

_MAX_SCRIPT_CHARS = 200_000
_ASKS = re.compile(
    r"\$\s*\.\s*(?:ajax|get|post|getJSON|getScript)\s*\(|XMLHttpRequest|\bfetch\s*\(|\baxios\b|\.load\s*\(|\$http\b|\bajax\s*\("
)
_FILLS = re.compile(
    r"(?:\$\(\s*[\"']#|getElementById\(\s*[\"']|querySelector\(\s*[\"']#)([\w-]{1,60})[^\"'\n]{0,60}[\"']\s*\)"
    r"[\w.()\s\"'#>:\[\]-]{0,60}?\.(?:html|append|prepend|load|innerHTML|insertAdjacentHTML|after)\b"
)
_VUE = re.compile(r"\bel\s*:\s*[\"']#([\w-]{1,60})[\"']|createApp\([^\n]{0,200}?\.mount\(\s*[\"']#([\w-]{1,60})[\"']")
_ENTRY = re.compile(r"<\\?(?:li|a|tr|dd|dl|div|p|td)\b", re.I)
_TEMPLATE = re.compile(r"\{\{[^{}\n]{1,80}\}\}|\{\$T\.[\w.]{1,40}\}|<%=[^%\n]{1,80}%>|\$\{\w[\w.]{0,40}\}")
_REPEATED = ("v-for", "ng-repeat", "data-bind", "ms-repeat")
_ROOTS = frozenset(("app", "root", "__next", "__nuxt", "main-app", "application"))
_ADDRESS = re.compile(
    r"(?:\$\s*\.\s*(?:get|getJSON)\s*\(|\bfetch\s*\(|axios\.get\s*\(|\.load\s*\(|\burl\s*:)\s*[\"']([^\"'\n\s]{2,500})[\"'](?P<more>\s*\+)?"
)
_POSTS = re.compile(r"(?:type|method)\s*:\s*[\"']post", re.I)
_LISTS = re.compile(r"list|json|data|page|query|search|news|info|get", re.I)
_LOADING = re.compile(
    r"(?:数据|页面|内容|正在|努力|拼命|信息){0,3}(?:加载|载入)中?(?:请稍[候等]|,)*[.…。!]*|[Ll]oading[.…]*"
)
_LIST_NAME = re.compile(r"list|mail|letter|news|data|rows|table|tbody|content(?:s|list)|items?$", re.I)
MAX_BOXES = 50
_APP_CHARS = 120
_FRAME_CHARS = 30


class Filled(NamedTuple):
    """Why a page is taken to be filled by script, and the list address it asks by GET, where that stands in it."""

    why: str
    data_url: str | None


def filled_by_script(doc: Document, *, text_chars: int) -> Filled | None:
    """How the page gets its list after it has come; None where nothing says that it does."""
    if text_chars <= _FRAME_CHARS and (frame := _only_frame(doc)):
        return Filled("frame", frame)
    script = doc.script_text[:_MAX_SCRIPT_CHARS]
    if text_chars <= _APP_CHARS and _is_application(doc):
        return Filled("application", _address(doc, script))
    if not text_chars and (script or any(e.get("src") for e in doc.all("script")) or _reloads(doc)):
        return Filled("script-only", _address(doc, script))
    if _has_template(doc):
        return Filled("template", _address(doc, script))
    if _ASKS.search(script) and _fills_empty_box(doc, script):
        return Filled("ajax", _address(doc, script))
    return None


def waits_for_script(doc: Document) -> bool:
    """Whether a place for a list stands empty, below its table's head or by its name, or says that it is being loaded.

    Only for pages that show nothing else: a box of another use may be empty where the page tells enough.
    """
    if not doc.scripts and not any(e.get("src") for e in doc.all("script")):
        return False
    if any(_LOADING.fullmatch(doc.texts[at]) for at in doc.texts.having("载", "oading")):
        return True
    bodies = (body for body in doc.all("tbody") if body.getprevious() is not None)
    named = (e for tag in ("ul", "ol", "tbody", "div") for e in doc.all(tag) if _LIST_NAME.search(e.get("id") or ""))
    return any(map(_is_blank, islice(bodies, MAX_BOXES))) or any(map(_is_blank, islice(named, MAX_BOXES)))


def _is_blank(element: etree._Element) -> bool:
    """Whether an element has neither text nor picture; seen at its first text, for one may hold all others."""
    return not any(text.strip() for text in element.itertext()) and element.find(".//img") is None


def _reloads(doc: Document) -> bool:
    """Whether the page brings itself anew, as shields do that first set a cookie: what comes then is not in it."""
    return any((meta.get("http-equiv") or "").strip().lower() == "refresh" for meta in doc.all("meta"))


def _only_frame(doc: Document) -> str | None:
    frames = (e.get("src") or "" for e in (*doc.all("iframe"), *doc.all("frame")))
    return next((url for src in frames if (url := _resolved(doc, src)) and url != doc.url), None)


def _is_application(doc: Document) -> bool:
    if not any(e.get("src") for e in doc.all("script")):
        return False
    return any((e.get("id") or "").lower() in _ROOTS and not _text(e) for e in doc.all("div"))


def _has_template(doc: Document) -> bool:
    if any(_TEMPLATE.search(doc.texts[at]) for at in doc.texts.having("{{", "{$T.", "<%=", "${")):
        return True
    return any(name in doc.text for name in _REPEATED) and any(
        element.get(name) is not None for element in doc.elements for name in _REPEATED
    )


def _fills_empty_box(doc: Document, script: str) -> bool:
    wanted = {found[1] for found in _FILLS.finditer(script) if _writes_entries(found, script)}
    wanted |= {found[1] or found[2] for found in _VUE.finditer(script)}
    if not wanted:
        return False
    boxes = (e for tag in ("div", "ul", "ol", "tbody", "table", "dl", "section") for e in doc.all(tag))
    return any(e.get("id") in wanted and not _text(e) for e in boxes)


def _writes_entries(found: re.Match[str], script: str) -> bool:
    return found[0].endswith(".load") or bool(_ENTRY.search(script, found.start(), found.end() + 600))


def _text(element: etree._Element) -> str:
    return "".join(map(str, element.itertext())).strip()


def _address(doc: Document, script: str) -> str | None:
    """The one address in the scripts that a list is asked from by GET; None where it is built, posted, or ambiguous."""
    found = []
    for match in _ADDRESS.finditer(script):
        around = script[max(0, match.start() - 300) : match.end() + 300]
        if not match["more"] and not _POSTS.search(around) and _LISTS.search(match[1]):
            found.append(_resolved(doc, match[1]))
    addresses = {url for url in found if url and url != doc.url}
    return addresses.pop() if len(addresses) == 1 else None


def _resolved(doc: Document, raw: str) -> str | None:
    return urls.resolve(raw, doc.base_url, urls.query_charset(doc.encoding, doc.declared_encoding)) if raw else None
