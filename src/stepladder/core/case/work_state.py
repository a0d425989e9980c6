"""What has been done on a case and what it waits for, each at one moment: parts of the state of a case."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from stepladder.core.case.owed import WorkKind


class Attempt(msgspec.Struct, gc=False):
    """Something that was tried."""

    at: datetime
    by: str
    what: str
    result: str
    ref: str | None = None


class Tick(msgspec.Struct, gc=False):
    """A gate that was waived, or an item of one that was shown to be there: by whom, when, and what shows it."""

    state: Literal["open", "waived"]
    at: datetime
    by: str
    evidence: str = ""
    ref: str | None = None
    because: str | None = None


class CheckedFactor(msgspec.Struct, gc=False):
    """A proof of identity that was checked, by name; what it was is never kept (Q-25)."""

    factor: str
    result: Literal["passed", "failed"]
    at: datetime
    by: str
    expires_at: datetime | None = None


class AskedApproval(msgspec.Struct, gc=False):
    """The approval as it stands. What was decided stays; only a new request opens it again."""

    approval: str
    state: Literal["pending", "given", "refused", "expired"]
    to: str
    asked_by: str
    asked_at: datetime
    expires_at: datetime | None = None
    then_to: tuple[str, ...] = ()
    within: int | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    because: str | None = None


class DoneWork(msgspec.Struct, gc=False):
    """A step, a follow-up or a record that was done or skipped, by whom and when."""

    key: str
    kind: WorkKind
    state: Literal["done", "waived"]
    at: datetime
    by: str
    outcome: str | None = None
    because: str | None = None


class DueWork(msgspec.Struct, gc=False):
    """When a step falls due; `told` once its time has passed and was noticed."""

    due_at: datetime
    told: bool = False


class PlannedWork(msgspec.Struct, gc=False):
    """A follow-up with its window; `state` says whether it is ahead, told to be due, done, waived or needless now."""

    key: str
    after: str
    earliest_at: datetime | None
    due_at: datetime | None
    owner: str | None
    optional: bool
    every: int | None
    state: Literal["planned", "due", "overdue", "done", "waived", "cancelled"] = "planned"
    ended: bool = False
    """The team it is about was silent up to the resolution."""

    @property
    def is_ahead(self) -> bool:
        """Whether somebody still has to do it."""
        return self.state in ("planned", "due", "overdue")


class PlacedHold(msgspec.Struct, gc=False):
    """What may not change; `released_at` once it may again."""

    hold: str
    what: Literal["evidence", "delivery", "case"]
    at: datetime
    by: str
    released_by: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    released_at: datetime | None = None


class MadeOffer(msgspec.Struct, gc=False):
    """One place on a ladder, a concession or a term that was offered, and what was said to it."""

    offer: str
    kind: str
    at: datetime
    by: str
    outcome: Literal["open", "accepted", "refused"] = "open"
    value: str | None = None
    working: str | None = None
    per: str | None = None
    ground: str | None = None


class ReturnTimer(msgspec.Struct, gc=False):
    """A hand-over that goes back to `to` at `at` unless somebody takes it up; `taken` once somebody has.

    `earlier` are those who had handed it over before, with whether each is a person, the last first: whoever gets it
    back may give it back to the next of them.
    """

    to: str
    person: bool
    at: datetime | None
    taken: bool = False
    earlier: tuple[tuple[str, bool], ...] = ()


class Waiting(msgspec.Struct, gc=False):
    """The case waits for the customer."""

    since: datetime
    until: datetime | None = None
