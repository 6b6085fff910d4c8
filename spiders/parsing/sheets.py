"""The images that style makes a browser fetch for a page: those of sheets, and those of the page's own style.

A browser asks for the background of a rule only where the rule applies to something that the page shows, so an image
that is missing from a rule nobody uses, or for an element that is hidden, harms nobody and is never named. What is not
understood for certain (conditions, selectors of structure, rules that compete for one element) is left out as well: a
wrong accusation is worse than a missed image. Tests hold this against what a real browser asks for.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple, cast

from lxml import etree

from spiders.parsing.contest import Contest, Entry
from spiders.parsing.css import Audience, Family, Import, Sheet, audience, read_attribute, read_imports, read_sheet
from spiders.parsing.document import Document, Script
from spiders.parsing.selectors import Index, Patience
from spiders.parsing.urls import resolve

_Find = Callable[[etree._Element], list[etree._Element]]
_STYLED = cast("_Find", etree.XPath("//@style[contains(., '(')]/.."))
_BACKED = cast("_Find", etree.XPath("//@background[. != '']/.."))
_URL = re.compile(r"""url\(\s*["']?([^"'()\n]{1,4096}+)["']?\s*+\)""")
_ANY_URL = re.compile(_URL.pattern, re.I)
_MAY_BE_BACKED = frozenset(("body", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "col"))
"""Elements whose ``background`` browsers heed (HTML Standard, 15.3)."""
_CLOSED = "head noscript template iframe object video audio canvas select dialog details noframes noembed datalist"
_UNSEEN = frozenset((*_CLOSED.split(), "area", "param", "script", "style", "title"))
"""What such an element holds is shown to few readers, or when somebody asks for it; the last ones have no box."""
_HIDDEN = re.compile(r"display\s*:\s*none", re.I)


class Shown(NamedTuple):
    """An image that style puts on a page: where it stands in the sheet or page, and the first element it is for."""

    raw: str
    line: int
    element: etree._Element


class Style:
    """All that is said of how a page looks: by ``sheets``, and by its own ``<style>``. Matching costs ``patience``."""

    def __init__(self, doc: Document, sheets: Sequence[Sheet], patience: Patience) -> None:
        own = _own_sheets(doc)
        self._doc = doc
        self._contest = Contest((*sheets, *(sheet for _, sheet in own)), patience)
        self._own = [(number, element) for number, (element, _) in enumerate(own, len(sheets))]

    @cached_property
    def _index(self) -> Index:
        return Index(self._doc.root)

    def shown_by(self, number: int) -> list[Shown]:
        """The images of one of the sheets that a browser fetches for the page, each once, in their order.

        Where patience ends, so does the list.
        """
        return self._unique(self._of_sheet(number))

    def own(self, *, whole: bool) -> list[Shown]:
        """The images that the page's own style puts on it: ``style=``, ``background=``, ``<style>``; each once.

        Not ``whole``: a sheet of the page is missing here. Then only ``style=`` is certain, for hardly anything
        overrules it.
        """
        found = self._of_attributes()
        if whole:
            sheets = (self._of_sheet(number, _line(one) - 1) for number, one in self._own if _is_for_everybody(one))
            found = chain(found, self._of_backgrounds(), *sheets)
        return self._unique(found)

    def _unique(self, found: Iterable[Shown]) -> list[Shown]:
        kept: dict[str, Shown] = {}
        for one in found:
            if not self._contest.patience.left:
                break
            if not one.raw.startswith("#"):
                kept.setdefault(one.raw, one)
        return list(kept.values())

    def _of_sheet(self, number: int, start: int = 0) -> Iterator[Shown]:
        """``start``: the lines before the sheet in the page that it stands in."""
        seen: set[str] = set()
        for entry in self._contest.entries[number]:
            wanted = [address for address in entry.rule.addresses if address.raw not in seen]
            element = self._first_shown(entry) if wanted and self._contest.patience.left else None
            if element is not None:
                for address in wanted:
                    seen.add(address.raw)
                    yield Shown(address.raw, start + address.line, element)

    def _of_attributes(self) -> Iterator[Shown]:
        """Images of ``style=``: only what is marked important overrules it."""
        contest = self._contest
        for element in _STYLED(self._doc.root):
            for family, looks in read_attribute(contest.patience.read(element.get("style"))).items():
                if looks.addresses and not contest.overrules(element, family) and not _is_hidden(element, contest):
                    for address in looks.addresses:
                        yield Shown(address.raw, _line(element), element)

    def _of_backgrounds(self) -> Iterator[Shown]:
        """Images of ``background=``: every rule overrules it."""
        contest = self._contest
        for element in _BACKED(self._doc.root):
            if (
                element.tag in _MAY_BE_BACKED
                and "background" not in contest.patience.read(element.get("style")).lower()
                and not contest.disputes(element, "background")
                and not _is_hidden(element, contest)
            ):
                yield Shown(element.get("background", ""), _line(element), element)

    def _first_shown(self, entry: Entry) -> etree._Element | None:
        """The first element that certainly shows the images of a rule."""
        contest, patience, selector = self._contest, self._contest.patience, entry.selector
        for element in self._index.candidates(selector):
            if (
                patience.left
                and selector.is_met(element, patience, unknown=False)
                and (selector.box is not None or not _has_own_look(element, entry.rule.family, patience))
                and not contest.is_beaten(entry, element)
                and (selector.box is None or contest.has_box(element, selector.box))
                and not _is_hidden(element, contest, selector.box)
                and patience.left
            ):
                return element
        return None


def own_images(doc: Document) -> Iterator[str]:
    """The addresses that ``shown_by_own`` may name, told at little cost; some of them more than once."""
    for text in (*(style.text for style in doc.styles), *(one.get("style", "") for one in _STYLED(doc.root))):
        yield from (_ANY_URL if "URL" in text or "Url" in text else _URL).findall(text)
    for element in _BACKED(doc.root):
        yield element.get("background", "")


def own_imports(doc: Document) -> Iterator[tuple[str, etree._Element]]:
    """The sheets that a page's ``<style>`` asks for, with the element."""
    return ((one.raw, element) for element, one in _own_imports(doc))


