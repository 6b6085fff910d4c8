"""What a column is for, from what the registry, its metas or its name say, in that order; unknown rather than a guess.

A wrong category can veto a site: a form counted among the news is 'not updated' for ever. So words that stand for
several things (互动交流, 政务公开, 专题专栏) say nothing here, and a table row is read only where no earlier one fits.
"""

import re
from functools import lru_cache
from unicodedata import normalize

from rules.observations import Category

MAX_NAME_CHARS = 60
_TABLE: tuple[tuple[Category, str], ...] = (
    (
        "unknown",
        r"(?:局|(?<!大)厅|署|院|委|部|社|政府|公司|银行|大学|学校|监狱|办公室|(?<![访上])办|科|处)$|(?:新闻|信息|资讯|采购|人才|政务)网$|"
        r"智能问答|机器人|常见问题|热点问题|邮箱|计划生育|知识问答|评价|气象|天气|信件查询|办理动态|受理动态|"
        r"(?:信件|来信|办件|办理|办事|受理|留言|服务)(?:情况|数据)?统计",
    ),
    ("static", r"(?:法律|免责|严正|网站|隐私|版权)声明"),
    ("consultation", r"咨询投诉|投诉咨询|咨询建议|咨询服务$"),
    ("complaints", r"举报|投诉|信访|纪检信箱|行风热线|违纪|维权|检举"),
    ("interviews", r"访谈|网谈"),
    ("static", r"征集规则|办理规则|写信须知|留言须知|公开指南|公开制度|公开规定|公开目录|依申请|申请公开|公开申请"),
    (
        "surveys",
        r"(?<!兵役|藏品|文物|档案|史料|党史|税款|物资)征集|征求意见|问卷|民意(?!直通|快车)|投票|意见反馈|"
        r"(?<!统计|地质|国土|土地|资源|事故|价格|住户|抽样|经济|人口|预期|案件|火灾|灾情|产权|权属|林业|森林|死因|病学|勘测|损害|收支)"
        r"调查(?!研究|报告|总队|队|处理|评估|统计|数据|监测|登记|取证|通报)",
    ),
    (
        "consultation",
        r"信箱|意见箱|咨询(?!公司|机构|委员|热线|电话|师)|问政|留言|写信|来信|去信|建言|献策|有问必答|我要问|答复选登|回复选登|信件选登",
    ),
    (
        "personnel",
        r"(?<!军)人事|任免|任前公示|招考|招录|招聘(?!会)|录用|公务员|干部选拔|选拔任用|遴选",
    ),
    ("interpretations", r"解读|图解|一图|读懂"),
    (
        "plans",
        r"规划(?!馆|所|公示|许可|设计)|(?:工作|年度|发展)计划|计划总结|工作要点|十[二三四五六]五",
    ),
    (
        "other",
        r"采购|招标|中标|投标|拍卖|征地|征收|拆迁|处罚|行政许可|双随机|双公示|环评|财政(?!所)|预算|决算|预决算|"
        r"统计|数据发布|数据开放|应急|预案|重点领域|年报|年度报告|年度报表|工作报告|领导活动|领导讲话|会议|提案|"
        r"公报|回应关切|新闻发布会|资金|收费|审计|权责清单|权力清单|责任清单",
    ),
    ("services", r"下载|办事指南|服务指南|办理指南|办事流程|办理流程|样表"),
    ("policies", r"文件|法规|规章|政策(?!咨询|研究|兑现|服务|直达|申报|超市|计算)|政令|发文|法律|条例|制度规定"),
    ("notices", r"公告|公示|通知|通告|告示"),
    (
        "news",
        r"动态(?!监测|调整|管理)|要闻|新闻(?!中心|发布)|新闻中心|快讯|时政|资讯|报道|速递|速览|头条|简讯|联播|"
        r"媒体(?:聚焦|关注|看|视角)|工作信息|政务信息|今日(?!.{0,3}天气)",
    ),
    (
        "static",
        r"概况|概览|简介|[县市区省镇州旗盟]情(?:$|介绍)|机构(?:职能|设置|职责|信息|介绍|概况|设置|科室)|组织机构|内设机构|"
        r"直属(?:单位|机构|部门)|下属单位|二级机构|工作机构|政府机构|处室|领导(?:信息|之窗|简介|分工|班子|介绍|成员|名单|致辞)|"
        r"(?:政府|局|委|厅|现任|市|县|区)领导$|负责人信息|负责人简介|历史沿革|自然地理|行政区划|联系我们|联系方式|关于我们|"
        r"(?:网站|站点)(?:地图|声明|帮助|导航)|版权保护|隐私|职责$|走[进近]|大事记|(?:历任|历届).{0,4}领导|发展历程|城市名片",
    ),
    (
        "static",
        r"旅游(?:资源|景点|景区|指南|线路|攻略|交通|保险|特产|文化|经济)|景点|景区(?!动态|管理)|名胜|美食|特产|小吃|风光$|风貌$|风情$|"
        r"民俗|人文(?:历史|地理|景观)|历史文化|(?<![政企机工关党])文化$|投资(?:环境|成本|指南|优势|须知|指引)|(?:县域|区域|经济|社会|旅游)经济$|"
        r"基本(?:情况|县情|市情|区情)$",
    ),
    ("systems", r"(?:申报|查询|办公|管理|登记|审批|申请|业务|应用|服务|监管|信息|预约|举报)(?:系统|平台)|查询"),
    (
        "services",
        r"办事|政务服务|便民|公共服务|服务(?:事项|大厅|市民|企业|个人|法人|投资者|旅游者|三农|中心)|网上办|在线办理|一件事|"
        r"行政审批|网上审批|在线审批|审批服务|场景服务|利民服务|民生服务",
    ),
)
_ROWS = tuple((category, re.compile(pattern)) for category, pattern in _TABLE)
_NOISE = re.compile(r"[\s\"'“”‘’《》<>【】\[\]()（）·.…|/\\>»:：-]+")
_TYPES: dict[str, Category] = {
    "咨询投诉": "consultation",
    "政务咨询": "consultation",
    "政务咨询类": "consultation",
    "互动访谈": "interviews",
    "互动访谈类": "interviews",
    "调查征集类": "surveys",
    "征集调查": "surveys",
    "机构设置及职能": "static",
    "人事信息": "personnel",
    "规划计划": "plans",
    "动态要闻": "news",
    "工作动态": "news",
    "办事服务": "services",
    "业务系统": "systems",
}


def category_of(
    name: str, *, column_type: str | None = None, column_name: str | None = None, path: tuple[str, ...] = ()
) -> Category:
    """What a column is for. ``path`` is the registry's category, wide to narrow; the metas are those of its pages."""
    for words in (*reversed(path), column_type, column_name, name):
        found = _category(words) if words else "unknown"
        if found != "unknown":
            return found
    return "unknown"


@lru_cache(maxsize=4096)
def _category(words: str) -> Category:
    plain = _NOISE.sub("", normalize("NFKC", words[:MAX_NAME_CHARS]))
    known = _TYPES.get(plain)
    if known is not None:
        return known
    return next((category for category, pattern in _ROWS if pattern.search(plain)), "unknown")
