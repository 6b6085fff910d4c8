"""Whether a policy names its interpretation and an interpretation its policy, each with a link.

政府网站与政务新媒体检查指标 (2019), 政策解读: the two are to be linked both ways.
"""

import re
from collections.abc import Iterator

from spiders.parsing.document import Document
from spiders.parsing.text import tidy

_TO_INTERPRETATION = re.compile(r"解读|图解|一图读懂|答记者问|问答")
_TO_POLICY = re.compile(
    r"原文|政策文件|相关文件|相关政策|解读文件|文件全文|(?:通知|意见|办法|方案|规定|规划|决定|条例|细则)》"
)
_COLUMN = re.compile(r"^(?:政策|文件|最新)?解读$|^政策文件$|^相关政策$|^解读回应$|^政策解读.{0,4}$")
_INTERPRETATION_WORDS = ("解读", "图解", "读懂", "答记者问", "问答")
_POLICY_WORDS = ("原文", "文件", "相关政策", "》")
_SHORT = frozenset(("解读", "原文", "图解"))
MIN_LINK_CHARS = 6


def read_related(doc: Document, *, title: str) -> str:
    """``interpretation`` or ``policy``: what the article links to, as it is itself a policy or not; "" for neither.

    The name of a column in the navigation is no such link: it is short, and stands on every page.
    """
    interprets = bool(_TO_INTERPRETATION.search(title))
    pattern, words = (_TO_POLICY, _POLICY_WORDS) if interprets else (_TO_INTERPRETATION, _INTERPRETATION_WORDS)
    if not any(word in doc.flat for word in words):
        return ""
    texts = _links_with(pattern, doc)
    named = any((len(text) >= MIN_LINK_CHARS or text in _SHORT) and not _COLUMN.search(text) for text in texts)
    return ("policy" if interprets else "interpretation") if named else ""


def _links_with(pattern: re.Pattern[str], doc: Document) -> Iterator[str]:
    """The texts of links that a pattern is found in, looked for in all of them at once."""
    joined = "\0".join([raw for _, raw in doc.links])
    for found in pattern.finditer(joined):
        start = joined.rfind("\0", 0, found.start()) + 1
        yield tidy(joined[start : found.end()] + joined[found.end() :].partition("\0")[0])
