"""What may be asked of a case: one type per command, named by its `do`; unknown keys are refused."""

from __future__ import annotations

from typing import Literal

import msgspec

from stepladder.core.case.command_base import Command as Command
from stepladder.core.case.events import Relation
from stepladder.core.case.hand_over_commands import (
    HandOver,
    Merge,
    MovePolicy,
    ReturnHandOver,
    Split,
)
from stepladder.core.case.incident_commands import IncidentNews, PersonOfIncident
from stepladder.core.case.register_commands import EntryNews
from stepladder.core.case.work_commands import (
    AddFactor,
    Approve,
    CompleteStep,
    Hold,
    LogAttempt,
    Offer,
    Reject,
    Release,
    RequestApproval,
    SkipStep,
    TickGate,
    WaiveGate,
)


class Acknowledge(Command, frozen=True, kw_only=True, tag="acknowledge"):
    """Take the case up: internal, stops no customer clock (Q-15)."""


class Assign(Command, frozen=True, kw_only=True, tag="assign"):
    to: str


class ConfirmTrigger(Command, frozen=True, kw_only=True, tag="confirm_trigger"):
    trigger: str


class CorrectTrigger(Command, frozen=True, kw_only=True, tag="correct_trigger", rename={"becomes": "is"}):
    """What was read is wrong: `is` names the trigger it really is, or `none`."""

    trigger: str
    becomes: str
    because: str | None = None


class SetFact(Command, frozen=True, kw_only=True, tag="set_fact"):
    """`value` as in a request: money "512.40 USD", a duration "4h", a flag true."""

    fact: str
    value: str | int | float | bool


class SetLevel(Command, frozen=True, kw_only=True, tag="set_level"):
    scale: str
    level: str
    because: str


class Note(Command, frozen=True, kw_only=True, tag="note"):
    """For the desk's own eyes: never a first response (T40)."""

    text: str


WAYS = ("email", "chat", "phone", "portal", "ticket", "direct")
"""The channels by which a customer can be written to."""


class Send(Command, frozen=True, kw_only=True, tag="send"):
    """Write to the customer, or to our own people: `text`, or a template of the policy with what fills its slots.

    `to` is `customer`, an address of the customer's side, or a role of the policy's directory; `channel` one of WAYS.
    A template brings its own subject; without one the subject of the customer's own message is answered.
    """

    channel: str
    subject: str | None = None
    text: str | None = None
    template: str | None = None
    slots: dict[str, str] = msgspec.field(default_factory=dict)
    to: str = "customer"


class LogCall(Command, frozen=True, kw_only=True, tag="log_call", rename={"with_": "with"}):
    """A call with `customer`, or a person or role by name; `text` is what was said."""

    with_: str
    outcome: Literal["reached", "not_reached"]
    text: str | None = None


class WaitForCustomer(Command, frozen=True, kw_only=True, tag="wait_for_customer", rename={"for_": "for"}):
    """Nothing can be done until the customer answers; `for` is how long at most (`2d`)."""

    for_: str | None = None


class PromiseReply(Command, frozen=True, kw_only=True, tag="promise_reply"):
    """The customer was told by when they hear from us: an instant with its offset (Q-53)."""

    until: str
    text: str | None = None


class RecordReply(Command, frozen=True, kw_only=True, tag="customer_replied"):
    text: str | None = None
    channel: str | None = None
    automatic: bool = False


class Resolve(Command, frozen=True, kw_only=True, tag="resolve"):
    text: str
    cause: str | None = None
    prevention: str | None = None


class CustomerConfirms(Command, frozen=True, kw_only=True, tag="customer_confirms"):
    text: str | None = None


class CustomerDenies(Command, frozen=True, kw_only=True, tag="customer_denies"):
    text: str | None = None


class Reopen(Command, frozen=True, kw_only=True, tag="reopen"):
    because: str


class Outcome(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How it ended: did the team solve it, is the customer satisfied, was first level enough (None: unknown)."""

    resolved_by_team: bool
    satisfied: bool | None = None
    first_level_possible: bool | None = None


class Close(Command, frozen=True, kw_only=True, tag="close"):
    outcome: Outcome
    lesson: str | None = None


AnsweredCommand = (
    Acknowledge | Assign | HandOver | ReturnHandOver | ConfirmTrigger | CorrectTrigger | SetFact | SetLevel | LogAttempt
    | TickGate | WaiveGate | AddFactor | RequestApproval | Approve | Reject | Send | LogCall | Note | WaitForCustomer
    | RecordReply | PromiseReply | CompleteStep | SkipStep | Offer | Resolve | CustomerConfirms | CustomerDenies
    | Reopen | Close | Merge | Split | Hold | Release
)  # fmt: skip
"""What a person may ask and the pinned policy answers."""

PersonCommand = AnsweredCommand | PersonOfIncident | MovePolicy
"""What a person, a page or a peer may ask."""


class Link(Command, frozen=True, kw_only=True, tag="link"):
    """Sent by the desk itself: the case `case` continues this closed one, or belongs to it in another way."""

    case: str
    relation: Relation = "continued_by"


class AskAgain(Command, frozen=True, kw_only=True, tag="ask_again"):
    """Sent by the desk itself: time alone may have changed what the policy says of the case."""


class Begin(Command, frozen=True, kw_only=True, tag="begin"):
    """Sent by the desk itself, to a case that is not there yet: another matter was split off from `split_from`."""

    split_from: str
    text: str


class ReportFailure(Command, frozen=True, kw_only=True, tag="report_failure"):
    """Sent by the sender: a notice could not be delivered, so that the fallback role hears of it (Q-22)."""

    delivery: str
    to: str
    channel: str
    reason: str


class Recalculate(Command, frozen=True, kw_only=True, tag="recalculate"):
    """Sent by the desk itself: the workspace's calendars were revised, so count the running clocks anew (T7)."""

    revision: int


class RetirePolicy(Command, frozen=True, kw_only=True, tag="retire_policy"):
    """Sent by the desk itself: the version that the case is pinned to was retired, so its clocks stop (T6)."""

    because: str


DeskCommand = Link | ReportFailure | Recalculate | RetirePolicy | AskAgain | Begin | IncidentNews | EntryNews
"""What only the desk itself asks: reactions and reports of the sender."""

AnyCommand = PersonCommand | DeskCommand
HandledCommand = AnsweredCommand | PersonOfIncident | IncidentNews | EntryNews | Link | ReportFailure | AskAgain
"""What `handle` answers; others are decisions on their own: to count clocks anew, to stop them all, to begin a case."""
