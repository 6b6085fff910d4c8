"""The pieces of a page that repeat on every row, as functions: a macro call costs ten times as much.

Each returns markup in which every value from outside is escaped.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from html import escape

from markupsafe import Markup

from reports.text import readable_url, safe_href
from reports.wording import Wording
from rules.scorecard import Finding

_IS = Markup('<span class="is {}">{}</span>')
_TAG = Markup('<span class="tag {}">{}</span>')


@lru_cache(maxsize=1 << 14)
def link(url: str) -> Markup:
    """An address, clickable only where following it is safe."""
    href = safe_href(url)
    shown = f"<bdi>{escape(readable_url(url))}</bdi>"
    if href is None:
        return Markup(f'<span class="url">{shown}</span>')  # noqa: S704
    return Markup(f'<a class="url" href="{escape(href)}" rel="noopener noreferrer nofollow">{shown}</a>')  # noqa: S704


def pieces(words: Wording) -> Mapping[str, Callable[..., Markup]]:
    """The functions that the templates call, in the language of ``words``."""

    def outcome(name: str) -> Markup:
        return _IS.format(name, words.code("outcome", name))

    def verdict(finding: Finding) -> Markup:
        vetoed = finding.veto and finding.verdict == "fail"
        return _IS.format(
            finding.verdict, words.t("verdict.veto") if vetoed else words.code("verdict", finding.verdict)
        )

    @lru_cache(maxsize=64)
    def status(name: str) -> Markup:
        return _TAG.format(name, words.code("status", name))

    return {"link": link, "outcome": outcome, "verdict": verdict, "status": status}
