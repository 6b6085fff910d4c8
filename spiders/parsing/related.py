"""Whether a policy names its interpretation and an interpretation its policy, each with a link.

政府网站与政务新媒体检查指标 (2019), 政策解读: the two are to be linked both ways.
"""

import re

from spiders.parsing.document import Document
from spiders.parsing.text import tidy

_TO_INTERPRETATION = re.compile(r"解读|图解|一图读懂|答记者问|问答")
_TO_POLICY = re.compile(
    r"原文|政策文件|相关文件|相关政策|解读文件|文件全文|(?:通知|意见|办法|方案|规定|规划|决定|条例|细则)》"
)
_COLUMN = re.compile(r"^(?:政策|文件|最新)?解读$|^政策文件$|^相关政策$|^解读回应$|^政策解读.{0,4}$")
MIN_LINK_CHARS = 6


def read_related(doc: Document, *, title: str) -> str:
    """``interpretation`` or ``policy``: what else the article links to; both separated by a comma, "" for neither.

    The name of a column in the navigation is no such link: it is short, and stands on every page.
    """
    if not any(word in doc.flat for word in ("解读", "原文", "图解", "答记者问", "相关")):
        return ""
    interprets = bool(_TO_INTERPRETATION.search(title))
    found = set()
    for _, raw in doc.links:
        text = tidy(raw)
        if _COLUMN.search(text) or (len(text) < MIN_LINK_CHARS and text not in {"解读", "原文", "图解"}):
            continue
        if not interprets and _TO_INTERPRETATION.search(text):
            found.add("interpretation")
        if interprets and _TO_POLICY.search(text):
            found.add("policy")
    return ",".join(sorted(found))
