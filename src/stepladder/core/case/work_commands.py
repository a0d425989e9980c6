"""What may be asked about the work on a case: attempts, gates, proofs, approvals, steps, offers, holds."""

from __future__ import annotations

from typing import Literal

import msgspec

from stepladder.core.case.command_base import Command


class Evidence(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What shows that something is there: a message or an attempt (`ref` names which), a field, or a person's tick."""

    type: Literal["message", "attempt", "field", "tick"] = "tick"
    ref: str | None = None
    text: str | None = None


class LogAttempt(Command, frozen=True, kw_only=True, tag="log_attempt"):
    """Something was tried: `what` is the id of a gate or of an item of one, or says it in words."""

    what: str
    result: str
    ref: str | None = None


class TickGate(Command, frozen=True, kw_only=True, tag="tick_gate"):
    """Something that a gate waits for is there; `item` where it waits for several things."""

    gate: str
    item: str | None = None
    evidence: Evidence = Evidence()


class WaiveGate(Command, frozen=True, kw_only=True, tag="waive_gate"):
    gate: str
    because: str


class AddFactor(Command, frozen=True, kw_only=True, tag="add_factor"):
    """A proof of identity was checked: its name and how it ended, never what it was (Q-25)."""

    factor: str
    result: Literal["passed", "failed"]


class RequestApproval(Command, frozen=True, kw_only=True, tag="request_approval"):
    """`to` names somebody who may approve it; else the role that the policy names is asked."""

    approval: str
    to: str | None = None


class Approve(Command, frozen=True, kw_only=True, tag="approve"):
    approval: str
    because: str | None = None


class Reject(Command, frozen=True, kw_only=True, tag="reject"):
    approval: str
    because: str | None = None


class CompleteStep(Command, frozen=True, kw_only=True, tag="complete_step"):
    """A step, a follow-up or something to be written down is done, by its id or `scope/id`."""

    step: str
    outcome: str | None = None
    evidence: Evidence | None = None


class SkipStep(Command, frozen=True, kw_only=True, tag="skip_step"):
    step: str
    because: str


class Offer(Command, frozen=True, kw_only=True, tag="offer"):
    """Something was offered to the customer by a person: `rung` is a place on a ladder, a concession or a term.

    `amount` is what was offered where the policy leaves it open; `ground` and `proof` as a concession asks for them.
    """

    rung: str
    outcome: Literal["accepted", "refused", "open"] = "open"
    amount: str | None = None
    ground: str | None = None
    proof: str | None = None


class Hold(Command, frozen=True, kw_only=True, tag="hold"):
    what: Literal["evidence", "delivery", "case"]
    because: str


class Release(Command, frozen=True, kw_only=True, tag="release"):
    hold: str
    because: str
