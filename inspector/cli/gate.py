"""``inspector gate``: a one-shot check of one site, for CI."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inspector.cli._checking import checked
from inspector.cli._choices import AS_OF, NEW_STANDARD, instant
from inspector.cli._crawling import ACCEPTED, accepted_list, crawl_options
from inspector.cli._gating import gate_conditions, gate_files
from inspector.cli._outcomes import outcome_table
from inspector.cli._writing import save
from inspector.cli.common import Context, shown

if TYPE_CHECKING:
    from inspector.judging.gating import Decision, Gate
    from rules.scorecard import Scorecard

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
@NEW_STANDARD
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
    from inspector.judging.gating import decide, with_baseline

    gate = _gate(options)
    at = instant(as_of)
    files = {name: options.pop(name) for name in ("json", "junit", "sarif")}
    accepted = accepted_list(context, options.pop("accepted"), at)
    card = checked(context, url, standard=standard, at=at, accepted=accepted, **options)
    if card is None:
        return 3
    if gate.baseline is not None:
        card = with_baseline(card, gate.baseline)
    _write(context, card, gate, files, html)
    decision = decide(card, gate)
    _show(context, card, decision)
    return decision.exit_code


def _gate(options: dict[str, Any]) -> Gate:
    from inspector.judging.gating import Gate, read_baseline
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
            save(path, texts[name]())
    if html is not None:
        paths = publish(html, Order(cards=[card], lang=context.lang), ["html"])
        context.say(f"报告：{paths[0]}", f"report: {paths[0]}")
    if os.environ.get("GITHUB_ACTIONS") == "true":
        _tell_github(context, card)


def _tell_github(context: Context, card: Scorecard) -> None:
    from reports.github import annotations, step_summary

    for line in annotations(card, context.lang):
        click.echo(line)
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(step_summary(card, context.lang))


def _show(context: Context, card: Scorecard, decision: Decision) -> None:
    """The table, the verdict; where it is not passed why, the first problems, and the command that checks one again."""
    from inspector.judging.gating import open_problems
    from reports.problems import repeat_command
    from reports.sentences import outcome_sentence
    from reports.wording import wording

    words = wording(context.lang)
    click.echo(outcome_table([card], context.lang))
    click.echo(context.text(*_REASONS[decision.reason]))
    if decision.reason == "undetermined":
        click.echo(shown(outcome_sentence(card, words)))
    if card.provisional:
        names = words.t("ui.comma").join(words.indicator(name) for name in card.provisional)
        context.say(f"暂未判定（缺少历史数据）：{names}", f"provisional, for lack of history: {names}")
    if decision.exit_code == 0:
        return
    once = {problem.fingerprint: (finding, problem) for finding, problem in reversed([*open_problems(card)])}
    found = [*reversed(once.values())]  # a link is a problem of several rules, and one problem to its reader
    for finding, problem in found[:SHOWN_PROBLEMS]:
        clause, kind = words.clause(finding), words.kind(finding, problem.kind)
        click.echo(shown(context.text(f"- {clause}：{kind} {problem.url}", f"- {clause}: {kind} {problem.url}")))
    if len(found) > SHOWN_PROBLEMS:
        left = len(found) - SHOWN_PROBLEMS
        click.echo(
            context.text(f"  另有 {left} 个问题，见 --html 或 --json 的文件", f"  and {left} more, in --html or --json")
        )
    again = next((text for _, p in found if (text := repeat_command(p, card))), None)
    if again is not None:
        click.echo(context.text("复核第一个问题：", "to check the first one again: ") + shown(again))
