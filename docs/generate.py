"""Writes ``docs/reference``: ``python docs/generate.py``. A test fails when what is committed is stale.

Nothing is written twice: indicators come from their docstrings, standards from their YAML, commands from their help,
settings and errors from their sources. ``coverage.md`` lists every rule of every standard, and beside them what the
official documents ask for that no rule can hold.
"""

import io
import json
import re
import sys
import tokenize
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import get_type_hints

import click

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from inspector.cli import main as program  # noqa: E402
from inspector.cli._help import pick  # noqa: E402
from inspector.judging.standards import bundled_ids, load  # noqa: E402
from rules import errors  # noqa: E402
from rules.indicators import Indicator, all_indicators  # noqa: E402
from rules.standards.model import Rule, Standard  # noqa: E402
from rules.standards.schema import standard_schema  # noqa: E402

REFERENCE = ROOT / "docs" / "reference"
GENERATED = "<!-- made by docs/generate.py; do not edit -->\n\n"
EVIDENCE = {
    "official": "seen in copies of the official text",
    "reported": "one public transcription or published self-check states it",
    "vendor": "default of an existing commercial monitor",
    "house": "nothing found: our own default, for the office to confirm",
}
ELSEWHERE = (
    (
        "网站标识码 has 10 characters, `^(\\d{10}|bm\\d{8})$`",
        "the registry refuses other codes",
        "automatic",
        "tests/inspector/registry/test_values.py",
    ),
    (
        "政府网站基本信息表: fields, required ones, lengths",
        "`inspector sites check`",
        "automatic",
        "tests/inspector/registry/test_reader.py",
    ),
    (
        "政府网站栏目(系统)基本信息表: fields, categories",
        "`inspector sites check`",
        "automatic",
        "tests/inspector/registry/test_reader.py",
    ),
    (
        "percentages count 正常 sites only",
        "excepted and closed sites are not judged",
        "automatic",
        "tests/rules/test_engine.py",
    ),
    (
        "a home page that is only a navigation: the second-level pages instead",
        "indicator stale-homepage looks into the columns",
        "automatic",
        "tests/rules/indicators/test_stale_homepage.py",
    ),
    (
        "an item without a publication date counts as not updated",
        "condition `undated` of a column",
        "automatic",
        "tests/rules/indicators/test_stale_columns.py",
    ),
    (
        "any veto, or below 60: 不合格; bonus only above 80; × 4/3 without public services; caps",
        "the scoring of each standard",
        "automatic",
        "tests/rules/test_engine.py",
    ),
    (
        "problem lists, rectification terms, re-check, bulletins",
        "reports; statuses new, known, back",
        "assisted",
        "tests/reports/test_sheets.py",
    ),
    ("supervisors check at least 30 % of their sites every quarter", "an office's own plan", "manual", "–"),
    ("all sites every quarter, every month (local rules)", "an office's own plan", "manual", "–"),
    (
        "not published for more than 6 months, articles without source, personal data (local rules)",
        "indicators column-timeliness, unsigned-articles, personal-data in an overlay of one's own",
        "automatic",
        "tests/rules/test_docs_run.py",
    ),
    (
        "early warnings of commercial monitors (3 % down, 10 days, more than 2 empty or 8 stale columns)",
        "an overlay of one's own with these limits",
        "automatic",
        "tests/rules/test_docs_run.py",
    ),
    (
        "metas Keywords, Author, Description, Image, Url are optional",
        "read, never asked for",
        "automatic",
        "tests/rules/indicators/test_missing_metas.py",
    ),
    (
        "ColumnType: an open list, often misused",
        "helps to know a column's category, never a failure",
        "automatic",
        "tests/spiders/parsing/test_category.py",
    ),
    (
        "PubDate and the visible day may differ",
        "the visible day counts; the other is kept as a conflict",
        "automatic",
        "tests/spiders/parsing/test_article.py",
    ),
)
"""What the documents ask for that is no rule of a standard: what, where it is met, how, tested where."""


def pages() -> Mapping[str, str]:
    """Every page of the reference by its file name."""
    makers: Mapping[str, Callable[[], str]] = {
        "indicators.md": indicators,
        "standards.md": standards,
        "coverage.md": coverage,
        "commands.md": commands,
        "settings.md": settings,
        "errors.md": error_tree,
    }
    made = {name: GENERATED + make().rstrip() + "\n" for name, make in makers.items()}
    schema = json.dumps(standard_schema(), ensure_ascii=False, indent=1, sort_keys=True)
    return made | {"standard.schema.json": schema + "\n"}


