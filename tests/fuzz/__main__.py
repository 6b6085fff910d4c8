"""``python -m tests.fuzz --seconds 60 [TARGET …]``: each target for its share of the time; exit code 1 on a finding.

Where atheris is installed (``pip install atheris``), it has half of the time: it looks which lines an input reached.
"""

import argparse
import subprocess
import sys
import time
import traceback
from importlib.util import find_spec

from hypothesis import HealthCheck, Phase, given, settings

from tests.fuzz.corpus import inputs
from tests.fuzz.targets import TARGETS


def fuzz(name: str, seconds: float) -> int:
    """Tries inputs until the time is over; gives their number. Raises what the target raised, on a small input."""
    end = time.monotonic() + seconds
    tried = 0

    @settings(
        max_examples=200,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    @given(inputs(name))
    def run(data: bytes) -> None:
        nonlocal tried
        if tried and time.monotonic() > end:
            return
        tried += 1
        TARGETS[name](data)

    while not tried or time.monotonic() < end:
        run()
    return tried


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("targets", nargs="*", default=[])
    options = parser.parse_args()
    names = options.targets or list(TARGETS)
    guided = find_spec("atheris") is not None
    seconds = options.seconds / len(names) / (2 if guided else 1)
    failed = False
    for name in names:
        try:
            print(f"{name}: {fuzz(name, seconds)} inputs", flush=True)  # noqa: T201
        except Exception:
            failed = True
            print(f"{name}: failed")  # noqa: T201
            traceback.print_exc()
        if guided:
            failed = _guided(name, seconds) or failed
    sys.exit(failed)


def _guided(name: str, seconds: float) -> bool:
    """Whether atheris found something; it tells what."""
    command = [sys.executable, "-m", "tests.fuzz.guided", name, str(max(1, round(seconds)))]
    done = subprocess.run(command, check=False)
    print(f"{name}: guided, {'failed' if done.returncode else 'nothing found'}", flush=True)  # noqa: T201
    return done.returncode != 0


if __name__ == "__main__":
    main()
