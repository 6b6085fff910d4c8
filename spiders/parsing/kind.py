"""What a page is for: an article, a list, a home page, letters, or something else.

An article is told by what only articles have: a filled ``ArticleTitle``, a date where articles have theirs, an address
that a CMS gives to articles, running text. A home page is told by its address and by having no breadcrumbs.
"""

import re
from urllib.parse import urlsplit

from spiders.parsing.article import Article
from spiders.parsing.article_urls import is_article_url
from spiders.parsing.document import Document
from spiders.parsing.pagetitle import squeeze

_HOME_PATH = re.compile(r"^/?(?:(?:index|default|main|home)(?:_?\d)?\.\w{2,5})?$", re.I)
_CRUMBS = re.compile(r"(?:当前|现在|所在|您的) ?(?:所 ?在)? ?(?:的)? ?(?:位置|页面|栏目)|^(?:网站)?首页 ?(?:>|»|/|-|›)")
_LIST_URL = re.compile(r"/(?:index|list|more\w*|col(?:umn)?s?\d*|channels?)(?:_\d+)?(?:/|\.\w{2,6}$|$)|/$", re.I)
_PAGE_URL = re.compile(r"/\d{1,3}\.html?$", re.I)
"""A page of a list, or an early article of a CMS that numbers them."""
_PROSE = 150
_NEAR_DATES = ("issued", "in-words", "update")
_CRUMB_LINES = 200
_ROWS = 8
_FEW_ROWS = 3
_ROW_PROSE = 60
"""Running text beside which a dated link is one of a side list."""
_LIST_DAYS = 4


def is_home_url(url: str) -> bool:
    """Whether an address is that of a home page by its form alone."""
    parts = urlsplit(url)
    return bool(_HOME_PATH.match(parts.path)) and not parts.query


def has_crumbs(doc: Document) -> bool:
    """Whether the page tells where it stands in the site: no home page does."""
    texts = doc.texts
    return any(at < _CRUMB_LINES and _CRUMBS.search(texts[at]) for at in texts.having("位置", "页面", "栏目", "首页"))


def is_article(doc: Document, article: Article) -> bool:
    """Whether a page is an article rather than a list of them."""
    written = article.prose >= _PROSE
    told = article.headed and (article.dated_by_heading or (written and _is_dated(article)))
    if has_own_title(doc):
        return article.headed or article.dated_by_heading or written
    if article.days >= _LIST_DAYS or (article.rows >= _ROWS and not written and not told):
        return False
    if is_article_url(doc.url):
        dated = article.dated_by_heading or any(c.reason == "address" for c in article.candidates)
        return article.headed or written or (dated and article.rows < _FEW_ROWS)
    if not told:
        few = _FEW_ROWS
        if article.days == 1 and (article.labelled or article.source is not None):
            few = max(_ROWS, article.prose // _ROW_PROSE)
        return article.dated_by_heading and written and article.rows < few
    path = urlsplit(doc.url).path
    if _PAGE_URL.search(path):
        return written or article.labelled
    return written or is_home_url(doc.url) or not _LIST_URL.search(path)


def _is_dated(article: Article) -> bool:
    """Whether a printed date was taken: by the heading also that of an update or one in words, else of publication."""
    taken = next((c.reason for c in article.candidates if c.taken), None)
    return taken in _NEAR_DATES or (taken == "labelled-elsewhere" and article.rows < _FEW_ROWS)


def may_be_list(doc: Document, article: Article) -> bool:
    """Whether what looks like an article should be compared with its list: no meta names it, little else tells."""
    if has_own_title(doc):
        return False
    told = article.headed and article.dated_by_heading
    return article.prose < _PROSE or (not told and (article.rows >= _FEW_ROWS or not article.labelled))


def has_own_title(doc: Document) -> bool:
    """Whether ``ArticleTitle`` names an article and not, misused, the column or the site."""
    title = squeeze(doc.metas.get("articletitle", ""))
    others = (doc.metas.get(k, "") for k in ("columnname", "sitename", "columntype"))
    return bool(title) and title not in map(squeeze, others)
