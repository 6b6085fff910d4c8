"""Texts of links that are furniture of a list (pagers, 'more', 'details'), never the title of an entry."""

from functools import lru_cache

_EDGES = " \t\r\n<>«»‹›[]()（）【】{}《》.…·+|：:→←\xa0\u3000"
_EDGE_CHARS = frozenset(_EDGES)
_LONGEST = 12
_WORDS = frozenset(
    (
        *(
            "更多",
            "查看更多",
            "更多内容",
            "更多信息",
            "more",
            "readmore",
            "详情",
            "详细",
            "查看详情",
            "查看",
            "查看全文",
        ),
        *("阅读全文", "详细内容", "点击查看", "下载", "附件下载", "展开", "收起", "跳转", "go", "确定", "关闭", "打印"),
        *("收藏", "分享", "首页", "网站首页", "第一页", "上一页", "上页", "前一页", "下一页", "下页", "后一页", "尾页"),
        *("末页", "最后一页", "最后页", "上一頁", "下一頁", "返回", "返回首页", "返回顶部", "top", "next", "prev"),
        *("previous", "first", "last"),
    )
)


def is_chrome(text: str) -> bool:
    """Whether the text of a link is that of a pager or a 'more', not a title."""
    return len(text) <= 3 * _LONGEST and _is_chrome(text)


@lru_cache(maxsize=4096)  # the menus of a site say the same on every page
def _is_chrome(text: str) -> bool:
    if text[:1] not in _EDGE_CHARS and text[-1:] not in _EDGE_CHARS and not text[:1].isdecimal():
        return text in _WORDS or text.replace(" ", "").lower() in _WORDS or (text[:1] == "第" and _is_number(text))
    bare = text.strip(_EDGES)
    if len(bare) > _LONGEST:
        return False
    return not bare or bare.replace(" ", "").lower() in _WORDS or _is_number(bare)


def _is_number(bare: str) -> bool:
    return len(bare) <= 7 and bare.removeprefix("第").removesuffix("页").strip().isdecimal()
