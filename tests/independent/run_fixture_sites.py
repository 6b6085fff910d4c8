"""Our link reading and checking on the fixture sites of other link checkers, served from where they lie.

    python tests/independent/run_fixture_sites.py CHECKOUT …

CHECKOUT is a checkout of JustinBeckwith/linkinator (``test/fixtures/*``), of filiph/linkcheck (``test/case*``) or of
gjtorikian/html-proofer (``spec/html-proofer/fixtures/*``), all MIT. Each site is served on loopback; every link of
every page to the site itself is checked. The truth is what lies on disk: a link is broken where no file answers it.
Exit 1 when we accuse a link that is there, or pass one that is not.
"""

import asyncio
import mimetypes
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

# ruff: noqa: E402 - run as a file, it must find the project first
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from inspector.links.results import LinkResult
from rules.observations import LinkUse
from spiders.parsing import urls
from spiders.parsing.document import Document
from spiders.parsing.links import read_links
from tests.checking import check_with, make_checker
from tests.loopback import Answerer, RawServer, always, reply, running

FOLDERS = ("test/fixtures/*", "test/case*", "spec/html-proofer/fixtures/*")
EMPTY = "nothing is in that file: an empty page or file is broken for its readers"
NO_IMAGE = "an image's address that answers with a page: no reader sees an image there"


def main() -> int:
    checkouts = [Path(name) for name in sys.argv[1:]]
    sites = [site for checkout in checkouts for site in sites_of(checkout)]
    if not sites:
        print("skipped: no checkout with fixture sites given")
        return 0
    totals = [asyncio.run(check_site(site)) for site in sites]
    links, missing, faults = (sum(total[i] for total in totals) for i in range(3))
    print(f"{len(sites)} sites, {links} links to themselves, {missing} of them to nothing; {faults} judged otherwise")
    return int(faults > 0)


def sites_of(checkout: Path) -> Iterator[Path]:
    for pattern in FOLDERS:
        yield from (site for site in sorted(checkout.glob(pattern)) if any(site.rglob("*.html")))


async def check_site(site: Path) -> tuple[int, int, int]:
    """Links, links that lead to nothing on disk, and links that we judge otherwise than the disk."""
    with running(RawServer(static(site))) as server:
        links = dict(links_of(site, server.url))
        checker = make_checker()
        try:
            results = []
            for use in sorted(set(links.values())):
                results += await check_with(checker, [url for url, own in links.items() if own == use], use)
        finally:
            await checker.close()
    missing = {url for url in links if file_of(site, url) is None}
    faults = 0
    for result in results:
        found = file_of(site, result.url)
        if (result.state == "broken") == (found is None):
            continue
        if reason := why_otherwise(result, links[result.url], found):
            print(f"  {site.name}: {result.url}: {reason}")
            continue
        faults += 1
        print(f"! {site.name}: {result.url}: {result.state} {result.fault}, on disk: {found}")
    return len(links), len(missing), faults


def why_otherwise(result: LinkResult, use: LinkUse, found: Path | None) -> str | None:
    """Why we rightly judge a link otherwise than by whether there is a file."""
    if found is not None and result.fault == "empty-file" and not found.read_bytes():
        return EMPTY
    if found is not None and use == "image" and found.suffix == ".html" and result.fault == "soft-404":
        return NO_IMAGE
    return None


def links_of(site: Path, origin: str) -> Iterator[tuple[str, LinkUse]]:
    for path in sorted(path for path in site.rglob("*.html") if path.is_file()):
        doc = Document.parse(path.read_bytes(), f"{origin}/{path.relative_to(site).as_posix()}")
        charset = urls.query_charset(doc.encoding, doc.declared_encoding)
        for link in read_links(doc):
            url = urls.resolve(link.raw, doc.base_url, charset)
            if url is not None and url.startswith(f"{origin}/"):
                yield url, link.use


def file_of(site: Path, url: str) -> Path | None:
    """The file that answers an address, as static servers find it."""
    path = site / unquote(urlsplit(url).path).lstrip("/")
    path = path / "index.html" if path.is_dir() else path
    inside = path.resolve().is_relative_to(site.resolve())
    return path if inside and path.is_file() else None


def static(site: Path) -> Answerer:
    def answer(connection, head: bytes) -> None:  # type: ignore[no-untyped-def]
        found = file_of(site, "http://x" + head.split(b" ", 2)[1].decode("ascii", "replace"))
        if found is None:
            send: Callable[..., None] = always(reply("404 Not Found", b"nothing here"))
        else:
            kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
            send = always(reply(body=found.read_bytes(), kind=kind))
        send(connection, head)

    return answer


if __name__ == "__main__":
    sys.exit(main())
