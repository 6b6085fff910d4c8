"""Programs in processes of their own that need not import what they run on: each is forked from one that did.

``inspector run`` takes two seconds of a processor for its imports, and tests start a hundred of them. What is forked is
a process like any other: killed, told to end, limited and waited for by its number, with its own environment, folder
and output. It ends without taking apart what it was forked with, which costs another second. Tests of the start and of
the end begin a new interpreter.
"""

import atexit
import functools
import gc
import json
import os
import runpy
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

PRELOADED = (
    *(f"inspector.cli.{name}" for name in ("baseline", "evidence", "gate", "judge", "report", "run", "sites")),
    *(f"inspector.{name}" for name in ("net.handler", "notify.notifying", "publishing", "registry", "warc")),
    *(f"inspector.crawl.{name}" for name in ("jobs", "scheduler")),
    *(f"inspector.middlewares.{name}" for name in ("browser", "decompress", "manners", "quiet", "robots")),
    *(f"inspector.judging.{name}" for name in ("accepting", "gating", "inspection")),
    *("inspector.browser.pictures", "inspector.links.accepted"),
    *(f"reports.{name}" for name in ("html", "json", "junit", "sarif")),
    *("alembic.command", "playwright.async_api", "sqlalchemy.dialects.sqlite", "tldextract"),
    *(f"scrapy.{name}" for name in ("crawler", "core.engine", "downloadermiddlewares.cookies")),
)


class Forked:
    """What ``subprocess.Popen`` gives of a process whose output is read as text."""

    def __init__(self, program: str, arguments: Sequence[str], given: str, **place: Any) -> None:
        self.returncode: int | None = None
        self._told = socket.socket(socket.AF_UNIX)
        self._told.connect(_server())
        inner, outer = zip(*(os.pipe() for _ in range(3)), strict=True)
        order = {"program": program, "arguments": list(arguments), **place}
        socket.send_fds(self._told, [json.dumps(order).encode() + b"\n"], [inner[0], outer[1], outer[2]])
        for end in (inner[0], outer[1], outer[2]):
            os.close(end)
        self._answers = self._told.makefile("r")
        self.pid = int(self._answers.readline())
        self._out: list[str] = ["", ""]
        self._work = [
            threading.Thread(target=self._write, args=(outer[0], given), daemon=True),
            *(threading.Thread(target=self._read, args=(n, inner[n + 1]), daemon=True) for n in range(2)),
        ]
        for thread in self._work:
            thread.start()

    def _write(self, end: int, given: str) -> None:
        with open(end, "w", encoding="utf-8") as pipe:
            pipe.write(given)

    def _read(self, number: int, end: int) -> None:
        with open(end, encoding="utf-8") as pipe:
            self._out[number] = pipe.read()

    def poll(self) -> int | None:
        return self._ended(0)

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def communicate(self, timeout: float = 120.0) -> tuple[str, str]:
        for thread in self._work:
            thread.join(timeout)
            if thread.is_alive():
                raise subprocess.TimeoutExpired(str(self.pid), timeout)
        if self._ended(timeout) is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout)
        return self._out[0], self._out[1]

    def _ended(self, seconds: float) -> int | None:
        if self.returncode is None:
            with selectors.DefaultSelector() as selector:
                selector.register(self._told, selectors.EVENT_READ)
                if selector.select(seconds):
                    self.returncode = int(self._answers.readline())
                    self._answers.close()
                    self._told.close()
        return self.returncode


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
    own = dict(os.environ if environment is None else environment)
    return Forked(program, arguments, given, environment=own, folder=str(folder or Path.cwd()))


def run(
    program: str, arguments: Sequence[str], *, timeout: float = 120.0, **place: Any
) -> subprocess.CompletedProcess[str]:
    """``start``, and what became of it."""
    process = start(program, arguments, **place)
    try:
        out, err = process.communicate(timeout)
    finally:
        process.kill()
    return subprocess.CompletedProcess([program, *arguments], process.returncode or 0, out, err)


@functools.cache
def _server() -> str:
    """Starts the process that is forked from; gives the path of its socket. It ends with its standard input."""
    stack = ExitStack()
    path = str(Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="forking-"))) / "socket")
    command = [sys.executable, "-m", "tests.forking", path]
    root = Path(__file__).parents[1]
    process = stack.enter_context(
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root)
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    atexit.register(stack.close)
    return path


def _serve(path: str) -> dict[str, Any] | None:
    """Answers requests to fork. Comes back in each new process with what to do there, and at last without."""
    for name in PRELOADED:
        import_module(name)
    templates = import_module("reports.rendering").environment("en")
    for name in templates.list_templates(extensions=("html",)):
        templates.get_template(name)
    assert threading.active_count() == 1
    gc.freeze()  # nobody looks at it again, so that it stays shared
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as door, selectors.DefaultSelector() as selector:
        door.bind(path)
        door.listen(64)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        selector.register(door, selectors.EVENT_READ)
        selector.register(0, selectors.EVENT_READ)
        while not any(key.fd == 0 for key, _ in selector.select()):
            told, _ = door.accept()
            with told:
                if os.fork() == 0:
                    return _forked(told)
            with suppress(ChildProcessError):  # those that are over
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
    return None


def _forked(told: socket.socket) -> dict[str, Any]:
    """Comes back in the process that is asked for; its parent waits for its end and tells it."""
    data, pipes, _, _ = socket.recv_fds(told, 1 << 16, 3)
    while not data.endswith(b"\n"):
        data += told.recv(1 << 16)
    order: dict[str, Any] = json.loads(data)
    pid = os.fork()
    if pid:
        for end in pipes:
            os.close(end)
        told.sendall(b"%d\n" % pid)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        told.sendall(b"%d\n" % status)
        os._exit(0)
    for number, end in enumerate(pipes):
        os.dup2(end, number)
        os.close(end)
    return order


def _become(order: dict[str, Any]) -> None:
    """Runs the program as ``python -m program`` does, its end included."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["folder"])
    program = order["program"]
    sys.argv = [program, *order["arguments"]]
    if program.endswith(".py"):
        runpy.run_path(program, run_name="__main__")
    else:
        runpy.run_module(program, run_name="__main__", alter_sys=True)


def _code_of(program: Callable[[], None]) -> int:
    try:
        program()
    except SystemExit as end:
        if isinstance(end.code, str):
            sys.stderr.write(f"{end.code}\n")
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def _end(code: int) -> NoReturn:
    """What an interpreter does at its end: waits for threads, calls whoever asked for it, writes what is left."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    wanted = _serve(sys.argv[1])
    if wanted is not None:
        _end(_code_of(lambda: _become(wanted)))
