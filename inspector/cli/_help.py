"""Help in two languages: every help text is written ``"中文 || English"`` and shown in the language asked for."""

import copy
import inspect
import re
from collections.abc import Iterable, Mapping
from typing import Any

import click

SEPARATOR = "||"
SHOW_HELP = {"Show this message and exit.": "显示本说明"}
EXTRAS = {"[default: ": "[默认：", "[required]": "[必填]"}
PLACES = {"[OPTIONS]": "[选项]", "COMMAND [ARGS]...": "命令 [参数]..."}
HEADINGS = {"Options": "选项", "Commands": "命令", "Arguments": "参数", "Usage: ": "用法："}


class LocalFormatter(click.HelpFormatter):
    """click's formatter with Chinese headings."""

    def write_heading(self, heading: str) -> None:
        super().write_heading(HEADINGS.get(heading, heading))

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, _replaced(args, PLACES), prefix or HEADINGS["Usage: "])

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        super().write_dl([(name, _replaced(text, SHOW_HELP | EXTRAS)) for name, text in rows], col_max, col_spacing)


def _replaced(text: str, words: Mapping[str, str]) -> str:
    for english, chinese in words.items():
        text = text.replace(english, chinese)
    return text


class LocalContext(click.Context):
    """A click context that knows the language even while ``--help`` is being worked off."""

    def make_formatter(self) -> click.HelpFormatter:
        if spoken(self) == "zh":
            return LocalFormatter(width=self.terminal_width, max_width=self.max_content_width)
        return super().make_formatter()

    def get_help(self) -> str:
        return localised(self.command, self.command.name, self).get_help(self)


def spoken(ctx: click.Context) -> str:
    """The value of ``--lang`` at the root of a context; Chinese where it is not parsed yet."""
    return str(ctx.find_root().params.get("lang") or "zh")


def localised(command: click.Command, name: str | None, ctx: click.Context) -> click.Command:
    """A copy of a command that goes by ``name`` and whose help texts are in the context's language."""
    lang = spoken(ctx)
    local = copy.copy(command)
    local.name = name
    local.context_class = LocalContext
    local.help = pick(command.help, lang)
    local.short_help = pick(command.short_help, lang) or _first_part(local.help)
    local.epilog = pick(command.epilog, lang)
    local.params = [_local_param(param, lang) for param in command.params]
    if isinstance(local, click.Group) and local.commands:
        local.commands = {key: localised(child, key, ctx) for key, child in local.commands.items()}
    return local


def pick(text: str | None, lang: str) -> str | None:
    """The half of a help text that belongs to a language; a text with one half serves both."""
    if text is None or SEPARATOR not in text:
        return text
    zh, en = inspect.cleandoc(text).split(SEPARATOR, 1)
    return (zh if lang == "zh" else en).strip()


def _first_part(text: str | None) -> str | None:
    """What a list of commands has room for; cut anywhere else, it would end in the middle of a sentence."""
    return re.split("[;；]", text, maxsplit=1)[0] if text else text


def _local_param(param: click.Parameter, lang: str) -> click.Parameter:
    if not isinstance(param, click.Option):
        return param
    local: Any = copy.copy(param)
    local.help = pick(param.help, lang)
    return local  # type: ignore[no-any-return]
