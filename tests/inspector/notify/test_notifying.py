"""Messages about a run: a real SMTP server and a real web server on loopback take them, or do not."""

import asyncio
import base64
import email
import hmac
import json
import os
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from email.message import EmailMessage
from email.policy import default
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from inspector.cli import main
from inspector.clock import SHANGHAI
from inspector.net.guard import AddressGuard
from inspector.net.options import parse_networks
from inspector.notify.mailing import Mailbox, NotSent, mail, mailbox_of, send_mail
from inspector.notify.notifying import channels_of
from inspector.notify.webhook import Hook, hook_of, send_hook, signature
from rules.errors import UsageError
from tests import forking
from tests.certificates import Authority
from tests.loopback import free_port

BAD = "1100000001"
AT = datetime(2026, 3, 2, 6, tzinfo=SHANGHAI)
KEY = "sixteen characters"
LOOPBACK = ("--allow-net", "127.0.0.0/8")


class Post:
    """Takes mail: ``replies`` are given to the next messages instead of taking them."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.logins: list[tuple[bytes, bytes]] = []
        self.replies: list[str] = []
        self.password = "geheim"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.replies:
            return self.replies.pop(0)
        self.raw.append(envelope.content)
        self.taken.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 taken"

    def knows(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == self.password.encode(), handled=False)


@pytest.fixture
def post() -> Iterator[Callable[..., tuple[Post, int]]]:
    running: list[Controller] = []

    def start(**more: Any) -> tuple[Post, int]:
        taker = Post()
        port = free_port()
        controller = Controller(taker, hostname="127.0.0.1", port=port, authenticator=taker.knows, **more)
        controller.start()
        running.append(controller)
        return taker, port

    yield start
    for controller in running:
        controller.stop()


@pytest.fixture
def told(nights: Any) -> Callable[..., Result]:
    """``inspector notify`` on the nights' database, in an environment of one's own."""

    def invoke(*arguments: str, lang: str = "en", **environment: str) -> Result:
        runner = CliRunner(env={"INSPECTOR_LANG": lang, **environment})
        assert runner.invoke(main, ["--db", nights.url, "judge"]).exit_code in (0, 1, 3)
        return runner.invoke(main, ["--db", nights.url, "notify", *arguments])

    return invoke


def by_mail(port: int, **more: str) -> dict[str, str]:
    return {"INSPECTOR_SMTP_URL": f"smtp://127.0.0.1:{port}", "INSPECTOR_MAIL_TO": "office@example.gov.cn", **more}


def test_a_mail_says_what_changed_since_the_last_run(nights: Any, told: Any, post: Any) -> None:
    taker, port = post()
    nights.crawl({BAD: ("a.doc",)})
    told("--dry-run")
    nights.crawl({BAD: ("b.doc", "c.doc")})
    result = told(**by_mail(port, INSPECTOR_REPORT_URL="https://inspect.example.gov.cn/"), lang="zh")
    assert (result.exit_code, result.stderr) == (0, "已通知：mail\n")
    (message,) = taker.taken
    assert message["Subject"] == "网站检查 2026-03-03：1 个网站有变化，新问题 2 个，已整改 1 个"
    assert message["To"] == message["From"] == "office@example.gov.cn"
    assert message["Auto-Submitted"] == "auto-generated"
    text = message.get_content()
    assert "报告：https://inspect.example.gov.cn/" in text
    assert "新增 2，再次出现 0，已整改 1" in text
    assert "http://www.s1.gov.cn/b.doc" in text
    assert "第1网（1100000001）：不合格" in text


def test_nobody_is_told_where_nothing_changed(nights: Any, told: Any, post: Any) -> None:
    taker, port = post()
    nights.crawl({BAD: ("a.doc",)})
    told("--dry-run")
    nights.crawl({BAD: ("a.doc",)})
    result = told(**by_mail(port))
    assert (result.exit_code, result.stderr) == (0, "nothing changed since the last run: nobody is told\n")
    assert taker.taken == []


def test_the_first_run_is_told_where_it_found_something(nights: Any, told: Any, post: Any) -> None:
    taker, port = post()
    nights.crawl({BAD: ("a.doc",)})
    assert told(**by_mail(port)).exit_code == 0
    assert "no earlier run to compare with" in taker.taken[0].get_content()


def test_a_first_run_without_problems_is_no_news(nights: Any, told: Any, post: Any) -> None:
    taker, port = post()
    nights.crawl()
    assert told(**by_mail(port)).exit_code == 0
    assert taker.taken == []


def test_an_outcome_that_changed_is_news_without_a_new_problem(nights: Any, told: Any) -> None:
    nights.crawl()
    told("--dry-run")
    nights.crawl(missed=(BAD,))
    result = told("--dry-run")
    assert "第1网 (1100000001): Pass → Undetermined" in result.stdout
    assert result.stdout.startswith("Inspection of 2026-03-03: 1 sites changed, 0 new problems, 0 fixed\n\n")


def test_a_server_that_refuses_for_good_is_asked_once_and_told_in_a_line(nights: Any, told: Any, post: Any) -> None:
    taker, port = post()
    taker.replies = ["550 no such mailbox", "550 no such mailbox"]
    nights.crawl({BAD: ("a.doc",)})
    result = told(**by_mail(port))
    assert result.exit_code == 3
    assert result.stderr.count("\n") == 1
    assert "no such mailbox" in result.stderr
    assert "inspector notify --run 1 sends it again" in result.stderr
    assert len(taker.replies) == 1


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


OPEN = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")


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


def test_a_report_address_with_a_password_in_it_is_sent_to_nobody() -> None:
    environment = {"INSPECTOR_SMTP_URL": "smtp://mail.example.cn", "INSPECTOR_MAIL_TO": "a@b.cn"}
    with pytest.raises(UsageError) as told:
        channels_of({**environment, "INSPECTOR_REPORT_URL": "https://me:geheim@inspect.example.cn/"})
    assert "geheim" not in told.value.text("en") + told.value.text("zh")
    plain = "https://inspect.example.cn/@night/?to=a@b.cn"
    assert channels_of({**environment, "INSPECTOR_REPORT_URL": plain}).report == plain


# the webhook


def by_hook(web: Any) -> dict[str, str]:
    return {"INSPECTOR_WEBHOOK_URL": f"{web.url}/hook", "INSPECTOR_WEBHOOK_KEY": KEY}


def test_a_webhook_gets_a_signed_account_of_the_changes(nights: Any, told: Any, web: Any) -> None:
    web.page("/hook", "ok")
    nights.crawl({BAD: ("a.doc",)})
    result = told(*LOOPBACK, **by_hook(web))
    assert (result.exit_code, result.stderr) == (0, "told: webhook\n")
    assert web.asked == ["POST /hook"]
    (sent,), body = web.headers, web.bodies["/hook"]
    expected = hmac.new(KEY.encode(), f"{sent['X-Inspector-Timestamp']}.".encode() + body, sha256).hexdigest()
    assert sent["X-Inspector-Signature"] == f"sha256={expected}"
    value = json.loads(body)
    assert value["schema"] == "inspector/changes/1"
    assert value["counts"] == {"new": 1, "back": 0, "fixed": 0}
    assert [site["code"] for site in value["sites"]] == [BAD]
    assert value["sites"][0]["problems"][0]["url"] == "http://www.s1.gov.cn/a.doc"


def test_a_hook_inside_the_network_is_asked_only_where_that_is_allowed(nights: Any, told: Any, web: Any) -> None:
    web.page("/hook", "ok")
    nights.crawl({BAD: ("a.doc",)})
    result = told(**by_hook(web))
    assert result.exit_code == 3
    assert "private-address" in result.stderr
    assert web.asked == []


def post_to(web: Any, pauses: list[float], body: bytes = b"{}") -> None:
    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    hook = Hook(url=f"{web.url}/hook", key=KEY)
    guard = AddressGuard(parse_networks(["127.0.0.0/8"]))
    asyncio.run(send_hook(hook, guard, body, delivery="run-1", now=lambda: AT, sleep=sleep))


@pytest.mark.parametrize(("status", "tries"), [(503, 3), (429, 3), (500, 3), (404, 1), (400, 1), (302, 1)])
def test_only_faults_that_may_pass_are_tried_again(web: Any, status: int, tries: int) -> None:
    web.page("/hook", "no", status=status, Location="/elsewhere")
    pauses: list[float] = []
    with pytest.raises(NotSent, match=f"HTTP {status}"):
        post_to(web, pauses)
    assert web.asked == ["POST /hook"] * tries
    assert pauses == [2.0, 10.0][: tries - 1]
    assert len({sent["X-Inspector-Delivery"] for sent in web.headers}) == 1


def test_the_second_try_may_succeed(web: Any) -> None:
    answers = iter([(503, {}, b""), (200, {}, b"")])
    web.answer("/hook", lambda request: next(answers))
    post_to(web, [])
    assert web.count("/hook") == 2


def test_a_signature_is_of_time_and_body() -> None:
    """With a key and text of RFC 4231's second case, put together the way we do."""
    made = signature("Jefe", "what do ya want for nothing", b"")
    assert made == "sha256=" + hmac.new(b"Jefe", b"what do ya want for nothing.", sha256).hexdigest()
    assert len({signature(KEY, "1", b"a"), signature(KEY, "1", b"b"), signature(KEY, "2", b"a")}) == 3


