"""What was seen, registered, judged and reviewed, in SQLite or PostgreSQL; ``Store`` is the only way in."""

from inspector.store.rows import ImportReport, JudgedSite, RunRow, SiteProgress
from inspector.store.store import Store

__all__ = ["ImportReport", "JudgedSite", "RunRow", "SiteProgress", "Store"]
