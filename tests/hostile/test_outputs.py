"""A site that writes harm wherever it is quoted, through a whole run into every output, read by real parsers."""

import csv
import html
import json
import os
import re
import socket
import subprocess
import sys
import threading
import zipfile
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree

from inspector.browser.finding import find_browser
from inspector.publishing import FORMATS
from rules.observations import RegisteredColumn, Site
from tests.nightly import Office, ended

pytestmark = pytest.mark.e2e
HARM = (
    "\"><script>fetch('http://127.0.0.1:{port}/pwned');alert(1)</script>",
    "'><img src=http://127.0.0.1:{port}/pwned onerror=alert(2)>",
    "</style></title></textarea><svg/onload=alert(3)>",
    "=cmd|' /C calc'!A0",
    '+HYPERLINK("http://127.0.0.1:{port}/pwned")',
    "@SUM(1+1)*cmd",
    "-2+3",
    "＝1+1",
    "]]><x>&lol;",
    "::error title=x::pwned",
    "a\n::stop-commands::pwned\n",
    "a\r\nBcc: pwned@example.org\r\n\r\nx",
    "\x1b]0;pwned\x07\x1b[2J\x9b31m",
    "\u202egnp.exe\u2066\u2069\u200b\ufeff",
    "a\x00b\x01\x02\x08\x0b\x7f",
    "half \ud800 a character \udfff",
    "{{{{ 7*7 }}}}{{% include '/etc/passwd' %}}",
    "${{7*7}} `pwned` [x](javascript:alert(4)) <!-- | --> | pwned |",
    'pwned{{le="x"}} 1\n# HELP pwned x',
    "../../../pwned/..\\con:aux",
)
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
ACTIVE = re.compile(r"\s*(?:javascript|data|vbscript|file):", re.I)
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def page(title: str, body: str) -> bytes:
    source = f"<html><head><meta charset=utf-8><title>{title}</title></head><body>{body}</body></html>"
    return source.encode("utf-8", "surrogatepass")


def told(text: str) -> str:
    """As a page writes a text: escaped, and characters that markup cannot hold as references."""
    return "".join(f"&#{ord(c)};" if not c.isprintable() else c for c in html.escape(text))


@pytest.fixture
def harm(web: Any) -> list[str]:
    return [text.format(port=web.port) for text in HARM]


@pytest.fixture
def office(tmp_path: Path, web: Any, harm: list[str]) -> Office:
    """A site whose titles, columns, items, links, headers and addresses are all of that kind."""
    names = "".join(f"<li><a href='/c{n}/'>{told(text)[:300]}</a></li>" for n, text in enumerate(harm))
    home = f"<div class=nav><ul><li><a href='/'>首页</a></li><li><a href='/tz/'>通知公告</a></li>{names}</ul></div>"
    links = "".join(f"<p><a href='/gone{n}/{told(text)}'>{told(text)}</a></p>" for n, text in enumerate(harm))
    web.page("/", page(told("".join(harm)) + "题" * 300_000, home + links + "<p>2024-05-30</p>"))
    row = "<li><a href='/a{0}.html'>{1}</a><span>2021-05-{2}</span></li>"
    rows = "".join(row.format(n, told(text), 10 + n) for n, text in enumerate(harm))
    for n, text in enumerate(harm):
        web.page(f"/c{n}/", page(told(text), f"<h1>{told(text)}</h1><ul>{rows}</ul>"))
        web.page(
            f"/a{n}.html", page(told(text), f"<h1>{told(text)}</h1><p>发布时间：2021-05-12 来源：{told(text)}</p>")
        )
    web.page("/tz/", page("通知公告", f"<h1>通知公告</h1><ul>{rows}</ul>"))
    web.otherwise = lambda request: (404, {"X-Harm": "a\x1b[2J"}, page(told(harm[0]), told(harm[1])))
    office = Office(tmp_path, f"sqlite:///{tmp_path / 'night.db'}")
    column = RegisteredColumn(name="通知公告" + harm[1], url=web.url + "/tz/", category="notices")
    name = "嘉鱼县" + "".join(harm).encode("utf-8", "replace").decode()
    office.register(Site(code="4212210001", name=name, url=web.url + "/", columns=(column,), sponsor=harm[3]))
    return office


@pytest.fixture
def outputs(office: Office) -> Path:
    """Every format of one run, beside what was printed."""
    folder = office.folder / "out"
    office.more = ("--max-pages", "60", "--delay", "0")
    process = office.begin("--standard", "census-2015")
    code, out, err = ended(process)
    assert code in (1, 3), err
    formats = [word for name in FORMATS for word in ("--format", name)]
    again = office.start("report", "--out", str(folder), *formats)
    code, more, errors = ended(again)
    assert code in (0, 1, 3), errors
    (folder / "printed.log").write_text(out + err + more + errors, "utf-8")
    return folder


