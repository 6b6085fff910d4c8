from dataclasses import replace

import pytest

from rules.observations import ColumnLink


def mailbox(world, letters, **more):
    column = world.column("mail", "consultation", **more)
    return world.only_columns(([column], [world.letters_page(column, letters)]))


def charges(found):
    return [(charge.unit, charge.certain) for charge in found.charges]


@pytest.mark.parametrize(("days", "verdict"), [(364, "pass"), (365, "pass"), (366, "fail")])
def test_one_message_within_a_year_is_enough(measure, world, days, verdict):
    found = measure("consultation", mailbox(world, [world.letter(1, world.ago(days), "answered")]))
    assert found.verdict == verdict
    assert charges(found) == ([("none", True)] if verdict == "fail" else [])


def test_no_channel_is_certain_only_where_every_column_is_understood(measure, world):
    known = measure("consultation", world.only_columns(world.columns(3, "news", 1)))
    assert (known.verdict, charges(known)) == ("fail", [("no_channel", True)])
    unknown = measure(
        "consultation", world.only_columns(world.columns(3, "news", 1), world.columns(1, "unknown", 1, "x"))
    )
    assert (unknown.verdict, charges(unknown)) == ("inconclusive", [("no_channel", False)])


def test_a_form_without_public_messages_is_not_accused(measure, world):
    found = measure("consultation", mailbox(world, []))
    assert (found.verdict, charges(found)) == ("inconclusive", [("none", False)])


def test_a_mailbox_that_was_not_read_whole_is_not_accused(measure, world):
    found = measure("consultation", mailbox(world, [world.letter(1, world.ago(500), "answered")], complete=False))
    assert (found.verdict, charges(found)) == ("inconclusive", [("none", False)])


def elsewhere(world, site, category="consultation"):
    """The site with a mailbox on another site in its navigation."""
    link = ColumnLink(name="我要咨询", url="https://12345.example.cn/", category=category)
    home, *rest = site.pages
    named = world.changed(home, facts=world.changed(home.facts, columns=(link,)))
    return replace(site, pages=(named, *rest))


@pytest.mark.parametrize("category", ["consultation", "unknown"])
def test_a_mailbox_on_another_site_is_a_channel(measure, world, category):
    site = elsewhere(world, world.only_columns(world.columns(3, "news", 1)), category)
    found = measure("consultation", site)
    assert (found.verdict, charges(found)) == ("inconclusive", [("no_channel", False)])


def test_a_silent_mailbox_beside_one_on_another_site_is_not_accused(measure, world):
    silent = mailbox(world, [world.letter(1, world.ago(500), "answered")])
    assert measure("consultation", silent).verdict == "fail"
    assert measure("consultation", elsewhere(world, silent)).verdict == "inconclusive"
