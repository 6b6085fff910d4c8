"""Where the heading of an article stands on its page, and what the article is called.

Order: the heading printed on the page, the meta ``ArticleTitle``, the fitting part of ``<title>``. A heading is
recognised by what metas and ``<title>`` call the page; where these know only the site or the column, by its element.
"""

import re
from dataclasses import dataclass
from operator import itemgetter

from spiders.parsing.document import Document
from spiders.parsing.lines import INFO, Line
from spiders.parsing.memo import remembered
from spiders.parsing.pagetitle import clean, is_site_name, names_of, part_of_title, squeeze
from spiders.parsing.tables import CRUMBS
from spiders.parsing.text import normalise, text_of
from spiders.parsing.texts import Texts, lines_with

_TRAIL = re.compile(
    r"(?:当前|现在|所在|[您你]的?) ?(?:所 ?在)? ?的? ?位置|位置 ?[:>»]|首页 ?(?:[>»›/|\\:·-]|$)|^(?:网站)?首页|"
    "您现在|您所在|当前栏目|>>|->|»"
)
_CRUMB_SEPARATOR = re.compile(r"\s*(?:>+|»|->|/|\\|\||:)\s*")
_WRAPPING = frozenset("“”\"'‘’()[]【】《》<>:,。!?—-_|/、;. …")
_TITLE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:(?:article|arc|art|content|con|news|xl|detail|info|page|main|show|wz|doc)?[_-]?"
    r"(?:title|tit|biaoti|bt|headline|h1|heading))(?:$|[\s_-]|\d)",
    re.I,
)
_NO_TITLE = re.compile(
    r"^(?:相关|推荐|热点|热门|友情|扫一扫|分享|最新|站内|附件|上一|下一|目录|导航|快速|索引)(?:.{0,6}$|.{0,4}:)|"
    r"[〔\[(（]\d{4}[〕\])）]第?\d+号$"
)
_TITLE_LABEL = re.compile(r"^(?:标 ?题|信息名称|文件名称|公文名称|名 ?称) ?:?$")
_LABELLING = lines_with(_TITLE_LABEL.match)
_TAIL = re.compile(r"\s*(?:\(?\[?(?:19|20)\d\d ?[-/.年] ?\d|来 ?源 ?:|发布(?:日期|时间)).*$")
_FOOTER = re.compile(
    r"版权所有(?!者)|(?:ICP|网安)[^。]{0,6}备|备案(?:编?号|序号|信息| ?[:\d]|$)|标识码 ?[:\d]|"
    "[主承]办(?:单位)? ?:|地 ?址 ?:|电 ?话 ?:|copyright",
    re.I,
)
_INFO_LABEL = re.compile(rf"(?:{INFO.pattern})(?!会)[^\W\d]{{0,4}} ?[:\[【]", re.I)
_DATED = re.compile(r"[(\[【]? ?(?:(?:信息)?(?:发布|发表)?(?:日期|时间) ?:? ?)?(?:19|20)\d\d ?(?:[-/.]|年) ?\d")
_ACTS = re.compile("(?:关于|印发|转发|发布|公布|召开|举办|举行|开展|组织|启动|部署|赴)")
"""What follows an office's name in a heading that begins with it: the name alone is the site's, not the heading."""
_LEVEL = itemgetter(Line._fields.index("heading"))
_MIN_FIT = 4
_TITLE_CHARS = range(6, 121)
_COLUMN_CHARS = 14
_SITE_CHARS = 24
_SURE_CHARS = 10
_CRUMB_LINES = 300
_CRUMB_CHARS = 200
_MAX_PLACES = 12
_MAX_CHARS = 400
_BESIDE_CHARS = 40
_JOINED_LINES = 4


@dataclass(frozen=True, slots=True)
class Heading:
    """The article's title and each place it is printed at: the first line and the line after the last.

    ``named``: metas or ``<title>`` call the page so, and it is printed; else only its element speaks for the heading.
    ``sure``: the ``ArticleTitle`` tells the title, though it is not printed.
    """

    title: str | None
    places: tuple[tuple[int, int], ...] = ()
    named: bool = False
    sure: bool = False


