"""Fuzzing that looks which lines an input reached, with atheris, where that is installed; see ``__main__``.

``python -m tests.fuzz.guided TARGET SECONDS``: atheris ends the process itself, so each target has one of its own.
Inputs that found something are written to the folder it runs in.
"""

import sys
import tempfile
from importlib import import_module
from pathlib import Path

from tests.fuzz.corpus import seeds

RSS_MB = 600
SLOW_S = 20


def main() -> None:
    name, seconds = sys.argv[1:3]
    atheris = import_module("atheris")
    with atheris.instrument_imports(include=["spiders", "rules", "inspector", "protego"]):
        targets = import_module("tests.fuzz.targets").TARGETS
    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(seeds(name)):
            (Path(folder) / str(number)).write_bytes(data)
        bounds = [f"-max_total_time={seconds}", f"-rss_limit_mb={RSS_MB}", f"-timeout={SLOW_S}", "-max_len=60000"]
        atheris.Setup([sys.argv[0], *bounds, "-verbosity=0", folder], targets[name])
        atheris.Fuzz()


if __name__ == "__main__":
    main()
