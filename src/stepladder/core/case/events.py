"""What can happen to a case: one frozen type per event, stored as JSON under its name.

Events hold no words of customers: texts are rows of their own, named here by id. Instants are aware UTC.
Old versions of an event are lifted to today's form by `upcasters.py` before they are read.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from stepladder.core.case.assessment import Assessment, EvidenceAt
from stepladder.core.case.clock_events import ClockAtRisk as ClockAtRisk
from stepladder.core.case.clock_events import ClockMet as ClockMet
from stepladder.core.case.clock_events import ClockMissed as ClockMissed
from stepladder.core.case.clock_events import ClockMoved as ClockMoved
from stepladder.core.case.clock_events import ClockPaused as ClockPaused
from stepladder.core.case.clock_events import ClockResumed as ClockResumed
from stepladder.core.case.clock_events import ClockStarted as ClockStarted
from stepladder.core.case.clock_events import CountedFrom as CountedFrom
from stepladder.core.case.clock_events import PolicyRetired as PolicyRetired
from stepladder.core.case.clock_events import Recalculated as Recalculated
from stepladder.core.case.event_base import Event
from stepladder.core.case.event_base import FactSaid as FactSaid
from stepladder.core.case.hand_over_events import (
    HandedOver,
    HandOverExpired,
    HandOverHeld,
    HandOverReturned,
    Merged,
    PolicyMoved,
    Split,
)
from stepladder.core.case.incident_events import (
    IncidentDeclared,
    IncidentEnded,
    IncidentLinked,
    IncidentUnlinked,
    IncidentUpdated,
)
from stepladder.core.case.register_events import EntryAdvanced, EntryLinked, EntryUnlinked
from stepladder.core.case.talk_events import (
    ActWarned,
    CallLogged,
    CustomerConfirmed,
    CustomerDenied,
    GuardWarned,
    InternalMessageSent,
    MessageSent,
    ReplyPromised,
    TrainingRemarked,
    WaitingEnded,
    WaitingStarted,
)
from stepladder.core.case.work_events import (
    ApprovalExpired,
    ApprovalGiven,
    ApprovalRefused,
    ApprovalRequested,
    AttemptLogged,
    ConcessionGranted,
    FactorChecked,
    FactorExpired,
    FollowUpDue,
    FollowUpPlanned,
    GateClosed,
    GateOpened,
    GateTicked,
    GateWaived,
    HoldPlaced,
    HoldReleased,
    IdentityMet,
    OfferAnswered,
    OfferMade,
    StepCompleted,
    StepOverdue,
    StepSkipped,
)


class SignalReceived(Event, frozen=True, kw_only=True):
    """A signal became part of the case. `text` names the row with subject and words."""

    signal: str
    sender: str
    kind: str
    channel: str | None = None
    conversation: str | None = None
    text: str | None = None


class CaseOpened(Event, frozen=True, kw_only=True):
    """`pack` and `digest` pin the policy text; `continues` is the closed case whose conversation goes on here.

    `owner_role` holds the case until a person takes it, `fallback_role` hears what would reach nobody else (Q-22);
    `facts` are typed values that the signal stated or showed, by their full name, never words; `zone` is that of the
    customer, where it was known: the case keeps it. `revision` is that of the calendars its clocks were counted under.
    """

    pack: str
    version: str
    digest: str
    customer: str | None = None
    contact: str | None = None
    conversation: str | None = None
    continues: str | None = None
    split_from: str | None = None
    owner_role: str
    fallback_role: str = ""
    assessment: Assessment
    facts: dict[str, FactSaid] = msgspec.field(default_factory=dict)
    zone: str | None = None
    revision: int = 0


class SignalJoined(Event, frozen=True, kw_only=True):
    """A further signal. `assessment` where it changed what is made of the case; `facts` as in CaseOpened."""

    signal: str
    assessment: Assessment | None = None
    facts: dict[str, FactSaid] = msgspec.field(default_factory=dict)


class CustomerReplied(Event, frozen=True, kw_only=True):
    """`automatic` replies (out of office, bounces) are recorded and count for nothing."""

    signal: str | None = None
    text: str | None = None
    channel: str | None = None
    automatic: bool = False


class TriggerMatched(Event, frozen=True, kw_only=True):
    trigger: str
    state: Literal["provisional", "confirmed", "suggested"]
    reader: str
    confidence: float
    evidence: tuple[EvidenceAt, ...] = ()


class TriggerConfirmed(Event, frozen=True, kw_only=True):
    trigger: str


class TriggerCorrected(Event, frozen=True, kw_only=True):
    """`becomes` is the trigger it really is, None where it is none at all.

    `fact` names a fact whose new value no longer shows the trigger: then nobody ruled it out, and it may match again.
    """

    trigger: str
    becomes: str | None = None
    because: str | None = None
    fact: str | None = None


class Reassessed(Event, frozen=True, kw_only=True):
    """The policy was asked again. `cancelled` names the slots of clocks that no longer stand."""

    assessment: Assessment
    cancelled: tuple[str, ...] = ()


class FactSet(Event, frozen=True, kw_only=True):
    """A person said a fact (by its full name). Words of facts of type text stand in the row `text`.

    `field` is the field of a hand-over that says it.
    """

    fact: str
    field: str | None = None
    value: FactSaid | None = None
    text: str | None = None


class LevelSet(Event, frozen=True, kw_only=True):
    """`by_person` levels stand over the policy's own until another is set."""

    scale: str
    level: str
    by_person: bool = False
    because: str | None = None


