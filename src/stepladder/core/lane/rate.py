"""So many in a time: whether the next may go out now, or from when on. A value in, a value out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from stepladder.core.values import DeskError

_SECONDS = {"second": 1, "minute": 60, "hour": 3600}
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` in any span of `seconds`."""

    count: int
    seconds: int

    @classmethod
    def read(cls, text: str, *, where: str) -> Rate:
        """From `30/minute`, or `/second` or `/hour`. Raises: DeskError - another form."""
        count, _, unit = text.partition("/")
        if not count.isdecimal() or not 1 <= int(count[:6]) <= _MOST or unit not in _SECONDS:
            raise DeskError(f"'{text[:40]}' is no rate", where=where, mend="Write 30/minute, 2/second or 500/hour.")
        return cls(int(count), _SECONDS[unit])

    @property
    def span(self) -> timedelta:
        return timedelta(seconds=self.seconds)

    def __str__(self) -> str:
        unit = next(name for name, seconds in _SECONDS.items() if seconds == self.seconds)
        return f"{self.count} a {unit}" if unit != "hour" else f"{self.count} an hour"


@dataclass(frozen=True, slots=True)
class Sends:
    """When the latest went out, oldest first: no more of them than the rate allows at once."""

    at: tuple[datetime, ...] = ()

    def wait_until(self, rate: Rate, now: datetime) -> datetime | None:
        """From when on one more may go out, None for now."""
        # Those that lie ahead are of a clock that was set back since; they must not stop anybody.
        recent = [one for one in self.at if now - rate.span < one <= now]
        return recent[-rate.count] + rate.span if len(recent) >= rate.count else None

    def and_one(self, rate: Rate, now: datetime) -> Sends:
        """One went out now, whether it was its turn or not."""
        return Sends((*(one for one in self.at if now - rate.span < one <= now), now)[-rate.count :])
