"""The command line as a whole: one line per error, an exit code for each kind, two languages."""

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from unicodedata import east_asian_width

import click
import pytest
from click.testing import CliRunner, Result

from inspector.cli import _group, main
from inspector.cli._help import SEPARATOR, pick
from inspector.cli.common import Context, shown, table, width
from rules.errors import CannotJudgeError, UsageError


def invoke(*arguments: str, **environment: str) -> Result:
    return CliRunner(env={"INSPECTOR_DB": None, "INSPECTOR_LANG": None, **environment}).invoke(main, list(arguments))


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command and subcommand as its author wrote it."""
    context = click.Context(main)
    for name in main.list_commands(context):
        module = __import__(f"inspector.cli.{name}", fromlist=["command"])
        yield name, module.command
        if isinstance(module.command, click.Group):
            yield from ((f"{name} {child}", command) for child, command in module.command.commands.items())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--lng", "en", "sites", "list"], "inspector: 没有选项 --lng；是不是 --lang？"),
        (["siets"], "inspector: 没有命令 siets；是不是 sites？"),
        (["--lang", "en", "siets"], "inspector: no such command: siets; did you mean sites?"),
        (["--lang", "en", "sites", "inport"], "inspector: no such command: inport; did you mean import?"),
        (
            ["--lang", "en", "judge", "--standrad", "x"],
            "inspector: no such option: --standrad; did you mean --standard?",
        ),
        (["sites", "import"], "inspector: 缺少参数 FILE...；说明：inspector sites import --help"),
        (["run", "--workers", "0"], "inspector: --workers：0 超出范围 1<=x<=64；说明：inspector run --help"),
        (["run", "--workers", "x"], "inspector: --workers：“x”不是数字；说明：inspector run --help"),
        (["--db"], "inspector: --db 后面缺少值"),
        (["gate", "--strict=1", "a.cn"], "inspector: --strict 不带值"),
        (["doctor", "x"], "inspector: 多余的参数：x；说明：inspector doctor --help"),
        (
            ["gate", "--fail-on", "x", "a.cn"],
            "inspector: --fail-on：没有“x”，可用 'outcome', 'veto', 'points', 'any'；说明：inspector gate --help",
        ),
        (
            ["sites", "template", "/none/x.xlsx"],
            "inspector: /none/x.xlsx：无法写入（文件或文件夹不存在: '/none/x.xlsx'）",
        ),
        (["sites", "check", "none.csv"], "inspector: none.csv：无法读取（文件或文件夹不存在）"),
        (
            ["--lang", "en", "run", "--workers", "0"],
            "inspector: Invalid value for '--workers': 0 is not in the range 1<=x<=64; see inspector run --help",
        ),
        (["run", "--words", "none.txt"], "inspector: none.txt：无法读取（文件或文件夹不存在）"),
        (["run", "--link-policy", "none.yaml"], "inspector: none.yaml：无法读取（文件或文件夹不存在）"),
        (["run", "--accepted", "none.yaml"], "inspector: none.yaml：无法读取（文件或文件夹不存在）"),
        (["probe", "--canary", "baidu"], "inspector: --canary baidu：请写成 https://www.example.gov.cn/ 这样"),
        (["--lang", "en", "report"], "inspector: missing --out; see inspector report --help"),
        (["--lang=en", "--zzzzz"], "inspector: no such option: --zzzzz; --help lists what there is"),
        (["sites", "list", "--db", "x"], "inspector: --db 要写在命令前面：inspector --db … sites list"),
        (
            ["--lang", "en", "judge", "--quiet"],
            "inspector: --quiet goes before the command: inspector --quiet … judge",
        ),
        (["--db", "mysql://u:geheim@h/x", "sites", "list"], "inspector: 不支持数据库 mysql；可用 SQLite 或 PostgreSQL"),
    ],
)
def test_a_wrong_call_is_one_line_and_exit_code_2(arguments: list[str], said: str) -> None:
    result = invoke(*arguments)
    assert (result.exit_code, result.stderr, result.stdout) == (2, f"{said}\n", "")


def test_the_language_may_come_from_the_environment() -> None:
    assert "did you mean" in invoke("siets", INSPECTOR_LANG="en").stderr
    assert "是不是" in invoke("--lang", "zh", "siets", INSPECTOR_LANG="en").stderr
    assert "Invalid value for '--lang'" in invoke("--lang", "fr", "sites", INSPECTOR_LANG="en").stderr


@pytest.mark.parametrize(("lang", "word"), [("zh", "命令:"), ("en", "Commands:")])
def test_help_is_in_the_language_asked_for(lang: str, word: str) -> None:
    result = invoke("--lang", lang, "--help")
    assert result.exit_code == 0
    assert word in result.stdout
    assert SEPARATOR not in result.stdout
    chinese = any(east_asian_width(character) in "WF" for character in result.stdout)
    assert chinese == (lang == "zh")


def test_the_help_of_report_names_every_format() -> None:
    from inspector.publishing import FORMATS

    for lang in ("zh", "en"):
        words = invoke("--lang", lang, "report", "--help").stdout.replace("\n", " ").split()
        assert set(FORMATS) <= set(words)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_list_of_commands_ends_no_line_in_the_middle(lang: str) -> None:
    lines = invoke("--lang", lang, "--help").stdout.splitlines()
    assert [line for line in lines[4:] if line.endswith("...")] == []


def test_chinese_help_is_chinese_in_its_forms_too() -> None:
    told = invoke("run", "--help").stdout + invoke("report", "--help").stdout + invoke("--help").stdout
    assert "[选项] 命令 [参数]..." in told
    assert "[默认：report]" in told
    assert "[必填]" in told
    assert not {"[OPTIONS]", "[default:", "[required]"} & set(told.split())


def test_called_alone_it_shows_its_commands() -> None:
    result = invoke()
    assert result.exit_code == 2
    assert "sites" in result.output


def test_no_help_text_lacks_a_language() -> None:
    lacking = []
    for name, command in [("", main), *commands()]:
        texts = [command.help, *(param.help for param in command.params if isinstance(param, click.Option))]
        lacking += [(name, text) for text in texts if not text or not (pick(text, "zh") and SEPARATOR in text)]
    assert lacking == []


def test_every_command_shows_its_help_in_both_languages() -> None:
    for name, _ in commands():
        for lang in ("zh", "en"):
            result = invoke("--lang", lang, *name.split(), "--help")
            assert result.exit_code == 0, (name, result.output)
            assert SEPARATOR not in result.stdout


@pytest.mark.parametrize("arguments", ["--version", "--help", "siets", "standards --help", "extract --help"])
def test_a_call_that_does_no_work_waits_for_no_library(arguments: str) -> None:
    code = f"""
