"""Sites without an end: a crawler that follows everything never comes back."""

import itertools

from tests.hostile.world import Ask, Behaviour, ok

_NUMBERS = itertools.count()


def _site(body: str, head: str = "") -> bytes:
    return ok(f"<html><head><title>工作动态</title>{head}</head><body>{body}</body></html>")


def _number(ask: Ask) -> int:
    return int("".join(filter(str.isdigit, ask.path))[-9:] or 0)


def _growing(ask: Ask) -> bytes:
    return _site("<a href='more/index.html'>更多</a>")


def _growing_apart(ask: Ask) -> bytes:
    return _site(f"<a href='{next(_NUMBERS)}/index.html'>更多</a>")


def _calendar(ask: Ask) -> bytes:
    n = _number(ask)
    return _site(f"<a href='/rili?month={n + 1}'>下月</a><a href='/rili?month={n + 2}'>后月</a>")


def _sessions(ask: Ask) -> bytes:
    return _site("".join(f"<a href='/list.html;jsessionid={next(_NUMBERS):032x}'>列表</a>" for _ in range(5)))


def _queries(ask: Ask) -> bytes:
    return _site("".join(f"<a href='/list.html?sort={next(_NUMBERS)}&by=x'>列表</a>" for _ in range(5)))


def _numbers(ask: Ask) -> bytes:
    n = _number(ask)
    return _site("".join(f"<a href='/t/{n * 3 + k}.html'>通知{k}</a>" for k in (1, 2, 3)))


def _words(ask: Ask) -> bytes:
    letters = "".join(chr(97 + (next(_NUMBERS) * 7 + k) % 26) for k in range(3))
    return _site(f"<a href='/{letters}{next(_NUMBERS):x}/'>栏目</a>" * 2)


def _escapes(ask: Ask) -> bytes:
    return _site(f"<a href='{ask.path.replace('%', '%25')}%20'>更多</a>")


def _pager(ask: Ask) -> bytes:
    n = _number(ask)
    rows = "".join(
        f"<li><a href='/a/{n}/{k}.html'>关于做好工作的通知{k}</a><span>2024-05-20</span></li>" for k in range(9)
    )
    return _site(f"<h1>通知公告</h1><ul>{rows}</ul><div class='page'><a href='/case/{n + 1}.html'>下一页</a></div>")


def _refresh(ask: Ask) -> bytes:
    return _site("", f"<meta http-equiv='refresh' content='0;url=/case/{_number(ask) + 1}.html'>")


def _refresh_self(ask: Ask) -> bytes:
    return _site("", f"<meta http-equiv='refresh' content='0;url={ask.path}'>")


def _script(ask: Ask) -> bytes:
    return _site(f"<script>window.location.href='/case/{_number(ask) + 1}.html';</script>")


def _frames(ask: Ask) -> bytes:
    return _site(f"<iframe src='{ask.path}'></iframe><iframe src='/case/{_number(ask) + 1}.html'></iframe>")


def _columns(ask: Ask) -> bytes:
    rows = "".join(f"<li><a href='/lm{n}/'>通知公告{n}</a></li>" for n in range(3000))
    return _site(f"<div class='nav'><ul>{rows}</ul></div>")


def _soft(ask: Ask) -> bytes:
    return _site("抱歉，您访问的页面不存在" + "".join(f"<a href='{next(_NUMBERS)}.html'>返回</a>" for _ in range(3)))


def _hosts(ask: Ask) -> bytes:
    return _site("".join(f"<a href='http://h{next(_NUMBERS)}.invalid/x.html'>链接</a>" for _ in range(10)))


TRAPS = [
    Behaviour(name=name, does=does, at=at, answer=answer, ends=ends)  # type: ignore[arg-type]
    for name, does, at, answer, ends in [
        ("growing-path", "links to ever deeper folders of one name", "trap", _growing, "page ok"),
        ("growing-numbers", "links to ever deeper numbered folders", "trap", _growing_apart, "page ok"),
        ("calendar", "has a calendar without an end", "trap", _calendar, "note budget-pattern"),
        ("sessions", "writes a new session id into every link", "trap", _sessions, "page ok"),
        ("queries", "shows one page under endless queries", "trap", _queries, "note budget-pattern"),
        ("numbers", "has a numbered page for every number", "trap", _numbers, "note budget-pattern"),
        ("words", "has a folder for every word", "trap", _words, "page ok"),
        ("escapes", "escapes its own address again and again", "trap", _escapes, "page ok"),
        ("pager", "has a list without a last page", "trap", _pager, "note budget-pages"),
        ("refresh-chain", "jumps by meta refresh without end", "trap", _refresh, "page redirect"),
        ("refresh-self", "jumps to itself by meta refresh", "trap", _refresh_self, "page by-script"),
        ("refresh-home", "jumps from its home page to itself", "home", _refresh_self, "home by-script"),
        ("script-chain", "jumps by script without end", "trap", _script, "page redirect"),
        ("frames", "frames itself and ever new pages", "trap", _frames, "page by-script"),
        ("frames-home", "frames its home page in itself", "home", _frames, "home by-script"),
        ("columns", "has a navigation of 3,000 columns", "home", _columns, "note budget-pattern"),
        ("soft-404", "answers every address with a page that says it is missing", "trap", _soft, "site running"),
        ("hosts", "names ever new hosts", "trap", _hosts, "site running"),
    ]
]
