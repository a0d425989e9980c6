"""What happens to the promises of a case: a clock starts, moves, passes its marks, is missed or met, and may pause."""

from __future__ import annotations

from datetime import datetime

import msgspec

from stepladder.core.case.event_base import Event


class CountedFrom(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One of the promises whose earliest deadline a clock has; `within` counts where there is no `term`."""

    since: datetime
    within: int = 0
    term: str = ""
    calendar: str
    counting: str
    shares: tuple[int, ...] = ()


class ClockStarted(Event, frozen=True, kw_only=True):
    """`slot` is what there is one of (`first_response`, `team_response:legal:limit`); `clock` the policy's element.

    `calendar` is a key of the pack: `office`, or `office@Europe/Lisbon` where its hours are read in the customer's
    zone. A slot may start again and again, where an event of the case starts it.
    """

    slot: str
    clock: str
    kind: str
    team: str | None = None
    within: int
    strict: bool = False
    counting: str
    calendar: str
    started_at: datetime
    due_at: datetime
    marks: tuple[datetime, ...] = ()
    shares: tuple[int, ...] = ()
    """Whole percent, one for each mark."""
    stops: tuple[str, ...] = ()
    """Names of the events that meet it."""
    source: tuple[str, ...] = ()
    term: str = ""
    """By when, where it is no duration: `same_day`, `3 months in Europe/Lisbon`, a date, an instant, `PT24H..PT48H`."""
    starts: tuple[str, ...] = ()
    """Names of the events that start it; none for the signal."""
    restarts: tuple[str, ...] = ()
    """Names of the events with which it begins anew."""
    not_before: tuple[str, ...] = ()
    """Kinds of clocks whose open deadlines it does not overtake."""
    pauses: tuple[str, ...] = ()
    """What it stands still for: `waiting` for the customer."""
    held_until: datetime | None = None
    """The deadline that held it back."""


class ClockMoved(Event, frozen=True, kw_only=True):
    """Another promise took the slot (Q-19), one that it may not overtake moved (T1), or calendars were revised (T7).

    `due_at` may stay as it was, because a raise never gives more time. `counted` is what the deadline is the earliest
    of, this promise as the last, unless the moment that it names was over; `held_until` is later than all of them.
    """

    slot: str
    clock: str
    within: int
    calendar: str
    counting: str
    strict: bool = False
    was_due_at: datetime
    due_at: datetime
    marks: tuple[datetime, ...] = ()
    shares: tuple[int, ...] = ()
    stops: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    term: str = ""
    starts: tuple[str, ...] = ()
    restarts: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    pauses: tuple[str, ...] = ()
    counted: tuple[CountedFrom, ...] = ()
    held_until: datetime | None = None


class ClockAtRisk(Event, frozen=True, kw_only=True):
    """A mark passed; `told` names who hears of it (nobody where it had passed when it was computed)."""

    slot: str
    share: int
    due_at: datetime
    told: tuple[str, ...] = ()


class ClockMissed(Event, frozen=True, kw_only=True):
    slot: str
    due_at: datetime
    told: tuple[str, ...] = ()


class ClockMet(Event, frozen=True, kw_only=True):
    """`late` where it had been missed before; `by_resolution` where no reply was ever given."""

    slot: str
    late: bool = False
    by_resolution: bool = False


class ClockResumed(Event, frozen=True, kw_only=True):
    """It runs again after a pause or a reopening: the time before `stopped_at` stays used, what came after is free."""

    slot: str
    stopped_at: datetime
    resumed_at: datetime | None = None
    """From when it counts again; None for the moment at which the desk acted."""
    due_at: datetime
    marks: tuple[datetime, ...] = ()
    shares: tuple[int, ...] = ()


class ClockPaused(Event, frozen=True, kw_only=True):
    """Nothing counts until it is resumed: what was left then is left still (T15, T22)."""

    slot: str


class Recalculated(Event, frozen=True, kw_only=True):
    """The running clocks were counted anew under this revision of the workspace's calendars; moved ones follow."""

    revision: int


class PolicyRetired(Event, frozen=True, kw_only=True):
    """The version that the case is pinned to was retired: no clock of it runs any more (T6).

    `cancelled` names the slots of those that ran until now; `told` who hears of it.
    """

    because: str
    cancelled: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