class RouteTold(Event, frozen=True, kw_only=True):
    """A notice goes out to `to` and to each of `cc`. `because_of` names a role that could not be reached."""

    route: str
    to: str
    channel: str
    cc: tuple[str, ...] = ()
    template: str | None = None
    tags: tuple[str, ...] = ()
    because_of: str | None = None


class RouteWithdrawn(Event, frozen=True, kw_only=True):
    route: str
    to: str


class DeliveryFailed(Event, frozen=True, kw_only=True):
    """A notice could not be delivered: a named error on the case. `reason` is for people, without customer words."""

    delivery: str
    to: str
    channel: str
    reason: str


class Acknowledged(Event, frozen=True, kw_only=True):
    """Somebody took the case up, or answered for their team; a new owner follows in an event of its own.

    `teams` are those whose promise it answers; None, as before that was asked, for every team.
    """

    teams: tuple[str, ...] | None = None


class OwnerChanged(Event, frozen=True, kw_only=True):
    """`person` is False where a role of the directory holds the case."""

    owner: str
    was: str | None = None
    person: bool = True


class NoteAdded(Event, frozen=True, kw_only=True):
    text: str


class Resolved(Event, frozen=True, kw_only=True):
    text: str | None = None
    cause: str | None = None
    prevention: str | None = None


class Reopened(Event, frozen=True, kw_only=True):
    because: str


class Closed(Event, frozen=True, kw_only=True):
    resolved_by_team: bool
    satisfied: bool | None = None
    first_level_possible: bool | None = None
    lesson: str | None = None


Relation = Literal["continued_by", "merged_from", "split_from"]


class Linked(Event, frozen=True, kw_only=True):
    """Another case belongs to this one: it continues a closed conversation, was merged into this, or split off here."""

    case: str
    relation: Relation


DESK_NAMES = frozenset({"policy", "clock", "desk"})
"""What `by` says where no person acted."""

AnyEvent = (
    SignalReceived | CaseOpened | SignalJoined | CustomerReplied | TriggerMatched | TriggerConfirmed
    | TriggerCorrected | Reassessed | FactSet | LevelSet | ClockStarted | ClockMoved | ClockAtRisk | ClockMissed
    | ClockMet | ClockPaused | ClockResumed | Recalculated | PolicyRetired | RouteTold | RouteWithdrawn
    | DeliveryFailed | Acknowledged | OwnerChanged | NoteAdded | MessageSent | InternalMessageSent | GuardWarned
    | ActWarned | CallLogged | WaitingStarted | WaitingEnded | ReplyPromised | CustomerConfirmed | CustomerDenied
    | AttemptLogged | GateTicked | GateOpened | GateClosed | GateWaived | FactorChecked | FactorExpired | IdentityMet
    | ApprovalRequested | ApprovalGiven | ApprovalRefused | ApprovalExpired | StepCompleted | StepSkipped
    | StepOverdue | FollowUpPlanned | FollowUpDue | HoldPlaced | HoldReleased | OfferMade | OfferAnswered
    | ConcessionGranted | HandedOver | HandOverHeld | HandOverReturned | HandOverExpired | Merged | Split
    | PolicyMoved | IncidentLinked | IncidentUnlinked | IncidentDeclared | IncidentUpdated | IncidentEnded
    | EntryLinked | EntryUnlinked | EntryAdvanced | TrainingRemarked | Resolved | Reopened | Closed | Linked
)  # fmt: skip


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """An event with its place in time, before it is stored: when it was due, when it was noticed, who did it, and why.

    `at` is the instant it belongs to (a deadline's own instant), `noticed_at` the moment the desk acted;
    `by` a person's id, `policy`, or `clock`; `cause` the command or event that led to it.
    """

    at: datetime
    noticed_at: datetime
    by: str
    cause: str
    event: AnyEvent

    @property
    def by_person(self) -> bool:
        """Whether a human did it: what the desk does by itself is no first response (Q-15)."""
        return self.by not in DESK_NAMES

    @property
    def late(self) -> bool:
        """Noticed more than 5 seconds after its own instant."""
        return (self.noticed_at - self.at).total_seconds() > 5
