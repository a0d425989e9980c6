"""What a case owes beyond clocks and notices, as events keep it: names, states and places, never words.

The elements themselves stand in the pinned policy; an assessment names those that are bound and how they stand.
"""

from __future__ import annotations

from typing import Literal, TypeVar

import msgspec

GateStanding = Literal["open", "held", "waived"]
WorkKind = Literal["step", "follow_up", "record"]
_Some = TypeVar("_Some", bound="Named")


class Named(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An element of the policy. An id stands once in a scope."""

    id: str
    scope: str = ""

    @property
    def key(self) -> str:
        """`scope/id`, or the id alone where there is one list."""
        return key_of(self.scope, self.id)


class OwedGate(Named, frozen=True, kw_only=True, omit_defaults=True):
    """A gate. `needs`: what it still waits for, by id; `holds`: the acts that stay closed until then."""

    state: GateStanding = "held"
    needs: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    source: tuple[str, ...] = ()


class OwedWork(Named, frozen=True, kw_only=True, omit_defaults=True):
    """A step, or something to be written down.

    `within`: seconds from when it was first asked for; `before`: an act. A record that is `automatic` the desk writes
    by itself, and one that holds a `fact` is written by the answer to that.
    """

    kind: WorkKind = "step"
    stage: str = ""
    optional: bool = False
    within: int | None = None
    before: str = ""
    fact: str = ""
    automatic: bool = False
    source: tuple[str, ...] = ()

    @property
    def by_hand(self) -> bool:
        """Whether somebody has to say that it is done."""
        return not (self.automatic or self.fact)


class OwedIdentity(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How sure the desk must be of who asks; `have` are the factors that passed and still count."""

    class_: str = msgspec.field(name="class")
    needed: int
    have: tuple[str, ...] = ()
    proved: bool = False
    approval: str | None = None


class OwedRung(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a ladder stands: the next place that may be offered, None where nothing is left or it is frozen."""

    ladder: str
    next: str | None = None
    state: Literal["open", "held"] = "held"
    frozen_by: tuple[str, ...] = ()
    accepted: str | None = None


class Owed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All of it, in pack order.

    `after`: the events that a follow-up of the case waits for; `matched`: those that come with the match itself;
    `guarded`: the acts before which a rule stands.
    """

    gates: tuple[OwedGate, ...] = ()
    work: tuple[OwedWork, ...] = ()
    approvals: tuple[str, ...] = ()
    identity: OwedIdentity | None = None
    ladder: OwedRung | None = None
    after: tuple[str, ...] = ()
    matched: tuple[str, ...] = ()
    guarded: tuple[str, ...] = ()

    def gate(self, name: str) -> OwedGate | None:
        """The gate of this id, or of this `scope/id` where an id stands in several scopes."""
        return _named(self.gates, name)

    def piece(self, name: str) -> OwedWork | None:
        """The piece of work of this id or `scope/id`; steps come before records."""
        return _named(self.work, name)

    def closing(self, act: str) -> tuple[OwedGate, ...]:
        """The closed gates for which an act waits."""
        return tuple(one for one in self.gates if one.state == "held" and act in one.holds)


NOTHING_OWED = Owed()
MATCHED = "matched"
"""What a follow-up calls the match that it comes after."""


IMPLEMENTED = "implemented"
"""What a follow-up, and an entry of a register, calls a wish that came true."""


def key_of(scope: str, id_: str) -> str:
    return f"{scope}/{id_}" if scope else id_


def _named(among: tuple[_Some, ...], name: str) -> _Some | None:
    scope, _, id_ = name.rpartition("/")
    for one in among:
        if one.id == id_ and one.scope == scope:
            return one
    return next((one for one in among if one.id == name), None)