@pytest.mark.parametrize(
    "environment",
    [
        {"INSPECTOR_WEBHOOK_URL": "ftp://x.cn/token", "INSPECTOR_WEBHOOK_KEY": KEY},
        {"INSPECTOR_WEBHOOK_URL": "https://x.cn/token"},
        {"INSPECTOR_WEBHOOK_URL": "https://x.cn/token", "INSPECTOR_WEBHOOK_KEY": "fifteen letters"},
        {"INSPECTOR_WEBHOOK_KEY": KEY},
        {"INSPECTOR_WEBHOOK_URL": "https://x.cn:bad/token", "INSPECTOR_WEBHOOK_KEY": KEY},
    ],
)
def test_a_hook_that_is_half_said_or_wrong_is_an_error_without_its_secrets(environment: dict[str, str]) -> None:
    with pytest.raises(UsageError) as told:
        hook_of(environment)
    assert "token" not in told.value.text("en")
    assert KEY not in told.value.text("en")


def test_a_key_of_sixteen_characters_does_and_shows_nowhere() -> None:
    hook = hook_of({"INSPECTOR_WEBHOOK_URL": "https://x.cn/token", "INSPECTOR_WEBHOOK_KEY": "a" * 16})
    assert hook is not None
    assert "token" not in repr(hook)
    assert "aaaa" not in repr(hook)


