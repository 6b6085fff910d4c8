"""The group ``inspector``: global options, lazily imported commands, and what becomes of errors."""

import logging
import os
import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from importlib import import_module
from io import TextIOWrapper
from itertools import pairwise
from pathlib import Path
from typing import NoReturn

import click

from inspector.cli._chinese import system_faults, wrong_call
from inspector.cli._help import LocalContext, localised
from inspector.cli.common import DEFAULT_DB, Context, Lang, shown
from inspector.crawl import collecting
from rules.errors import InspectorError

NOT_COMMANDS = {"common"}
logger = logging.getLogger(__name__)


class InspectorGroup(click.Group):
    """Commands by file name; every error ends as one line and one of four exit codes."""

    context_class = LocalContext

    def list_commands(self, ctx: click.Context) -> list[str]:
        files = (path.stem for path in Path(__file__).parent.glob("*.py"))
        return sorted(name for name in files if not name.startswith("_") and name not in NOT_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"inspector.cli.{cmd_name}").command
        return localised(command, cmd_name, ctx)

    def main(  # type: ignore[override]
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: object
    ) -> NoReturn:
        collecting.while_starting()
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):  # a terminal of another encoding costs a character, not the result
                stream.reconfigure(errors="backslashreplace")
        if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:  # as inspector.__main__ left it
            signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: one line and exit code 3
        arguments = list(sys.argv[1:] if args is None else args)
        lang = _spoken(arguments)
        if logging.lastResort is not None:  # the handler of whoever configured no other
            logging.lastResort.setFormatter(LogLine())
        code = _guarded(lambda: self._run(arguments), lang)
        sys.exit(code)

    def _run(self, arguments: list[str]) -> object:
        return super().main(arguments, "inspector", standalone_mode=False)  # also as python -m inspector


class LogLine(logging.Formatter):
    """A log record as one safe line; the traceback only where INSPECTOR_DEBUG asks for it."""

    def format(self, record: logging.LogRecord) -> str:
        line = f"{record.levelname.lower()}: {record.getMessage()}"
        if not record.exc_info or record.exc_info[1] is None:
            return shown(line)
        if os.environ.get("INSPECTOR_DEBUG"):
            return f"{shown(line)}\n{self.formatException(record.exc_info)}"
        return shown(f"{line}: {type(record.exc_info[1]).__name__}: {record.exc_info[1]}")


def _guarded(call: Callable[[], object], lang: Lang) -> int:
    try:
        result = call()
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 2
    except SystemExit as left:  # click's own: a shell was completed, or our reader went away and was told no verdict
        return 3 if left.code else 0
    except (Exception, KeyboardInterrupt) as error:
        line, code = _last_words(error, lang)
        return _complain(line, code, error)
    return result if isinstance(result, int) else 0


def _last_words(error: BaseException, lang: Lang) -> tuple[str, int]:
    """What an error says to the user, and the exit code."""
    if isinstance(error, InspectorError):
        line = error.text(lang)
        return system_faults(line) if lang == "zh" else line, error.exit_code
    if isinstance(error, click.ClickException):
        return usage_line(error, lang), 2
    if isinstance(error, click.Abort | KeyboardInterrupt):
        return {"zh": "已中断", "en": "interrupted"}[lang], 3
    what = f"{type(error).__name__}: {error}"
    lines = {
        "zh": f"内部错误 {system_faults(what)}；设置 INSPECTOR_DEBUG=1 再运行一次可看到详情",
        "en": f"internal error {what}; run again with INSPECTOR_DEBUG=1 for details",
    }
    return lines[lang], 3


def _complain(line: str, code: int, error: BaseException) -> int:
    if os.environ.get("INSPECTOR_DEBUG"):
        logger.error("traceback of the error below", exc_info=error)
    click.echo("\n".join(f"inspector: {shown(part)}" for part in line.splitlines()), err=True)
    return code


