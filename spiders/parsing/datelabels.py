"""What the words around a date on an article page make of it: a date of publication, or of something else.

Seen in front of dates of publication: 发布日期, 发布时间 (39 of 88 pages), 时间 (11), 日期 (8), 时间发布, 信息发布时间,
no label at all (23); and of other dates in the same places: 成文日期, 生成日期, 生效时间, 报名时间, 留言时间, clocks.
"""

import re
from typing import Literal

from spiders.parsing.dates import DateHit
from spiders.parsing.lines import LONG_CHARS, Line

Label = Literal["publish", "generic", "issued", "update", "other", "clock", "event", "none"]
"""``generic``: 时间, 日期; ``issued``: 发文日期; ``update``: 更新时间, 公告日期; ``event``: a span, an appointment."""

_DAY = r"(?:日 ?期|时 ?间)"
_VERB = (
    "(?:发 ?布|公 ?开|发 ?表|刊 ?发|刊 ?登|公 ?布|录 ?入|上 ?传|添 ?加|上 ?网|上 ?线|发 ?稿|见 ?报|推 ?送|入 ?库|"
    "投 ?稿|挂 ?网|登 ?载|转 ?载)"
)
_END = r" ?[:】\])|]? ?[\[(【〔<「]?$"
_PUBLISH = re.compile(rf"(?:{_VERB}(?: ?的)? ?(?:{_DAY}|日(?! ?期)|于)|{_DAY} ?(?:发 ?布|公 ?开)){_END}")
_PUBLISH_SHORT = re.compile(rf"(?:^|[^\u4e00-\u9fff])(?:发 ?布|公 ?布|发 ?表){_END}")
_GENERIC = re.compile(rf"(?:{_DAY}|日间|(?<![a-z])(?:publish(?:ed)? ?|pub)?(?:date|time)){_END}", re.I)
_UPDATE = re.compile(rf"(?:更 ?新|修 ?改|公 ?告|编 ?辑|审 ?核|修 ?订)(?:于| ?{_DAY}){_END}")
_ISSUED = re.compile(rf"发 ?文 ?{_DAY}{_END}")
_OTHER = re.compile(
    "(?:成 ?文|生 ?成|印 ?发|生 ?效|施 ?行|实 ?施|失 ?效|废 ?止|截 ?止|截 ?至|报 ?名|培训|面试|笔试|考试|开标|投标|"
    "会议|活动|留言|来信|写信|回复|答复|提交|咨询|受理|办理|办结|出生|签发|签署|制发|制定|登记|结束|开始|起始|申请|制作|打印|"
    "访问|服务器|举办|召开|采购|成交|中标|发售|获取|公示|征集|反馈|执行|有效|任职|到期|下载|颁布|通过|批准|成立|注册|合同|"
    "工作|办公|开放|演出|展览|比赛|竞赛|讲座|直播|访谈|调查|评论|核准|检查|处罚|决定|立案|送达|履行|拍摄|参观|营业|起草|"
    "归档|提问|建议|申报|缴费|查询|公证|预约|值班)"
    rf"(?: ?(?:{_DAY}|日)|(?= ?:)){_END}"
)
_LABELS: tuple[tuple[Label, re.Pattern[str]], ...] = (
    ("issued", _ISSUED),
    ("update", _UPDATE),
    ("other", _OTHER),
    ("publish", _PUBLISH),
    ("publish", _PUBLISH_SHORT),
)
_PREPOSITION = re.compile(r"[到于自从至以在即为截前后起止—~]$|\d ?-$")
_CLOCK = re.compile(r"今天|今日|现在|当前|北京时间|您好|欢迎")
_WEEKDAY = re.compile(r"^\(? ?(?:星期|周[一二三四五六日])")
_SOURCED = re.compile(r"(?:来 ?源|稿 ?源) ?:")
_SPAN = re.compile(r"^\)? ?(?:[至到起止前后]|[-—~] ?\d|,? ?[上下]午|[,;、。]|召开|举行|以来|期间)|^.{0,30}地 ?点")
_PLACE = re.compile(r"^(?:地 ?点|参加\w{0,4}|出席\w{0,4}|主持\w{0,2}|会议\w{2,3}|联系\w{1,2}) ?:")
_IN_FORCE = re.compile(rf"[,;|]? ?(?:实 ?施|施 ?行) ?{_DAY}")
"""Beside the day since when a law is in force, 发布日期 is the day it was decreed."""
_LEADS_TO_LINK = re.compile(r"(?:来 ?源|作 ?者|单 ?位|机 ?构) ?:?[^:]{0,4}$")
_ALONE = re.compile(rf"{_DAY}$|^(?:发布|公布)$")
_LABEL_LINE = re.compile(r"^[^\d,。]{2,16}$")
_LABEL_TAIL = " :】])|[(【〔<「"  # what ``_END`` lets follow a label
_LABEL_ENDS = frozenset("期间日于布开表eE")
_WRAPPING = " []()【】<>「」〔〕|·•:,"
_BRACKETED = re.compile(r"[\[【].*[\]】]")
_ROW_CHARS = 10
_NEAR_CHARS = 40
_TOOLS = re.compile(r"打印|关闭|字体|分享|收藏|下载|纠错|返回|繁体|举报|扫一扫|二维码|朗读")


