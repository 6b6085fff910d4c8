"""Template tokens that the publishing system left on the page: ``{$T.subject}``, ``[!--class--]``.

Templates that a script fills stand in the source on purpose, in scripts, text areas and hidden blocks, and so does
``{{name}}``, which frameworks fill in the browser: those are no findings.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import cast

from lxml import etree

from rules.observations import Alert
from spiders.parsing.document import Document
from spiders.parsing.links import line_of
from spiders.parsing.tables import TOKENS

_TOKEN = re.compile(
    r"\{\$[A-Za-z_][\w.\[\]]{0,60}\}|\[!--[\w.:]{1,60}--\]|\{(?:dede|pboot|cms|eyou):[^{}\n]{1,80}\}|<%=?[^%\n]{1,80}%>"
    r"|\$!?\{[A-Za-z_][\w.]{1,60}\}"
)
_TEMPLATES = frozenset({"script", "style", "textarea", "template", "noscript", "title", "xmp", "code", "pre"})
_MUTE = frozenset({"select", "optgroup", "datalist"})
"""Browsers show the options of these and no text between them."""
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_holders = cast("Callable[..., list[etree._Element]]", etree.XPath("//text()[contains(., $token)]/.."))
MAX_TOKENS = 10


def read_template_tokens(doc: Document) -> Iterator[Alert]:
    """Each distinct token once, where a reader sees it."""
    if not doc.texts.having(*TOKENS):
        return
    tokens = dict.fromkeys(found.group() for found in _TOKEN.finditer(doc.texts.joined))
    for token in list(tokens)[:MAX_TOKENS]:
        holder = next((element for element in _holders(doc.body, token=token) if _is_shown(element)), None)
        if holder is not None:
            yield Alert(kind="template-token", text=token, snippet=_line_with(token, doc.texts), line=line_of(holder))


def _line_with(token: str, lines: Sequence[str]) -> str:
    return next((line[:80] for line in lines if token in line), "")


def _is_shown(element: etree._Element) -> bool:
    if element.tag in _MUTE:
        return False
    for holder in (element, *element.iterancestors()):
        if holder.tag in _TEMPLATES or _HIDDEN.search(holder.get("style") or ""):
            return False
    return True
