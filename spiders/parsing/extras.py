"""Facts that only single indicators need, by name, for ``PageFacts.extra``."""

from rules.observations import PageKind
from spiders.parsing.document import Document
from spiders.parsing.guides import read_guide
from spiders.parsing.letters import speaks_of_letters
from spiders.parsing.pager_links import turns_by_script
from spiders.parsing.related import read_related
from spiders.parsing.searchbox import read_search


def read_extras(doc: Document, kind: PageKind, title: str | None) -> dict[str, str]:
    """``search`` of a home page; ``guide`` (elements) and ``related`` of pages that tell something; ``unread_letters``
    where letters seem to stand that no reader knew; ``pager`` is "by-script" where the next page has no address."""
    if kind == "home":
        return {"search": read_search(doc)}
    unread = {"unread_letters": "perhaps"} if kind in {"list", "other"} and speaks_of_letters(doc) else {}
    if kind in {"list", "letters"}:
        return unread | ({"pager": "by-script"} if turns_by_script(doc) else {})
    guide = ",".join(read_guide(doc.texts))
    related = read_related(doc, title=title or "") if kind == "article" else ""
    return unread | {name: told for name, told in (("guide", guide), ("related", related)) if told}
