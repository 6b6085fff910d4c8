"""Figures as blocks of ``docs/performance.md``, and those of the tools as a chart: static SVG for light and dark."""

import platform
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pygal
from pygal.style import Style

from inspector.clock import now
from tests.bench.crawl.site import Truth

# pygal's finder for plug-ins we have none of speaks a protocol that Python dropped: every later import would warn.
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != "PluginImportFixer"]

ROOT = Path(__file__).resolve().parents[3]
CHART = "images/bench.svg"
OURS, STOCK, LINKCHECKER = "inspector", "stock Scrapy, links only", "LinkChecker"
_SCRIPTS = re.compile(r"<script\b[^>]*/>|<script\b.*?</script>|<!--.*?-->", re.S)
_OWN_COLOUR, _OTHER_COLOUR = "#1a73b8", "#9aa5b1"

Row = dict[str, Any]


def ratios(rows: Sequence[Row]) -> dict[str, float]:
    """What the targets are about: ours to the stock crawl, LinkChecker to ours; those whose tools ran."""
    cpu = {row["tool"]: row["cpu_s"] for row in rows}
    found = {}
    if OURS in cpu and STOCK in cpu:
        found["ours / stock Scrapy (target 0.35)"] = cpu[OURS] / cpu[STOCK]
    if OURS in cpu and LINKCHECKER in cpu:
        whole = all(row["finished"] for row in rows if row["tool"] == LINKCHECKER)
        name = "LinkChecker / ours (target 5.5)" if whole else "LinkChecker / ours (target 5.5), at least"
        found[name] = cpu[LINKCHECKER] / cpu[OURS]
    return found


def table(rows: Sequence[Row], truth: Truth, load: float) -> str:
    """The figures in Markdown, with what they were measured on."""
    stock = next((row["cpu_s"] for row in rows if row["tool"] == STOCK), None)
    wrongable, broken = len(truth.look_alikes), len(truth.broken)
    lines = [
        f"{truth.pages} pages, {truth.targets} distinct targets, {broken} broken links, {wrongable} look-alikes; "
        f"{now().date()}, Python {platform.python_version()}, load {load:.1f} when it began.",
        "",
        f"![CPU ms per page by tool]({CHART})",
        "",
        "| tool | CPU s | CPU ms a page | ratio to stock | wall s | peak RSS MB | broken found | accused wrongly |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        ratio = f"{row['cpu_s'] / stock:.2f}" if stock else "–"
        found = "–" if row["found"] is None else f"{sum(row['found'].values())} of {broken}"
        wrong = "–" if row["wrong"] is None else str(len(row["wrong"]))
        if not row["finished"]:
            wrong = f"not finished after {row['wall_s']:.0f} s"
        figures = f"{row['cpu_s']:.1f} | {row['cpu_ms_per_page']:.1f} | {ratio} | {row['wall_s']:.0f} | {row['rss_mb']}"
        lines.append(f"| {row['tool']} | {figures} | {found} | {wrong} |")
    lines += ["", *(f"* {name}: **{value:.2f}**" for name, value in ratios(rows).items())]
    return "\n".join(lines)


def chart(rows: Sequence[Row]) -> str:
    """CPU ms per page by tool, ours in another colour; no script, and the same bytes for the same rows."""
    drawn = pygal.HorizontalBar(
        js=[],
        style=Style(
            font_family="sans-serif",
            background="transparent",
            plot_background="transparent",
            foreground="#6b7684",
            foreground_strong="#6b7684",
            foreground_subtle="#9aa5b1",
            colors=(_OTHER_COLOUR,),
            value_colors=("#6b7684",),
        ),
        width=760,
        height=70 + 46 * len(rows),
        show_legend=False,
        print_values=True,
        print_values_position="top",
        value_formatter=lambda value: f"{value:.1f}",
        title="CPU ms per page (less is better)",
        no_prefix=True,
        pretty_print=True,
    )
    ordered = sorted(rows, key=lambda row: row["cpu_ms_per_page"], reverse=True)
    drawn.x_labels = [row["tool"] for row in ordered]
    drawn.add(
        "CPU ms per page",
        [
            {"value": row["cpu_ms_per_page"], "color": _OWN_COLOUR if row["tool"] == OURS else _OTHER_COLOUR}
            for row in ordered
        ],
    )
    text: str = drawn.render(is_unicode=True)
    text = _SCRIPTS.sub("", text)
    return text.replace(f"chart-{drawn.uuid}", "chart-bench").replace(drawn.uuid, "bench")


def write(rows: Sequence[Row], truth: Truth, load: float) -> None:
    """Table and chart of the tools, in place of those of the last run."""
    put("tools", table(rows, truth, load))
    (ROOT / "docs" / CHART).write_text(chart(rows), "utf-8")


def put(name: str, text: str) -> None:
    """Puts figures into the block of that name, in place of those of the last run."""
    page = ROOT / "docs/performance.md"
    begin, end = f"<!-- bench {name}: written by make bench write=1 -->", f"<!-- /bench {name} -->"
    before, found, rest = page.read_text("utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        sys.exit(f"{page} has no block {begin} … {end}")
    page.write_text(f"{before}{begin}\n{text}\n{end}{after}", "utf-8")
