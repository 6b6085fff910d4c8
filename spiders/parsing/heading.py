"""Where the heading of an article stands on its page, and what the article is called.

Order: the heading printed on the page, the meta ``ArticleTitle``, the fitting part of ``<title>``. Tags and ``<br>``
inside a meta or a title are dropped. ``<title>`` may be the site's name, the column's, empty, or all of them joined.
"""

import html
import re
import unicodedata
from dataclasses import dataclass

from spiders.parsing.document import Document
from spiders.parsing.lines import Line
from spiders.parsing.text import normalise, tidy

_TAGS = re.compile(r"<[^<>]*(?:>|$)")
_IGNORED = re.compile(r"[\s…．.·“”\"'‘’()（）\[\]【】《》<>:：,，。!！?？\-—_|/、;；]+")
_SPLIT = re.compile(
    r"\s*[_|｜—–»>]+\s*|\s*--+\s*|\s+-\s*|\s*-\s+|(?<=[^\x00-\x7f])-(?=[^\x00-\x7f])|-(?=[^-]{2,40}$)|\s+"
)
_SITE = re.compile(
    r"(?:人民政府|政府网|政务网|门户|网站|信息网|公众网|官网|官方网|中国政府|委员会|管理局|[厅局办]|主站|频道|在线|欢迎您?!?)$"
    r"|(?:门户网|网站|政府网|政务网|信息公开网|欢迎您)"
)
_TOKEN = re.compile(
    r"^(?:\W*|无标题\w*|untitled\w*|new page\w*|document|标题|文章标题|内容页?|正文|详情页?|详细页?|首页)$", re.I
)
_PLACEHOLDER = re.compile(r"\{\{|\$\{|\[!--|<%|\{\$|\{\w+[:.]")
CRUMBS = re.compile(r"位置|首页|>>|->|»|您现在|您所在|当前栏目")
_CRUMB_SEPARATOR = re.compile(r"\s*(?:>+|»|->|/|\\|\||:)\s*")
_WRAPPING = frozenset("“”\"'‘’()[]【】《》<>:,。!?—-_|/、;. …")
_MIN_FIT = 4
_COLUMN_CHARS = 14
_CRUMB_LINES = 300
_CRUMB_CHARS = 200
_MAX_PLACES = 12
_MAX_CHARS = 400
_BESIDE_CHARS = 40
_JOINED_LINES = 4


@dataclass(frozen=True, slots=True)
class Heading:
    """The article's title; ``at`` are the first and ``after`` the following line numbers of each place it stands at."""

    title: str | None
    places: tuple[tuple[int, int], ...] = ()


def find_heading(doc: Document) -> Heading:
    """The title and every place of the page where it is printed as a heading rather than a link."""
    told = (_clean(doc.metas.get("articletitle", "")), _clean(doc.title), part_of_title(doc) or "")
    names = tuple(dict.fromkeys(name for name in told if name))
    keys = tuple(key for key in map(squeeze, names) if len(key) >= _MIN_FIT)
    columns = _column_names(doc)
    places = [p for p in _places(doc.lines, keys) if squeeze(doc.lines[p[0]].text) not in columns]
    if not places:
        return Heading(_by_name(doc, names) or _by_tag(doc))
    return Heading(_best_title(doc, places, names), tuple((a, b) for a, b, _ in places))


def squeeze(text: str) -> str:
    """A title without anything that two prints of it may differ in."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text))


def _clean(text: str) -> str:
    if _PLACEHOLDER.search(text):
        return ""
    if "<" in text or "&" in text:
        text = tidy(_TAGS.sub(_gap, html.unescape(text)))
    return "" if _TOKEN.match(text) else text


def _gap(tag: re.Match[str]) -> str:
    """A tag inside a name parts words of letters; between Chinese characters it parts nothing."""
    around = tag.string[tag.start() - 1 : tag.start()] + tag.string[tag.end() : tag.end() + 1]
    return " " if len(around) == 2 and around.isascii() else ""


def _places(lines: list[Line], keys: tuple[str, ...]) -> list[tuple[int, int, int]]:
    """(first line, line after the last, length fitted) of every unlinked print of a title."""
    found = []
    begins = tuple(key[:2] for key in keys)
    letters = frozenset("".join(keys)) | _WRAPPING
    for at, line in enumerate(lines):
        text = line.text
        if len(text) > _MAX_CHARS:
            continue
        if text[0] not in letters or text[-1] not in letters:
            for begin in begins:
                if begin in text:
                    break
            else:
                continue  # squeezing every line of a page would cost more than all the rest
        if len(text) < _MIN_FIT or text == line.linked or CRUMBS.search(text):
            continue
        key = squeeze(text)
        best = max((_fit(lines, at, key, name) for name in keys), default=(0, 0))
        if best[0]:
            found.append((at, best[1], best[0]))
    longest = max((f[2] for f in found), default=0)
    return [f for f in found if f[2] * 2 > longest][:_MAX_PLACES]


def _column_names(doc: Document) -> frozenset[str]:
    """The names of site and column, as metas and the inner breadcrumbs tell: what looks so is no article's heading."""
    names = {squeeze(doc.metas.get(name, "")) for name in ("sitename", "columnname")}
    for line in doc.lines[:_CRUMB_LINES]:
        if CRUMBS.search(line.text[:_CRUMB_CHARS]):
            names.update(squeeze(part) for part in _CRUMB_SEPARATOR.split(line.text[:_CRUMB_CHARS])[:-1])
    title = squeeze(doc.metas.get("articletitle", ""))
    return frozenset(name for name in names if 0 < len(name) <= _COLUMN_CHARS and name != title)


def _fit(lines: list[Line], at: int, key: str, name: str) -> tuple[int, int]:
    """How much of a name the lines from ``at`` on print, and the line after them; (0, 0) for a chance likeness."""
    where = name.find(key)
    if where < 0:
        if len(name) >= 8 and name in key and len(key) <= 2 * len(name) + _BESIDE_CHARS:
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
    first, after, _ = max(places, key=lambda p: (p[2], -p[0]))
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
    whole = squeeze(name)
    start = whole.find(key)
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


def _by_name(doc: Document, names: tuple[str, ...]) -> str | None:
    if not names:
        return None
    if _clean(doc.metas.get("articletitle", "")):
        return names[0]
    return part_of_title(doc)


def part_of_title(doc: Document, *, column: bool = False) -> str | None:
    """The part of ``<title>`` that names the page rather than its site; None if there is none.

    An article's name is not that of its column; a column's is what is looked for where ``column`` is set.
    """
    others = ("sitename",) if column else ("sitename", "columnname")
    known = {squeeze(doc.metas.get(name, "")) for name in others} - {""}
    parts = [p for p in _SPLIT.split(_clean(doc.title)) if squeeze(p)]
    own = [p for p in parts if squeeze(p) not in known and not _SITE.search(normalise(p))]
    if column and own:
        named = squeeze(doc.metas.get("columnname", ""))
        return next((p for p in own if squeeze(p) == named), own[0]).strip("[]【】 ")
    return max(own or parts, key=len, default=None)


def _by_tag(doc: Document) -> str | None:
    """The most prominent heading element that is no link, when neither meta nor ``<title>`` tell."""
    heads = [(line.heading, at) for at, line in enumerate(doc.lines) if line.heading and line.text != line.linked]
    heads = [h for h in heads if len(doc.lines[h[1]].text) >= _MIN_FIT]
    return doc.lines[min(heads)[1]].text if heads else None
