"""What the desk needs from the outside: a store, ways to send, the time. Adapters live in rooms of their own.

All instants are aware UTC. Every row belongs to one workspace.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from stepladder.core.case.events import Happened
from stepladder.core.case.orders import DeliveryOrder
from stepladder.core.case.reactions import ReactionOrder
from stepladder.core.case.state import Case
from stepladder.core.duty.absence import Absence
from stepladder.core.duty.rota import Override, Rota
from stepladder.core.triage.request import Customer
from stepladder.core.values import DeskError
from stepladder.service.aggregate_rows import Aggregate as Aggregate
from stepladder.service.aggregate_rows import AggregateChange as AggregateChange
from stepladder.service.aggregate_rows import EventRow as EventRow
from stepladder.service.made import Made
from stepladder.service.ports_channels import Channel as Channel
from stepladder.service.ports_channels import Message as Message
from stepladder.service.ports_channels import NotSent as NotSent
from stepladder.service.ports_channels import Sent as Sent
from stepladder.service.rows import (
    Address,
    ArchivedLine,
    BoardPage,
    BoardQuery,
    CalendarRevisionRow,
    CandidatePack,
    CaseFilter,
    CaseLine,
    DeliveryLine,
    PackVersion,
    PersonRow,
    RefusedPack,
    Retirement,
    StoredEvent,
    WorkspaceRow,
)
from stepladder.service.texts import Text as Text


class StaleCase(DeskError):
    """The case changed since it was read: read it again and decide again."""


class KeyTaken(DeskError):
    """Another request stored this idempotency key first: answer what it answered."""


class TimePort(Protocol):
    """The one source of the present moment. `shifted` says that it is not the time of day, which every page shows."""

    @property
    def shifted(self) -> bool: ...
    def now(self) -> datetime: ...  # Aware UTC with its fraction of a second.


class StoredSignal(Made, frozen=True, kw_only=True):
    """What arrived, as it is kept: the words stand in `text`, `facts` is what the sender stated in JSON."""

    id: str
    source: str
    key: str
    at: datetime
    received_at: datetime
    sender: str
    kind: str
    channel: str | None
    conversation: str | None
    customer: str | None
    contact: dict[str, Any] | None
    facts: dict[str, Any]
    text: str | None
    case: str | None
    request: bytes = b"{}"
    """The request it came in, JSON without its words, so that the policy can be asked again."""


class IntakeAnswer(Made, frozen=True, kw_only=True):
    """What was answered under an idempotency key: (workspace, source, key) is unique and outlives the case."""

    source: str
    key: str
    body_hash: str
    status: int
    body: bytes


class Change(Made, frozen=True, kw_only=True):
    """All that one command changes, stored in one transaction or not at all.

    Fields: case - the state after the events, None for a signal that belongs to no case; expected_version - the version
    the decision was made on, 0 for a new case; events - numbered from expected_version + 1.
    """

    workspace: str
    recorded_at: datetime
    case: Case | None = None
    wake_at: datetime | None = None
    expected_version: int = 0
    events: tuple[Happened, ...] = ()
    signal: StoredSignal | None = None
    customer_name: str | None = None
    """For a new case: what the signal calls the customer."""
    texts: tuple[Text, ...] = ()
    intake: IntakeAnswer | None = None
    deliveries: tuple[DeliveryOrder, ...] = ()
    reactions: tuple[ReactionOrder, ...] = ()


AnyChange = Change | AggregateChange


class ClaimedDelivery(Made, frozen=True, kw_only=True):
    """A delivery under a lease: only a report with the same `fence` counts."""

    workspace: str
    delivery: DeliveryOrder
    fence: int
    attempts: int
    """Tries so far, this one included."""
    doubts: int
    """Tries of which nobody knows whether they went out."""
    lease_until: datetime


class ClaimedReaction(Made, frozen=True, kw_only=True):
    workspace: str
    reaction: ReactionOrder
    tries: int


AttemptEnd = Literal["sent", "delivered", "failed", "uncertain", "held", "dead"]


class AttemptReport(Made, frozen=True, kw_only=True):
    """How one try ended, and when to try again, if so.

    `held`: it was not sent, for the reason given. `uncertain`: it may have gone out. `dead`: nobody tries any more.
    """

    workspace: str
    delivery: str
    fence: int
    at: datetime
    state: AttemptEnd
    address: str | None
    reason: str | None = None
    provider_ref: str | None = None
    retry_at: datetime | None = None
    text: Text | None = None
    """What was sent, as it was sent."""


class Lane(Made, frozen=True, kw_only=True):
    """Which deliveries a sender takes: those of the channels in `only`, or of any but the channels in `besides`.

    Fields: from_urgency - none that is less urgent.
    """

    only: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()
    from_urgency: int = 0


ANY_LANE = Lane()


class DueReport(Made, frozen=True, kw_only=True):
    """One batch of what is due: how many were ticked, how many another writer had changed meanwhile, and what failed.

    `failed` holds (workspace, case or stream, fault); such a one is tried again later, each time after a longer pause.
    `late_by` says of each wake-up of the batch by how much time it was noticed late.
    """

    ticked: int = 0
    passed_over: int = 0
    failed: tuple[tuple[str, str, Exception], ...] = ()
    late_by: tuple[timedelta, ...] = ()

    @property
    def seen(self) -> int:
        return self.ticked + self.passed_over + len(self.failed)


class Surroundings(Made, frozen=True, kw_only=True):
    """What intake needs to know before it decides, read at one go."""

    answer: IntakeAnswer | None
    digest: str | None
    revision: int
    """Of the workspace's calendars, 0 for none."""
    customer: Customer | None
    joins: Case | None
    continues: str | None


