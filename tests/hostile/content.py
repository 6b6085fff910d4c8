"""Bodies that cost memory or time, lie about what they are, or carry text that would do harm where it is shown."""

import gzip
import struct
import zlib

from tests.hostile.world import Answer, Behaviour, ok, page

MB = 1 << 20
XML = "application/xhtml+xml"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "hahahahaha">' for n in range(10))
BOMB_XML = f'<?xml version="1.0"?><!DOCTYPE x [{LAUGHS}]><html><body>&l9;</body></html>'
OUTSIDE_XML = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><html><body>&f;</body></html>'


def _bombs() -> tuple[bytes, bytes]:
    """100 MB of zeros, as gzip and as deflate. A megabyte is packed so that its block can be repeated (RFC 1951)."""
    zeros, packer = bytes(MB), zlib.compressobj(9, wbits=-15)
    blocks = (packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)) * 100 + b"\x03\0"
    crc, adler = 0, 1
    for _ in range(100):
        crc, adler = zlib.crc32(zeros, crc), zlib.adler32(zeros, adler)
    packed = b"\x1f\x8b\x08" + bytes(6) + b"\xff" + blocks + struct.pack("<II", crc, 100 * MB)
    return packed, b"\x78\xda" + blocks + struct.pack(">I", adler)


def _coded(body: bytes, coding: str) -> bytes:
    return ok(body, f"Content-Encoding: {coding}\r\n")


_PLAIN = b"<html><title>x</title><body><p>hello</p></body></html>"
_LONG = b"<html><title>x</title><body>" + b"".join(b"<p>%d</p>" % n for n in range(50_000)) + b"</body></html>"
_BOMB, _DEFLATED_BOMB = _bombs()
CODINGS: list[tuple[str, str, Answer, str]] = [
    ("gzip-bomb", "sends 100 MB packed into 100 KB", _coded(_BOMB, "gzip"), "page cut"),
    ("deflate-bomb", "the same by deflate", _coded(_DEFLATED_BOMB, "deflate"), "page cut"),
    ("gzip-nested", "packs a bomb twice", _coded(gzip.compress(_BOMB), "gzip, gzip"), "page cut"),
    ("gzip-tenfold", "packs its page ten times", _coded(_PLAIN, ", ".join(["gzip"] * 10)), "page ok"),
    ("gzip-cut", "cuts its packed page in half", _coded(gzip.compress(_LONG)[:30_000], "gzip"), "page cut"),
    ("gzip-lie", "says gzip and sends plain text", _coded(_PLAIN, "gzip"), "page ok"),
    ("gzip-noise", "says gzip and sends noise", _coded(b"\x1f\x8b\x08\0" + bytes(range(256)) * 9, "gzip"), "page ok"),
    (
        "gzip-members",
        "packs its page in a thousand parts",
        _coded(gzip.compress(b"<p>x</p>") * 1000, "gzip"),
        "page ok",
    ),
    ("brotli", "sends a coding that was not asked for", _coded(bytes(range(256)) * 99, "br"), "page ok"),
    (
        "zstd-bomb",
        "sends a bomb in a coding that was not asked for",
        _coded(b"\x28\xb5\x2f\xfd\xa0\0\0\0\x10" + b"\x02\0\x10\0" * 99, "zstd"),
        "page ok",
    ),
    ("unknown-coding", "names a coding that does not exist", _coded(_PLAIN, "x" * 200), "page ok"),
]


def _named(codec: str) -> bytes:
    """Text and a byte that is no UTF-8, so that what is declared is tried."""
    return ok(b"<html><title>x</title><body><p>a-b \\u4e2d \xff</p></body></html>", kind=f"text/html; charset={codec}")


BYTES: list[tuple[str, str, Answer, str]] = [
    ("empty", "sends nothing", ok(b""), "page empty-file"),
    ("nuls", "sends 2 MB of NUL", ok(bytes(2 * MB)), "page empty"),
    ("bad-utf8", "sends bytes that are no UTF-8", ok(b"<p>" + b"\xff\xfe\xc0\x80\xed\xa0\x80" * 9999), "page ok"),
    ("utf16-garbage", "says UTF-16 and sends half of it", ok(b"\xff\xfe" + b"\0\xd8" * 9999 + b"x"), "page ok"),
    ("bom-lie", "marks GB18030 as UTF-8", ok(b"\xef\xbb\xbf" + "<p>工作动态</p>".encode("gb18030") * 999), "page ok"),
    *(
        (f"charset-{name}", f"declares the codec {name} as its charset", _named(name), "page ok")
        for name in ("idna", "punycode", "unicode-escape", "undefined")
    ),
    ("utf7", "declares UTF-7", ok(b"+ADw-script+AD4-alert(1)", kind="text/html; charset=utf-7"), "page ok"),
    ("picture-as-page", "sends a picture as a page", ok(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 999), "page ok"),
    ("page-as-picture", "sends a page as a picture", ok(_PLAIN, kind="image/png"), "page unread"),
    ("entity-bomb", "sends XML whose entities grow to 10 GB", ok(BOMB_XML, kind=XML), "page ok"),
    ("entity-file", "sends XML that includes a file of ours", ok(OUTSIDE_XML, kind=XML), "page ok"),
    ("svg-bomb", "puts such XML into a picture", page(f"<svg>{BOMB_XML}</svg>"), "page ok"),
    ("deep-json", "sends JSON of 200,000 levels", ok("[" * 200_000, kind="application/json"), "page by-script"),
]
TITLES: list[tuple[str, str, Answer, str]] = [
    ("title-script", "has a script for a title", page("x", title="</title><script>alert(1)</script>"), "page ok"),
    ("title-formula", "has a formula for a title", page("x", title='=HYPERLINK("http://evil/","x")'), "page ok"),
    ("title-terminal", "has terminal escapes in its title", page("x", title="\x1b]0;x\x07\x1b[2J\x9b31m"), "page ok"),
    ("title-reversed", "turns its title around", page("x", title="\u202e\u2066gnp.exe\u200b\u0000"), "page ok"),
    ("title-lines", "has line breaks and log lines in its title", page("x", title="a\r\nERROR: b\u2028c"), "page ok"),
    (
        "title-template",
        "has a template for a title",
        page("x", title="{{ 7*7 }}{% include '/etc/passwd' %}"),
        "page ok",
    ),
    ("title-surrogate", "has half a character for a title", page("x", title="&#xD800;&#x110000;&#0;"), "page ok"),
    ("title-giant", "has a title of 900 KB", page("x", title="标题" * 150_000), "page ok"),
]
CHEAP = [
    Behaviour(name=name, does=does, at="page", answer=answer, ends=ends)
    for name, does, answer, ends in [*CODINGS, *BYTES, *TITLES]
]

