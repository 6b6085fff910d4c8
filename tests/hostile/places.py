"""Answers that send the crawl where it must not go: private addresses in every spelling, other schemes, loops."""

from collections.abc import Callable

from tests.hostile.transport import then_hang
from tests.hostile.world import Ask, Behaviour, moved, ok, page

TEXT = "text/plain"
FORBIDDEN = "link private-address"
SPELLINGS: dict[str, tuple[str, str, str]] = {
    # name: what it is, the address ({trap}, {trap6}, {port}: see Ask), how the page ends
    "loopback": ("another address of loopback", "http://127.0.0.2:{trap}/", FORBIDDEN),
    "decimal": ("loopback as a decimal number", "http://2130706434:{trap}/", FORBIDDEN),
    "hexadecimal": ("loopback as a hexadecimal number", "http://0x7f000002:{trap}/", FORBIDDEN),
    "octal": ("loopback in octal numbers", "http://0177.0.0.02:{trap}/", FORBIDDEN),
    "short": ("loopback with parts left out", "http://127.2:{trap}/", FORBIDDEN),
    "full-width": ("loopback in full-width digits", "http://１２７.０.０.２:{trap}/", FORBIDDEN),
    "enclosed": ("loopback in enclosed digits", "http://①②⑦.⓪.⓪.②:{trap}/", FORBIDDEN),
    "trailing-dot": ("loopback with a dot behind it", "http://127.0.0.2.:{trap}/", FORBIDDEN),
    "escaped": ("loopback in percent escapes", "http://%31%32%37.0.0.2:{trap}/", FORBIDDEN),
    "mapped": ("loopback inside an IPv6 address", "http://[::ffff:127.0.0.2]:{trap}/", FORBIDDEN),
    "mapped-hex": ("the same in hexadecimal", "http://[::ffff:7f00:2]:{trap}/", FORBIDDEN),
    "compatible": ("the old IPv4-compatible spelling", "http://[::127.0.0.2]:{trap}/", FORBIDDEN),
    "nat64": ("loopback behind the NAT64 prefix", "http://[64:ff9b::7f00:2]:{trap}/", FORBIDDEN),
    "six-to-four": ("loopback inside a 6to4 address", "http://[2002:7f00:2::]:{trap}/", FORBIDDEN),
    "loopback-6": ("loopback of IPv6", "http://[::1]:{trap6}/", FORBIDDEN),
    "zone": ("an IPv6 address with a zone", "http://[fe80::1%25lo]:{trap6}/", "page bad-redirect"),
    "this-host": ("0.0.0.0, which connects to oneself", "http://0.0.0.0:{trap}/", FORBIDDEN),
    "metadata": ("the metadata service of cloud hosts", "http://169.254.169.254/latest/meta-data/", FORBIDDEN),
    "metadata-alias": ("another metadata service", "http://100.100.100.200/latest/meta-data/", FORBIDDEN),
    "private": ("a private network", "http://10.0.0.1/", FORBIDDEN),
    "multicast": ("a multicast address", "http://224.0.0.1/", FORBIDDEN),
    "broadcast": ("the broadcast address", "http://255.255.255.255/", FORBIDDEN),
    "unique-local": ("a private network of IPv6", "http://[fd00::1]/", FORBIDDEN),
    "private-name": ("a name that the DNS gives a private address", "http://private.hostile.test:{trap}/", FORBIDDEN),
    "mixed-name": ("a name with two private addresses", "http://mixed.hostile.test:{trap}/", FORBIDDEN),
    "userinfo": ("a private address behind a user name", "http://www.gov.cn@127.0.0.2:{trap}/", FORBIDDEN),
    "backslash": ("a private address behind a backslash", "http://127.0.0.2:{trap}\\@www.gov.cn/", FORBIDDEN),
    "mail-port": ("the port of a mail server", "http://127.0.0.1:25/", "link port"),
    "scheme-less": ("a private address without a scheme", "//127.0.0.2:{trap}/", FORBIDDEN),
    "file": ("a file", "file:///etc/passwd", "page bad-redirect"),
    "javascript": ("a script", "javascript:alert(1)", "page bad-redirect"),
    "data": ("its own data", "data:text/html,<h1>hello</h1>", "page bad-redirect"),
    "gopher": ("another protocol", "gopher://127.0.0.2:{trap}/_x", "page bad-redirect"),
    "ftp": ("a file server", "ftp://127.0.0.2:{trap}/", "page bad-redirect"),
    "other-web": ("a web socket", "ws://127.0.0.2:{trap}/", "page bad-redirect"),
}


def _filled(address: str, ask: Ask) -> str:
    return address.format(trap=ask.trap, trap6=ask.trap6, port=ask.port)


def _to(address: str, answer: Callable[[str], bytes]) -> Callable[[Ask], bytes]:
    return lambda ask: answer(_filled(address, ask))


_EMBEDDED = {
    "link": '<a href="{}">通知公告</a>',
    "image": '<img src="{}">',
    "script": '<script src="{}"></script>',
    "style": '<link rel="stylesheet" href="{}">',
    "css": "<style>body {{ background: url({}) }}</style>",
    "form": '<form action="{}"><input name="q"></form>',
    "base": '<base href="{}"><a href="tzgg/1.pdf">通知公告</a>',
    "srcset": '<img srcset="{} 2x">',
    "object": '<embed src="{}">',
}
_JUMPS = {
    "frame": '<iframe src="{}"></iframe>',
    "refresh": '<meta http-equiv="refresh" content="0;url={}">',
    "jump-by-script": '<script>window.location.href = "{}";</script>',
}
TRAP = "http://127.0.0.2:{trap}/file.pdf"


