"""Pagers that a page's scripts draw: the calls name the number of pages, the current one and the file names.

    createPageHTML(4, 0, "index", "html")                        TRS: pages, current from 0; page 2 is index_1.html
    pageControl(4, 2, "index", "shtml", 10, 'pages-nav')         the same
    createPageHTML('page_div',50,1,'xwzx_list','shtml',1000)     UCAP: box, pages, current from 1; page 2 is xwzx_list_2
    $('.pagination').pagination({totalPage: 54, callBack: …})    page 2 is index_2.html
    $("#page").pagination({pageSize: 15, total: 76})             epoint: page 2 is 2.html of the folder, up to 99
    laypage.render({count: 76, limit: 15, jump: …})              page 2 where the jump makes its name
    kkpager.generPageHtml({pno: 1, total: 6, hrefFormer: "index", hrefLatter: ".html"})      page 2 is index_2.html

The two counts of ``createPageHTML`` are told apart by the first argument: a number, or the quoted id of a box. A base
name may end in a number of its own (``list_2``): its page 2 is ``list_2_2``. Arguments may be variables of the same
page. Calls that page the text of an article (``"t20190918_693227"``) are no pagers of a list.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from spiders.parsing.document import Document

MAX_EPOINT_PAGE, MAX_CALLS, MAX_SCRIPT_CHARS = 99, 50, 200_000
_COMMENT_CHARS = 20_000
_HAS_EXT = re.compile(r"[\"']\.?(?:s?html?|jhtml|jspx?|aspx?|php)[\"']", re.I)
_CALL = re.compile(r"[Pp]age[A-Za-z_]{0,20}\d?\s*\(([^(){};]{3,300})\)")
_NAME_START = re.compile(r"(?:^|[^\w.$])[A-Za-z_$]{0,20}$")
_ARGUMENT = re.compile(r"\s*(?:\"([^\"]*)\"|'([^']*)'|([^,\"']+))\s*(?:,|$)")
_DEFINITION = re.compile(r"function\s+[\w$]*$")
_NAME = re.compile(r"[\w./-]{1,100}")
_EXT = re.compile(r"\.?(?:s?html?|jhtml|jspx?|aspx?|php)", re.I)
_ARTICLE = re.compile(r"t?\d{8}_\d+$|^\d{6,}$|^[0-9a-f]{32}$|^(?:content|post)_\d+$")
_WIDGET = re.compile(
    r"(?:\.(?:pagination|paging|Paging|page|jpaginate|createPage|generPageHtml)|\blaypage(?:\.render)?)"
    r"\s*\(\s*\{(.{1,2000})",
    re.S,
)
_FORMER = re.compile(r"hrefFormer\s*:\s*[\"']([\w./-]{1,100})[\"']")
_LATTER = re.compile(r"hrefLatter\s*:\s*[\"']([\w./-]{1,30})[\"']")
_OPTION = re.compile(r"[{,\s](\w{2,20})\s*:\s*[\"']?([\w$]{1,40})[\"']?\s*(?=[,}\r\n/])")
_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]{0,40}")
_TARGET = re.compile(r"[\"']([\w./-]{0,100}?)[\"']\s*\+\s*\(?\s*[\w.\s]{1,30}\)?\s*\+\s*[\"']([\w./-]{1,30})[\"']")
_AJAX = re.compile(r"\$\.(?:ajax|post|get|getJSON)|fetch\(|axios", re.I)
_EXAMPLE = re.compile(r"callback\s*:\s*function\s*\([\w\s,]*\)\s*\{\s*(?:console\.log\([^)]*\);?\s*)?alert\(", re.I)
"""The plug-in's own example left in: it shows numbers and leads nowhere."""
_PAGES = ("totalpage", "totalpages", "pagecount", "pagetotal", "pages", "allpage")
_RECORDS = ("total", "totalcount", "totalrecord", "totaldata", "totalrecords", "recordcount", "count", "totalnum")
_SIZES = ("pagesize", "perpage", "showdata", "limit", "pagenum", "rows")
_CURRENT = ("current", "currentpage", "pageno", "curpage", "pagenumber", "pagecurrent", "nowpage", "curr", "pno")
_EPOINT = ("ewb-", "epoint", "webbuilder", "moreinfo")


@dataclass(frozen=True, slots=True)
class CallPager:
    """What a call says: the file of the next page (None on the last) and the number of records, if it tells."""

    next_file: str | None
    records: int | None


def read_call(doc: Document) -> CallPager | None:
    """The pager that a script of the page draws, or None if none does. The text of an article is not paged here."""
    if not any("age" in s.text for s in doc.scripts):
        return None
    for script in doc.scripts:
        text = script.text
        if "age" not in text:
            continue
        for arguments in _calls(text, doc):
            pager = _from_arguments(arguments)
            if pager is not None:
                return pager
        if (widget := _WIDGET.search(text)) is not None and not _commented(text, widget.start()):
            pager = _from_options(widget[1], doc)
            if pager is not None:
                return pager
    return None


