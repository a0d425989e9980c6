"""What a case owes, as its page shows it: each line with how it stands, in the policy's words, and with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Anything that must follow. `key` is what a command names it by."""

    key: str
    title: str
    because: str = ""
    source: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedView:
    """One thing that a gate still waits for, and the command that brings it; None where it comes by itself."""

    item: str
    title: str
    evidence: str
    at_least: int
    opens_with: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GateView(Line):
    """`state`: open, held or waived; `holds`: the acts that wait for it; `told`: the notices that do, by role."""

    state: str
    holds: tuple[str, ...]
    needs: tuple[NeedView, ...]
    waived_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorView:
    """A proof of identity of the class, and others that count in its place; `result` is None until one was checked."""

    id: str
    title: str
    required: bool
    accepts: tuple[str, ...]
    result: str | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityView(Line):
    """`needed`: so many different factors; `passed`: so many of them have."""

    needed: int
    passed: int
    proved: bool
    approval: str | None
    factors: tuple[FactorView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalView(Line):
    """`by`: the role that decides; `state`: None until somebody asked, then pending, given, refused or expired."""

    by: str
    state: str | None
    to: str
    asked_by: str
    expires_at: datetime | None
    decided_by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkView(Line):
    """A step or a record. `state`: open, overdue, done or waived; `fact`: what its answer becomes."""

    kind: str
    stage: str
    state: str
    optional: bool
    evidence: str
    fact: str | None
    channel: str | None
    before: str
    due_at: datetime | None
    by: str
    at: datetime | None
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpView(Line):
    """`state`: planned, due, overdue, done, waived or cancelled."""

    state: str
    earliest_at: datetime | None
    due_at: datetime | None
    owner: str | None
    optional: bool
    is_ahead: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldView(Line):
    what: str
    by: str
    at: datetime
    released_by: tuple[str, ...]
    released_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferView(Line):
    """Something that may be offered now. `who`: the roles that may give it alone; `approval`: which lets others."""

    kind: str
    says: str
    value: str | None
    working: str | None
    who: tuple[str, ...]
    approval: str | None
    ground: str = ""
    proof: bool = False
    waits_for: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeView:
    """Something that was offered. `outcome`: open, accepted or refused."""

    offer: str
    outcome: str
    at: datetime
    by: str
    value: str | None
    working: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderView(Line):
    """`next` is None where it is frozen, or nothing is left on it."""

    next: OfferView | None
    frozen_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedView:
    """All of it, each list in the order of the policy. `codes`: the reasons to give a case back, (id, title)."""

    gates: tuple[GateView, ...]
    identity: IdentityView | None
    approvals: tuple[ApprovalView, ...]
    work: tuple[WorkView, ...]
    follow_ups: tuple[FollowUpView, ...]
    holds: tuple[HoldView, ...]
    ladder: LadderView | None
    offers: tuple[OfferView, ...]
    made: tuple[MadeView, ...]
    codes: tuple[tuple[str, str], ...]
