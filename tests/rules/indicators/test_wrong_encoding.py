from dataclasses import replace

import pytest


def found(measure, world, declared, real, count=1, **changed):
    facts = world.changed(world.facts(), declared_encoding=declared, encoding=real)
    pages = [world.page(f"{world.home_url}{n}.html", facts=facts) for n in range(count)]
    return measure("wrong-encoding", replace(world.healthy(), pages=tuple(pages)), **changed)


@pytest.mark.parametrize(
    ("declared", "real", "verdict"),
    [
        ("utf-8", "utf-8", "pass"),
        ("UTF8", "utf-8", "pass"),
        ("GB2312", "gb18030", "pass"),
        ("gbk", "gb18030", "pass"),
        (None, "gb18030", "pass"),
        ("utf-16", "utf-8", "pass"),
        ("iso-8859-1", "utf-8", "pass"),
        ("unicode", "utf-8", "pass"),
        ("gb2312", "utf-8", "fail"),
        ("utf-8", "gb18030", "fail"),
        ("gb2312", "utf-16-le", "fail"),
    ],
)
def test_only_what_surely_differs_is_accused(measure, world, declared, real, verdict):
    assert found(measure, world, declared, real).verdict == verdict


def test_all_pages_of_one_pair_are_one_problem(measure, world):
    assert [p.occurrences for p in found(measure, world, "gb2312", "utf-8", 7).problems] == [7]


@pytest.mark.parametrize(("count", "verdict"), [(1, "pass"), (2, "fail")])
def test_a_standard_may_allow_some(measure, world, count, verdict):
    assert found(measure, world, "gb2312", "utf-8", count, limit_pages=2).verdict == verdict
