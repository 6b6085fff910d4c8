"""Compare what is read off a labelled page with its label, key by key."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from inspector.cli._pagefacts import page_json
from spiders.parsing.document import Document
from spiders.parsing.page import read_page

FOLDER = Path(__file__).parents[2] / "fixtures" / "pages"


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A page of the folder with its label."""

    name: str
    body: bytes
    url: str
    today: date
    http_charset: str | None
    traps: tuple[str, ...]
    expected: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Miss:
    """A facet that was read wrong."""

    page: str
    facet: str
    got: Any
    wanted: Any

    def __str__(self) -> str:
        return f"{self.page}: {self.facet}: {self.got!r} for {self.wanted!r}"


def labelled_pages(folder: Path = FOLDER) -> Iterator[LabelledPage]:
    """Every page of a folder that has a label, in order of name."""
    for label in sorted(folder.rglob("*.json")):
        told = json.loads(label.read_text("utf-8"))
        yield LabelledPage(
            name=label.relative_to(folder).with_suffix("").as_posix(),
            body=label.with_suffix(".html").read_bytes(),
            url=told["url"],
            today=date.fromisoformat(told["today"]),
            http_charset=told.get("http_charset"),
            traps=tuple(told["traps"]),
            expected=told["expected"],
        )


def read(page: LabelledPage) -> dict[str, Any]:
    """What ``inspector extract --jsonl`` prints for a page."""
    doc = Document.parse(page.body, page.url, page.http_charset)
    facts: dict[str, Any] = json.loads(page_json(read_page(doc, today=page.today), page.name))
    return facts


def misses(page: LabelledPage) -> list[Miss]:
    """The facets of a page that were read wrong."""
    got = read(page)
    return [
        Miss(page.name, facet, got.get(facet), wanted)
        for facet, wanted in page.expected.items()
        if not agrees(got.get(facet), wanted)
    ]


def agrees(got: Any, wanted: Any) -> bool:
    """Whether a value has what its label asks for: equal, an object in the keys given, a list item by item."""
    if isinstance(wanted, dict) and isinstance(got, dict):
        return all(agrees(got.get(key), value) for key, value in wanted.items())
    if isinstance(wanted, list) and isinstance(got, list):
        return len(got) == len(wanted) and all(map(agrees, got, wanted))
    return bool(got == wanted)
