"""What an import makes of the registry: sites by code, nothing lost that the file does not speak of."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from inspector.registry.check import SiteEntry
from rules.observations import Site


def merged(entries: Iterable[SiteEntry], registered: Mapping[str, Site]) -> list[Site]:
    """The sites to store. A site's columns are replaced where the file names any of them, and kept where it does not;
    columns of a registered site may come without a row for the site itself."""
    sites = []
    for entry in entries:
        before = registered.get(entry.code)
        site = entry.site or before
        assert site is not None, "columns of an unknown site are a fault of the file"
        kept = before.columns if before is not None else ()
        sites.append(replace(site, columns=entry.columns if entry.columns is not None else kept))
    return sites
