"""What the footer of a government site must show: 网页设计规范 (2017), annex of 国办发〔2017〕47号.

Site code, ICP and police record, sponsor and contact, the 党政机关 mark, 我为政府网站找错, a site map. They are read
off the page's text, then off attributes and inline scripts, for many footers write them by script. Forms differ widely,
so blanks never count and a placeholder (``冀ICP备:XXXXXX号-1``) is kept as it stands: it is a finding.
A footer that a script or a frame brings is not in the HTML at all; that is not the same as missing, and is said.
"""

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from lxml import etree

from rules.observations import Marks
from spiders.parsing.document import Document
from spiders.parsing.needles import needles_in
from spiders.parsing.sponsor import contact_in, foot_of, sponsor_in
from spiders.parsing.text import normalise
from spiders.parsing.texts import Texts

_PROVINCES = "京津沪渝冀豫云滇辽黑湘皖鲁新苏浙赣鄂桂甘陇晋蒙陕秦吉闽贵黔粤青藏川蜀宁琼港澳台"
_CODE = re.compile(r"标 ?识 ?码\s?(?:为|是)?\s?[:：]?\s?((?:bm\s?)?\d{6,12}|[Xx]{4,12})(?!\d)", re.I)
_SPACED_CODE = re.compile(r"标 ?识 ?码\s?[:：]?\s?((?:b\s?m\s?)?(?:\d\s?){8,10})(?!\d)", re.I)
_CODE_DIGITS = re.compile(r"\d{8}")
_CODE_IN_SCRIPT = re.compile(r"site_?code[\"']?\s{0,3}[:=]\s{0,3}[\"']?(\d{10}|bm\d{8})(?!\d)", re.I)
_PROVINCE = re.compile(rf"[（(]?[{_PROVINCES}][）)]?\s?$")
_NUMBER = r"(?:\d(?:\s?\d){4,11}(?=\s?号)|\d{5,12}|[Xx*]{4,12})"
_ICP = re.compile(
    rf"[Ii]\s?[Cc]\s?[Pp]\s?(?:备\s?案?|证)\s?(?:案|编|序)?\s?号?\s?[:：]?\s?"
    rf"(?:[{_PROVINCES}]?B2-\d{{6,10}}|{_NUMBER})(?:\s?-\s?\d{{1,4}})?(?:\s?号)?(?:\s?-\s?\d{{1,4}}(?!\d))?(?:\s?号)?"
)
_POLICE = re.compile(r"公\s?网\s?安\s?备\s?案?\s?号?\s?[:：]?\s?(?:\d(?:\s?\d){13}|\d{8,13}|[Xx*]{4,14})(?:\s?号)?")
_POLICE_RECORD = re.compile(
    r"(?:公安|网警|网监|网安)(?:机关)?(?:联网|互联网)?备案(?:编)?号?\s?[:：]?\s?(\d[\d-]{10,19}\d)"
)
_BARE_POLICE = re.compile(r"(?:网警|公安|网监|备案)[^\d\n]{0,12}(?<!\d)([1-6]\d{12,13})(?!\d)")
_POLICE_LINK = re.compile(r"(?:recordcode|code)=(\d{13,14})(?!\d)", re.I)
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_TAG = re.compile(r"<[^<>]{0,500}>")
_FOOT = re.compile(r"foot|bottom|dibu|copyright|bqxx|banquan|yejiao", re.I)
_FOOT_INCLUDE = re.compile(r"#include\s+(?:virtual|file)\s*=\s*[\"'][^\"']{0,200}(?:foot|bottom|copyright|dibu)", re.I)
_LOADS = re.compile(
    r"[\"'][^\"'\n]{0,80}(?:footer|bottom|copyright)[^\"'\n]{0,20}\.(?:s?html?|jsp|js|asp|php|json)[\"'?]", re.I
)
_ERROR_CALLS = ("_jiucuo_", "jiucuo.js", "exposure/jiucuo", "zfwzgl.www")
_ERROR_WORDS = frozenset(("网站找错", "网站纠错"))
_MAP_WORDS = frozenset(("网站地图", "站点地图", "网站导航", "站点导航", "sitemap"))
_NAMING = ("title", "alt", "href")
_FACT_WORDS = frozenset(("标识码", "ICP", "icp", "安备", "备案", "\\u6807\\u8bc6\\u7801", "\\u5907"))
_SERVICE_WORDS = frozenset(("conac", "Conac", "jiucuo", "zfwzgl.www.gov.cn", "sitecode", "siteCode", "site_code"))
_LAST_LINES = 80
_MAX_LINE_CHARS = 1000
_MAX_SCRIPT_CHARS = 200_000


_Source = Literal["text", "script", "meta"]


class _Found(NamedTuple):
    site_code: str | None
    icp: str | None
    police: str | None


def read_marks(doc: Document) -> Marks:
    """The marks of a page; None and False mean: not seen in the HTML."""
    needles = needles_in(doc)
    facts, foot = _end(tuple([text[:_MAX_LINE_CHARS] for text in doc.texts[-_LAST_LINES:]]))
    shown = _shown(doc, needles, facts)
    written = _written(doc) if None in shown and needles & _FACT_WORDS else _Found(None, None, None)
    services = _services(doc) if needles & _SERVICE_WORDS else ""
    code, source = _site_code(doc, shown, written, services)
    words = _named(doc, needles)
    return Marks(
        site_code=code,
        site_code_from=source,
        icp=shown.icp or written.icp,
        police=shown.police or written.police or _police_link(doc, needles),
        sponsor=sponsor_in(foot),
        contact=contact_in(foot),
        party_mark="conac" in services,
        error_report=bool(words & _ERROR_WORDS) or any(call in services for call in _ERROR_CALLS),
        site_map=bool(words & _MAP_WORDS),
        footer_by_script=not any(shown) and _footer_comes_later(doc, needles),
    )


