"""Programs in processes of their own that need not import what they run on: each is forked from one that did.

``inspector run`` takes two seconds of a processor for its imports, and tests start a hundred of them. The standard
library's fork server keeps one process with the imports of ``tests.preloaded``. What is forked is a process like any
other: killed, told to end, limited and waited for by its number, with its own environment, folder and output. Tests of
the start and of the end begin a new interpreter.
"""

import atexit
import multiprocessing
import os
import runpy
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["tests.preloaded"])
_STREAMS = ("stdin", "stdout", "stderr")


class Forked:
    """What ``subprocess.Popen`` gives of a process whose output is read as text, here when it is over."""

    def __init__(
        self, program: str, arguments: Sequence[str], environment: Mapping[str, str], folder: Path, given: str
    ) -> None:
        self._streams = Path(mkdtemp(dir=_folder()))
        self._stream("stdin").write_text(given, "utf-8")
        call = (program, list(arguments), dict(environment), str(folder), self._streams)
        self._process = _SERVER.Process(target=_become, args=call)
        self._process.start()
        assert self._process.pid is not None
        self.pid: int = self._process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def poll(self) -> int | None:
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self._process.kill()

    def communicate(self, timeout: float = 120.0) -> tuple[str, str]:
        self._process.join(timeout)
        if self.returncode is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout)
        return self._stream("stdout").read_text("utf-8"), self._stream("stderr").read_text("utf-8")

    def _stream(self, name: str) -> Path:
        return self._streams / name


def start(
    program: str,
    arguments: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    given: str = "",
) -> Forked:
    """Starts ``python -m program arguments`` (or ``python program.py …``) as a process of its own.

    ``environment`` replaces that of the tests, ``given`` is its standard input.
    """
    return Forked(program, arguments, os.environ if environment is None else environment, folder or Path.cwd(), given)


def run(
    program: str,
    arguments: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    given: str = "",
    timeout: float = 120.0,
) -> subprocess.CompletedProcess[str]:
    """``start``, and what became of it."""
    process = start(program, arguments, environment=environment, folder=folder, given=given)
    try:
        out, err = process.communicate(timeout)
    finally:
        process.kill()
    return subprocess.CompletedProcess([program, *arguments], process.returncode or 0, out, err)


@cache
def _folder() -> str:
    """Where the output of this process's programs lies until it ends."""
    folder = mkdtemp(prefix="forked-")
    atexit.register(rmtree, folder, ignore_errors=True)
    return folder


def _become(program: str, arguments: list[str], environment: dict[str, str], folder: str, streams: Path) -> None:
    """Runs the program as ``python -m program`` does, in the process that was forked for it."""
    for number, name in enumerate(_STREAMS):
        mode = os.O_RDONLY if name == "stdin" else os.O_WRONLY | os.O_CREAT
        end = os.open(streams / name, mode)
        os.dup2(end, number)
        os.close(end)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - multiprocessing has closed the one before
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = [program, *arguments]
    if program.endswith(".py"):
        runpy.run_path(program, run_name="__main__")
    else:
        runpy.run_module(program, run_name="__main__", alter_sys=True)
