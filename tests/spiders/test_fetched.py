"""What came back for a page, as its headers describe it."""

from datetime import datetime

import pytest

from inspector.clock import SHANGHAI
from spiders.fetched import Fetched

AT = datetime(2024, 6, 1, 12, tzinfo=SHANGHAI)
HTML = "text/html; charset=gbk"


@pytest.mark.parametrize(
    ("content_type", "readable"),
    [
        (HTML, True),
        (f"text/html\n{HTML}", True),
        (f"application/pdf\n{HTML}", True),
        (f"{HTML}\napplication/pdf", False),
        ("", True),
        ("\n", True),
        ("image/png", False),
    ],
)
def test_of_several_content_types_the_last_counts(content_type, readable):
    got = Fetched(at=AT, url="http://x/", status=200, body=b"<p>x", headers={"content-type": content_type})
    assert got.readable is readable


def test_the_charset_may_stand_in_any_of_them():
    headers = {"content-type": f"{HTML}\ntext/html"}
    assert Fetched(at=AT, url="http://x/", status=200, headers=headers).charset == "gbk"


def test_cookies_are_kept_as_evidence_without_their_values():
    headers = {"server": "x", "set-cookie": "JSESSIONID=4F0A; Path=/; HttpOnly\n__jsluid_s=ab=c\nodd"}
    got = Fetched(at=AT, url="http://x/", status=200, headers=headers)
    assert got.kept_headers == {
        "server": "x",
        "set-cookie": "JSESSIONID=***; Path=/; HttpOnly\n__jsluid_s=***\nodd",
    }
    assert got.headers == headers
