"""The only module that reads the clock; everything else is handed an instant."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The current instant, in the time that the standards are written for."""
    return datetime.now(SHANGHAI)  # noqa: TID251


def next_time(text: str, after: datetime) -> datetime:
    """The first instant after another at which clocks in China show ``HH:MM``. Raises ValueError."""
    wanted = time.fromisoformat(text)
    at = datetime.combine(after.astimezone(SHANGHAI).date(), wanted, SHANGHAI)
    return at if at > after else at + timedelta(days=1)


def parse_instant(text: str) -> datetime:
    """An ISO instant or day from the command line; without an offset it is Asia/Shanghai. Raises ValueError."""
    at = datetime.fromisoformat(text)
    return at.replace(tzinfo=SHANGHAI) if at.tzinfo is None else at.astimezone(SHANGHAI)
