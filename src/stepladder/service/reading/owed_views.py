"""What a case owes, as its page shows it: each line with how it stands, in the policy's words, and with the reason."""

from __future__ import annotations

from datetime import datetime

from stepladder.service.made import Made


class Line(Made, frozen=True, kw_only=True):
    """Anything that must follow. `key` is what a command names it by."""

    key: str
    title: str
    because: str = ""
    source: tuple[str, ...] = ()


class NeedView(Made, frozen=True, kw_only=True):
    """One thing that a gate still waits for, and the command that brings it; None where it comes by itself."""

    item: str
    title: str
    evidence: str
    at_least: int
    opens_with: str | None


class GateView(Line, frozen=True, kw_only=True):
    """`state`: open, held or waived; `holds`: the acts that wait for it; `told`: the notices that do, by role."""

    state: str
    holds: tuple[str, ...]
    needs: tuple[NeedView, ...]
    waived_by: tuple[str, ...]


class FactorView(Made, frozen=True, kw_only=True):
    """A proof of identity of the class, and others that count in its place; `result` is None until one was checked."""

    id: str
    title: str
    required: bool
    accepts: tuple[str, ...]
    result: str | None
    expires_at: datetime | None


class IdentityView(Line, frozen=True, kw_only=True):
    """`needed`: so many different factors; `passed`: so many of them have."""

    needed: int
    passed: int
    proved: bool
    approval: str | None
    factors: tuple[FactorView, ...]


class ApprovalView(Line, frozen=True, kw_only=True):
    """`by`: the role that decides; `state`: None until somebody asked, then pending, given, refused or expired.

    `is_spent`: it gave a concession once more than its limit, and for the next one somebody has to ask again.
    """

    by: str
    state: str | None
    to: str
    asked_by: str
    expires_at: datetime | None
    decided_by: str
    reason: str
    is_spent: bool


class WorkView(Line, frozen=True, kw_only=True):
    """A step or a record. `state`: open, overdue, done or waived; `fact`: what its answer becomes.

    `by_itself`: the desk writes it down, nobody else does.
    """

    kind: str
    stage: str
    state: str
    optional: bool
    evidence: str
    fact: str | None
    channel: str | None
    before: str
    by_itself: bool
    due_at: datetime | None
    by: str
    at: datetime | None
    said: str


class FollowUpView(Line, frozen=True, kw_only=True):
    """`state`: planned, due, overdue, done, waived or cancelled."""

    state: str
    earliest_at: datetime | None
    due_at: datetime | None
    owner: str | None
    optional: bool
    is_ahead: bool


class HoldView(Line, frozen=True, kw_only=True):
    what: str
    by: str
    at: datetime
    released_by: tuple[str, ...]
    released_at: datetime | None


class OfferView(Line, frozen=True, kw_only=True):
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


class MadeView(Made, frozen=True, kw_only=True):
    """Something that was offered. `outcome`: open, accepted or refused."""

    offer: str
    outcome: str
    at: datetime
    by: str
    value: str | None
    working: str | None


class LadderView(Line, frozen=True, kw_only=True):
    """`next` is None where it is frozen, or nothing is left on it."""

    next: OfferView | None
    frozen_by: tuple[str, ...]


class OwedView(Made, frozen=True, kw_only=True):
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
