"""What state a page is in: fine, empty, filled by script, a mere redirect, a notice, or a challenge before the page.

``empty`` is an accusation (空白栏目) and so needs proof: the page's own word that there is nothing, or a static list
without entries. Whatever could still come by script is ``by-script``, whatever speaks for itself is a notice. Order:
challenge, redirect, notice, filled by script, empty.
"""

import re
from typing import NamedTuple

from rules.observations import PageKind, PageState
from spiders.parsing.answers import Answer, challenge_of
from spiders.parsing.document import Document
from spiders.parsing.filled import Filled, filled_by_script, waits_for_script
from spiders.parsing.recognisers import built_in
from spiders.parsing.redirects import redirect_of

_CHALLENGE_CHARS = 600
_NOTICE_CHARS = 800
_NOTICE_LINKS = 20
_FOOT = re.compile(r"主办|版权所有|标识码|I ?C ?P ?备|网安备|copyright", re.I)
_SITE = r"(?:网站|本站|站点|平台|域名|网址|网页|系统|门户|服务器|主页|频道)"
_NOTICES = (
    (
        "maintenance",
        re.compile(
            rf"(?:{_SITE}.{{0,12}}(?:升级|改版|维护|改造)|升级改[版造]|升级维护|改版升级|维护升级)(?:工作)?"
            r"(?:中(?![心国央共])|期间|公告|通知|[,，。!！])|"
            rf"{_SITE}.{{0,6}}(?:正在|进行).{{0,8}}(?:维护|升级|改版|改造|建设|调试)|(?:正在|进行){_SITE}(?:维护|升级|改版|建设|改造)|"
            rf"{_SITE}.{{0,12}}暂停|暂停(?:网站|系统|在线|对外)?(?:服务|访问)|{_SITE}(?:正在)?(?:建设|维护|升级|改版)中(?![心国央共])|"
            r"[Uu]nder (?:maintenance|construction)|暂时关闭"
        ),
    ),
    (
        "moved",
        re.compile(
            rf"{_SITE}.{{0,12}}(?:变更为|更换为|更改为|已变更|已更换|已更改|迁移|迁至|搬迁|启用新|调整为|改为|整合[到至]|并入|合并[到至])|"
            r"(?:启用|访问)新(?:域名|网址|网站|站)|新(?:域名|网址)(?:为|是|:|：)"
        ),
    ),
    (
        "closing",
        re.compile(
            rf"关停|停止(?:网站)?(?:更新|运行|访问|维护)|{_SITE}.{{0,20}}(?:关闭|下线|注销|停用|停止服务|停止使用)|(?:关闭|注销).{{0,12}}{_SITE}|"
            r"不再(?:更新|保留|维护|运行)"
        ),
    ),
)
_NOTHING = re.compile(
    r"(?:对不起|抱歉|很抱歉)?[,，!]?(?:该|本|当前)?(?:栏目|分类|频道|目录)?(?:下)?(?:暂时|目前|暂|还)?(?:没有|无|未有|未查询到|未找到|没有找到)"
    r"(?:任何|相关|符合条件的|更多|查询到)?(?:的)?(?:数据|信息|内容|记录|文章|新闻|资料|文件|稿件|来信|信件)[!！。.~…]*"
)
_ZERO = re.compile(
    r"(?:共|总计|合计|总共)(?:有|计)?[:：]?0(?:条|篇|个|项|封|页|件|则)|(?:总数|总记录数|记录总数|记录)[:：]0(?!\d)"
)
_NO_PAGES = re.compile(r"createPageHTML\(\s*(?:[\"'][\w-]*[\"']\s*,\s*)?0\s*,")
_ONE_PAGE = re.compile(r"createPageHTML\(\s*(?:[\"'][\w-]*[\"']\s*,\s*)?1\s*,")
_EMPTY_CHARS = 400
_SPOKEN_CHARS = 200
_WORD_CHARS = 30
_LISTS = ("ul", "ol", "tbody", "table", "dl")


