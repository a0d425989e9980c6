"""What an account is at one moment: built only by folding its events, never edited by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from stepladder.core.account.commands import SignSeen

TIER_SCALE = "risk"
"""The scale whose highest level, of the signs that stand, is the tier. Source: RT-002."""


@dataclass(slots=True)
class AccountSign:
    """A sign that stands. `signals` showed it, in their order; `cases` are those they belong to."""

    seen: SignSeen
    raised_at: datetime
    seen_at: datetime
    expires_at: datetime | None = None
    signals: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()


@dataclass(slots=True)
class Escalation:
    """A case that was escalated, and when that was first so."""

    case: str
    at: datetime


@dataclass(slots=True)
class Review:
    """What a pattern found, to be looked at by a person. `looked_at` are cases of earlier reviews of the pattern."""

    opened_at: datetime
    cases: tuple[str, ...]
    source: tuple[str, ...] = ()
    finished_at: datetime | None = None
    looked_at: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.finished_at is None


@dataclass(slots=True)
class Account:
    """A customer as all their cases together show them. `id` is the customer's; `version` counts its events.

    Fields: signs - those that stand, by name; tier - a level of the scale `risk`, None where no sign names one;
    escalations - in the order they were heard of; merged - cases that turned out to be others; reviews - the newest of
    each pattern.
    """

    id: str
    version: int = 0
    signs: dict[str, AccountSign] = field(default_factory=dict)
    tier: str | None = None
    tier_since: datetime | None = None
    last_contact_at: datetime | None = None
    cleared_at: dict[str, datetime] = field(default_factory=dict)
    """When each sign was last cleared: what was seen before that does not raise it again."""
    escalations: list[Escalation] = field(default_factory=list)
    merged: dict[str, str] = field(default_factory=dict)
    reviews: dict[str, Review] = field(default_factory=dict)

    @property
    def flags(self) -> tuple[str, ...]:
        """The flags that the signs set, each once, in the order the signs were raised."""
        return tuple(dict.fromkeys(one.seen.flag for one in self.signs.values() if one.seen.flag is not None))

    @property
    def urgency(self) -> int:
        """In which order it is woken: what expires never hurries."""
        return 0


def tier_of(account: Account) -> str | None:
    """The highest level that a standing sign lifts the account to; the first raised of equals."""
    on_scale = (one.seen for one in account.signs.values() if (one.seen.level or "").partition(":")[0] == TIER_SCALE)
    best = min(on_scale, key=lambda seen: seen.rank, default=None)
    return None if best is None or best.level is None else best.level.partition(":")[2]