def applies(doc: Document, url: str) -> bool:
    """Whether a page uses a sheet on every screen; True also for one that it does not name: another sheet does."""
    uses = set(_uses(doc, url))
    return "all" in uses or not uses


def competes(doc: Document, url: str) -> bool:
    """Whether a sheet may say anything of what a page looks like on a desk; one for printers does not."""
    return set(_uses(doc, url)) != {"none"}


def _uses(doc: Document, url: str) -> Iterator[Audience]:
    """Whom a page names a sheet for."""
    for link in doc.all("link"):
        if resolve(link.get("href") or "", doc.base_url, "utf-8") == url:
            off = "alternate" in (link.get("rel") or "").lower() or link.get("disabled") is not None
            yield "none" if off else audience(link.get("media") or "")
    for element, one in _own_imports(doc):
        if resolve(one.raw, doc.base_url, "utf-8") == url:
            yield one.audience if audience(element.get("media") or "") == "all" else "some"


def _own_imports(doc: Document) -> Iterator[tuple[etree._Element, Import]]:
    for style in _sheets_among(doc.styles):
        if "@import" in style.text or "@IMPORT" in style.text:
            for one in read_imports(style.text):
                yield style.element, one


def _own_sheets(doc: Document) -> list[tuple[etree._Element, Sheet]]:
    return [(style.element, read_sheet(style.text)) for style in _sheets_among(doc.styles)]


def _sheets_among(styles: Iterable[Script]) -> Iterator[Script]:
    """What stands in ``<style>``, without scripts and what is for printers alone."""
    for style in styles:
        kind = style.element.get("type") or "text/css"
        if kind.lower() == "text/css" and audience(style.element.get("media") or "") != "none":
            yield style


def _is_for_everybody(style: etree._Element) -> bool:
    """Whether a ``<style>`` is in force on every screen; one with a title may be chosen or not."""
    chosen = style.get("title") is None and audience(style.get("media") or "") == "all"
    return chosen and not any(one.tag in ("noscript", "template") for one in style.iterancestors(etree.Element))


def _is_hidden(element: etree._Element, contest: Contest, box: str | None = None) -> bool:
    """Whether a rule may hide an element or what holds it: browsers fetch nothing for it until it is shown."""
    if element.tag == "input" and (element.get("type") or "").lower() == "hidden":
        return True
    patience = contest.patience
    return (box is not None and contest.disputes(element, "display", box)) or any(
        not patience.step()
        or node.tag in _UNSEEN
        or node.get("hidden") is not None
        or _HIDDEN.search(patience.read(node.get("style"))) is not None
        or contest.disputes(node, "display")
        for node in (element, *element.iterancestors(etree.Element))
    )


def _line(element: etree._Element) -> int:
    return cast("int | None", element.sourceline) or 1


def _has_own_look(element: etree._Element, family: Family, patience: Patience) -> bool:
    style = patience.read(element.get("style"))
    return (bool(style) and family in read_attribute(style)) or element.get("background") is not None