def _texts(folder: Path, pattern: str) -> list[str]:
    found = [path.read_text("utf-8") for path in sorted(folder.rglob(pattern))]
    assert found
    return found


def test_no_output_carries_harm(outputs: Path, web: Any, harm: list[str]) -> None:
    _in_file_names(outputs)
    _on_the_terminal((outputs / "printed.log").read_text("utf-8"))
    _in_markup(outputs)
    _in_sheets(outputs)
    _in_documents(outputs)
    _in_ci_files(outputs)
    before = list(web.asked)
    if program := find_browser():
        _in_a_browser(outputs, program.path)
    elif os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail("no browser")
    assert web.asked == before
    assert not [line for line in web.asked if "/pwned" in line and "gone" not in line and "HYPERLINK" not in line][10:]
    everything = b"".join(path.read_bytes() for path in outputs.rglob("*") if path.is_file())
    assert len(everything) < 20_000_000  # a title of a million characters is not copied into each row


def _in_file_names(folder: Path) -> None:
    for path in folder.rglob("*"):
        assert re.fullmatch(r"[\w.\-]+", path.name), path.name
        assert path.resolve().is_relative_to(folder.resolve())
        assert "pwned" not in path.name


def _on_the_terminal(printed: str) -> None:
    assert not CONTROLS.search(printed)
    assert not [line for line in printed.splitlines() if line.startswith(("::", "pwned", "Bcc"))]
    assert "Traceback" not in printed


def _in_markup(folder: Path) -> None:
    for text in _texts(folder, "*.html"):
        tree = etree.fromstring(text.encode(), etree.HTMLParser(encoding="utf-8", huge_tree=True))
        policies = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert len(policies) == 1
        assert "unsafe" not in policies[0]
        assert "default-src 'none'" in policies[0]
        assert not tree.xpath("//iframe|//object|//embed|//base|//img[not(starts-with(@src, 'data:'))]")
        assert not tree.xpath("//@*[starts-with(name(), 'on')]")
        assert not [
            h
            for h in tree.xpath("//a/@href|//area/@href|//form/@action")
            if re.match(r"\s*(?:javascript|data|vbscript|file):", h, re.I)
        ]
        for script in tree.xpath("//script"):
            assert "pwned" not in "".join(script.itertext())
        assert not CONTROLS.search("".join(tree.itertext()))


