"""Links that a visitor cannot see: how hacked pages advertise to search engines.

Menus and tabs are hidden as well, and lead to other offices: so a link only counts where the trick has no honest use
(off screen, type of no size, a moving line of no size) and leads out of the site to no office, or where what is hidden
advertises. Spam words are looked for where such advertising stands: titles, metas, hidden blocks, links that lead out.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import cast

from lxml import etree

from rules.observations import Alert
from spiders.parsing.document import Document
from spiders.parsing.links import line_of
from spiders.parsing.safety.lexicon import Lexicon
from spiders.parsing.text import raw_text_of, text_of, tidy

_TRICK = re.compile(
    r"(?:text-indent|left|top|right|margin-left|margin-top)\s*:\s*-\d{3,5}(?:px|pt|em)?"
    r"|font-size\s*:\s*[01](?:px|pt|em)?\s*(?:;|$)|line-height\s*:\s*[01]px|opacity\s*:\s*0\s*(?:;|$)",
    re.I,
)
_NO_SIZE = re.compile(r"(?:^|[;\s])(?:height|width)\s*:\s*[01](?:px)?\s*(?:;|$)", re.I)
_OVERFLOW = re.compile(r"overflow\s*:\s*hidden", re.I)
_GONE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_WRITTEN_LINK = re.compile(r"""<a\s[^>]{0,200}href\s*=\s*\\?["']?(https?://[^\s"'\\>]{4,200})""", re.I)
_WRITTEN_HIDING = re.compile(r"style\.display\s*=\s*[\"']none[\"']|<(?:div|marquee|span)[^>]{0,200}-\d{3,5}px", re.I)
_HOST = re.compile(r"^\s*(?:https?:)?//([^/?#\s:]+)", re.I)
_OFFICES = re.compile(r"(?:^|\.)(?:gov\.cn|edu\.cn|org\.cn|mil\.cn|ac\.cn|政务|公益|xn--\w+)$", re.I)
_SERVICES = re.compile(
    r"(?:^|\.)(?:cnzz\.com|51\.la|baidu\.com|bdimg\.com|qq\.com|weibo\.com|weixin\.qq\.com|sina\.com\.cn|people\.com\.cn"
    r"|xinhuanet\.com|news\.cn|cctv\.com|cntv\.cn|12377\.cn|kaipuyun\.cn|jiathis\.com|bshare\.cn|adobe\.com|macromedia\.com"
    r"|microsoft\.com|mozilla\.org|google\.com|google\.cn|w3\.org|conac\.cn|360\.cn|so\.com|sogou\.com|umeng\.com"
    r"|aliyun\.com|linezing\.com|addthis\.com|chinanet\.cn|gov\.mo|gov\.hk)$",
    re.I,
)
_NAME = re.compile(r"(?<![\w-])[.#][A-Za-z_][\w-]{0,60}(?=\s*(?:,|$))")
_FAR = re.compile(r"(?:text-indent|left|top)\s*:\s*-\d{4,5}(?:px|pt|em)", re.I)
_named = cast("Callable[[etree._Element], list[etree._Element]]", etree.XPath("//*[@class or @id]"))
_styled = cast("Callable[[etree._Element], list[etree._Element]]", etree.XPath("//*[@style or self::marquee]"))
MAX_SPAM = 20
MAX_SCRIPT_CHARS = 50_000
MAX_HIDDEN_CHARS = 2000
MAX_NAMES_CHARS = 300
MAX_RULE_CHARS = 1000


def read_hidden_links(doc: Document, own_host: str) -> Iterator[Alert]:
    """One alert per hidden block with links that lead away; the block's first links are its text."""
    for element in _styled(doc.body):
        trick = _trick_of(element)
        links = [href for href in _away(element, own_host, unseen=True) if not _is_harmless(href)] if trick else []
        if links:
            yield _hidden(links, trick, element)
    for element, trick in _off_screen(doc):
        links = _strange(element, own_host)
        if len(links) > 1:
            yield _hidden(links, trick, element)


def read_noscript_links(doc: Document, own_host: str) -> Iterator[Alert]:
    """Links for readers without scripts, that is for search engines; one alone may be a counter."""
    for element in doc.all("noscript"):
        links = _strange(element, own_host)
        if len(links) > 1:
            yield _hidden(links, "noscript", element)


def _hidden(links: list[str], trick: str, element: etree._Element) -> Alert:
    return Alert(kind="hidden-link", text=" ".join(links[:3])[:200], snippet=trick, line=line_of(element))


def _strange(element: etree._Element, own_host: str) -> list[str]:
    """The distinct links in words that lead out of the site, to no office and no known service."""
    return list(dict.fromkeys(x for x in _away(element, own_host, unseen=True) if not _is_harmless(x)))


def _off_screen(doc: Document) -> Iterator[tuple[etree._Element, str]]:
    """Elements that the page's own style sheet moves far off the screen, by class or id.

    Smaller tricks are honest in a style sheet: type of no size closes gaps, and what is transparent fades in.
    """
    tricks: dict[str, str] = {}
    for sheet in doc.styles:
        for before, rule in _rules(sheet.text[:MAX_SCRIPT_CHARS]):
            far = _FAR.search(rule)
            if far:
                tricks |= dict.fromkeys(_NAME.findall(before), tidy(far.group()))
    if not tricks:
        return
    for element in _named(doc.body):
        names = [f".{name}" for name in (element.get("class") or "").split()] + [f"#{element.get('id')}"]
        trick = next((tricks[name] for name in names if name in tricks), None)
        if trick:
            yield element, trick


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """The rules of a sheet: what stands before their braces (the end of it), and in them."""
    for piece in css.split("}")[:-1]:
        before, _, rule = piece.rpartition("{")
        names = before.rpartition("{")[2][-MAX_NAMES_CHARS:]
        if names and 0 < len(rule) <= MAX_RULE_CHARS:
            yield names, rule


def read_written_links(doc: Document, own_host: str) -> Iterator[Alert]:
    """Blocks of links that a script writes and hides; one alone may be a counter."""
    for script in doc.scripts:
        text = script.text[:MAX_SCRIPT_CHARS]
        if "href" not in text or not _WRITTEN_HIDING.search(text):
            continue
        written = [url for url in _WRITTEN_LINK.findall(text) if _leads_away(url, own_host) and not _is_harmless(url)]
        if len(written) > 1:
            links_text = " ".join(written[:3])[:200]
            yield Alert(kind="hidden-link", text=links_text, snippet="script", line=line_of(script.element))


def read_spam(doc: Document, lexicon: Lexicon, own_host: str) -> Iterator[Alert]:
    """Terms of hacked pages where they stand to be found by search engines, not in what the page tells its readers."""
    seen: set[tuple[str, str]] = set()
    for place, text, line in _places(doc, own_host):
        for index, _, _ in lexicon.spam_finder.find_matches_as_indexes(text):
            term, kind = lexicon.spam[index]
            if (place, term) not in seen and len(seen) < MAX_SPAM:
                seen.add((place, term))
                yield Alert(kind="spam-word", text=term, snippet=text[:80], line=line, right=f"{place}:{kind}")


def _places(doc: Document, own_host: str) -> Iterator[tuple[str, str, int | None]]:
    """Where search engines look and readers do not, with the text that stands there."""
    yield "title", doc.title, None
    for name in ("keywords", "description"):
        yield name, doc.metas.get(name, ""), None
    for anchor in doc.all("a"):
        href = anchor.get("href") or ""
        if _leads_away(href, own_host) and not _is_harmless(href):
            yield "link", text_of(anchor), line_of(anchor)
    for element in [*doc.all("noscript"), *_styled(doc.body)]:
        hides = element.tag == "noscript" or _trick_of(element) or _GONE.search(element.get("style") or "")
        if hides and any(True for _ in _away(element, own_host)):
            yield "hidden", raw_text_of(element)[:MAX_HIDDEN_CHARS], line_of(element)


def _trick_of(element: etree._Element) -> str:
    """How an element hides what it holds, if it does so in a way that has no honest use."""
    if element.tag == "marquee":
        sizes = {(element.get(side) or "").strip() for side in ("height", "width")}
        return "marquee" if sizes & {"0", "1"} else ""
    return _trick_in(element.get("style") or "")


@lru_cache(maxsize=4096)
def _trick_in(style: str) -> str:
    found = _TRICK.search(style)
    if found:
        return tidy(found.group())
    return "no size" if _NO_SIZE.search(style) and _OVERFLOW.search(style) else ""


def _away(element: etree._Element, own_host: str, *, unseen: bool = False) -> Iterator[str]:
    """Where an element's links lead, those out of the site; ``unseen``: not those that show an image.

    Type of no size is an honest way to close the gaps between images.
    """
    for anchor in element.iter("a"):
        href = (anchor.get("href") or "").strip()
        if _leads_away(href, own_host) and not (unseen and anchor.find(".//img") is not None):
            yield href


def _leads_away(href: str, own_host: str) -> bool:
    host = _HOST.match(href)
    if not host:
        return False
    own, other = own_host.removeprefix("www."), host[1].lower().removeprefix("www.")
    return not (other == own or other.endswith(f".{own}") or own.endswith(f".{other}"))


def _is_harmless(href: str) -> bool:
    """Offices, and services that pages load or name for honest reasons."""
    host = _HOST.match(href)
    return host is None or bool(_OFFICES.search(host[1]) or _SERVICES.search(host[1]))
