"""What must follow beyond clocks, routes and fields, with its state: verdicts on gates, identity, guards and the like.

All of it hangs on names, on which conditions are true, and on what the case already holds. Sums and dates hang on the
values of facts and are worked out where they are shown (`money_working`, `dates`).
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from stepladder.core.policy import obligations as o
from stepladder.core.policy.base import Element

GateState = Literal["open", "held", "waived"]


class GateVerdict(msgspec.Struct, frozen=True, gc=False):
    """A gate and where it stands; `needs` are the ids of what it still waits for, its own where it has no items."""

    gate: o.Gate
    state: GateState
    needs: tuple[str, ...] = ()

    def keeps(self, act: str) -> bool:
        """Whether the act waits for this gate."""
        return self.state == "held" and act in self.gate.acts


class IdentityVerdict(msgspec.Struct, frozen=True, gc=False):
    """How sure the desk must be of who asks, and what has been proved so far.

    Fields: have - ids of factors; lasts - seconds for which a check holds.
    """

    identity: o.IdentityClass
    have: tuple[str, ...]
    lasts: int
    any_will_do: bool = False
    """Whether other factors may stand for required ones: a reading a pack must choose."""

    @property
    def proved(self) -> bool:
        """Whether enough factors passed, and each that has no substitute (Q-26). The approval is a matter apart."""
        required = {one.id for one in self.identity.of if one.required}
        enough = len(self.have) >= self.identity.factors
        return enough and (self.any_will_do or required.issubset(self.have))


class GuardVerdict(msgspec.Struct, frozen=True, gc=False):
    """A guard, and how hard it holds; `source` names those of other packs that say the same."""

    guard: o.Guard
    mode: Literal["warn", "block"]
    source: tuple[str, ...]


class TemplateVerdict(msgspec.Struct, frozen=True, gc=False):
    """A template, and the closed gates that it waits for."""

    template: o.Template
    held_by: tuple[str, ...] = ()


class LadderVerdict(msgspec.Struct, frozen=True, gc=False):
    """A ladder and the first place on it that was not refused.

    Fields: place - its id, as `write-down/2` or `write-down/2/3`; rung, sub_rung - None where nothing is left to offer
    or the ladder is frozen; after - the place whose refusal opened it; state - whether its own condition holds;
    accepted - the place that was taken, with which the ladder ends.
    """

    ladder: o.Ladder
    place: str | None = None
    rung: o.Rung | None = None
    sub_rung: o.SubRung | None = None
    after: str | None = None
    state: Literal["open", "held"] = "held"
    frozen_by: tuple[str, ...] = ()
    accepted: str | None = None


class Duties(msgspec.Struct, frozen=True, gc=False):
    """Every list in the order of the document. `asks` are unknown conditions with the elements that hang on them."""

    gates: tuple[GateVerdict, ...] = ()
    identity: IdentityVerdict | None = None
    approvals: tuple[o.Approval, ...] = ()
    guards: tuple[GuardVerdict, ...] = ()
    guidance: tuple[o.Guidance, ...] = ()
    steps: tuple[o.Step, ...] = ()
    templates: tuple[TemplateVerdict, ...] = ()
    records: tuple[o.Record, ...] = ()
    holds: tuple[o.Hold, ...] = ()
    concessions: tuple[o.Concession, ...] = ()
    terms: tuple[o.Term, ...] = ()
    follow_ups: tuple[o.FollowUp, ...] = ()
    ladder: LadderVerdict | None = None
    lost: tuple[tuple[Element, str, str], ...] = ()
    asks: tuple[tuple[str, str], ...] = ()
    key: Any = ()
    """What these duties hang on, so that what is made of them can be kept under it."""

    def holding(self, act: str) -> tuple[str, ...]:
        """The ids of the closed gates for which an act waits."""
        return tuple([one.gate.id for one in self.gates if one.keeps(act)])


NOTHING = Duties()
