from datetime import date

import pytest


def site(world, *letters, **more):
    column = world.column("mail", "consultation", **more)
    return world.only_columns(([column], [world.letters_page(column, letters)]))


@pytest.mark.parametrize(
    ("day", "verdict"), [(date(2015, 7, 22), "pass"), (date(2015, 7, 21), "fail"), (date(2015, 7, 20), "fail")]
)
def test_two_months_are_the_limit(measure, world, day, verdict):
    assert measure("stale-replies", site(world, world.letter(1, None, "answered", answered=day))).verdict == verdict


def test_the_newest_reply_counts(measure, world):
    letters = [world.letter(n, None, "answered", answered=world.ago(days)) for n, days in enumerate((300, 5, 90))]
    assert measure("stale-replies", site(world, *letters)).measured["newest"] == world.ago(5).isoformat()


def test_replies_without_a_day_are_not_accused(measure, world):
    old = world.letter(1, None, "answered", answered=world.ago(300))
    assert measure("stale-replies", site(world, old, world.letter(2, None, "answered"))).verdict == "inconclusive"


def test_a_mailbox_that_was_not_read_whole_is_not_accused(measure, world):
    old = world.letter(1, None, "answered", answered=world.ago(300))
    assert measure("stale-replies", site(world, old, complete=False)).verdict == "inconclusive"


def test_no_reply_at_all_is_no_late_column(measure, world):
    assert measure("stale-replies", site(world, world.letter(1, world.ago(3)))).reason == "no-public-letters"
