"""``inspector explain``: why a site got a verdict, and what would change it."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

from inspector.cli._choices import AS_OF, RUN, STANDARD, instant, standard_of, which_run
from inspector.cli.common import Context, shown, table

if TYPE_CHECKING:
    from reports.wording import Wording
    from rules.explaining import Explanation
    from rules.scorecard import Finding, Scorecard

SHOWN_PROBLEMS = 20
CHANGES = {
    "mend": ("再整改 {n} 个问题即可通过。", "with {n} fewer it passes."),
    "mend-if-doubts-hold": (
        "再整改 {n} 个问题，且尚未确定的部分没有新问题，才可通过。",
        "with {n} fewer it passes, if what could not be told holds no more.",
    ),
    "clear-doubts": (
        "取决于 {n} 处尚未确定的内容：没有问题即通过，足够多即不通过。",
        "{n} doubtful ones decide: none of them a problem, and it passes; enough of them, and it fails.",
    ),
    "read-the-rest": (
        "取决于未能读取的部分；请排除原因后重新检查。",
        "what could not be read decides; remove the cause and inspect again.",
    ),
    "more-history": (
        "访问次数足够后即可判定；请定时运行 inspector probe。",
        "more visits decide; run inspector probe regularly.",
    ),
    "review": (
        "取决于人工认定：{n} 处待认定（inspector review）。",
        "a person decides: {n} places to review (inspector review).",
    ),
    "more-would-fail": ("再出现 {n} 个问题即不通过。", "{n} more, and it fails."),
    "nothing": ("本条不适用于该网站。", "the rule does not concern this site."),
}


@click.command(
    help="说明一个结论：条款、所见、计算、限值，以及怎样才会改变；不写 INDICATOR 则列出该网站的全部指标 || "
    "explain a verdict: clause, what was seen, arithmetic, limit; and what would change it; "
    "without INDICATOR, list all of the site's"
)
@click.argument("site")
@click.argument("indicator", required=False)
@RUN
@STANDARD
@AS_OF
@click.pass_obj
def command(
    context: Context, *, site: str, indicator: str | None, run: int | None, standard: str | None, as_of: str | None
) -> None:
    from inspector.judging.inspection import judge_run
    from reports.wording import wording
    from rules.explaining import explain

    at = instant(as_of)
    with context.store(create=False) as store:
        found = which_run(context, store, run)
        chosen = standard_of(found, standard)
        card = judge_run(store, found.id, chosen, [site], at)[0]
    words = wording(context.lang)
    asked = None if indicator is None else _findings(card, indicator)
    click.echo(_head(context, card, words))
    if asked is None:
        _overview(context, card, words)
        return
    for finding in asked:
        click.echo("")
        click.echo("\n".join(shown(line) for line in _lines(context, explain(finding, chosen), words)))


def _overview(context: Context, card: Scorecard, words: Wording) -> None:
    """All rules with their verdicts, and how to go on."""
    from reports.sentences import outcome_sentence

    click.echo(shown(outcome_sentence(card, words)))
    click.echo("")
    headers = context.text("编号 条款 判定 扣分 问题", "rule clause verdict points problems").split()
    rows = [
        (
            finding.rule,
            words.clause(finding),
            words.code("verdict", "veto" if finding.veto and finding.verdict == "fail" else finding.verdict),
            f"{finding.points:g}" if finding.points else "",
            str(len([one for one in finding.problems if one.status != "fixed"]) or ""),
        )
        for finding in card.findings
    ]
    click.echo(table(headers, rows))
    example = next((one for one in card.findings if one.verdict == "fail"), card.findings[0]).rule
    context.say(
        f"某一项的来由：inspector explain {card.site.code} {example}",
        f"why one of them: inspector explain {card.site.code} {example}",
    )


def _findings(card: Scorecard, name: str) -> list[Finding]:
    """The findings of an indicator, a rule or a clause. Raises UsageError with the nearest names."""
    from rules.errors import UsageError

    found = [one for one in card.findings if name in {one.indicator, one.rule, one.clause, one.clause_en}]
    if not found:
        known = sorted({finding.rule for finding in card.findings} | {finding.indicator for finding in card.findings})
        near = get_close_matches(name, known, n=1, cutoff=0.5)
        listed = near[0] if near else ", ".join(known)
        zh = f"是不是 {listed}？" if near else f"可用：{listed}"
        en = f"did you mean {listed}?" if near else f"it has {listed}"
        raise UsageError(
            f"标准 {card.standard.id} 没有“{name}”；{zh}", f"standard {card.standard.id} has no '{name}'; {en}"
        )
    return found


def _head(context: Context, card: Scorecard, words: Wording) -> str:
    from inspector.cli._outcomes import score as score_of
    from reports.wording import instant as shown_instant

    score = score_of(card)
    return context.text(
        f"{card.site.code} {card.site.name}：{words.code('outcome', card.outcome)}，得分 {score}，"
        f"以 {shown_instant(card.run.as_of)} 为准，标准 {card.standard.id}（{card.standard.sha256[:12]}）",
        f"{card.site.code} {card.site.name}: {words.code('outcome', card.outcome)}, score {score}, "
        f"as of {shown_instant(card.run.as_of)}, standard {card.standard.id} ({card.standard.sha256[:12]})",
    )


def _lines(context: Context, explanation: Explanation, words: Wording) -> list[str]:
    finding, rule = explanation.finding, explanation.rule
    text = context.text
    kind = text("单项否决", "veto") if rule.veto else text("计分", "scored")
    return [
        f"[{finding.rule}] {words.clause(finding)} · {kind} · {words.code('verdict', finding.verdict)}",
        text(f"条款：{words.own(finding.why)}", f"clause: {words.own(finding.why)}"),
        text(f"依据：{rule.source}", f"source: {rule.source}"),
        text("所见：", "seen: ") + _pairs(finding.measured.items(), words),
        text("限值：", "limit: ") + _pairs(finding.limit.items(), words),
        *_arithmetic(context, explanation, words),
        *([text("原因：", "reason: ") + words.reason(finding)] if finding.reason else []),
        text("怎样改变：", "what would change it: ") + text(*CHANGES[explanation.change]).format(n=explanation.number),
        *_problems(context, finding, words),
    ]


def _pairs(pairs: object, words: Wording) -> str:
    listed = [f"{words.field(name)} {words.value(value)}" for name, value in pairs]  # type: ignore[attr-defined]
    return "; ".join(listed) or "–"


def _arithmetic(context: Context, explanation: Explanation, words: Wording) -> list[str]:
    """How the verdict came about, and the points."""
    finding, rule = explanation.finding, explanation.rule
    parts = [context.text(f"确定 {explanation.certain}", f"{explanation.certain} certain")]
    if finding.doubtful:
        parts.append(context.text(f"未定 {finding.doubtful}", f"{finding.doubtful} doubtful"))
    if explanation.cleared:
        parts.append(context.text(f"人工排除 {explanation.cleared}", f"{explanation.cleared} cleared by a person"))
    parts.append(context.text(f"达到 {finding.needed} 即不通过", f"fails from {finding.needed} on"))
    if finding.open_ended:
        parts.append(context.text("另有未读取的部分", "and more that was not read"))
    lines = [context.text("计算：", "arithmetic: ") + "; ".join(parts)]
    for line in explanation.lines:
        sure = context.text("扣分", "points") if line.certain else context.text("最坏情况另扣", "at worst")
        lines.append(f"  {sure} {words.code('unit', line.unit)} {line.amount:g} × {line.each:g} = {line.total:g}")
    if not finding.points and any(line.certain for line in explanation.lines):
        lines.append(context.text("  已触发单项否决，不再计分", "  vetoed: nothing is scored"))
    elif rule.points is not None and finding.verdict != "not-applicable":
        cap = context.text(f"（最多 {rule.cap:g}）", f" (at most {rule.cap:g})") if rule.cap else ""
        lines.append(
            context.text(
                f"  合计扣 {finding.points:g} 分{cap}，最坏再扣 {finding.points_at_risk:g} 分",
                f"  {finding.points:g} points{cap}, at worst {finding.points_at_risk:g} more",
            )
        )
    return lines


def _problems(context: Context, finding: Finding, words: Wording) -> list[str]:
    lines = []
    there = [problem for problem in finding.problems if problem.status != "fixed"]
    for problem in there[:SHOWN_PROBLEMS]:
        told = ((name, value) for name, value in problem.detail.items() if value is not None)
        detail = "; ".join(f"{words.field(k, problem.kind)} {words.detail(k, v, problem.kind)}" for k, v in told)
        review = f" [{problem.review['action']}]" if problem.review else ""
        lines.append(
            f"  {problem.fingerprint} {words.kind(finding, problem.kind)} {problem.text} {problem.url} {detail}{review}"
        )
    rest = len(there) - SHOWN_PROBLEMS
    if rest > 0:
        lines.append(context.text(f"  另有 {rest} 个，见报告", f"  and {rest} more, in the report"))
    return ([context.text("问题：", "problems:")] if lines else []) + lines
