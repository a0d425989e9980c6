"""The decision as the desk works with it: typed elements and epoch seconds. `document.py` renders it.

Every verdict names the policy element behind it, so that sources and reasons are never copied. They are structs and no
dataclasses because a decision makes a dozen of them, and a frozen dataclass takes ten times as long to make. None of
them can be part of a cycle, so the garbage collector may leave them alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from stepladder.core.clock.counting import Counting
from stepladder.core.clock.promises import Term
from stepladder.core.triage.decision import Escalate, Evidence
from stepladder.core.triage.duties import NOTHING, Duties

if TYPE_CHECKING:
    from stepladder.core.policy.model import Clock, Element, Field, Route
    from stepladder.core.policy.pack import Pack
    from stepladder.core.triage.asked import Asked
    from stepladder.core.triage.select import Selection
    from stepladder.core.triage.tables import Seen


State = Literal["provisional", "confirmed", "suggested"]


class TriggerVerdict(msgspec.Struct, frozen=True, gc=False):
    """A trigger, detector, sign or ticked category that matched: by whom or what it was seen, and by which words."""

    trigger: Seen
    state: State
    reader: Literal["person", "condition", "phrases", "detector"]
    confidence: float
    evidence: tuple[Evidence, ...] = ()


class ClockVerdict(msgspec.Struct, frozen=True, gc=False):
    """One promise: `seconds` of counted time after all adjustments, from `started_at` to `due_at` (epoch seconds)."""

    clock: Clock
    calendar: str
    counting: Counting
    seconds: int
    started_at: int
    due_at: int
    marks: tuple[int, ...]
    source: tuple[str, ...]
    replaces: tuple[str, ...] = ()
    term: Term | None = None
    """By when, where the promise is no plain duration; `seconds` then count from its start to its due."""
    held_until: int | None = None
    """The deadline of another promise that held it back: its due is no earlier, whatever its own time (T1)."""

    @property
    def is_unbroken(self) -> bool:
        """Whether every second from start to due counts; under `working_days` a day is more than its open hours."""
        return self.due_at - self.started_at == self.seconds > 0 and self.counting != "working_days"

    @property
    def slot(self) -> tuple[str, str | None, str | None]:
        """What there is one clock of: the kind and, for a team's answer, the team and the end of its range."""
        return (self.clock.kind, self.clock.team, self.clock.end)


class RouteVerdict(msgspec.Struct, frozen=True, gc=False):
    route: Route
    state: Literal["due", "held", "conditional"]
    cc: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    """Its own sources, and those of the routes it stands for."""
    held_by: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()
    """Facts that a conditional route hangs on."""

    @property
    def is_told(self) -> bool:
        """Whether somebody is told at once, but for gates that are closed."""
        return self.state == "due" or (self.state == "held" and self.route.after is None)


class FieldVerdict(msgspec.Struct, frozen=True, gc=False):
    """`value` as conditions see facts (`signal.at` in epoch seconds); None while nobody said it."""

    field: Field
    value: object


class UnknownVerdict(msgspec.Struct, frozen=True, gc=False):
    fact: str
    question: str
    would_change: tuple[str, ...]


class ExplainedVerdict(msgspec.Struct, frozen=True, gc=False):
    """An element that stands or gave way (`lost_to`), with the facts its condition read: None for one nobody said."""

    element: Element
    kind: str
    source: tuple[str, ...]
    read: tuple[tuple[str, object], ...] = ()
    lost_to: str | None = None


class Verdict(msgspec.Struct, frozen=True, gc=False):
    """What the policy says about one signal at one instant (`at`, epoch seconds).

    `facts` are those that were stated or read, named as in conditions; a fact left out is not known.
    """

    pack: Pack
    at: int
    escalate: Escalate
    escalate_by: int | None
    segments: tuple[str, ...]
    triggers: tuple[TriggerVerdict, ...]
    unknown: tuple[UnknownVerdict, ...]
    clocks: tuple[ClockVerdict, ...]
    routes: tuple[RouteVerdict, ...]
    selection: Selection
    facts: dict[str, object]
    asked: Asked
    """What was asked, for whoever wants to know why something did not match."""
    shown: tuple[str, ...] = ()
    """Triggers that count and that this signal itself shows: ticked on it, or read from its words."""
    promised: tuple[ClockVerdict, ...] = ()
    """Promises that an event of the case starts and no signal, timed as if that event came now."""
    waiting: tuple[tuple[str, Clock], ...] = ()
    """Facts that nobody has said, with the clock that waits for each."""
    home: str | None = None
    """The zone of the customer, where it is known."""
    signs: tuple[TriggerVerdict, ...] = ()
    duties: Duties = NOTHING
    """What must follow beyond clocks, routes and fields."""
    overlays: tuple[Verdict, ...] = ()
    """What further packs say, less what gives way to this one or to another of them (Q-51)."""
    gave_way: tuple[tuple[Element, str, str], ...] = ()
    """What this pack asks for and an element of another pack stands for: the element, its kind, and that one's id."""

    @property
    def seen(self) -> tuple[TriggerVerdict, ...]:
        """All that matched, each id once: a trigger and a sign of one id are one thing that was seen."""
        ids = {one.trigger.id for one in self.triggers}
        return (*self.triggers, *(one for one in self.signs if one.trigger.id not in ids))

    @property
    def scenarios(self) -> tuple[str, ...]:
        return self.selection.scenarios

    @property
    def flags(self) -> tuple[str, ...]:
        return self.selection.flags

    @property
    def levels(self) -> dict[str, str]:
        """The level on each scale that has one."""
        return self.selection.levels

    @property
    def urgency(self) -> int:
        """0 to 3, from the highest level: the order in which work is taken up."""
        return self.selection.urgency

    @property
    def categories(self) -> tuple[str, ...]:
        return self.selection.categories

    @property
    def binds(self) -> bool:
        """Whether a case is due: what matched brings a clock, a route or a step (small print of the contract)."""
        return bool(self.clocks or self.routes or self.promised or self.waiting or self.duties.steps)

    @property
    def fields(self) -> tuple[FieldVerdict, ...]:
        """What the hand-over must carry, with the values that are known."""
        return fields_of(self.selection, self.facts)

    @property
    def missing(self) -> tuple[str, ...]:
        """The ids of the fields nobody has answered, each once; an optional one may be answered "none" (SD-183)."""
        return missing_fields(self.selection, self.facts)

    @property
    def fields_mode(self) -> Literal["warn", "hold"]:
        """Whether an incomplete hand-over waits (Q-24)."""
        return self.selection.field_mode


def fields_of(selection: Selection, facts: dict[str, object]) -> tuple[FieldVerdict, ...]:
    """What a hand-over must carry, with the values that these facts give it."""
    return tuple(
        FieldVerdict(one, next((value for name in one.prefill if (value := facts.get(name)) is not None), None))
        for one in selection.fields
    )


def missing_fields(selection: Selection, facts: dict[str, object]) -> tuple[str, ...]:
    """The ids of the fields that these facts leave open, each once."""
    # What is missing depends on which facts are there, never on their values.
    key = ("missing", frozenset(selection.prefills & facts.keys()))
    kept: tuple[str, ...] | None = selection.kept.get(key)
    if kept is None:
        kept = tuple(dict.fromkeys(one.field.id for one in fields_of(selection, facts) if one.value is None))
        selection.keep(key, kept)
    return kept
