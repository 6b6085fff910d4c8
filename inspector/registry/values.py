"""Texts of a form's cells into values; what cannot be one is refused with a remedy, never guessed."""

import re
import unicodedata
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any, get_args
from urllib.parse import urlsplit

from inspector.registry.forms import Kind
from inspector.registry.vocabulary import (
    CATEGORIES,
    CATEGORY_NAMES,
    NO,
    NO_PERIOD,
    NUMERALS,
    PERIODS,
    STATES,
    UNIT_DAYS,
    YES,
    SiteStatus,
)
from rules.observations import Category

CODE = re.compile(r"\d{10}|bm\d{8}", re.ASCII)
MAX_TEXT = 500  # longer than anything a form asks for
MAX_ADDRESS = 100  # the form's own limit
MAX_URL = 2_000
MAX_PERIOD_DAYS = 3_660

FORMULA = "\0formula"
"""Stands for a cell whose value is not written down in the file."""

_PERIOD = re.compile(r"(?:每|every)?(\d+(?:\.0+)?|[一二两三四五六七八九十])?([^\d]+)")


class BadValueError(ValueError):
    """A cell's text cannot be used: why, and what to write instead, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


def clean(text: str) -> str:
    """A cell's text without blanks around it, control characters and invisible ones."""
    visible = (" " if unicodedata.category(c) in {"Cc", "Zs", "Zl", "Zp"} else c for c in text if not _unseen(c))
    return " ".join("".join(visible).split())


def _unseen(character: str) -> bool:
    return unicodedata.category(character) in {"Cf", "Cs", "Co"}


def plain(text: str) -> str:
    """For words of a fixed list: width, case and blanks do not count."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower()


def code(text: str) -> str:
    """网站标识码 in lower case; width, case and blanks do not count."""
    value = plain(text)
    if CODE.fullmatch(value):
        return value
    hint_zh, hint_en = "应为 10 位数字，或 bm 加 8 位数字", "10 digits, or bm and 8 digits, are wanted"
    if re.fullmatch(r"\d{1,9}", value, re.ASCII) or "e+" in value:
        hint_zh += "；位数不足可能是单元格按数字存放造成的，请设为文本后重填"
        hint_en += "; digits may have been lost because the cell holds a number: format it as text and type it again"
    raise BadValueError(
        f"“{shortened(text)}”不是网站标识码，{hint_zh}", f"'{shortened(text)}' is no site code: {hint_en}"
    )


def url(text: str) -> str:
    """An absolute http(s) address without user name or password."""
    if "://" not in text:
        raise BadValueError(
            f"“{shortened(text)}”不是完整网址，请写成 http:// 或 https:// 开头",
            f"'{shortened(text)}' is no full address: start it with http:// or https://",
        )
    if any(c.isspace() for c in text) or len(text) > MAX_URL:
        raise BadValueError(
            f"“{shortened(text)}”含有空格或过长，请核对网址",
            f"'{shortened(text)}' holds blanks or is too long: check the address",
        )
    try:
        parts = urlsplit(text)
        wrong = parts.scheme.lower() not in {"http", "https"} or not parts.hostname or parts.port == 0
        secret = parts.username is not None or parts.password is not None
    except ValueError:
        wrong, secret = True, False
    if wrong:
        raise BadValueError(
            f"“{shortened(text)}”不是可用的网址，请核对",
            f"'{shortened(text)}' is no address that can be asked: check it",
        )
    if secret:
        raise BadValueError(
            "网址中不得含用户名或密码，请删去", "an address must hold no user name or password: remove it"
        )
    return text


def same_address(text: str) -> str:
    """An address in the form in which two are compared: scheme and host in lower case, no bare final slash."""
    parts = urlsplit(text)
    path = parts.path if parts.path != "/" else ""
    return parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower(), path=path, fragment="").geturl()


def state(text: str) -> SiteStatus:
    found = STATES.get(plain(text))
    if found is None:
        raise BadValueError(
            f"“{shortened(text)}”不是网站状态，应为 正常、例外 或 关停",
            f"'{shortened(text)}' is no state: normal, excepted or closed is wanted",
        )
    return found


def flag(text: str) -> bool:
    word = plain(text)
    if word in YES:
        return True
    if word in NO:
        return False
    raise BadValueError(f"“{shortened(text)}”应为 是 或 否", f"'{shortened(text)}' should be yes or no")


def category(text: str) -> Category:
    found = CATEGORIES.get(plain(text))
    if found is not None:
        return found
    near = get_close_matches(plain(text), list(CATEGORIES), n=1)
    zh = f"，是不是“{near[0]}”？" if near else "；"
    en = f"; did you mean '{near[0]}'? " if near else "; "
    raise BadValueError(
        f"“{shortened(text)}”不是栏目类别{zh}可填：{'、'.join(CATEGORY_NAMES)}；也可不填",
        f"'{shortened(text)}' is no category{en}allowed: {', '.join(get_args(Category))}; or leave it empty",
    )


def path(text: str) -> tuple[str, ...]:
    """Up to three levels, parted by a slash, an angle or a dash."""
    parts = tuple(part for part in (clean(p) for p in re.split(r"[/／\\>＞→|]|--", text)) if part)
    if len(parts) > 3:
        raise BadValueError("分类最多三级，用 / 分开", "a category path has at most three levels, parted by /")
    return parts


def period(text: str) -> int | None:
    """Days between two updates; months and years count their longest. None where no period is set."""
    word = plain(text)
    if word in NO_PERIOD:
        return None
    days = PERIODS.get(word) or _counted(word)
    if days is None or not 0 < days <= MAX_PERIOD_DAYS:
        raise BadValueError(
            f"“{shortened(text)}”不是更新周期；可填天数，或 每日、一周、两周、每月、每季度、6个月、每年；不定期请留空",
            f"'{shortened(text)}' is no update period: write days, or daily, 2 weeks, monthly, quarterly, 6 months, "
            "yearly; leave it empty where none is set",
        )
    return days


def _counted(word: str) -> int | None:
    if re.fullmatch(r"\d{1,5}(\.0+)?", word, re.ASCII):
        return int(float(word))
    match = _PERIOD.fullmatch(word)
    unit = UNIT_DAYS.get(match[2]) if match else None
    if match is None or unit is None or len(match[1] or "") > 5:
        return None
    number = match[1] or "1"
    return unit * (NUMERALS[number] if number in NUMERALS else int(float(number)))


def text(value: str) -> str:
    return _bounded(value, MAX_TEXT)


def address(value: str) -> str:
    return _bounded(value, MAX_ADDRESS)


def _bounded(value: str, limit: int) -> str:
    if len(value) > limit:
        raise BadValueError(
            f"共 {len(value)} 字，最多 {limit} 字，请缩短", f"{len(value)} characters, at most {limit} are allowed"
        )
    return value


def shortened(value: str) -> str:
    """A foreign text as a message may quote it."""
    return value if len(value) <= 40 else value[:39] + "…"


READERS: dict[Kind, Callable[[str], Any]] = {
    "code": code,
    "name": text,
    "text": text,
    "url": url,
    "state": state,
    "flag": flag,
    "category": category,
    "path": path,
    "period": period,
    "address": address,
}
