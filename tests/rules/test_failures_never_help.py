"""One site in which anything can go wrong, judged by every standard: no failure ever helps it.

``SPOILS`` names what can be spoilt. The site with nothing spoilt passes every rule, and the site with everything spoilt
passes none: so the properties below reach every rule of every standard.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from inspector.judging.standards import bundled_ids, load
from rules.engine import judge
from rules.observations import Alert, Certificate, Host, Marks, Published, RegisteredColumn

RANK = {"fail": 0, "undetermined": 1, "pass": 2}
ELEMENTS = ("name", "basis", "conditions", "papers", "place", "time", "phone", "procedure")
METAS = dict.fromkeys(
    [
        name
        for rule in load("page-rules-2017").rules
        for key, names in rule.thresholds.items()
        if "metas" in key
        for name in names
    ],
    "x",
)
MARKS = {
    "party_mark": True,
    "error_report": True,
    "site_code": "3300000001",
    "sponsor": "县政府办",
    "contact": "0571-1",
    "icp": "浙ICP备1号",
    "police": "浙公网安备1号",
    "site_map": True,
}
ALERTS = ("misspelt-word", "misspelt-name", "spam-word", "hidden-link", "personal-card", "template-token")
NAMED = {"县情概况": "static", "机构职能": "static", "领导信息": "static", "办事服务": "services", "办件统计": "other"}
COLUMNS = {"news": 6, "notices": 4, "policies": 2, "plans": 11, "other": 6}
LINKS = ("home", "page", "file", "system", "hijacked")
ARTICLES, INTERPRETATIONS, GUIDES, LETTERS, PROBES, HOME_ITEMS = 10, 5, 5, 3, 140, 12

SPOILS = [
    *(f"{kind}:{n}" for kind, count in COLUMNS.items() for n in range(count)),
    *(f"link:{use}:{n}" for use in LINKS for n in range(3)),
    *(f"letter:{n}" for n in range(LETTERS)),
    *(f"probe:{n}" for n in range(9)),
    *(f"home:{n}" for n in range(HOME_ITEMS)),
    *(f"{what}:{n}" for what in ("undated", "unsourced", "metas", "pubdate", "encoding") for n in range(ARTICLES)),
    *(f"related:{n}" for n in range(INTERPRETATIONS)),
    *(f"element:{name}" for name in ELEMENTS[1:]),
    *(f"mark:{name}" for name in list(MARKS)[3:]),
    *(f"alert:{kind}" for kind in ALERTS),
    *(f"named:{name}" for name in NAMED),
    *("surveys", "interviews", "reply", "slow", "certificate", "ipv6", "search", "domain", "date"),
]
STANDARDS = bundled_ids()


def build(world, bad):
    """The site with these things spoilt."""
    columns, pages = [], []
    for column, page in (
        *fine_columns(world, bad),
        *named_columns(world, bad),
        *counted(world, bad),
        mailbox(world, bad),
    ):
        columns.append(column)
        pages.append(page)
    reading, read = interpretations(world, bad)
    systems = tuple(RegisteredColumn(name="系统", url=f"{world.home_url}sys{n}/", category="systems") for n in range(3))
    url = "http://www.example.com/" if "domain" in bad else world.home_url
    return world.healthy(
        site=replace(world.site, url=url, columns=systems),
        columns=(*columns, reading),
        pages=(*articles(world, bad), *map(tagged, (home(world, bad), *pages, *read, *guides(world, bad)))),
        links=links(world, bad),
        hosts=(host(world, bad),),
        probes=probes(world, bad),
    )


def tagged(page):
    """The page with all metas, of which those of its kind count."""
    return structs.replace(page, facts=structs.replace(page.facts, meta=METAS | {"PubDate": "2015-09-01 10:00"}))


def fine_columns(world, bad):
    """Columns by kind: late, or, of the kind ``other``, empty."""
    for kind, count in COLUMNS.items():
        for n in range(count):
            column = world.column(f"{kind}{n}", kind)
            if kind == "other" and f"{kind}:{n}" in bad:
                yield column, world.list_page(column)
            else:
                age = 400 if f"{kind}:{n}" in bad else 1
                yield column, world.list_page(column, [world.item(i, age + i, column.name) for i in range(3)])


def named_columns(world, bad):
    for name, kind in NAMED.items():
        column = world.column(name, kind)
        items = [] if f"named:{name}" in bad else [world.item(i, 1 + i, name) for i in range(3)]
        yield column, world.list_page(column, items)


def counted(world, bad):
    for kind in ("surveys", "interviews"):
        column = world.column(kind, kind)
        age = 500 if kind in bad else 1
        yield column, world.list_page(column, [world.item(i, age + i, kind) for i in range(7)])


def mailbox(world, bad):
    column = world.column("mail", "consultation")
    if "silent" in bad:  # not among the spoils: a mailbox that nobody writes to has no open messages either
        return column, world.letters_page(
            column, [world.letter(0, world.ago(500), "answered", answered=world.ago(499))]
        )
    letters = []
    for n in range(LETTERS):
        told = {} if f"letter:{n}" in bad else {"status": "answered", "answered": world.ago(119)}
        letters.append(world.letter(n, world.ago(120), **told))
    letters.append(world.letter(8, world.ago(90), "answered", answered=world.ago(89)))
    if "reply" not in bad:
        letters.append(world.letter(9, world.ago(20), "answered", answered=world.ago(19)))
    return column, world.letters_page(column, letters)


def home(world, bad):
    items = [world.item(n, 60 if f"home:{n}" in bad else 1, "front") for n in range(HOME_ITEMS)]
    return world.home(
        items,
        alerts=tuple(Alert(kind=kind, text=kind) for kind in ALERTS if f"alert:{kind}" in bad),
        marks=Marks(
            **{name: value for name, value in MARKS.items() if f"mark:{name}" not in bad}, site_code_from="text"
        ),
        extra={"search": "no" if "search" in bad else "yes"},
    )


def articles(world, bad):
    for n in range(ARTICLES):
        facts = world.facts(
            kind="article",
            published=None if f"undated:{n}" in bad else Published(day=world.today, read_from="visible"),
            source=None if f"unsourced:{n}" in bad else "本网",
            meta=({} if f"metas:{n}" in bad else METAS)
            | {"PubDate": "昨天" if f"pubdate:{n}" in bad else "2015-09-01 10:00"},
            declared_encoding="gbk" if f"encoding:{n}" in bad else "utf-8",
        )
        yield world.page(f"{world.home_url}a{n}.html", "article", facts=facts)


def interpretations(world, bad):
    column = world.column("jd", "interpretations")
    pages = [world.list_page(column, [world.item(1, 1, "jd")])]
    for n in range(INTERPRETATIONS):
        extra = {} if f"related:{n}" in bad else {"related": "policy"}
        facts = world.facts(
            kind="article", source="本网", published=Published(day=world.today, read_from="visible"), extra=extra
        )
        pages.append(world.page(f"{column.url}{n}.html", "article", facts=facts, column_url=column.url))
    return column, pages


def guides(world, bad):
    told = ",".join(name for name in ELEMENTS if f"element:{name}" not in bad)
    for n in range(GUIDES):
        date = {"abnormal_published": "1970-01-01"} if "date" in bad else {}
        yield world.page(f"{world.home_url}g{n}.html", facts=world.facts(extra={"guide": told} | date))


def links(world, bad):
    found = []
    for use in LINKS:
        for n in range(3):
            if f"link:{use}:{n}" not in bad:
                continue
            if use == "hijacked":
                away = {"url": f"http://old{n}.cn/", "final_url": "http://sedo.com/", "external": True}
                found.append(world.link("", "redirected", **away))
            elif use == "system":
                found.append(world.link(f"sys{n}/"))
            else:
                more = {"use": "attachment"} if use == "file" else {"on_home": use == "home"}
                found.append(world.link(f"{use}{n}", **more))
    return tuple(found)


def host(world, bad):
    ends = world.as_of + timedelta(days=-1 if "certificate" in bad else 300)
    certificate = Certificate(subject="x", issuer="CA", not_before=world.as_of, not_after=ends)
    return Host(at=world.as_of, host="www.example.gov.cn", certificate=certificate, has_aaaa="ipv6" not in bad)


def probes(world, bad):
    good = world.probes(PROBES)
    taken = 4000 if "slow" in bad else 300
    failed = {"answered": False, "canary_answered": True, "elapsed_ms": 15000}
    return tuple(
        structs.replace(probe, **(failed if f"probe:{n}" in bad else {"elapsed_ms": taken}))
        for n, probe in enumerate(good)
    )


def judged(world, seen, standard):
    return judge(seen, load(standard), run=world.run, as_of=world.as_of)


def points(card):
    """Best and worst score, a veto being worse than any points."""
    return (-1.0, -1.0) if card.score is None else (card.score.best, card.score.worst)


@pytest.mark.parametrize("standard", STANDARDS)
def test_the_site_reaches_every_rule_from_both_sides(world, standard):
    whole = {finding.rule: finding for finding in judged(world, build(world, frozenset()), standard).findings}
    broken = {finding.rule: finding for finding in judged(world, build(world, frozenset(SPOILS)), standard).findings}
    for rule in load(standard).rules:
        if rule.mode == "manual" or rule.indicator == "taken-offline":  # nothing of such a site can be read
            continue
        if rule.indicator == "consultation":
            silent = judged(world, build(world, frozenset({"silent"})), standard)
            broken |= {finding.rule: finding for finding in silent.findings if finding.rule == rule.id}
        assert whole[rule.id].verdict == "pass", rule.id
        assert (broken[rule.id].verdict, broken[rule.id].reason) in {
            ("fail", None),
            ("inconclusive", "needs-review"),
        }, rule.id


@pytest.mark.parametrize("standard", STANDARDS)
def test_a_site_in_order_has_full_marks_and_passes(world, standard):
    card = judged(world, build(world, frozenset()), standard)
    assert card.outcome == "pass"
    assert card.score is not None
    assert card.score.best >= 100


@pytest.mark.parametrize("standard", STANDARDS)
@settings(max_examples=20)
@given(bad=st.frozensets(st.sampled_from(SPOILS), max_size=25), one=st.sampled_from(SPOILS))
def test_one_more_failure_of_any_kind_never_helps(world, standard, bad, one):
    before, after = (judged(world, build(world, spoilt), standard) for spoilt in (bad, bad | {one}))
    assert RANK[after.outcome] <= RANK[before.outcome]
    assert points(after) <= points(before)
    assert points(after)[1] <= points(before)[1]


@pytest.mark.parametrize("standard", STANDARDS)
@settings(max_examples=12)
@given(bad=st.frozensets(st.sampled_from(SPOILS), max_size=25))
def test_what_was_not_seen_costs_nothing_in_the_best_case_and_never_less_in_the_worst(world, standard, bad):
    seen = build(world, bad)
    whole, cut = (judged(world, one, standard) for one in (seen, replace(seen, crawl=world.crawl(complete=False))))
    assert points(cut)[0] >= points(whole)[0]
    assert points(cut)[1] <= points(whole)[1]
    assert cut.outcome != "pass"
    for finding in cut.findings:
        assert finding.verdict == "fail" or finding.points == 0 or load(standard).scoring.bonus


@pytest.mark.parametrize("standard", STANDARDS)
@settings(max_examples=20)
@given(bad=st.frozensets(st.sampled_from(SPOILS), max_size=40), shuffled=st.randoms(use_true_random=False))
def test_the_order_in_which_things_were_seen_never_matters(world, standard, bad, shuffled):
    seen = build(world, bad)
    mixed = {}
    for name in ("probes", "pages", "columns", "links", "hosts"):
        values = list(getattr(seen, name))
        shuffled.shuffle(values)
        mixed[name] = tuple(values)
    assert judged(world, replace(seen, **mixed), standard) == judged(world, seen, standard)


@pytest.mark.parametrize("standard", STANDARDS)
@settings(max_examples=12)
@given(bad=st.frozensets(st.sampled_from(SPOILS)))
def test_every_score_stays_on_its_scale(world, standard, bad):
    card = judged(world, build(world, bad), standard)
    top = 130 if load(standard).scoring.bonus else 100
    assert card.score is None or 0 <= card.score.worst <= card.score.best <= top
    for finding in card.findings:
        assert finding.points >= 0
        assert finding.points_at_risk >= 0
        identities = [problem.fingerprint for problem in finding.problems]
        assert len(identities) == len(set(identities))


RULES = {rule.indicator: rule for standard in STANDARDS for rule in load(standard).rules if rule.indicator}


@pytest.mark.parametrize("indicator", sorted(set(RULES) - {"taken-offline"}))  # nothing of such a site can be read
def test_whatever_a_standard_prices_costs_points(world, indicator):
    """An office may price any indicator, that of a veto too: none fails for nothing."""
    alone = {
        "id": "a",
        "veto": False,
        "bonus": False,
        "mode": "automatic",
        "points": 1.0,
        "group": None,
        "not_with": (),
    }
    gate = load("relaunch-gate")
    standard = gate.model_copy(update={"rules": (RULES[indicator].model_copy(update=alone),)})
    seen = build(world, {"silent"} if indicator == "consultation" else frozenset(SPOILS))
    (finding,) = judge(seen, standard, run=world.run, as_of=world.as_of).findings
    assert (finding.verdict, finding.points > 0) == ("fail", True)


@pytest.mark.parametrize("standard", STANDARDS)
def test_every_problem_says_what_was_seen_where_and_when(world, standard):
    """What an appeal asks for: an address, an instant no later than the judgement, the body or the attempts."""
    whole = build(world, frozenset(SPOILS))
    pages = tuple(structs.replace(page, body_sha256=f"{n:064x}") for n, page in enumerate(whole.pages))
    for finding in judged(world, replace(whole, pages=pages), standard).findings:
        for problem in finding.problems:
            shown = (finding.rule, problem.kind)
            assert problem.url.startswith("http"), shown
            assert problem.seen_at is not None, shown
            assert problem.seen_at <= world.as_of, shown
            assert problem.attempts or problem.body_sha256 or finding.indicator in {"certificate", *LINK_RULES}, shown


LINK_RULES = frozenset({"broken-links", "attachments", "online-systems", "hijacked-links"})
"""Whose links have no attempts here; that a checker writes them down is tested there."""
