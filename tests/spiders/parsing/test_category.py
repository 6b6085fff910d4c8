"""Names of real columns, one by one; what could mean several things stays unknown."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.parsing.category import category_of

NAMES = """
news: 政务动态 部门动态 工作动态 图片新闻 新闻中心 新闻动态 时事要闻 政务要闻 工作简讯 媒体报道
    党建动态 要闻 区县动态 视频新闻 媒体聚焦 文化动态 景区动态 投资动态
notices: 通知公告 公示公告 公告公示 公告栏 政府公告 公示 信息公示 政务通知 通告 公文通知
policies: 政策文件 规范性文件 政策法规 政府文件 县委文件 法规政策文件 法律法规 规章 政策
interpretations: 政策解读 图解政策 文件解读 媒体解读 一图读懂
personnel: 人事任免 人事信息 招考录用 事业单位招聘 公务员招录 任前公示 人事招考 人员招录
plans: 规划计划 发展规划 中长期规划 工作计划 十四五规划 计划总结
consultation: 领导信箱 县长信箱 局长信箱 在线咨询 网上咨询 政务咨询 咨询投诉 公众留言 我要写信
    建言献策 网络问政 来信选登 公开意见箱
surveys: 民意征集 意见征集 网上调查 在线调查 调查征集 征求意见 问卷调查 征集调查
    满意度调查 社会调查 企业满意度调查 建议征集 调查结果
interviews: 在线访谈 嘉宾访谈 政务访谈 互动访谈
complaints: 举报投诉 投诉举报 纪委举报网 网上信访 违纪举报 我要投诉
services: 办事指南 办事服务 网上办事 政务服务 服务大厅 便民服务 表格下载 服务企业 公共服务
    百件实事网上办 网上审批
systems: 行政审批申报系统 企业查询 标签数据查询 办公系统 业务系统
static: 机构职能 机构设置 领导之窗 领导信息 单位概况 历任领导 部门职责 发展历程 嘉鱼县情 走进武汉 联系我们 网站地图
    信息公开指南 依申请公开 版权声明 法律声明 市情 政府领导 旅游资源 旅游景点 特色美食 旅游保险 投资环境
    投资成本 县域经济 嘉鱼文化 基本情况
other: 财政预决算 统计数据 政府采购 招标公告 中标公告 行政处罚公示 应急管理 信息公开年报
    政府工作报告 领导讲话 回应关切 新闻发布会 建议提案
unknown: 互动交流 政民互动 政务公开 信息公开 专题专栏 首页 市财政局 省信访局 退役军人事务部 常见问题
    政务邮箱 办理动态 信件统计 计划生育 服务 智能问答 公众参与 领导 党务公开 招商引资 招商项目 政务贴吧
    廉政文化 机关文化 县委工作 旅游管理 景区管理 预期调查 地质调查 国土调查 事故调查 兵役征集 藏品征集 档案征集
    调查研究 调查取证
"""


def cases() -> Iterator[tuple[str, str]]:
    category = ""
    for word in NAMES.split():
        if word.endswith(":"):
            category = word.removesuffix(":")
        else:
            yield word, category


@pytest.mark.parametrize(("name", "category"), list(cases()))
def test_a_name_says_what_a_column_is_for(name: str, category: str) -> None:
    assert category_of(name) == category


def test_the_registry_goes_before_the_metas_and_the_metas_before_the_name() -> None:
    assert (
        category_of("通知公告", column_type="工作动态", column_name="政策文件", path=("信息公开类", "人事信息"))
        == "personnel"
    )
    assert category_of("通知公告", column_type="工作动态", column_name="政策文件") == "news"
    assert category_of("通知公告", column_name="政策文件") == "policies"
    assert category_of("通知公告", column_type="广东监狱", column_name="") == "notices"


def test_the_narrowest_level_of_the_registry_that_says_something_counts() -> None:
    assert category_of("x", path=("信息公开类", "机构设置及职能", "组织机构")) == "static"
    assert category_of("x", path=("互动交流类", "政务咨询类", "其他")) == "consultation"


def test_blanks_marks_and_full_width_forms_in_a_name_do_not_matter() -> None:
    assert category_of(" 通　知 公 告 >> ") == "notices"
    assert category_of("【人事任免】") == "personnel"
    assert category_of("２０２０年度工作计划") == "plans"


@given(st.text(max_size=200))
def test_any_text_has_a_category(text: str) -> None:
    assert category_of(text, column_type=text, column_name=text, path=(text,))
