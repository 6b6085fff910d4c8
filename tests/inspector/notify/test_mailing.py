"""Mails: a real SMTP server on loopback takes them, or does not; no password is shown to anybody."""

import base64
import email
import socket
import ssl
import threading
from datetime import datetime
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.clock import SHANGHAI
from inspector.notify.mailing import Mailbox, NotSent, mail, mailbox_of, send_mail
from rules.errors import UsageError
from tests.certificates import Authority
from tests.loopback import free_port

AT = datetime(2026, 3, 2, 6, tzinfo=SHANGHAI)
OPEN = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")


def a_mailbox(port: int, **more: Any) -> Mailbox:
    return Mailbox(host="127.0.0.1", port=port, sender="a@b.cn", to=("c@d.cn",), **{"tls": False, **more})


def a_mail(box: Mailbox, text: str = "text") -> EmailMessage:
    return mail(box, subject="网站检查", text=text, at=AT, message_id="<1@b.cn>")


def test_a_passing_fault_is_tried_three_times_in_all(post: Any) -> None:
    taker, port = post()
    pauses: list[float] = []
    taker.replies = ["451 later", "451 later"]
    send_mail(a_mailbox(port), a_mail(a_mailbox(port)), sleep=pauses.append)
    assert (len(taker.taken), pauses) == (1, [2.0, 10.0])
    taker.replies = ["451 later"] * 3
    with pytest.raises(NotSent, match="451 later"):
        send_mail(a_mailbox(port), a_mail(a_mailbox(port)), sleep=pauses.append)


