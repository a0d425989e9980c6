"""How often something comes again, as policies write it: `1 week`, `3 months`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, cast

from stepladder.core.values import DeskError

Unit = Literal["day", "week", "month", "year"]
_WRITTEN = re.compile(r"([1-9][0-9]{0,2}) (day|week|month|year)s?")


@dataclass(frozen=True, slots=True)
class Interval:
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
