import pytest


def site(world, linked, unlinked):
    column = world.column("jd", "interpretations")
    told = [{"related": "policy"}] * linked + [{}] * unlinked
    articles = [
        world.page(
            f"{column.url}{n}.html", "article", facts=world.facts(kind="article", extra=extra), column_url=column.url
        )
        for n, extra in enumerate(told)
    ]
    return world.only_columns(([column], [world.list_page(column, [world.item(1, 1)]), *articles]))


@pytest.mark.parametrize(("unlinked", "verdict"), [(0, "pass"), (1, "pass"), (2, "fail"), (10, "fail")])
def test_a_fifth_without_a_link_is_the_limit(measure, world, unlinked, verdict):
    found = measure("unlinked-interpretations", site(world, 10 - unlinked, unlinked))
    assert (found.verdict, found.measured["without"]) == (verdict, unlinked)


def test_all_of_them_are_one_problem(measure, world):
    assert [p.occurrences for p in measure("unlinked-interpretations", site(world, 0, 5)).problems] == [5]


def test_too_few_articles_are_no_verdict(measure, world):
    assert measure("unlinked-interpretations", site(world, 0, 2)).verdict == "inconclusive"


def test_a_site_without_interpretations_is_not_concerned(measure, world):
    found = measure("unlinked-interpretations", world.only_columns(world.columns(1, "news", 1)))
    assert (found.verdict, found.reason) == ("not-applicable", "no-such-column")
