"""What a page is for: an article, a list, a home page, letters, or something else.

An article is told by what only articles have: a filled ``ArticleTitle``, a date where articles have theirs, an address
that a CMS gives to articles, running text. A home page is told by its address and by having no breadcrumbs.
"""

import re
from urllib.parse import urlsplit

from spiders.parsing.article import Article
from spiders.parsing.document import Document
from spiders.parsing.heading import squeeze

_ARTICLE_URL = re.compile(
    r"/t(?:19|20)\d{6}_\d+\.|/art/(?:19|20)\d\d/|/content/m?post_\d+|/contents/\d+/\d+\.|content_\d+\.|"
    r"/(?:19|20)\d\d[-/]?\d{2}(?:[-/]?\d\d)?/[\w-]+\.s?html?|/[0-9a-f]{32}\.|/info/\d+/\d+\.|/c/(?:19|20)\d\d-\d\d-\d\d/|"
    r"/article|/detail|/(?:19|20)\d\d/\d{1,2}/\d{1,2}/|_\d{6,}\.s?html?|/[0-9a-f]{8}-[0-9a-f]{4}-|(?:news|content|article|info)_?id=",
    re.I,
)
_HOME_PATH = re.compile(r"^/?(?:(?:index|default|main|home)(?:_?\d)?\.\w{2,5})?$", re.I)
_FOLDER_HOME_PATH = re.compile(r"^/[\w-]+/(?:(?:index|default|main|home)\.\w{2,5})?$", re.I)
_CRUMBS = re.compile(r"(?:当前|现在|所在|您的) ?(?:所 ?在)? ?(?:的)? ?(?:位置|页面|栏目)|^(?:网站)?首页 ?(?:>|»|/|-|›)")
_LIST_URL = re.compile(
    r"/(?:index|list|more\w*|col(?:umn)?s?\d*|channels?)(?:_\d+)?(?:/|\.\w{2,6}$|$)|/$|/\d{1,3}\.html?$", re.I
)
_PROSE = 150
_ROWS = 8


def is_home_url(url: str) -> bool:
    """Whether an address is that of a home page by its form alone."""
    parts = urlsplit(url)
    return bool(_HOME_PATH.match(parts.path)) and not parts.query


def is_article_url(url: str) -> bool:
    """Whether an address has a form that CMSs give to articles."""
    return bool(_ARTICLE_URL.search(url))


def has_crumbs(doc: Document) -> bool:
    """Whether the page tells where it stands in the site: no home page does."""
    return any(_CRUMBS.search(line.text) for line in doc.lines[:200])


def is_article(doc: Document, article: Article) -> bool:
    """Whether a page is an article rather than a list of them."""
    told = article.headed and article.dated_by_heading
    written = article.prose >= _PROSE
    if article.rows >= _ROWS and not written and not told:
        return False
    if _has_own_title(doc):
        return article.headed or article.dated_by_heading or written
    if is_article_url(doc.url):
        return article.headed or written
    return told and (written or not _LIST_URL.search(urlsplit(doc.url).path))


def _has_own_title(doc: Document) -> bool:
    """Whether ``ArticleTitle`` names an article and not, misused, the column or the site."""
    title = squeeze(doc.metas.get("articletitle", ""))
    others = (doc.metas.get(k, "") for k in ("columnname", "sitename", "columntype"))
    return bool(title) and title not in map(squeeze, others)
