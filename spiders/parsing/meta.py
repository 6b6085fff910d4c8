"""The named metas of a page: 网页设计规范 (2017), annex of 国办发〔2017〕47号, 页面标签.

The standard compares names without case, sites write them in any; here a name of the standard gets the standard's
spelling, every other one keeps its own. Values are text: some CMSs put markup into them.
"""

import re

from spiders.parsing.document import Document
from spiders.parsing.text import tidy

MAX_METAS = 100
MAX_VALUE_CHARS = 1000
SITE_METAS = ("SiteName", "SiteDomain", "SiteIDCode")
COLUMN_METAS = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
CONTENT_METAS = ("ArticleTitle", "PubDate", "ContentSource")
OPTIONAL_METAS = ("Keywords", "Author", "Description", "Image", "Url")
_STANDARD = {name.lower(): name for name in (*SITE_METAS, *COLUMN_METAS, *CONTENT_METAS, *OPTIONAL_METAS)}
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,1000}>?|<!--.{0,1000}?-->")


def read_metas(doc: Document) -> dict[str, str]:
    """Metas by name, the first filled one of each name; one that is there but empty is kept as "".

    An empty one is a finding of its own: the template knows the tag, nobody fills it.
    """
    found: dict[str, str] = {}
    for meta in doc.all("meta"):
        name, content = meta.get("name"), meta.get("content")
        if not name or content is None:
            continue
        name = tidy(name)[:100]
        name = _STANDARD.get(name.lower(), name)
        if not found.get(name) and (name in found or len(found) < MAX_METAS):
            found[name] = _plain(content)
    return found


def _plain(content: str) -> str:
    content = content[: 4 * MAX_VALUE_CHARS]
    if "<" in content:
        content = _TAG.sub(" ", content)
    return tidy(content)[:MAX_VALUE_CHARS]
