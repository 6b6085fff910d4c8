"""Pages that call themselves a mailbox."""

from spiders.parsing.category import category_of
from spiders.parsing.document import Document
from spiders.parsing.pagetitle import part_of_title


def is_mailbox_page(doc: Document) -> bool:
    """Whether the page names itself a mailbox, by its column's meta or its title."""
    name = page_name(doc)
    category = category_of(name)
    return category == "consultation" or (category == "complaints" and "投诉" in name)


def page_name(doc: Document) -> str:
    """What the page calls itself: its column's meta, else the part of its title that is not the site's name."""
    return doc.metas.get("columnname") or part_of_title(doc, column=True) or ""
