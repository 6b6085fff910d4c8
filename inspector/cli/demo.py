"""``inspector demo``: the main job on the bundled fixture sites, with the verdicts they must get."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from inspector.cli._crawling import sites_progress
from inspector.cli.common import Context, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from inspector.demo.plan import SitePlan
    from inspector.store import Store
    from rules.scorecard import Scorecard

STANDARD = "census-2015"


@click.command(
    help="检查随附的示例网站，核对结论，写出报告 || "
    "inspect the bundled fixture sites, compare the outcomes; write the reports"
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("demo-report"),
    show_default=True,
    metavar="DIR",
    help="报告文件夹 || the folder to write reports to",
)
@click.argument("sites", nargs=-1, metavar="[SITE]...")
@click.pass_obj
def command(context: Context, out: Path, sites: tuple[str, ...]) -> int:
    from inspector.browser.finding import find_browser
    from inspector.demo.expected import deviations
    from inspector.demo.plan import load_plans
    from inspector.store import Store

    plans = {plan.code: plan for plan in load_plans(sites).values()}
    out.mkdir(parents=True, exist_ok=True)
    database = out / "demo.db"
    for leftover in out.glob("demo.db*"):
        leftover.unlink()
    store = Store.open(f"sqlite:///{database.resolve()}")
    try:
        cards, index = _inspected(context, store, plans, out)
    finally:
        store.close()
    browser = find_browser() is not None
    if not browser:
        context.say(
            "没有浏览器：由脚本生成的网页不作判定（make browser 可安装）",
            "no browser: pages that only script fills are not judged (make browser installs one)",
        )
    differing = {card.site.code: deviations(plans[card.site.code], card, browser=browser) for card in cards}
    click.echo(_table(context, cards, plans, differing))
    click.echo(str(index))
    return 1 if any(differing.values()) else 0


def _inspected(
    context: Context, store: Store, plans: Mapping[str, SitePlan], out: Path
) -> tuple[list[Scorecard], Path]:
    """Crawl, judge and report the fixture sites; the scorecards and the path of the report."""
    from inspector.clock import now
    from inspector.crawl.options import CrawlOptions
    from inspector.crawl.processes import in_reactor
    from inspector.demo.job import DemoJob
    from inspector.demo.plan import load_as_of, registered
    from inspector.demo.render import NEIGHBOUR
    from inspector.demo.server import FixtureServer
    from inspector.judging.facts import FactsOfCards
    from inspector.judging.inspection import judge_run, probes_of
    from inspector.judging.standards import load
    from inspector.publishing import Order, publish

    as_of = load_as_of()
    store.replace_sites(registered(plan) for plan in plans.values())
    sites = store.sites()
    run_id = store.begin_run(started=now(), as_of=as_of, standard=STANDARD, sites=sites, options={})
    with FixtureServer(plans, as_of) as server, sites_progress(context, len(sites)) as told:
        options = CrawlOptions(
            allow_nets=("127.0.0.0/8",), resolve=tuple(server.overrides), canary=f"http://{NEIGHBOUR}/"
        )
        job = DemoJob(store, run_id, sites, plans, as_of=as_of, options=options, told=told)
        in_reactor(job.run, job)
    store.finish_run(run_id, now())
    standard = load(STANDARD)
    cards = judge_run(store, run_id, standard)
    order = Order(cards=cards, lang=context.lang, facts=FactsOfCards(probes_of(store, standard)))
    return cards, publish(out, order, ("html",))[0]


def _table(
    context: Context,
    cards: Sequence[Scorecard],
    plans: Mapping[str, SitePlan],
    differing: Mapping[str, Sequence[str]],
) -> str:
    """A line per site: what was found, and whether that is what its site.toml expects."""
    from inspector.cli._outcomes import OUTCOMES, score
    from reports.wording import wording

    words = wording(context.lang)
    headers = context.text("标识码,网站,结论,得分,单项否决,预期", "code,site,outcome,score,vetoes,expected").split(",")
    rows = []
    for card in cards:
        vetoes = [words.clause(f) for f in card.findings if f.veto and f.verdict == "fail"]
        deviation = "; ".join(differing[card.site.code]) or context.text("相符", "as expected")
        outcome = OUTCOMES[context.lang][card.outcome]
        rows.append(
            (
                card.site.code,
                plans[card.site.code].name,
                outcome,
                score(card),
                words.t("ui.comma").join(vetoes),
                deviation,
            )
        )
    return table(headers, rows)
