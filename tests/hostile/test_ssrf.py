"""Every path by which a request leaves, against every way to write a private address: none connects.

Tripwires listen on 127.0.0.2 and ::1, which nobody opened, and an audit hook of the interpreter sees every address that
a socket of ours is connected to. ``127.0.0.1`` alone is allowed.
"""

import ast
import asyncio
import socket
import ssl
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import pytest

from inspector.browser.rendering import Renderer, RenderFailed
from inspector.cli._fetch import fetch
from inspector.clock import now
from inspector.crawl.jobs import CrawlJob
from inspector.crawl.options import CrawlOptions
from inspector.net.chase import chase
from inspector.net.client import Client
from inspector.net.guard import AddressGuard, AddressRefused, NameNotResolved
from inspector.net.options import parse_networks
from inspector.net.tls import Certificates
from inspector.net.tls_policy import unverified_context
from inspector.notify.mailing import NotSent
from inspector.notify.webhook import Hook, send_hook
from inspector.store import Store
from rules.errors import CannotJudgeError, UsageError
from rules.observations import RegisteredColumn, Site
from spiders.budget import Budget
from tests.hostile.places import SPELLINGS

OPEN = "127.0.0.1"
NAMES = {
    "private.hostile.test": ["127.0.0.2"],
    "mixed.hostile.test": ["127.0.0.2", "10.0.0.1"],
    "six.hostile.test": ["::1"],
    "mapped.hostile.test": ["::ffff:127.0.0.2"],
    "metadata.hostile.test": ["169.254.169.254"],
}
ADDRESSES = {
    name: address
    for name, (_, address, _) in SPELLINGS.items()
    if address.startswith("http://") and name != "mail-port"
} | {
    "private-name-6": "http://six.hostile.test:{trap6}/",
    "mapped-name": "http://mapped.hostile.test:{trap6}/",
    "metadata-name": "http://metadata.hostile.test/",
    "name-with-dot": "http://private.hostile.test.:{trap}/",
    "capitals": "HTTP://PRIVATE.hostile.TEST:{trap}/",
    "userinfo-port": "http://www.gov.cn:80@127.0.0.2:{trap}/",
    "nat64-metadata": "http://[64:ff9b::a9fe:a9fe]/",
    "link-local-6": "http://[fe80::1]/",
    "multicast-6": "http://[ff02::1]/",
    "carrier": "http://100.64.0.1/",
    "teredo": "http://[2001:0:7f00:2::1]/",
    "zero-6": "http://[::]:{trap6}/",
}


@dataclass
class World:
    """``connected`` are the addresses that sockets of this process were connected to, ``touched`` the tripwires'."""

    front: Any
    trap: int = 0
    trap6: int = 0
    connected: set[str] = field(default_factory=set)
    touched: list[str] = field(default_factory=list)

    def url(self, name: str) -> str:
        return ADDRESSES[name].format(trap=self.trap, trap6=self.trap6, port=self.front.port)

    def is_quiet(self) -> bool:
        return not self.touched and self.connected <= {OPEN}


def _listen(world: World, family: socket.AddressFamily, address: str) -> socket.socket:
    wire = socket.create_server((address, 0), family=family)

    def watch() -> None:
        try:
            while True:
                connection, peer = wire.accept()
                world.touched.append(f"{address} from {peer}")
                connection.close()
        except OSError:
            return

    threading.Thread(target=watch, daemon=True).start()
    return wire


def _listen_for_datagrams(world: World, address: str) -> socket.socket:
    """On the port of the tripwire: what a browser sends for WebRTC is UDP."""
    wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    wire.bind((address, world.trap))

    def watch() -> None:
        try:
            while True:
                sent, peer = wire.recvfrom(2048)
                world.touched.append(f"{address} from {peer}: {sent[:20]!r}")
        except OSError:
            return

    threading.Thread(target=watch, daemon=True).start()
    return wire


