"""What a policy says about a signal.

Contract: the answer of the decision document; the same request gives the same bytes.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from stepladder.core.triage import decision_duties as duties
from stepladder.core.triage.items import Evidence as Evidence
from stepladder.core.triage.items import Item as Item

Escalate = Literal["now", "same_day", "within_24h", "hold", "no"]


class MatchedTrigger(Item, kw_only=True, frozen=True, gc=False):
    """A trigger, a detector or a category that a person ticked.

    `reader`: person, condition, phrases or detector. `confidence` orders readings from 0 to 1 and is no probability.
    """

    state: Literal["provisional", "confirmed", "suggested"]
    reader: str
    confidence: float
    evidence: tuple[Evidence, ...]


class RaisedSign(MatchedTrigger, kw_only=True, frozen=True, gc=False):
    """A sign of trouble on the account. `level`: the one it lifts it to; `clears`: what takes it away again."""

    level: str | None
    clears: str
    expires_after: str | None


class Unknown(msgspec.Struct, kw_only=True, frozen=True, gc=False):
    """A fact nobody has said, the question to ask for it, and the elements that its answer could change."""

    fact: str
    question: str
    would_change: tuple[str, ...]


class Worked(msgspec.Struct, kw_only=True, frozen=True, gc=False, rename={"from_": "from"}):
    """One span of counted time; `counts` is its work time."""

    from_: str
    to: str
    counts: str


class DecidedClock(Item, kw_only=True, frozen=True, gc=False):
    """One promise about time.

    Instants stand in the zone of its calendar; a strict one is missed at `due_at` already.
    """

    kind: str
    team: str | None
    within: str
    strict: bool
    counting: str
    calendar: str
    started_at: str
    due_at: str
    at_risk_at: tuple[str, ...]
    working: tuple[Worked, ...]
    replaces: tuple[str, ...]


class DecidedRoute(Item, kw_only=True, frozen=True, gc=False):
    """Who is told. `conditional`: a fact it hangs on is unknown, or a person must choose it."""

    to: str
    channel: str
    address: str | None
    cc: tuple[str, ...]
    template: str | None
    tags: tuple[str, ...]
    order: int
    state: Literal["due", "held", "conditional"]
    held_by: tuple[str, ...]
    after: str | None


class RequiredField(Item, kw_only=True, frozen=True, gc=False):
    """One piece of the hand-over; `known` says whether the request or the record already gives it."""

    scope: str
    title: str
    optional: bool
    known: bool


class Fields(msgspec.Struct, kw_only=True, frozen=True, gc=False):
    """What the hand-over must carry.

    `missing` names ids without a value, each once; `hold` waits for them, `warn` does not.
    """

    required: tuple[RequiredField, ...]
    missing: tuple[str, ...]
    mode: Literal["warn", "hold"]


class Read(msgspec.Struct, kw_only=True, frozen=True, gc=False):
    fact: str
    value: Any


class Explained(Item, kw_only=True, frozen=True, gc=False):
    """Why an obligation stands, or what it lost to. `kind` says what sort of element it is."""

    obligation: str
    kind: str
    read: tuple[Read, ...]
    lost_to: str | None


class DecisionDocument(msgspec.Struct, kw_only=True, frozen=True, gc=False):
    """The whole answer, in the order of the contract."""

    pack: str
    version: str
    at: str
    escalate: Escalate
    escalate_by: str | None
    levels: dict[str, str]
    categories: tuple[str, ...]
    segments: tuple[str, ...]
    scenarios: tuple[str, ...]
    flags: tuple[str, ...]
    signs: tuple[RaisedSign, ...]
    triggers: tuple[MatchedTrigger, ...]
    unknown: tuple[Unknown, ...]
    clocks: tuple[DecidedClock, ...]
    routes: tuple[DecidedRoute, ...]
    fields: Fields
    gates: tuple[duties.DecidedGate, ...]
    identity: duties.WantedIdentity | None
    approvals: tuple[duties.WantedApproval, ...]
    guards: tuple[duties.BoundGuard, ...]
    guidance: tuple[duties.OfferedGuidance, ...]
    steps: tuple[duties.DecidedStep, ...]
    templates: tuple[duties.OfferedTemplate, ...]
    records: tuple[duties.WantedRecord, ...]
    holds: tuple[duties.PlacedHold, ...]
    concessions: tuple[duties.OpenConcession, ...]
    terms: tuple[duties.StandingTerm, ...]
    follow_ups: tuple[duties.PlannedFollowUp, ...]
    ladder: duties.NextRung | None
    explanation: tuple[Explained, ...]
