"""The catalogues say everything the reports want to say, in both languages."""

import ast
import re
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import reports
from inspector.clock import SHANGHAI
from reports.facts import ColumnState
from reports.tables import PROBLEM_COLUMNS, SITE_COLUMNS, TO_FILL_IN
from reports.wording import LOCALES, instant, number, wording
from rules.errors import UsageError
from rules.indicators import all_indicators
from rules.observations import AlertKind, Category, LetterStatus, LinkUse, SiteState
from rules.reasons import REASONS
from rules.scorecard import Evidence, Finding, Outcome, Problem, ProblemStatus, VerdictName

ROOT = Path(reports.__file__).parent
KEY = re.compile(r"""(?:(?<![\w.])|words\.)([tn])\(\s*["']([a-z-]+\.[a-z0-9.-]+)["']""")
FAMILIES = {
    "outcome": get_args(Outcome),
    "verdict": (*get_args(VerdictName), "veto"),
    "status": get_args(ProblemStatus),
    "state": get_args(SiteState),
    "evidence": get_args(Evidence),
    "letter": get_args(LetterStatus),
    "column-state": get_args(ColumnState),
    "category": get_args(Category),
    "use": get_args(LinkUse),
    "reason": REASONS,
    "unit": sorted({unit for indicator in all_indicators().values() for unit in indicator.units}),
    "registry-state": ("normal", "excepted", "closed"),
    "sheet": (*SITE_COLUMNS, *PROBLEM_COLUMNS, *TO_FILL_IN),
    "indicator": [path.stem.replace("_", "-") for path in (ROOT.parent / "rules/indicators").glob("[a-z]*.py")],
}


def po(lang: str) -> Catalog:
    with (ROOT / "locale" / LOCALES[lang] / "LC_MESSAGES" / "inspector.po").open("rb") as file:  # type: ignore[index]
        return read_po(file, locale=LOCALES[lang])  # type: ignore[index]


@cache
def sentences(lang: str) -> dict[str, tuple[str, ...]]:
    return {
        message.id if isinstance(message.id, str) else message.id[0]: (
            (message.string,) if isinstance(message.string, str) else tuple(message.string)
        )
        for message in po(lang)
        if message.id
    }


def plurals() -> set[str]:
    return {key for key, texts in sentences("en").items() if len(texts) == 2}


def used_keys() -> set[tuple[str, str]]:
    files = [*ROOT.glob("*.py"), *(ROOT / "templates").glob("*.html")]
    return {(kind, key) for path in files for kind, key in KEY.findall(path.read_text("utf-8"))}


def thresholds() -> set[str]:
    """The names of everything that an indicator can be given a limit for."""
    names: set[str] = set()
    for path in (ROOT.parent / "rules/indicators").glob("[a-z]*.py"):
        limits = import_module(f"rules.indicators.{path.stem}").Thresholds
        names |= {field.name for field in fields(limits)} - {"inclusive"}
    return names


def finding(indicator: str = "broken-links", **more: object) -> Finding:
    values = {"rule": indicator, "clause": "条款", "clause_en": "Clause", "verdict": "fail", "veto": False}
    return Finding(indicator=indicator, evidence="house", **(values | more))  # type: ignore[arg-type]


def test_both_languages_have_the_same_sentences_and_none_is_empty() -> None:
    zh, en = sentences("zh"), sentences("en")
    assert zh.keys() == en.keys()
    assert len(zh) > 500
    assert [key for texts in (zh, en) for key, text in texts.items() if not all(part.strip() for part in text)] == []


def test_both_languages_fill_in_the_same_values() -> None:
    def values(texts: tuple[str, ...]) -> set[str]:
        return {name for text in texts for name in re.findall(r"%\((\w+)\)s|\{(\w+)\}", text) for name in name if name}

    zh, en = sentences("zh"), sentences("en")
    assert {key: values(zh[key]) for key in zh} == {key: values(en[key]) for key in en}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_compiled_catalogue_says_what_its_source_says(lang: str) -> None:
    catalogue = wording(lang).catalogue
    for key, texts in sentences(lang).items():
        if key not in plurals():
            assert catalogue.gettext(key) == texts[0], "run: pybabel compile -d reports/locale -D inspector"
        else:
            assert [catalogue.ngettext(key, key, n) for n in (1, 2)][: len(texts)] == list(texts)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_sentence_that_code_and_templates_ask_for_exists(lang: str) -> None:
    known = sentences(lang)
    keys = used_keys()
    assert len(keys) > 150
    assert sorted(key for _, key in keys if key not in known) == []
    assert {key for kind, key in keys if kind == "n"} == plurals()


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_every_code_of_a_closed_family_has_a_name(family: str) -> None:
    for lang in ("zh", "en"):
        known = sentences(lang)
        assert [code for code in FAMILIES[family] if f"{family}.{code}" not in known] == []


