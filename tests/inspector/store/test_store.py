"""The store on real databases: what goes in comes out, once, and stays."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from msgspec import structs
from sqlalchemy import text

from inspector.store import Store
from inspector.store.read import BLOCK_ROWS
from rules.errors import StoreError
from rules.observations import Column, Crawl, Host, Link, Probe, Site
from spiders.items import LinkChecked, Seen, Visit

NewRun = Callable[..., int]
Visits = Callable[..., Visit]
DAY = timedelta(days=1)


def test_sites_are_replaced_by_code_and_others_stay(store: Store, site: Site) -> None:
    other = replace(site, code="1100000002", columns=())
    first = store.replace_sites([site, other])
    assert (first.added, first.changed, first.unchanged) == (("1100000001", "1100000002"), (), ())
    renamed = replace(site, name="新甲网")
    second = store.replace_sites([renamed])
    assert (second.added, second.changed) == ((), ("1100000001",))
    assert store.replace_sites([renamed]).unchanged == ("1100000001",)
    assert store.sites() == [renamed, other]
    assert store.sites(["1100000002"]) == [other]


def test_an_unregistered_site_is_named(store: Store) -> None:
    with pytest.raises(StoreError, match="9999999999"):
        store.sites(["9999999999"])


def test_a_run_keeps_the_site_as_it_was_registered_that_night(store: Store, site: Site, new_run: NewRun) -> None:
    run_id = new_run(site)
    store.replace_sites([replace(site, name="改名")])
    assert store.run_sites(run_id) == [site]
    assert store.run(run_id).options == {"a": "b"}


def test_runs_are_found_by_how_they_ended(store: Store, site: Site, new_run: NewRun, at: datetime) -> None:
    assert store.last_run() is None
    first, second = new_run(site), new_run(site, started=at + DAY)
    store.finish_run(first, at)
    last, finished, unfinished = store.last_run(), store.last_run(finished=True), store.unfinished_run()
    assert last is not None
    assert finished is not None
    assert unfinished is not None
    assert (last.id, finished.id, unfinished.id) == (second, first, second)
    assert finished.finished == at
    store.finish_run(second, at + DAY)
    assert store.unfinished_run() is None
    store.finish_run(first, at, reported=False)
    waiting = store.unfinished_run()
    assert waiting is not None
    assert (waiting.id, waiting.finished) == (first, at)
    store.set_reported(first)
    assert store.unfinished_run() is None
    assert [run.id for run in store.runs()] == [first, second]


def test_a_missing_run_is_named(store: Store) -> None:
    with pytest.raises(StoreError, match="没有第 7 次检查"):
        store.run(7)


def test_site_states_go_from_waiting_to_done(store: Store, site: Site, new_run: NewRun) -> None:
    run_id = new_run(site)
    assert store.site_states(run_id) == {site.code: "waiting"}
    store.set_site_state(run_id, site.code, "done")
    assert store.site_states(run_id) == {site.code: "done"}
    with pytest.raises(StoreError, match="9999999999"):
        store.set_site_state(run_id, "9999999999", "done")


def test_a_resumed_run_is_handed_all_that_was_stored(store: Store, site: Site, new_run: NewRun, visit: Visits) -> None:
    run_id = new_run(site)
    checked = LinkChecked(site_code=site.code, url_id=4, url="http://www.a.gov.cn/4.html", state="ok")
    first, second = visit(1, 2, 3, 4), visit(2, 3, 5)
    store.write(run_id, [first, checked])
    store.write(run_id, [second])
    known = store.resume(run_id, site.code)
    assert {entry.id: state for entry, state in known.entries} == {
        1: "done",
        2: "done",
        3: "queued",
        4: "queued",
        5: "queued",
    }
    assert known.entries[0][0] == first.entry
    assert known.visited == ((1, first.page), (2, second.page))
    assert [edge[:2] for edge in known.edges] == [(1, 2), (1, 3), (1, 4), (2, 3), (2, 5)]
    assert known.edges[0] == (1, 2, 10, "链接2", "page")
    assert known.links == (checked,)


def test_a_url_visited_in_the_batch_that_found_it_is_done(
    store: Store, site: Site, new_run: NewRun, visit: Visits
) -> None:
    run_id = new_run(site)
    store.write(run_id, [visit(1, 2), visit(2)])
    assert [(entry.id, state) for entry, state in store.resume(run_id, site.code).entries] == [(1, "done"), (2, "done")]


def test_a_url_found_again_keeps_its_state(store: Store, site: Site, new_run: NewRun, visit: Visits) -> None:
    run_id = new_run(site)
    store.write(run_id, [visit(1, 2), visit(2)])
    store.write(run_id, [visit(3, 1, 2)])
    states = {entry.id: state for entry, state in store.resume(run_id, site.code).entries}
    assert states == {1: "done", 2: "done", 3: "done"}


def test_a_link_result_may_be_stored_before_the_page_that_names_it(
    store: Store, site: Site, new_run: NewRun, visit: Visits
) -> None:
    run_id = new_run(site)
    store.write(run_id, [LinkChecked(site_code=site.code, url_id=2, url="http://b.cn/", state="broken", fault="dns")])
    store.write(run_id, [visit(1, 2)])
    known = store.resume(run_id, site.code)
    assert [link.fault for link in known.links] == ["dns"]
    assert len(known.entries) == 2


def test_a_link_checked_again_takes_the_newer_result(store: Store, site: Site, new_run: NewRun) -> None:
    run_id = new_run(site)
    first = LinkChecked(site_code=site.code, url_id=2, url="http://b.cn/", state="unconfirmed")
    store.write(run_id, [first, replace(first, state="broken", fault="http-404")])
    assert [link.state for link in store.resume(run_id, site.code).links] == ["broken"]


def test_a_batch_is_stored_whole_or_not_at_all(store: Store, site: Site, new_run: NewRun, visit: Visits) -> None:
    run_id = new_run(site)
    broken = replace(visit(2), entry=replace(visit(2).entry, method=None))  # type: ignore[arg-type]
    with pytest.raises(StoreError):
        store.write(run_id, [visit(1, 3), broken])
    assert store.resume(run_id, site.code).entries == ()
    assert store.resume(run_id, site.code).visited == ()


def test_a_visit_belongs_to_a_run(store: Store, visit: Visits) -> None:
    with pytest.raises(ValueError, match="belong to a run"):
        store.write(None, [visit(1)])


def test_observations_of_a_site_come_back_sorted(
    store: Store, site: Site, new_run: NewRun, visit: Visits, at: datetime
) -> None:
    run_id = new_run(site)
    column = Column(at=at, name="动态", url="http://www.a.gov.cn/gzdt/", category="news", registered=True)
    links = [Link(at=at, url=f"http://b.cn/{n}", state="broken", fault="http-404") for n in (2, 1)]
    host = Host(at=at, host="www.a.gov.cn", missing_page="status")
    crawl = Crawl(at=at, started=at, finished=at, site_state="running", home_opened=True, complete=True)
    seen = [Seen(site_code=site.code, observation=one) for one in (column, *links, host, crawl)]
    store.write(run_id, [visit(2), visit(1), *seen])
    found = store.observations(run_id, site.code, probes_since=at - DAY, probes_until=at)
    assert found.site == site
    assert found.crawl == crawl
    assert [page.url for page in found.pages] == ["http://www.a.gov.cn/1.html", "http://www.a.gov.cn/2.html"]
    assert found.columns == (column,)
    assert found.links == (links[1], links[0])
    assert found.hosts == (host,)


def test_pages_are_found_by_their_fault(store: Store, site: Site, new_run: NewRun, visit: Visits) -> None:
    run_id = new_run(site)
    visits = [visit(number) for number in (1, 2, 3)]
    assert visits[0].page is not None
    assert visits[1].page is not None
    visits[0] = replace(visits[0], page=structs.replace(visits[0].page, fault="refused", status=None))
    visits[1] = replace(visits[1], page=structs.replace(visits[1].page, column_url="refused"))
    store.write(run_id, visits)
    assert store.pages_with_fault(run_id, site.code, "refused") == [visits[0].page]
    assert store.pages_with_fault(run_id, site.code, "re%d") == []
    assert store.pages_with_fault(run_id + 1, site.code, "refused") == []


def test_a_site_of_thousands_of_pages_is_read_back_whole(
    store: Store, site: Site, new_run: NewRun, visit: Visits, at: datetime
) -> None:
    run_id = new_run(site)
    store.write(run_id, [visit(number) for number in range(BLOCK_ROWS * 2 + 1)])
    seen = store.observations(run_id, site.code, probes_since=at, probes_until=at)
    assert {page.url for page in seen.pages} == {f"{site.url}{n}.html" for n in range(BLOCK_ROWS * 2 + 1)}
    assert len(seen.pages) == BLOCK_ROWS * 2 + 1


def test_last_words_told_twice_count_once(store: Store, site: Site, new_run: NewRun, at: datetime) -> None:
    run_id = new_run(site)
    link = Link(at=at, url="http://b.cn/", state="unconfirmed")
    again = structs.replace(link, state="broken", fault="dns")
    store.write(run_id, [Seen(site_code=site.code, observation=link)])
    store.write(run_id, [Seen(site_code=site.code, observation=again)])
    found = store.observations(run_id, site.code, probes_since=at, probes_until=at)
    assert found.links == (again,)


def test_probes_are_taken_from_the_window_with_both_ends(
    store: Store, site: Site, new_run: NewRun, at: datetime
) -> None:
    run_id = new_run(site)
    steps = [timedelta(days=-7, microseconds=-1), -7 * DAY, timedelta(), timedelta(microseconds=1)]
    probes = [Probe(at=at + step, url=site.url, answered=True, elapsed_ms=1) for step in steps]
    store.write(None, [Seen(site_code=site.code, observation=probe) for probe in probes[:2]])
    store.write(run_id, [Seen(site_code=site.code, observation=probe) for probe in probes[2:]])
    found = store.observations(run_id, site.code, probes_since=at - 7 * DAY, probes_until=at)
    assert found.probes == (probes[1], probes[2])


def test_sites_and_runs_do_not_mix(store: Store, site: Site, new_run: NewRun, visit: Visits, at: datetime) -> None:
    other = replace(site, code="1100000002")
    first, second = new_run(site, other), new_run(site, other)
    store.write(first, [visit(1)])
    assert store.observations(first, other.code, probes_since=at, probes_until=at).pages == ()
    assert store.observations(second, site.code, probes_since=at, probes_until=at).pages == ()


@pytest.mark.parametrize("change", ["UPDATE observation SET data = '{}'", "DELETE FROM observation"])
def test_observations_cannot_be_changed(store: Store, site: Site, new_run: NewRun, visit: Visits, change: str) -> None:
    run_id = new_run(site)
    store.write(run_id, [visit(1)])
    with pytest.raises(Exception, match="append only"), store._engine.begin() as connection:
        connection.execute(text(change))
    assert len(store.resume(run_id, site.code).visited) == 1


def test_a_body_is_kept_once_by_its_hash(store: Store, site: Site, new_run: NewRun, visit: Visits) -> None:
    run_id = new_run(site)
    store.write(run_id, [visit(1, body=b"<html>" * 100), visit(2, body=b"<html>" * 100)])
    store.write(run_id, [visit(3, body=b"<html>" * 100)])
    key = "e9b2b06b5ee2f9ba2a6c6b8a9b9dc4b5"
    with store._engine.connect() as connection:
        rows = connection.execute(text("SELECT sha256, size_bytes FROM body")).all()
    assert [size for _, size in rows] == [600]
    assert store.body(rows[0][0]) == b"<html>" * 100
    assert store.body(key) is None


def test_hostile_text_is_stored(store: Store, site: Site, new_run: NewRun, visit: Visits) -> None:
    run_id = new_run(site)
    found = visit(1)
    entry = replace(found.entry, url="http://www.a.gov.cn/\x00\ud800'\"; DROP TABLE url; --")
    store.write(run_id, [replace(found, entry=entry, edges=((2, None, "\x00\udfff\u202e", "page"),))])
    known = store.resume(run_id, site.code)
    assert known.entries[0][0].url == "http://www.a.gov.cn/\ufffd?'\"; DROP TABLE url; --"
    assert known.edges[0][3].startswith("\\u0000") or "\x00" in known.edges[0][3]


def test_writers_at_once_lose_nothing(db_url: str, store: Store, site: Site, new_run: NewRun, visit: Visits) -> None:
    run_id = new_run(site)

    def write(worker: int) -> None:
        own = Store.open(db_url)
        for number in range(10):
            own.write(run_id, [visit(worker * 100 + number)])
        own.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    assert len(store.resume(run_id, site.code).visited) == 40
