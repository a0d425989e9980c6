"""What the policy makes of a case at one moment, as events keep it: names, instants and places, never words."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from stepladder.core.case.owed import NOTHING_OWED, Owed


class EvidenceAt(msgspec.Struct, frozen=True, kw_only=True):
    """Where the words stand that made a trigger match: code points of a field of a signal, never the words."""

    signal: str
    field: str
    start: int
    end: int


class FieldState(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of the hand-over; `known` says whether a fact or the record gives it."""

    id: str
    scope: str
    title: str
    optional: bool
    known: bool


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A fact nobody has said yet, the words to ask for it, and what its answer could change."""

    fact: str
    ask: str
    would_change: tuple[str, ...] = ()


class ConditionalRoute(msgspec.Struct, frozen=True, kw_only=True):
    """A notice that hangs on a fact or on a person's choice."""

    route: str
    to: str
    channel: str
    waits_for: tuple[str, ...] = ()


class HeldRoute(msgspec.Struct, frozen=True, kw_only=True):
    """A notice that waits for closed gates, or until somebody takes up another one."""

    route: str
    to: str
    channel: str
    held_by: tuple[str, ...] = ()
    template: str | None = None


class WatchedIssue(msgspec.Struct, frozen=True, kw_only=True):
    """What a new case reports to the watch over all customers: so many of them in `within` seconds are a burst."""

    tag: str
    at_least: int
    within: int
    detectors: tuple[str, ...] = ()
    feature: str | None = None
    source: tuple[str, ...] = ()


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """What the policy makes of the case at one moment, as far as it is shown and acted on later."""

    escalate: str
    escalate_by: datetime | None = None
    levels: dict[str, str] = {}
    urgency: int = 0
    categories: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    fields: tuple[FieldState, ...] = ()
    fields_mode: Literal["warn", "hold"] = "hold"
    questions: tuple[Question, ...] = ()
    conditional: tuple[ConditionalRoute, ...] = ()
    held: tuple[HeldRoute, ...] = ()
    awaited: dict[str, tuple[str, ...]] = {}
    """Slots of promises that an event of the case starts, each with the names of such events."""
    owed: Owed = NOTHING_OWED
    """Gates, steps and what else must follow, with how each stands."""
    ask_again_at: datetime | None = None
    """When the passing of time alone changes the answer, so that the policy is asked again."""
    watched: tuple[WatchedIssue, ...] = ()
    """Of a new case: what others may report as well."""
