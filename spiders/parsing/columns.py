"""The columns a home page offers: its navigation with submenus, then the titled blocks of its body.

A column found here is crawled and judged, so a row of names is taken for navigation only when it holds the home link,
is called a menu by the page itself, or its names are mostly those of columns; breadcrumbs, friend links, language and
login bars are none. A name without an address of its own (a main title over a submenu, a title that a script opens) is
kept with "" for its address: it was offered, but nothing can be asked of it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from lxml import etree
from msgspec import structs

from rules.observations import ColumnLink
from spiders.parsing.addressing import Addresses
from spiders.parsing.category import category_of
from spiders.parsing.document import Document
from spiders.parsing.navigation import Cell, Row, cells_below, read_rows
from spiders.parsing.sections import read_sections

__all__ = ["read_columns", "read_sections"]

MAX_COLUMNS = 400
_MANY = 4
_ROOT_SLASHES = 3
_MENU = re.compile(r"nav|menu|mune|mnue|daohang|(?:^|[\s_-])dh|caidan|lanmu|mainlevel|cardBar|channel", re.I)
_ELSE = re.compile(
    r"foot|bottom|copyright|friend|yqlj|youlian|crumb|bread|position|location|weizhi|(?:^|[\s_-])(?:pages?|pagination|fenye)(?:$|[\s_-])",
    re.I,
)
_PERHAPS_ELSE = re.compile(
    r"links?(?:$|[\s_-])|(?:^|[\s_-])(?:lang|hot|share|tool)|login|keyword|search|swiper|slide|banner|weather|place",
    re.I,
)
_WHERE = re.compile(r"^\s*[【\[(]?\s*(?:您|你)?(?:所|现|当前|目前|的|在|现在)*\s*位置|友情链接|相关链接")
_COLUMN_WORDS = re.compile(
    r"政务|公开|概况|[市县区省乡镇]情|走进|魅力|动态|新闻|要闻|公告|通知|公示|文件|政策|法规|解读|服务|办事|大厅|互动|交流|信箱|咨询|"
    r"访谈|征集|调查|投诉|专题|专栏|数据|机构|领导|党建|党务|党群|招商|投资|旅游|人事|规划|财政|统计|中心|组织|单位|下载|知识|文化"
)
_CALLED_UP = 3
_ROW_CHARS = 25  # per name: a row of bare names, its submenus included, and what a big box shows beside its name
_MENU_CHARS = 150
_SUBMENU_CHARS = 600
_INDEX = re.compile(r"/(?:(?:index|default|main)\.\w{2,6})?$", re.I)
_FIRST_TEXTS, _FIRST_CHARS = 6, 60


def read_columns(doc: Document) -> tuple[ColumnLink, ...]:
    """Navigation and titled blocks in the order of the page, each name and address once."""
    addresses = Addresses(doc)
    rows = read_rows(doc)
    found = [*_navigation(rows, addresses), *read_sections(doc, addresses=addresses)]
    return _once(found)


def _navigation(rows: list[Row], addresses: Addresses) -> Iterator[ColumnLink]:
    menus = _menus(rows, addresses)
    inner = {cell.named for row in menus for cell in row.cells}
    above = {_folder(addresses.resolve(cell.raw)) for row in menus for cell in row.cells} - {""}
    for row in rows:
        if row in menus:
            for cell in row.cells:
                yield _link(cell, addresses)
                below = cells_below(cell) if _says_at_most(cell.part, _SUBMENU_CHARS) else ()
                yield from (_link(sub, addresses, level=2) for sub in below if sub.named not in inner)
        elif _is_submenu(row, addresses, above):
            yield from (_link(cell, addresses, level=2) for cell in row.cells)
        else:
            yield from (_link(cell, addresses, level=2) for cell in row.cells if _belongs(cell, addresses))


def _menus(rows: list[Row], addresses: Addresses) -> list[Row]:
    """The rows that are navigation, with those that continue one: beside it, and built like it."""
    menus = [row for row in rows if _is_menu(row, addresses)]
    built = {(row.box.getparent(), row.box.tag, row.box.get("class")) for row in menus if row.home}
    return [row for row in rows if row in menus or (row.box.getparent(), row.box.tag, row.box.get("class")) in built]


def _is_submenu(row: Row, addresses: Addresses, above: set[str]) -> bool:
    """Whether a bare row lies wholly under entries of the navigation by its addresses: a submenu in its own box."""
    if not _is_bare(row, _ROW_CHARS):
        return False
    places = [addresses.resolve(cell.raw) for cell in row.cells]
    return all(addresses.is_place(url) and _folder(_folder(url)[:-1]) in above for url in places)


def _folder(url: str) -> str:
    """The folder of an address, "" for the root and for none."""
    folder = url.partition("?")[0].rpartition("/")[0] + "/"
    return folder if folder.count("/") > _ROOT_SLASHES else ""


def _is_menu(row: Row, addresses: Addresses) -> bool:
    count = len(row.cells)
    known = sum(bool(_COLUMN_WORDS.search(cell.name)) for cell in row.cells)
    called = _called(row)
    if _is_called_else(row, called) or _WHERE.search(_beginning(row.box)):
        return False
    if row.home:
        return known > 0 or count >= _MANY
    if _MENU.search(called):
        fits = known * 4 >= count and _is_bare(row, _MENU_CHARS)
    else:
        fits = known * 2 >= count >= _MANY and _is_bare(row, _ROW_CHARS)
    return fits and sum(addresses.is_external(addresses.resolve(cell.raw)) for cell in row.cells) * 2 <= count


def _is_bare(row: Row, chars: int) -> bool:
    """Whether a row says little more than its names: at most so many characters for each."""
    return _says_at_most(row.box, chars * len(row.cells))


def _says_at_most(element: etree._Element, chars: int) -> bool:
    for text in element.itertext():
        chars -= len(str(text).strip())
        if chars < 0:
            return False
    return True


def _beginning(element: etree._Element) -> str:
    return "".join(map(str, islice(element.itertext(), _FIRST_TEXTS)))[:_FIRST_CHARS]


def _is_called_else(row: Row, called: str) -> bool:
    """Whether the page calls a row a footer, a trail, a bar of links …; its own name goes before its surroundings."""
    own = f"{_name_of(row.box)} {_name_of(row.cells[0].part)}"
    return bool(_ELSE.search(called)) or (not _MENU.search(own) and bool(_PERHAPS_ELSE.search(called)))


def _called(row: Row) -> str:
    """What the page calls a row: ids and classes of its first part, of its box and of the boxes around it."""
    names = [_name_of(row.cells[0].part)]
    element: etree._Element | None = row.box
    for _ in range(_CALLED_UP):
        if element is None or element.tag == "body":
            break
        names.append(_name_of(element))
        element = element.getparent()
    return " ".join(names)


def _name_of(element: etree._Element) -> str:
    name = f"{element.get('id') or ''} {element.get('class') or ''}"
    return f"{name} {element.tag}" if element.tag in ("nav", "footer") else name


def _belongs(cell: Cell, addresses: Addresses) -> bool:
    """Whether a name outside every menu leads to a column all the same: entries of the page belong to it."""
    url = addresses.resolve(cell.raw)
    return addresses.is_place(url) and addresses.is_column(url)


def _link(cell: Cell, addresses: Addresses, level: int = 1) -> ColumnLink:
    url = addresses.resolve(cell.raw)
    url = url if addresses.is_place(url) else ""
    return ColumnLink(name=cell.name, url=url, category=category_of(cell.name), level=level)


def _once(found: Iterable[ColumnLink]) -> tuple[ColumnLink, ...]:
    """Each name and address once, the first time it stands there; a name without address only where none has one."""
    found = list(found)
    addressed = {link.name for link in found if link.url}
    kept: dict[tuple[str, str], ColumnLink] = {}
    for link in found:
        if link.url or link.name not in addressed:
            first = kept.setdefault((link.name, link.url), link)
            if link.level < first.level:
                kept[link.name, link.url] = link
    return _levelled(list(kept.values())[:MAX_COLUMNS])


def _levelled(links: list[ColumnLink]) -> tuple[ColumnLink, ...]:
    """With what lies in the folder of another column on the second level, wherever the page shows it."""
    heads = {link.url for link in links if link.level == 1 and _INDEX.search(link.url)}
    folders = {_folder(url): url for url in sorted(heads)}
    folders.pop("", None)
    return tuple(structs.replace(link, level=2) if _is_below(link.url, folders) else link for link in links)


def _is_below(url: str, folders: Mapping[str, str]) -> bool:
    folder = _folder(url)
    while folder:
        if folder in folders and folders[folder] != url:
            return True
        folder = _folder(folder[:-1])
    return False