def find_heading(doc: Document) -> Heading:
    """The title and every place of the page where it is printed as a heading rather than a link."""
    names = names_of(doc)
    keys = tuple(key for key in map(squeeze, names) if len(key) >= _MIN_FIT)
    columns = _column_names(doc)
    titled = clean(doc.metas.get("articletitle", ""))
    places = [p for p in _places(doc, keys) if _is_own(doc.lines[p[0]].text, columns, titled=bool(titled))]
    main = None if titled else _main_heading(doc, columns)
    if main is not None and all(_is_frame(doc, place, main.places[0]) for place in places):
        return main
    if places:
        return Heading(_best_title(doc, places, names), tuple((a, b) for a, b, _ in places), named=True)
    return Heading(titled or part_of_title(doc), sure=bool(titled))


def find_unnamed(doc: Document, told: Heading) -> Heading:
    """The heading of an article whose metas and ``<title>`` know only its site or its column."""
    if told.places:
        return told
    columns = _column_names(doc)
    if told.title and len(squeeze(told.title)) >= _SURE_CHARS and _is_own(told.title, columns, titled=False):
        return told
    printed = _by_element(doc, columns)
    return told if printed is None else Heading(printed[0], ((printed[1], printed[1] + 1),))


def _is_own(text: str, columns: frozenset[str], *, titled: bool) -> bool:
    """Whether a name is the page's own; where no ``ArticleTitle`` tells, what reads like a site's name is one."""
    return squeeze(text) not in columns and (titled or len(text) > _SITE_CHARS or not is_site_name(text))


def is_crumbs(text: str) -> bool:
    """Whether a line has the words or signs of breadcrumbs; 位置 and 首页 alone may be words of a title."""
    return any(word in text for word in CRUMBS) and _TRAIL.search(text) is not None


def _places(doc: Document, keys: tuple[str, ...]) -> list[tuple[int, int, int]]:
    """(first line, line after the last, length fitted) of every unlinked print of a title."""
    found = []
    lines = doc.lines
    for at in _like(doc.texts, keys) if keys else ():
        text, linked = lines[at].text, lines[at].linked
        if not _MIN_FIT <= len(text) <= _MAX_CHARS or 2 * len(linked) > len(text):
            continue
        key = squeeze(text)
        best = max(_fit(lines, at, key, name) for name in keys)
        if best[0] and not is_crumbs(text) and not _FOOTER.search(text):
            found.append((at, best[1], best[0]))
    longest = max((f[2] for f in found), default=0)
    return [f for f in found if f[2] * 2 > longest][:_MAX_PLACES]


def _like(texts: Texts, keys: tuple[str, ...]) -> list[int]:
    """The lines that may print a name: squeezing every line of a page would cost more than all the rest."""
    letters = frozenset("".join(keys)) | _WRAPPING
    return sorted({*texts.edged(letters), *texts.having(*{key[:2] for key in keys})})


def _column_names(doc: Document) -> frozenset[str]:
    """The names of site and column, as metas and the inner breadcrumbs tell: what looks so is no article's heading."""
    names = {squeeze(doc.metas.get(name, "")) for name in ("sitename", "columnname")}
    for at in doc.texts.having(*CRUMBS):
        text = doc.texts[at][:_CRUMB_CHARS]
        if at < _CRUMB_LINES and is_crumbs(text):
            names.update(squeeze(part) for part in _CRUMB_SEPARATOR.split(text)[:-1])
    title = squeeze(doc.metas.get("articletitle", ""))
    return frozenset(name for name in names if 0 < len(name) <= _COLUMN_CHARS and name != title)


def _fit(lines: list[Line], at: int, key: str, name: str) -> tuple[int, int]:
    """How much of a name the lines from ``at`` on print, and the line after them; (0, 0) for a chance likeness."""
    where = name.find(key)
    if where < 0:
        fits = len(name) >= 8 and len(key) <= 2 * len(name) + _BESIDE_CHARS and "。" not in lines[at].text
        if fits and name in key and not _ACTS.match(key.partition(name)[2]) and not is_site_name(name):
            return len(name), at + 1  # [组图] before the title, the date after it on the same line, a name cut short
        return 0, 0
    if len(key) < 6 and key != name and not (lines[at].heading or where == 0):
        return 0, 0
    end = at + 1
    while end < len(lines) and end - at < _JOINED_LINES:
        longer = key + squeeze(lines[end].text)
        if len(longer) == len(key) or not name.startswith(longer, where):
            break
        key, end = longer, end + 1
    return len(key), end


