"""No report shows what it accuses a site of showing."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from inspector.judging.standards import bundled_ids, load
from reports.json import scorecard_json
from rules.engine import judge
from rules.masking import masked_problem, without_personal_data
from rules.observations import LinkSource
from rules.scorecard import Problem

IDENTITY, CARD, MOBILE = "110101199003074514", "6222020000000000008", "13912345678"


@pytest.mark.parametrize("number", [IDENTITY, "11010119900307451X", CARD, "6222 0200 0000 0000 008", MOBILE])
def test_a_number_of_a_person_is_masked_in_any_text(number):
    shown = without_personal_data(f"我叫王某，号码：{number}，请回复")
    bare = number.replace(" ", "")
    assert number not in shown
    assert shown == f"我叫王某，号码：{bare[:3]}{'*' * (len(bare) - 5)}{bare[-2:]}，请回复"


@pytest.mark.parametrize(
    "text",
    [
        "关于印发2015年工作要点的通知",
        "咨询电话：0571-88888888",
        "统一社会信用代码 11330000MB1234567X",
        "标识码 3300000001",
        "http://www.x.gov.cn/art/13912345678.html",
        "t20150921_13912345678",
        "239123456789",
    ],
)
def test_other_numbers_stay(text):
    assert without_personal_data(text) == text


@given(st.text(max_size=60), st.sampled_from([IDENTITY, CARD, MOBILE]), st.text(max_size=60))
def test_masking_twice_changes_nothing_more(before, number, after):
    shown = without_personal_data(before + number + after)
    assert without_personal_data(shown) == shown


def test_a_problem_keeps_its_identity_and_its_addresses():
    problem = Problem(
        fingerprint="a" * 16,
        kind="unanswered",
        url=f"http://www.x.gov.cn/{MOBILE}.html",
        text=f"请致电{MOBILE}",
        sources=(LinkSource(page=f"http://www.x.gov.cn/{MOBILE}", text=MOBILE),),
        detail={"example": f"电话{MOBILE}", "leads_to": f"http://b.cn/{MOBILE}", "days": 95},
    )
    shown = masked_problem(problem)
    assert (shown.fingerprint, shown.url, shown.sources[0].page) == (
        problem.fingerprint,
        problem.url,
        problem.sources[0].page,
    )
    assert (shown.text, shown.sources[0].text) == ("请致电139******78", "139******78")
    assert shown.detail == {"example": "电话139******78", "leads_to": f"http://b.cn/{MOBILE}", "days": 95}


def test_a_problem_without_numbers_is_the_same_object():
    problem = Problem(fingerprint="a" * 16, kind="stale", url="http://www.x.gov.cn/", text="通知公告")
    assert masked_problem(problem) is problem


@pytest.mark.parametrize("standard", bundled_ids())
def test_no_scorecard_holds_the_number_of_a_person(world, standard):
    told = f"投诉 {IDENTITY} {CARD} {MOBILE}"
    mailbox = world.column("mail", "consultation")
    letters = [structs.replace(world.letter(1, world.ago(100), "open"), subject=told)]
    link = structs.replace(world.link("x"), sources=(LinkSource(page=world.home_url, text=told),), use="attachment")
    title = world.page(
        f"{world.home_url}a.html", "article", facts=world.facts(kind="article", title=told, extra={"guide": "name"})
    )
    seen = world.only_columns(([mailbox], [world.letters_page(mailbox, letters), title]), links=(link,))
    card = judge(seen, load(standard), run=world.run, as_of=world.as_of)
    assert any(finding.problems for finding in card.findings)
    assert not re.search(f"{IDENTITY}|{CARD}|{MOBILE}", scorecard_json(card) + repr(card))
