"""Personal data: only what a check digit proves, and never the number itself."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.masking import masked
from spiders.parsing.safety.personal import is_card, is_identity, read_personal_data
from spiders.parsing.texts import Texts

TODAY = date(2024, 5, 1)
IDENTITY = "110101199003074514"
CARD = "6222020000000000008"


def found(*lines, message=False):
    return [(a.kind, a.text) for a in read_personal_data(Texts(lines), today=TODAY, message=message)]


def valid_card(body):
    return next(body + str(digit) for digit in range(10) if is_card(body + str(digit)))


def test_an_identity_number_is_raised_and_masked():
    assert found(f"身份证号：{IDENTITY}。") == [("personal-identity", "110*************14")]


@pytest.mark.parametrize(
    "number",
    [
        "110101199003074515",  # check digit
        "110101199002304519",  # no such day
        "990101199003074512",  # no such division
        "110101209003074513",  # not born yet
        "110101180003074519",  # too long ago
        "11010119900307451",  # too short
        "1101011990030745140",  # too long
        "110101********4514",  # masked
        "1101011990030745**",
    ],
)
def test_what_is_no_identity_number_is_left_alone(number):
    assert found(f"编号 {number}") == []


def test_an_x_is_a_check_digit_in_either_case():
    number = next(
        f"11010119900307{serial:03}X" for serial in range(1000) if is_identity(f"11010119900307{serial:03}X", TODAY)
    )
    assert [kind for kind, _ in found(number, number.lower())] == ["personal-identity"] * 2


@pytest.mark.parametrize("around", ["a{}", "{}b", "/{}", "={}", "{}_1", "-{}"])
def test_a_number_inside_an_address_or_a_code_is_left_alone(around):
    assert found(around.format(IDENTITY)) == []


def test_a_bank_card_needs_its_prefix_and_its_luhn_digit():
    card = valid_card("622202000000000000")
    assert found(f"账号 {card}") == [("personal-card", masked(card))]
    assert found(f"账号 {card[:-1]}{(int(card[-1]) + 1) % 10}") == []
    assert found(f"账号 9{card[1:]}") == []


def test_a_card_in_groups_is_a_card():
    card = valid_card("622202000000000")
    grouped = " ".join(card[i : i + 4] for i in range(0, 16, 4))
    assert found(f"卡号 {grouped}") == [("personal-card", masked(card))]


def test_an_office_s_mobile_number_is_left_alone():
    assert found("联系电话：13800138000") == []


def test_a_mobile_number_in_a_message_or_beside_an_identity_is_raised():
    assert found("我的电话13800138000", message=True) == [("personal-mobile", "138******00")]
    assert ("personal-mobile", "138******00") in found(f"张某 {IDENTITY} 13800138000")


def test_what_stands_around_is_masked_as_well():
    alert = next(read_personal_data(Texts([f"张某 {IDENTITY} 13800138000"]), today=TODAY, message=True))
    assert IDENTITY not in alert.snippet
    assert "13800138000" not in alert.snippet


@given(st.text(alphabet="0123456789Xx* 身份证", max_size=60), st.booleans())
def test_no_alert_ever_shows_a_whole_number(text, message):
    for alert in read_personal_data(Texts([text]), today=TODAY, message=message):
        shown = f"{alert.text} {alert.snippet}"
        assert not any(run.isdigit() and len(run) > 6 for run in shown.replace("*", " ").split())


@given(st.integers(0, 10**18))
def test_one_wrong_digit_is_no_card(number):
    card = f"62{number % 10**16:016}"
    if is_card(card):
        assert not is_card(card[:-1] + str((int(card[-1]) + 1) % 10))