def _best_title(doc: Document, places: list[tuple[int, int, int]], names: tuple[str, ...]) -> str:
    first, after, _ = max(places, key=lambda p: (doc.lines[p[0]].heading == 1, p[2], -p[0]))
    printed = " ".join(line.text for line in doc.lines[first:after])
    key = squeeze(printed)
    for name in names:
        if squeeze(name) == key:
            return name
    for name in names:  # the raw print, not its normalised form
        raw = _raw_part(name, key)
        if raw:
            return raw
    whole = [name for name in names if squeeze(name) in key and not name.endswith(("...", "…"))]
    return max(whole, key=len, default=printed)


def _raw_part(name: str, key: str) -> str | None:
    """The stretch of ``name`` that reads as ``key`` once squeezed."""
    start = squeeze(name).find(key)
    if start < 0:
        return None
    seen, begin, end = 0, None, len(name)
    for i, char in enumerate(name):
        width = len(squeeze(char))
        if begin is None and seen >= start and width:
            begin = i
        seen += width
        if begin is not None and seen >= start + len(key):
            end = i + 1
            break
    begin = begin or 0
    while end < len(name) and name[end] in "”’》）)】!！?？":
        end += 1
    while begin and name[begin - 1] in "“‘《（(【[":
        begin -= 1
    return name[begin:end]


def _by_element(doc: Document, columns: frozenset[str]) -> tuple[str, int] | None:
    """Text and line of the heading: by its label in a table, by its element, by an element whose class says title."""
    lines = doc.lines
    for at in doc.texts.told(_LABELLING):
        if at + 1 < len(lines) and may_be_title(lines[at + 1], columns):
            return lines[at + 1].text, at + 1
    heads = [(line.heading, at) for at, line in enumerate(lines) if line.heading]
    for _, at in sorted(heads):
        line = lines[at]._replace(text=_TAIL.sub("", lines[at].text))
        if may_be_title(line, columns):
            return line.text, at
    called = (doc.elements[place] for place, kind, name in doc.named if _names_title(f"{kind} {name}"))
    texts = {normalise(text_of(e)) for e in called}
    at = next((at for at, line in enumerate(lines) if line.text in texts and may_be_title(line, columns)), -1)
    return (lines[at].text, at) if at >= 0 else None


@remembered(1024)  # of classes and ids a site has few
def _names_title(called: str) -> bool:
    return _TITLE_CLASS.search(called) is not None


def _is_frame(doc: Document, place: tuple[int, int, int], main: tuple[int, int]) -> bool:
    """Whether a name is printed in the footer, below the main heading, or short in the page's head, above the trail."""
    first, after, fitted = place
    if first >= main[1]:
        return True
    trails = (at for at in doc.texts.having(*CRUMBS) if after <= at < main[0])
    return after <= main[0] and fitted <= _COLUMN_CHARS and any(is_crumbs(doc.texts[at]) for at in trails)


def _main_heading(doc: Document, columns: frozenset[str]) -> Heading | None:
    """The only ``h1`` of a page with a date below it: surer than a ``<title>`` that is printed in the footer alone."""
    lines = doc.lines
    levels = list(map(_LEVEL, lines[:-1]))
    if levels.count(1) != 1 or not _may_be_main(lines[at := levels.index(1)], columns):
        return None
    if len(lines[at + 1].linked) >= _SURE_CHARS or not _DATED.match(lines[at + 1].text):
        return None
    return Heading(lines[at].text, ((at, at + 1),))


def _may_be_main(line: Line, columns: frozenset[str]) -> bool:
    """Whether an ``h1`` reads like a title; it may speak of 发布 or 网站, as other lines that do are none."""
    text = line.text
    if len(text) not in _TITLE_CHARS or text == line.linked or is_crumbs(text) or _NO_TITLE.search(text):
        return False
    if squeeze(text) in columns or _INFO_LABEL.search(text):
        return False
    return len(text) > _SITE_CHARS or not is_site_name(text)


def _tells_info(text: str) -> bool:
    """Whether a line tells source, visits and the like; one of these words alone may be a word of a title."""
    if len(text) < _SURE_CHARS:
        return INFO.search(text) is not None
    return _INFO_LABEL.search(text) is not None or len(set(INFO.findall(text))) > 1


def may_be_title(line: Line, columns: frozenset[str] = frozenset()) -> bool:
    """Whether a line reads like the heading of an article."""
    text = line.text
    if len(text) not in _TITLE_CHARS or text == line.linked or _tells_info(text) or is_crumbs(text):
        return False
    if "。" in text or ";" in text:
        return False
    return squeeze(text) not in columns and not is_site_name(text) and not _NO_TITLE.search(text)
