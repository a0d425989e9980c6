"""How often something comes again, as policies write it: `1 week`, `3 months`."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Literal, cast

import msgspec

from stepladder.core.values import DeskError

Unit = Literal["day", "week", "month", "year"]
_WRITTEN = re.compile(r"([1-9][0-9]{0,2}) (day|week|month|year)s?")


class Interval(msgspec.Struct, frozen=True):
    """So many days, weeks, months or years: of the calendar, and no fixed number of seconds."""

    count: int
    unit: Unit

    @classmethod
    def parse(cls, text: str, *, where: str = "every") -> Interval:
        """Read `1 week`, `3 months`. Raises: DeskError - another form.

        >>> Interval.parse("3 months")
        Interval(count=3, unit='month')
        """
        found = _WRITTEN.fullmatch(text)
        if found is None:
            what = f"'{text[:40]}' is not how often something comes again"
            raise DeskError(what, where=where, mend="Write it as 1 week, 2 weeks, 1 month or 1 year.")
        return cls(int(found[1]), cast(Unit, found[2]))

    def after(self, day: date, times: int = 1) -> date | None:
        """The day so many intervals later, None beyond the last year there is.

        The last of a month stays the last, and of a month that is too short it is the last. Counting several at once
        from one day does not drift: 30 January, 28 February, 30 March.

        >>> Interval(1, "month").after(date(2026, 1, 30), 2)
        datetime.date(2026, 3, 30)
        """
        count = self.count * times
        try:
            if self.unit in ("day", "week"):
                return date.fromordinal(day.toordinal() + count * (7 if self.unit == "week" else 1))
            return _months_later(day, count * (12 if self.unit == "year" else 1))
        except (ValueError, OverflowError):
            return None


def _months_later(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    last, was_last = calendar.monthrange(year, month + 1)[1], calendar.monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if day.day == was_last else min(day.day, last))