@pytest.fixture
def world(web: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    made = World(web)
    wires = [_listen(made, socket.AF_INET, "127.0.0.2")]
    made.trap = made.trap6 = wires[0].getsockname()[1]
    wires.append(_listen_for_datagrams(made, "127.0.0.2"))
    try:
        wires.append(_listen(made, socket.AF_INET6, "::1"))
        made.trap6 = wires[-1].getsockname()[1]
    except OSError:
        pass  # a machine without IPv6
    real = socket.getaddrinfo

    def answer(host: Any, port: Any, *args: Any, **more: Any) -> Any:
        """Stands in for the DNS."""
        name = str(host).rstrip(".").lower()
        if name in NAMES:
            families = [(socket.AF_INET6 if ":" in a else socket.AF_INET, a) for a in NAMES[name]]
            return [(family, socket.SOCK_STREAM, 6, "", (a, port or 0)) for family, a in families]
        return real(host, port, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    _watch()
    WATCHING.append(made)
    web.answer("/to", lambda request: (302, {"Location": _target(request.path)}, b""))
    yield made
    WATCHING.remove(made)
    for wire in wires:
        wire.close()


def _target(path: str) -> str:
    return unquote(path.partition("?u=")[2])


WATCHING: list[World] = []


@cache
def _watch() -> None:
    """Once in a process: no hook can be taken away again, and each costs whatever the process does from then on."""
    sys.addaudithook(_note)


def _note(event: str, args: Any) -> None:
    if event == "socket.connect" and isinstance(args[1], tuple):
        for world in WATCHING:
            world.connected.add(str(args[1][0]))


def guard() -> AddressGuard:
    return AddressGuard(parse_networks([f"{OPEN}/32"]))


async def _asked(ask: Callable[[Client], Awaitable[Any]]) -> Any:
    client = Client(guard(), user_agent="x", timeout_s=5)
    try:
        return await ask(client)
    finally:
        await client.close()


async def by_link(url: str, world: World) -> bool:
    """HEAD and GET of the link checker's client, and its second try with old TLS."""
    for target in (url, url.replace("http://", "https://").replace("HTTP://", "https://")):
        for method in ("HEAD", "GET"):
            got = await _asked(lambda client, m=method, t=target: client.ask(m, t))  # type: ignore[misc]
            if got.status is not None:
                return False
    return True


async def by_redirect(url: str, world: World) -> bool:
    start = f"{world.front.url}/to?u={quote(url, safe='')}"
    world.front.answer(start.removeprefix(world.front.url), lambda request: (302, {"Location": url}, b""))
    found = await _asked(lambda client: chase(lambda m, u, c: client.ask(m, u, cookie=c), "GET", start))
    return world.front.asked != [] and (found.answer is None or found.answer.status == 302)  # an address that is none


async def by_canary(url: str, world: World) -> bool:
    from inspector.links.network import canary_of

    return not await _asked(lambda client: canary_of(client, [url])())


async def by_certificate(url: str, world: World) -> bool:
    parts = urlsplit(url)
    facts = await Certificates(guard(), trust=ssl.create_default_context()).facts(parts.hostname or "", world.trap)
    return facts.certificate is None


async def by_webhook(url: str, world: World) -> bool:
    async def no_pause(seconds: float) -> None:
        return

    hook = Hook(url=url, key="k" * 16)
    try:
        await send_hook(hook, guard(), b"{}", delivery="1", now=now, sleep=no_pause)
    except NotSent:
        return True
    return False


async def by_override(url: str, world: World) -> bool:
    """``--resolve`` opens nothing by itself."""
    literal = (urlsplit(url).hostname or "").strip("[]")
    chosen = AddressGuard(parse_networks([OPEN]), {("a.test", 80): (literal, world.trap)})
    try:
        await chosen.addresses("a.test", 80)
    except (AddressRefused, NameNotResolved):
        return True
    return False


async def by_extract(url: str, world: World) -> bool:
    try:
        await asyncio.to_thread(fetch, url, allow=[OPEN], resolve=[])
    except (CannotJudgeError, UsageError):
        return True
    return False


PATHS = (by_link, by_redirect, by_canary, by_certificate, by_webhook, by_override, by_extract)


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.__name__)
def test_no_path_leads_to_a_private_address(
    path: Callable[[str, World], Awaitable[bool]], name: str, world: World
) -> None:
    assert asyncio.run(path(world.url(name), world))
    assert world.is_quiet(), (world.connected, world.touched)


def test_the_tripwires_work(world: World) -> None:
    """What the table relies on: both wires and the hook see whoever comes."""
    for address, port in (("127.0.0.2", world.trap), ("::1", world.trap6)):
        with socket.create_connection((address, port)) as connection:
            connection.recv(1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sending:
        sending.sendto(b"x", ("127.0.0.2", world.trap))
    until = time.monotonic() + 5
    while len(world.touched) < 3 and time.monotonic() < until:
        time.sleep(0.01)
    assert len(world.touched) == 3
    assert world.connected == {"127.0.0.2", "::1"}


def test_what_is_allowed_is_opened_and_nothing_beside_it(world: World) -> None:
    async def ask(allowed: str, url: str) -> str | None:
        client = Client(AddressGuard(parse_networks([allowed])), user_agent="x", timeout_s=5)
        try:
            return (await client.ask("GET", url)).fault
        finally:
            await client.close()

    trap = f"http://127.0.0.2:{world.trap}/"
    assert asyncio.run(ask("127.0.0.2/32", trap)) == "reset"  # the wire hangs up
    assert world.connected == {"127.0.0.2"}
    for other in (f"http://127.0.0.3:{world.trap}/", f"http://[::ffff:127.0.0.2]:{world.trap}/", world.front.url):
        assert asyncio.run(ask("127.0.0.2/32", other)) == "private-address"
    assert world.connected == {"127.0.0.2"}


def test_a_name_that_leads_elsewhere_a_moment_later_is_connected_to_where_it_led(world: World) -> None:
    """DNS rebinding: between check and connection nobody looks the name up again."""
    answers = [["127.0.0.1"], ["127.0.0.2"], ["127.0.0.2"]]
    asked: list[str] = []

    async def lookup(name: str) -> list[str]:
        asked.append(name)
        return answers[min(len(asked) - 1, 2)]

    async def go() -> int | None:
        chosen = AddressGuard(parse_networks([OPEN]), lookup=lookup)
        client = Client(chosen, user_agent="x", timeout_s=5)
        try:
            return (await client.ask("GET", f"http://rebind.test:{world.front.port}/")).status
        finally:
            await client.close()

    assert asyncio.run(go()) == 404
    assert asked == ["rebind.test"]
    assert world.is_quiet()


def _everything(urls: list[str]) -> str:
    """Each address in each place of a page that names one."""
    parts = []
    for url in urls:
        parts += [
            f"<a href='{url}'>通知公告</a><img src='{url}a.png' srcset='{url}b.png 2x'><iframe src='{url}'></iframe>",
            f"<script src='{url}c.js'></script><link rel=stylesheet href='{url}d.css'><embed src='{url}'>",
            f"<style>@import '{url}e.css'; body{{background:url({url}f.png)}}</style><object data='{url}'></object>",
            f"<form action='{url}'></form><video src='{url}' poster='{url}g.png'></video><div data-src='{url}'>",
            f"<map><area href='{url}h.html'></map>",
        ]
    return f"<html><title>嘉鱼县人民政府</title><body>{''.join(parts)}</body></html>"


def _crawl(in_reactor: Any, folder: Path, sites: list[Site], **options: Any) -> dict[str, Any]:
    store = Store.open(f"sqlite:///{folder}/x.db")
    run_id = store.begin_run(started=now(), as_of=now(), standard="x", sites=sites, options={})
    chosen = CrawlOptions(
        allow_nets=(f"{OPEN}/32",),
        budget=Budget(retries=0, seconds=8, retry_pause_s=0.01),
        sites_at_once=40,
        **options,
    )

    async def go() -> Any:
        return await CrawlJob(store, run_id, iter([[site] for site in sites]), as_of=now(), options=chosen).run()

    result = in_reactor(go(), timeout=120)
    assert not result.failed
    window = {"probes_since": now().replace(year=2000), "probes_until": now()}
    found = {site.code: store.observations(run_id, site.code, **window) for site in sites}
    store.close()
    return found


def test_no_home_page_column_probe_robots_or_canary_is_asked_at_a_private_address(
    world: World, in_reactor: Any, tmp_path: Path
) -> None:
    sites = [
        Site(
            code=name,
            name=name,
            url=world.url(name),
            columns=(RegisteredColumn(name="通知公告", url=world.url(name) + "tzgg/", category="notices"),),
        )
        for name in ADDRESSES
    ]
    found = _crawl(in_reactor, tmp_path, sites, browser=False, canary=world.url("loopback"))
    assert world.is_quiet(), (world.connected, world.touched)
    for name, seen in found.items():
        assert not seen.crawl.home_opened, name
        assert not any(probe.answered for probe in seen.probes)


def test_no_page_leads_a_crawl_to_a_private_address(world: World, in_reactor: Any, tmp_path: Path) -> None:
    """Each address in every attribute of a page, behind a redirect, a meta refresh, a script, robots.txt, a style."""
    urls = [world.url(name) for name in ADDRESSES]
    web = world.front
    redirects = "".join(f"<a href='/r{n}'>通知</a><img src='/r{n}'>" for n in range(len(urls)))
    jumps = "".join(f"<a href='/m{n}.html'>通知</a><a href='/s{n}.html'>通知</a>" for n in range(len(urls)))
    web.page("/", _everything(urls) + redirects + jumps + "<link rel=stylesheet href='/own.css'>")
    web.page(
        "/own.css", "".join(f"@import '{url}x.css'; a{{background:url({url}y.png)}}" for url in urls), kind="text/css"
    )
    web.answer("/robots.txt", lambda request: (302, {"Location": world.url("loopback")}, b""))
    for n, url in enumerate(urls):
        web.answer(f"/r{n}", lambda request, url=url: (302, {"Location": quote(url, safe=":/?@[]%\\")}, b""))
        web.page(f"/m{n}.html", f"<html><head><meta http-equiv=refresh content='0;url={url}'></head></html>")
        web.page(f"/s{n}.html", f"<html><script>window.location.href='{url}';</script></html>")
    site = Site(code="1", name="嘉鱼县人民政府", url=web.url + "/")
    found = _crawl(in_reactor, tmp_path, [site], browser=False, probe=False)["1"]
    assert world.is_quiet(), (world.connected, world.touched)
    assert found.crawl.home_opened
    assert len(web.asked) > 2 * len(urls)
    assert {link.state for link in found.links if "127.0.0.2" in link.url} <= {"skipped"}


SCRIPT = """
const bad = {urls};
for (const u of bad) {{
  fetch(u).catch(() => 0); fetch(u, {{mode: 'no-cors'}}).catch(() => 0); new Image().src = u + 'i.png';
  try {{ new WebSocket(u.replace(/^http/i, 'ws')) }} catch (e) {{}}
  try {{ new EventSource(u) }} catch (e) {{}}
  try {{ new Worker(u + 'w.js') }} catch (e) {{}}
  const x = new XMLHttpRequest(); try {{ x.open('GET', u); x.send() }} catch (e) {{}}
  for (const tag of ['iframe', 'script', 'object', 'embed', 'video'])
    {{ const e = document.createElement(tag); e.src = e.data = u; document.body.appendChild(e); }}
  for (const rel of ['stylesheet', 'preload', 'prefetch', 'preconnect', 'dns-prefetch', 'icon', 'manifest'])
    {{ const l = document.createElement('link'); l.rel = rel; l.href = u; l.as = 'image';
       document.head.appendChild(l); }}
  navigator.sendBeacon && navigator.sendBeacon(u, 'x');
}}
try {{ window.open(bad[0]) }} catch (e) {{}}
fetch('/to?u=' + encodeURIComponent(bad[0])).catch(() => 0);
try {{ navigator.serviceWorker.register('/sw.js').catch(() => 0) }} catch (e) {{}}
try {{ const way = '127.0.0.2:{trap}', turn = ['turn:' + way, 'turn:' + way + '?transport=tcp'];
  const p = new RTCPeerConnection(
    {{iceServers: [{{urls: 'stun:' + way}}, {{urls: turn, username: 'x', credential: 'x'}}]}});
  p.createDataChannel('x'); p.createOffer().then(o => p.setLocalDescription(o)); }} catch (e) {{}}
try {{ new WebTransport('https://127.0.0.2:{trap}/').ready.catch(() => 0) }} catch (e) {{}}
const inside = "new WebSocket('ws://127.0.0.2:{trap}/'); fetch('http://127.0.0.2:{trap}/').catch(() => 0)";
new Worker(URL.createObjectURL(new Blob([inside])));
document.title = 'ran';
"""


def _shown(browser: Path, *urls: str) -> list[str]:
    """The HTML of each page in the browser of the crawl, or "" where it shows none."""

    async def go() -> list[str]:
        renderer = Renderer(guard(), browser, user_agent="x")
        pages = []
        try:
            for url in urls:
                try:
                    pages.append((await renderer.render(url)).body.decode())
                except RenderFailed:
                    pages.append("")
            await asyncio.sleep(1)  # what a page began may come later
        finally:
            await renderer.close()
        return pages

    return asyncio.run(go())


@pytest.mark.browser
def test_no_script_in_the_browser_reaches_a_private_address(world: World, browser: Path) -> None:
    chosen = ("loopback", "decimal", "mapped", "loopback-6", "private-name", "six-to-four", "metadata", "this-host")
    urls = [world.url(name) for name in chosen]
    web = world.front
    for url in urls:
        web.answer(f"/to?u={quote(url, safe='')}", lambda request, url=url: (302, {"Location": url}, b""))
    script = SCRIPT.format(urls=urls, trap=world.trap)
    web.page("/", f"<html><head><title>x</title></head><body><script>{script}</script></body></html>")
    web.page("/sw.js", f"self.addEventListener('install', () => fetch('{urls[0]}'))", kind="text/javascript")
    (page,) = _shown(browser, web.url + "/")
    assert "<title>ran</title>" in page
    assert world.is_quiet(), (world.connected, world.touched)


@pytest.mark.browser
def test_no_navigation_in_the_browser_leads_to_a_private_address(world: World, browser: Path) -> None:
    web, chosen = world.front, ("loopback", "mapped", "private-name", "metadata")
    targets = []
    for name in chosen:
        url = world.url(name)
        web.page(f"/js-{name}", f"<script>location.href='{url}'</script>")
        web.page(f"/meta-{name}", f"<meta http-equiv=refresh content='0;url={url}'>")
        web.page(f"/form-{name}", f"<form action='{url}' id=f method=post></form><script>f.submit()</script>")
        web.answer(f"/http-{name}", lambda request, url=url: (302, {"Location": url}, b""))
        targets += [url, *(f"{web.url}/{kind}-{name}" for kind in ("js", "meta", "form", "http"))]
    pages = _shown(browser, *targets)
    assert world.is_quiet(), (world.connected, world.touched)
    assert pages[0] == ""


def test_old_tls_is_tried_behind_the_same_guard(world: World) -> None:
    """A server that speaks no TLS we know makes the client try again with old TLS: to the same approved address."""
    context = unverified_context(legacy=True)
    assert context.verify_mode is ssl.CERT_NONE
    front = f"https://127.0.0.1:{world.front.port}/"
    assert asyncio.run(_asked(lambda client: client.ask("GET", front))).status is None
    assert world.is_quiet()
    assert len(world.front.asked) == 0


CONNECTING = {"socket", "urllib.request", "http.client", "ftplib", "smtplib", "poplib", "imaplib", "requests", "httpx"}
KNOWN = {
    "inspector/net/guard.py": {"socket"},  # the look-up itself
    "inspector/net/connector.py": {"socket"},  # behind the guard
    "inspector/notify/mailing.py": {"smtplib"},  # the office's own mail server, named by whoever runs it
}
"""Modules that may hold what could connect; all else has to go through these."""


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_nothing_in_the_program_connects_past_the_guard() -> None:
    root = Path(__file__).resolve().parents[2]
    sessions = 0
    for package in ("inspector", "spiders", "reports", "rules"):
        for file in sorted((root / package).rglob("*.py")):
            name, tree = str(file.relative_to(root)), ast.parse(file.read_text("utf-8"))
            assert set(_imported(tree)) & CONNECTING <= KNOWN.get(name, set()), name
            for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
                called = ast.unparse(call.func)
                assert called.rpartition(".")[2] not in {"create_connection", "urlopen", "sock_connect"}, name
                if called.endswith(("ClientSession", "Wire")):
                    sessions += 1
                    connector = [keyword.value for keyword in call.keywords if keyword.arg == "connector"]
                    connector += call.args[:1]
                    assert [ast.unparse(value).partition("(")[0] for value in connector] == ["GuardedConnector"], name
                if called.endswith("open_connection"):
                    assert name == "inspector/net/tls.py"
    assert sessions >= 4
