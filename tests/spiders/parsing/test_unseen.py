"""A fresh entry that no reader sees does not make a list fresh; lists that hide entries for other reasons keep them."""

from datetime import date

import pytest

from rules.observations import Item
from spiders.parsing.document import Document
from spiders.parsing.page import read_page

ROW = '<li {mark}><a href="/t/{n}.html" {link}>关于做好第{n}批项目申报工作的通知</a><span>{day}</span></li>'
HIDING = [
    'style="display:none"',
    'style="color:red; DISPLAY : None !important"',
    "hidden",
    'style="visibility:hidden"',
    'style="opacity:0"',
    'style="font-size:0px;"',
    'style="height:0;overflow:hidden"',
    'style="position:absolute;left:-9999px"',
    'style="text-indent:-999em"',
    'style="transform:scale(0)"',
    'style="position:absolute;clip:rect(0,0,0,0)"',
]
SHOWN = [
    "",
    'style="display:block"',
    'style="opacity:0.5"',
    'style="opacity:0.01"',
    'style="font-size:0.9em"',
    'style="line-height:0"',
    'style="height:05px"',
    'style="margin-left:-10px"',
    'style="max-width:100%"',
]


def items_of(*rows: str) -> tuple[Item, ...]:
    source = f"<html><head><title>通知公告</title></head><body><div><ul>{''.join(rows)}</ul></div></body></html>"
    doc = Document.parse(source.encode(), "http://a.gov.cn/tz/", None)
    return read_page(doc, today=date(2024, 6, 1), home=False, lexicon=None).items


def row(n: int, day: str, mark: str = "", link: str = "") -> str:
    return ROW.format(n=n, day=day, mark=mark, link=link)


OLD = [row(n, f"2021-03-{30 - n}") for n in range(1, 9)]


@pytest.mark.parametrize("mark", HIDING)
@pytest.mark.parametrize("where", ["row", "link"])
def test_a_fresh_day_that_is_hidden_is_no_day(mark: str, where: str) -> None:
    hidden = row(99, "2024-05-30", **{"mark" if where == "row" else "link": mark})
    found = items_of(hidden, *OLD)
    assert len(found) == 9
    assert max(item.day for item in found if item.day) == date(2021, 3, 29)
    assert next(item for item in found if item.url and item.url.endswith("/99.html")).day is None


@pytest.mark.parametrize("mark", SHOWN)
def test_a_fresh_day_that_is_shown_counts(mark: str) -> None:
    assert items_of(row(99, "2024-05-30", mark), *OLD)[0].day == date(2024, 5, 30)


@pytest.mark.parametrize("mark", HIDING)
def test_later_entries_that_a_pager_by_script_hides_keep_their_days(mark: str) -> None:
    rows = [row(n, f"2021-03-{30 - n}", mark if n > 4 else "") for n in range(1, 9)]
    assert all(item.day for item in items_of(*rows))


@pytest.mark.parametrize("mark", HIDING)
def test_a_list_that_is_hidden_as_a_whole_keeps_its_days(mark: str) -> None:
    """The pane of a tab, a list that a script shows."""
    assert all(item.day for item in items_of(*(row(n, f"2021-03-{30 - n}", mark) for n in range(1, 9))))