def test_a_port_where_nobody_listens_is_tried_again_and_told() -> None:
    unused = free_port()
    pauses: list[float] = []
    with pytest.raises(NotSent, match="ConnectionRefusedError"):
        send_mail(a_mailbox(unused), a_mail(a_mailbox(unused)), sleep=pauses.append)
    assert pauses == [2.0, 10.0]


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's TLS for 127.0.0.1, with a certificate that this test's clients trust."""
    authority = Authority(tmp_path)
    roots = tmp_path / "roots.pem"
    roots.write_bytes(authority.root.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(roots))
    return authority.server("127.0.0.1")


def test_a_password_goes_over_starttls(post: Any, trusted: ssl.SSLContext) -> None:
    taker, port = post(tls_context=trusted, require_starttls=True, auth_required=True)
    box = a_mailbox(port, user="me", password="geheim")
    send_mail(box, a_mail(box))
    assert taker.logins == [(b"me", b"geheim")]
    assert len(taker.taken) == 1


def test_a_certificate_that_nobody_vouches_for_gets_no_password(
    post: Any, trusted: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    taker, port = post(tls_context=trusted, auth_required=True)
    with pytest.raises(NotSent, match="SSLCertVerificationError"):
        send_mail(a_mailbox(port, user="me", password="geheim"), a_mail(a_mailbox(port)))
    assert (taker.logins, taker.taken) == ([], [])


@OPEN
def test_a_wrong_password_is_told_without_showing_it(post: Any) -> None:
    _taker, port = post(auth_required=True, auth_require_tls=False)
    with pytest.raises(NotSent) as told:
        send_mail(a_mailbox(port, user="me", password="wrong-one"), a_mail(a_mailbox(port)))
    assert "535" in str(told.value)
    assert "wrong-one" not in str(told.value)
    assert "wrong-one" not in repr(a_mailbox(port, user="me", password="wrong-one"))


def an_echo() -> int:
    """A mail server that refuses every command and repeats it."""
    wire = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with wire, wire.accept()[0] as connection, connection.makefile("rwb") as file:
            file.write(b"220 here\r\n")
            file.flush()
            for line in file:
                known = {b"EHLO": b"250-here\r\n250 AUTH PLAIN\r\n", b"QUIT": b"221 bye\r\n"}
                file.write(known.get(line[:4].upper(), b"535 what is " + line))
                file.flush()

    threading.Thread(target=serve, daemon=True).start()
    return int(wire.getsockname()[1])


def test_a_server_that_repeats_the_password_shows_it_to_nobody() -> None:
    box = a_mailbox(an_echo(), user="me", password="geheimes Wort")
    with pytest.raises(NotSent) as told:
        send_mail(box, a_mail(box))
    said = str(told.value)
    assert "535 what is" in said
    for form in ("geheimes Wort", "\0me\0geheimes Wort"):
        assert base64.b64encode(form.encode()).decode() not in said
    assert "***" in said


@OPEN
def test_a_password_that_smtp_cannot_carry_is_told_without_showing_it(post: Any) -> None:
    _taker, port = post(auth_required=True, auth_require_tls=False)
    with pytest.raises(NotSent, match="UnicodeEncodeError") as told:
        send_mail(a_mailbox(port, user="me", password="密码"), a_mail(a_mailbox(port)))
    assert "密" not in str(told.value)


@OPEN
def test_no_password_is_sent_in_the_clear_to_another_machine(post: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    taker, port = post(auth_required=True, auth_require_tls=False)
    monkeypatch.setattr("inspector.notify.mailing._LOCAL", frozenset())
    with pytest.raises(NotSent, match="not sent in the clear"):
        send_mail(a_mailbox(port, user="me", password="geheim"), a_mail(a_mailbox(port)))
    assert taker.logins == []


@given(st.text(max_size=200))
def test_no_text_becomes_a_header_and_every_text_arrives(text: str) -> None:
    box = a_mailbox(25)
    plain = text.encode("utf-8", "replace").decode()
    read = email.message_from_bytes(bytes(a_mail(box, plain)), policy=default)
    assert sorted(read.keys()) == sorted(a_mail(box).keys())
    assert "".join(read.get_content().split()) == "".join(plain.split())


def test_a_subject_of_two_lines_is_refused() -> None:
    with pytest.raises(ValueError, match="linefeed"):
        mail(a_mailbox(25), subject="a\r\nBcc: x@y.z", text="", at=AT, message_id="<1@b.cn>")


@pytest.mark.parametrize(
    "environment",
    [
        {"INSPECTOR_SMTP_URL": "smtp://mail.example.cn"},
        {"INSPECTOR_MAIL_TO": "a@b.cn"},
        {"INSPECTOR_SMTP_URL": "http://mail.example.cn", "INSPECTOR_MAIL_TO": "a@b.cn"},
        {"INSPECTOR_SMTP_URL": "smtp://mail.example.cn:99999", "INSPECTOR_MAIL_TO": "a@b.cn"},
        {"INSPECTOR_SMTP_URL": "smtp://u:geheim@mail.example.cn", "INSPECTOR_MAIL_TO": "a@b.cn"},
        {"INSPECTOR_SMTP_URL": "smtp://mail.example.cn", "INSPECTOR_MAIL_TO": "nobody"},
        {"INSPECTOR_SMTP_URL": "smtp://mail.example.cn", "INSPECTOR_MAIL_TO": "a@b.cn\r\nBcc: x@y.cn"},
        {"INSPECTOR_SMTP_URL": "smtp://mail.example.cn", "INSPECTOR_MAIL_TO": "a@b.cn", "INSPECTOR_SMTP_USER": "me"},
    ],
)
def test_a_mailbox_that_is_half_said_or_wrong_is_an_error(environment: dict[str, str]) -> None:
    with pytest.raises(UsageError) as told:
        mailbox_of(environment)
    assert "geheim" not in told.value.text("en") + told.value.text("zh")


def test_a_mailbox_as_the_environment_says_it() -> None:
    assert mailbox_of({}) is None
    box = mailbox_of({"INSPECTOR_SMTP_URL": "smtps://mail.example.cn", "INSPECTOR_MAIL_TO": "甲 <a@b.cn>, c@d.cn"})
    assert box is not None
    assert (box.host, box.port, box.tls, box.to, box.sender) == (
        "mail.example.cn",
        465,
        True,
        ("a@b.cn", "c@d.cn"),
        "a@b.cn",
    )


def test_base64_keeps_lines_short_enough_for_every_relay() -> None:
    raw = bytes(a_mail(a_mailbox(25), "长" * 5000))
    assert max(len(line) for line in raw.splitlines()) <= 78
    assert base64.b64decode(raw.partition(b"\r\n\r\n")[2]).decode().strip() == "长" * 5000