def _in_sheets(folder: Path) -> None:
    (book_file,) = folder.rglob("*.xlsx")
    book = openpyxl.load_workbook(book_file)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert len(cells) > 100
    assert {cell.data_type for cell in cells} <= {"s", "n", "b", "d", "inlineStr"}
    assert not [
        cell.hyperlink
        for cell in cells
        if cell.hyperlink
        and not str(cell.hyperlink.target or "#").startswith(("http://", "https://", "#", "internal:"))
    ]
    with (folder / "problems.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, strict=True))
    assert len({len(row) for row in rows}) == 1
    assert not [cell for row in rows[1:] for cell in row if cell.startswith(("=", "+", "@", "＝", "\t", "\r", "\n"))]
    assert not [cell for row in rows[1:] for cell in row if cell.startswith("-") and not re.fullmatch(r"-[\d.]+", cell)]


def _in_documents(folder: Path) -> None:
    documents = sorted(folder.rglob("*.docx"))
    assert len(documents) >= 2
    for file in documents:
        with zipfile.ZipFile(file) as parts:
            names = parts.namelist()
            assert not [name for name in names if "vba" in name.lower() or "embed" in name.lower()]
            for name in names:
                if name.endswith((".xml", ".rels")):
                    tree = etree.fromstring(parts.read(name), etree.XMLParser(resolve_entities=False, huge_tree=True))
                    assert not tree.xpath("//*[local-name()='instrText']") or "cmd" not in "".join(tree.itertext())
                    assert "".join(tree.itertext()).strip() != "49"
                    assert "root:x:0" not in "".join(tree.itertext())


def _in_ci_files(folder: Path) -> None:
    (junit,) = _texts(folder, "junit.xml")
    tree = etree.fromstring(junit.encode(), etree.XMLParser(resolve_entities=False, huge_tree=True))
    assert tree.xpath("count(//testcase)") > 5
    assert not tree.xpath("//x")
    assert not NOT_XML.search(junit)
    (sarif,) = _texts(folder, "*.sarif")
    for result in json.loads(sarif)["runs"][0]["results"]:
        for place in result.get("locations", ()):
            assert place["physicalLocation"]["artifactLocation"]["uri"].startswith(("http://", "https://"))
    for text in [*_texts(folder, "*.json"), sarif]:
        json.loads(text)
        assert not CONTROLS.search(text)
    (markdown,) = _texts(folder, "report.md")
    assert not re.search(r"(?<!\\)<(?:script|img|svg|x)\b", markdown)
    assert not re.search(r"(?<!\\)\]\((?:javascript|data):", markdown)
    assert not [line for line in markdown.splitlines() if line.startswith(("::", "Bcc"))]
    (metrics,) = _texts(folder, "inspector.prom")
    line = re.compile(
        r'(?:# (?:HELP|TYPE) inspector_.*|inspector_\w+(?:\{(?:\w+="(?:[^"\\\n]|\\[\\"n])*",?)*\})? [-+.\deNaInf]+)\Z'
    )
    assert not [text for text in metrics.split("\n") if text and not line.match(text)]


OPENED = """
import asyncio, json, sys
from playwright.async_api import async_playwright
async def main():
    seen = {"dialogs": [], "requests": [], "console": []}
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=sys.argv[1], chromium_sandbox=False)
        page = await browser.new_page()
        async def dialog(box):
            seen["dialogs"].append(box.message); await box.dismiss()
        page.on("dialog", dialog)
        page.on("request", lambda r: seen["requests"].append(r.url))
        page.on("console", lambda m: seen["console"].append(m.text))
        for path in sys.argv[2:]:
            await page.goto("file://" + path)
            await page.wait_for_timeout(300)
        await browser.close()
    print(json.dumps(seen))
asyncio.run(main())
"""


def _in_a_browser(folder: Path, program: Path) -> None:
    pages = [str(path.resolve()) for path in sorted(folder.rglob("*.html"))][:6]
    command = [sys.executable, "-c", OPENED, str(program), *pages]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    seen = json.loads(done.stdout)
    assert seen["dialogs"] == []
    assert not [url for url in seen["requests"] if not url.startswith(("file://", "data:"))]
    assert not [text for text in seen["console"] if "Content Security Policy" in text or "pwned" in text]


def test_github_gets_no_command_of_a_site(office: Office, web: Any) -> None:
    summary = office.folder / "summary.md"
    office.environment = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}
    process = office.start("gate", web.url + "/", "--allow-net", "127.0.0.0/8", "--max-pages", "30", "--delay", "0")
    code, out, _ = ended(process)
    assert code in (1, 3)
    commands = [line for line in out.splitlines() if line.startswith("::")]
    assert commands
    assert all(re.match(r"::(?:error|warning|notice)(?: title=[^:\n]*)?::", line) for line in commands)
    assert not CONTROLS.search(out)
    assert not re.search(r"(?<!\\)<(?:script|img|svg)\b", summary.read_text("utf-8"))


# --- secrets ----------------------------------------------------------------------------------------------------


def test_a_mail_about_a_hostile_site_has_no_header_of_its_making(office: Office, web: Any) -> None:
    """What arrives at a real mail server: the headers that we write, and no others."""
    received: list[bytes] = []
    port = _mail_server(received)
    office.environment = {"INSPECTOR_SMTP_URL": f"smtp://127.0.0.1:{port}", "INSPECTOR_MAIL_TO": "amt@example.org"}
    code, _, err = office.run("--notify", "--max-pages", "30", "--delay", "0")
    assert code in (1, 3), err
    assert received
    mail = BytesParser(policy=policy.default).parsebytes(received[0])
    assert mail["Bcc"] is None
    assert {recipient.addr_spec for recipient in mail["To"].addresses} == {"amt@example.org"}
    for name, value in mail.items():
        assert not CONTROLS.search(str(value)), name
        assert "\n" not in str(value)
    for part in mail.walk():
        if part.get_content_type() == "text/plain":
            assert not CONTROLS.search(part.get_content())
        elif part.get_content_type() == "text/html":
            tree = etree.fromstring(part.get_content(), etree.HTMLParser())
            assert not tree.xpath("//script|//img|//svg|//iframe")


def _mail_server(received: list[bytes]) -> int:
    wire = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            connection, _ = wire.accept()
            with connection, connection.makefile("rwb") as file:
                _converse(file, received)

    threading.Thread(target=serve, daemon=True).start()
    return int(wire.getsockname()[1])


def _converse(file: Any, received: list[bytes]) -> None:
    """SMTP as far as a client needs it (RFC 5321)."""

    def say(line: bytes) -> None:
        file.write(line + b"\r\n")
        file.flush()

    say(b"220 here")
    while line := file.readline():
        word = line[:4].upper()
        if word == b"DATA":
            say(b"354 go on")
            data = b""
            while (more := file.readline()) != b".\r\n":
                data += more
            received.append(data)
        say(b"221 bye" if word == b"QUIT" else b"250 fine")
        if word == b"QUIT":
            return
