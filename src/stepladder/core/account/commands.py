"""What may be asked of a customer's account. What a policy says of a sign or a pattern comes with the command."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from stepladder.core.case.assessment import EvidenceAt


class AccountCommand(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="do"
):
    """The base of all of them."""


class SignSeen(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A sign that a signal showed, with what its policy says of it.

    Fields: level - as `risk:high`; rank - its place on its scale, 0 for the highest; clears - what takes the sign away:
    `contact`, a `person` only, or `time`; expires_after - seconds; reader - by whom or what it was seen.
    """

    sign: str
    state: Literal["provisional", "confirmed"]
    reader: str
    level: str | None = None
    rank: int = 0
    flag: str | None = None
    clears: Literal["contact", "person", "time"] = "person"
    expires_after: int | None = None
    because: str = ""
    source: tuple[str, ...] = ()
    evidence: tuple[EvidenceAt, ...] = ()


class Pattern(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A detector that counts a customer's escalations: that many in a rolling window of `within` seconds (Q-11)."""

    pattern: str
    at_least: int
    within: int | None = None
    source: tuple[str, ...] = ()


class HearSignal(AccountCommand, frozen=True, kw_only=True, tag="hear_signal"):
    """A signal of the customer, at its own instant.

    Fields: case - the one it belongs to; contact - whether the customer spoke, and no machine; escalated - whether the
    policy escalates the case; patterns - those that count that.
    """

    account: str
    signal: str
    at: datetime
    case: str | None = None
    contact: bool = False
    signs: tuple[SignSeen, ...] = ()
    escalated: bool = False
    patterns: tuple[Pattern, ...] = ()


class NoteContact(AccountCommand, frozen=True, kw_only=True, tag="note_contact"):
    """The customer was spoken to, as a person wrote down on a case."""

    account: str
    at: datetime
    case: str | None = None


class MergeEscalation(AccountCommand, frozen=True, kw_only=True, tag="merge_escalation"):
    """A case turned out to be the same as another one, so both count once (Q-11)."""

    account: str
    case: str
    into: str


class ClearSign(AccountCommand, frozen=True, kw_only=True, tag="clear_sign"):
    """A person takes a sign away (Q-33). Given at a case, it concerns the account of its customer."""

    sign: str
    because: str


class FinishReview(AccountCommand, frozen=True, kw_only=True, tag="finish_review"):
    """A person has looked at what a pattern found."""

    pattern: str
    because: str


ReactionOfAccount = HearSignal | NoteContact | MergeEscalation
"""What cases ask of the account: each names it."""

AnyAccountCommand = HearSignal | NoteContact | MergeEscalation | ClearSign | FinishReview