def _spoken(arguments: Sequence[str]) -> Lang:
    """The language asked for, found before click parses, so that even a parsing error is told in it."""
    asked = os.environ.get("INSPECTOR_LANG", "")
    for first, second in pairwise([*arguments, ""]):
        given = second if first == "--lang" else first.removeprefix("--lang=")
        if first.startswith("--lang") and given in {"zh", "en"}:
            asked = given
    return "en" if asked == "en" else "zh"


def usage_line(error: click.ClickException, lang: Lang) -> str:
    """One line for a wrong call, with a suggestion for a mistyped name."""
    zh = lang == "zh"
    if isinstance(error, click.NoSuchOption):
        known = _options(error.ctx)
        if error.option_name in _options(error.ctx and error.ctx.find_root()):
            return _before_command(error.option_name, error.ctx, zh)
        line = f"没有选项 {error.option_name}" if zh else f"no such option: {error.option_name}"
        return line + _suggestion(error.option_name, [*(error.possibilities or ()), *known], zh)
    if isinstance(error, click.exceptions.NoSuchCommand):
        names = error.ctx.command.list_commands(error.ctx) if _is_group(error.ctx) else []  # type: ignore[union-attr]
        line = f"没有命令 {error.command_name}" if zh else f"no such command: {error.command_name}"
        return line + _suggestion(error.command_name, names, zh)
    if isinstance(error, click.MissingParameter) and error.param is not None and error.ctx is not None:
        name = error.param.make_metavar(error.ctx) if error.param.param_type_name == "argument" else error.param.opts[0]
        line = f"缺少参数 {name}" if zh else f"missing {name}"
    else:
        said = error.format_message().rstrip(".")
        line = wrong_call(said) if zh else said
    return line + _hint(getattr(error, "ctx", None), zh)


def _is_group(ctx: click.Context | None) -> bool:
    return ctx is not None and isinstance(ctx.command, click.Group)


def _options(ctx: click.Context | None) -> list[str]:
    return [name for param in ctx.command.params for name in param.opts] if ctx is not None else []


def _before_command(option: str, ctx: click.Context | None, zh: bool) -> str:
    """Of an option of the whole program that was written after the command."""
    example = f"inspector {option} … {ctx.command_path.partition(' ')[2] if ctx is not None else ''}"
    return f"{option} 要写在命令前面：{example}" if zh else f"{option} goes before the command: {example}"


def _suggestion(given: str, known: Iterable[str], zh: bool) -> str:
    near = get_close_matches(given, sorted(set(known)), n=1, cutoff=0.5)
    if near:
        return f"；是不是 {near[0]}？" if zh else f"; did you mean {near[0]}?"
    return "；加 --help 可看说明" if zh else "; --help lists what there is"


def _hint(ctx: click.Context | None, zh: bool) -> str:
    if ctx is None:
        return ""
    return f"；说明：{ctx.command_path} --help" if zh else f"; see {ctx.command_path} --help"


@click.group(
    cls=InspectorGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="按官方标准检查政府网站：抓取、判定、出报告。|| Inspects government websites against the official standards.",
)
@click.option(
    "--db",
    "db_url",
    envvar="INSPECTOR_DB",
    default=DEFAULT_DB,
    show_default=True,
    metavar="URL",
    help="数据库（SQLite 或 PostgreSQL）|| the database (SQLite or PostgreSQL)",
)
@click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    envvar="INSPECTOR_LANG",
    default="zh",
    is_eager=True,
    help="语言 || language of messages and reports",
)
@click.option("--quiet", "-q", is_flag=True, help="只输出结果和错误 || print only results and errors")
@click.version_option(package_name="inspector", help="显示版本 || show the version")
@click.pass_context
def main(ctx: click.Context, db_url: str, lang: Lang, quiet: bool) -> None:
    ctx.obj = Context(db_url=db_url, lang=lang, quiet=quiet)
