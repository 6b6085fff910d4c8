"""Letters in plain lists: a title, one date, perhaps a badge with the status, in a column that is a mailbox."""

import re
from collections.abc import Sequence
from datetime import date

from rules.observations import Item, Letter, LetterStatus
from spiders.parsing.document import Document
from spiders.parsing.entries import Entry
from spiders.parsing.letter_words import DIGEST, TOKEN, status_of
from spiders.parsing.lists import read_entry_list
from spiders.parsing.mailboxes import is_mailbox_page, page_name
from spiders.parsing.main_list import headings_of
from spiders.parsing.text import normalise

MIN_SHARE_DATED, MIN_SUBJECTS, MIN_SUBJECT_CHARS = 0.6, 2, 6
_PREFIX = re.compile(r"[\[【(（]([^\[\]【】()（）]{2,8})[\]】)）]")
_BOX = re.compile(r"\w{0,8}(?:信箱|邮箱)|(?:我要|在线|网上|政务|公众|网民)?(?:咨询|投诉|写信|留言|举报|建议|信访)")

_NO_SUBJECT = re.compile(
    r"信箱|邮箱|写信|查询|须知|登录|注册|(?:局|办|委|院|部|厅|署|中心|站|所|队|会|乡|镇|街道|政府|公司|大厅|平台|电话|热线|长|书记)$"
)
_ASIDE = re.compile(
    r"^\s*(?:热点|热门|最新|推荐|相关|今日)?(?:热点|热门|排行|推荐|新闻|要闻|公告|动态|专题|资讯)(?:排行|推荐|新闻|榜)?\s*$"
)


def read_listed(doc: Document, today: date) -> tuple[Letter, ...]:
    """The entries of a mailbox's list as letters; () on pages that do not call themselves a mailbox."""
    if not is_mailbox_page(doc):
        return ()
    name = page_name(doc)
    entries = [e for e in read_entry_list(doc, today=today) if not (TOKEN.search(e.title) or _is_box(e.title, name))]
    statuses = [_status(e) for e in entries]
    told = sum(1 for e, s in zip(entries, statuses, strict=True) if e.day is not None or s is not None)
    if not entries or told < MIN_SHARE_DATED * len(entries) or _is_aside(entries[0]):
        return ()
    digest = bool(DIGEST.search(name))
    return tuple(_letter(e, s, digest) for e, s in zip(entries, statuses, strict=True))


def may_be_letters(items: Sequence[Item]) -> bool:
    """Whether entries of a mailbox that were not read as letters may be some: undated ones that name no office."""
    undated = [
        i for i in items if i.day is None and len(i.title) >= MIN_SUBJECT_CHARS and not _NO_SUBJECT.search(i.title)
    ]
    return len(undated) >= MIN_SUBJECTS and len(undated) >= MIN_SHARE_DATED * len(items)


def _is_box(title: str, name: str) -> bool:
    """Whether an entry leads to a mailbox, or to this one itself, rather than to a letter."""
    return title == name or _BOX.fullmatch(title) is not None


def _is_aside(entry: Entry) -> bool:
    """Whether the list calls itself news or a ranking: beside a form to write, it is no list of letters."""
    parent = entry.row.element.getparent()
    return parent is not None and any(_ASIDE.search(text) for text in headings_of(parent))


def _letter(entry: Entry, status: LetterStatus | None, digest: bool) -> Letter:
    if digest and status in (None, "answered"):
        return Letter(subject=entry.title, url=entry.url, answered=entry.day, status="answered")
    return Letter(subject=entry.title, url=entry.url, asked=entry.day, status=status or "unknown")


def _status(entry: Entry) -> LetterStatus | None:
    """The badge of a row: a piece of its text that is a status and nothing else, or what its title begins with."""
    if (before := _PREFIX.match(entry.title)) is not None and (told := status_of(before[1])) is not None:
        return told
    for piece in entry.row.element.itertext():
        text = normalise(str(piece))
        if text != normalise(entry.title) and (said := status_of(text)) is not None:
            return said
    return None
