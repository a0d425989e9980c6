"""What the passing of time does to an account: signs expire, each at its own instant."""

from __future__ import annotations

from datetime import datetime

from stepladder.core.account.events import Happening, SignExpired
from stepladder.core.account.state import Account
from stepladder.core.account.telling import Telling


def wake_at(account: Account) -> datetime | None:
    """When the first sign expires; None where none does."""
    return min((one.expires_at for one in account.signs.values() if one.expires_at is not None), default=None)


def tick(account: Account, now: datetime) -> tuple[Happening, ...]:
    """Everything due at or before `now`, in the order of its own instants; nothing if it was all noticed before."""
    telling = Telling(account, at=now, now=now, cause="tick")
    expire(telling)
    return telling.events


def expire(telling: Telling) -> None:
    """The signs whose time is over no longer stand, and the tier follows each."""
    over = [
        (one.expires_at, name)
        for name, one in telling.account.signs.items()
        if one.expires_at is not None and one.expires_at <= telling.now
    ]
    for at, name in sorted(over):
        telling.tell(SignExpired(sign=name), "clock", at=at)
        telling.follow_tier(at=at)
