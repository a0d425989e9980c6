"""From what is bound by its selector to what stands: conditions answered, states worked out, rivals settled."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar, cast

from stepladder.core.policy import obligations as o
from stepladder.core.policy.base import ANYTHING, Element
from stepladder.core.policy.chosen import check_lasts
from stepladder.core.policy.conditioned import condition_key
from stepladder.core.policy.obligations import Obligation
from stepladder.core.triage.asked import Asked
from stepladder.core.triage.concessions import standing_beside, strictest
from stepladder.core.triage.duties import (
    NOTHING,
    Duties,
    GuardVerdict,
    IdentityVerdict,
    LadderVerdict,
    TemplateVerdict,
)
from stepladder.core.triage.gates import Shown, gates
from stepladder.core.triage.ladders import ladder
from stepladder.core.triage.request import CaseSoFar
from stepladder.core.triage.select import Selection

_STAGES = ("acknowledge", "investigate", "communicate", "resolve", "follow_up", "recover")
_Some = TypeVar("_Some", bound=Obligation)
_NO_CASE = CaseSoFar()


def duties(asked: Asked, selection: Selection, missing: tuple[str, ...]) -> Duties:
    """What must follow beyond clocks, routes and fields. `missing` are the fields of the hand-over nobody answered."""
    if selection.bound is None:
        return NOTHING
    case = asked.request.case or _NO_CASE
    key = (
        "duties",
        asked.answers,
        tuple(case.gates.items()),
        tuple(case.factors.items()),
        tuple([(one.what, one.result) for one in case.attempts]),
        missing,
    )
    found: Duties | None = selection.kept.get(key)
    return selection.keep(key, _Standing(asked, selection, case, missing, key).duties()) if found is None else found


class _Standing:
    """Works out once what stands of a selection."""

    def __init__(self, asked: Asked, selection: Selection, case: CaseSoFar, missing: tuple[str, ...], key: Any) -> None:
        self.asked, self.selection, self.case, self.missing, self.key = asked, selection, case, missing, key
        self.asks: dict[tuple[str, str], None] = {}
        self.lost: list[tuple[Element, str, str]] = []

    def duties(self) -> Duties:
        bound = self.selection.bound
        assert bound is not None
        identity = self._identity()
        shown = Shown(self.case, self.selection.exempt, self.missing, identity, self._is_true)
        closed = gates(self._of(bound.gates, care=True), shown)
        held = {one.gate.id for one in closed if one.state == "held"}
        terms, concessions = standing_beside(
            self._of(bound.terms), strictest(self._of(bound.concessions), self.lost), self.lost
        )
        next_rung = self._ladder(self._of(bound.ladders))
        return Duties(
            gates=closed,
            identity=identity,
            approvals=self._approvals(self._of(bound.approvals), identity, concessions, next_rung),
            guards=tuple(
                GuardVerdict(one, one.mode or self._mode(), one.source) for one in self._of(bound.guards, care=True)
            ),
            guidance=self._of(bound.guidance),
            steps=tuple(
                # sorted() is stable, so pack order stays within one place.
                sorted(self._of(bound.steps), key=lambda step: (_STAGES.index(step.stage), step.order))
            ),
            templates=tuple(
                TemplateVerdict(one, tuple(gate for gate in one.needs if gate in held))
                for one in self._of(bound.templates)
            ),
            records=self._of(bound.records, care=True),
            holds=self._of(bound.holds, care=True),
            concessions=concessions,
            terms=terms,
            follow_ups=self._of(bound.follow_ups),
            ladder=next_rung,
            lost=tuple(self.lost),
            asks=tuple(self.asks),
            key=self.key,
        )

    def _of(self, elements: Iterable[_Some], *, care: bool = False) -> tuple[_Some, ...]:
        """Those whose condition does not speak against them. `care`: where nobody knows, what protects holds."""
        return tuple(one for one in elements if self._stands(one, care=care))

    def _stands(self, one: Obligation, *, care: bool) -> bool:
        if one.when is None:
            return True
        key = condition_key(one)
        if key in self.asked.answers.unknown:
            self.asks[key, one.id] = None
            return care
        return self.asked.is_true(key)

    def _is_true(self, one: Element, key: str) -> bool:
        """Whether a further condition of an element holds; an unknown one is asked for."""
        name = condition_key(one, key=key)
        if name in self.asked.answers.unknown:
            self.asks[name, one.id] = None
        return self.asked.is_true(name)

    def _mode(self) -> Any:
        return self.asked.pack.parameters.get("guard.mode", "warn")

    def _identity(self) -> IdentityVerdict | None:
        """The strictest of the classes that are asked for: they stand in the pack from low to high."""
        classes = self.selection.case.identity
        if not classes:
            return None
        passed = {name for name, result in self.case.factors.items() if result == "passed"}
        for lower in classes[:-1]:
            self.lost.append((lower, "identity", classes[-1].id))
        counting = (one for one in classes[-1].of if not passed.isdisjoint((one.id, *one.accepts)))
        any_will_do = self.asked.pack.parameters.get("identity.high") == "any_three"
        lasts = check_lasts(self.asked.pack, classes[-1])
        return IdentityVerdict(classes[-1], tuple(one.id for one in counting), lasts, any_will_do)

    def _approvals(
        self,
        bound: tuple[o.Approval, ...],
        identity: IdentityVerdict | None,
        concessions: tuple[o.Concession, ...],
        next_rung: LadderVerdict | None,
    ) -> tuple[o.Approval, ...]:
        """Approvals that others name are asked for where those stand; a selector of its own binds one besides."""
        text = self.asked.pack.text
        rungs = [rung for one in text.ladders for rung in one.rungs]
        named = {one.approval for one in text.identity} | {one.approval for one in text.concessions}
        named |= {rung.approval for rung in rungs}
        wanted = {one.approval for one in concessions}
        wanted |= {identity.identity.approval} if identity is not None else set()
        wanted |= {next_rung.rung.approval} if next_rung is not None and next_rung.rung is not None else set()
        return tuple(one for one in bound if one.id in wanted or one.id not in named or one.binds != ANYTHING)

    def _ladder(self, bound: tuple[o.Ladder, ...]) -> LadderVerdict | None:
        """The first ladder on which something is left to offer, else the first of all."""
        whole = self.selection.case.whole
        seen = whole.triggers | whole.signs
        found = [ladder(one, self.case.attempts, seen, self._opens) for one in bound]
        if not found:
            return None
        first = next((one for one in found if one.rung is not None), found[0])
        self.lost += [(one.ladder, "ladder", first.ladder.id) for one in found if one is not first]
        return first

    def _opens(self, rung: o.Rung) -> bool:
        return rung.opens_when is None or self._is_true(cast(Element, rung), "opens_when")