def indicators() -> str:
    """A section per indicator: its docstring, its limits, its prices, the rules that use it."""
    used: dict[str, list[str]] = {}
    for id_ in bundled_ids():
        for rule in load(id_).rules:
            used.setdefault(rule.indicator or "", []).append(f"{id_} / {rule.id}")
    parts = ["# Indicators\n\nAn indicator measures; a standard says what the measure is worth.\n"]
    parts += [_indicator(one, used.get(one.id, [])) for one in all_indicators().values()]
    return "\n".join(parts)


def _indicator(indicator: Indicator, used: list[str]) -> str:
    first, *rest = indicator.doc.strip().splitlines()
    body = re.sub(r"^(Why|Evidence|Inconclusive):", r"\n**\1:**", "\n".join(rest), flags=re.MULTILINE)
    hints = get_type_hints(indicator.thresholds)
    notes = _notes(ROOT / "rules" / "indicators" / f"{indicator.id.replace('-', '_')}.py")
    rows = [f"| `{f.name}` | {_type(hints[f.name])} | {notes.get(f.name, '')} |" for f in fields(indicator.thresholds)]
    table = "\n".join(["| limit | type | |", "|---|---|---|", *rows]) if rows else "No limits."
    prices = ", ".join(f"`{unit}`" for unit in indicator.units)
    rules = ", ".join(used) or "none"
    return f"## {indicator.id}\n\n{first}\n{body}\n\n{table}\n\nPriced by: {prices}. Used by: {rules}.\n"


def _type(hint: object) -> str:
    return getattr(hint, "__name__", str(hint)) if isinstance(hint, type) else "list of words"


def _notes(path: Path) -> dict[str, str]:
    """The comments that stand behind assignments and fields, by name."""
    notes, name = {}, None
    for token in tokenize.generate_tokens(io.StringIO(path.read_text("utf-8")).readline):
        if token.type == tokenize.NAME and token.start[1] in {0, 4} and token.line.strip()[:1].isalpha():
            name = token.string
        elif token.type == tokenize.COMMENT and name and token.line.strip() != token.string:
            notes[name] = re.sub(r"^#\s*(?:noqa\S*)?", "", token.string).strip()
        elif token.type == tokenize.NEWLINE:
            name = None
    return notes


def standards() -> str:
    """A table per standard."""
    legend = "\n".join(f"* `{name}`: {meaning}" for name, meaning in EVIDENCE.items())
    parts = ["# Standards\n", "Every figure carries its evidence:\n", legend, ""]
    return "\n".join([*parts, *(_standard(load(id_)) for id_ in bundled_ids())])


def _standard(standard: Standard) -> str:
    scoring = standard.scoring
    mark = f"{scoring.pass_mark:g}{' and more pass' if scoring.pass_mark_inclusive else ' does not pass'}"
    lines = [
        f"## {standard.id}\n",
        f"{standard.name.zh} · {standard.name.en}\n",
        f"Source: {standard.source}. Full marks {scoring.full_marks:g}, {mark}."
        + (" Any veto stops the scoring." if scoring.veto_stops_scoring else "")
        + (f" Bonus up to {scoring.bonus.maximum:g}, above {scoring.bonus.only_above:g}." if scoring.bonus else ""),
        "",
        "| rule | clause | price | limits | evidence | applies to |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *map(_row, standard.rules), ""])


def _row(rule: Rule) -> str:
    limits = "<br>".join(f"{name} = {_value(value)}" for name, value in rule.thresholds.items())
    of = "".join(f"<br>{name}: {evidence}" for name, evidence in rule.evidence_of.items())
    cells = (f"`{rule.id}`", f"{rule.clause.zh}<br>{rule.clause.en}", _price(rule), limits, rule.evidence + of)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in (*cells, ", ".join(rule.applies_to))) + " |"


def _value(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value).lower()


def _price(rule: Rule) -> str:
    if rule.veto:
        return "veto"
    points = {"": rule.points} if isinstance(rule.points, int | float) else rule.points or {}
    each = ", ".join(f"{name} {price:g}".strip() for name, price in points.items())
    return ("+" if rule.bonus else "") + each + (f", at most {rule.cap:g}" if rule.cap else "")


