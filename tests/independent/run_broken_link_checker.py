"""Our link reading against the test data of broken-link-checker, which is read where it lies and never copied.

    python tests/independent/run_broken_link_checker.py CHECKOUT

CHECKOUT is a checkout of stevenvachon/broken-link-checker (MIT). Two suites are run: ``scrapeHTML.json``, which
attributes hold a link, and ``Link.json``, what an address becomes on a page with and without ``<base>``. Printed are
the cases that agree, and the others by the reason why we differ. Exit 1 when a case differs for no known reason;
without a checkout nothing is run and the exit is 0.
"""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from spiders.parsing import urls
from spiders.parsing.document import Document
from spiders.parsing.links import read_links

PAGE = "http://domain.com/"
NOT_OPENED = {
    "itemtype": "metadata: a vocabulary's name, which nobody opens",
    "cite": "metadata: the source of a quotation, which no browser offers to open",
    "longdesc": "metadata: obsolete, no browser offers to open it",
    "profile": "metadata: obsolete, never fetched",
    "codebase": "a base for other addresses, not an address of its own",
    "ping": "a counter that browsers send a POST to, no page",
    "manifest": "the application cache, which no browser has any more",
    "icon": "menuitem, which no browser has any more",
    "applet": "applets, which no browser runs any more",
    "rel": "a <link> without rel is fetched by nobody",
    "src": "an <input> without type=image shows no image",
}


def main() -> int:
    folder = Path(sys.argv[1]) / "test" / "fixtures-json" if len(sys.argv) > 1 else None
    if folder is None or not folder.is_dir():
        print(
            f"skipped: no checkout of broken-link-checker at {sys.argv[1] if len(sys.argv) > 1 else '(no path given)'}"
        )
        return 0
    suites = {"scrapeHTML.json": scraped, "Link.json": resolved}
    faults = [report(name, json.loads((folder / name).read_text("utf-8")), run) for name, run in suites.items()]
    return int(any(faults))


def report(name: str, cases: dict[str, Any], run: Any) -> bool:
    verdicts = {title: run(case) for title, case in cases.items()}
    reasons = Counter(reason for reason in verdicts.values() if reason)
    print(f"{name}: {len(cases) - reasons.total()} of {len(cases)} agree")
    for reason, count in sorted(reasons.items(), key=lambda kv: (-kv[1], kv[0])):
        print(f"  {count:4d}  {reason}")
    unexplained = [title for title, reason in verdicts.items() if reason.startswith("UNEXPLAINED")]
    for title in unexplained[:20]:
        print("  !", title)
    return bool(unexplained)


def scraped(case: dict[str, Any]) -> str:
    """ "" when the same addresses are read off the page, else why not."""
    doc = Document.parse(case["html"].encode(), PAGE)
    found = [urls.resolve(link.raw, doc.base_url, "utf-8") for link in read_links(doc)]
    wanted = [link["rebasedURL"] for link in case["links"]]
    if found == wanted:
        return ""
    link = case["links"][0]
    tag, attribute = link["htmlTagName"], link["htmlAttrName"]
    key = "applet" if tag == "applet" else "rel" if tag == "link" else attribute
    return NOT_OPENED.get(key, f"UNEXPLAINED: {found} for {wanted}") if not found else f"UNEXPLAINED: {found}"


def resolved(case: dict[str, Any]) -> str:
    """ "" when the address on a page with this ``<base>`` becomes the same URL, else why not."""
    wanted = _interpolated(case, "rebasedLinkURL")
    base, page_base = case["baseURL"], case.get("htmlBaseURL")
    page = urls.resolve(base, "", "utf-8") if base else None
    rebased = urls.resolve(page_base, page or "", "utf-8") if page_base is not None else page
    raw = case["linkURL"]
    found = urls.resolve(raw, rebased or page or "", "utf-8") if raw is not None else None
    if wanted is not None and not wanted.startswith(("http:", "https:")):
        return "" if found is None else f"UNEXPLAINED: {found} for {wanted}"
    wanted = wanted and wanted.partition("#")[0]
    return "" if found == wanted else f"UNEXPLAINED: {found} for {wanted}"


def _interpolated(case: dict[str, Any], key: str) -> str | None:
    value = case[key]
    if value and value.startswith("{{"):
        return _interpolated(case, value[2:-2])
    if value is None:
        return None
    return urls.resolve(value, "", "utf-8") or value


if __name__ == "__main__":
    sys.exit(main())
