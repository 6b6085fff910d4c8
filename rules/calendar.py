"""Days and months as the clauses count them, in Asia/Shanghai."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def day_of(instant: datetime) -> date:
    """The day that an instant belongs to in China."""
    return instant.astimezone(SHANGHAI).date()


def add_months(day: date, months: int) -> date:
    """The same day some calendar months later (or earlier); a day that month lacks becomes its last one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time in whole calendar months and days."""

    months: int = 0
    days: int = 0

    def end(self, start: date) -> date:
        """The day on which the period that began on ``start`` is over."""
        after = add_months(start, self.months) if self.months else start
        return after + timedelta(days=self.days) if self.days else after


def is_over(start: date, period: Period, today: date, *, inclusive: bool) -> bool:
    """Whether ``period`` has passed since ``start``. Inclusive: the day it ends on counts, 超过(含)."""
    end = period.end(start)
    return today >= end if inclusive else today > end
