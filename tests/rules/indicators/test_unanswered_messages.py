from datetime import date

import pytest


def mailbox(world, letters, *details, **more):
    column = world.column("mail", more.pop("category", "consultation"), **more)
    return world.only_columns(([column], [world.letters_page(column, letters), *details]), world.columns(1, "news", 1))


@pytest.mark.parametrize(
    ("asked", "verdict"), [(date(2015, 6, 22), "pass"), (date(2015, 6, 21), "fail"), (date(2015, 6, 20), "fail")]
)
def test_three_months_include_the_day_they_end_on(measure, world, asked, verdict):
    assert measure("unanswered-messages", mailbox(world, [world.letter(1, asked)])).verdict == verdict


@pytest.mark.parametrize(
    ("asked", "verdict"), [(date(2014, 9, 20), "pass"), (date(2014, 9, 21), "fail"), (date(2014, 9, 22), "fail")]
)
def test_only_the_past_year_is_looked_at(measure, world, asked, verdict):
    assert measure("unanswered-messages", mailbox(world, [world.letter(1, asked)])).verdict == verdict


def test_an_answer_that_came_late_is_an_answer(measure, world):
    letter = world.letter(1, world.ago(300), "answered", answered=world.ago(3))
    assert measure("unanswered-messages", mailbox(world, [letter])).verdict == "pass"


def test_an_answer_on_the_detail_page_clears_the_list(measure, world):
    letter = world.letter(1, world.ago(200))
    answered = world.changed(letter, answered=world.ago(190), status="answered")
    detail = world.page(
        letter.url, "letter", facts=world.facts(letters=(answered,)), column_url=f"{world.home_url}mail/"
    )
    assert measure("unanswered-messages", mailbox(world, [letter])).verdict == "fail"
    assert measure("unanswered-messages", mailbox(world, [letter], detail)).verdict == "pass"


def test_a_refused_message_is_not_a_valid_one(measure, world):
    found = measure("unanswered-messages", mailbox(world, [world.letter(1, world.ago(200), "refused")]))
    assert (found.verdict, found.measured["refused"]) == ("pass", 1)


def test_a_message_of_unknown_state_is_not_accused_and_not_passed(measure, world):
    found = measure("unanswered-messages", mailbox(world, [world.letter(1, world.ago(200), "unknown")]))
    assert (found.verdict, found.reason, found.problems) == ("inconclusive", "letters-unclear", ())
    young = measure("unanswered-messages", mailbox(world, [world.letter(1, world.ago(20), "unknown")]))
    assert young.verdict == "pass"


def test_an_open_message_without_a_day_is_not_accused_and_not_passed(measure, world):
    found = measure("unanswered-messages", mailbox(world, [world.letter(1, None)]))
    assert (found.verdict, found.reason, found.problems) == ("inconclusive", "letters-unclear", ())


@pytest.mark.parametrize("category", ["complaints", "surveys", "interviews", "unknown", "news"])
def test_columns_that_need_not_answer_are_left_alone(measure, world, category):
    found = measure("unanswered-messages", mailbox(world, [world.letter(1, world.ago(200))], category=category))
    assert (found.verdict, found.reason) == ("not-applicable", "no-consultation")


def test_no_channel_is_not_accused_even_where_one_is_required(measure, world):
    site = world.only_columns(world.columns(1, "news", 1))
    found = measure("unanswered-messages", site, channel_required=True)
    assert (found.verdict, found.reason) == ("inconclusive", "no-consultation")


def test_a_form_without_public_messages_gives_nothing_to_judge(measure, world):
    found = measure("unanswered-messages", mailbox(world, []))
    assert (found.verdict, found.reason) == ("not-applicable", "no-public-letters")


def test_a_mailbox_that_was_not_read_whole_does_not_pass(measure, world):
    letters = [world.letter(1, world.ago(10), "answered", answered=world.ago(9))]
    found = measure("unanswered-messages", mailbox(world, letters, complete=False))
    assert (found.verdict, found.reason) == ("inconclusive", "letters-unread")
    late = measure("unanswered-messages", mailbox(world, [world.letter(1, world.ago(200))], complete=False))
    assert late.verdict == "fail"


def test_a_mailbox_must_be_read_back_to_the_beginning_of_the_year(measure, world):
    column = world.column("mail", "consultation")
    more = {"next_page": world.next_page(f"{column.url}index_2.html")}

    def found(days):
        page = world.letters_page(column, [world.letter(1, world.ago(days), "answered")], **more)
        return measure("unanswered-messages", world.only_columns(([column], [page])))

    assert (found(30).verdict, found(30).reason) == ("inconclusive", "letters-unread")
    assert found(400).verdict == "pass"


@pytest.mark.parametrize(
    ("more", "verdict"),
    [
        ({"total_items": 1}, "pass"),
        ({"total_items": 2}, "inconclusive"),
        ({"extra": {"pager": "by-script"}}, "inconclusive"),
        ({}, "pass"),
    ],
)
def test_a_mailbox_whose_pager_counts_more_messages_than_were_read_is_not_passed(measure, world, more, verdict):
    column = world.column("mail", "consultation")
    page = world.letters_page(column, [world.letter(1, world.ago(30), "answered")], **more)
    assert measure("unanswered-messages", world.only_columns(([column], [page]))).verdict == verdict


def test_a_message_whose_own_page_was_not_understood_is_not_accused(measure, world):
    letter = world.letter(1, world.ago(200))

    def found(*letters):
        facts = world.facts(letters=letters)
        detail = world.page(letter.url, "letter", facts=facts, column_url=f"{world.home_url}mail/")
        return measure("unanswered-messages", mailbox(world, [letter], detail))

    assert (found().verdict, found().reason, found().problems) == ("inconclusive", "letters-unclear", ())
    assert found(letter).verdict == "fail"


def test_messages_without_an_address_are_told_apart_by_subject_and_day(measure, world):
    letters = [world.letter(n, world.ago(200), url=None) for n in range(3)]
    problems = measure("unanswered-messages", mailbox(world, letters)).problems
    assert len({problem.fingerprint for problem in problems}) == 3
    assert {problem.url for problem in problems} == {f"{world.home_url}mail/"}
