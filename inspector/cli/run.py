"""``inspector run``: the nightly job: crawl, judge, report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inspector.cli._choices import AS_OF, DEFAULT_STANDARD, NEW_STANDARD, SITES, end_of_night, instant
from inspector.cli._crawling import ACCEPTED, accepted_list, crawl_options, options_of, sites_progress, to_be_resumed
from inspector.cli._notifying import NOTIFY, changes_in, channels_wanted, tell
from inspector.cli._outcomes import exit_code, outcome_table, tell_why
from inspector.cli._picturing import taking_pictures
from inspector.cli._reporting import write_reports
from inspector.cli.common import Context

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from inspector.crawl.options import CrawlResult
    from inspector.judging.facts import PicturesOf
    from inspector.links.accepted import AcceptedList
    from inspector.store import RunRow, Store
    from rules.observations import Site

FORMATS = ("html", "json")


@click.command(
    help="检查已登记的网站：抓取、判定、出报告；退出码 0 全部合格、1 有不合格、3 无法判定 || "
    "inspect the registered sites: crawl, judge, report; exit code 0 all pass, 1 a site fails, 3 undetermined"
)
@SITES
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("report"),
    show_default=True,
    metavar="DIR",
    help="报告文件夹 || the folder to write reports to",
)
@click.option(
    "--resume",
    is_flag=True,
    help="继续上次未完成的检查；没有则开始新的 || go on with a run that was cut short; a new one where there is none",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    metavar="N",
    help="抓取进程数 || processes that crawl",
)
@NEW_STANDARD
@click.option(
    "--until",
    metavar="HH:MM",
    help="到此时刻（北京时间）停止抓取，下一夜用 --resume 继续 || "
    "stop crawling at this time of day in China; --resume goes on the next night",
)
@click.option(
    "--confirm-nights",
    type=click.IntRange(1, 30),
    default=1,
    show_default=True,
    metavar="N",
    help="失效链接连续 N 夜出现才认定；此前列为待确认，最好情况不扣分 || "
    "publish a broken link only after N nights in a row; before, it is unconfirmed and costs nothing in the best case",
)
@AS_OF
@ACCEPTED
@NOTIFY
@click.option(
    "--pictures",
    is_flag=True,
    help="附首页和问题截图，样式和图片当夜取得（需浏览器）|| "
    "add pictures of home pages and problems, with style sheets and images of that night (needs a browser)",
)
@crawl_options
@click.pass_obj
def command(
    context: Context,
    /,
    *,
    sites: tuple[str, ...],
    out: Path,
    resume: bool,
    workers: int,
    standard: str | None,
    until: str | None,
    confirm_nights: int,
    as_of: str | None,
    accepted: Path | None,
    notify: bool,
    pictures: bool,
    **limits: Any,  # noqa: ANN401 - those of crawl_options
) -> int:
    from dataclasses import replace

    from inspector.browser.pictures import browser_to_take_pictures
    from inspector.crawl.processes import Night, crawl
    from inspector.judging.inspection import CONFIRM_NIGHTS
    from inspector.judging.standards import load

    options = replace(options_of(**limits), until=end_of_night(until))
    at = instant(as_of)
    listed = accepted_list(context, accepted, at)
    channels = channels_wanted(notify)
    if pictures:
        browser_to_take_pictures()
    load(standard or DEFAULT_STANDARD)  # a wrong standard stops us before the first request
    with context.store(create=False) as store, store.run_lock():
        run = _gone_on_with(context, store, confirm_nights, sites=sites, at=at, standard=standard) if resume else None
        if run is None:
            kept = {**limits, CONFIRM_NIGHTS: confirm_nights if confirm_nights > 1 else None}
            run = _begun(store, _chosen(store, sites), at, standard or DEFAULT_STANDARD, kept)
        chosen = store.run_sites(run.id)
        night = Night(db_url=context.db_url, run_id=run.id, sites=chosen, as_of=run.as_of, options=options)
        with to_be_resumed():
            with sites_progress(context, len(chosen)) as told:
                result = crawl(store, night, workers=workers, told=told)
            if result.stopped:
                return _stopped(context, run)
            with taking_pictures(
                store, wanted=pictures, live=True, allow_nets=options.allow_nets, resolve=options.resolve
            ) as camera:
                code = _reported(context, store, run, out=out, result=result, listed=listed, camera=camera)
        if channels is not None:
            changes = changes_in(context, store, run, load(run.standard))
            tell(context, changes, channels, allow_nets=options.allow_nets, resolve=options.resolve)
        return code


def _gone_on_with(
    context: Context,
    store: Store,
    confirm_nights: int,
    *,
    sites: Sequence[str],
    at: datetime | None,
    standard: str | None,
) -> RunRow | None:
    """The run that was cut short, with what of this call it does not use; None where there is none."""
    run = store.unfinished_run()
    if run is None:
        context.say("没有未完成的检查，开始新的一次", "no run was left unfinished: a new one begins")
        return None
    context.say(f"继续第 {run.id} 次检查", f"going on with run {run.id}")
    _warn_of_nights(context, run, confirm_nights)
    _warn_of_the_rest(context, store, run, sites=sites, at=at, standard=standard)
    return run


def _chosen(store: Store, codes: Sequence[str]) -> list[Site]:
    """The sites named, else all that run: sites excepted or closed are not inspected unless they are named."""
    from rules.errors import UsageError

    chosen = [site for site in store.sites(list(codes) or None) if codes or site.state == "normal"]
    if not chosen:
        raise UsageError(
            "还没有登记网站；请先运行 inspector sites import FILE",
            "no site is registered: run inspector sites import FILE first",
        )
    return chosen


def _begun(store: Store, sites: Sequence[Site], at: object, standard: str, limits: Mapping[str, object]) -> RunRow:
    from datetime import datetime

    from inspector.clock import now

    started = now()
    as_of = at if isinstance(at, datetime) else started
    named = {name: str(value) for name, value in sorted(limits.items()) if value not in (None, (), False)}
    return store.run(store.begin_run(started=started, as_of=as_of, standard=standard, sites=sites, options=named))


def _warn_of_nights(context: Context, run: RunRow, asked: int) -> None:
    """A run that goes on is judged as it was begun, for judging it again must give the same."""
    from inspector.judging.inspection import nights_needed

    source = click.get_current_context().get_parameter_source("confirm_nights")
    began = nights_needed(run)
    if source is not click.core.ParameterSource.DEFAULT and asked != began:
        context.warn(
            f"该次检查开始时 --confirm-nights 为 {began}，仍按 {began} 计",
            f"the run was begun with --confirm-nights {began}, and is judged with {began}",
        )


def _warn_of_the_rest(
    context: Context, store: Store, run: RunRow, *, sites: Sequence[str], at: datetime | None, standard: str | None
) -> None:
    """What was asked for now, and is not what the run was begun with, must not be dropped in silence."""
    others = sites and set(sites) != {site.code for site in store.run_sites(run.id)}
    if others or at not in (None, run.as_of) or standard not in (None, run.standard):
        context.warn(
            f"该次检查沿用开始时的网站、标准（{run.standard}）和时间，这次给出的不起作用",
            f"the run keeps the sites, the standard ({run.standard}) and the instant it was begun with; those given "
            "now are not used",
        )


def _stopped(context: Context, run: RunRow) -> int:
    context.warn(
        f"第 {run.id} 次检查已停止；用 inspector run --resume 继续",
        f"run {run.id} was stopped; inspector run --resume goes on with it",
    )
    return 3


def _reported(
    context: Context,
    store: Store,
    run: RunRow,
    *,
    out: Path,
    result: CrawlResult,
    listed: AcceptedList | None,
    camera: PicturesOf | None,
) -> int:
    from inspector.clock import now
    from inspector.judging.accepting import accept_listed
    from inspector.judging.inspection import judge_night
    from inspector.judging.standards import load

    if run.finished is None:  # else it was killed while it was judged or reported
        store.finish_run(run.id, now(), reported=False)
    standard = load(run.standard)
    total = len(store.site_states(run.id))
    with context.progress("判定", "judging", total) as judging:
        cards = judge_night(store, run.id, standard, progress=lambda card: judging.step(card.site.code))
        if listed is not None and (changed := accept_listed(store, cards, listed)):
            judge_night(store, run.id, standard, changed)  # the cards are read anew from the store
    paths = write_reports(context, store, run, standard, cards, out=out, formats=FORMATS, pictures_of=camera)
    store.set_reported(run.id)
    click.echo(outcome_table(cards, context.lang))
    tell_why(context, cards)
    for code in result.failed:
        context.warn(
            f"{code}：程序内部错误，该网站未能判定", f"{code}: an error of ours kept the site from being judged"
        )
    click.echo(str(paths[0]))
    return 3 if result.failed else exit_code(cards)
