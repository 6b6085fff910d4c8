"""The words that a form may hold: states, categories, yes and no, update periods."""

from typing import Literal, get_args

from rules.observations import Category

SiteStatus = Literal["normal", "excepted", "closed"]
STATES: dict[str, SiteStatus] = {
    "正常": "normal",
    "normal": "normal",
    "例外": "excepted",
    "excepted": "excepted",
    "关停": "closed",
    "closed": "closed",
}

CATEGORY_NAMES: dict[str, Category] = {
    "动态要闻": "news",
    "通知公告": "notices",
    "政策文件": "policies",
    "政策解读": "interpretations",
    "人事信息": "personnel",
    "规划计划": "plans",
    "其他应更新栏目": "other",
    "政务咨询": "consultation",
    "调查征集": "surveys",
    "互动访谈": "interviews",
    "举报投诉": "complaints",
    "办事服务": "services",
    "业务系统": "systems",
    "无需更新": "static",
}
"""The names that the forms offer, one per category."""

CATEGORY_SYNONYMS: dict[str, Category] = {
    "动态": "news",
    "要闻": "news",
    "工作动态": "news",
    "新闻动态": "news",
    "公告": "notices",
    "公示公告": "notices",
    "法规文件": "policies",
    "政策法规": "policies",
    "解读": "interpretations",
    "人事": "personnel",
    "人事任免": "personnel",
    "规划": "plans",
    "规划计划类": "plans",
    "其他": "other",
    "其它": "other",
    "咨询": "consultation",
    "政务咨询类": "consultation",
    "调查征集类": "surveys",
    "在线访谈": "interviews",
    "互动访谈类": "interviews",
    "投诉举报": "complaints",
    "信访": "complaints",
    "办事指南": "services",
    "在线系统": "systems",
    "概况信息": "static",
    "机构职能": "static",
    "领导信息": "static",
}
CATEGORIES: dict[str, Category] = {
    **{name: name for name in get_args(Category)},
    **CATEGORY_SYNONYMS,
    **CATEGORY_NAMES,
}

YES = {"是", "yes", "y", "true", "1", "√", "✓", "有"}
NO = {"否", "no", "n", "false", "0", "×", "x", "无", ""}

# A period is only ever used against its site, so that a month counts its longest.
UNIT_DAYS = {
    **dict.fromkeys(("天", "日", "day", "days", "d"), 1),
    **dict.fromkeys(("周", "星期", "week", "weeks", "w"), 7),
    **dict.fromkeys(("个月", "月", "month", "months"), 31),
    **dict.fromkeys(("季度", "季", "个季度", "quarter", "quarters"), 92),
    **dict.fromkeys(("年", "year", "years"), 366),
}
PERIODS = {
    "每日": 1,
    "每天": 1,
    "日更": 1,
    "daily": 1,
    "每个工作日": 4,  # a weekend and a day lie between two working days
    "工作日": 4,
    "weekly": 7,
    "半月": 16,
    "每半月": 16,
    "双周": 14,
    "monthly": 31,
    "quarterly": 92,
    "半年": 184,
    "每半年": 184,
    "yearly": 366,
    "annually": 366,
}
NO_PERIOD = {"", "-", "—", "不定期", "长期", "无", "不更新", "无需更新", "none", "irregular"}
NUMERALS = {name: number for number, name in enumerate("零一二三四五六七八九十")} | {"两": 2, "半": 0}
