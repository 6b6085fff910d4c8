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
from spiders.parsing.filled import filled_by_script
from spiders.parsing.recognisers import built_in
from spiders.parsing.redirects import redirect_of

_CHALLENGE_CHARS = 600
_NOTICE_CHARS = 800
_NOTICE_LINKS = 20
_FOOT = re.compile(r"主办|版权所有|标识码|I ?C ?P ?备|网安备|copyright", re.I)
_NOTICES = (
    (
        "maintenance",
        re.compile(
            r"(?:系统|网站|平台|页面|服务器|本站)?(?:升级|改版|维护|改造|调整)(?:改造|改版|维护|升级|建设)?(?:中|期间|公告|通知)|"
            r"正在(?:进行)?(?:\w{0,6})?(?:维护|升级|改版|改造|建设)|暂停(?:\w{0,4})(?:服务|访问|开放|使用|运行)|"
            r"(?:网站|站点|栏目|页面|内容)(?:正在)?建设中|[Uu]nder (?:maintenance|construction)|暂时关闭"
        ),
    ),
    (
        "moved",
        re.compile(
            r"(?:域名|网址|地址|网站|站点)\w{0,10}(?:变更|更换|更改|迁移|迁至|搬迁|启用新|调整为|改为|更名)|新(?:域名|网址|版网站|站)|"
            r"(?:已|将|即将)?(?:整体)?(?:迁移|搬迁|迁|整合|并入|合并)(?:到|至)|已(?:整合|迁移)"
        ),
    ),
    (
        "closing",
        re.compile(
            r"关停|停止(?:\w{0,4})(?:服务|更新|运行|访问|维护|使用)|(?:网站|站点|栏目|域名)\w{0,12}(?:关闭|下线|注销|停用)|"
            r"不再(?:更新|保留|维护|使用|运行|提供)|(?:已|将|予以|永久)(?:关闭|下线)"
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
    shown = sum(len(line.text) for line in doc.lines)
    if shown <= _CHALLENGE_CHARS and (shield := _challenge(doc)):
        return Reading("challenge", shield)
    notice = _notice(doc, shown) if not items else None
    redirect = redirect_of(doc, text_chars=shown, items=items)
    if redirect:
        return Reading("redirect", notice, redirect)
    if notice:
        return Reading("notice", notice)
    if items or letters or (kind in ("article", "home") and _says_more_than(doc, _SPOKEN_CHARS)):
        return Reading("ok")
    filled = filled_by_script(doc, text_chars=shown)
    if filled:
        return Reading("by-script", filled.why, None, filled.data_url)
    why = _why_empty(doc, shown, total_items)
    return Reading("empty", why) if why else Reading("ok")


def _challenge(doc: Document) -> str | None:
    body = doc.text.encode("utf-8", "replace")
    headers = {"content-type": "text/html; charset=utf-8"}
    return challenge_of(Answer(url=doc.url, final_url=doc.url, status=200, headers=headers, body=body), built_in())


def _notice(doc: Document, shown: int) -> str | None:
    if shown > _NOTICE_CHARS or len(doc.all("a")) > _NOTICE_LINKS:
        return None
    text = "".join(f"{doc.title}\n{''.join(line.text for line in doc.lines)}".split(" "))
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


def _why_empty(doc: Document, shown: int, total_items: int | None) -> str | None:
    if not shown:
        return None if _shows_pictures(doc) else "blank"
    if total_items == 0:
        return "no-records"
    if _says_more_than(doc, _EMPTY_CHARS):
        return None
    lines = [line.text.replace(" ", "") for line in doc.lines]
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
