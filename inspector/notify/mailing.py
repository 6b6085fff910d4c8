"""A message by mail: SMTP with STARTTLS or from the first byte in TLS, and a password that nobody else gets to see.

INSPECTOR_SMTP_URL ``smtp://host[:port]`` (STARTTLS where the server offers it) or ``smtps://host[:port]``;
INSPECTOR_SMTP_USER and INSPECTOR_SMTP_PASSWORD where it wants them, which are sent over TLS or to this machine only;
INSPECTOR_MAIL_TO and INSPECTOR_MAIL_FROM, addresses with commas between them.
"""

import smtplib
import ssl
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, getaddresses
from urllib.parse import urlsplit

from rules.errors import UsageError

URL, USER, PASSWORD = "INSPECTOR_SMTP_URL", "INSPECTOR_SMTP_USER", "INSPECTOR_SMTP_PASSWORD"
TO, FROM = "INSPECTOR_MAIL_TO", "INSPECTOR_MAIL_FROM"
TIMEOUT_S = 30.0
PAUSES_S = (2.0, 10.0)
"""Before the second try and the third."""
_PORTS = {"smtp": 25, "smtps": 465}
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_CERTAIN_STATUS = 500  # replies from here on will be the same at every try, RFC 5321, 4.2.1


class NotSent(Exception):  # noqa: N818 - what became of one message
    """A message was not taken over; the text says why and holds no password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """Where mail is handed in, and whose it is. ``password`` does not show in ``repr``."""

    host: str
    port: int
    tls: bool
    sender: str
    to: tuple[str, ...]
    user: str = ""
    password: str = field(default="", repr=False)


def mailbox_of(environment: Mapping[str, str]) -> Mailbox | None:
    """The mailbox of the environment; None where no mail is wanted. Raises UsageError for a part that is wrong."""
    url, to = environment.get(URL, "").strip(), environment.get(TO, "").strip()
    if not url and not to:
        return None
    if not url or not to:
        missing = URL if not url else TO
        raise UsageError(f"邮件通知还缺少 {missing}", f"mail needs {missing} as well")
    host, port, tls = _server(url)
    receivers = _addresses(TO, to)
    sender = _addresses(FROM, environment.get(FROM, "").strip() or receivers[0])
    user, password = environment.get(USER, ""), environment.get(PASSWORD, "")
    if bool(user) != bool(password):
        raise UsageError(f"{USER} 与 {PASSWORD} 须同时设置", f"{USER} and {PASSWORD} are set together")
    return Mailbox(host=host, port=port, tls=tls, sender=sender[0], to=receivers, user=user, password=password)


def mail(mailbox: Mailbox, *, subject: str, text: str, at: datetime, message_id: str) -> EmailMessage:
    """A plain text message. Raises ValueError for a subject with a line break in it."""
    message = EmailMessage(policy=SMTP)
    message["From"] = mailbox.sender
    message["To"] = ", ".join(mailbox.to)
    message["Subject"] = subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday notice answers
    message.set_content(text, cte="base64")
    return message


def send_mail(mailbox: Mailbox, message: EmailMessage, *, sleep: Callable[[float], None] = time.sleep) -> None:
    """Hands ``message`` in, with three tries where a fault may pass. Raises NotSent."""
    for pause in (*PAUSES_S, None):
        try:
            _hand_in(mailbox, message)
            return
        except smtplib.SMTPException as error:
            if pause is None or _is_certain(error):
                raise NotSent(_told(mailbox, error)) from None
        except OSError as error:
            if pause is None or isinstance(error, ssl.SSLError):
                raise NotSent(_told(mailbox, error)) from None
        except ValueError as error:  # what SMTP cannot carry, a password of Chinese letters say, and might be repeated
            raise NotSent(f"{mailbox.host}:{mailbox.port}: {type(error).__name__}") from None
        sleep(pause)


def _hand_in(mailbox: Mailbox, message: EmailMessage) -> None:
    context = ssl.create_default_context()
    if mailbox.tls:
        server: smtplib.SMTP = smtplib.SMTP_SSL(mailbox.host, mailbox.port, timeout=TIMEOUT_S, context=context)
    else:
        server = smtplib.SMTP(mailbox.host, mailbox.port, timeout=TIMEOUT_S)
    with server:
        server.ehlo()
        private = mailbox.tls or mailbox.host in _LOCAL
        if not mailbox.tls and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
            private = True
        if mailbox.user:
            if not private:
                raise smtplib.SMTPNotSupportedError("no STARTTLS: the password is not sent in the clear")
            server.login(mailbox.user, mailbox.password)
        server.send_message(message)


def _is_certain(error: smtplib.SMTPException) -> bool:
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code >= _CERTAIN_STATUS
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= _CERTAIN_STATUS for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPNotSupportedError)


def _told(mailbox: Mailbox, error: BaseException) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        reply = error.smtp_error
        said = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else str(reply)
        reason = f"{error.smtp_code} {said}"
    else:
        reason = f"{type(error).__name__}: {error}"
    for secret in _secrets(mailbox):
        reason = reason.replace(secret, "***")
    return f"{mailbox.host}:{mailbox.port}: {reason}"[:300]


def _secrets(mailbox: Mailbox) -> list[str]:
    """The password as it is and as it goes over the wire (RFC 4616; AUTH LOGIN): servers repeat what they refuse."""
    forms = (f"\0{mailbox.user}\0{mailbox.password}", mailbox.password) if mailbox.password else ()
    return [*(b64encode(form.encode()).decode() for form in forms), *forms[1:]]


def _server(url: str) -> tuple[str, int, bool]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in _PORTS or not parts.hostname or parts.username or parts.path not in ("", "/"):
        raise UsageError(
            f"{URL} 应写成 smtp://主机:端口 或 smtps://主机:端口，用户名和密码另用 {USER}、{PASSWORD}",
            f"{URL} is written smtp://host:port or smtps://host:port; user and password go into {USER} and {PASSWORD}",
        )
    return parts.hostname, port or _PORTS[parts.scheme], parts.scheme == "smtps"


def _addresses(name: str, text: str) -> tuple[str, ...]:
    found = [address for _, address in getaddresses([text])] if text.isprintable() else []
    try:
        checked = tuple(Address(addr_spec=address).addr_spec for address in found if address)
    except (HeaderParseError, ValueError, IndexError):
        checked = ()
    if not checked or len(checked) != len(found) or not all("@" in address for address in checked):
        raise UsageError(f"{name} 不是邮件地址", f"{name} holds no mail address")
    return checked
