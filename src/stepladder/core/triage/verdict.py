"""The decision as the desk works with it: typed elements and epoch seconds. `document.py` renders it.

Every verdict names the policy element behind it, so that sources and reasons are never copied.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from stepladder.core.triage.decision import Escalate, Evidence

if TYPE_CHECKING:
    from stepladder.core.policy.model import Clock, Element, Field, Route, Trigger
    from stepladder.core.policy.pack import Pack


@dataclass(frozen=True, slots=True)
class TriggerVerdict:
    """A trigger that matched, by whom or what it was seen, and the words that showed it."""

    trigger: Trigger
    state: Literal["provisional", "confirmed", "suggested"]
    reader: Literal["person", "condition", "phrases"]
    confidence: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class ClockVerdict:
    """One promise: `seconds` of counted time after all adjustments, from `started_at` to `due_at` (epoch seconds)."""

    clock: Clock
    calendar: str
    counting: str
    seconds: int
    started_at: int
    due_at: int
    marks: tuple[int, ...]
    source: tuple[str, ...]
    replaces: tuple[str, ...] = ()

    @property
    def slot(self) -> tuple[str, str | None, str | None]:
        """What there is one clock of: the kind and, for a team's answer, the team and the end of its range."""
        return (self.clock.kind, self.clock.team, self.clock.end)


@dataclass(frozen=True, slots=True)
class RouteVerdict:
    route: Route
    state: Literal["due", "held", "conditional"]
    cc: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    """Its own sources, and those of the routes it stands for."""
    held_by: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()
    """Facts that a conditional route hangs on."""


@dataclass(frozen=True, slots=True)
class FieldVerdict:
    """`value` as conditions see facts (`signal.at` in epoch seconds); None while nobody said it."""

    field: Field
    value: object


@dataclass(frozen=True, slots=True)
class UnknownVerdict:
    fact: str
    question: str
    would_change: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExplainedVerdict:
    element: Element
    kind: str
    source: tuple[str, ...]
    read: tuple[tuple[str, object], ...] = ()
    lost_to: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the policy says about one signal at one instant (`at`, epoch seconds)."""

    pack: Pack
    at: int
    escalate: Escalate
    escalate_by: int | None
    levels: dict[str, str]
    urgency: int
    """0 to 3, from the highest level: the order in which work is taken up."""
    categories: tuple[str, ...]
    segments: tuple[str, ...]
    triggers: tuple[TriggerVerdict, ...]
    unknown: tuple[UnknownVerdict, ...]
    clocks: tuple[ClockVerdict, ...]
    routes: tuple[RouteVerdict, ...]
    fields: tuple[FieldVerdict, ...]
    missing: tuple[str, ...]
    fields_mode: Literal["warn", "hold"]
    explanation: tuple[ExplainedVerdict, ...]
    facts: dict[str, object] = field(default_factory=dict)
    """The facts that were read, named as in conditions; a fact left out is not known."""

    @property
    def binds(self) -> bool:
        """Whether a case is due: what matched brings a clock or a route (small print of the contract)."""
        return bool(self.clocks or self.routes)
