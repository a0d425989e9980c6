"""Kinds of clocks as data: what starts, stops and restarts one, and what it may not overtake, unless its element says.

A kind is any name; one that is not listed starts with the signal and stops when the case is resolved.
"""

from __future__ import annotations

import msgspec

from stepladder.core.policy.model import Clock

SIGNAL = "signal_matched"
"""What starts a clock by default: the signal that met the rule (Q-14)."""

BY_PROGRAM, CONFIRMED = "automatic_message", "customer_confirmed"

CLOCK_EVENTS = (
    SIGNAL, "acknowledged", BY_PROGRAM, "call_logged", CONFIRMED, "customer_replied", "fact_set", "level_set",
    "message_sent", "note_added", "owner_changed", "reopened", "resolved", "trigger_confirmed",
)  # fmt: skip
"""The events of a case that a clock may name. What a program says is no `message_sent`, and no bounce a reply."""

_ANSWERED = ("message_sent", "call_logged")
FIRST_ANSWERS = ("first_response", "response", "acknowledge")
"""Kinds that promise the first answer."""


class ClockKind(msgspec.Struct, frozen=True, gc=False):
    """Fields: starts, stops, restarts - names of events; not_before - kinds whose open clocks it never overtakes (T1);
    pauses - what it stands still for.

    A clock that restarts was kept until then, and begins anew.
    """

    starts: tuple[str, ...] = (SIGNAL,)
    stops: tuple[str, ...] = ("resolved",)
    restarts: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    pauses: tuple[str, ...] = ()


CLOCK_KINDS: dict[str, ClockKind] = {
    "first_response": ClockKind(stops=_ANSWERED),
    "response": ClockKind(stops=_ANSWERED),
    "acknowledge": ClockKind(stops=_ANSWERED),
    "team_response": ClockKind(stops=("acknowledged",)),
    "resolution": ClockKind(),
    # Only a message of the customer's that nobody has answered runs it (T1 to T5).
    "next_reply": ClockKind(starts=("customer_replied",), stops=_ANSWERED, not_before=FIRST_ANSWERS),
    # News come at least so often until it is over (CP-052, FP-082).
    "update": ClockKind(restarts=_ANSWERED, not_before=FIRST_ANSWERS),
    "follow_up": ClockKind(starts=("resolved",), stops=_ANSWERED),
}
"""Source: Q-14 to Q-17."""

_OTHER = ClockKind()


def rules_of(clock: Clock) -> ClockKind:
    """What holds for a clock: what its element says, else what its kind does."""
    kind = CLOCK_KINDS.get(clock.kind, _OTHER)
    if clock.starts is clock.stops is clock.restarts is clock.not_before is None and clock.pauses == kind.pauses:
        return kind  # As most clocks are.
    return ClockKind(
        starts=kind.starts if clock.starts is None else clock.starts,
        stops=kind.stops if clock.stops is None else clock.stops,
        restarts=kind.restarts if clock.restarts is None else clock.restarts,
        not_before=kind.not_before if clock.not_before is None else clock.not_before,
        pauses=clock.pauses,
    )


def starts_with_signal(clock: Clock) -> bool:
    """Whether the signal that matched starts it, and no later event of the case."""
    return SIGNAL in (CLOCK_KINDS.get(clock.kind, _OTHER).starts if clock.starts is None else clock.starts)
