"""What may be asked of a case: one type per command, named by its `do`; unknown keys are refused."""

from __future__ import annotations

import msgspec


class Command(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="do"
):
    """The base of all commands."""


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
    """Write to the customer. `to` is `customer` or an address of the customer's side; `channel` one of WAYS."""

    channel: str
    text: str
    to: str = "customer"


class RecordReply(Command, frozen=True, kw_only=True, tag="customer_replied"):
    text: str | None = None
    channel: str | None = None
    automatic: bool = False


class Resolve(Command, frozen=True, kw_only=True, tag="resolve"):
    text: str
    cause: str | None = None
    prevention: str | None = None


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


PersonCommand = (
    Acknowledge | Assign | ConfirmTrigger | CorrectTrigger | SetFact | SetLevel | Note | Send | RecordReply | Resolve
    | Reopen | Close
)  # fmt: skip
"""What a person, a page or a peer may ask."""


class Link(Command, frozen=True, kw_only=True, tag="link"):
    """Sent by the desk itself: the case `case` continues this closed one."""

    case: str


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


DeskCommand = Link | ReportFailure | Recalculate | RetirePolicy
"""What only the desk itself asks: reactions and reports of the sender."""

AnyCommand = PersonCommand | DeskCommand
HandledCommand = PersonCommand | Link | ReportFailure
"""What `handle` answers; to count clocks anew and to stop them all are decisions that ask nothing of the policy."""
