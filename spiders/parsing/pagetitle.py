"""What metas and ``<title>`` call a page, and when two prints of a title are the same.

``<title>`` may be the page's name, the site's, the column's, empty, or all of them joined with ``_``, ``-``, ``--``,
``|`` or blanks; a raw ``<h1 style=…>`` or ``<br>`` inside it, and HTML inside ``ArticleTitle``, are dropped.
"""

import html
import re
import unicodedata

from spiders.parsing.document import Document
from spiders.parsing.memo import remembered
from spiders.parsing.text import normalise, tidy

_TAGS = re.compile(r"<[^<>]*(?:>|$)")
_IGNORED = re.compile(r"[\s…．.·“”\"'‘’()（）\[\]【】《》<>:：,，。!！?？\-—_|/、;；]+")
_SPLIT = re.compile(
    r"\s*[_|｜»>]+\s*|\s+[—–]+\s+|\s*--+\s*|\s+-\s*|\s*-\s+|(?<=[^\x00-\x7f])-(?=[^\x00-\x7f])|-(?=[^-]{2,40}$)|\s{2,}"
)
_SITE = re.compile(
    "(?:人民政府|政府网|政务网|门户|网站|信息网|公众网|官网|官方网|中国政府|委员会|管理局|主站|频道|在线|欢迎您?!?)$"
    "|(?<![大客餐展])厅$|(?<![布开格大全结])局$|(?<![举承主协督查创])办$"
    "|门户网|网站|政府网|政务网|信息公开网|欢迎您"
)
_NO_NAME = re.compile(
    r"^(?:\W*|无标题\w*|untitled\w*|new page\w*|document|标题|文章标题|内容页?|正文|详情页?|详细页?|首页)$", re.I
)
_PLACEHOLDER = re.compile(r"\{\{|\$\{|\[!--|<%|\{\$|\{\w+[:.]")


@remembered(4096)  # menus and rows are the same on many pages
def squeeze(text: str) -> str:
    """A title without anything that two prints of it may differ in."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text))


def names_of(doc: Document) -> tuple[str, ...]:
    """What the page is called by its metas, its whole ``<title>`` and the fitting part of that, best first."""
    metas = doc.metas
    told = (clean(metas.get("articletitle", "")), clean(doc.title), part_of_title(doc) or "")
    return tuple(dict.fromkeys(name for name in (*told, clean(metas.get("og:title", ""))) if name))


def part_of_title(doc: Document, *, column: bool = False) -> str | None:
    """The part of ``<title>`` that names the page rather than its site; None if there is none.

    An article's name is not that of its column; a column's is what is looked for where ``column`` is set.
    """
    return doc.once(_column_part if column else _page_part)


def _column_part(doc: Document) -> str | None:
    parts, own = _own_parts(doc, "sitename")
    if not own:
        return max(parts, key=len, default=None)
    named = squeeze(doc.metas.get("columnname", ""))
    return next((p for p in own if squeeze(p) == named), own[0]).strip("[]【】 ")


def _page_part(doc: Document) -> str | None:
    parts, own = _own_parts(doc, "sitename", "columnname")
    return max(own or parts, key=len, default=None)


def _own_parts(doc: Document, *others: str) -> tuple[tuple[str, ...], list[str]]:
    """The parts of ``<title>``, and those that are neither named by the ``others`` of the metas nor a site's name."""
    known = frozenset({squeeze(doc.metas.get(name, "")) for name in others} - {""})
    parts = _parts(clean(doc.title), known)
    return parts, [p for p in parts if squeeze(p) not in known and not is_site_name(p)]


@remembered(4096)  # asked of one name by several readers, of columns and headings on many pages
def is_site_name(part: str) -> bool:
    """Whether a name reads like that of a site or an office."""
    return bool(_SITE.search(normalise(part)))


@remembered(64)  # likewise
def clean(text: str) -> str:
    """A name without markup; "" where it is a placeholder or says nothing."""
    if _PLACEHOLDER.search(text):
        return ""
    if "<" in text or "&" in text:
        text = tidy(_TAGS.sub(_gap, html.unescape(text)))
    return "" if _NO_NAME.match(text) else text


@remembered(64)  # asked by several readers of a page
def _parts(title: str, known: frozenset[str]) -> tuple[str, ...]:
    """The parts of a ``<title>``; single blanks part it only where one of the parts is then the site's name."""
    parts = [p for p in _SPLIT.split(title) if squeeze(p) and not _NO_NAME.match(p)]
    if len(parts) == 1:
        words = parts[0].split(" ")
        if len(words) > 1 and any(squeeze(word) in known or is_site_name(word) for word in (words[0], words[-1])):
            return tuple(word for word in words if squeeze(word))
    return tuple(parts)


def _gap(tag: re.Match[str]) -> str:
    """A tag inside a name parts words of letters; between Chinese characters it parts nothing."""
    around = tag.string[tag.start() - 1 : tag.start()] + tag.string[tag.end() : tag.end() + 1]
    return " " if len(around) == 2 and around.isascii() else ""
