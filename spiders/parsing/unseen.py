"""Entries of a list that readers of the page do not see: a day that only machines read updates no column.

Pages hide parts of lists for good reasons as well (a pager by script, headlines that take turns), and there the newest
stand among those that are shown. So only an entry newer than all that are shown loses its day; its article, if there
is one, still tells it. Rules of style sheets are not looked at, nor what scripts do.
"""

import re
from collections.abc import Sequence

from lxml import etree

from spiders.parsing.entry_dates import Entry

_NOTHING = r"0(?:\.0{0,9})?(?:px|em|rem|pt|%)?\s{0,9}(?:;|!|$)"
_UNSEEN = re.compile(
    r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}(?:hidden|collapse)"
    rf"|(?:^|[;\s])(?:opacity|font-size|(?:max-)?height|(?:max-)?width)\s{{0,9}}:\s{{0,9}}{_NOTHING}"
    r"|(?:left|top|right|text-indent|margin-left|margin-top)\s{0,9}:\s{0,9}-[0-9]{3}"
    r"|scale\s{0,9}\(\s{0,9}0\s{0,9}\)|clip\s{0,9}:\s{0,9}rect",
    re.I,
)
_MAX_STYLE_CHARS = 1000
_MAX_LEVELS = 6
"""Elements between a link and its row."""


def doubt_unseen(entries: Sequence[Entry]) -> None:
    """Take the day of entries that their own row hides where it is newer than that of all that are shown."""
    unseen = [entry for entry in entries if entry.day is not None and _is_unseen(entry)]
    if not unseen:
        return
    hidden = set(map(id, unseen))
    newest = max((e.day for e in entries if e.day is not None and id(e) not in hidden), default=None)
    for entry in unseen:
        if newest is not None and entry.day is not None and entry.day > newest:
            entry.day = None


def _is_unseen(entry: Entry) -> bool:
    row = entry.row.element
    if _hides(row):
        return True
    node = entry.row.anchors[0] if entry.row.anchors else row
    for _ in range(_MAX_LEVELS):
        if node is row:
            break
        if _hides(node):
            return True
        parent = node.getparent()
        if parent is None:
            break
        node = parent
    return False


def _hides(element: etree._Element) -> bool:
    style = element.get("style")
    return element.get("hidden") is not None or (
        style is not None and _UNSEEN.search(style[:_MAX_STYLE_CHARS]) is not None
    )