import sys
from inspector.cli import main
try:
    main({arguments.split()})
except SystemExit:
    heavy = {{"scrapy", "twisted", "lxml", "pydantic", "sqlalchemy", "jinja2", "rich", "spiders"}} & set(sys.modules)
    sys.exit(" ".join(sorted(heavy)) or 0)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.removeprefix("inspector: 没有命令 siets；是不是 sites？\n")) == (0, "")


def test_ctrl_c_while_the_program_starts_leaves_no_traceback(tmp_path: Path) -> None:
    """The signal comes while the command line is being imported, where Python would end with a traceback."""
    (tmp_path / "click.py").write_text("import os, signal, time\nos.kill(os.getpid(), signal.SIGINT)\ntime.sleep(9)\n")
    done = subprocess.run(
        [sys.executable, "-m", "inspector", "--help"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        check=False,
    )
    assert (done.returncode, done.stderr) == (-signal.SIGINT, "")


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """``inspector fail`` raises the error in the list."""
    errors: list[BaseException] = []

    @click.command("fail")
    def command() -> int:
        if not errors:
            return 1
        raise errors[0]

    known = _group.InspectorGroup.get_command
    monkeypatch.setattr(
        _group.InspectorGroup,
        "get_command",
        lambda self, ctx, name: command if name == "fail" else known(self, ctx, name),
    )
    return errors


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (UsageError("不行", "no"), 2, "inspector: no\n"),
        (UsageError("only Chinese", None), 2, "inspector: only Chinese\n"),
        (CannotJudgeError("空", "nothing"), 3, "inspector: nothing\n"),
        (UsageError("a", "one\ntwo"), 2, "inspector: one\ninspector: two\n"),
        (UsageError("a", "evil \x1b[2J\u202e title"), 2, "inspector: evil \\x1b[2J\\x202e title\n"),
        (KeyboardInterrupt(), 3, "inspector: interrupted\n"),
    ],
)
def test_errors_are_lines_and_exit_codes(
    failing: list[BaseException], error: BaseException, code: int, said: str
) -> None:
    failing.append(error)
    result = invoke("--lang", "en", "fail")
    assert (result.exit_code, result.stderr.lstrip("\n")) == (code, said)


