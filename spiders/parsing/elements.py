"""What an element makes a browser fetch, or offers a reader to open: one reader per tag, told by its attributes alone.

Each was held against what a real browser asks for (``tests/spiders/parsing/test_links_in_a_browser.py``).
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple, cast

from lxml import etree

from rules.observations import LinkUse

_MAX_SRCSET_CHARS = 16_384
_FILES = (
    "pdf doc docx xls xlsx ppt pptx wps et dps ofd zip rar 7z tar gz tgz txt csv ceb rtf caj exe apk dwg "
    "mp3 mp4 wma wmv avi flv rm rmvb mpg mpeg wav mov swf"
)
_IMAGES = "jpg jpeg png gif bmp webp svg ico tif tiff"
_PAGES = "htm html shtml jhtml php asp aspx jsp jspx do action"
_USES: dict[str, LinkUse] = {
    **dict.fromkeys(_FILES.split(), "attachment"),
    **dict.fromkeys(_IMAGES.split(), "image"),
    **dict.fromkeys(_PAGES.split(), "page"),
}
_ENDING = re.compile(r"\.([A-Za-z0-9]{2,5})(?:[?#]|$)")
_FETCHED = frozenset(("icon", "apple-touch-icon", "apple-touch-icon-precomposed", "mask-icon"))
_LAZY = frozenset(("data-src", "data-original", "data-lazy-src", "data-lazy", "lazy-src", "original"))
_SRCSETS = frozenset(("srcset", "data-srcset"))
_EXTRA = _LAZY | _SRCSETS
_REFRESH = re.compile(r"\s*+[\d.]*+(?>\s*[;,]|\s)\s*+(?P<rest>\S.{0,4096})", re.S)
_REFRESH_URL = re.compile(r"url\s*=\s*", re.I)
XLINK = "xlink:href"
_PLUGIN = re.compile(r"application/(?:x-|java|ms|vnd\.)|video/x-|audio/x-pn|text/x-script", re.I)
_NEEDS_PLUGIN = re.compile(r"\.(?:swf|class|dcr|xap|rmv?b?|docx?|xlsx?|pptx?)(?=[?#]|\s*$)", re.I)
"""What no browser shows inside a page without a plug-in, which none has any more."""
_SCRIPT_TYPES = re.compile(
    r"(?:module|(?:text|application)/(?:x-)?(?:java|ecma)script|text/(?:jscript|livescript|javascript1\.[0-5]))", re.I
)
"""Types of scripts that browsers run (MIME Sniffing Standard, 4.6, JavaScript MIME type)."""
_MEDIA = ("video", "audio")


class RawLink(NamedTuple):
    """An address as it stands on the page; resolve it against ``doc.base_url``."""

    raw: str
    element: etree._Element
    use: LinkUse


def refresh_target(content: str) -> str | None:
    """Where ``<meta http-equiv=refresh content=…>`` leads; None for a page that only reloads itself."""
    found = _REFRESH.match(content)
    if not found:
        return None
    rest = found["rest"]
    named = _REFRESH_URL.match(rest)
    rest = rest[named.end() :] if named else rest
    if rest[:1] in ("'", '"'):
        rest = rest[1:].partition(rest[0])[0]
    return rest.strip() or None


def use_of(raw: str) -> LinkUse:
    """What an address one clicks on leads to, by its ending: a file to load, an image, else a page."""
    return _USES.get(raw[raw.rfind(".") + 1 :]) or _use_by_ending(raw) or "page"


def _use_by_ending(raw: str) -> LinkUse | None:
    found = _ENDING.search(raw, max(raw.find("/", 8), 0))
    return _USES.get(found[1].lower()) if found else None


def _anchor(element: etree._Element) -> Iterator[RawLink]:
    raw = element.get("href", "")
    yield RawLink(raw, element, use_of(raw))


def _sheet(element: etree._Element) -> Iterator[RawLink]:
    words = set((element.get("rel") or "").lower().split())
    if "stylesheet" in words:
        kind = (element.get("type") or "text/css").partition(";")[0].strip().lower()
        if kind == "text/css" and element.get("disabled") is None:
            yield RawLink(element.get("href", ""), element, "style")
    elif words & _FETCHED:
        yield RawLink(element.get("href", ""), element, "image")


def _image(element: etree._Element) -> Iterator[RawLink]:
    yield RawLink(element.get("src", ""), element, "image")
    if _EXTRA.isdisjoint(cast("list[str]", element.keys())):
        return
    for name, raw in cast("list[tuple[str, str]]", element.items()):
        if name in _LAZY:
            yield RawLink(raw, element, "image")
        elif name in _SRCSETS:
            for part in _srcset(raw):
                yield RawLink(part, element, "image")


def _drawn(element: etree._Element) -> Iterator[RawLink]:
    """Images and shapes of SVG; elsewhere ``<image>`` is another name of ``<img>``."""
    inside = any(outer.tag == "svg" for outer in element.iterancestors())
    if inside:
        yield RawLink(element.get("href") or element.get(XLINK) or "", element, "image")
    elif element.tag == "image":
        yield from _image(element)


def _frame(element: etree._Element) -> Iterator[RawLink]:
    if element.get("srcdoc") is None:
        yield RawLink(element.get("src", ""), element, "frame")


def _script(element: etree._Element) -> Iterator[RawLink]:
    raw = element.get("src")
    if not raw:
        return
    kind, language = element.get("type"), element.get("language")
    kind = f"text/{language}" if kind is None and language else kind and kind.strip()
    if not kind or kind == "text/javascript" or _SCRIPT_TYPES.fullmatch(kind):
        yield RawLink(raw, element, "script")


def _form(element: etree._Element) -> Iterator[RawLink]:
    if (element.get("method") or "get").strip().lower() == "get":
        yield RawLink(element.get("action", ""), element, "form")


def _button(element: etree._Element) -> Iterator[RawLink]:
    if (element.get("formmethod") or "get").strip().lower() == "get":
        yield RawLink(element.get("formaction", ""), element, "form")
    if element.tag == "input" and (element.get("type") or "").strip().lower() == "image":
        yield RawLink(element.get("src", ""), element, "image")


def _object(element: etree._Element) -> Iterator[RawLink]:
    raw = element.get("data" if element.tag == "object" else "src", "")
    runs = element.get("classid") is None and not _PLUGIN.match((element.get("type") or "").strip())
    if runs and not _NEEDS_PLUGIN.search(raw):
        yield RawLink(raw, element, "frame" if _use_by_ending(raw) == "page" else "image")


def _medium(element: etree._Element) -> Iterator[RawLink]:
    yield RawLink(element.get("src", ""), element, "image")
    yield RawLink(element.get("poster", ""), element, "image")


def _source(element: etree._Element) -> Iterator[RawLink]:
    """One of several files of a picture or medium; media that name a file themselves have no others."""
    around = element.getparent()
    while around is not None and around.tag in ("source", "track"):  # libxml2 does not know that they hold nothing
        around = around.getparent()
    if around is not None and around.tag == "picture":
        for raw in (*_srcset(element.get("srcset", "")), *_srcset(element.get("data-srcset", ""))):
            yield RawLink(raw, element, "image")
    elif around is not None and around.tag in _MEDIA and (element.tag == "track" or around.get("src") is None):
        yield RawLink(element.get("src", ""), element, "image")


def _meta(element: etree._Element) -> Iterator[RawLink]:
    if (element.get("http-equiv") or "").strip().lower() == "refresh":
        yield RawLink(refresh_target(element.get("content") or "") or "", element, "page")


READERS: dict[str, Callable[[etree._Element], Iterator[RawLink]]] = {
    "a": _anchor,
    "area": _anchor,
    "link": _sheet,
    "img": _image,
    "iframe": _frame,
    "frame": _frame,
    "script": _script,
    "form": _form,
    "button": _button,
    "input": _button,
    **dict.fromkeys(("image", "use"), _drawn),
    **dict.fromkeys(("object", "embed"), _object),
    **dict.fromkeys(_MEDIA, _medium),
    **dict.fromkeys(("source", "track"), _source),
    "meta": _meta,
}


def _srcset(text: str) -> Iterator[str]:
    """The addresses of a srcset (HTML Standard, 4.8.4.2.1): split at blanks, for they may hold commas themselves."""
    rest = " ".join(text[:_MAX_SRCSET_CHARS].split()).lstrip(" ,")
    while rest:
        raw, _, descriptors = rest.partition(" ")
        rest = (descriptors if raw.endswith(",") else descriptors.partition(",")[2]).lstrip(" ,")
        yield raw.rstrip(",")
