"""All safety readers on whole pages, made-up and real."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spiders.parsing.document import Document
from spiders.parsing.safety.alerts import MAX_ALERTS, read_alerts

REAL = Path(__file__).resolve().parents[5] / "shared" / "pages"
TODAY = date(2024, 5, 1)


def alerts(html, **more):
    doc = Document.parse(html.encode("utf-8", "replace"), "http://www.x.gov.cn/", "utf-8")
    return read_alerts(doc, today=TODAY, **more)


def test_every_reader_has_its_say():
    html = (
        "<title>六合彩</title><div style='left:-999px'><a href='http://c.example/'>x</a></div>"
        "<p>认真布署</p><p>110101199003074514</p><p>{$T.x}</p>"
    )
    assert [alert.kind for alert in alerts(html)] == [
        "spam-word", "hidden-link", "personal-identity", "template-token", "misspelt-word",
    ]  # fmt: skip


def test_a_page_has_so_many_alerts_at_most():
    html = "".join(f"<p>第{n}次布署</p>" for n in range(300))
    assert len(alerts(html)) == MAX_ALERTS


def test_the_same_place_is_raised_once():
    assert len(alerts("<p>认真布署</p>" * 9)) == 1


@settings(max_examples=150)
@given(st.text(max_size=300))
def test_any_text_is_read_without_fail(text):
    for alert in alerts(f"<p>{text}</p>"):
        assert alert.text


@pytest.mark.skipif(not REAL.is_dir(), reason="the labelled real pages are not here")
def test_on_real_pages_every_alarm_is_one():
    raised = set()
    for row in json.loads((REAL / "labels.json").read_text("utf-8")):
        doc = Document.parse((REAL / row["file"]).read_bytes(), row["url"])
        raised |= {(a.kind, a.text) for a in read_alerts(doc, today=date.fromisoformat(row["today"]))}
    assert raised == {("misspelt-word", "划拔")}