TickCase = Callable[[str, Case], Change | None]
TickAggregate = Callable[[str, Aggregate], AggregateChange | None]


class Store(Protocol):
    """The one writer and the reads that decisions need. Every method is one short transaction."""

    @property
    def outages(self) -> tuple[type[Exception], ...]: ...  # Raised where the store itself does not answer.
    def commit(self, changes: Sequence[AnyChange]) -> None: ...  # Raises StaleCase, KeyTaken; then nothing is stored.
    def surroundings(
        self,
        workspace: str,
        source: str,
        key: str,
        *,
        conversation: str | None,
        customer: str | None,
        contact: str | None,
    ) -> Surroundings: ...
    def load_case(self, workspace: str, case: str) -> Case | None: ...
    def load_cases(self, workspace: str, ids: Sequence[str]) -> Mapping[str, Case]: ...  # Those that there are.
    def archived_case(self, workspace: str, case: str) -> ArchivedLine | None: ...  # Where it went.
    def load_aggregate(self, workspace: str, kind: str, id: str) -> Aggregate | None: ...
    def aggregates(
        self, workspace: str, kind: str, *, after: str = "", limit: int = 100
    ) -> list[Aggregate]: ...  # By id, beyond `after`.
    def find_case(
        self, workspace: str, *, conversation: str | None, customer: str | None, contact: str | None
    ) -> tuple[
        Case | None, str | None
    ]: ...  # The open case it joins, and the closed one whose conversation it continues.
    def cases_of_customer(
        self, workspace: str, customer: str, *, besides: str
    ) -> list[Case]: ...  # Open and closed, but for that one.
    def customer(self, workspace: str, customer: str) -> Customer | None: ...
    def texts(self, workspace: str, ids: Sequence[str]) -> dict[str, Text]: ...
    def signals(self, workspace: str, ids: Sequence[str]) -> dict[str, StoredSignal]: ...  # In the order of the ids.
    def latest_instant(self) -> datetime | None: ...  # Of anything recorded: a clock may not start before it.

    # What falls due.
    def next_instant(self, lane: Lane | None = None) -> datetime | None: ...  # Of all but deliveries, or of a lane.
    def tick_due(self, now: datetime, limit: int, tick: TickCase) -> DueReport: ...  # Most urgent first.
    def tick_aggregates(self, now: datetime, limit: int, tick: TickAggregate) -> DueReport: ...  # Likewise.
    def claim_deliveries(
        self, now: datetime, lease_seconds: int, limit: int, lane: Lane = ANY_LANE
    ) -> list[ClaimedDelivery]: ...
    def expired_leases(self, now: datetime, limit: int) -> list[ClaimedDelivery]: ...  # Their senders were cut off.
    def report_attempt(self, report: AttemptReport) -> bool: ...  # False: the lease was lost, nothing is changed.
    def resend(self, workspace: str, delivery: str, now: datetime) -> bool: ...  # False: it may not be.
    def claim_reactions(self, now: datetime, limit: int) -> list[ClaimedReaction]: ...
    def finish_reaction(self, claimed: ClaimedReaction, change: AnyChange | None, outcome: str = "done") -> bool: ...
    def postpone_reaction(self, claimed: ClaimedReaction, until: datetime) -> None: ...

    # Policy and people.
    def workspaces(self) -> tuple[WorkspaceRow, ...]: ...
    def workspace(self, workspace: str) -> WorkspaceRow | None: ...
    def save_workspace(self, row: WorkspaceRow) -> None: ...
    def pack_in_force(self, workspace: str) -> str | None: ...  # Its digest.
    def pack_version(self, workspace: str, digest: str) -> PackVersion | None: ...
    def pack_versions(self, workspace: str) -> tuple[PackVersion, ...]: ...  # Newest first, without their files.
    def publish(self, workspace: str, version: PackVersion) -> None: ...  # In force from now on; forgets a refusal.
    def publish_on_top(
        self, workspace: str, version: PackVersion, *, on_top_of: str | None
    ) -> bool: ...  # As `publish`, only while that digest is in force (None: nothing is). False: nothing is changed.
    def retire_pack(
        self,
        workspace: str,
        digest: str,
        retirement: Retirement,
        command: bytes,
        settle: bytes,
        settles_at: datetime,
        *,
        in_force_too: bool,
    ) -> (
        int | None
    ): ...  # With a reaction for each open case of it, how many; None: retired before, or in force and not meant.
    def settle_retirement(
        self, claimed: ClaimedReaction, digest: str, retired_at: datetime, command: bytes
    ) -> int: ...  # A reaction for each open case of it that has none of this retirement; how many.
    def keep_candidate(self, workspace: str, candidate: CandidatePack) -> None: ...  # Forgotten when it is published.
    def candidate(self, workspace: str, digest: str) -> CandidatePack | None: ...
    def candidates(self, workspace: str) -> tuple[CandidatePack, ...]: ...  # Newest first, without their files.
    def drop_candidate(self, workspace: str, digest: str) -> None: ...
    def refuse_pack(self, workspace: str, refused: RefusedPack) -> None: ...
    def refused_pack(self, workspace: str) -> RefusedPack | None: ...
    def calendar_revision(self, workspace: str) -> int: ...  # The number of the newest, 0 for none.
    def calendar_revision_row(self, workspace: str, number: int) -> CalendarRevisionRow | None: ...
    def calendar_revisions(
        self, workspace: str, limit: int = 20
    ) -> tuple[CalendarRevisionRow, ...]: ...  # Newest first.
    def publish_calendars(
        self, workspace: str, row: CalendarRevisionRow, command: bytes, settle: bytes, settles_at: datetime
    ) -> (
        int | None
    ): ...  # With a reaction for each open case, how many; None: there is such a number, nothing is stored.
    def settle_calendars(
        self, claimed: ClaimedReaction, number: int, command: bytes
    ) -> int: ...  # A reaction for each open case that has none of this revision; how many.
    def open_cases(self, workspace: str, *, after: str, limit: int) -> list[Case]: ...  # By id, beyond `after`.
    def digests_of_open_cases(self, workspace: str) -> tuple[str, ...]: ...
    def open_cases_by_digest(self, workspace: str) -> Mapping[str, int]: ...  # How many are pinned to each version.
    def people(self, workspace: str) -> tuple[PersonRow, ...]: ...
    def save_person(self, workspace: str, person: PersonRow) -> None: ...
    def addresses(self, workspace: str) -> tuple[Address, ...]: ...
    def save_address(self, workspace: str, address: Address) -> None: ...
    def absences(self, workspace: str, since: datetime) -> tuple[Absence, ...]: ...  # That end after `since`.
    def save_absence(self, workspace: str, absence: Absence) -> None: ...  # One of a person for each start.
    def drop_absence(self, workspace: str, person: str, starts_at: datetime) -> None: ...
    def rotas(self, workspace: str, since: datetime) -> tuple[Rota, ...]: ...  # Overrides that end after `since`.
    def save_rota(self, workspace: str, rota: Rota) -> None: ...  # One of a role; its overrides stay as they are.
    def drop_rota(self, workspace: str, role: str) -> None: ...  # With its overrides.
    def save_override(
        self, workspace: str, role: str, override: Override, made_at: datetime
    ) -> None: ...  # Of those that overlap the one made last counts.
    def drop_override(self, workspace: str, role: str, starts_at: datetime) -> None: ...
    def customers(self, workspace: str) -> tuple[Customer, ...]: ...
    def customer_names(self, workspace: str, ids: Sequence[str]) -> Mapping[str, Customer]: ...
    def told_names(
        self, workspace: str, ids: Sequence[str]
    ) -> Mapping[str, str]: ...  # As one of their newest cases tells it, where one does.
    def save_customer(self, workspace: str, customer: Customer) -> None: ...

    # What pages and peers read.
    def board(self, query: BoardQuery) -> BoardPage: ...
    def cases(self, filter: CaseFilter) -> tuple[CaseLine, ...]: ...
    def events(self, workspace: str, stream: str, *, after: int = 0, limit: int = 500) -> tuple[StoredEvent, ...]: ...
    def deliveries(
        self, workspace: str, *, case: str | None = None, states: Sequence[str] = (), limit: int = 200
    ) -> tuple[DeliveryLine, ...]: ...
    def ready(self) -> bool: ...  # The database answers and has the form that this release needs.
