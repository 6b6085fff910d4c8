import pytest

from inspector.judging.standards import load
from rules.engine import judge
from rules.explaining import explain


@pytest.fixture
def explained(world):
    def run(observations, rule, standard="census-2015"):
        standard = load(standard)
        card = judge(observations, standard, run=world.run, as_of=world.as_of)
        return explain(next(finding for finding in card.findings if finding.rule == rule), standard)

    return run


@pytest.mark.parametrize(
    ("columns", "change", "number"),
    [(3, "more-would-fail", 2), (4, "more-would-fail", 1), (5, "mend", 1), (7, "mend", 3)],
)
def test_how_far_a_verdict_is_from_the_other(explained, world, columns, change, number):
    found = explained(world.with_columns(world.columns(columns, "news", 20)), "stale-columns")
    assert (found.certain, found.change, found.number) == (columns, change, number)


def test_doubts_decide_where_they_might_make_enough(explained, world):
    unread = ([world.column(f"unread{n}") for n in range(2)], [])
    found = explained(world.with_columns(world.columns(4, "news", 20), unread), "stale-columns")
    assert (found.change, found.number) == ("clear-doubts", 2)


def test_mending_is_not_enough_where_doubts_remain(explained, world):
    unread = ([world.column("unread")], [])
    found = explained(world.with_columns(world.columns(5, "news", 20), unread), "stale-columns")
    assert (found.change, found.number) == ("mend-if-doubts-hold", 1)


def test_history_and_a_crawl_cut_short_have_their_own_remedies(explained, world):
    assert explained(world.healthy(probes=()), "unreachable").change == "more-history"
    assert explained(world.healthy(crawl=world.crawl(complete=False)), "empty-columns").change == "read-the-rest"


def test_a_rule_that_does_not_apply_can_change_nothing(explained, world):
    assert explained(world.healthy(), "interviews").change == "nothing"


def test_the_price_is_taken_apart(explained, world):
    links = [world.link("h", on_home=True), world.link("a"), world.link("b"), world.link("c", "unconfirmed")]
    lines = explained(world.healthy(links=tuple(links)), "broken-links").lines
    assert [(line.unit, line.amount, line.each, line.total, line.certain) for line in lines] == [
        ("home", 1, 1, 1, True),
        ("other", 2, 0.1, 0.2, True),
        ("other", 1, 0.1, 0.1, False),
    ]


def test_the_parts_of_a_price_add_up_to_the_points(explained, world):
    site = world.with_columns(world.columns(2, "news", 20), world.columns(3, "plans", 900, "p"))
    found = explained(site, "column-timeliness")
    assert sum(line.total for line in found.lines if line.certain) == found.finding.points == 21