_ROW = "<li><a href='/case/{0}.pdf'>通知{0}</a><span>2024-05-20</span></li>"
COSTLY: list[tuple[str, str, Answer, str]] = [
    ("deep-dom", "nests 100,000 elements", page("<div>" * 100_000), "page cut"),
    ("deep-tables", "nests 20,000 tables", page("<table><tr><td>" * 20_000), "page cut"),
    ("deep-fonts", "leaves 50,000 fonts and links open", page("<font><a href=x><b>" * 50_000), "page cut"),
    ("huge-attribute", "has an attribute of 900 KB", page(f'<a href="/{"a" * 900_000}" title="x">x</a>'), "page ok"),
    (
        "many-attributes",
        "gives an element 50,000 attributes",
        page("<p " + " ".join(f"a{n}=b" for n in range(50_000)) + ">x</p>"),
        "page cut",
    ),
    ("five-mb", "has 5 MB of text", page("<p>工作动态 2024-05-20</p>" * 150_000), "page cut"),
    ("twenty-mb", "has 20 MB of text", page("<p>x</p>" * 2_500_000), "page too-large"),
    ("many-links", "has 100,000 links", page("".join(map(_ROW.format, range(100_000)))), "page cut"),
    (
        "long-links",
        "has 400 links of 2,000 letters",
        page("".join(f"<a href='/case/{n}/{'a' * 1990}.pdf'>x</a>" for n in range(400))),
        "page ok",
    ),
    ("open-comment", "opens a comment and never closes it", page("<!--" + "x -- " * 150_000), "page empty"),
    ("open-brackets", "opens 400,000 brackets", page("<" * 400_000), "page ok"),
    ("open-quotes", "opens 200,000 quotes", page("<a href='" * 100_000), "page empty"),
    ("spaces", "has 900 KB of spaces", page("x" + " " * 900_000 + "y"), "page ok"),
    ("digits", "has 900 KB of digits", page("2024" * 225_000), "page ok"),
    ("dates", "has 60,000 dates", page("2024-05-20 " * 60_000), "page ok"),
    ("half-dates", "has 200,000 beginnings of a date", page("2024-" * 180_000), "page ok"),
    ("script-text", "has a script of 900 KB", page("<script>var a='" + "('" * 450_000 + "</script>"), "page by-script"),
    ("style-text", "has a style of 900 KB", page("<style>" + "a{b:url(" * 110_000 + "</style>"), "page empty"),
    (
        "json-island",
        "puts JSON of 100,000 levels into its page",
        page('<script type="application/json">' + '{"a":[' * 100_000 + "</script>"),
        "page by-script",
    ),
    ("entities", "has 200,000 character references", page("&amp;&#x4e00;&nosuch;" * 40_000), "page ok"),
    ("many-elements", "has 330,000 elements", page("<p>" * 330_000), "page cut"),
    ("many-cells", "has a row of 200,000 cells", page("<table><tr>" + "<td>a" * 200_000), "page cut"),
    ("many-headings", "has 25,000 dated headings", page("<h1>标题</h1>2024-05-20 来源：本站" * 25_000), "page ok"),
    (
        "many-heads",
        "repeats the head of a table of letters 20,000 times",
        page("<table>" + "<tr><td>来信主题<td>答复时间<td>2024-05-20<td>已答复</tr>" * 20_000),
        "page cut",
    ),
    (
        "many-notices",
        "has 20,000 lines of a footer",
        page("网站标识码：4212210001 鄂ICP备05003373号" * 20_000),
        "page ok",
    ),
]
EXPENSIVE = [
    Behaviour(name=name, does=does, at="page", answer=answer, ends=ends) for name, does, answer, ends in COSTLY
]
CONTENT = [*CHEAP, *EXPENSIVE]
