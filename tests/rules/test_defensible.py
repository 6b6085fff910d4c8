"""What nobody saw accuses nobody: days after the crawl, pages that were not read, texts that could not be opened."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from inspector.judging.standards import bundled_ids, load
from rules.engine import judge
from rules.observations import Certificate, Host, Item, Letter


def judged(observations, world, as_of, standard="census-2015"):
    return judge(observations, load(standard), run=replace(world.run, as_of=as_of), as_of=as_of)


def findings(card):
    return {finding.rule: finding for finding in card.findings}


# A day after the crawl


@pytest.mark.parametrize("days", [1, 13, 60, 400])
def test_a_site_is_not_late_for_what_nobody_looked_at(world, days):
    """Pages that were fresh when they were read say nothing of the days after."""
    card = judged(world.healthy(), world, world.as_of + timedelta(days=days))
    assert (card.outcome, card.score.best) == ("pass", 100)
    assert card.run.as_of.date() == world.today, "the scorecard says of which day it speaks"


def test_what_was_late_when_it_was_read_stays_late(world):
    site = world.with_columns(world.columns(5, "news", 14))
    late = judged(site, world, world.as_of + timedelta(days=30))
    assert findings(late)["stale-columns"].verdict == "fail"
    assert findings(late)["stale-columns"].problems[0].detail["days"] == 14


def test_an_open_message_is_not_later_than_when_it_was_read(world):
    mailbox = world.column("mail", "consultation")
    letters = world.letters_page(mailbox, [world.letter(1, date(2015, 6, 22))])
    site = replace(world.healthy(), columns=(mailbox,), pages=(world.healthy().pages[0], letters))
    assert findings(judged(site, world, world.as_of))["unanswered-messages"].verdict == "pass"
    assert findings(judged(site, world, world.as_of + timedelta(days=1)))["unanswered-messages"].verdict == "pass"


def test_a_certificate_has_not_ended_before_it_was_seen(world):
    ends = world.as_of + timedelta(days=40)
    certificate = Certificate(subject="x", issuer="y", not_before=world.as_of - timedelta(days=300), not_after=ends)
    host = Host(at=world.as_of, host="www.example.gov.cn", certificate=certificate)
    site = world.healthy(hosts=(host,))
    card = judged(site, world, world.as_of + timedelta(days=90), "page-rules-2017")
    assert findings(card)["certificate"].verdict == "pass"


def test_a_run_of_several_nights_is_judged_as_of_its_first_page(world):
    """Asked as of the last night, the pages of the first one are as old as when they were read."""
    site = world.with_columns(world.columns(5, "news", 13))
    later = structs.replace(site.pages[0], at=site.pages[0].at + timedelta(days=3))
    card = judged(replace(site, pages=(later, *site.pages[1:])), world, world.as_of + timedelta(days=3))
    assert findings(card)["stale-columns"].verdict == "pass"


@settings(max_examples=30)
@given(days=st.integers(-30, 400), age=st.integers(0, 400), standard=st.sampled_from(bundled_ids()))
def test_no_later_day_ever_adds_an_accusation(world, days, age, standard):
    columns = world.columns(6, "news", age, "a"), world.columns(6, "notices", age, "b"), world.columns(11, "plans", age)
    site = world.with_columns(*columns)
    told = {
        (finding.rule, problem.fingerprint)
        for finding in judged(site, world, world.as_of, standard).findings
        for problem in finding.problems
    }
    later = judged(site, world, world.as_of + timedelta(days=max(days, 0)), standard)
    assert {(finding.rule, problem.fingerprint) for finding in later.findings for problem in finding.problems} <= told


# Lists of which the newest part was not read


def oldest_first(world, category="news", *, more=True):
    """A long list with its oldest entry on top; its pager names pages behind those that were read."""
    column = world.column("rising", category)
    after = world.next_page(f"{column.url}index_2.html") if more else None
    items = [world.item(n, 400 - n, "rising") for n in range(20)]
    return [column], [world.list_page(column, items, next_page=after)]


def test_a_list_with_its_oldest_entry_on_top_is_not_late_before_its_last_page_was_read(measure, world):
    found = measure("stale-columns", world.with_columns(oldest_first(world)), limit_columns=1)
    assert (found.verdict, found.problems) == ("inconclusive", ())
    assert measure("stale-columns", world.with_columns(oldest_first(world, more=False)), limit_columns=1).verdict == (
        "fail"
    )


def test_a_long_list_with_its_newest_entry_on_top_is_late_without_its_last_page(measure, world):
    column = world.column("falling")
    items = [world.item(n, 20 + n, "falling") for n in range(20)]
    page = world.list_page(column, items, next_page=world.next_page("2"))
    assert measure("stale-columns", world.with_columns(([column], [page])), limit_columns=1).verdict == "fail"


@pytest.mark.parametrize(("indicator", "category"), [("surveys", "surveys"), ("interviews", "interviews")])
def test_none_within_a_year_is_not_said_of_a_list_whose_newest_page_was_not_read(measure, world, indicator, category):
    site = world.only_columns(oldest_first(world, category))
    assert measure(indicator, site).problems == ()
    assert measure(indicator, world.only_columns(oldest_first(world, category, more=False))).verdict == "fail"


def test_a_mailbox_with_its_oldest_message_on_top_is_not_silent(measure, world):
    mailbox = world.column("mail", "consultation")
    letters = [world.letter(n, world.ago(900 - n), "answered", answered=world.ago(890 - n)) for n in range(9)]
    page = world.letters_page(mailbox, letters, next_page=world.next_page("2"))
    site = world.only_columns(([mailbox], [page]))
    assert measure("consultation", site).problems == ()
    assert measure("stale-replies", site).problems == ()
    assert measure("unanswered-messages", site).verdict == "inconclusive"
    whole = world.only_columns(([mailbox], [world.letters_page(mailbox, letters)]))
    assert measure("consultation", whole).verdict == "fail"
    assert measure("stale-replies", whole).verdict == "fail"


# Parts of the home page that did not come


def with_frame(world, **more):
    old = world.home([world.item(n, 40 + n, "old") for n in range(5)])
    frame = world.page(f"{world.home_url}news.html", "home", framed=True, **more)
    return world.only_columns(world.columns(2, "news", 40), pages=(old, frame))


@pytest.mark.parametrize("more", [{"status": None, "fault": "timeout"}, {"cut": True}, {"state": "by-script"}])
def test_a_home_page_is_not_late_before_its_frames_were_read(measure, world, more):
    state = more.pop("state", None)
    facts = world.facts(state=state) if state else None
    site = with_frame(world, facts=facts, **more)
    assert measure("stale-homepage", site).verdict == "inconclusive"
    assert measure("homepage-volume", site).problems == ()


def test_a_frame_that_was_read_hides_nothing(measure, world):
    site = with_frame(world, facts=world.facts(items=(world.item(7, 40),)))
    assert measure("stale-homepage", site).verdict == "fail"
    assert measure("homepage-volume", site).verdict == "fail"


def test_an_old_entry_shown_twice_is_no_second_old_entry(measure, world):
    """Two old dates do not speak against columns that are up to date, nor do the same two in another tab or visit."""
    old = [world.item(n, 60, "old") for n in range(2)]
    healthy = world.healthy()
    others = tuple(page for page in healthy.pages if page.role != "home")
    tabs, visits = (
        (world.home([*old, *old]),),
        (world.home(old), world.changed(world.home(old), url=world.home_url + "#")),
    )
    for homes in (tabs, visits):
        assert measure("stale-homepage", replace(healthy, pages=(*homes, *others))).verdict == "inconclusive"
    three = (world.home([*old, world.item(2, 60, "old")]),)
    assert measure("stale-homepage", replace(healthy, pages=(*three, *others))).verdict == "fail"


# Entries and messages that nobody could open, or that are another's


def without_address(world, days=None):
    """A list whose entries open by script: neither they nor their texts show a day that anyone saw."""
    column = world.column("scripted", "news")
    day = None if days is None else world.ago(days)
    items = [Item(title=f"关于第{n}项工作的通知", url=None, day=day) for n in range(5)]
    return [column], [world.list_page(column, items)]


def test_entries_that_could_not_be_opened_are_not_without_a_date(measure, world):
    found = measure("stale-columns", world.with_columns(without_address(world)), limit_columns=1)
    assert (found.verdict, found.problems) == ("inconclusive", ())
    assert measure("stale-columns", world.with_columns(without_address(world, 20)), limit_columns=1).verdict == "fail"
    assert measure("stale-columns", world.with_columns(without_address(world, 2)), limit_columns=1).verdict == "pass"


def test_entries_of_the_home_page_that_could_not_be_opened_keep_it_from_being_accused(measure, world):
    unknown = [Item(title=f"要闻{n}", url=None) for n in range(3)]
    old = [world.item(n, 60 + n, "old") for n in range(4)]
    healthy = world.healthy()
    pages = (world.home([*old, *unknown]), *(page for page in healthy.pages if page.role != "home"))
    assert measure("stale-homepage", replace(healthy, pages=pages)).verdict == "inconclusive"


def test_the_messages_of_another_office_are_not_held_against_the_site(measure, world):
    own = world.column("mail", "consultation")
    other = world.column("city", "consultation", url="http://12345.cn/mail/")
    fine = world.letters_page(own, [world.letter(1, world.ago(20), "answered", answered=world.ago(18))])
    late = world.letters_page(
        other, [Letter(subject="问", url="http://12345.cn/1", asked=world.ago(200), status="open")]
    )
    site = world.only_columns(([own, other], [fine, late]))
    assert measure("unanswered-messages", site).verdict == "pass"
    assert measure("slow-replies", site, "county-48h").verdict == "pass"
    registered = structs.replace(other, registered=True)
    site = world.only_columns(([own, registered], [fine, late]))
    assert measure("unanswered-messages", site).verdict == "fail", "a registered mailbox is the office's own"


@pytest.mark.parametrize("category", ["consultation", "complaints"])
def test_an_answer_that_another_mailbox_shows_clears_a_message(measure, world, category):
    """Offices list the same messages in several mailboxes; its own page is read once, for one of them."""
    mail, other = world.column("mail", "consultation"), world.column("zother", category)
    row = world.letter(1, world.ago(120), "open")
    lists = [world.letters_page(column, [row]) for column in (mail, other)]
    answered = world.letter(1, world.ago(120), "answered", answered=world.ago(110))
    own = world.page(row.url, "letter", facts=world.facts(letters=(answered,)), column_url=other.url)
    waiting = measure("unanswered-messages", world.only_columns(([mail, other], lists)))
    assert (waiting.verdict, len(waiting.problems)) == ("fail", 1), "and it is one message"
    assert measure("unanswered-messages", world.only_columns(([mail, other], [*lists, own]))).verdict == "pass"


def test_a_message_that_two_mailboxes_list_is_priced_once(measure, world):
    boxes = [world.column(name, "consultation") for name in ("mail", "zother")]
    lists = [world.letters_page(box, [world.letter(1, world.ago(120), "open")]) for box in boxes]
    assert len(measure("slow-replies", world.only_columns((boxes, lists)), "county-48h").charges) == 1


def test_messages_without_an_address_are_those_of_their_own_mailbox(measure, world):
    boxes = [world.column(name, "consultation") for name in ("mail", "zother")]
    lists = [
        world.letters_page(box, [Letter(subject="问", url=None, asked=world.ago(120), status="open")]) for box in boxes
    ]
    found = measure("unanswered-messages", world.only_columns((boxes, lists)))
    assert len({problem.fingerprint for problem in found.problems}) == 2


# Nothing is counted twice, against a site or in its favour


def test_a_list_with_two_addresses_is_late_once(measure, world):
    """One leads to the other by a redirect: four late columns must not make five."""
    columns, pages = world.columns(4, "news", 20)
    other = world.column("old-address", "news")
    moved = world.changed(world.list_page(other, [world.item(n, 20 + n) for n in range(3)]), final_url=columns[0].url)
    found = measure("stale-columns", world.with_columns(([*columns, other], [*pages, moved])))
    assert (found.verdict, len(found.problems)) == ("pass", 4)
    unread = world.with_columns(([*columns, other], [moved, *pages[1:]]))
    assert measure("stale-columns", unread).measured["unsure"] == 0, "the list was read, by its other address"


def test_columns_that_fall_back_to_the_home_page_stay_columns_of_their_own(measure, world):
    columns = [world.column(f"gone{n}", "news") for n in range(3)]
    home = [
        world.page(c.url, "column", column_url=c.url, final_url=world.home_url, facts=world.facts()) for c in columns
    ]
    assert measure("stale-columns", world.with_columns((columns, home))).measured["columns"] == 3


@pytest.mark.parametrize("pages", [1, 2])
def test_an_entry_that_a_list_shows_twice_is_one(measure, world, pages):
    """Pinned on top and again in its place, or on every page of a pager that turns no page."""
    column = world.column("surveys", "surveys")
    asked = [world.item(n, 30 * n + 5, "surveys") for n in range(3)]
    shown = [world.list_page(column, [asked[0], *asked], number=number) for number in range(1, pages + 1)]
    found = measure("surveys", world.only_columns(([column], shown)))
    assert found.measured["items"] == 3
    scripted = [structs.replace(item, url=None) for item in asked]
    assert (
        measure("surveys", world.only_columns(([column], [world.list_page(column, scripted)]))).measured["items"] == 3
    )


# What a clause can cost


@pytest.mark.parametrize("rule", ["homepage-volume", "consultation", "surveys", "interviews"])
def test_a_clause_of_one_defect_costs_no_more_where_nothing_was_read(world, rule):
    unread = judged(world.healthy(pages=(), columns=(), crawl=world.crawl(complete=False)), world, world.as_of)
    assert findings(unread)[rule].points_at_risk == 5


def test_an_empty_column_that_the_standard_names_is_priced_once(world):
    leaders, other = world.column("领导信息", "static"), world.column("工作总结", "plans")
    pages = [world.list_page(column) for column in (leaders, other)]
    site = replace(world.with_columns(([leaders, other], pages)), site=world.site)
    told = findings(judged(site, world, world.as_of, "index-2019"))
    assert (told["leader-columns"].points, told["blank-columns"].points) == (3, 2)
    assert len(told["blank-columns"].problems) == 2, "both are shown"
