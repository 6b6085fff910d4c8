"""Charts as static SVG: pygal does the geometry, the page's own style sheet the looks, so that dark mode works."""

import re
import sys
from collections.abc import Iterator, Sequence

import pygal
from markupsafe import Markup
from pygal.style import Style

from reports.summary import RunSummary
from reports.wording import Wording
from rules.scorecard import Outcome

# pygal's finder for plug-ins we have none of speaks a protocol that Python dropped: every later import would warn.
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != "PluginImportFixer"]

MAX_RUNS = 30
_SCRIPTED = re.compile(r"<\?xml.*?\?>|<!--.*?-->|<(style|script|title)\b.*?</\1>|<(style|script)\b[^>]*/>", re.S)
_IDENTITY = re.compile(r' (id|style|xmlns:xlink)="[^"]*"')
_EMPTY_DEFS = re.compile(r"<defs>\s*</defs>")
_ORDER: tuple[Outcome, ...] = ("pass", "undetermined", "fail")


def outcomes_over_runs(runs: Sequence[RunSummary], words: Wording) -> Markup | None:
    """Stacked bars, one per run, of how many sites passed, were undetermined, failed; None below two runs."""
    shown = runs[-MAX_RUNS:]
    if len(shown) < 2:
        return None
    chart = pygal.StackedBar(
        js=[],
        style=Style(font_family="inherit"),
        width=480,
        height=200,
        margin=4,
        spacing=6,
        show_legend=False,
        print_values=False,
        disable_xml_declaration=True,
        pretty_print=False,
        x_label_rotation=0,
        show_minor_x_labels=False,
        truncate_label=20,
        no_prefix=True,
        y_labels=_ticks(max(len(run.sites) for run in shown)),
        value_formatter=lambda value: f"{value:.0f}",
        rounded_bars=0,
    )
    chart.x_labels = [run.as_of.strftime("%m-%d") for run in shown]
    step = max(1, -(-len(shown) // 8))
    chart.x_labels_major = chart.x_labels[(len(shown) - 1) % step :: step]
    for outcome in _ORDER:
        chart.add(words.code("outcome", outcome), [run.count(outcome) for run in shown])
    return _plain(chart.render(is_unicode=True))


def _ticks(most: int) -> list[int]:
    """Whole numbers from 0 to at least ``most``, evenly spaced, six at most."""
    step = next(step for step in _steps() if step * 5 >= most)
    return list(range(0, max(most, 1) + step, step))


def _steps() -> Iterator[int]:
    """1, 2, 5, 10, 20, 50 …"""
    ten = 1
    while True:
        yield from (ten, 2 * ten, 5 * ten)
        ten *= 10


def _plain(svg: str) -> Markup:
    """Without the style, script, random ids and date that pygal writes: same figures, same bytes."""
    bare = _EMPTY_DEFS.sub("", _IDENTITY.sub("", _SCRIPTED.sub("", svg)))
    labelled = bare.replace("<svg ", '<svg role="img" aria-hidden="true" ', 1)
    return Markup(labelled.strip())  # noqa: S704  figures and dates of ours only
