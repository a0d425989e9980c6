"""What a decision is asked about.

One signal, and what is known around it. Contract: the request of the decision document.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from stepladder.core.policy.assessments import PastKind

SignalKind = Literal["message", "call", "ticket", "engagement", "usage", "billing", "review", "report"]
From = Literal["customer", "agent", "system", "automatic"]
ContactKind = Literal["journalist", "blogger", "creator", "analyst", "executive", "champion", "other"]
FactValue = str | int | float | bool | list[str] | None
"""A fact as given: typed later by the pack or the built-in catalogue; None says that it is not known."""


class Part(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, kw_only=True, frozen=True):
    """A part of a request. Unknown keys are refused by name."""


class Signal(Part, frozen=True, kw_only=True, rename={"sender": "from"}):
    """What arrived. `triggers` are those a person ticked, `not_triggers` those a person ruled out."""

    id: str | None = None
    kind: SignalKind = "message"
    conversation: str | None = None
    queue: str | None = None
    sender: From = "customer"
    channel: str | None = None
    subject: str | None = None
    text: str | None = None
    language: str | None = None
    facts: dict[str, FactValue] = {}
    triggers: tuple[str, ...] = ()
    not_triggers: tuple[str, ...] = ()


class Customer(Part, frozen=True, kw_only=True):
    """The customer's record as the desk, or the caller, knows it. Money and dates are text as everywhere."""

    id: str | None = None
    name: str | None = None
    plan: str | None = None
    vip: bool | None = None
    csm: str | None = None
    zone: str | None = None
    segment: str | None = None
    arr: str | None = None
    health: str | None = None
    exec_sponsor: str | None = None
    renewal_on: str | None = None
    next_review_on: str | None = None
    facts: dict[str, FactValue] = {}


class Contact(Part, frozen=True, kw_only=True):
    """The person who wrote or called."""

    id: str | None = None
    name: str | None = None
    email: str | None = None
    role: str | None = None
    kind: ContactKind | None = None
    facts: dict[str, FactValue] = {}


class Contract(Part, frozen=True, kw_only=True):
    id: str | None = None
    monthly_fee: str | None = None
    outstanding: str | None = None
    starts_on: str | None = None
    ends_on: str | None = None
    facts: dict[str, FactValue] = {}


class Deal(Part, frozen=True, kw_only=True):
    id: str | None = None
    value: str | None = None
    stage: str | None = None
    fields: tuple[str, ...] = ()
    facts: dict[str, FactValue] = {}


class LoggedAttempt(Part, frozen=True, kw_only=True):
    at: str
    what: str
    result: str | None = None


class CaseSoFar(Part, frozen=True, kw_only=True):
    """What an open case already holds. `levels` are set by a person and stand over the pack's.

    `facts` may name facts of any record in full, as `account.usage_drop`; `gates` are named by id, `scope/id` where an
    id stands in several, and `gate/item`; an approval that was given is an open gate by its id, and so is a notice
    that somebody took up, as `route:ID`. `stage` is where its life stands; without one no selector of a stage holds.
    `fields` of the hand-over are filled in, by id, whatever facts say.
    """

    id: str | None = None
    opened_at: str | None = None
    escalated_at: str | None = None
    levels: dict[str, str] = {}
    facts: dict[str, FactValue] = {}
    triggers: tuple[str, ...] = ()
    attempts: tuple[LoggedAttempt, ...] = ()
    gates: dict[str, Literal["open", "held", "waived"]] = {}
    factors: dict[str, Literal["passed", "failed"]] = {}
    stage: str | None = None
    fields: tuple[str, ...] = ()


class Past(Part, frozen=True, kw_only=True):
    """One earlier event, for rules over several events. Without a `customer` it is one of the customer asked about.

    Events with the same `id` are one (merged duplicates count once).
    """

    at: str
    kind: PastKind
    id: str | None = None
    conversation: str | None = None
    category: str | None = None
    triggers: tuple[str, ...] = ()
    customer: str | None = None
    contact: str | None = None
    feature: str | None = None


class Request(Part, frozen=True, kw_only=True):
    """A question to the policy. All but `signal` may be left out; `at` is an instant with its offset."""

    signal: Signal
    at: str | None = None
    customer: Customer | None = None
    contact: Contact | None = None
    contract: Contract | None = None
    deal: Deal | None = None
    case: CaseSoFar | None = None
    history: tuple[Past, ...] = ()