class Reading(NamedTuple):
    """``detail`` names the notice, the shield, or why the page is taken as it is; both addresses are absolute."""

    state: PageState
    detail: str | None = None
    redirect: str | None = None
    data_url: str | None = None


def read_state(
    doc: Document, *, items: int, letters: int, total_items: int | None, kind: PageKind = "other"
) -> Reading:
    """The state of a page on which so many items and letters were read; ``total_items`` is what its pager says."""
    shown = sum(map(len, doc.texts))
    if shown <= _CHALLENGE_CHARS and (shield := _challenge(doc)):
        return Reading("challenge", shield)
    notice = _notice(doc, shown) if not items and kind != "article" else None
    redirect = redirect_of(doc, text_chars=shown, items=items)
    if redirect:
        return Reading("redirect", notice, redirect)
    if notice:
        return Reading("notice", notice)
    if items or letters or (kind in ("article", "home") and _says_more_than(doc, _SPOKEN_CHARS)):
        return Reading("ok")
    filled = filled_by_script(doc, text_chars=shown) or _awaited(doc, kind)
    if filled:
        return Reading("by-script", filled.why, None, filled.data_url)
    why = _why_empty(doc, total_items) if shown and kind not in ("article", "home") else _why_blank(doc, shown)
    return Reading("empty", why) if why else Reading("ok")


def _awaited(doc: Document, kind: PageKind) -> Filled | None:
    """The list that a page without any keeps a place for, where it tells nothing else."""
    if kind != "other" or _says_more_than(doc, _SPOKEN_CHARS) or not waits_for_script(doc):
        return None
    return Filled("waiting", None)


def _challenge(doc: Document) -> str | None:
    body = doc.text.encode("utf-8", "replace")
    headers = {"content-type": "text/html; charset=utf-8"}
    return challenge_of(Answer(url=doc.url, final_url=doc.url, status=200, headers=headers, body=body), built_in())


def _notice(doc: Document, shown: int) -> str | None:
    if shown > _NOTICE_CHARS or len(doc.all("a")) > _NOTICE_LINKS:
        return None
    text = "".join(f"{doc.title}\n{''.join(doc.texts)}".split(" "))
    return next((name for name, words in _NOTICES if words.search(text)), None)


def _says_more_than(doc: Document, chars: int) -> bool:
    """Whether more text than that stands outside links and footer."""
    own = 0
    for line in doc.lines:
        own += len(line.text) - len(line.linked)
        if own > chars:
            if not _FOOT.search(line.text):
                return True
            own -= len(line.text) - len(line.linked)
    return False


def _why_blank(doc: Document, shown: int) -> str | None:
    return None if shown or _shows_pictures(doc) else "blank"


def _why_empty(doc: Document, total_items: int | None) -> str | None:
    if total_items == 0:
        return "no-records"
    if _says_more_than(doc, _EMPTY_CHARS):
        return None
    lines = [text.replace(" ", "") for text in doc.texts]
    if any(_ZERO.search(line) for line in lines) or _NO_PAGES.search(doc.script_text):
        return "no-records"
    if any(len(line) <= _WORD_CHARS and _NOTHING.fullmatch(line) for line in lines):
        return "said-so"
    return "empty-list" if _ONE_PAGE.search(doc.script_text) and _has_empty_list(doc) else None


def _shows_pictures(doc: Document) -> bool:
    return any(doc.all(tag) for tag in ("img", "object", "embed", "video", "canvas", "svg", "iframe", "frame"))


def _has_empty_list(doc: Document) -> bool:
    """Whether a list stands in the page without one entry, in it or next to it: what a CMS makes of an empty column."""
    return any(
        not "".join(map(str, e.itertext())).strip() and e.find(".//img") is None for t in _LISTS for e in doc.all(t)
    )
