"""Whether a page is the home page of its site, where nobody has told.

A home page stands at the root of its host or, for a site that lives in a folder, is the index page of that folder with
several titled blocks, no breadcrumbs and no name of a column. An article is none, whatever its address.
"""

import re
from urllib.parse import urlsplit

from spiders.parsing.article import Article
from spiders.parsing.columns import read_sections
from spiders.parsing.document import Document
from spiders.parsing.kind import has_crumbs, is_article, is_home_url

_FOLDER_INDEX = re.compile(r"^/[\w-]+/(?:(?:index|default|main|home)\.\w{2,5})?$", re.I)
_BLOCKS = 4


def is_home(doc: Document, article: Article) -> bool:
    """Whether a page is a home page by its address and its form."""
    if is_article(doc, article):
        return False
    parts = urlsplit(doc.url)
    if parts.path in ("", "/") and not parts.query:
        return True
    inner = bool(doc.metas.get("columnname")) and has_crumbs(doc)
    if is_home_url(doc.url):
        return not inner
    if not _FOLDER_INDEX.match(parts.path) or doc.metas.get("columnname") or has_crumbs(doc):
        return False
    return len(read_sections(doc)) >= _BLOCKS