def _calls(text: str, doc: Document) -> Iterator[list[str | int]]:
    """The arguments of each call of a function whose name has ``page`` in it."""
    for m in islice(_CALL.finditer(text), MAX_CALLS):
        before = text[max(0, m.start() - 40) : m.start()]
        if not _NAME_START.search(before) or _DEFINITION.search(before) or _commented(text, m.start()):
            continue
        if not _HAS_EXT.search(m[1]):
            continue
        yield _arguments(m[1], doc)


def _commented(text: str, place: int) -> bool:
    """Whether a place in a script lies behind ``//`` on its line or inside ``/* */``."""
    line = text[max(0, text.rfind("\n", max(0, place - 500), place) + 1, place - 500) : place]
    if re.search(r"(?<!:)//", line):
        return True
    opened = text.rfind("/*", max(0, place - _COMMENT_CHARS), place)
    return opened > text.rfind("*/", max(0, place - _COMMENT_CHARS), place)


def _arguments(text: str, doc: Document) -> list[str | int]:
    found: list[str | int] = []
    place = 0
    while place < len(text) and len(found) < 12 and (m := _ARGUMENT.match(text, place)) is not None:
        if m.end() == place:
            break
        place = m.end()
        quoted = m[1] if m[1] is not None else m[2]
        bare = (m[3] or "").strip()
        if quoted is not None:
            found.append(quoted)
        elif bare.isdecimal():
            found.append(int(bare[:9]))
        else:
            value = _variable(doc, bare)
            found.append(int(value[:9]) if value.isdecimal() else value)
    return found


def _variable(doc: Document, name: str) -> str:
    """The plain value that a script of the page gives to a variable; "" where none does."""
    if not _IDENTIFIER.fullmatch(name):
        return ""
    m = re.search(
        rf"\b{re.escape(name)}\s*=\s*[\"']?([\w-]{{1,60}})[\"']?\s*[;,\r\n]", doc.script_text[:MAX_SCRIPT_CHARS]
    )
    return m[1] if m else ""


def _from_arguments(arguments: list[str | int]) -> CallPager | None:
    boxed = bool(arguments) and isinstance(arguments[0], str) and not arguments[0].isdecimal()
    rest = arguments[1:] if boxed else arguments
    if len(rest) < 4 or not all(_is_number(a) for a in rest[:2]):
        return None
    pages, current, name, ext = int(rest[0]), int(rest[1]), rest[2], rest[3]
    if not isinstance(name, str) or not isinstance(ext, str) or not _NAME.fullmatch(name) or not _EXT.fullmatch(ext):
        return None
    if _ARTICLE.search(name):
        return None
    records = next((int(a) for a in reversed(rest[4:]) if _is_number(a)), None)
    if not boxed and len(rest) <= 6 and not (len(rest) == 6 and isinstance(rest[5], int)):
        records = None
    following = current + 1
    exists = following <= pages if boxed else following < pages
    file = f"{name}_{following}.{ext.lstrip('.')}" if exists else None
    return CallPager(file, records)


def _is_number(value: str | int) -> bool:
    return isinstance(value, int) or (value.isdecimal() and len(value) < 9)


def _from_options(text: str, doc: Document) -> CallPager | None:
    if _EXAMPLE.search(text):
        return None
    options = _options(text, doc)
    pages = next((options[k] for k in _PAGES if k in options), None)
    if "totalrecords" in options:
        pages = options.pop("total", pages)  # kkpager calls its pages total
    records = next((options[k] for k in _RECORDS if k in options), None)
    size = next((options[k] for k in _SIZES if k in options), None)
    if pages is None and records is not None and size:
        pages = -(-records // size)
    if pages is None:
        return None
    return CallPager(_file(text, doc, pages, options, records is not None), records)


def _options(text: str, doc: Document) -> dict[str, int]:
    found: dict[str, int] = {}
    for m in _OPTION.finditer("{" + text):
        value = m[2] if m[2].isdecimal() else _variable(doc, m[2])
        if value.isdecimal() and len(value) < 9:
            found.setdefault(m[1].lower(), int(value))
    return found


def _file(text: str, doc: Document, pages: int, options: dict[str, int], counted: bool) -> str | None:
    path = urlsplit(doc.url).path
    name = path.rpartition("/")[2]
    target = _TARGET.search(text)
    if counted and any(mark in doc.text for mark in _EPOINT):
        m = re.fullmatch(r"(\d{1,3})\.html?", name)
        following = (int(m[1]) if m else 1) + 1
        return f"{following}.html" if following <= min(pages, MAX_EPOINT_PAGE) else None
    m = re.fullmatch(r"(index|default|list)?(?:_(\d{1,4}))?(\.\w{3,5})?", name)
    current = int(m[2]) if m and m[2] else next((options[k] for k in _CURRENT if k in options), 1) or 1
    if current + 1 > pages:
        return None
    former, latter = _FORMER.search(text), _LATTER.search(text)
    if former and latter:
        return f"{former[1]}_{current + 1}{latter[1]}"
    if target is not None:
        return f"{target[1]}{current + 1}{target[2]}"
    if m is None or _AJAX.search(text):
        return None
    return f"{m[1] or 'index'}_{current + 1}{m[3] or '.html'}"
