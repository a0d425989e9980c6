"""So many in a time: whether the next may go out now, or from when on. A value in, a value out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

import msgspec

from stepladder.core.values import DeskError

_SECONDS = {"second": 1, "minute": 60, "hour": 3600}
_MOST = 10_000


class Rate(msgspec.Struct, frozen=True):
    """At most `count` in any span of `seconds`."""

    count: int
    seconds: int

    @classmethod
    def read(cls, text: str, *, where: str, lane: str = "email") -> Rate:
        """From `30/minute`, or `/second` or `/hour`. Raises: DeskError - another form.

        Takes: lane - for the example of how to write it.
        """
        count, _, unit = text.partition("/")
        if not count.isdecimal() or not 1 <= int(count[:6]) <= _MOST or unit not in _SECONDS:
            raise DeskError(
                f"'{text[:40]}' is no rate: it is a number from 1 to {_MOST} and /second, /minute or /hour",
                where=where,
                mend=f"Write for example {lane}=30/minute.",
            )
        return cls(int(count), _SECONDS[unit])

    @property
    def span(self) -> timedelta:
        return timedelta(seconds=self.seconds)

    def __str__(self) -> str:
        unit = next(name for name, seconds in _SECONDS.items() if seconds == self.seconds)
        return f"{self.count} a {unit}" if unit != "hour" else f"{self.count} an hour"


def read_rates(words: Iterable[str], lanes: Collection[str], *, where: str) -> dict[str, Rate]:
    """By lane, from `email=30/minute` and the like. Raises: DeskError - another form, or a lane that is not there."""
    found = {}
    for one in words:
        lane, is_parted, rate = one.partition("=")
        if not is_parted:
            mend = f"Write the lane, = and the rate without spaces: {max(lanes)}=30/minute."
            raise DeskError(f"'{one[:40]}' does not say of which lane it is", where=where, mend=mend)
        if lane not in lanes:
            named = ", ".join(sorted(lanes))
            mend = f"Name one of: {named} (* is all that stays in the desk). Write for example {max(lanes)}=30/minute."
            raise DeskError(f"'{one[:40]}' names no lane of this desk", where=where, mend=mend)
        found[lane] = Rate.read(rate, where=where, lane=lane)
    return found


class Sends(msgspec.Struct, frozen=True):
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