def test_every_limit_of_every_indicator_has_a_name() -> None:
    for lang in ("zh", "en"):
        known = sentences(lang)
        assert sorted(name for name in thresholds() if f"field.{name}" not in known) == []


def test_every_kind_of_problem_says_what_why_and_how_to_fix_it() -> None:
    known = sentences("zh").keys()
    kinds = {key.split(".")[-2] for key in known if key.startswith("kind.")} - {"other"} | set(get_args(AlertKind))
    for kind in kinds:
        for part in ("name", "why", "fix"):
            assert any(key.startswith("kind.") and key.endswith(f".{kind}.{part}") for key in known), f"{kind}.{part}"


def test_every_kind_that_an_indicator_names_has_words() -> None:
    """Kinds are written out where a problem is made; those put together from parts are of a closed family."""
    named: set[str] = set()
    for path in (ROOT.parent / "rules/indicators").glob("[a-z]*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("problem"):
                named |= _texts(node.args[1:2])
            elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "kind":
                named |= _texts([node.value])
    assert len(named) > 15
    assert sorted(kind for kind in named if not any(key.endswith(f".{kind}.name") for key in sentences("zh"))) == []


def _texts(nodes: Sequence[ast.AST]) -> set[str]:
    found = [part for node in nodes if not isinstance(node, ast.JoinedStr) for part in ast.walk(node)]
    return {part.value for part in found if isinstance(part, ast.Constant) and isinstance(part.value, str)}


def test_a_status_without_words_of_its_own_gets_those_of_its_class() -> None:
    assert "404" in wording("zh").kind(finding(), "http-404")
    assert wording("zh").kind(finding(), "http-502") == "服务器出错（HTTP 502）"
    assert wording("en").kind(finding(), "http-418") == "Request refused (HTTP 418)"


def test_an_indicator_may_word_a_kind_in_its_own_way() -> None:
    assert wording("zh").kind(finding("stale-homepage"), "stale") == "首页不更新"
    assert wording("zh").kind(finding("stale-columns"), "stale") == "逾期未更新"


def test_an_unknown_kind_is_shown_as_it_is_with_the_reasons_of_the_standard() -> None:
    words = wording("en")
    told = finding(why={"zh": "因", "en": "because"}, fix={"zh": "改"})
    problem = Problem(fingerprint="f", kind="brand-new", url="http://a.example/")
    assert words.kind(told, "brand-new") == "brand-new"
    assert (words.why(told, problem), words.fix(told, problem)) == ("because", "改")
    assert "Clause" in words.why(finding(), problem)


def test_an_unknown_reason_is_shown_with_what_it_carries() -> None:
    assert wording("zh").reason(finding(reason="odd", reason_detail={"n": 3})) == "odd (n 3)"
    assert wording("zh").reason(finding()) == ""


def test_english_counts_in_the_right_form() -> None:
    assert wording("en").n("problems.count", 1) == "1 entry"
    assert wording("en").n("problems.count", 1234) == "1,234 entries"
    assert wording("zh").n("problems.count", 1) == "共 1 条"


@pytest.mark.parametrize(
    ("value", "shown"), [(3.2000000000000002, "3.2"), (0.0, "0"), (-0.00001, "0"), (1234.5, "1,234.5"), (100.0, "100")]
)
def test_figures_lose_the_tail_of_binary_fractions(value: float, shown: str) -> None:
    assert number(value) == shown


def test_an_instant_of_elsewhere_keeps_its_offset() -> None:
    from datetime import datetime

    assert instant(datetime(2026, 3, 1, 8, 0, tzinfo=SHANGHAI)) == "2026-03-01 08:00:00"
    assert instant(datetime(2026, 3, 1, 8, 0, tzinfo=UTC)) == "2026-03-01 08:00:00+00:00"


def test_another_language_is_refused() -> None:
    with pytest.raises(UsageError):
        wording("fr")


def test_codes_in_details_are_put_into_words() -> None:
    words = wording("zh")
    assert words.detail("categories", "news, notices") == "动态要闻、通知公告"
    assert words.detail("missing", "papers, phone") == "办理材料、联系电话"
    assert words.detail("missing", 3) == "3"
    assert words.detail("right", "title:gambling", "spam-word") == "标题、赌博"
    assert words.detail("right", "登录", "misspelt-word") == "登录"
    assert words.field("right", "spam-word") != words.field("right", "misspelt-word")


def test_a_problem_about_a_code_names_it() -> None:
    missing = Problem(fingerprint="f", kind="missing-mark", url="http://a.example/", text="icp")
    title = Problem(fingerprint="f", kind="http-404", url="http://a.example/", text="icp")
    assert wording("zh").subject(missing) == "ICP 备案号"
    assert wording("zh").subject(title) == "icp"
