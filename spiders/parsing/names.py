"""Names of columns as they stand in a navigation: cleaned of arrows and blanks, and told from what is none."""

import re
from functools import lru_cache
from unicodedata import normalize

from lxml import etree

MAX_NAME_CHARS = 14
_READ_CHARS = 60
_ENDS = " ·•|>»›<«‹▼▾▲+:-—–_…*#/、,.。▪■◆●★☆→"
_PAIRS = {"(": ")", "[": "]", "【": "】", "“": "”", '"': '"', "‘": "’", "'": "'", "《": "》", "〔": "〕"}
_CLOSERS = {closer: opener for opener, closer in _PAIRS.items()}
_CJK = re.compile(r"[\u3400-\u9fff]")
_BLANKS = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_SUBTITLE = re.compile(r"(?<=[\u3400-\u9fff]{2})\s*[A-Za-z][A-Za-z&.' -]{3,}$")
_NO_NAME = re.compile(
    r"[，,、。！？；…!?;<>{}=\n]|[:：]\S|(?:19|20)\d\d[-./年]|\d{1,2}[-/]\d{1,2}|^第?\d+|"
    r"[上下前后首末尾]一?[页条篇]$|^(?:更多|查看|点击|返回|关闭|打印|登[录陆]|注册|退出|取消|提交|搜索|检索|设为|加入|收藏|分享)|^下载$|"
    r"^(?:无障碍|关怀|长者|适老|繁[体體]|簡?简?[体體]|English|微信|微博|手机|移动|客户端|电脑版|触屏版|RSS|智能(?:问答|机器人|客服)|一网)|"
    r"(?:网站|站点)(?:地图|声明|帮助|首页|导航)|[链连]接$|关于我们|关于本站|版权|法律声明|免责|隐私|使用帮助|"
    r"[日韩英俄法德]文|外文|邮箱$|无障碍|^本站|公众号|当前位置|您的位置|热[搜词门]|^今天|欢迎|找错|纠错|重置|^高级|^评论|微[信博]$|有用|[简繁][体體]版?$|^中文|^展开|^收起|^阅读|语音|回到顶部|换一[批换]|详[情细]"
)
_HOME = re.compile(r"(?:网站|本站)?首页|主页|网站主页")
_MORE = re.compile(r"[\[【(+>»\s]*(?:查看|浏览)?(?:更多|more|全部|MORE|More)(?:信息|内容|新闻|公告)?[\]】)+>»›.…\s]*")


@lru_cache(maxsize=8192)
def clean(text: str) -> str:
    """A name without arrows, bullets, an English subtitle, and the blanks that set it wide (``首　页``)."""
    name = " ".join(text.split())[:_READ_CHARS]
    if not name:
        return ""
    name = _SUBTITLE.sub("", _BLANKS.sub("", normalize("NFKC", name))).strip(_ENDS)
    while len(name) > 2 and (_is_stray(name[0], name) or _is_stray(name[-1], name) or _PAIRS.get(name[0]) == name[-1]):
        whole = _PAIRS.get(name[0]) == name[-1]
        name = (name[1:-1] if whole else name[1:] if _is_stray(name[0], name) else name[:-1]).strip(_ENDS)
    return name


def _is_stray(char: str, name: str) -> bool:
    """Whether a bracket or quote has no partner in the name."""
    return (char in _PAIRS and _PAIRS[char] not in name) or (char in _CLOSERS and _CLOSERS[char] not in name)


@lru_cache(maxsize=8192)
def is_name(name: str) -> bool:
    """Whether a cleaned text could name a column: short, Chinese, no sentence, no date, no control of the page."""
    return 2 <= len(name) <= MAX_NAME_CHARS and bool(_CJK.search(name)) and not _NO_NAME.search(name)


def is_home(name: str) -> bool:
    return _HOME.fullmatch(name) is not None


def is_more(text: str) -> bool:
    """Whether a link says that a list goes on behind it: 更多, 更多>>, more, [更多]."""
    return len(text) <= 12 and _MORE.fullmatch(text) is not None


def spoken(element: etree._Element) -> str:
    """What a link or a title says: its text, else what its image or its title says."""
    text = element.text if len(element) == 0 else "".join(map(str, element.itertext()))
    text = " ".join((text or "").split())[:_READ_CHARS]
    if text:
        return text
    for inner in element.iter("img", "a"):
        named = inner.get("alt") or inner.get("title")
        if named and named.strip():
            return named
    return element.get("title") or element.get("alt") or ""