def _markup(markup: str) -> Callable[[Ask], bytes]:
    return lambda ask: ok(f"<html><title>工作动态</title><body>{markup.format(_filled(TRAP, ask))}</body></html>")


def _chain(ask: Ask) -> bytes:
    number = int("".join(filter(str.isdigit, ask.path)) or 0)
    return moved(f"/case{number + 1}.html")


def _growing(ask: Ask) -> bytes:
    return moved(ask.path + "/again")


def _counting(ask: Ask) -> bytes:
    number = int(ask.path.partition("=")[2] or 0)
    return moved(f"/case.html?n={number + 1}", f"Set-Cookie: n={number}\r\n")


REDIRECTS = [
    Behaviour(
        name=f"redirect-{name}",
        does=f"redirects to {what}",
        at="page",
        answer=_to(address, moved),
        ends=ends,
    )
    for name, (what, address, ends) in SPELLINGS.items()
]
EMBEDDED = [
    Behaviour(
        name=f"{name}-private",
        does=f"names a private address in a {name}",
        at="home" if name in _JUMPS else "page",
        answer=_markup(markup),
        ends="page refused-address" if name in ("refresh", "jump-by-script") else "link private-address",
    )
    for name, markup in {**_EMBEDDED, **_JUMPS}.items()
]
FILES = [
    Behaviour(
        name="file-redirect-private",
        does="redirects a file to a private address",
        at="file",
        answer=_to(TRAP, moved),
        ends="link private-address",
    ),
    Behaviour(
        name="file-redirect-name",
        does="redirects a file to a name with a private address",
        at="file",
        answer=_to("http://private.hostile.test:{trap}/", moved),
        ends="link private-address",
    ),
    Behaviour(
        name="file-redirect-scheme",
        does="redirects a file to a file of ours",
        at="file",
        answer=moved("file:///etc/passwd"),
        ends="link scheme",
    ),
    Behaviour(
        name="file-redirect-loop",
        does="redirects a file in a circle",
        at="file",
        answer=moved("/case.zip"),
        ends="link redirect-loop",
    ),
]
LOOPS = [
    Behaviour(
        name="redirect-self",
        does="redirects a page to itself",
        at="page",
        answer=moved("/case.html"),
        ends="page redirect-loop",
    ),
    Behaviour(
        name="redirect-chain",
        does="redirects from page to page without end",
        at="page",
        answer=_chain,
        ends="page redirect-loop",
    ),
    Behaviour(
        name="redirect-growing",
        does="redirects to ever longer addresses",
        at="page",
        answer=_growing,
        ends="page redirect-loop",
    ),
    Behaviour(
        name="redirect-cookies",
        does="redirects without end with new cookies",
        at="page",
        answer=_counting,
        ends="page redirect-loop",
    ),
    Behaviour(
        name="redirect-home-self",
        does="redirects its home page to itself",
        at="home",
        answer=moved("/"),
        ends="home redirect-loop",
    ),
    Behaviour(name="redirect-empty", does="redirects to nowhere", at="page", answer=moved(""), ends="page http-302"),
    Behaviour(
        name="redirect-giant",
        does="redirects to an address of 15,000 letters",
        at="page",
        answer=moved("http://127.0.0.1/" + "a" * 15_000),
        ends="page bad-redirect",
    ),
    Behaviour(
        name="redirect-bytes",
        does="redirects to bytes that are no text",
        at="page",
        answer=b"HTTP/1.1 302 Found\r\nLocation: http://\xff\xfe\x80/\r\nContent-Length: 0\r\n\r\n",
        ends="page bad-redirect",
    ),
]


def _robots(name: str, does: str, answer: object, ends: str) -> Behaviour:
    return Behaviour(name=f"robots-{name}", does=f"its robots.txt {does}", at="robots", answer=answer, ends=ends)  # type: ignore[arg-type]


ROBOTS = [
    _robots("huge", "has 20 MB", ok("User-agent: *\nDisallow: /x\n" * 700_000, kind=TEXT), "home ok"),
    _robots("html", "is a page", page("Disallow: /"), "home ok"),
    _robots("hang", "never comes", then_hang(b"HTTP/1.1 200 OK\r\n\r\n"), "home ok"),
    _robots("loop", "redirects to itself", moved("/robots.txt"), "home ok"),
    _robots("private", "redirects to a private address", _to("http://127.0.0.2:{trap}/robots.txt", moved), "home ok"),
    _robots("scheme", "redirects to a file", moved("file:///etc/passwd"), "home ok"),
    _robots("denies", "forbids everything", ok("User-agent: *\nDisallow: /\n", kind=TEXT), "note robots-home"),
    _robots("binary", "is noise", ok(bytes(range(256)) * 4000, kind=TEXT), "home ok"),
    _robots(
        "stars",
        "has patterns of a thousand stars",
        ok("User-agent: *\n" + ("Disallow: /" + "*a" * 1000 + "$\n") * 200, kind=TEXT),
        "home ok",
    ),
    _robots("rules", "has 60,000 rules", ok("User-agent: *\n" + "Disallow: /x*y\n" * 60_000, kind=TEXT), "home ok"),
]
PLACES = [*REDIRECTS, *EMBEDDED, *FILES, *LOOPS, *ROBOTS]
