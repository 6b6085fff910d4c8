"""Which page comes next, and which never does."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.budget import Budget
from spiders.frontier import ARTICLE, COLUMN, DETAIL, HOME, LIST, REST, Frontier, article_priority, grows
from spiders.items import UrlEntry

HOST = "http://www.example.gov.cn"


def entry(number: int, priority: int) -> UrlEntry:
    return UrlEntry(id=number, url=f"{HOST}/{number}.html", leaf=False, priority=priority)


def test_pages_come_in_the_order_of_the_design():
    frontier = Frontier(Budget())
    order = [
        HOME,
        COLUMN,
        LIST + 2,
        DETAIL,
        article_priority(date(2024, 5, 2)),
        article_priority(date(2024, 5, 1)),
        article_priority(None),
        REST + 1,
        REST + 2,
    ]
    for number, priority in enumerate(reversed(order)):
        frontier.push(entry(number, priority))
    popped = []
    while (best := frontier.pop()) is not None:
        popped.append(best.priority)
    assert popped == order
    assert ARTICLE < article_priority(date(2199, 12, 31)) < article_priority(date(1990, 1, 1)) < REST


def test_equal_priorities_keep_the_order_they_came_in():
    frontier = Frontier(Budget())
    for number in (3, 1, 2):
        frontier.push(entry(number, LIST))
    assert [frontier.pop().id for _ in range(3)] == [3, 1, 2]


def test_a_waiting_page_is_raised_and_comes_once():
    frontier = Frontier(Budget())
    frontier.push(entry(1, REST))
    frontier.push(entry(2, LIST))
    frontier.push(entry(1, COLUMN))
    frontier.push(entry(1, REST))
    assert [frontier.pop().id, frontier.pop().id, frontier.pop()] == [1, 2, None]


def test_a_dropped_page_does_not_come():
    frontier = Frontier(Budget())
    frontier.push(entry(1, REST))
    frontier.drop(1)
    assert frontier.pop() is None
    assert len(frontier) == 0


@pytest.mark.parametrize(("depth", "admitted"), [(20, True), (21, False)])
def test_depth_is_bounded_inclusively(depth, admitted):
    frontier = Frontier(Budget(depth=20))
    assert frontier.admits(f"{HOST}/a.html", depth=depth, wanted=False) is admitted
    assert [one.reason for one in frontier.not_followed] == ([] if admitted else ["depth"])


def test_a_calendar_ends_at_its_pattern_and_other_pages_do_not():
    frontier = Frontier(Budget(query_pages=3))
    days = [frontier.admits(f"{HOST}/calendar?day={n}", depth=1, wanted=False) for n in range(1, 6)]
    assert days == [True, True, True, False, False]
    assert frontier.admits(f"{HOST}/news.html", depth=1, wanted=False)
    assert [(one.reason, one.pages) for one in frontier.not_followed] == [("pattern", 2)]


def test_what_a_verdict_needs_passes_the_bound_on_patterns():
    frontier = Frontier(Budget(query_pages=1))
    assert frontier.admits(f"{HOST}/list?page=1", depth=1, wanted=True)
    assert frontier.admits(f"{HOST}/list?page=2", depth=1, wanted=True)
    assert not frontier.admits(f"{HOST}/list?page=3", depth=1, wanted=False)


@pytest.mark.parametrize(
    ("path", "trap"),
    [
        ("/zwgk/2024/05/01/123.html", False),
        ("/a/a/a/x.html", False),
        ("/a/a/a/a/x.html", True),
        ("/" + "/".join(f"f{n}" for n in range(16)), False),
        ("/" + "/".join(f"f{n}" for n in range(17)), True),
    ],
)
def test_paths_that_grow_are_told_from_deep_ones(path, trap):
    assert grows(HOST + path) is trap


def test_what_was_not_followed_is_told_by_kind_the_most_frequent_first():
    frontier = Frontier(Budget(query_pages=1, depth=2))
    for n in range(4):
        frontier.admits(f"{HOST}/day?d={n}", depth=1, wanted=False)
    grown = [f"{HOST}/{'a/' * depth}x.html" for depth in (3, 4, 5)]
    assert [frontier.admits(url, depth=1, wanted=True) for url in grown] == [True, False, False]
    frontier.admits(f"{HOST}/deep.html", depth=3, wanted=False)
    told = [(one.reason, one.pages, one.example) for one in frontier.not_followed]
    assert told == [
        ("pattern", 3, f"{HOST}/day?d=1"),
        ("growing-path", 2, grown[1]),
        ("depth", 1, f"{HOST}/deep.html"),
    ]


@pytest.mark.parametrize(("kinds", "shown"), [(20, 20), (21, 20)])
def test_only_the_first_kinds_are_shown_and_none_grows_without_end(kinds, shown):
    frontier = Frontier(Budget(depth=0))
    for letter in range(kinds):
        frontier.admits(f"{HOST}/{chr(97 + letter)}/{'x' * 500}.html", depth=1, wanted=False)
    assert len(frontier.not_followed) == shown
    assert max(len(one.example) for one in frontier.not_followed) == 300


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(0, 10_000)), max_size=60))
def test_every_page_comes_exactly_once_at_its_best_priority(pushes):
    frontier = Frontier(Budget())
    best: dict[int, int] = {}
    for number, priority in pushes:
        frontier.push(entry(number, priority))
        best[number] = min(priority, best.get(number, priority))
    popped = []
    while (found := frontier.pop()) is not None:
        popped.append((found.id, found.priority))
    assert dict(popped) == best
    assert len(popped) == len(best)
    assert [p for _, p in popped] == sorted(p for _, p in popped)
