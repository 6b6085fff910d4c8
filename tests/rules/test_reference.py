"""The reference is made from the code, and nothing in it is stale."""

import runpy
from pathlib import Path

import jsonschema
import pytest

from inspector.judging.standards import bundled_ids, find, load
from rules.indicators import all_indicators
from rules.standards.schema import standard_schema
from rules.standards.yamltext import parse

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def made():
    return runpy.run_path(str(DOCS / "generate.py"))["pages"]()


def test_the_reference_is_what_the_code_says(made):
    committed = {path.name: path.read_text("utf-8") for path in (DOCS / "reference").iterdir()}
    stale = sorted(name for name, text in made.items() if text != committed.get(name))
    assert stale == [], "run: python docs/generate.py"


def test_every_indicator_has_its_section(made):
    for id_ in all_indicators():
        assert f"\n## {id_}\n" in made["indicators.md"]


def test_every_rule_is_covered_by_an_indicator_with_a_test_or_by_a_person(made):
    root = DOCS.parent
    rules, elsewhere = made["coverage.md"].split("## What no rule can hold")
    rows = [[cell.strip(" `") for cell in line.strip("|").split(" | ")] for line in rules.splitlines() if "` |" in line]
    assert len(rows) == sum(len(load(id_).rules) for id_ in bundled_ids())
    for _, _, _, indicator, mode, test in rows:
        assert (mode == "manual") == (test == "–") == (indicator == "–")
        assert test == "–" or f'"{indicator}"' in (root / test).read_text("utf-8"), f"{test} never measures {indicator}"
    for line in elsewhere.splitlines()[4:]:
        _, _, mode, test = [cell.strip() for cell in line.strip("|").replace("\\|", "/").split(" | ")]
        assert (mode == "manual") == (test == "–")
        assert test == "–" or (root / test).is_file()


CLAUSES = {
    "census-2015": """站点无法访问 网站不更新 栏目不更新 栏目长期不更新 空白栏目 严重错误 互动回应差 首页可用性
        链接可用性 首页栏目 基本信息（更新 基本信息（内容 政务咨询类栏目 调查征集类栏目 互动访谈类栏目
        办事指南 办事指南（准确性） 附件下载 在线系统""",
    "index-2019": """严重表述错误 泄密 篡改 暗链 抢注 个人信息 伪造发稿日期 站点无法访问 首页不更新 栏目不更新
        栏目长期不更新 空白栏目 互动回应差 服务不实用 政务新媒体：安全 政务新媒体：两周 政务新媒体：无法互动
        概况信息 机构职能 领导信息 动态要闻 政策文件 政策解读 事项公开 办事指南 表格样表 服务统计 信息提交
        统一登记公开 办理答复 征集调查 域名名称 网站标识 可用性 站内搜索 页面标签 兼容性 IPv6
        加分：征集调查 加分：信息发布 加分：办事服务 加分：互动交流 加分：功能设计 加分：创新发展""",
    "page-rules-2017": """页面标签 PubDate 页脚标识 打开时间 发布时间和来源 空白栏目 域名 网站正常运行 关停公告
        版式和色彩""",
    "county-48h": "小时内答复 每周公开信息不少于 每月报送信息不少于",
}


@pytest.mark.parametrize(("standard", "clauses"), CLAUSES.items())
def test_every_clause_that_the_documents_have_is_a_rule(standard, clauses):
    """The facts as they were gathered from the documents; what no rule can hold stands in coverage.md."""
    names = [rule.clause.zh for rule in load(standard).rules]
    assert [word for word in clauses.split() if not any(word in name for name in names)] == []


@pytest.mark.parametrize("standard", ["index-2019"])
def test_the_deductions_of_one_indicator_never_exceed_its_weight(standard):
    free = [r.id for r in load(standard).rules if not r.veto and not r.bonus and r.cap is None and r.mode != "manual"]
    assert free == []


def plain(id_):
    def listed(value):
        if isinstance(value, dict):
            return {key: listed(inner) for key, inner in value.items()}
        return [listed(inner) for inner in value] if isinstance(value, tuple) else value

    tree, _ = parse(*find(id_))
    return listed(tree.plain())


@pytest.mark.parametrize("id_", bundled_ids())
def test_the_schema_accepts_the_bundled_standards(id_):
    jsonschema.Draft202012Validator(standard_schema()).validate(plain(id_))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda s: s.pop("scoring"),
        lambda s: s.update(extra=1),
        lambda s: s["rules"][0].update(whi="x"),
        lambda s: s["rules"][0]["thresholds"].update(limitlinks=1),
        lambda s: s["rules"][0].update(indicator="broken"),
        lambda s: s["rules"][0].pop("why"),
        lambda s: s["rules"][0].update(evidence="hearsay"),
    ],
)
def test_the_schema_refuses_what_the_check_refuses(spoil):
    standard = plain("relaunch-gate")
    spoil(standard)
    assert not jsonschema.Draft202012Validator(standard_schema()).is_valid(standard)


def test_an_overlay_may_leave_out_what_it_does_not_change():
    overlay = {"id": "x", "extends": "census-2015", "rules": [{"id": "unreachable", "thresholds": {"timeout_s": 10}}]}
    assert jsonschema.Draft202012Validator(standard_schema()).is_valid(overlay)
