"""The rows of the problem lists as markup, written by hand: a large run has 150,000, and a template is slow at them.

Every value passes through ``_e``; nothing else may stand between braces here but what this module made itself.
"""

import re
from collections.abc import Sequence
from functools import cache
from html import escape
from typing import TYPE_CHECKING

from markupsafe import Markup

from reports.markup import link
from reports.problems import ProblemRow
from reports.text import one_line, readable_url
from reports.wording import Wording, instant, wording

if TYPE_CHECKING:
    from reports.allproblems import Line

_LABELS = {
    "open": "evidence.open", "address": "evidence.address", "seen": "evidence.seen-at", "found": "ui.found-on",
    "attempts": "evidence.attempts", "body": "evidence.body", "repeat": "evidence.repeat", "copy": "evidence.copy",
    "copied": "evidence.copied", "picture": "evidence.snapshot", "alt": "evidence.snapshot-alt",
    "id": "evidence.fingerprint", "count": "ui.occurrences", "since": "ui.since", "veto": "ui.veto",
}  # fmt: skip
_SPECIAL = re.compile("[&<>\"']").search


class Rows:
    """Writes rows in one language."""

    def __init__(self, words: Wording) -> None:
        self._words = words
        self._label = {name: _e(words.t(key)) for name, key in _LABELS.items()}

    def problem(self, row: ProblemRow, about: str) -> Markup:
        """A row of a site's own list; ``about`` is the id of the row that explains its kind."""
        problem, label = row.problem, self._label
        cause = f' data-cause="{_e(row.cause)}"' if row.cause else ""
        quoted = f'<span class="note">{_e(row.quoted)}</span>' if row.quoted else ""
        figures = f'<span class="note">{_e(row.figures)}</span>' if row.figures else ""
        page = f'<span data-page>{link(row.page)}</span><span class="note">{_e(row.line)}</span>' if row.page else "–"
        return Markup(  # noqa: S704
            f'<tr id="{_e(row.anchor)}" class="{problem.status}" data-status="{_e(row.status)}"'
            f' data-kind="{_e(row.kind)}"{cause} data-about="{_e(about)}">\n'
            f'<td><span class="tag {problem.status}">{_e(row.status)}</span></td>\n'
            f'<td data-v="{_e(readable_url(problem.url, 120))}"><span class="what">{_e(row.kind)}</span>'
            f"<span data-url>{link(problem.url)}</span>{quoted}{figures}</td>\n"
            f'<td data-l="{label["found"]}"><div>{page}</div></td>\n'
            f'<td class="num" data-l="{label["count"]}">{problem.occurrences}</td>\n'
            f'<td class="num" data-l="{label["since"]}">{_e(row.since)}</td>\n'
            f'<td class="ev"><details class="evidence"><summary>{label["open"]}</summary><dl>\n'
            f"{self._evidence(row)}</dl></details></td>\n</tr>\n"
        )

    def line(self, line: "Line") -> Markup:
        """A row of the list of all problems."""
        label, site = self._label, f"sites/{_e(line.folder)}"
        cause = f' data-cause="{_e(line.cause)}"' if line.cause else ""
        veto = f' <span class="tag veto">{label["veto"]}</span>' if line.veto else ""
        page = (
            f'<span data-page class="url clamp"><bdi>{_e(readable_url(line.page, 200))}</bdi></span>'
            if line.page
            else "–"
        )
        return Markup(  # noqa: S704
            f'<tr class="{line.status}" data-status="{_e(line.status_name)}" data-kind="{_e(line.kind)}"'
            f' data-site="{_e(line.site)}"{cause}>\n'
            f'<td><span class="tag {line.status}">{_e(line.status_name)}</span></td>\n'
            f'<td><a href="{site}/index.html"><bdi>{_e(line.site)}</bdi></a></td>\n'
            f'<td data-v="{_e(readable_url(line.url, 120))}">'
            f'<a class="what" href="{site}/problems.html#{_e(line.anchor)}">{_e(line.kind)}</a>{veto}'
            f'<span data-url class="url clamp"><bdi>{_e(readable_url(line.url, 200))}</bdi></span></td>\n'
            f'<td data-l="{label["found"]}">{page}</td>\n'
            f'<td class="num" data-l="{label["count"]}">{line.occurrences}</td>\n'
            f'<td class="num" data-l="{label["since"]}">{_e(line.since)}</td>\n</tr>\n'
        )

    def _evidence(self, row: ProblemRow) -> str:
        problem, label = row.problem, self._label
        parts = [f'<dt>{label["address"]}</dt><dd class="url"><bdi>{_e(one_line(problem.url, 2_000))}</bdi></dd>\n']
        if problem.seen_at:
            parts.append(f"<dt>{label['seen']}</dt><dd>{_e(instant(problem.seen_at))}</dd>\n")
        if row.sources:
            parts.append(f"<dt>{label['found']}</dt><dd>{self._sources(row)}</dd>\n")
        if row.attempts:
            parts.append(f'<dt>{label["attempts"]}</dt><dd class="mono">{_items(row.attempts)}</dd>\n')
        parts += [f"<dt>{_e(name)}</dt><dd><bdi>{_e(value)}</bdi></dd>\n" for name, value in row.details]
        if problem.body_sha256:
            parts.append(
                f'<dt>{label["body"]}</dt><dd class="mono">sha256 {_e(one_line(problem.body_sha256, 64))}</dd>\n'
            )
        if row.command:
            button = f'<button type="button" class="copy" hidden data-done="{label["copied"]}">{label["copy"]}</button>'
            parts.append(f"<dt>{label['repeat']}</dt><dd><code>{_e(row.command)}</code> {button}</dd>\n")
        if row.snapshot:
            picture = f'<img src="{_e(row.snapshot)}" alt="{label["alt"]}" loading="lazy">'
            shown = f'<a href="{_e(row.snapshot)}">{picture}</a><span class="note">{_e(row.snapshot_note)}</span>'
            parts.append(f"<dt>{label['picture']}</dt><dd>{shown}</dd>\n")
        parts.append(f'<dt>{label["id"]}</dt><dd class="mono">{_e(one_line(problem.fingerprint, 80))}</dd>\n')
        return "".join(parts)

    def _sources(self, row: ProblemRow) -> str:
        items = "".join(f'<li>{link(page)} <span class="note">{_e(told)}</span></li>' for page, told in row.sources)
        if not row.more_pages:
            return f"<ol>{items}</ol>"
        more = _e(self._words.n("evidence.more-pages", row.more_pages))
        return f'<ol>{items}</ol><span class="note">{more}</span>'


@cache
def rows_in(lang: str) -> Rows:
    """The rows of ``lang``, made once."""
    return Rows(wording(lang))


def _e(text: str) -> str:
    """Escaped; most texts hold nothing to escape, and to look costs less than to replace five times."""
    return escape(text) if _SPECIAL(text) else text


def _items(texts: Sequence[str]) -> str:
    return f"<ol>{''.join(f'<li>{_e(text)}</li>' for text in texts)}</ol>"
