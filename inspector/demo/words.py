"""Deterministic, lifelike Chinese texts for the fixture sites."""

from rules.observations import Category

_SUBJECT_WORDS = (
    "春季农业生产 安全生产 河湖长制 城乡供水 义务教育 森林防火 营商环境 防汛抗旱 养老服务 "
    "道路交通 医疗保障 乡村产业 生态修复 文化惠民 粮食收储 老旧小区改造 就业创业 食品安全"
)
_SUBJECTS = tuple(_SUBJECT_WORDS.split())
_TITLES: dict[Category, tuple[str, ...]] = {
    "news": (
        "县政府召开{}工作推进会",
        "我县扎实推进{}工作",
        "{}现场会在我县举行",
        "县领导调研{}工作",
        "我县{}取得新进展",
    ),
    "notices": ("关于开展{}专项检查的通知", "关于{}有关事项的公告", "{}项目公示", "关于{}征求意见的公告"),
    "policies": ("青溪县{}管理办法", "关于进一步加强{}工作的实施意见", "青溪县{}三年行动方案"),
    "interpretations": ("《青溪县{}管理办法》政策解读", "图解：青溪县{}行动方案"),
    "personnel": ("青溪县人民政府关于{}领域干部任免的通知", "{}系统公开招聘公告"),
    "plans": ("青溪县{}“十五五”规划", "青溪县{}年度工作计划"),
    "surveys": ("关于{}的民意调查", "《青溪县{}办法（草案）》意见征集"),
    "interviews": ("在线访谈：谈谈{}工作", "部门负责人解读{}"),
    "services": ("{}事项办理指南",),
}
_LETTERS = ("请问{}补贴什么时候发放", "反映{}问题", "咨询{}办理流程", "建议加强{}", "关于{}的疑问")
_SENTENCES = (
    "会议听取了各乡镇和有关部门关于{}情况的汇报，研究部署了下一阶段重点任务。",
    "各有关单位要提高认识，压实责任，把{}各项措施落到实处。",
    "近年来，全县{}投入持续增加，群众的获得感不断增强。",
    "下一步将围绕{}中的突出问题，逐项建立台账，限期整改到位。",
    "广大群众可以通过县政府门户网站了解{}的最新进展。",
)


def title(category: Category, number: int) -> str:
    """The title of the n-th item of a column; no two of the first few dozen are alike."""
    forms = _TITLES.get(category, _TITLES["news"])
    subject = _SUBJECTS[number % len(_SUBJECTS)]
    text = forms[(number + number // len(_SUBJECTS)) % len(forms)].format(subject)
    return text if number < len(_SUBJECTS) else f"{text}（{number // len(_SUBJECTS) + 1}）"


def letter_subject(number: int) -> str:
    """The subject of the n-th letter."""
    return _LETTERS[number % len(_LETTERS)].format(_SUBJECTS[(number * 5) % len(_SUBJECTS)])


def paragraphs(number: int) -> list[str]:
    """The body of the n-th article."""
    subject = _SUBJECTS[number % len(_SUBJECTS)]
    return [_SENTENCES[(number + i) % len(_SENTENCES)].format(subject) for i in range(4)]
