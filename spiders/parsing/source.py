"""Where an article says it comes from: the meta ``ContentSource`` or the 来源 of the line under its heading.

``来源： 作者： 浏览：`` is an empty source, not one called 作者. The value runs to the next label or to a wide gap.
"""

import re

from spiders.parsing.document import Document
from spiders.parsing.pagetitle import squeeze
from spiders.parsing.tables import SOURCES

_SOURCE = re.compile(r"(?:来 ?源(?:于|单位|网站)?|稿 ?源|出 ?处|供稿单位|发布机构|信息提供(?:单位|机构)?) ?[:】] ?(.*)")
_NEXT_LABEL = "|".join(
    (
        *(
            "作 ?者",
            "浏 ?览",
            "阅 ?读",
            "点 ?击",
            "访 ?问",
            "发 ?布",
            "公 ?开",
            "更 ?新",
            "日 ?期",
            "时 ?间",
            "字 ?体",
            "字 ?号",
        ),
        *(
            "编 ?辑",
            "责 ?任",
            "审 ?核",
            "打 ?印",
            "分 ?享",
            "撰 ?稿",
            "摄 ?影",
            "记 ?者",
            "[来稿] ?源",
            "次 ?数",
            "人 ?气",
        ),
        *(
            "视 ?力",
            "保 ?护",
            "关 ?闭",
            "收 ?藏",
            "通 ?讯 ?员",
            "校 ?对",
            "页 ?面",
            "文 ?章",
            "索 ?引",
            "主 ?办",
            "信息来源",
        ),
        *(
            "新闻来源",
            "文章来源",
            "稿件来源",
            "朗 ?读",
            "查 ?看",
            "纠 ?错",
            "推 ?荐",
            "下 ?载",
            "录 ?入",
            "点赞",
            "热度",
        ),
        *("供稿", "类 ?别", "栏 ?目"),
    )
)
_NEXT = re.compile(
    rf" ?(?:{_NEXT_LABEL})[^:,。]{{0,6}}?[:(】\]]| (?:{_NEXT_LABEL})[^:,。]{{0,6}}$"
    r"| ?[\[【|<{＜]| ?(?:19|20)\d\d ?[-/.年]| ?大 ?中 ?小| ?分享到| ?打印| ?字体| ?[(（]?点击"
)
_VALUE_LINE = re.compile(r"^[^:。,]{2,30}$")
_OFFICE = re.compile(
    "(?:局|厅|委|办|报|网|社|府|部|台|处|院|会|科|镇|乡|街道|公司|集团|站|室|大学|学院|队|馆|中心|委员会|办公室|发布|频道|"
    "客户端|公众号|视点|日报|司)$"
)
_TAGS = re.compile(r"<[^<>]*(?:>|$)")
_OWN_LABEL = re.compile(r"^(?:信息|文章|稿件)?来源[:：]\s*")
_SENTENCE_END = re.compile(r"[。!?]")
_EMPTY = re.compile(r"^(?:[\W_]*|无|未知|不详|null|undefined|none|本站|本网|\$?\{.*|\[!--.*)$", re.I)
_MAX_CHARS = 60
_MAX_LINE_CHARS = 400
_MAX_LINES = 60


def read_source(doc: Document, near: int | None) -> tuple[str | None, str | None]:
    """(source, the printed one where it differs). ``near`` is the line of the visible date, searched first."""
    meta = _meta(doc)
    printed = _printed(doc, near)
    if meta is None:
        return printed, None
    differs = printed is not None and squeeze(printed) != squeeze(meta)
    return meta, printed if differs else None


def _meta(doc: Document) -> str | None:
    for name in ("contentsource", "source", "article:source", "mediaid"):
        if name not in doc.metas:
            continue
        value = _OWN_LABEL.sub("", _TAGS.sub("", doc.metas[name]).strip(" :："))
        if value and not _EMPTY.match(value) and len(value) <= _MAX_CHARS:
            return value
    return None


def _printed(doc: Document, near: int | None) -> str | None:
    """The first filled source, seen from the visible date outwards."""
    labelled = doc.texts.having(*SOURCES)
    start = 0 if near is None else near
    for at in sorted(labelled, key=lambda k: (abs(k - start), k))[:_MAX_LINES]:
        for m in _SOURCE.finditer(doc.lines[at].text[:_MAX_LINE_CHARS]):
            value = _value(m[1]) or (_below(doc, at) if not m[1].strip() else None)
            if value:
                return value
    return None


def _value(rest: str) -> str | None:
    rest = rest.lstrip("[【 ")
    end = _NEXT.search(rest)
    value = (rest[: end.start()] if end else rest).strip(" ;,、|/·-[]【】")
    if value.count("(") != value.count(")"):
        value = value.strip("() ")
    if not value or _EMPTY.match(value) or len(value) > _MAX_CHARS or _SENTENCE_END.search(value):
        return None
    return value


def _below(doc: Document, at: int) -> str | None:
    """The value in a cell of its own, if it reads like an office or a paper."""
    if at + 1 >= len(doc.lines):
        return None
    text = doc.lines[at + 1].text
    return text if _VALUE_LINE.match(text) and _OFFICE.search(text) else None
