"""What may be the case, beyond what one signal's trigger says: patterns over time, signs of trouble, circumstances.

Frozen values, built by the loader and trusted afterwards. The grammar: docs/reference/pack.md.
"""

from __future__ import annotations

from typing import Literal

from stepladder.core.policy.base import Element, ReadBy, Written

PastKind = Literal["signal", "complaint", "escalation", "contact", "missed_meeting", "failed_attempt", "resolved"]
Grouping = Literal["customer", "contact", "conversation", "workspace"]


class Counting(Written, frozen=True, kw_only=True):
    """How many events of some kinds, in a rolling window that ends now and includes its edge (Q-11, Q-20).

    Fields: of - kinds of events, the present signal among them where it is one; at_least or at_most - the limit, the
    limit itself included; within - seconds, None for the whole group; per - what the events have in common;
    same - what else they share: `category`, `trigger`, `feature`; distinct - count each customer once;
    among - only what belongs to one of these categories counts, anything where empty.
    """

    of: tuple[PastKind, ...]
    at_least: int | None = None
    at_most: int | None = None
    within: int | None = None
    per: Grouping = "customer"
    same: tuple[Literal["category", "trigger", "feature"], ...] = ()
    distinct: Literal["customer"] | None = None
    among: tuple[str, ...] = ()


class Detector(Element, frozen=True, kw_only=True):
    """A pattern over several events (`count`) or over facts of a case (`when`).

    What it finds is an assessment like a trigger's: it may bring a category or a level, a flag, a sign or a scenario.
    `cool_down` (seconds): after it fired it adds to what it found and does not fire again. `suggests`: a person
    declares, the desk only points it out.
    """

    count: Counting | None = None
    when: str | None = None
    category: str | None = None
    level: str | None = None
    flag: str | None = None
    sign: str | None = None
    scenario: str | None = None
    cool_down: int | None = None
    suggests: bool = False


class Sign(Element, frozen=True, kw_only=True):
    """A sign of trouble on an account: it lifts it to a level of a scale, or sets a flag, and it expires (Q-13, Q-33).

    Seen as a trigger is: ticked by a person, shown by facts, read from words, or counted.
    `clears`: on `contact`, by a `person` only, or with `expires_after` seconds.
    """

    level: str | None = None
    flag: str | None = None
    when: str | None = None
    phrases: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    count: Counting | None = None
    read: ReadBy = "text"
    clears: Literal["contact", "person", "time"] = "person"
    expires_after: int | None = None


class Flag(Element, frozen=True, kw_only=True):
    """A mark on a case or an account that rules may bind to."""


class Scenario(Element, frozen=True, kw_only=True):
    """A circumstance that switches on guidance, guards, templates and steps; several may hold at once.

    It holds where its condition is true, or where one of the triggers, detectors, signs, categories or identity classes
    it names is there, or where a detector brings it.
    `escalate`: what this circumstance asks for, whatever the level says (FP-075).
    """

    when: str | None = None
    trigger: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    identity: tuple[str, ...] = ()
    escalate: Literal["now", "same_day", "within_24h"] | None = None


class Question(Element, frozen=True, kw_only=True):
    """What a person is asked, the fact that the answer becomes, and the levels it decides."""

    fact: str
    ask: str
    decides: tuple[str, ...] = ()


class Reason(Element, frozen=True, kw_only=True):
    """One of the closed grounds on which a person escalates; chosen then, and counted."""
