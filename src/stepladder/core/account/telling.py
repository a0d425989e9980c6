"""The events of one command as they are told, each on top of the account that the one before it left."""

from __future__ import annotations

from datetime import datetime

from stepladder.core.account.apply import apply, copy_of
from stepladder.core.account.events import AnyAccountEvent, Happening, TierChanged
from stepladder.core.account.state import Account, tier_of
from stepladder.core.values import whole_seconds


class Telling:
    """What one command adds to an account. The one given stays as it is; `account` is a copy that follows the events.

    Fields: at - the instant of the command (UTC, whole seconds); now - the moment the desk acts; cause - the command.
    """

    __slots__ = ("_told", "account", "at", "cause", "now")

    def __init__(self, account: Account, *, at: datetime, now: datetime, cause: str) -> None:
        self.account = copy_of(account)
        self.at, self.now, self.cause = whole_seconds(at), now, cause
        self._told: list[Happening] = []

    def tell(self, event: AnyAccountEvent, by: str = "policy", *, at: datetime | None = None) -> None:
        """It happened, at the instant of the command unless another is named."""
        told: Happening = Happening(at=at or self.at, noticed_at=self.now, by=by, cause=self.cause, event=event)
        apply(self.account, told)
        self._told.append(told)

    def follow_tier(self, *, at: datetime | None = None) -> None:
        """The tier is never set or lowered by itself: it is what the signs that stand make it. Source: Q-33."""
        tier = tier_of(self.account)
        if tier != self.account.tier:
            self.tell(TierChanged(was=self.account.tier, tier=tier), at=at)

    @property
    def events(self) -> tuple[Happening, ...]:
        return tuple(self._told)
