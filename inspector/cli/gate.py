"""``inspector gate``: a one-shot check of one site, for CI."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inspector.cli._choices import AS_OF, instant, without_password
from inspector.cli._crawling import ACCEPTED, accepted_list, crawl_options, options_of, pages_progress
from inspector.cli._gating import gate_conditions, gate_files
from inspector.cli._outcomes import outcome_table
from inspector.cli.common import Context, shown

if TYPE_CHECKING:
    from inspector.gating import Decision, Gate
    from inspector.processes import Night
    from inspector.store import Store
    from rules.observations import Site
    from rules.scorecard import Scorecard

DEFAULT_STANDARD = "census-2015"
SHOWN_PROBLEMS = 3
_REASONS: Mapping[str, tuple[str, str]] = {
    "ok": ("通过", "passed"),
    "not-crawled": ("无法判定：首页没有打开，没有抓到内容", "not judged: the home page did not open, nothing was read"),
    "few-pages": ("无法判定：抓取的页数少于 --min-pages", "not judged: fewer pages than --min-pages were read"),
    "undetermined": ("无法判定：证据不足以得出结论", "not judged: the evidence does not settle it"),
    "outcome": ("未通过：不符合标准", "failed: the standard is not met"),
    "veto": ("未通过：有单项否决", "failed: a veto applies"),
    "points": ("未通过：有扣分", "failed: points are lost"),
    "any": ("未通过：有问题", "failed: there are problems"),
    "new": ("未通过：有新问题", "failed: there are new problems"),
    "min-score": ("未通过：得分低于 --min-score", "failed: the score is below --min-score"),
    "strict": ("未通过：--strict 下不得有问题或未判定项", "failed: with --strict nothing may be left open"),
}


@click.command(
    help="检查一个网站并给出退出码，供 CI 使用：0 通过、1 未通过、2 用法错误、3 无法判定 || "
    "check one site for CI; exit code 0 passed, 1 failed, 2 wrong call, 3 could not be judged"
)
@click.argument("url")
@click.option(
    "--standard", metavar="ID|FILE", help="标准，默认 census-2015 || a standard's id or file; census-2015 by default"
)
@AS_OF
@ACCEPTED
@gate_conditions
@gate_files
@crawl_options
@click.pass_obj
def command(
    context: Context,
    /,
    *,
    url: str,
    standard: str | None,
    as_of: str | None,
    html: Path | None,
    **options: Any,  # noqa: ANN401 - those of gate_conditions, gate_files and crawl_options
) -> int:
    from dataclasses import replace

    from inspector.accepting import accept_listed
    from inspector.clock import now
    from inspector.gating import decide, with_baseline
    from inspector.inspection import judge_run
    from inspector.keys import keys_for
    from inspector.processes import Night
    from inspector.standards import load

    site = _site(url)
    chosen = load(standard or DEFAULT_STANDARD)
    gate = _gate(options)
    at = instant(as_of)
    files = {name: options.pop(name) for name in ("json", "junit", "sarif")}
    accepted = accepted_list(context, options.pop("accepted"), at)
    crawl = replace(options_of(**options), keys=keys_for(site.url, os.environ))
    started = now()
    day = at or started
    with _store(context) as (store, db_url):
        run_id = store.begin_run(
            started=started, as_of=day, standard=standard or DEFAULT_STANDARD, sites=[site], options={}
        )
        night = Night(db_url=db_url, run_id=run_id, sites=[site], as_of=day, options=crawl)
        if not _crawled(context, store, night):
            return 3
        (card,) = judge_run(store, run_id, chosen)
        if accepted is not None and accept_listed(store, [card], accepted):
            (card,) = judge_run(store, run_id, chosen)
        if gate.baseline is not None:
            card = with_baseline(card, gate.baseline)
        _write(context, card, gate, files, html)
    decision = decide(card, gate)
    _show(context, card, decision)
    return decision.exit_code


def _site(url: str) -> Site:
    """A site without a registry: its code is made from its host."""
    from rules.errors import UsageError
    from rules.observations import Site
    from spiders.hosts import host_key
    from spiders.parsing.urls import resolve

    without_password(url)
    full = resolve(url if "://" in url else f"http://{url}", "http://localhost/", "utf-8")
    if full is None:
        raise UsageError(f"“{url}”不是网址；请写成 http://www.example.gov.cn/", f"'{url}' is no address of a website")
    host = host_key(full)
    return Site(code=host, name=host, url=full)


def _gate(options: dict[str, Any]) -> Gate:
    from inspector.gating import Gate, read_baseline
    from rules.errors import UsageError

    path: Path | None = options.pop("baseline")
    missing_is_fine: bool = options.pop("allow_missing_baseline")
    new_only: bool = options.pop("new_only")
    if new_only and path is None:
        raise UsageError("--new-only 需要 --baseline FILE", "--new-only needs --baseline FILE")
    baseline = None
    if path is not None:
        baseline = frozenset() if missing_is_fine and not path.exists() else read_baseline(path)
    return Gate(
        baseline=baseline,
        new_only=new_only,
        fail_on=options.pop("fail_on"),
        min_score=options.pop("min_score"),
        min_pages=options.pop("min_pages"),
        strict=options.pop("strict"),
    )


@contextmanager
def _store(context: Context) -> Iterator[tuple[Store, str]]:
    """A database that is gone afterwards, unless one is named on the command line."""
    from tempfile import TemporaryDirectory

    from inspector.store import Store

    root = click.get_current_context().find_root()
    if root.get_parameter_source("db_url") == click.core.ParameterSource.COMMANDLINE:
        with context.store() as store, store.run_lock():
            yield store, context.db_url
        return
    with TemporaryDirectory(prefix="inspector-gate-") as folder:
        db_url = f"sqlite:///{folder}/gate.db"
        store = Store.open(db_url)
        try:
            yield store, db_url
        finally:
            store.close()


def _crawled(context: Context, store: Store, night: Night) -> bool:
    """Whether the crawl came to its end."""
    from inspector.clock import now
    from inspector.processes import crawl

    with pages_progress(context, night.options.budget.pages) as told:
        result = crawl(store, night, told=told)
    if result.stopped:
        context.warn("已停止，没有结论", "stopped; nothing was judged")
        return False
    store.finish_run(night.run_id, now())
    return True


def _write(context: Context, card: Scorecard, gate: Gate, files: Mapping[str, Path | None], html: Path | None) -> None:
    """The files asked for, whatever the verdict; on GitHub its annotations and summary as well."""
    from inspector.publishing import Order, publish
    from reports.json import scorecard_json
    from reports.junit import junit_xml
    from reports.sarif import sarif_json

    texts: Mapping[str, Callable[[], str]] = {
        "json": lambda: scorecard_json(card, context.lang),
        "junit": lambda: junit_xml([card], context.lang),
        "sarif": lambda: sarif_json([card], context.lang, gate.baseline),
    }
    for name, path in files.items():
        if path is not None:
            _save(path, texts[name]())
    if html is not None:
        paths = publish(html, Order(cards=[card], lang=context.lang), ["html"])
        context.say(f"报告：{paths[0]}", f"report: {paths[0]}")
    if os.environ.get("GITHUB_ACTIONS") == "true":
        _tell_github(context, card)


def _save(path: Path, text: str) -> None:
    from rules.errors import UsageError

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except OSError as error:
        raise UsageError(f"无法写入 {path}：{error.strerror}", f"cannot write {path}: {error.strerror}") from None


def _tell_github(context: Context, card: Scorecard) -> None:
    from reports.github import annotations, step_summary

    for line in annotations(card, context.lang):
        click.echo(line)
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(step_summary(card, context.lang))


def _show(context: Context, card: Scorecard, decision: Decision) -> None:
    """The table, the verdict; on failure the first problems, and the command that checks the first one again."""
    from inspector.gating import open_problems
    from reports.problems import repeat_command
    from reports.wording import wording

    click.echo(outcome_table([card], context.lang))
    click.echo(context.text(*_REASONS[decision.reason]))
    if card.provisional:
        names = ", ".join(wording(context.lang).indicator(name) for name in card.provisional)
        context.say(f"暂未判定（缺少历史数据）：{names}", f"provisional, for lack of history: {names}")
    if decision.exit_code == 0:
        return
    words = wording(context.lang)
    found = list(open_problems(card))
    for finding, problem in found[:SHOWN_PROBLEMS]:
        click.echo(shown(f"- {words.clause(finding)}：{words.kind(finding, problem.kind)} {problem.url}"))
    if len(found) > SHOWN_PROBLEMS:
        left = len(found) - SHOWN_PROBLEMS
        click.echo(context.text(f"  另有 {left} 个问题，见报告", f"  and {left} more, see the report"))
    again = next((text for _, p in found if (text := repeat_command(p, card))), None)
    if again is not None:
        click.echo(context.text("复核第一个问题：", "to check the first one again: ") + shown(again))
