"""The decision document's lists beyond clocks, routes and fields. Contract: the answer of the decision document."""

from __future__ import annotations

from typing import Literal

import msgspec

from stepladder.core.triage.items import Item


class Scoped(Item, kw_only=True, frozen=True, gc=False):
    """An element of a list within the pack; its id stands once in a scope. `scope` is empty where there is one list."""

    scope: str


class DecidedGate(Scoped, kw_only=True, frozen=True, gc=False):
    """What must be true before the acts in `holds`. `needs`: what it still waits for, by id."""

    title: str
    kind: str
    state: Literal["open", "held", "waived"]
    needs: tuple[str, ...]
    holds: tuple[str, ...]
    waived_by: tuple[str, ...]
    order: int


class WantedIdentity(msgspec.Struct, kw_only=True, frozen=True, gc=False, rename={"class_": "class"}):
    """How sure the desk must be of who asks. `of`: factors that count; `have`: those that passed; ids all of them."""

    class_: str
    source: tuple[str, ...]
    because: str
    factors_needed: int
    of: tuple[str, ...]
    required: tuple[str, ...]
    have: tuple[str, ...]
    approval: str | None
    valid_for: str | None
    pack: str | msgspec.UnsetType = msgspec.UNSET


class WantedApproval(Scoped, kw_only=True, frozen=True, gc=False):
    """A decision by a role other than whoever asks for it."""

    by: str
    expires_after: str | None
    then_to: tuple[str, ...]


class BoundGuard(Scoped, kw_only=True, frozen=True, gc=False):
    """What may not be said or done."""

    mode: Literal["warn", "block"]
    acts: tuple[str, ...]
    allowed_by: tuple[str, ...]
    allowed_for: tuple[str, ...]
    at_most: int | None
    better: str


class OfferedGuidance(Scoped, kw_only=True, frozen=True, gc=False):
    """Advice; `offered` is False for a card that waits until somebody looks for it."""

    title: str
    text: str
    insert: str
    note: str
    offered: bool


class DecidedStep(Scoped, kw_only=True, frozen=True, gc=False):
    """One piece of work. `actor`: a role, None for the owner of the case."""

    stage: str
    order: int
    actor: str | None
    state: Literal["open"]
    does: str
    fact: str | None
    channel: str | None
    evidence: str
    within: str | None
    optional: bool


class OfferedTemplate(Scoped, kw_only=True, frozen=True, gc=False):
    """A message that may be drafted. `slots`: those that must be filled; `held_by`: closed gates it waits for."""

    title: str
    audience: str
    stage: str | None
    channel: str
    slots: tuple[str, ...]
    automatic: bool
    held_by: tuple[str, ...]


class WantedRecord(Scoped, kw_only=True, frozen=True, gc=False):
    """Something that must be written down."""

    what: str
    tool: str | None
    tag: str | None
    fact: str | None
    before: str | None


class PlacedHold(Scoped, kw_only=True, frozen=True, gc=False):
    """What may not change from now on."""

    what: str
    released_by: tuple[str, ...]


class Sum(Scoped, kw_only=True, frozen=True, gc=False):
    """`value`: money, None while it is unknown or the policy states none; `working`: how it was worked out."""

    value: str | None
    working: str | None


class OpenConcession(Sum, kw_only=True, frozen=True, gc=False):
    """What a person may give. `authority`: the roles that may give so much alone."""

    title: str
    kind: str
    at_most: int | None
    ground: str
    proof: bool
    only_with: tuple[str, ...]
    excludes: tuple[str, ...]
    authority: tuple[str, ...]
    approval: str | None


class StandingTerm(Sum, kw_only=True, frozen=True, gc=False):
    """A commercial fact. `starts_on`: the day it begins, None while one of its milestones is unknown."""

    says: str
    starts_on: str | None


class PlannedFollowUp(Scoped, kw_only=True, frozen=True, gc=False):
    """Work due after an event; both instants are None until it happened. `owner`: a role, None for the case's owner."""

    after: str
    earliest_at: str | None
    due_at: str | None
    owner: str | None
    does: str
    channel: str | None
    optional: bool
    every: str | None


class NextRung(msgspec.Struct, kw_only=True, frozen=True, gc=False):
    """Where a ladder stands.

    `next_rung`: the first place that was not refused, None where nothing is left or `frozen_by` names what stops every
    offer; `opens_when`: what must be there first, in words, None for nothing; `state`: whether it is.
    """

    id: str
    source: tuple[str, ...]
    because: str
    next_rung: str | None
    state: Literal["open", "held"]
    opens_when: str | None
    does: str | None
    value: str | None
    working: str | None
    authority: tuple[str, ...]
    approval: str | None
    final: bool
    frozen_by: tuple[str, ...]
    pack: str | msgspec.UnsetType = msgspec.UNSET
