"""The words of mailboxes: when a letter was asked and answered, how far it is."""

import re
from typing import Literal

from rules.observations import LetterStatus

_WHO = (
    "提交|来信|写信|信件|发信|寄信|留言|咨询|提问|问询|投诉|诉求|反映|建议|举报|受理|申请|来电|发起|求助|上报"
    "|登记|问政|发言"
)
_REPLY = "回复|答复|办理|办结|反馈|处理|解答|回信|办复|回应|完结"
_MESSAGE = "信件|来信|留言|咨询|投诉|诉求|问题|提问|建议|举报|信访|反映|办件|工单|受理件|来件|邮件|求助|问政"
_SUBJECT = rf"(?:(?:{_MESSAGE})?(?:标\s*题|主\s*题|题目)|(?:信件|来信|留言)名称)"
_QUESTION = rf"(?:(?:{_MESSAGE})(?:内容|详情|描述)|内容)"
_ANSWER = (
    r"(?:(?:办结|信件|来信|留言|官方|单位|部门|管理员)?(?:回复|答复|办理|处理|反馈|解答)(?:内容|结果|意见|情况|详情)?"
    r"|办结(?:内容|结果|意见|情况))"
)
_STATUS = r"(?:(?:办理|处理|回复|答复|受理|信件|当前|留言|办件|咨询|工单|诉求)?(?:状态|进度|进展))"
ASKED = re.compile(rf"(?:{_WHO})(?:的)?(?:时间|日期)")
ANSWERED = re.compile(rf"(?:{_REPLY})(?:的)?(?:时间|日期)")
SUBJECT = re.compile(rf"{_SUBJECT}\s*[:：]")
QUESTION = re.compile(rf"(?:{_QUESTION}|^问题?)\s*[:：]")
REPLY = re.compile(rf"(?:{_ANSWER}|^答)\s*[:：]")
OF_LETTERS = re.compile(r"来信|写信|信件|发信|寄信|留言|咨询|提问|问询|投诉|诉求|反映|建议|举报|求助|问政|发言")
"""Of the words for asking those that tell of letters alone: permits are applied for and accepted too."""
STATUS_LABEL = re.compile(rf"{_STATUS}(?:\s*[:：]\s*|(?=[已未待正办处]))")
HOW_FAR = re.compile(r"(?:办理|处理|回复|答复|受理)(?:情况|结果)\s*[:：]\s*")
"""Labels of a status here, of the reply there: their value tells which."""
LABEL = rf"{_SUBJECT}|{_QUESTION}|{_ANSWER}|{_STATUS}|(?:{_WHO}|{_REPLY}|)(?:时间|日期)"
"""What stands in a cell of its own beside a cell with the value."""
DIGEST = re.compile(r"选登|选编|摘要|摘登|精选|答复|回复|(?:办理|处理)结果")
_ENDS_ASKED = re.compile(rf"(?:{_WHO})的?$")
_DATE_NEAR = re.compile(r"[\s:\[(】）)]{0,8}\d")
TOKEN = re.compile(r"\{\$|\{\{|\$\{|<%|\[!--|\}\}")
_REFUSED = re.compile(
    r"拒绝受理|不予受理|不受理|不予办理|不予答复|不予回复|拒绝|退回|驳回|无效|已退件|^重复(?:件|信件|来信|留言|诉求)?$|不属于?受理范围|非受理范围"
)
_DEALT = "回复|答复|办理|办结|处理|受理|解决|反馈|阅批|批阅|阅复"
_OPEN = re.compile(
    rf"(?:未|尚未|暂未|没有|暂无)(?:予)?(?:{_DEALT})|待(?:{_DEALT}|审核|办|分办|转办)|"
    rf"(?:{_DEALT}|审核|转办|交办|承办)(?:之|当)?中(?!心)|正在?(?:{_DEALT}|转办|审核)|"
    r"^已?(?:转办|交办|转交|派发|派单|分办)$|^在办$|新办件|^等待(?!评)"
)
_ANSWERED = re.compile(
    rf"已(?:经)?(?:{_DEALT}|回应|完成|办复)(?<!受理)|处理完毕|办理完毕|办理完成|处理完成|办结|回复完毕|答复完毕|"
    r"结案|办毕|^已办$|^完成$|^回复$|^答复$|^[待已]评价$"
)
MAX_STATUS_CHARS = 12

Role = Literal["subject", "asked", "answered", "status", "day"]


def has_asked_date(text: str) -> bool:
    """Whether a date of asking is labelled anywhere in a text, with digits right behind; cheaper than a full search."""
    for word in ("时间", "日期"):
        at = text.find(word)
        while at >= 0:
            if _DATE_NEAR.match(text, at + 2) and _ENDS_ASKED.search(text[max(0, at - 4) : at]):
                return True
            at = text.find(word, at + 2)
    return False


def status_of(text: str) -> LetterStatus | None:
    """What a cell, a badge or a labelled value says of a letter; None where it says nothing of it."""
    bare = text.strip(" []()【】<>:;,.·|")
    if not 0 < len(bare) <= MAX_STATUS_CHARS:
        return None
    if _REFUSED.search(bare):
        return "refused"
    if _OPEN.search(bare):
        return "open"
    return "answered" if _ANSWERED.search(bare) else None


def role_of(head: str) -> Role | None:
    """What a column of a table of letters holds, by its head."""
    bare = head.replace(" ", "")
    if not 0 < len(bare) <= 10:
        return None
    if re.search(r"时间|日期", bare):
        if ANSWERED.search(bare):
            return "answered"
        return "asked" if ASKED.search(bare) else "day"
    if re.search(r"状态|进度|办理情况|处理情况|办理结果|处理结果|是否回复|是否办结|回复情况|答复情况", bare):
        return "status"
    return (
        "subject"
        if re.search(r"标题|主题|题目|信件名|来信名|信件内容|留言内容|咨询内容|内容|^信件$|^来信$|^问题$|^留言$", bare)
        else None
    )


def is_mailbox_head(head: str) -> bool:
    """Whether the head row of a table is that of letters, not of tenders or permits."""
    if is_foreign_head(head):
        return False
    return (
        re.search(
            r"信件|来信|写信|留言|咨询|投诉|诉求|举报|受理|答复|回复|办理状态|办理情况|处理状态|信箱|建议|问题|反映",
            head,
        )
        is not None
    )


def is_foreign_head(head: str) -> bool:
    """Whether the head row of a table is that of tenders, permits, documents."""
    return re.search(r"事项|许可|项目|申请单位|申请人|办件|业务|许可证|企业|文号|索引", head) is not None
