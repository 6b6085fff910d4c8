"""Pages that call themselves a mailbox."""

import re

from spiders.parsing.category import category_of
from spiders.parsing.document import Document
from spiders.parsing.pagetitle import is_site_name, part_of_title

_BESIDE = re.compile("问题|问答|知识|须知|规则|规定|查询|统计|指南|说明")
"""What a mailbox has beside its letters."""
MAX_NAME_CHARS, MAX_LINES, MAX_TRAIL_CHARS = 14, 200, 200
_TRAIL = re.compile(r"(?:位置|首页)[^\n]{0,200}[>»/|\\]\s?(?P<name>[^\s>»/|\\]{2,14})$")


def is_mailbox_page(doc: Document) -> bool:
    """Whether the page names itself a mailbox, by its column's meta, its title or its trail; else what the caller knows
    of its column, where the page does not say that it is something else."""
    name = page_name(doc)
    return _is_mailbox(name) or (doc.of_mailbox and category_of(name) == "unknown" and not _BESIDE.search(name))


def is_in_mailbox(doc: Document) -> bool:
    """Whether the page, called by a letter's subject for one, stands in a mailbox by its trail."""
    return is_mailbox_page(doc) or _is_mailbox(doc.once(_end_of_trail))


def page_name(doc: Document) -> str:
    """What the page calls itself: its column's meta, else the part of its title that is not the site's name, else the
    end of its trail where the title knows no more than the site."""
    name = doc.metas.get("columnname") or part_of_title(doc, column=True) or ""
    return name if name and not is_site_name(name) else doc.once(_end_of_trail) or name


def _is_mailbox(name: str) -> bool:
    category = category_of(name)
    return category == "consultation" or (category == "complaints" and "投诉" in name)


def _end_of_trail(doc: Document) -> str:
    texts = doc.texts
    for at in texts.having("位置", "首页"):
        if at < MAX_LINES and (trail := _TRAIL.search(texts[at][-MAX_TRAIL_CHARS:].strip())) is not None:
            return trail["name"] if len(trail["name"]) <= MAX_NAME_CHARS else ""
    return ""
