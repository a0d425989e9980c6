"""What is done on a case: attempts, gates, proofs of identity, approvals, steps, follow-ups, holds and offers.

Elements are named by `id`, or `scope/id` where they stand in a scope. `text` names a row of words.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from stepladder.core.case.event_base import Event
from stepladder.core.case.owed import WorkKind

Proof = Literal["message", "attempt", "field", "tick", "identity", "approval"]


class AttemptLogged(Event, frozen=True, kw_only=True):
    """Something was tried. `what`: the id of a gate or of an item of one, else in words; `ref`: where it stands."""

    what: str
    result: str
    ref: str | None = None


class GateTicked(Event, frozen=True, kw_only=True):
    """One thing that a gate waited for is there. `evidence` says what shows it, `ref` where it stands."""

    gate: str
    item: str
    evidence: Proof
    ref: str | None = None
    text: str | None = None


class GateOpened(Event, frozen=True, kw_only=True):
    """Nothing is missing any more."""

    gate: str


class GateClosed(Event, frozen=True, kw_only=True):
    """What had opened it does not hold any more, as a proof of identity that has expired."""

    gate: str
    needs: tuple[str, ...] = ()


class GateWaived(Event, frozen=True, kw_only=True):
    """Somebody who may do so let it stand open for a reason."""

    gate: str
    because: str
    source: tuple[str, ...] = ()


class FactorChecked(Event, frozen=True, kw_only=True):
    """A proof of identity: its name and how it ended, never its value (Q-25). `expires_at`: from when it is none."""

    factor: str
    result: Literal["passed", "failed"]
    expires_at: datetime | None = None


class FactorExpired(Event, frozen=True, kw_only=True):
    factor: str


class IdentityMet(Event, frozen=True, kw_only=True):
    """Enough different factors passed for the class; an approval of the class is a matter apart."""

    class_: str = msgspec.field(name="class")
    factors: tuple[str, ...]


class ApprovalRequested(Event, frozen=True, kw_only=True):
    """`to` is the role or person asked; at `expires_at` it goes on to the next."""

    approval: str
    to: str
    expires_at: datetime | None = None
    then_to: tuple[str, ...] = ()
    within: int | None = None


class ApprovalGiven(Event, frozen=True, kw_only=True):
    approval: str
    because: str | None = None


class ApprovalRefused(Event, frozen=True, kw_only=True):
    approval: str
    because: str | None = None


class ApprovalExpired(Event, frozen=True, kw_only=True):
    """Nobody answered in time. `to`: who is asked now, None where nobody is left and the owner hears of it."""

    approval: str
    was: str
    to: str | None = None
    expires_at: datetime | None = None
    then_to: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


class StepCompleted(Event, frozen=True, kw_only=True):
    """A step, a follow-up or a record is done. `outcome` is what came of it, in a word of the policy or of the desk."""

    step: str
    kind: WorkKind = "step"
    outcome: str | None = None
    evidence: Proof | None = None
    ref: str | None = None
    text: str | None = None


class StepSkipped(Event, frozen=True, kw_only=True):
    """It is not done, for a reason."""

    step: str
    kind: WorkKind = "step"
    because: str


class StepOverdue(Event, frozen=True, kw_only=True):
    """Its time passed before it was done; `told` names who hears of it."""

    step: str
    due_at: datetime
    told: tuple[str, ...] = ()


class FollowUpPlanned(Event, frozen=True, kw_only=True):
    """Work after an event: to be done from `earliest_at` on and by `due_at`. `every`: seconds until it comes again."""

    follow_up: str
    after: str
    earliest_at: datetime | None = None
    due_at: datetime | None = None
    owner: str | None = None
    optional: bool = False
    every: int | None = None
    source: tuple[str, ...] = ()


class FollowUpDue(Event, frozen=True, kw_only=True):
    """It is time, and nobody has done it yet; `told` names who hears of it. `overdue`: its window is over."""

    follow_up: str
    due_at: datetime
    overdue: bool = False
    told: tuple[str, ...] = ()


class HoldPlaced(Event, frozen=True, kw_only=True):
    """`hold` is its name: the policy's, or `evidence`, `delivery`, `case` where a person placed it."""

    hold: str
    what: Literal["evidence", "delivery", "case"]
    because: str = ""
    released_by: tuple[str, ...] = ()
    source: tuple[str, ...] = ()


class HoldReleased(Event, frozen=True, kw_only=True):
    hold: str
    because: str


class OfferMade(Event, frozen=True, kw_only=True):
    """A person offered something. `offer` is a place on a ladder (`write-down/2`), a concession or a term.

    `value` and `working` say how much and how that was worked out; `per`: the contract or customer it counts for.
    """

    offer: str
    kind: Literal["rung", "concession", "term"]
    value: str | None = None
    working: str | None = None
    ground: str | None = None
    proof: str | None = None
    per: str | None = None
    source: tuple[str, ...] = ()


class OfferAnswered(Event, frozen=True, kw_only=True):
    offer: str
    outcome: Literal["accepted", "refused"]


class ConcessionGranted(Event, frozen=True, kw_only=True):
    """What was accepted, for the ledger: `value` is the whole of it, in decimal money (Q-36)."""

    offer: str
    value: str | None = None
    working: str | None = None
    ground: str | None = None
    per: str | None = None
