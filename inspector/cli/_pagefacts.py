"""What was read off a page, as the JSON line of the contract and as text for people."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from inspector.cli.common import Context, shown, table
from reports.text import plain_json
from rules.observations import Item, PageFacts
from spiders.parsing.candidates import Candidate

REASONS = {
    "labelled": ("标题旁标明的发布日期", "labelled as publication, by the heading"),
    "by-heading": ("标题旁的日期", "by the heading"),
    "labelled-elsewhere": ("别处标明的发布日期", "labelled as publication, elsewhere"),
    "issued": ("标题旁的发文日期", "date of issue, by the heading"),
    "meta": ("meta 标签", "meta"),
    "script": ("脚本写出", "written by a script"),
    "in-words": ("标题旁未标明的中文日期", "unlabelled and in words, by the heading"),
    "update": ("更新或公告日期", "date of an update or announcement"),
    "address": ("网址中的日期", "in the address"),
    "signature": ("落款日期", "signature"),
    "other-label": ("标明的是别的日期（成文、报名、留言等）", "labelled as another date"),
    "clock": ("页面时钟", "the clock of the page"),
    "event": ("时间段或活动时间", "a span or an appointment"),
    "in-heading": ("标题的一部分", "a part of the title"),
    "row-of-list": ("别的页面的列表行", "in a row of a list of other pages"),
    "body": ("正文中的日期", "in the text"),
    "far": ("离标题太远", "far from any heading"),
    "generated": ("页面生成时间", "when the page was generated"),
    "abnormal": ("不可能的日期", "cannot be a date of publication"),
    "gazette": ("公报转载的文件：落款或上网时间", "of a document that a gazette reprints"),
}


def page_json(facts: PageFacts, identity: object) -> str:
    """One line of ``extract --jsonl``: the keys of the contract, then what goes beyond it."""
    published = facts.published
    line = {
        "id": identity,
        "encoding": facts.encoding,
        "kind": facts.kind,
        "state": facts.state,
        "title": facts.title,
        "published": None if published is None else published.day.isoformat(),
        "published_at": None if published is None else published.time,
        "published_from": None if published is None else published.read_from,
        "source": facts.source,
        "items": [_item(item) for item in facts.items],
        "next_page": None if facts.next_page is None else facts.next_page.url,
        "columns": [{"name": column.name, "url": column.url} for column in facts.columns],
        "letters": [
            {
                "subject": letter.subject,
                "url": letter.url,
                "asked": _day(letter.asked),
                "answered": _day(letter.answered),
                "status": letter.status,
            }
            for letter in facts.letters
        ],
        "marks": {name: getattr(facts.marks, name) for name in ("site_code", "icp", "police", "sponsor")},
        "meta": dict(facts.meta),
        "cms": facts.cms,
        "redirect": facts.redirect,
        **_beyond(facts),
    }
    return plain_json(json.dumps(line, ensure_ascii=False))


def _item(item: Item) -> dict[str, Any]:
    """A printed 1970-01-01 is shown as it stands and marked; what is no date at all or in the future is only marked."""
    found: dict[str, Any] = {"title": item.title, "url": item.url, "date": _day(item.day)}
    if item.abnormal_date is not None:
        found["date"] = _past(item.abnormal_date)
        found["abnormal_date"] = item.abnormal_date
    return found


def _past(text: str) -> str | None:
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return day.isoformat() if day.year < _FIRST_YEAR else None


_FIRST_YEAR = 1990  # before it no website stood, so such a day is no newest date of a column


def _beyond(facts: PageFacts) -> dict[str, Any]:
    published, following = facts.published, facts.next_page
    beyond: dict[str, Any] = {
        "declared_encoding": facts.declared_encoding,
        "conflicts": [] if published is None else [[where, day.isoformat()] for where, day in published.conflicts],
        "state_detail": facts.state_detail,
        "total_items": facts.total_items,
        "data_url": facts.data_url,
    }
    if following is not None and following.method == "POST":
        beyond["next_page_post"] = following.body
    return {**beyond, **dict(sorted(facts.extra.items()))}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def page_text(ctx: Context, facts: PageFacts) -> str:
    """The facts of a page for a reader; empty ones are left out."""
    pairs = [(ctx.text(zh, en), shown(value)) for zh, en, value in _pairs(facts) if value]
    width = max(len(name) for name, _ in pairs)
    lines = [f"{name}{' ' * (width - len(name))}  {value}" for name, value in pairs]
    return "\n".join([*lines, *_tables(ctx, facts)])


def _pairs(facts: PageFacts) -> Iterator[tuple[str, str, str]]:
    yield "类型", "kind", facts.kind
    yield "状态", "state", " ".join(filter(None, (facts.state, facts.state_detail)))
    declared = f" ({facts.declared_encoding})" if facts.declared_encoding else ""
    yield "编码", "encoding", facts.encoding + declared
    yield "系统", "cms", facts.cms or ""
    yield "标题", "title", facts.title or ""
    if facts.published is not None:
        when = f"{facts.published.day} {facts.published.time or ''}".strip()
        yield "发布", "published", f"{when}  [{facts.published.read_from}] {facts.published.text}"
        yield "矛盾", "conflicts", "  ".join(f"{where} {day}" for where, day in facts.published.conflicts)
    yield "来源", "source", facts.source or ""
    yield "条数", "total", "" if facts.total_items is None else str(facts.total_items)
    yield "下一页", "next", facts.next_page.url if facts.next_page else ""
    yield "跳转", "redirect", facts.redirect or ""
    yield "数据", "data", facts.data_url or ""
    marks = facts.marks
    yield "标识码", "site code", marks.site_code or ""
    yield "ICP", "ICP", marks.icp or ""
    yield "公安", "police", marks.police or ""
    yield "主办", "sponsor", marks.sponsor or ""


def _tables(ctx: Context, facts: PageFacts) -> Iterator[str]:
    if facts.columns:
        yield "\n" + table([ctx.text("栏目", "column"), "URL"], [[c.name, c.url] for c in facts.columns])
    if facts.items:
        rows = [[i.abnormal_date or _day(i.day) or "-", i.title, i.url or "-"] for i in facts.items]
        yield "\n" + table([ctx.text("日期", "date"), ctx.text("条目", "item"), "URL"], rows)
    if facts.letters:
        heads = [ctx.text("来信", "asked"), ctx.text("答复", "answered"), ctx.text("状态", "status")]
        rows = [[_day(x.asked) or "-", _day(x.answered) or "-", x.status, x.subject] for x in facts.letters]
        yield "\n" + table([*heads, ctx.text("主题", "subject")], rows)


def candidates_text(ctx: Context, candidates: tuple[Candidate, ...]) -> str:
    """Every date of the page with why it was taken or refused."""
    heads = [
        "",
        ctx.text("日期", "date"),
        ctx.text("取自", "from"),
        ctx.text("原因", "reason"),
        ctx.text("原文", "text"),
    ]
    rows = [
        ["*" if c.taken else "", _day(c.day) or "-", c.read_from, ctx.text(*REASONS[c.reason]), c.text[:60]]
        for c in candidates
    ]
    if not rows:
        return ctx.text("页面上没有日期", "no date on the page")
    return table(heads, rows)
