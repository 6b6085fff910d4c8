"""大汉 lists: records as XML inside the page, further groups by POST from ``dataproxy.jsp``.

The page carries ``<datastore>`` with ``<totalrecord>``, ``<recordset>`` (each record a piece of HTML in CDATA) and
``<nextgroup>``, a link that names the parameters; or only the call ``jpage({perPage, totalRecord, proxyUrl,
ajaxParam})``. The next group is asked by ``POST …/dataproxy.jsp?startrecord=46&endrecord=90&perpage=15`` with the
parameters as form data. The answers have the same form, so one reader serves both.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import parse_qsl, urlencode, urlsplit

from rules.observations import NextPage
from spiders.parsing.addresses import resolved
from spiders.parsing.document import Document
from spiders.parsing.needles import needles_in

PAGES_PER_GROUP = 3
DEFAULT_PER_PAGE = 15
MAX_RECORDS, MAX_GROUP_CHARS = 1000, 5000
_TOTAL = re.compile(
    r"<totalrecord>\s{0,9}(\d{1,8})\s{0,9}</totalrecord>|\btotalRecord\s{0,9}:\s{0,9}[\"']?(\d{1,8})", re.I
)
_PER_PAGE = re.compile(r"\bper[Pp]age\s{0,9}[:=]\s{0,9}[\"']?(\d{1,3})")
_HREF = re.compile(r"href\s*=\s*[\"']([^\"']{1,2500})[\"']", re.I)
_AJAX = re.compile(r"ajaxParam\s*:\s*[\"']([^\"']{1,2500})[\"']")
_PROXY_URL = re.compile(r"proxyUrl\s*:\s*[\"']([^\"'\s]{1,500})[\"']", re.I)
_ORDER = ("col", "appid", "webid", "path", "columnid", "sourceContentType", "unitid", "webname", "permissiontype")


@dataclass(frozen=True, slots=True)
class DataProxy:
    """A list fed by a data proxy: the HTML of its records on this page, their number in all, the next group."""

    records: tuple[str, ...]
    total: int | None
    next_page: NextPage | None


def read_dataproxy(doc: Document) -> DataProxy | None:
    """The data island of a 大汉 list or of an answer of its proxy; None where the page has neither."""
    if needles_in(doc).isdisjoint(("dataproxy", "<datastore")):
        return None
    text = doc.text
    call = _proxy_and_form(text)
    if "<datastore" not in text and call is None:
        return None
    records = tuple(islice(_between(text, "<record>", "</record>"), MAX_RECORDS))
    found = _TOTAL.search(text)
    total = int(found[1] or found[2]) if found else None
    return DataProxy(records, total, _next(doc, call, len(records), total))


def _between(text: str, start: str, end: str) -> Iterator[str]:
    """What stands between two tags, each time, without its CDATA marks."""
    place = 0
    while (opened := text.find(start, place)) >= 0 and (closed := text.find(end, opened)) >= 0:
        piece = text[opened + len(start) : closed].strip()
        yield piece.removeprefix("<![CDATA[").removesuffix("]]>")
        place = closed + len(end)


def _proxy_and_form(text: str) -> tuple[str, dict[str, str]] | None:
    """The address of the proxy and the form it is asked with."""
    group = next(_between(text, "<nextgroup>", "</nextgroup>"), "")
    href = _HREF.search(group[:MAX_GROUP_CHARS])
    if href is not None and (address := html.unescape(href[1])) and "dataproxy" in address:
        proxy, _, query = address.partition("?")
        return proxy, _form(query)
    ajax, proxy_url = _AJAX.search(text), _PROXY_URL.search(text)
    if ajax is not None and proxy_url is not None:
        return proxy_url[1], _form(html.unescape(ajax[1]))
    return None


def _form(query: str) -> dict[str, str]:
    given = dict(parse_qsl(query, keep_blank_values=True, max_num_fields=60))
    given.pop("page", None)
    form = {"col": "1", "sourceContentType": "1", "permissiontype": "0", **given}
    known = {k: form[k] for k in _ORDER if k in form}
    return known | {k: form[k] for k in sorted(form) if k not in known}


def _next(doc: Document, call: tuple[str, dict[str, str]] | None, shown: int, total: int | None) -> NextPage | None:
    if call is None:
        return None
    proxy, form = call
    size = _PER_PAGE.search(doc.text)
    per_page = int(size[1]) if size and int(size[1]) else DEFAULT_PER_PAGE
    asked = dict(parse_qsl(urlsplit(doc.url).query, max_num_fields=60)) if "dataproxy" in doc.url else {}
    per_page = _number(asked.get("perpage")) or per_page
    last = (_number(asked.get("startrecord")) - 1 + shown) if asked.get("startrecord") else shown
    if (asked and not shown) or (total is not None and last >= total):
        return None
    url = resolved(
        doc, f"{proxy}?startrecord={last + 1}&endrecord={last + PAGES_PER_GROUP * per_page}&perpage={per_page}"
    )
    return NextPage(url=url, method="POST", body=urlencode(form)) if url else None


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else 0
