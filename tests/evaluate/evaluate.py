"""Score the page readers on labelled pages: ``python -m tests.evaluate.evaluate [FOLDER]``.

Prints a table of facets for the project's own pages and, where there is one, for a folder of real pages with a scorer
of its own (``evaluate.py`` and ``labels.json``, named by INSPECTOR_PAGES). Exit 1 when an own page is read wrong.
"""

import os
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

from tests.evaluate.scoring import FOLDER, Miss, labelled_pages, misses

ROOT = Path(__file__).parents[2]
REAL = Path(os.environ.get("INSPECTOR_PAGES", ROOT.parent / "shared" / "pages"))


def main(folder: Path = FOLDER) -> int:
    """Score the own pages, then the real ones."""
    missed = score(folder)
    scorer = REAL / "evaluate.py"
    if scorer.is_file():
        print(f"\nreal pages: {REAL}", flush=True)
        command = [sys.executable, str(scorer), "--misses", "--", sys.executable, "-m", "inspector"]
        subprocess.run([*command, "extract", "--jsonl"], cwd=ROOT, check=False)
    return 1 if missed else 0


def score(folder: Path) -> list[Miss]:
    """Print the table of a folder and return what was read wrong."""
    pages, missed = 0, []
    asked: dict[str, int] = defaultdict(int)
    started = time.process_time()
    for page in labelled_pages(folder):
        pages += 1
        missed += misses(page)
        for facet in page.expected:
            asked[facet] += 1
    spent = 1000 * (time.process_time() - started)
    print(f"own pages: {folder}")
    for facet, of in sorted(asked.items()):
        right = of - sum(m.facet == facet for m in missed)
        print(f"{facet:26} {right:5d} of {of:3d}  {right / of:6.3f}")
    print(f"{'ms per page':26} {spent / max(pages, 1):5.1f}")
    for miss in missed:
        print("MISS", miss)
    return missed


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:2])))
