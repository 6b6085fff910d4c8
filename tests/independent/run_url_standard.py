"""Our URL resolution against the test data of the URL Standard, which is read where it lies and never copied.

    python tests/independent/run_url_standard.py FOLDER

FOLDER holds ``urltestdata.json``, ``toascii.json`` and ``percent-encoding.json``: ``url/resources`` of a checkout of
web-platform-tests, or ``tests/wpt`` of ada-url/ada. Cases of other schemes agree when we refuse them; the fragment is
left aside, for it is never sent. Printed are the cases that agree and each that does not. Exit 1 when addresses
disagree; without the folder nothing is run and the exit is 0.

Known to differ: names that no registry would give out (a symbol beside two hyphens, invalid punycode, more than the 253
characters that DNS carries), U+000E in iso-2022-jp, and one private-use character that Python's gb18030 can write.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from spiders.parsing import urls

Case = tuple[str, str | None, str | None]


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    if folder is None or not (folder / "urltestdata.json").is_file():
        print(f"skipped: no urltestdata.json in {folder or '(no path given)'}")
        return 0
    suites = {"urltestdata.json": addresses, "toascii.json": names, "percent-encoding.json": queries}
    wrong = 0
    for name, read in suites.items():
        cases = list(read([case for case in json.loads((folder / name).read_text("utf-8")) if isinstance(case, dict)]))
        differing = [case for case in cases if case[1] != case[2]]
        print(f"{name}: {len(cases) - len(differing)} of {len(cases)} agree")
        for title, found, wanted in differing:
            print(f"  {ascii(title)[:90]}: {ascii(found)[:90]} for {ascii(wanted)[:90]}")
        wrong += len(differing) if name == "urltestdata.json" else 0
    return int(wrong > 0)


def addresses(cases: list[dict[str, Any]]) -> Iterator[Case]:
    for case in cases:
        base = case.get("base") or ""
        web = not case.get("failure") and case["protocol"] in ("http:", "https:")
        yield case["input"], urls.resolve(case["input"], base, "utf-8"), case["href"].partition("#")[0] if web else None


def names(cases: list[dict[str, Any]]) -> Iterator[Case]:
    for case in cases:
        wanted = f"https://{case['output']}/" if case["output"] else None
        yield case["input"], urls.resolve(f"https://{case['input']}", "", "utf-8"), wanted


def queries(cases: list[dict[str, Any]]) -> Iterator[Case]:
    for case in cases:
        for charset, wanted in case["output"].items():
            found = urls.resolve("?" + case["input"], "http://a/", charset)
            yield f"{case['input']} in {charset}", found, "http://a/?" + wanted


if __name__ == "__main__":
    sys.exit(main())