def test_what_a_command_returns_is_the_exit_code(failing: list[BaseException]) -> None:
    assert invoke("fail").exit_code == 1


def test_a_fault_of_ours_is_one_line_and_a_traceback_only_where_asked(
    failing: list[BaseException], caplog: pytest.LogCaptureFixture
) -> None:
    failing.append(ZeroDivisionError("a slip"))
    result = invoke("fail")
    assert result.exit_code == 3
    assert result.stderr.startswith("inspector: 内部错误 ZeroDivisionError: a slip")
    assert result.stderr.count("\n") == 1
    assert caplog.text == ""
    invoke("fail", INSPECTOR_DEBUG="1")
    assert "Traceback" in caplog.text


def test_a_log_record_is_one_safe_line(monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        raise ZeroDivisionError("evil\x1b[2J")
    except ZeroDivisionError:
        caught = sys.exc_info()
    record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "site %s failed", ("甲\n乙",), caught)
    assert _group.LogLine().format(record) == "error: site 甲 乙 failed: ZeroDivisionError: evil\\x1b[2J"
    monkeypatch.setenv("INSPECTOR_DEBUG", "1")
    assert "Traceback" in _group.LogLine().format(record)
    plain = logging.LogRecord("x", logging.WARNING, "x.py", 1, "hm", (), None)
    assert _group.LogLine().format(plain) == "warning: hm"


def test_the_installed_program_answers(tmp_path: Path) -> None:
    environment = {**os.environ, "INSPECTOR_LANG": "en"}
    done = subprocess.run(
        [sys.executable, "-m", "inspector", "--db", "sqlite:///none.db", "sites", "list"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == (
        "inspector: there is no database none.db; name one by --db or INSPECTOR_DB, "
        "or run inspector sites import first\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    """``inspector sites list | head -1``."""
    command = f"{sys.executable} -m inspector --help | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (3, "")  # 1 would say that a site was judged and failed


def test_a_terminal_that_lacks_a_character_shows_its_code() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "inspector", "--help"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(r"\u7528\u6cd5\uff1ainspector")


def test_a_shell_completes_commands_options_and_choices() -> None:
    def completed(words: str) -> list[str]:
        place = str(len(words.split(" ")) - 1)
        environment = {"COMP_WORDS": words, "COMP_CWORD": place, "_INSPECTOR_COMPLETE": "bash_complete"}
        done = subprocess.run(
            [sys.executable, "-m", "inspector"],
            capture_output=True,
            text=True,
            env={**os.environ, **environment},
            check=True,
        )
        return [line.removeprefix("plain,") for line in done.stdout.splitlines()]

    assert completed("inspector re") == ["recheck", "report", "review"]
    assert completed("inspector sites te") == ["template"]
    assert completed("inspector gate --fail-on v") == ["veto"]


def test_a_reader_of_the_log_that_goes_away_does_not_stop_the_work() -> None:
    code = """
from inspector.cli.common import Context
with Context().progress("检查", "inspecting", 9) as bar:
    for number in range(9):
        bar.step()
Context().warn("完", "end")
print("all the work is done")
"""
    done = subprocess.run(
        ["bash", "-c", f"exec 3>&1; {sys.executable} -c '{code}' 2>&1 >&3 | true"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "all the work is done\n"


def test_a_table_is_aligned_for_chinese_and_safe_for_a_terminal() -> None:
    lines = table(["码", "name"], [["1", "甲\x1b[31m乙"], ["22222", "x\ny"]]).splitlines()
    assert lines == ["码     name", "-----  ------------", "1      甲\\x1b[31m乙", "22222  x y"]
    assert width("甲a") == 3
    assert shown("a\u202eb") == "a\\x202eb"


def test_progress_off_a_terminal_is_a_few_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with Context(lang="en").progress("评判", "judging", 100) as progress:
        for _ in range(99):
            progress.step("x")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 20
    assert lines[0] == "judging 5/100 x"
    assert lines[-1] == "judging 99/100"
    with Context(quiet=True).progress("评判", "judging", 2) as progress:
        progress.step()
    Context(quiet=True).say("a", "b")
    assert capsys.readouterr().err == ""
