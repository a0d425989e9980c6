"""What the auditor needs of the store: rows as they stand, what belongs to them, and ways to set them right."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from stepladder.core.case.orders import DeliveryOrder
from stepladder.core.case.reactions import ReactionOrder
from stepladder.core.case.state import Case
from stepladder.core.streams import stream_of
from stepladder.service.aggregate_rows import Aggregate
from stepladder.service.made import Made
from stepladder.service.rows import StoredEvent

Place = tuple[str, str, str]
"""Workspace, kind and id of a row: where a walk over all of them stands."""
BEFORE_ALL: Place = ("", "", "")


class KeptRow(Made, frozen=True, kw_only=True):
    """A case or an aggregate as its row has it.

    Fields: state, shape - the snapshot and the form of it, not read yet; faults - how often in a row its wake-up
    failed; columns - what the row holds besides, for lists and loops.
    """

    workspace: str
    kind: str
    id: str
    version: int
    shape: str
    state: bytes
    wake_at: datetime | None
    faults: int
    columns: Mapping[str, Any]

    @property
    def stream(self) -> str:
        return self.id if self.kind == "case" else stream_of(self.kind, self.id)

    @property
    def place(self) -> Place:
        return self.workspace, self.kind, self.id


class Mend(Made, frozen=True, kw_only=True):
    """How a row and what belongs to it should be; all of it in one transaction.

    Fields: state - a case or an aggregate in its right state with its wake-up, None where the row itself stays; wake -
    deliveries and reactions that nothing would take up again.
    """

    state: Case | Aggregate | None = None
    wake_at: datetime | None = None
    urgency: int = 0
    deliveries: Sequence[DeliveryOrder] = ()
    reactions: Sequence[ReactionOrder] = ()
    wake_deliveries: Sequence[str] = ()
    wake_reactions: Sequence[tuple[str, str]] = ()


class Finding(Made, frozen=True, kw_only=True):
    """Something the auditor found amiss. `id` is the same whenever the same is found again."""

    workspace: str
    id: str
    kind: str
    stream: str
    said: str
    at: datetime
    repaired_at: datetime | None = None
    gone_at: datetime | None = None
    """When it was found to be right again, by whatever."""
    times: int = 1

    @property
    def stands(self) -> bool:
        return self.repaired_at is None and self.gone_at is None


class AuditPort(Protocol):
    """Reads and repairs of the auditor. Every method is one short transaction."""

    def cases(self, after: Place, limit: int) -> list[KeptRow]: ...  # By workspace and id.
    def aggregates(self, after: Place, limit: int) -> list[KeptRow]: ...  # By workspace, kind and id.
    def row(self, place: Place) -> KeptRow | None: ...
    def events(self, workspace: str, stream: str) -> tuple[StoredEvent, ...]: ...  # All of them.
    def altered(self, workspace: str, stream: str) -> int | None: ...  # The first event that its digest does not prove.
    def columns_of(self, case: Case) -> Mapping[str, Any]: ...  # As `KeptRow.columns` of a row that is right.
    def deliveries(
        self, workspace: str, ids: Collection[str]
    ) -> Mapping[str, bool]: ...  # Those that exist; whether something will take it up, or it has ended.
    def reactions(
        self, workspace: str, keys: Collection[tuple[str, str]]
    ) -> Mapping[tuple[str, str], bool]: ...  # Likewise, by event and target.
    def mend(
        self, row: KeptRow, mend: Mend, now: datetime
    ) -> bool: ...  # False: the row changed meanwhile, and nothing is done.
    def standing(self, limit: int = 100) -> list[Finding]: ...  # Found and neither repaired nor gone, oldest first.
    def standing_of(self, streams: Collection[tuple[str, str]]) -> list[Finding]: ...  # All; by workspace and stream.
    def standing_overdue(self) -> list[Finding]: ...  # All of the kinds that `audit_due` finds.
    def counts(self) -> Mapping[tuple[str, str], int]: ...  # By kind and `standing`, `repaired` or `gone`.
    def findings(self, limit: int = 100) -> list[Finding]: ...  # Newest first.
    def report(self, found: Sequence[Finding]) -> None: ...  # One found before is counted, not stored again.
    def settle(self, found: Sequence[Finding], now: datetime) -> None: ...  # They are right again.
