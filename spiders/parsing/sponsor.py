"""Who runs a site and how to reach them, read off the last lines of a page.

``主办单位：X``, ``主办：X 承办：Y``, ``X主办``, ``X(主办)``; where none is named, who holds the copyright. Labels and
values stand in one line, in two, or glued by blanks, so a value ends where the next label begins, and goes on behind a
blank only with the name of another office.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from spiders.parsing.texts import Texts

_MAX_NAME_CHARS = 80
_EDGES = "、-—/·(（[【 "
_CLOSERS = {")": "(", "）": "（", "]": "[", "】": "【"}
_FOOTER_WORD = re.compile(
    r"主办(?:[:：单]|[)）]?(?:$|[ |]))|版权所有|标识码|I ?C ?P ?备|网安备|[Cc]opyright|COPYRIGHT|承办[:：单]"
)
_FOOTER_PARTS = ("主办", "版权所有", "标识码", "备", "pyright", "PYRIGHT", "承办")
"""One of these stands in whatever ``_FOOTER_WORD`` finds; looking for them costs a tenth of it."""
_GAP_LINES = 12
_LINES_ABOVE = 6
_ABOVE = re.compile(r"[^\s:]{0,10}(?:热线|邮箱)[:：]?\s?[\w@.#-]{5,40}$")
_SAYS = r"(?= ?[:：]|单位|支持|服务|保障|维护|制作|电话|热线|投诉|举报|邮箱|方式|管理[:：]|$| |\n)"
"""What follows a word that is a label here and a part of an office's name there: 技术支持, 科学技术厅."""
_NOUNS = (
    r"承办|协办|主管|版权|地 ?址|电 ?话|传 ?真|联系|邮 ?编|邮箱|邮政编|备案|标识码|政府网|建议|推荐|主办|"
    r"网站(?:标识|备案|维护|管理|支持|地图|设计|声明|技术|运|制|建)|管理员|copyright|©|举报|公网|域名|投稿|值班|热线|"
    rf"(?:维护|运维|运行|运营|技术|支持|设计|制作|开发|监督){_SAYS}|e-?mail|tel|all ?rights|浏览|关于|.? ?icp"
)
_LABEL = re.compile(rf"{_NOUNS}|\d{{4}}|[|｜;；。,，!！\n]", re.I)
_ADDRESS_END = re.compile(rf"{_NOUNS}|[|｜;；。\n]", re.I)
_OFFICE = re.compile(
    r"(?:政府|办公[室厅]|委员会|[局厅部委署院处站会办社馆所队科党]|中心|大学|学校|公司|人大|政协|法院|电视台|工委|党校|集团)[）)]?$"
)
_BEHIND = re.compile(r"主办(?:(?:单位|方|者|部门)(?: ?[:：]\s?| |\n)|[:：]\s?)(?P<name>[^\n]{2,120})")
_RUN_BY = re.compile(r"主办[）)]?(?=\s|$|[|｜]|.{0,20}承办)")
_OWNED_BY = re.compile("版权所有")
_WORD_BEFORE = re.compile(r"(?P<name>[^\s|｜,，。;；:：(（]{4,60}) ?[（(]?$")
_LEAD = re.compile(r"^(?:.*号(?!院)|本?网站由|.*由|版权所有|[\d.:-]+)")
_COPYRIGHT = re.compile(
    r"(?:版权所有|copyright|©|\(c\))(?:[ :：/-]|©|\(c\)|\d{4}|[-–—~至]|版权所有|copyright)*"
    r"(?P<name>[^\n\d:： ][^\n\d:：]{3,80})",
    re.I,
)
_SITE_WORDS = re.compile(r"(?:门户)?网(?:站)?(?:群)?!?(?= |$)")
_PHONE = re.compile(
    r"(?P<label>电 ?话|热线|联系方式|[Tt]el|TEL) ?[:：]?\s?"
    r"(?P<number>\(?0\d{2,3}\)? ?-? ?\d{5,8}(?:-\d{1,6})?|1[3-9]\d{9}|\d{7,8}(?!\d)|1\d{4}(?!\d))"
)
_LABEL_BEFORE = re.compile(r"[^\s:：|、，,。\d()（）]{0,8}$")
_LABEL_START = re.compile(r"(?:^|[\s:：|、，,。\d()（）])$")  # else it is the end of a longer name
_MAIL = re.compile(
    r"(?:邮箱|邮件|e-?mail) ?[:：]?\s?(?P<mail>[\w.+-]{1,60} ?[@#] ?[\w-]{1,60}(?:\.[\w-]{1,30}){1,4})", re.I
)
_ADDRESS = re.compile(r"地 ?址 ?[:：]\s?(?P<address>[^\n|｜]{4,80})")


