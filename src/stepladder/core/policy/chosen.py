"""Readings of open questions where the elements of a policy leave them open, too."""

from __future__ import annotations

from datetime import date

from stepladder.core.clock.promises import SameDay
from stepladder.core.policy.obligations import IdentityClass
from stepladder.core.policy.pack import Pack
from stepladder.core.policy.reviews import review_day
from stepladder.core.values import parse_duration


def check_lasts(pack: Pack, one: IdentityClass) -> int:
    """Seconds for which a check of identity holds: as its class says, else as the policy chose (Q-25)."""
    return one.valid_for if one.valid_for is not None else parse_duration(pack.parameters["identity.valid_for"])


def same_day(pack: Pack) -> SameDay:
    """By when "the same day" is: by the close of business, or by midnight (Q-21)."""
    return SameDay(midnight=pack.parameters["clock.escalate_by"] == "midnight")


def overdue_since(pack: Pack, today: date) -> date | None:
    """The day by which the policy was to be read again, where it opens no new case until that is done (Q-50)."""
    if pack.parameters["pack.overdue"] != "refuse_new_cases":
        return None
    last = review_day(pack.text.header)
    return last if last is not None and last < today else None
