from dataclasses import replace

import pytest

FULL = {"SiteName": "示例", "sitedomain": "www.example.gov.cn", "SITEIDCODE": "3300000001"}
ARTICLE = FULL | {"ArticleTitle": "标题", "PubDate": "2015-09-01 10:00", "ContentSource": "本站"}


def site(world, with_metas, without, *, metas=ARTICLE, kind="article", left=None):
    given = [metas] * with_metas + [left or {}] * without
    pages = [
        world.page(f"{world.home_url}{n}.html", facts=world.facts(kind=kind, meta=meta)) for n, meta in enumerate(given)
    ]
    return replace(world.healthy(), pages=tuple(pages))


def missing(found):
    return {(problem.text, problem.detail["of"]): problem.detail["missing"] for problem in found.problems}


def test_names_are_compared_without_case(measure, world):
    assert measure("missing-metas", site(world, 5, 0)).verdict == "pass"


@pytest.mark.parametrize(("without", "verdict"), [(19, "pass"), (20, "fail"), (21, "fail")])
def test_a_fifth_of_the_pages_is_the_limit(measure, world, without, verdict):
    assert measure("missing-metas", site(world, 100 - without, without)).verdict == verdict


def test_every_missing_meta_is_one_problem_with_its_pages(measure, world):
    found = measure("missing-metas", site(world, 0, 4, kind="other"))
    assert missing(found) == {("SiteName", "all"): 4, ("SiteDomain", "all"): 4, ("SiteIDCode", "all"): 4}
    assert {problem.occurrences for problem in found.problems} == {4}
    assert len(found.problems[0].sources) == 4


def test_pages_of_contents_need_more(measure, world):
    found = measure("missing-metas", site(world, 2, 0, metas=FULL))
    assert {name for name, _ in missing(found)} == {"ArticleTitle", "PubDate", "ContentSource"}


def test_columns_need_theirs_on_their_first_page(measure, world):
    column = world.column("news")
    first = world.list_page(column, [world.item(1, 1)], meta=FULL)
    second = world.list_page(column, [world.item(2, 1)], number=2, meta=FULL)
    found = measure("missing-metas", replace(world.healthy(), pages=(first, second)))
    assert {problem.detail["read"] for problem in found.problems if problem.detail["of"] == "column"} == {1}


def test_an_empty_meta_is_missing_and_said_to_be_empty(measure, world):
    found = measure("missing-metas", site(world, 0, 3, kind="other", left={"SiteName": " "}))
    empty = {problem.text: problem.detail["empty"] for problem in found.problems}
    assert empty == {"SiteName": 3, "SiteDomain": 0, "SiteIDCode": 0}


def test_nothing_read_is_no_pass(measure, world):
    assert measure("missing-metas", replace(world.healthy(), pages=())).verdict == "inconclusive"


def test_frames_and_the_data_of_lists_owe_no_metas(measure, world):
    whole = world.page(f"{world.home_url}a.html", "article", facts=world.facts(kind="article", meta=ARTICLE))
    parts = [
        world.page(f"{world.home_url}data{n}.json", "column", facts=world.facts(kind="list"), framed=True)
        for n in range(9)
    ]
    found = measure("missing-metas", replace(world.healthy(), pages=(whole, *parts)))
    assert (found.verdict, found.measured["pages"]) == ("pass", 1)
