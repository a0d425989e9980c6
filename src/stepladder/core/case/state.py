"""What a case is at one moment: built only by folding its events, never edited by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from stepladder.core.case.assessment import Assessment, EvidenceAt
from stepladder.core.case.events import CountedFrom, FactSaid
from stepladder.core.case.incident_events import IncidentStanding
from stepladder.core.case.owed import NOTHING_OWED, Owed
from stepladder.core.case.work_state import (
    AskedApproval,
    Attempt,
    CheckedFactor,
    DoneWork,
    DueWork,
    MadeOffer,
    PlacedHold,
    PlannedWork,
    ReturnTimer,
    Tick,
    Waiting,
)
from stepladder.core.clock.promises import window_of

Pauses = tuple[tuple[datetime, datetime], ...]
Stage = Literal["acknowledge", "investigate", "communicate", "follow_up", "recover", "closed"]
ClockStanding = Literal["running", "paused", "met", "met_by_resolution", "missed", "cancelled"]


class CaseClock(msgspec.Struct, gc=False):
    """One promise of the case.

    A missed clock stays missed for ever; `stopped_at` then tells when it was met late, None while it still waits.
    `pauses` are spans that count for nothing, in order and apart: a wait for the customer where the policy says so, and
    between a resolution and the reopening after it (T9, T21); `paused_at` while it stands still. `counted` are the
    promises whose earliest deadline it has, its own as the last; none where that is its own from the start.
    `held_until` is the deadline of another clock which this one may not overtake.
    """

    slot: str
    clock: str
    kind: str
    team: str | None
    within: int
    strict: bool
    counting: str
    calendar: str
    started_at: datetime
    due_at: datetime
    marks: tuple[datetime, ...]
    stops: tuple[str, ...]
    source: tuple[str, ...]
    shares: tuple[int, ...] = ()
    counted: tuple[CountedFrom, ...] = ()
    pauses: Pauses = ()
    state: ClockStanding = "running"
    marks_passed: int = 0
    missed_at: datetime | None = None
    stopped_at: datetime | None = None
    term: str = ""
    starts: tuple[str, ...] = ()
    restarts: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    pauses_for: tuple[str, ...] = ()
    paused_at: datetime | None = None
    held_until: datetime | None = None
    cancelled_because: str | None = None
    """Why it was stopped, where that was no word about the case itself."""

    @property
    def waits(self) -> bool:
        """Whether the promise is still to be kept, in time or late."""
        return self.state == "running" or (self.state == "missed" and self.stopped_at is None)

    @property
    def awaits(self) -> str | None:
        """The team that still has to take the case up to keep it; None where that is not what keeps it."""
        if self.kind != "team_response" or "acknowledged" not in self.stops:
            return None  # Most clocks wait for no team.
        return self.team if self.waits or self.state == "paused" else None

    @property
    def opens_at(self) -> datetime:
        """From when the promise may be kept: its start, unless it is a window."""
        if ".." not in self.term:
            return self.started_at
        return self.started_at + timedelta(seconds=window_of(self.term).earliest)

    def pauses_with(self, stopped: datetime, resumed: datetime) -> Pauses:
        """The pauses and one after them, which goes on with one that ended where it begins; of no length it is none."""
        if resumed <= stopped:
            return self.pauses
        if self.pauses and stopped <= self.pauses[-1][1]:
            begun, ended = self.pauses[-1]
            return (*self.pauses[:-1], (begun, max(resumed, ended)))
        return (*self.pauses, (stopped, resumed))


class CaseTrigger(msgspec.Struct, gc=False):
    """A trigger of the case. `corrected`: a person said that it is wrong, so it is not read again."""

    trigger: str
    state: Literal["provisional", "confirmed", "suggested", "corrected"]
    reader: str
    confidence: float
    evidence: tuple[EvidenceAt, ...] = ()


class CaseRoute(msgspec.Struct, gc=False):
    """A notice that was told, or withdrawn after a correction; `taken_up` once somebody took the case up after it."""

    route: str
    to: str
    channel: str
    cc: tuple[str, ...]
    told_at: datetime
    withdrawn: bool = False
    taken_up: bool = False


class Case(msgspec.Struct):
    """A case, from its first signal until it is closed. Instants are aware UTC; `version` counts its events.

    `owner` is a person's id, or the role that holds the case until a person takes it: never empty (T43).
    """

    id: str
    version: int = 0
    calendar_revision: int = 0
    """The revision of the workspace's calendars under which its clocks were last counted."""
    pack: str = ""
    pack_version: str = ""
    digest: str = ""
    opened_at: datetime | None = None
    customer: str | None = None
    contact: str | None = None
    conversation: str | None = None
    continues: str | None = None
    zone: str | None = None
    """The customer's, as it was known when the case was opened."""
    continued_by: list[str] = []
    owner: str = ""
    owner_is_person: bool = False
    fallback_role: str = ""
    participants: list[str] = []
    assessment: Assessment | None = None
    levels_by_person: dict[str, str] = {}
    triggers: dict[str, CaseTrigger] = {}
    clocks: dict[str, CaseClock] = {}
    routes: dict[str, CaseRoute] = {}
    facts_read: dict[str, FactSaid] = {}
    """What the signals stated or showed, by full name; `facts` stands over it."""
    facts: dict[str, FactSaid] = {}
    """What a person said, by full name; words of facts of type text stand in the rows that `fact_texts` names."""
    fact_texts: dict[str, str] = {}
    signals: list[str] = []
    attempts: list[Attempt] = []
    ticks: dict[str, Tick] = {}
    """Gates that were waived, by `scope/id`, and items that were shown to be there, by `scope/id/item`."""
    factors: dict[str, CheckedFactor] = {}
    approvals: dict[str, AskedApproval] = {}
    done: dict[str, DoneWork] = {}
    due: dict[str, DueWork] = {}
    """Steps that have a time, by key."""
    follow_ups: dict[str, PlannedWork] = {}
    holds: dict[str, PlacedHold] = {}
    offers: list[MadeOffer] = []
    given_fields: list[str] = []
    """Fields of the hand-over that a person filled in."""
    hand_over: ReturnTimer | None = None
    quality: list[str] = []
    """The marks of the last hand-over."""
    calls: list[datetime] = []
    """When somebody reached the customer by telephone."""
    talks: list[datetime] = []
    """When somebody of our own was reached."""
    messages: list[str] = []
    """The messages to the customer, by the row of their words."""
    written_inside: list[str] = []
    """The roles of ours that a person wrote to about it."""
    calls_made: int = 0
    """Those that reached nobody included."""
    said: dict[str, int] = {}
    """How often each rule that allows only so many found its words in messages sent before."""
    waiting: Waiting | None = None
    promises: int = 0
    """How many times a reply was promised."""
    confirmed_at: datetime | None = None
    incident: str | None = None
    incident_state: IncidentStanding | None = None
    entries: dict[str, str] = {}
    """Entries of registers that are about it, each with the state it is in."""
    entries_heard: dict[str, int] = {}
    """The number of the last news of each entry, of those too that are not about it any more."""
    merged_into: str | None = None
    split_from: str | None = None
    linked: dict[str, str] = {}
    """Cases that belong to this one, each with how."""
    acknowledged_at: datetime | None = None
    answered_by: list[str] = []
    """Who acknowledged it beside its owner, since it last changed hands."""
    first_reply_at: datetime | None = None
    customer_waits_since: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    policy_retired_at: datetime | None = None
    policy_retired_because: str | None = None
    """Once its version is retired no clock of the case runs or starts any more."""
    errors: list[str] = []
    """Notices that could not be delivered, in words for people."""
    failed_deliveries: list[str] = []

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def is_with_customer(self, name: str) -> bool:
        """Whether somebody of the customer's side is meant, and nobody of ours: only with them is a call an answer."""
        return name in ("customer", "contact", self.contact, self.customer)

    @property
    def owed(self) -> Owed:
        """What the policy asks for beyond clocks and notices, as it stands."""
        return self.assessment.owed if self.assessment is not None else NOTHING_OWED

    def teams_awaited(self, *, by_now: datetime | None = None) -> tuple[str, ...]:
        """The teams that have promised to take it up and have not; `by_now`: those alone that could keep it then."""
        awaited = [(team, one) for one in self.clocks.values() if (team := one.awaits) is not None]
        return tuple(dict.fromkeys([team for team, one in awaited if by_now is None or one.opens_at <= by_now]))

    def hold_on(self, what: str) -> PlacedHold | None:
        """The hold for which something of this kind may not change now."""
        return next((one for one in self.holds.values() if one.what == what and one.released_at is None), None)

    @property
    def urgency(self) -> int:
        """0 to 3, from the highest level: the order in which work is taken up."""
        return self.assessment.urgency if self.assessment is not None else 0

    @property
    def levels(self) -> dict[str, str]:
        """The level on each scale, a person's over the policy's."""
        return (self.assessment.levels if self.assessment is not None else {}) | self.levels_by_person

    @property
    def stage(self) -> Stage:
        """Where the case stands, as far as its events tell.

        `communicate` once somebody of ours has answered, `follow_up` from the resolution on, `recover` once the
        customer has confirmed it.
        """
        if self.closed_at is not None:
            return "closed"
        if self.confirmed_at is not None:
            return "recover"
        if self.resolved_at is not None:
            return "follow_up"
        if self.acknowledged_at is None:
            return "acknowledge"
        return "communicate" if self.first_reply_at is not None else "investigate"
