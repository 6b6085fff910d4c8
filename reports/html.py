"""The report of a run as a folder of static pages.

::

    index.html                    the overview
    problems.html, problems-2.html …   every open problem of every site, 5,000 a page
    sites/<code>/index.html       a site's scorecard
    sites/<code>/problems.html    its problems, with the evidence
    sites/<code>/scorecard.json   the same for programs
    sites/<code>/evidence/*.png   pictures, where there are any

Every page is one self-contained file: it opens without a network and without JavaScript, and can be mailed alone.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from pathlib import Path

from reports.allproblems import AllProblems
from reports.charts import outcomes_over_runs
from reports.facts import FactsOf, SiteFacts
from reports.overview import Overview, shares
from reports.problems import problem_groups
from reports.rendering import navigation, write_page
from reports.sitepage import write_site
from reports.summary import RunSummary
from reports.wording import Wording, wording
from rules.errors import CannotJudgeError
from rules.scorecard import Scorecard

Progress = Callable[[int], None]
"""Called with the number of sites written so far."""


def write_run(
    out: Path,
    cards: Iterable[Scorecard],
    *,
    lang: str = "zh",
    earlier: Sequence[RunSummary] = (),
    facts: FactsOf | None = None,
    progress: Progress | None = None,
) -> Path:
    """Writes the report of one run below ``out`` and returns the path of its ``index.html``.

    ``cards`` is read once, one card at a time, and may be a generator. ``earlier`` are earlier runs, oldest first; the
    last of them is what 'changed since' compares with. ``facts`` is asked for each site's columns, letters, probes and
    pictures (``reports/facts.py``).
    Raises CannotJudgeError when there is no card at all, UsageError for an unknown language.
    """
    words = wording(lang)
    every = iter(cards)
    first = next(every, None)
    if first is None:
        raise CannotJudgeError(words.t("error.no-cards"))
    ordered = sorted(earlier, key=lambda summary: (summary.as_of, summary.run_id))
    runs = [summary for summary in ordered if summary.run_id != first.run.id]
    overview = Overview(words, runs[-1] if runs else None)
    everything = AllProblems(words)
    for done, card in enumerate(chain([first], every), start=1):
        row = overview.add(card)
        groups = problem_groups(card, words)
        everything.add(card, groups, row.folder)
        known = facts(card.site.code) if facts else None
        write_site(out / "sites" / row.folder, card, groups, words, facts=known or SiteFacts(), runs=runs)
        if progress is not None:
            progress(done)
    everything.write(out, first)
    return _write_overview(out, overview, first, runs, words)


def _write_overview(out: Path, overview: Overview, first: Scorecard, runs: list[RunSummary], words: Wording) -> Path:
    this = RunSummary(run_id=first.run.id, as_of=first.run.as_of, standard=first.standard.id, sites=overview.results)
    rows = overview.rows()
    shown = [*runs, this]
    values = {
        "navigation": navigation(words, "overview", ""),
        "standard": first.standard,
        "run": first.run,
        "rows": rows,
        "shares": shares(overview.outcomes()),
        "counts": overview.counts(),
        "unfinished": sum(row.outcome == "undetermined" for row in rows),
        "last": runs[-1] if runs else None,
        "changed": overview.changed(),
        "gone": overview.gone(),
        "chart": outcomes_over_runs(shown, words),
        "runs": shown[::-1],
        "rules": overview.rules(),
        "groupings": [
            ("regions", words.t("overview.regions"), overview.regions()),
            ("supervisors", words.t("overview.supervisors"), overview.supervisors()),
        ],
    }
    return write_page(out / "index.html", "overview.html", words.lang, values)
