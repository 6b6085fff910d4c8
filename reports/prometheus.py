"""A textfile for node_exporter: what to alert on after the nightly run."""

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from reports.overview import OUTCOMES
from reports.summary import counts_of
from reports.text import one_line
from rules.scorecard import ProblemStatus, Scorecard

_STATUSES: tuple[ProblemStatus, ...] = ("new", "known", "back", "unconfirmed", "accepted", "fixed")
_HELP = {
    "inspector_run_as_of_seconds": "Instant that the last run was judged at, in Unix time.",
    "inspector_run_sites": "Sites of the last run by outcome.",
    "inspector_site_outcome": "1 for the outcome that a site came to.",
    "inspector_site_score": "Score of a site, best and worst case; missing where it was not scored.",
    "inspector_site_problems": "Problems of a site by status.",
    "inspector_site_pages": "Pages crawled of a site.",
    "inspector_site_complete": "1 where the crawl of a site was complete.",
}


def prometheus_text(cards: Iterable[Scorecard]) -> str:
    """The metrics of a run in the text exposition format, one family after the other."""
    samples: dict[str, list[str]] = {name: [] for name in _HELP}
    outcomes: Counter[str] = Counter()
    for card in cards:
        outcomes[card.outcome] += 1
        samples["inspector_run_as_of_seconds"] = [
            _sample("inspector_run_as_of_seconds", {}, card.run.as_of.timestamp())
        ]
        for name, labels, value in _site(card):
            samples[name].append(_sample(name, {"code": card.site.code, **labels}, value))
    samples["inspector_run_sites"] = [
        _sample("inspector_run_sites", {"outcome": outcome}, outcomes[outcome]) for outcome in OUTCOMES
    ]
    lines: list[str] = []
    for name, told in _HELP.items():
        lines += [f"# HELP {name} {told}", f"# TYPE {name} gauge", *samples[name]]
    return "\n".join(lines) + "\n"


def write_prometheus(path: Path, cards: Iterable[Scorecard]) -> Path:
    """Writes the metrics to ``path`` in one step, so that no scrape reads half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_bytes(prometheus_text(cards).encode("utf-8", "replace"))
    return unfinished.replace(path)


def _site(card: Scorecard) -> Iterable[tuple[str, Mapping[str, str], float]]:
    for outcome in OUTCOMES:
        yield "inspector_site_outcome", {"outcome": outcome}, float(card.outcome == outcome)
    if card.score:
        yield "inspector_site_score", {"case": "best"}, card.score.best
        yield "inspector_site_score", {"case": "worst"}, card.score.worst
    statuses = counts_of(card)
    for status in _STATUSES:
        yield "inspector_site_problems", {"status": status}, statuses[status]
    yield "inspector_site_pages", {}, card.crawl.pages if card.crawl else 0
    yield "inspector_site_complete", {}, float(bool(card.crawl and card.crawl.complete))


def _sample(name: str, labels: Mapping[str, str], value: float) -> str:
    told = ",".join(f'{label}="{_label(text)}"' for label, text in labels.items())
    return f"{name}{{{told}}} {_figure(value)}" if told else f"{name} {_figure(value)}"


def _label(text: str) -> str:
    return one_line(text, 120).replace("\\", "\\\\").replace('"', '\\"')


def _figure(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(round(value, 4))
