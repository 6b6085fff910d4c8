"""``inspector review``: a person's decision on a problem, kept across runs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from inspector.cli.common import Context, table

if TYPE_CHECKING:
    from inspector.store import Store
    from rules.reviews import Action, Review
    from rules.scorecard import Finding, Problem

SHOWN_PROBLEMS = 100
MIN_PREFIX = 4  # of a fingerprint; shorter ones are typed by mistake
NAMES = {"accept": "暂予接受", "dismiss": "不是问题", "confirm": "确认属实"}


@click.command(
    help="对一个问题（或一条规则）作出人工认定；不给 PROBLEM 则列出该网站的问题编号和已有的认定 || "
    "record a person's decision on a problem, or on a rule; without PROBLEM, list the site's problems and decisions"
)
@click.argument("site")
@click.argument("problem", required=False)
@click.option("--accept", "action", flag_value="accept", help="属实但暂予接受 || a defect, tolerated for now")
@click.option("--dismiss", "action", flag_value="dismiss", help="不是问题 || no defect")
@click.option("--confirm", "action", flag_value="confirm", help="确认属实 || a candidate that is a defect")
@click.option("--reason", metavar="TEXT", help="理由 || why")
@click.option("--by", metavar="NAME", help="认定人 || who decides")
@click.option("--until", metavar="DATE", help="有效期至（含当日）|| the last day on which it holds")
@click.pass_obj
def command(
    context: Context,
    *,
    site: str,
    problem: str | None,
    action: Action | None,
    reason: str | None,
    by: str | None,
    until: str | None,
) -> None:
    from inspector.clock import now
    from rules.errors import UsageError
    from rules.reviews import Review

    with context.store(create=False) as store:
        if problem is None and (action or reason or by or until):
            raise UsageError(
                f"未写明要认定哪个问题，没有记录；编号见 inspector review {site}",
                f"nothing was recorded: name the problem; inspector review {site} lists the ids",
            )
        if problem is None:
            click.echo(_problems(context, store, site))
            decided = store.reviews(site)
            if decided:
                click.echo("\n" + _decisions(context, decided))
            return
        if action is None or not (reason or "").strip() or not (by or "").strip():
            raise UsageError(
                "须给出 --accept、--dismiss 或 --confirm 之一，以及 --reason 和 --by",
                "give one of --accept, --dismiss, --confirm, and both --reason and --by",
            )
        today = now().date()
        key, shown = _subject(context, store, site, problem)
        last_day = _last_day(until, today)
        review = Review(fingerprint=key, action=action, reason=str(reason), by=str(by), day=today, until=last_day)
        store.add_review(site, review)
    click.echo(context.text(f"已记录：{NAMES[action]} {shown}", f"recorded: {action} {shown}"))
    context.say(
        "今后的判定都计入；已有的报告请用 inspector report 重新生成",
        "it counts from the next judgement on; inspector report draws the present report anew",
    )


def _subject(context: Context, store: Store, site: str, name: str) -> tuple[str, str]:
    """The key of what is decided on, a rule by its id or else a problem, and how to show it. Raises UsageError."""
    from reports.wording import wording
    from rules.overrides import rule_key

    words = wording(context.lang)
    rules = {finding.rule: finding for card in store.newest_scorecards(site) for finding in card.findings}
    if name in rules:
        return rule_key(name), f"{name} {words.clause(rules[name])}"
    finding, found = _problem(store, site, name)
    return found.fingerprint, f"{words.kind(finding, found.kind)} {found.url}"


def _last_day(text: str | None, today: date) -> date | None:
    from rules.errors import UsageError

    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"“{text}”不是日期；请写成 2026-03-02", f"'{text}' is no day; write 2026-03-02") from None
    if day < today:
        raise UsageError(f"{day} 已经过去", f"{day} is past")
    return day


def _problem(store: Store, site: str, prefix: str) -> tuple[Finding, Problem]:
    """The problem of the site's newest scorecards whose fingerprint starts so, and where. Raises UsageError."""
    from rules.errors import UsageError

    cards = store.newest_scorecards(site)
    problems = {p.fingerprint: (finding, p) for card in cards for finding in card.findings for p in finding.problems}
    found = [key for key in problems if key == prefix] or [key for key in problems if key.startswith(prefix)]
    if len(found) == 1 and len(prefix) >= MIN_PREFIX:
        return problems[found[0]]
    if not found or len(prefix) < MIN_PREFIX:
        raise UsageError(
            f"网站 {site} 没有编号以 {prefix} 开头的问题；编号见报告中的问题清单",
            f"site {site} has no problem whose id starts with {prefix}; the ids are in the report's problem list",
        )
    raise UsageError(
        f"有 {len(found)} 个问题的编号以 {prefix} 开头，请写得更长",
        f"{len(found)} problems start with {prefix}: write more of the id",
    )


def _problems(context: Context, store: Store, site: str) -> str:
    """What there is to decide on: the problems of the site's newest scorecards, each once."""
    from reports.wording import wording
    from rules.errors import UsageError

    cards = store.newest_scorecards(site)
    if not cards:
        raise UsageError(
            f"网站 {site} 还没有判定结果；请先运行 inspector run 或 inspector judge",
            f"site {site} was not judged yet: run inspector run or inspector judge first",
        )
    words = wording(context.lang)
    rows: dict[str, tuple[str, ...]] = {}
    for finding in (finding for card in cards for finding in card.findings):
        for problem in (problem for problem in finding.problems if problem.status != "fixed"):
            kind = words.kind(finding, problem.kind)
            rows.setdefault(problem.fingerprint, (problem.fingerprint, finding.rule, kind, problem.text, problem.url))
    headers = context.text("问题,规则,类型,内容,地址", "problem,rule,kind,text,address").split(",")
    listed = table(headers, [rows[key] for key in sorted(rows, key=lambda key: rows[key][1:])[:SHOWN_PROBLEMS]])
    rest = len(rows) - SHOWN_PROBLEMS
    more = context.text(f"\n另有 {rest} 个，见报告", f"\nand {rest} more, in the report") if rest > 0 else ""
    return listed + more if rows else context.text("没有问题", "no problems")


def _decisions(context: Context, reviews: dict[str, Review]) -> str:
    headers = context.text("问题,认定,理由,认定人,日期,有效期至", "problem,action,reason,by,day,until").split(",")
    rows = [
        (
            review.fingerprint,
            NAMES[review.action] if context.lang == "zh" else review.action,
            review.reason,
            review.by,
            str(review.day),
            str(review.until or ""),
        )
        for review in reviews.values()
    ]
    return table(headers, rows)