def foot_of(lines: Texts) -> str:
    """The footer, as lines joined by breaks: the last lines that speak like one, with no long stretch between them.

    A hotline or a mail address just above belongs to it; other telephones there may be those of the article.
    """
    spoken = [i for i in lines.having(*_FOOTER_PARTS) if _FOOTER_WORD.search(lines[i])]
    if not spoken:
        return ""
    start = spoken.pop()
    while spoken and start - spoken[-1] <= _GAP_LINES:
        start = spoken.pop()
    above = (line for line in lines[max(0, start - _LINES_ABOVE) : start] if _ABOVE.match(line))
    return "\n".join((*above, *lines[start:]))


@lru_cache(maxsize=64)  # the pages of a site end alike
def sponsor_in(foot: str) -> str | None:
    """The office that a footer names, or None; the last one, for an article may end with the sponsor of an event."""
    for found in reversed(list(_BEHIND.finditer(foot))):
        name = _offices(found["name"])
        if name:
            return name
    for raw in _candidates(foot):
        name = _offices(_LEAD.sub("", raw))
        if name and _OFFICE.search(name):
            return name
    return None


@lru_cache(maxsize=64)
def contact_in(foot: str) -> str | None:
    """A telephone number with its label, else a mail address, else a postal one."""
    if phone := _PHONE.search(foot):
        before = _LABEL_BEFORE.search(foot, max(0, phone.start() - 8), phone.start())
        whole = before is not None and _LABEL_START.search(foot, max(0, before.start() - 1), before.start()) is not None
        return "".join(f"{before[0] if before and whole else ''}{phone['label']}:{phone['number']}".split())
    if mail := _MAIL.search(foot):
        return "".join(mail["mail"].split())
    if address := _ADDRESS.search(foot):
        return _ADDRESS_END.split(address["address"])[0].strip(" :：") or None
    return None


def _candidates(foot: str) -> Iterator[str]:
    for mark in (_RUN_BY, _OWNED_BY):
        for found in reversed(list(mark.finditer(foot))):
            before = _WORD_BEFORE.search(foot, max(0, found.start() - 62), found.start())
            if before:
                yield before["name"]
    yield from (found["name"] for found in _COPYRIGHT.finditer(foot))


def _offices(text: str) -> str | None:
    """The name a text begins with, up to the next label; further names behind blanks where they are offices too."""
    words = _LABEL.split(_SITE_WORDS.sub("", text.strip(" :：")), maxsplit=1)[0].split()
    if not words:
        return None
    name = words[0]
    for word in words[1:]:
        if not _OFFICE.search(word) and _OFFICE.search(name):
            break
        name = f"{name} {word}" if _OFFICE.search(name) else name + word
    name = name.lstrip(_EDGES + ")）]】").rstrip(_EDGES)
    while name and name[-1] in _CLOSERS and name.count(_CLOSERS[name[-1]]) < name.count(name[-1]):
        name = name[:-1].rstrip(_EDGES)
    return name[:_MAX_NAME_CHARS] if len(name) >= 2 else None
