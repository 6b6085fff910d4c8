"""All facts of one page, from one parse.

Which readers run depends on what the page is: an article's related news are not read as a list, a list's first row not
as an article. The caller may know that a page is the home page; else its address and its form tell.
"""

from datetime import date

from rules.observations import Letter, PageFacts, PageKind
from spiders.parsing.article import Article, read_article
from spiders.parsing.cms import recognise
from spiders.parsing.columns import read_columns
from spiders.parsing.document import Document
from spiders.parsing.entries import merged, read_blocks
from spiders.parsing.extras import read_extras
from spiders.parsing.frame import FrameMemory
from spiders.parsing.home import is_home
from spiders.parsing.kind import is_article, may_be_list
from spiders.parsing.letters import read_letters
from spiders.parsing.lists import read_entry_list, read_items
from spiders.parsing.marks import read_marks
from spiders.parsing.meta import read_metas
from spiders.parsing.pagers import read_next_page, read_total
from spiders.parsing.pagetitle import part_of_title
from spiders.parsing.safety.alerts import read_alerts
from spiders.parsing.safety.lexicon import Lexicon
from spiders.parsing.state import read_state
from spiders.parsing.text import text_of

_LIST_ENTRIES = 5
_FEW_ENTRIES = 2
_ENTRY_CHARS = 60

__all__ = ["FrameMemory", "read_page"]


def read_page(
    doc: Document,
    *,
    today: date,
    frame: FrameMemory | None = None,
    home: bool | None = None,
    lexicon: Lexicon | None = None,
) -> PageFacts:
    """Read everything off a page. ``today`` is the day of the crawl.

    ``frame`` belongs to one site and spares understanding its repeated parts anew. ``home`` tells whether this is the
    site's home page, None that the caller does not know. A page with one letter and its own title may be an article
    too: its date of publication is kept. ``lexicon`` has an office's own words beside the bundled ones.
    """
    if frame is not None:
        frame.apply(doc)
    article = read_article(doc, today)
    written = is_article(doc, article) and not _is_list_after_all(doc, article, today)
    at_home = is_home(doc, article) if home is None else home
    letters = () if at_home else _letters(doc, today, written=written)
    items = () if written or letters else read_items(doc, today=today, home=at_home)
    kind = _kind(at_home=at_home, written=written, letters=bool(letters), items=bool(items))
    total = read_total(doc, article=written)
    reading = read_state(doc, items=len(items), letters=len(letters), total_items=total, kind=kind)
    return PageFacts(
        encoding=doc.encoding,
        declared_encoding=doc.declared_encoding,
        kind=kind,
        state=reading.state,
        state_detail=reading.detail,
        title=article.title if written else part_of_title(doc, column=True) or article.title,
        published=article.published if written else None,
        source=article.source if written else None,
        items=items,
        total_items=total,
        next_page=None if at_home else read_next_page(doc, article=written),
        columns=read_columns(doc) if at_home else (),
        letters=letters,
        marks=read_marks(doc),
        meta=read_metas(doc),
        cms=recognise(doc),
        redirect=reading.redirect,
        data_url=reading.data_url,
        alerts=read_alerts(doc, today=today, message=bool(letters), lexicon=lexicon),
        extra=(_extra(article) if written else {}) | read_extras(doc, kind, article.title),
    )


def _is_list_after_all(doc: Document, article: Article, today: date) -> bool:
    """Whether dated entries outweigh a heading with a date and little text: a list taken for an article is lost.

    Abstracts below the entries are no running text of an article. Of a few entries it is told by every print of the
    article's date standing in one of them: then the date is not the page's own.
    """
    if not may_be_list(doc, article) or _is_told_twice(article):
        return False
    dated = [entry for entry in read_entry_list(doc, today=today) if entry.day is not None]
    if len(dated) >= _LIST_ENTRIES:
        return sum(max(_ENTRY_CHARS, len(text_of(entry.row.element))) for entry in dated) > article.prose
    if article.published is None or article.published.time is not None or article.labelled or article.printed_source:
        return False
    days = [entry.day for entries in read_blocks(doc, today) for entry in merged(entries) if entry.day is not None]
    if len(days) < _FEW_ENTRIES:
        return False
    day = article.published.day
    prints = sum(c.day == day and c.read_from == "visible" for c in article.candidates)
    return 0 < prints <= days.count(day)


def _is_told_twice(article: Article) -> bool:
    """Whether the printed day is that of the page's address, or labelled and in a meta too: no list has such a day."""
    if article.published is None or article.published.read_from != "visible":
        return False
    day = article.published.day
    told = {c.reason for c in article.candidates if c.day is not None and abs((c.day - day).days) <= 1}
    labelled = article.days == 1 and not told.isdisjoint(("labelled", "labelled-elsewhere"))
    return "address" in told or (labelled and "meta" in told)


def _letters(doc: Document, today: date, *, written: bool) -> tuple[Letter, ...]:
    """An article may be a letter with its reply; words of its text alone make it none, nor do letters beside it.

    Of a day of asking alone nothing tells that it is the article's.
    """
    letters = read_letters(doc, today=today)
    if not written:
        return letters
    told = any(map(_is_answered, letters))
    return letters if told and all(letter.asked is not None for letter in letters) else ()


def _is_answered(letter: Letter) -> bool:
    return letter.answered is not None or letter.status != "unknown"


def _kind(*, at_home: bool, written: bool, letters: bool, items: bool) -> PageKind:
    if at_home:
        return "home"
    if letters:
        return "letters"
    if written:
        return "article"
    return "list" if items else "other"


def _extra(article: Article) -> dict[str, str]:
    """What an article prints that its facts cannot hold: an impossible date, another source than the meta's."""
    told = {"abnormal_published": article.abnormal, "printed_source": article.printed_source}
    return {name: text for name, text in told.items() if text is not None}
