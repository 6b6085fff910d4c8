"""``inspector standards``: the standards that sites are judged by."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import click

from inspector.cli.common import Context, table

if TYPE_CHECKING:
    from rules.standards.model import Rule, Standard

STANDARD = click.argument("standard", metavar="ID|FILE")


@click.group(name="standards", help="查看和检查标准 || look at standards and check one's own")
def command() -> None:
    pass


@command.command("list", help="列出自带的标准 || list the standards that come with the program")
@click.pass_obj
def list_(context: Context) -> None:
    from inspector.judging.standards import bundled_ids, load

    standards = [load(id_) for id_ in bundled_ids()]
    headers = context.text("编号,名称,否决项,计分项,依据", "id,name,vetoes,scored,source").split(",")
    rows = [
        [
            standard.id,
            context.text(standard.name.zh, standard.name.en),
            str(sum(rule.veto for rule in standard.rules)),
            str(sum(not rule.veto for rule in standard.rules)),
            standard.source,
        ]
        for standard in standards
    ]
    click.echo(table(headers, rows))


@command.command(help="显示一个标准的全部规则 || show every rule of a standard")
@STANDARD
@click.pass_obj
def show(context: Context, standard: str) -> None:
    from inspector.judging.standards import load

    found = load(standard)
    click.echo(f"{found.id}  {context.text(found.name.zh, found.name.en)}")
    click.echo(context.text(f"依据：{found.source}", f"source: {found.source}"))
    click.echo(_scoring(context, found))
    click.echo(f"sha256 {found.sha256}")
    for rule in found.rules:
        click.echo(f"\n{_rule(context, rule)}")


@command.command(help="检查自己写的标准文件 || check a standard of one's own")
@click.argument("file")
@click.pass_obj
def check(context: Context, file: str) -> None:
    from inspector.judging.standards import find, read_file
    from rules.standards.reading import load_standard

    found = load_standard(*read_file(file), find)
    rules = len(found.rules)
    click.echo(context.text(f"没有问题：{found.id}，{rules} 条规则", f"nothing wrong: {found.id}, {rules} rules"))


@command.command(help="比较两个标准的规则和数值 || show which rules and figures two standards have differently")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--texts", is_flag=True, help="也比较说明文字 || the sentences as well")
@click.pass_obj
def diff(context: Context, before: str, after: str, *, texts: bool) -> None:
    from inspector.judging.standards import load
    from rules.standards.diff import diff as differences

    changes = [one for one in differences(load(before), load(after), context.lang) if texts or not one.is_text]
    if not changes:
        click.echo(context.text("两个标准没有区别", "the two standards do not differ"))
        return
    scoring, whole = context.text("计分", "scoring"), context.text("整条规则", "the whole rule")
    click.echo(f"{before} → {after}")
    for rule, group in groupby(changes, lambda change: change.rule):
        click.echo(f"\n[{rule or scoring}]")
        for change in group:
            click.echo(f"  {change.path or whole}: {change.before or '–'} → {change.after or '–'}")


def _scoring(context: Context, standard: Standard) -> str:
    scoring = standard.scoring
    full, mark = _number(scoring.full_marks), _number(scoring.pass_mark)
    if scoring.pass_mark_inclusive:
        line = context.text(f"满分 {full}，{mark} 分（含）以上合格", f"full marks {full}, pass from {mark} on")
    else:
        line = context.text(f"满分 {full}，超过 {mark} 分合格", f"full marks {full}, pass above {mark}")
    if scoring.veto_stops_scoring:
        line += context.text("；任一单项否决即不合格，不再评分", "; any veto fails the site and nothing else is scored")
    return line


def _rule(context: Context, rule: Rule) -> str:
    """A rule as a block of lines: clause, price, limits, evidence, why and fix."""
    from reports.wording import wording

    words = wording(context.lang)
    limits = "  ".join(f"{name}={_value(value)}" for name, value in rule.thresholds.items())
    evidence = words.code("evidence", rule.evidence)
    others = "  ".join(f"{name}: {words.code('evidence', of)}" for name, of in rule.evidence_of.items())
    head = f"[{rule.id}] {context.text(rule.clause.zh, rule.clause.en)} · {_price(context, rule)}"
    if rule.mode != "automatic":
        head += " · " + context.text(
            *{"assisted": ("由人复核", "a person reviews")}.get(rule.mode, ("人工", "by hand"))
        )
    lines = [
        head,
        context.text(f"指标：{rule.indicator or '–'}  {limits}", f"indicator: {rule.indicator or '–'}  {limits}"),
        context.text(f"依据：{rule.source}（{evidence}）", f"source: {rule.source} ({evidence})")
        + f"  {others}".rstrip(),
        context.text(f"原因：{rule.why.zh}", f"why: {rule.why.en}"),
        context.text(f"整改：{rule.fix.zh}", f"fix: {rule.fix.en}"),
    ]
    return "\n".join(line if n == 0 else f"  {line}" for n, line in enumerate(lines))


def _price(context: Context, rule: Rule) -> str:
    if rule.veto:
        return context.text("单项否决", "veto")
    points = rule.points if rule.points is not None else 0
    each = "/".join(map(_number, points.values())) if not isinstance(points, int | float) else _number(points)
    text = (
        context.text(f"加 {each} 分", f"+{each} points")
        if rule.bonus
        else context.text(f"扣 {each} 分", f"-{each} points")
    )
    return text + (context.text(f"，最多 {_number(rule.cap)} 分", f", at most {_number(rule.cap)}") if rule.cap else "")


def _number(value: float) -> str:
    return f"{value:g}"


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
