from dataclasses import replace

import pytest


def found(measure, world, *texts, **changed):
    pages = [
        world.page(f"{world.home_url}{n}.html", facts=world.facts(kind="article", meta={"PubDate": text}))
        for n, text in enumerate(texts)
    ]
    return measure("pubdate-form", replace(world.healthy(), pages=tuple(pages)), **changed)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2024-09-10 09:24", "well_formed"),
        ("2024-09-10 23:59", "well_formed"),
        ("2024-09-10 24:00", "readable"),
        ("2024-09-10 09:24:36", "readable"),
        ("2024-09-10", "readable"),
        ("2020年08月02日", "readable"),
        ("2024/9/1", "readable"),
        ("2024.09.30 09:24:36 GMT+08:00", "readable"),
        ("2024-02-30 09:24", "unreadable"),
        ("昨天", "unreadable"),
        ("09-10", "unreadable"),
        ("20240910", "unreadable"),
    ],
)
def test_three_forms(measure, world, text, form):
    result = found(measure, world, text)
    assert {name for name, count in result.measured.items() if count} == {form}
    assert result.verdict == ("fail" if form == "unreadable" else "pass")


def test_all_unreadable_ones_are_one_problem(measure, world):
    result = found(measure, world, "x", "y", "2024-09-10")
    assert [(problem.occurrences, problem.detail["example"]) for problem in result.problems] == [(2, "x")]


@pytest.mark.parametrize(("count", "verdict"), [(1, "pass"), (2, "fail")])
def test_a_standard_may_allow_some(measure, world, count, verdict):
    assert found(measure, world, *["x"] * count, limit_pages=2).verdict == verdict


def test_no_such_meta_is_no_verdict(measure, world):
    assert found(measure, world, "").verdict == "inconclusive"
