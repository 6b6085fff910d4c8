"""What was seen, registered, judged and reviewed, in SQLite or PostgreSQL; ``Store`` is the only way in."""

from inspector.store.rows import ImportReport, Review, ReviewAction, RunRow, Sighting, SiteProgress
from inspector.store.store import Store

__all__ = ["ImportReport", "Review", "ReviewAction", "RunRow", "Sighting", "SiteProgress", "Store"]
