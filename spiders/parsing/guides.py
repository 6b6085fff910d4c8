"""Which of the eight elements of a service guide a page names: 全国政府网站普查评分表 (2015), 办事指南.

An element counts where its label begins a line or stands alone in one (a cell, a heading); the same words inside a
sentence are no label. A page is a guide where it names three of them, two being of what only guides have.
"""

import re
from collections.abc import Mapping

from ahocorasick_rs import AhoCorasick, Implementation

from spiders.parsing.texts import Texts

_TEXT = "[\u4e00-\u9fff]"
_PATTERNS: Mapping[str, str] = {
    "name": rf"(?:{_TEXT}{{0,4}}(?:事项|项目|服务|业务|许可|证件)名称|办理事项|服务事项|许可事项|审批事项)",
    "basis": rf"{_TEXT}{{2,6}}依据|政策法规|相关法规",
    "conditions": rf"{_TEXT}{{2,8}}条件",
    "papers": rf"{_TEXT}{{0,8}}(?:申请|申报|申办|办理|提交|提供|所需|报送|准备|需要|审核|受理)的?{_TEXT}{{0,2}}"
    rf"(?:材料|资料|证件)(?:清单|目录|要求)?",
    "place": rf"{_TEXT}{{0,4}}(?:办理|受理|办公|服务|申请|窗口|审批)(?:地点|地址|窗口|场所|单位地址)",
    "time": rf"{_TEXT}{{0,4}}(?:办理|受理|办公|工作|服务|接待|对外|上班)(?:办公)?(?:时间|时限)",
    "phone": rf"(?!管理|网站|技术|值班){_TEXT}{{0,4}}电话|联系方式|咨询方式",
    "procedure": rf"{_TEXT}{{2,6}}(?:流程|程序|步骤|流程图)|流程图",
}
ELEMENTS = tuple(_PATTERNS)
OF_GUIDES_ONLY = frozenset({"basis", "conditions", "papers", "procedure"})
MIN_ELEMENTS = 3
MAX_LABEL_CHARS = 40
_NUMBER = r"[\s(【\[<《]*(?:第?[一二三四五六七八九十\d]{1,3}(?:[、.)】\]:]|\s|条|步))?[\s(【\[<《●■◆★*]*"
_LABELS = {
    name: re.compile(rf"{_NUMBER}(?:{pattern})(?:[及和与、]{_TEXT}{{1,10}})?\s*(?:[:】\])》>]|$)")
    for name, pattern in _PATTERNS.items()
}
_KEYS = (
    "名称",
    "事项",
    "依据",
    "法规",
    "条件",
    "材料",
    "资料",
    "证件",
    "地点",
    "地址",
    "窗口",
    "时间",
    "时限",
    "电话",
    "方式",
    "流程",
    "程序",
    "步骤",
)
_ANY = AhoCorasick([*_KEYS, "场所"], implementation=Implementation.DFA)


def read_guide(texts: Texts) -> tuple[str, ...]:
    """The elements that a guide names, in the order of ``ELEMENTS``; none for a page that is no guide."""
    labelled = texts.told(_labelled)
    if len(labelled) < MIN_ELEMENTS:
        return ()
    begins = [texts[at][:MAX_LABEL_CHARS] for at in labelled]
    found = tuple(name for name, label in _LABELS.items() if any(map(label.match, begins)))
    return found if len(found) >= MIN_ELEMENTS and len(OF_GUIDES_ONLY & set(found)) > 1 else ()


def _labelled(texts: Texts) -> list[int]:
    """The lines that begin with one of the words that labels have in them."""
    begins = Texts(text[:MAX_LABEL_CHARS] for text in texts)
    return sorted({begins.number_at(start) for _, start, _ in _ANY.find_matches_as_indexes(begins.joined)})
