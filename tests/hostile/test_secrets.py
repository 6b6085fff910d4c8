"""An office's passwords, keys and tokens, through every output and message: they stand in none."""

import base64
import gzip
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from inspector.publishing import FORMATS
from rules.observations import Site
from tests.loopback import free_port
from tests.nightly import Office, ended

pytestmark = pytest.mark.e2e
SECRETS = {
    "INSPECTOR_AUTH": "pruefer:Geheim-Auth-7311",
    "INSPECTOR_COOKIE": "pass=Geheim-Cookie-7312",
    "INSPECTOR_HEADERS": "X-Token: Geheim-Header-7313",
    "INSPECTOR_WEBHOOK_KEY": "Geheim-Webhook-Key-7314",
    "INSPECTOR_WEBHOOK_URL": "http://127.0.0.1:{port}/hook/Geheim-Hook-Path-7315",
    "INSPECTOR_SMTP_PASSWORD": "Geheim-Mail-7316",
    "INSPECTOR_SMTP_USER": "Geheim-Mail-User-7317",
    "INSPECTOR_SMTP_URL": "smtp://127.0.0.1:{closed}",
    "INSPECTOR_MAIL_TO": "amt@example.org",
    "INSPECTOR_DEBUG": "1",
}
PACKED = base64.b64encode(b"pruefer:Geheim-Auth-7311").decode()
NEEDLES = (b"Geheim", PACKED.encode(), PACKED.rstrip("=")[:-2].encode())


def page(title: str, body: str) -> bytes:
    return f"<html><head><meta charset=utf-8><title>{title}</title></head><body>{body}</body></html>".encode()


@pytest.fixture
def guarded(web: Any, tmp_path: Path) -> Office:
    """An office with secrets, and a site that opens with them and then breaks in many ways."""

    def behind(body: bytes, kind: str = "text/html; charset=utf-8") -> Callable[[Any], Any]:
        def answer(request: Any) -> Any:
            if request.headers.get("Authorization") != f"Basic {PACKED}":
                return 401, {"WWW-Authenticate": "Basic"}, b""
            return 200, {"Content-Type": kind}, body

        return answer

    links = "<a href='/gone.html'>x</a><a href='/away'>y</a><img src='/gone.png'><a href='/a.html'>z</a>"
    web.answer("/", behind(page("嘉鱼县人民政府", f"<p>2024-05-30 首页</p>{links}")))
    web.answer("/a.html", behind(page("通知", "<p>正文</p>" + links)))
    web.answer("/away", lambda request: (302, {"Location": "/gone-away.html"}, b""))
    closed = free_port()
    filled = {name: value.format(port=web.port, closed=closed) for name, value in SECRETS.items()}
    return Office(tmp_path, f"sqlite:///{tmp_path / 'night.db'}", environment=filled)


def _leaks(folder: Path, *printed: str) -> list[str]:
    found = [text for text in printed if any(needle.decode() in text for needle in NEEDLES)]
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            data += b"".join(_unpacked(path))
            found += [str(path) for needle in NEEDLES if needle in data]
    return found


def _unpacked(path: Path) -> Iterator[bytes]:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as parts:
            yield from map(parts.read, parts.namelist())
    elif path.suffix == ".gz":
        yield gzip.decompress(path.read_bytes())


def test_a_gate_shows_its_keys_nowhere(guarded: Office, web: Any) -> None:
    folder = guarded.folder
    files = [word for kind in ("json", "junit", "sarif") for word in (f"--{kind}", str(folder / f"x.{kind}"))]
    code, out, err = ended(
        guarded.start(
            "gate", web.url + "/", "--allow-net", "127.0.0.0/8", "--html", str(folder / "html"), *files, "--delay", "0"
        )
    )
    assert code in (1, 3), err
    assert any(headers.get("Authorization") == f"Basic {PACKED}" for headers in web.headers)
    assert any(headers.get("X-Token") == "Geheim-Header-7313" for headers in web.headers)
    assert json.loads((folder / "x.json").read_text("utf-8"))["coverage"]["pages"] >= 2
    assert _leaks(folder, out, err) == []


def test_a_night_and_its_evidence_show_no_secret(guarded: Office, web: Any) -> None:
    web.page("/", page("嘉鱼县人民政府", "<p>2024-05-30</p><a href='/gone.html'>x</a>"))
    guarded.register(Site(code="4212210001", name="嘉鱼县人民政府", url=web.url + "/"))
    code, out, err = guarded.run("--notify", "--delay", "0")
    assert code in (1, 3), err
    assert "127.0.0.1" in err  # the mail server that is not there is told
    evidence = guarded.start("evidence", "--out", str(guarded.folder / "evidence.warc.gz"))
    code, more, errors = ended(evidence)
    assert code == 0, errors
    formats = [word for name in FORMATS for word in ("--format", name)]
    last = ended(guarded.start("report", "--out", str(guarded.folder / "all"), *formats))
    assert _leaks(guarded.folder, out, err, more, errors, *last[1:]) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("--db", "postgresql://pruefer:Geheim-DB-7318@127.0.0.1:{closed}/x", "run"),
        ("--db", "postgresql://127.0.0.1:{closed}/x?password=Geheim-DB-7318", "run"),
        ("--db", "mysql://pruefer:Geheim-DB-7318@127.0.0.1/x", "run"),
        ("--db", "postgresql://pruefer:Geheim-DB-7318@[::1/x", "doctor"),
        ("gate", "http://pruefer:Geheim-URL-7319@127.0.0.1:{closed}/", "--allow-net", "127.0.0.0/8"),
        ("extract", "http://pruefer:Geheim-URL-7319@127.0.0.1:{closed}/", "--allow-net", "127.0.0.0/8"),
        ("sites", "check", "sites.csv"),
        ("sites", "import", "sites.csv"),
    ],
    ids=lambda words: "-".join(words)[:30],
)
def test_no_message_repeats_a_secret(guarded: Office, arguments: tuple[str, ...]) -> None:
    table = "网站标识码,网站名称,首页网址\n4212210001,嘉鱼县人民政府,http://pruefer:Geheim-URL-7319@127.0.0.1/\n"
    (guarded.folder / "sites.csv").write_text(table, "utf-8")
    words = [
        word.format(closed=free_port()).replace("sites.csv", str(guarded.folder / "sites.csv")) for word in arguments
    ]
    code, out, err = ended(guarded.start(*words))
    (guarded.folder / "sites.csv").unlink()
    assert code in (1, 2, 3)
    assert out + err
    assert _leaks(guarded.folder, out, err) == []
