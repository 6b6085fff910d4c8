import pytest


def site(world, *letters, **more):
    column = world.column("mail", "consultation", **more)
    return world.only_columns(([column], [world.letters_page(column, letters)]))


def answered(world, n, asked, days):
    return world.letter(n, world.ago(asked), "answered", answered=world.ago(asked - days))


@pytest.mark.parametrize(("days", "verdict"), [(0, "pass"), (2, "pass"), (3, "fail"), (4, "fail")])
def test_forty_eight_hours_are_over_for_certain_on_the_third_day(measure, world, days, verdict):
    found = measure("slow-replies", site(world, answered(world, 1, 50, days)))
    assert (found.verdict, [problem.kind for problem in found.problems]) == (
        verdict, ["slow-reply"] if verdict == "fail" else [],
    )  # fmt: skip


@pytest.mark.parametrize(("days", "verdict"), [(2, "pass"), (3, "fail")])
def test_an_open_message_waits_until_today(measure, world, days, verdict):
    assert measure("slow-replies", site(world, world.letter(1, world.ago(days)))).verdict == verdict


def test_the_past_year_only(measure, world):
    assert measure("slow-replies", site(world, answered(world, 1, 400, 30), answered(world, 2, 9, 1))).verdict == "pass"


def test_a_refused_message_is_none(measure, world):
    assert measure("slow-replies", site(world, world.letter(1, world.ago(90), "refused"))).verdict == "pass"


def test_a_message_without_its_days_is_only_at_risk(measure, world):
    found = measure("slow-replies", site(world, world.letter(1, world.ago(90), "answered")))
    assert (found.verdict, [charge.certain for charge in found.charges]) == ("inconclusive", [False])


def test_a_longer_term(measure, world):
    letter = answered(world, 1, 50, 15)
    assert measure("slow-replies", site(world, letter), max_hours=360).verdict == "pass"
    assert measure("slow-replies", site(world, answered(world, 1, 50, 16)), max_hours=360).verdict == "fail"


def test_no_public_messages_and_no_channel_are_no_verdict(measure, world):
    assert measure("slow-replies", site(world)).reason == "no-public-letters"
    assert measure("slow-replies", world.only_columns(world.columns(1, "news", 1))).reason == "no-consultation"
