"""What was seen, registered, judged and reviewed, in SQLite or PostgreSQL; ``Store`` is the only way in."""

from inspector.store.rows import ImportReport, JudgedRun, JudgedSite, RunRow, SiteProgress
from inspector.store.store import Store

__all__ = ["ImportReport", "JudgedRun", "JudgedSite", "RunRow", "SiteProgress", "Store"]
