"""All hostile behaviours, and the page that lists them: ``python -m tests.hostile.table`` writes it."""

from pathlib import Path

from tests.hostile.content import CONTENT
from tests.hostile.places import PLACES
from tests.hostile.transport import TRANSPORT
from tests.hostile.traps import TRAPS

SECTIONS = (
    ("Protocol and connection", TRANSPORT),
    ("Where answers try to lead us", PLACES),
    ("Bodies", CONTENT),
    ("Sites without an end", TRAPS),
)
ALL = [behaviour for _, behaviours in SECTIONS for behaviour in behaviours]
_AT = {
    "connection": "every connection",
    "home": "home page",
    "page": "a page",
    "file": "a file",
    "robots": "robots.txt",
    "trap": "all pages",
}
_HEAD = """# Hostile behaviours

Written by `python -m tests.hostile.table` from the table that `tests/hostile/test_hostile.py` runs; do not edit.

Each of these {count} behaviours is a site on loopback that the real crawl visits. Each crawl has to end by itself, with
the state named here among its observations, below 600 MB of memory, and without a connection to the tripwires on
addresses that were not allowed. Where several states are named, which of them comes first depends on the machine.
"""


def document() -> str:
    """The page as Markdown."""
    parts = [_HEAD.format(count=len(ALL))]
    for heading, behaviours in SECTIONS:
        parts.append(f"\n## {heading}\n\n| name | where | what the server does | observed |\n|---|---|---|---|\n")
        for b in behaviours:
            states = " or ".join(f"`{state}`" for state in b.ends.split("|"))
            parts.append(f"| {b.name} | {_AT[b.at]} | {b.does} | {states} |\n")
    return "".join(parts)


if __name__ == "__main__":
    target = Path(__file__).resolve().parents[2] / "docs/reference/hostile.md"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(document(), "utf-8")
