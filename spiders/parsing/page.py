"""All facts of one page, from one parse.

Which readers run depends on what the page is: an article's related news are not read as a list, a list's first row not
as an article. The caller may know that a page is the home page; else its address and its form tell.
"""

from datetime import date

from rules.observations import PageFacts, PageKind
from spiders.parsing.article import Article, read_article
from spiders.parsing.document import Document
from spiders.parsing.frame import FrameMemory
from spiders.parsing.heading import part_of_title
from spiders.parsing.kind import has_crumbs, is_article, is_home_url
from spiders.parsing.lists import read_items

__all__ = ["FrameMemory", "read_page"]


def read_page(doc: Document, *, today: date, frame: FrameMemory | None = None, home: bool | None = None) -> PageFacts:
    """Read everything off a page. ``today`` is the day of the crawl.

    ``frame`` belongs to one site and spares understanding its repeated parts anew. ``home`` tells whether this is the
    site's home page, None that the caller does not know.
    """
    if frame is not None:
        frame.apply(doc)
    article = read_article(doc, today)
    kind = _kind(doc, article, home)
    items = read_items(doc, today=today, home=kind == "home") if kind != "article" else ()
    return PageFacts(
        encoding=doc.encoding,
        declared_encoding=doc.declared_encoding,
        kind="list" if items and kind == "other" else kind,
        title=_title(doc, article, kind),
        published=article.published if kind == "article" else None,
        source=article.source if kind == "article" else None,
        items=items,
        extra=_extra(article) if kind == "article" else {},
    )


def _kind(doc: Document, article: Article, home: bool | None) -> PageKind:
    if home is None:
        home = is_home_url(doc.url) and not has_crumbs(doc) and not (article.headed and article.dated_by_heading)
    if home:
        return "home"
    return "article" if is_article(doc, article) else "other"


def _title(doc: Document, article: Article, kind: PageKind) -> str | None:
    return article.title if kind == "article" or article.headed else part_of_title(doc, column=True)


def _extra(article: Article) -> dict[str, str]:
    """What an article prints that its facts cannot hold: an impossible date, another source than the meta's."""
    told = {"abnormal_published": article.abnormal, "printed_source": article.printed_source}
    return {name: text for name, text in told.items() if text is not None}
