"""Facts that a standard does not ask for stay in the store, and no indicator passes for want of them."""

from datetime import datetime, timedelta

import pytest
from msgspec import structs

from inspector.clock import SHANGHAI
from inspector.judging.inspection import judged
from inspector.judging.standards import bundled_ids, load
from inspector.store import Store
from inspector.store.lean import page_type
from rules.case import Case
from rules.engine import judge
from rules.indicators import all_indicators
from rules.needs import FACTS, unneeded
from rules.observations import Crawl, Marks, Observations, Page, PageFacts, Published, Site
from rules.scorecard import RunRef
from rules.unread import UNREAD
from spiders.items import Seen

SITE = Site(code="3300000001", name="站", url="http://www.a.gov.cn/", portal=True)
META = {"SiteName": "站", "PubDate": "2026-02-30", "ArticleTitle": "题"}


@pytest.fixture
def as_of():
    return datetime(2026, 3, 2, 6, tzinfo=SHANGHAI)


@pytest.fixture
def observations(as_of):
    """A home page and an article whose metas and marks are faulty, so that leaving them out would show."""
    crawl = Crawl(at=as_of, started=as_of, finished=as_of, site_state="running", home_opened=True, complete=True)
    marks = Marks(icp="京ICP备1号", sponsor="某局", site_code="3300000001", site_code_from="meta")
    home = PageFacts(encoding="utf-8", kind="home", meta=META, marks=marks)
    day = Published(day=as_of.date() - timedelta(days=1), read_from="visible")
    article = PageFacts(encoding="utf-8", kind="article", title="题", published=day, meta=META, marks=marks)
    pages = (
        Page(at=as_of, url=SITE.url, final_url=SITE.url, role="home", status=200, facts=home),
        Page(at=as_of, url=f"{SITE.url}a", final_url=f"{SITE.url}a", role="article", status=200, facts=article),
    )
    return Observations(site=SITE, crawl=crawl, pages=pages)


def without(observations, facts):
    """The observations with ``UNREAD`` in place of some facts."""
    return Observations(
        site=observations.site,
        crawl=observations.crawl,
        pages=tuple(
            structs.replace(page, facts=structs.replace(page.facts, **dict.fromkeys(facts, UNREAD)))
            for page in observations.pages
        ),
    )


@pytest.mark.parametrize("standard", bundled_ids())
def test_what_a_standard_does_not_ask_for_changes_nothing(standard, observations, as_of):
    chosen = load(standard)
    run = RunRef(id=1, started=as_of, finished=as_of, as_of=as_of)
    whole = judge(observations, chosen, run=run, as_of=as_of)
    lean = judge(without(observations, unneeded(chosen)), chosen, run=run, as_of=as_of)
    assert lean == whole
    assert not any(finding.reason == "indicator-failed" for finding in lean.findings)


@pytest.mark.parametrize("indicator", list(all_indicators().values()), ids=lambda one: one.id)
@pytest.mark.parametrize("fact", FACTS)
def test_an_indicator_looks_at_no_fact_that_it_does_not_name(indicator, fact, observations, as_of):
    rules = [rule for name in bundled_ids() for rule in load(name).rules if rule.indicator == indicator.id]
    limits = indicator.thresholds(**rules[0].thresholds)
    case = Case(observations=without(observations, [fact]), as_of=as_of)
    if fact in indicator.reads:
        with pytest.raises(LookupError, match="READS"):
            indicator.measure(case, limits)
    else:
        assert indicator.measure(case, limits) == indicator.measure(
            Case(observations=observations, as_of=as_of), limits
        )


@pytest.mark.parametrize(
    "look",
    [bool, len, list, dict, lambda one: one.get("icp"), lambda one: one.icp, lambda one: "icp" in one],
)
def test_whatever_is_asked_of_an_unread_fact_raises(look):
    with pytest.raises(LookupError, match="READS"):
        look(UNREAD)


def test_census_asks_for_neither_and_the_page_rules_ask_for_both():
    assert unneeded(load("census-2015")) == {"meta", "marks"}
    assert unneeded(load("page-rules-2017")) == set()


def test_a_page_is_stored_whole_whatever_one_judgement_reads(tmp_path, observations, as_of):
    store = Store.open(f"sqlite:///{tmp_path / 'a.db'}")
    run_id = store.begin_run(started=as_of, as_of=as_of, standard="census-2015", sites=[SITE], options={})
    seen = (*observations.pages, observations.crawl)
    store.write(run_id, [Seen(site_code=SITE.code, observation=one) for one in seen])
    window = {"probes_since": as_of - timedelta(days=7), "probes_until": as_of}
    lean, earlier = store.to_judge(run_id, SITE, "census-2015", without={"meta"}, **window)
    assert earlier == []
    assert [page.facts.meta for page in lean.pages] == [UNREAD, UNREAD]
    assert [page.facts.marks for page in lean.pages] == [page.facts.marks for page in observations.pages]
    assert store.observations(run_id, SITE.code, **window) == observations
    for name in bundled_ids():
        standard = load(name)
        run = RunRef(id=run_id, started=as_of, finished=None, as_of=as_of)
        (card,) = judged(store, run_id, standard)
        assert card.outcome == judge(observations, standard, run=run, as_of=as_of).outcome
    store.close()


def test_pages_are_read_by_their_own_type_where_nothing_is_left_out():
    assert page_type(()) is Page
    assert page_type({"meta"}) is page_type(["meta"])
