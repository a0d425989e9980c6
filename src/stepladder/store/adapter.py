"""The store as the desk knows it, on any of Django's databases. Each method is one short transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.db import Error, InterfaceError, OperationalError

from stepladder.core.case.state import Case
from stepladder.core.duty.absence import Absence
from stepladder.core.duty.rota import Override, Rota
from stepladder.core.triage.request import Customer
from stepladder.service.ports import (
    ANY_LANE,
    Aggregate,
    AggregateChange,
    AnyChange,
    AttemptReport,
    Change,
    ClaimedDelivery,
    ClaimedReaction,
    DueReport,
    Lane,
    StoredSignal,
    Surroundings,
    Text,
    TickAggregate,
    TickCase,
    TimePort,
)
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
from stepladder.store import (
    aggregates,
    archived_rows,
    calendar_revisions,
    cases,
    deliveries,
    delivery_lines,
    due,
    due_batches,
    duty,
    lists,
    migrated,
    policy,
    reactions,
    retirements,
    writing,
)
from stepladder.store.due_batches import DueRow
from stepladder.store.moments import read
from stepladder.store.sql import Database


class StoreAdapter:
    """Implements `service.ports.Store`; the contract tests say what that means."""

    def __init__(self, time: TimePort, alias: str = "default", ring: Callable[[], None] | None = None) -> None:
        """Takes: ring - called after each commit, so that a sleeping worker looks for new work."""
        self._time, self._database, self._ring = time, Database(alias), ring

    @property
    def outages(self) -> tuple[type[Exception], ...]:
        return (OperationalError, InterfaceError)

    # Deciding.

    def commit(self, changes: Sequence[AnyChange]) -> None:
        writing.commit(self._database, changes)
        if self._ring is not None:
            self._ring()

    def surroundings(
        self,
        workspace: str,
        source: str,
        key: str,
        *,
        conversation: str | None,
        customer: str | None,
        contact: str | None,
    ) -> Surroundings:
        return cases.surroundings(
            self._database,
            workspace,
            source,
            key,
            conversation=conversation,
            customer=customer,
            contact=contact,
        )

    def load_case(self, workspace: str, case: str) -> Case | None:
        return cases.load(self._database, workspace, case)

    def load_cases(self, workspace: str, ids: Sequence[str]) -> Mapping[str, Case]:
        return cases.load_some(self._database, workspace, ids)

    def archived_case(self, workspace: str, case: str) -> ArchivedLine | None:
        return archived_rows.where_it_went(self._database, workspace, case)

    def load_aggregate(self, workspace: str, kind: str, id: str) -> Aggregate | None:
        return aggregates.load(self._database, workspace, kind, id)

    def aggregates(self, workspace: str, kind: str, *, after: str = "", limit: int = 100) -> list[Aggregate]:
        return aggregates.listed(self._database, workspace, kind, after=after, limit=limit)

    def find_case(
        self, workspace: str, *, conversation: str | None, customer: str | None, contact: str | None
    ) -> tuple[Case | None, str | None]:
        return cases.find(self._database, workspace, conversation=conversation, customer=customer, contact=contact)

    def customer(self, workspace: str, customer: str) -> Customer | None:
        return policy.customer(self._database, workspace, customer)

    def texts(self, workspace: str, ids: Sequence[str]) -> dict[str, Text]:
        return cases.texts(self._database, workspace, ids)

    def signals(self, workspace: str, ids: Sequence[str]) -> dict[str, StoredSignal]:
        return cases.signals(self._database, workspace, ids)

    def latest_instant(self) -> datetime | None:
        # What was archived took its events along, and is older than the moment at which that was done.
        row = self._database.row(
            'SELECT max(at) FROM (SELECT max("recorded_at") AS at FROM "store_event" '
            'UNION ALL SELECT max("archived_at") FROM "store_archivedcase") AS latest'
        )
        return read(row[0]) if row else None

    # What falls due.

    def next_instant(self, lane: Lane | None = None) -> datetime | None:
        if lane is None:
            return due.next_of_cases(self._database)
        return due.next_of_deliveries(self._database, lane)

    def tick_due(self, now: datetime, limit: int, tick: TickCase) -> DueReport:
        def one(row: DueRow) -> Change | None:
            return tick(row.workspace, cases.restored(self._database, row.workspace, row.id, row.state, row.shape))

        return due_batches.tick_due(self._database, due_batches.CASES, now, limit, one)

    def tick_aggregates(self, now: datetime, limit: int, tick: TickAggregate) -> DueReport:
        def one(row: DueRow) -> AggregateChange | None:
            return tick(row.workspace, aggregates.restored((row.kind, row.id, row.version, row.shape, row.state)))

        return due_batches.tick_due(self._database, due_batches.AGGREGATES, now, limit, one)

    def claim_deliveries(
        self, now: datetime, lease_seconds: int, limit: int, lane: Lane = ANY_LANE
    ) -> list[ClaimedDelivery]:
        return deliveries.claim(self._database, now, lease_seconds, limit, lane)

    def expired_leases(self, now: datetime, limit: int) -> list[ClaimedDelivery]:
        return deliveries.expired(self._database, now, limit)

    def report_attempt(self, report: AttemptReport) -> bool:
        return deliveries.report(self._database, report)

    def resend(self, workspace: str, delivery: str, now: datetime) -> bool:
        changed = deliveries.resend(self._database, workspace, delivery, now)
        if changed and self._ring is not None:
            self._ring()
        return changed

    def claim_reactions(self, now: datetime, limit: int) -> list[ClaimedReaction]:
        return reactions.claim(self._database, now, limit)

    def finish_reaction(self, claimed: ClaimedReaction, change: AnyChange | None, outcome: str = "done") -> bool:
        return reactions.finish(self._database, claimed, change, outcome, self._time.now())

    def postpone_reaction(self, claimed: ClaimedReaction, until: datetime) -> None:
        reactions.postpone(self._database, claimed, until)

    # Policy and people.

    def workspaces(self) -> tuple[WorkspaceRow, ...]:
        return policy.workspaces(self._database)

    def workspace(self, workspace: str) -> WorkspaceRow | None:
        return policy.workspace(self._database, workspace)

    def save_workspace(self, row: WorkspaceRow) -> None:
        policy.save_workspace(self._database, row)

    def pack_in_force(self, workspace: str) -> str | None:
        return policy.in_force(self._database, workspace)

    def pack_version(self, workspace: str, digest: str) -> PackVersion | None:
        return policy.version(self._database, workspace, digest)

    def pack_versions(self, workspace: str) -> tuple[PackVersion, ...]:
        return policy.versions(self._database, workspace)

    def publish(self, workspace: str, version: PackVersion) -> None:
        policy.publish(self._database, workspace, version)

    def publish_on_top(self, workspace: str, version: PackVersion, *, on_top_of: str | None) -> bool:
        return policy.publish_on_top(self._database, workspace, version, on_top_of)

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
    ) -> int | None:
        found = retirements.retire(
            self._database, workspace, digest, retirement, command, settle, settles_at, in_force_too=in_force_too
        )
        if found is not None and self._ring is not None:
            self._ring()
        return found

    def settle_retirement(self, claimed: ClaimedReaction, digest: str, retired_at: datetime, command: bytes) -> int:
        return retirements.settle(self._database, claimed, digest, retired_at, command, self._time.now())

    def keep_candidate(self, workspace: str, candidate: CandidatePack) -> None:
        policy.keep_candidate(self._database, workspace, candidate)

    def candidate(self, workspace: str, digest: str) -> CandidatePack | None:
        return policy.candidate(self._database, workspace, digest)

    def candidates(self, workspace: str) -> tuple[CandidatePack, ...]:
        return policy.candidates(self._database, workspace)

    def drop_candidate(self, workspace: str, digest: str) -> None:
        policy.drop_candidate(self._database, workspace, digest)

    def refuse_pack(self, workspace: str, refused: RefusedPack) -> None:
        policy.refuse(self._database, workspace, refused)

    def refused_pack(self, workspace: str) -> RefusedPack | None:
        return policy.refused(self._database, workspace)

    def calendar_revision(self, workspace: str) -> int:
        return calendar_revisions.newest(self._database, workspace)

    def calendar_revision_row(self, workspace: str, number: int) -> CalendarRevisionRow | None:
        return calendar_revisions.one(self._database, workspace, number)

    def calendar_revisions(self, workspace: str, limit: int = 20) -> tuple[CalendarRevisionRow, ...]:
        return calendar_revisions.rows(self._database, workspace, limit)

    def publish_calendars(
        self, workspace: str, row: CalendarRevisionRow, command: bytes, settle: bytes, settles_at: datetime
    ) -> int | None:
        found = calendar_revisions.publish(self._database, workspace, row, command, settle, settles_at)
        if found is not None and self._ring is not None:
            self._ring()
        return found

    def settle_calendars(self, claimed: ClaimedReaction, number: int, command: bytes) -> int:
        return calendar_revisions.settle(self._database, claimed, number, command, self._time.now())

    def cases_of_customer(self, workspace: str, customer: str, *, besides: str) -> list[Case]:
        return cases.of_customer(self._database, workspace, customer, besides=besides)

    def open_cases(self, workspace: str, *, after: str, limit: int) -> list[Case]:
        return cases.open_ones(self._database, workspace, after=after, limit=limit)

    def digests_of_open_cases(self, workspace: str) -> tuple[str, ...]:
        return cases.open_digests(self._database, workspace)

    def open_cases_by_digest(self, workspace: str) -> dict[str, int]:
        return cases.open_by_digest(self._database, workspace)

    def people(self, workspace: str) -> tuple[PersonRow, ...]:
        return policy.people(self._database, workspace)

    def save_person(self, workspace: str, person: PersonRow) -> None:
        policy.save_person(self._database, workspace, person)

    def addresses(self, workspace: str) -> tuple[Address, ...]:
        return policy.addresses(self._database, workspace)

    def save_address(self, workspace: str, address: Address) -> None:
        policy.save_address(self._database, workspace, address)

    def absences(self, workspace: str, since: datetime) -> tuple[Absence, ...]:
        return duty.absences(self._database, workspace, since)

    def save_absence(self, workspace: str, absence: Absence) -> None:
        duty.save_absence(self._database, workspace, absence)

    def drop_absence(self, workspace: str, person: str, starts_at: datetime) -> None:
        duty.drop_absence(self._database, workspace, person, starts_at)

    def rotas(self, workspace: str, since: datetime) -> tuple[Rota, ...]:
        return duty.rotas(self._database, workspace, since)

    def save_rota(self, workspace: str, rota: Rota) -> None:
        duty.save_rota(self._database, workspace, rota)

    def drop_rota(self, workspace: str, role: str) -> None:
        duty.drop_rota(self._database, workspace, role)

    def save_override(self, workspace: str, role: str, override: Override, made_at: datetime) -> None:
        duty.save_override(self._database, workspace, role, override, made_at)

    def drop_override(self, workspace: str, role: str, starts_at: datetime) -> None:
        duty.drop_override(self._database, workspace, role, starts_at)

    def customers(self, workspace: str) -> tuple[Customer, ...]:
        return policy.customers(self._database, workspace)

    def customer_names(self, workspace: str, ids: Sequence[str]) -> Mapping[str, Customer]:
        return {one.id: one for one in policy.customers(self._database, workspace, ids) if one.id}

    def told_names(self, workspace: str, ids: Sequence[str]) -> Mapping[str, str]:
        return lists.told_names(self._database, workspace, ids)

    def save_customer(self, workspace: str, customer: Customer) -> None:
        policy.save_customer(self._database, workspace, customer)

    # What pages and peers read.

    def board(self, query: BoardQuery) -> BoardPage:
        return lists.board(self._database, query)

    def cases(self, filter: CaseFilter) -> tuple[CaseLine, ...]:
        return lists.cases(self._database, filter)

    def events(self, workspace: str, stream: str, *, after: int = 0, limit: int = 500) -> tuple[StoredEvent, ...]:
        return cases.events(self._database, workspace, stream, after=after, limit=limit)

    def deliveries(
        self, workspace: str, *, case: str | None = None, states: Sequence[str] = (), limit: int = 200
    ) -> tuple[DeliveryLine, ...]:
        return delivery_lines.lines(self._database, workspace, case=case, states=states, limit=limit)

    def ready(self) -> bool:
        try:
            return migrated.has_todays_form(self._database)
        except Error:
            return False
