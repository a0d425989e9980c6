"""What is carried between the bench and those who look at a database for it. Nothing here needs the desk's own code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Said:
    """What those outside know.

    Fields: sent - every key that was ever posted; answered - by key, the ids of signal and case that were answered;
    noted - by its words, whether a note was answered; mails - how often the mail server took each Message-ID; posts -
    how often the receiver of posts acted on each key.
    """

    sent: frozenset[str]
    answered: dict[str, tuple[str, str | None]]
    noted: dict[str, bool]
    mails: dict[str, int]
    posts: dict[str, int]
    leaving: frozenset[str] = frozenset()
    """The keys of signals that show a sign of trouble."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is still to be done. `next_at` is the first instant at which something is due, `leased_until` the last end
    of a lease, `longest_lease` what a lease may last; `in_hand` counts deliveries that have not come to an end."""

    now: datetime
    next_at: datetime | None
    leased_until: datetime | None
    longest_lease: int
    in_hand: int


@dataclass(frozen=True, slots=True)
class Found:
    """What is amiss, and how much was looked at."""

    broken: tuple[str, ...]
    counts: dict[str, int]
