"""What reads bytes or text from outside, as functions of any bytes: they end, and raise nothing but their own."""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

from protego import Protego

from inspector.judging.gating import read_baseline
from inspector.links.accepted import read_accepted
from inspector.links.policy import load_policy
from inspector.net.addresses import literal_address
from inspector.net.decode import UndecodableError, inflate_part
from inspector.registry.reader import read_registry
from rules.errors import InspectorError, RegistryError, StandardError
from rules.observations import PageFacts
from rules.standards.reading import load_standard
from spiders.parsing.answers import Answer, judge_answer
from spiders.parsing.charset import decode
from spiders.parsing.css import read_sheet
from spiders.parsing.document import MAX_CHARS, Document
from spiders.parsing.links import line_of, read_links, text_of
from spiders.parsing.own_rules import RecogniserError
from spiders.parsing.page import FrameMemory, read_page
from spiders.parsing.recognisers import built_in, read_recognisers
from spiders.parsing.safety.lexicon import bundled
from spiders.parsing.urls import normalise, pattern_of, resolve

Target = Callable[[bytes], object]
TODAY = date(2024, 6, 1)
URL = "http://www.example.gov.cn/xwzx/index.html"
LIMIT = 100_000


def page(data: bytes) -> None:
    facts = read_page(Document.parse(data, URL), today=TODAY, frame=FrameMemory())
    assert isinstance(facts, PageFacts)


def links(data: bytes) -> None:
    for link in read_links(Document.parse(data, URL)):
        line_of(link.element)
        text_of(link.element)


def charset(data: bytes) -> None:
    assert len(decode(data)[0]) <= max(len(data), MAX_CHARS)


def address(data: bytes) -> None:
    url = resolve(data.decode("utf-8", "surrogateescape"), URL, "gb18030")
    if url is not None:
        assert url.startswith(("http://", "https://"))
        assert not set("\r\n\t\0") & set(url)
        assert resolve(url, URL, "utf-8") == url
        pattern_of(normalise(url))


def host(data: bytes) -> None:
    with suppress(ValueError):
        literal_address(data.decode("latin-1"))


def answer(data: bytes) -> None:
    got = Answer(url=URL, final_url=URL, status=200, headers={"content-type": "text/html"}, body=data, complete=True)
    judge_answer(got, built_in())


def coding(data: bytes) -> None:
    for name in ("gzip", "deflate", "gzip, deflate"):
        with suppress(UndecodableError):
            assert len(inflate_part(data, name, LIMIT)[0]) <= LIMIT


def standard(data: bytes) -> None:
    with suppress(StandardError):
        load_standard(data.decode("utf-8", "replace"), "fuzz.yaml")


def recognisers(data: bytes) -> None:
    with suppress(RecogniserError):
        read_recognisers(data.decode("utf-8", "replace"), "fuzz.yaml")


def _registry(suffix: str) -> Target:
    def read(data: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / f"sites{suffix}"
            file.write_bytes(data)
            with suppress(RegistryError):
                read_registry([file])

    return read


def _file(read: Callable[[Path], object], suffix: str) -> Target:
    """What reads a file that a user names: it raises nothing but errors of ours."""

    def target(data: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / f"x{suffix}"
            file.write_bytes(data)
            with suppress(InspectorError):
                read(file)

    return target


def words(data: bytes) -> None:
    with suppress(InspectorError):
        bundled().extended(data.decode("utf-8", "replace"), "words")


def robots(data: bytes) -> None:
    rules = Protego.parse(data.decode("utf-8", "replace"))
    rules.can_fetch(URL, "inspector")


def sheet(data: bytes) -> None:
    read_sheet(data.decode("utf-8", "replace"))


TARGETS: dict[str, Target] = {
    "page": page,
    "links": links,
    "charset": charset,
    "address": address,
    "host": host,
    "answer": answer,
    "coding": coding,
    "standard": standard,
    "recognisers": recognisers,
    "registry-csv": _registry(".csv"),
    "registry-xlsx": _registry(".xlsx"),
    "registry-yaml": _registry(".yaml"),
    "links-policy": _file(load_policy, ".yaml"),
    "accepted": _file(read_accepted, ".yaml"),
    "baseline": _file(read_baseline, ".json"),
    "words": words,
    "robots": robots,
    "sheet": sheet,
}
