"""What can happen to a customer's account: one frozen type per event, stored as JSON under its name.

Events hold no words of customers. Instants are aware UTC.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from stepladder.core.account.commands import SignSeen
from stepladder.core.streams import StreamEvent, Told, decoder_of


class SignRaised(StreamEvent, frozen=True, kw_only=True, tag="sign_raised"):
    """A sign of trouble, seen for the first time or once more; then its time begins anew."""

    seen: SignSeen
    signal: str
    case: str | None = None
    expires_at: datetime | None = None


class SignCleared(StreamEvent, frozen=True, kw_only=True, tag="sign_cleared"):
    """It no longer stands: the customer was in touch, or a person said why."""

    sign: str
    on: Literal["contact", "person"]
    because: str | None = None


class SignExpired(StreamEvent, frozen=True, kw_only=True, tag="sign_expired"):
    """Its time was over, and nobody had seen it again."""

    sign: str


class TierChanged(StreamEvent, frozen=True, kw_only=True, tag="tier_changed"):
    """The highest level of the signs that stand is another one; None: there is none."""

    was: str | None = None
    tier: str | None = None


class ContactNoted(StreamEvent, frozen=True, kw_only=True, tag="contact_noted"):
    """The customer was in touch."""

    signal: str | None = None
    case: str | None = None


class EscalationCounted(StreamEvent, frozen=True, kw_only=True, tag="escalation_counted"):
    """A case was escalated; each counts once. `adds_to` names the patterns whose open review it belongs to."""

    case: str
    adds_to: tuple[str, ...] = ()


class EscalationMerged(StreamEvent, frozen=True, kw_only=True, tag="escalation_merged"):
    """The escalation of `case` is that of `into`."""

    case: str
    into: str


class ReviewOpened(StreamEvent, frozen=True, kw_only=True, tag="review_opened"):
    """A pattern was found: these cases are to be looked at together."""

    pattern: str
    cases: tuple[str, ...]
    source: tuple[str, ...] = ()


class ReviewFinished(StreamEvent, frozen=True, kw_only=True, tag="review_finished"):
    """Somebody looked at them. Their cases do not count for this pattern again."""

    pattern: str
    because: str


AnyAccountEvent = (
    SignRaised | SignCleared | SignExpired | TierChanged | ContactNoted | EscalationCounted | EscalationMerged
    | ReviewOpened | ReviewFinished
)  # fmt: skip

Happening = Told[AnyAccountEvent]
"""An event of an account with its place in time."""

VERSION = 1
"""The form in which they are written: all of them are still in their first."""

decode: Callable[[str, int, bytes], AnyAccountEvent] = decoder_of(AnyAccountEvent, VERSION)
"""A stored event. Raises: DeskError - it is of another release, or broken."""
