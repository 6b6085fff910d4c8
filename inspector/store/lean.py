"""Pages as a judgement needs them: without the facts that its standard does not ask for (see ``rules.needs``)."""

from collections.abc import Collection
from functools import cache
from typing import Any

from msgspec import defstruct, field

from rules.observations import Page, PageFacts
from rules.unread import UNREAD

_UNNAMED = "-{}"  # no document has a field of such a name: what stands under its own is skipped


def page_type(without: Collection[str]) -> type[Page]:
    """The type to read pages by: ``Page``, or one whose facts hold ``UNREAD`` in these fields."""
    return _page_type(frozenset(without)) if without else Page


@cache
def _page_type(without: frozenset[str]) -> type[Page]:
    how: dict[str, Any] = {"frozen": True, "kw_only": True, "omit_defaults": True, "gc": False}
    unread = [(name, Any, field(default=UNREAD, name=_UNNAMED.format(name))) for name in sorted(without)]
    facts = defstruct("LeanFacts", unread, bases=(PageFacts,), **how)
    lean: Any = defstruct("LeanPage", [("facts", facts | None, None)], bases=(Page,), **how)
    kind: type[Page] = lean
    return kind