# the nightly job


def test_notify_without_a_channel_stops_a_run_before_its_first_request(nights: Any) -> None:
    runs = len(nights.store.runs())
    result = CliRunner(env={"INSPECTOR_LANG": "en"}).invoke(main, ["--db", nights.url, "run", "--notify"])
    assert result.exit_code == 2
    assert "docs/notify.md" in result.stderr
    assert len(nights.store.runs()) == runs


@pytest.mark.e2e
@pytest.mark.parametrize("taken", [True, False])
def test_a_message_that_is_not_taken_over_costs_the_run_nothing(web: Any, tmp_path: Path, taken: bool) -> None:
    web.page("/", "<html><head><title>县政府</title></head><body><a href='/gone.html'>公告</a></body></html>")
    web.page("/hook", "", status=200 if taken else 410)
    sites = tmp_path / "sites.yaml"
    sites.write_text(f"sites:\n  - code: '4400000001'\n    name: 县政府\n    url: {web.url}/\n", "utf-8")
    environment = {**os.environ, **by_hook(web), "INSPECTOR_BROWSER": "none", "INSPECTOR_LANG": "en"}
    base = ["--db", f"sqlite:///{tmp_path}/run.db"]
    forking.run("inspector", [*base, "sites", "import", str(sites)], environment=environment).check_returncode()
    command = [*base, "run", "--notify", "--out", str(tmp_path / "out"), *LOOPBACK]
    done = forking.run("inspector", command, environment=environment)
    assert done.returncode in (1, 3), done.stderr
    assert web.count("/hook") == 1
    assert (tmp_path / "out" / "index.html").exists()
    assert ("told: webhook" in done.stderr) is taken
    assert ("was not taken over: 127.0.0.1" in done.stderr) is not taken
    assert KEY not in done.stdout + done.stderr


def test_base64_keeps_lines_short_enough_for_every_relay() -> None:
    raw = bytes(a_mail(a_mailbox(25), "长" * 5000))
    assert max(len(line) for line in raw.splitlines()) <= 78
    assert base64.b64decode(raw.partition(b"\r\n\r\n")[2]).decode().strip() == "长" * 5000