def label_of(lines: list[Line], at: int, hit: DateHit) -> Label:
    """The kind of label that a date at line ``at`` has, in its own line or, alone, in the one before."""
    text = lines[at].text
    before = text[max(0, hit.start - _NEAR_CHARS) : hit.start].rstrip()
    after = text[hit.end : hit.end + _NEAR_CHARS].lstrip()
    if not before.strip(_WRAPPING):
        before = _line_before(lines, at) or before
    generic = False
    if before and _may_end_label(before):
        for label, pattern in _LABELS:
            if pattern.search(before):
                below = lines[at + 1].text if not after and at + 1 < len(lines) else after
                return "issued" if label == "publish" and _IN_FORCE.match(below) else label
        generic = bool(_GENERIC.search(before))
    if _CLOCK.search(before[-12:]) or (_WEEKDAY.match(after) and not generic and not _SOURCED.search(after)):
        return "clock"
    placed = generic and at + 1 < len(lines) and _PLACE.match(lines[at + 1].text)
    if placed or _SPAN.search(after) or _PREPOSITION.search(before):
        return "event"
    return "generic" if generic else "none"


def _may_end_label(before: str) -> bool:
    """Whether the words before a date can end in a label: in its last character, or in a colon behind another word."""
    return ":" in before[-3:] or before.rstrip(_LABEL_TAIL)[-1:] in _LABEL_ENDS


def is_row(lines: list[Line], at: int) -> bool:
    """Whether the date at a line belongs to a link: a row of a list of other pages. A name in brackets is
    that of the site, which leads home.
    """
    line = lines[at]
    if len(line.linked) >= _ROW_CHARS and not _TOOLS.search(line.linked):
        if _BRACKETED.fullmatch(line.linked):
            return False
        led = line.text.partition(line.linked)[0]
        return not _LEADS_TO_LINK.search(led)
    if len(line.text) > LONG_CHARS or not at:
        return False
    above = lines[at - 1]
    return len(above.linked) >= _ROW_CHARS and above.linked == above.text


def rest_of(line: Line, hit: DateHit) -> str:
    """What a line says beside the date."""
    return (line.text[: hit.start] + " " + line.text[hit.end :]).strip(_WRAPPING)


def _line_before(lines: list[Line], at: int) -> str | None:
    """The label that stands alone in the line (the table cell) before, a lone colon skipped."""
    above = at - 1
    if above > 0 and not lines[above].text.strip(":|· "):
        above -= 1
    if above < 0 or not _LABEL_LINE.match(lines[above].text) or lines[above].linked:
        return None
    text = lines[above].text
    return text if text.endswith(":") or _ALONE.search(text) else None