@lru_cache(maxsize=16)  # the pages of a site end alike
def _end(lines: tuple[str, ...]) -> tuple[_Found, str]:
    """The facts in the last lines of a page, and its footer."""
    last = Texts(lines)
    return _facts(last.joined), foot_of(last)


def _shown(doc: Document, needles: frozenset[str], shown: _Found) -> _Found:
    """``shown`` in the last lines; what a page shows elsewhere only (a footer in the middle) in all lines."""
    if None in shown and len(doc.lines) > _LAST_LINES and needles & _FACT_WORDS:
        other = _facts("\n".join(text[:_MAX_LINE_CHARS] for text in doc.texts[:-_LAST_LINES]))
        shown = _Found(*(mine or theirs for mine, theirs in zip(shown, other, strict=True)))
    return shown


def _facts(text: str) -> _Found:
    code = _CODE.search(text) or _SPACED_CODE.search(text) if "识码" in text or "识 码" in text else None
    police = _police(text) if "备" in text else None
    return _Found(_together(code[1]).lower() if code else None, _icp(text), police)


def _icp(text: str) -> str | None:
    found = [_with_province(text, m) for m in _ICP.finditer(text, _first(text, "I", "i"))]
    return next((number for number in found if number[0] in _PROVINCES), None) or next(iter(found), None)


def _police(text: str) -> str | None:
    found = _POLICE.search(text)
    if found:
        return _with_province(text, found)
    start = _first(text, "公安", "网警", "网监", "网安", "备案")
    found = _POLICE_RECORD.search(text, start) or _BARE_POLICE.search(text, start)
    return found[1] if found else None


def _first(text: str, *words: str) -> int:
    """Where the first of some words stands, its end if none does: a pattern need not be tried before that."""
    return min((at for word in words if (at := text.find(word)) >= 0), default=len(text))


def _with_province(text: str, found: re.Match[str]) -> str:
    province = _PROVINCE.search(text, max(0, found.start() - 4), found.start())
    return _together((province[0].strip("()（） \n") if province else "") + found[0])


def _together(text: str) -> str:
    return "".join(text.split())


def _written(doc: Document) -> _Found:
    """The facts that inline scripts write into the page, near enough: read off their text without tags and escapes."""
    script = doc.script_text[:_MAX_SCRIPT_CHARS]
    if not any(word in script for word in _FACT_WORDS):
        return _Found(None, None, None)
    return _facts(normalise(_TAG.sub(" ", _ESCAPED.sub(lambda m: chr(int(m[1], 16)), script))))


def _site_code(doc: Document, shown: _Found, written: _Found, services: str) -> tuple[str | None, _Source | None]:
    if shown.site_code:
        return shown.site_code, "text"
    if written.site_code:
        return written.site_code, "script"
    if found := _CODE_IN_SCRIPT.search(services):
        return found[1], "script"
    meta = doc.metas.get("siteidcode", "")
    return (meta[:20], "meta") if _CODE_DIGITS.search(meta) else (None, None)  # 政府网站标识码 is a placeholder


def _services(doc: Document) -> str:
    """What the services of a footer are called with, comments left aside: scripts, their attributes, addresses."""
    attributes = (f"{name!s}={value!s}" for element in doc.all("script") for name, value in element.items())
    links = (href for element in doc.all("a") if (href := element.get("href")))
    images = (name for element in doc.all("img") if (name := element.get("id") or element.get("src")))
    return "\n".join((*attributes, *links, *images, doc.script_text[:_MAX_SCRIPT_CHARS])).lower()


def _police_link(doc: Document, needles: frozenset[str]) -> str | None:
    if not needles & {"recordcode", "beian.mps"}:
        return None
    links = (link.get("href", "") for link in doc.all("a"))
    found = next((m for href in links if "beian" in href and (m := _POLICE_LINK.search(href))), None)
    return found[1] if found else None


def _named(doc: Document, needles: frozenset[str]) -> set[str]:
    """Which words stand in the page's text, else name a link or an image: by title, alternative text or address."""
    wanted = needles & (_ERROR_WORDS | _MAP_WORDS)
    found = {word for word in wanted if word in doc.texts.joined}
    if (found & _ERROR_WORDS and found & _MAP_WORDS) or found == wanted:
        return found
    values = "\n".join(
        [str(v) for tag in ("a", "img", "area") for e in doc.all(tag) for n, v in e.items() if n in _NAMING]
    )
    return {word for word in wanted if word in found or word in values}


def _footer_comes_later(doc: Document, needles: frozenset[str]) -> bool:
    """Whether a script, a frame or an unfilled server include brings the footer: an empty box named so, or a file."""
    if "#include" in needles and _FOOT_INCLUDE.search(doc.text):
        return True
    brought = [*doc.all("script"), *doc.all("iframe"), *doc.all("frame")]
    if any(_FOOT.search((e.get("src") or "").rpartition("/")[2]) for e in brought):
        return True
    boxes = (e for tag in ("div", "footer", "td", "table") for e in doc.all(tag) if _FOOT.search(_called(e)))
    return any(not normalise("".join(map(str, e.itertext()))) for e in boxes) or bool(
        _LOADS.search(doc.script_text[:_MAX_SCRIPT_CHARS])
    )


def _called(element: etree._Element) -> str:
    return f"{element.get('id') or ''} {element.get('class') or ''} {element.tag if element.tag == 'footer' else ''}"