def coverage() -> str:
    """Every rule, who judges it, and the test that stands on its limits."""
    lines = [
        "# Coverage\n",
        "Every rule of the standards, the indicator that measures it, who decides (automatic; assisted: candidates for",
        "a person's review; manual: a person alone), and the test that stands on both sides of its limits.\n",
        "| standard | rule | clause | indicator | mode | test |",
        "|---|---|---|---|---|---|",
    ]
    for id_ in bundled_ids():
        for rule in load(id_).rules:
            name = rule.indicator.replace("-", "_") if rule.indicator else None
            test = f"`tests/rules/indicators/test_{name}.py`" if name else "–"
            lines.append(f"| {id_} | `{rule.id}` | {rule.clause.zh} | {rule.indicator or '–'} | {rule.mode} | {test} |")
    lines += ["\n## What no rule can hold\n", "| asked for | met by | mode | tested in |", "|---|---|---|---|"]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in ELSEWHERE]
    return "\n".join(lines)


def commands() -> str:
    """The help of every command, in English and Chinese."""
    context = click.Context(program, info_name="inspector")
    found = list(_command(program, context, "inspector"))
    for name in program.list_commands(context):
        found += _tree(import_module(f"inspector.cli.{name}").command, context, f"inspector {name}")
    return "\n".join(["# Commands\n", *found])


def _tree(command: click.Command, parent: click.Context, path: str) -> Iterator[str]:
    context = click.Context(command, parent=parent, info_name=path.rpartition(" ")[2])
    yield from _command(command, context, path)
    for name, inner in sorted(command.commands.items()) if isinstance(command, click.Group) else ():
        yield from _tree(inner, context, f"{path} {name}")


def _command(command: click.Command, context: click.Context, path: str) -> Iterator[str]:
    yield f"## {path}\n"
    yield from (f"{pick(command.help, lang)}\n" for lang in ("en", "zh"))
    yield f"```\n{path} {' '.join(command.collect_usage_pieces(context))}\n```\n"
    options = [param for param in command.params if isinstance(param, click.Option)]
    if options:
        yield "| option | |\n|---|---|"
        yield from map(_option, options)
        yield ""


def _option(option: click.Option) -> str:
    names = ", ".join(f"`{name}`" for name in option.opts) + (f" {option.metavar}" if option.metavar else "")
    said = f"{pick(option.help, 'en') or ''}<br>{pick(option.help, 'zh') or ''}"
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in (names, said)) + " |"


def settings() -> str:
    """The settings of the crawl with the comments that stand behind them."""
    source = (ROOT / "inspector" / "settings.py").read_text("utf-8")
    rows = re.findall(r"^([A-Z_]+)(?:: [^=]+)? = (.+?)(?:  # (.+))?$", source, flags=re.MULTILINE)
    lines = ["# Settings of the crawl\n", "| setting | value | why |", "|---|---|---|"]
    for name, value, why in rows:
        if not why:
            continue
        shown = value if not value.endswith(("(", "{", "[")) else "…"
        lines.append(f"| `{name}` | `{shown}` | {why} |".replace("||", "\\|\\|"))
    return "\n".join([*lines, *_budget()])


def _budget() -> list[str]:
    source = (ROOT / "spiders" / "budget.py").read_text("utf-8")
    rows = re.findall(r"^    (\w+): (?:int|float) = (\S+)(?:  # (.+))?$", source, flags=re.MULTILINE)
    head = ["\n# Bounds on the crawl of one site\n", "| bound | value | |", "|---|---|---|"]
    return [*head, *(f"| `{name}` | `{value}` | {why} |" for name, value, why in rows)]


def error_tree() -> str:
    """The errors that are ours, and their exit codes."""
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    rows = [f"| `{kind.__name__}` | {kind.exit_code} | {(kind.__doc__ or '').splitlines()[0]} |" for kind in kinds]
    table = "\n".join(["| error | exit code | |", "|---|---|---|", *rows])
    return f"# Errors\n\n```\n{(errors.__doc__ or '').strip()}\n```\n\n{table}"


def write() -> None:
    """Writes every page anew; what others put beside them stays."""
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, "utf-8")


if __name__ == "__main__":
    write()
