"""What is said between the desk and the customer, and what both wait for."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from stepladder.core.case.event_base import Event


class MessageSent(Event, frozen=True, kw_only=True):
    """A person wrote to the customer; `text` names the row with the words, `template` where they come from."""

    channel: str
    to: str
    text: str
    template: str | None = None
    said: dict[str, int] = msgspec.field(default_factory=dict)
    """How often each rule that allows only so many found its words in it."""
    announces: tuple[str, ...] = ()
    """The clocks whose time it names: to say when the answer comes is not yet the answer (CC-007)."""


class InternalMessageSent(Event, frozen=True, kw_only=True):
    """A person wrote to our own people about the case: no answer to the customer, and no clock stops for it (Q-15)."""

    channel: str
    to: str
    text: str
    template: str | None = None


class GuardWarned(Event, frozen=True, kw_only=True):
    """A rule spoke against a draft that was sent all the same: where its words stand, never the words."""

    rule: str
    start: int
    end: int
    text: str
    source: tuple[str, ...] = ()


class ActWarned(Event, frozen=True, kw_only=True):
    """A rule speaks against what somebody does, and does not keep them from it; `act` is the command."""

    rule: str
    act: str
    source: tuple[str, ...] = ()


class TrainingRemarked(Event, frozen=True, kw_only=True):
    """Somebody whose stage of training does not do this alone yet did it; `needs_review`: it is looked at later."""

    person: str
    stage: Literal["shadow", "supervised", "independent"]
    do: str
    remark: str
    needs_review: bool = False
    source: tuple[str, ...] = ()


class CallLogged(Event, frozen=True, kw_only=True):
    """A call. One that reached nobody is no answer, and neither is one with somebody of our own."""

    with_: str = msgspec.field(name="with")
    outcome: Literal["reached", "not_reached"]
    text: str | None = None


class WaitingStarted(Event, frozen=True, kw_only=True):
    """The case waits for the customer, until `until` at the longest where that is said."""

    until: datetime | None = None


class WaitingEnded(Event, frozen=True, kw_only=True):
    """`because`: the customer `replied`, the time is `over`, or the case was `resolved`."""

    because: Literal["replied", "over", "resolved"]
    told: tuple[str, ...] = ()


class ReplyPromised(Event, frozen=True, kw_only=True):
    """Somebody gave the customer a time by which they hear from us; a clock of its own runs until then."""

    slot: str
    until: datetime
    text: str | None = None


class CustomerConfirmed(Event, frozen=True, kw_only=True):
    """The customer says that it is over."""

    text: str | None = None


class CustomerDenied(Event, frozen=True, kw_only=True):
    """The customer says that it is not over: the resolution is taken back."""

    text: str | None = None
