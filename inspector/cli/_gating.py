"""The options that only the gate has: what it writes, and when it fails."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

FILE = click.Path(path_type=Path, dir_okay=False)


def gate_files(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--html", type=click.Path(path_type=Path), metavar="DIR", help="HTML 报告文件夹 || HTML report"),
        click.option("--sarif", type=FILE, metavar="FILE", help="SARIF 2.1.0 文件 || SARIF 2.1.0 file"),
        click.option("--junit", type=FILE, metavar="FILE", help="JUnit XML 文件 || JUnit XML file"),
        click.option("--json", type=FILE, metavar="FILE", help="成绩单 JSON 文件 || scorecard as JSON"),
    ):
        command = option(command)
    return command


def gate_conditions(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option(
            "--strict", is_flag=True, help="有任何问题或未判定项即不通过 || fail on any problem or open question"
        ),
        click.option(
            "--min-pages",
            type=click.IntRange(min=1),
            default=1,
            metavar="N",
            help="抓取页数不足则视为无法判定 || not judged where fewer pages were read",
        ),
        click.option(
            "--min-score", type=float, metavar="N", help="最低得分低于此值即不通过 || fail below this worst score"
        ),
        click.option("--new-only", is_flag=True, help="只因基线之外的新问题不通过 || fail on new problems only"),
        click.option(
            "--fail-on",
            type=click.Choice(["outcome", "veto", "points", "any"]),
            default="outcome",
            show_default=True,
            help="何时不通过：结论、否决、扣分、任何问题 || what fails: outcome, veto, lost points, any problem",
        ),
        click.option(
            "--allow-missing-baseline",
            is_flag=True,
            help="基线文件不存在时当作空基线 || take a missing baseline for an empty one",
        ),
        click.option(
            "--baseline",
            type=FILE,
            metavar="FILE",
            help="基线（由 inspector baseline 或 --json 生成），其中的问题算已知 || "
            "a file of inspector baseline or --json, whose problems count as known",
        ),
    ):
        command = option(command)
    return command
