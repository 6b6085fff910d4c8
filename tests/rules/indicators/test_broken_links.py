from dataclasses import replace

import pytest

from rules.observations import LinkSource


def site(world, *links, **more):
    return world.healthy(links=links, **more)


def test_each_target_is_counted_once_home_and_elsewhere(measure, world):
    links = [world.link("a", on_home=True, occurrences=9), world.link("b"), world.link("c", fault="dns")]
    found = measure("broken-links", site(world, *links))
    assert (found.verdict, found.measured["home"], found.measured["other"]) == ("fail", 1, 2)
    assert sorted(charge.unit for charge in found.charges) == ["home", "other", "other"]


@pytest.mark.parametrize("state", ["blocked", "tls", "skipped", "redirected", "ok"])
def test_only_what_was_confirmed_is_broken(measure, world, state):
    found = measure("broken-links", site(world, world.link("a", state), world.link("b", state)))
    assert (found.verdict, found.problems, found.charges) == ("pass", (), ())


def test_what_was_not_confirmed_is_only_at_risk(measure, world):
    found = measure("broken-links", site(world, world.link("a", "unconfirmed")))
    assert (found.verdict, found.reason, found.problems) == ("inconclusive", "links-unconfirmed", ())
    assert [charge.certain for charge in found.charges] == [False]


@pytest.mark.parametrize(("count", "verdict"), [(2, "pass"), (3, "fail"), (4, "fail")])
def test_a_standard_may_allow_some(measure, world, count, verdict):
    links = [world.link(str(n)) for n in range(count)]
    assert measure("broken-links", site(world, *links), limit_links=3).verdict == verdict
    assert measure("broken-links", site(world, *links), limit_links=2, inclusive=False).verdict == verdict


def test_links_to_other_sites_count_where_the_standard_says_so(measure, world):
    link = world.link("", url="http://elsewhere.example/", external=True)
    assert measure("broken-links", site(world, link)).verdict == "fail"
    assert measure("broken-links", site(world, link), external_links=False).verdict == "pass"


def test_one_address_by_two_schemes_is_one_problem(measure, world):
    links = [world.link("a"), world.link("", url=f"{world.home_url}a".replace("http:", "https:"))]
    assert len(measure("broken-links", site(world, *links)).problems) == 1


def test_a_link_on_most_pages_is_a_fault_of_the_template(measure, world):
    pages = len(world.healthy().pages)
    found = measure("broken-links", site(world, world.link("logo.png", occurrences=pages), world.link("b")))
    assert {problem.url[-3:]: problem.cause for problem in found.problems} == {"png": "template", "n/b": None}


def test_links_to_one_dead_host_have_one_cause(measure, world):
    dead = [world.link("", url=f"http://dead.example/{n}", fault="dns", external=True) for n in range(2)]
    alone = world.link("", url="http://alone.example/", fault="dns", external=True)
    causes = [problem.cause for problem in measure("broken-links", site(world, *dead, alone)).problems]
    assert causes == [None, "host:dead.example", "host:dead.example"]


def test_a_crawl_cut_short_passes_nobody_and_still_accuses(measure, world):
    cut = world.crawl(complete=False)
    found = measure("broken-links", site(world, crawl=cut))
    assert (found.verdict, found.reason) == ("inconclusive", "crawl-incomplete")
    assert measure("broken-links", site(world, world.link("a"), crawl=cut)).verdict == "fail"


def test_a_site_that_was_not_opened_has_no_links_to_judge(measure, world):
    closed = replace(world.healthy(), crawl=world.crawl(site_state="maintenance"))
    found = measure("broken-links", closed)
    assert (found.verdict, found.reason) == ("inconclusive", "site-maintenance")


def test_what_is_neither_fine_nor_broken_is_shown_by_its_state(measure, world):
    links = [world.link(f"{state}{n}", state) for state in ("blocked", "tls", "skipped") for n in range(2)]
    measured = measure("broken-links", site(world, *links)).measured
    assert (measured["blocked"], measured["tls"], measured["skipped"]) == (2, 2, 2)


@pytest.mark.parametrize(("images", "cause"), [(1, None), (2, "sheet:http://www.example.gov.cn/a.css")])
def test_images_that_one_style_sheet_names_have_one_cause(measure, world, images, cause):
    page = LinkSource(page=world.home_url, line=3, use="image")
    sheet = LinkSource(page=f"{world.home_url}a.css", line=9, use="style")
    links = [world.link(f"{n}.png", use="image", sources=(page, sheet)) for n in range(images)]
    found = measure("broken-links", site(world, *links, world.link("other.html")))
    assert [problem.cause for problem in found.problems] == [cause] * images + [None]
