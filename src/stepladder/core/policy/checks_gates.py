"""What must hold for what keeps an act closed: gates, identity, approvals, holds."""

from __future__ import annotations

from stepladder.core.policy.acts import ACTS
from stepladder.core.policy.binding import selector
from stepladder.core.policy.layers import name_in_section
from stepladder.core.policy.names import Names
from stepladder.core.policy.nodes import suggest
from stepladder.core.policy.obligations import Gate, IdentityClass

_NEVER_WAIVED = ("identity", "approval")


def check(names: Names) -> None:
    """Every fault of gates, identity classes, approvals and holds."""
    asking = (*(one.needs for one in names.text.templates), *(one.allowed_by for one in names.text.guards))
    needed = frozenset(name for some in asking for name in some)
    for gate in names.text.gates:
        _gate(names, gate, needed)
    for one in names.text.identity:
        _identity(names, one)
    for approval in names.text.approvals:
        names.must_know(approval.place, "by", approval.by, names.roles, "role")
        names.must_know_all(approval.place, "then_to", approval.then_to, names.roles, "role")
        if approval.then_to and approval.expires_after is None:
            what = f"approval '{approval.id}' climbs and does not say when"
            names.empty(approval, "then_to", what, "Add `expires_after: ...`.")
    for hold in names.text.holds:
        names.must_know_all(hold.place, "released_by", hold.released_by, names.roles, "role")


def _gate(names: Names, gate: Gate, needed: frozenset[str]) -> None:
    if not gate.acts and gate.kind != "hand_over" and not {gate.id, name_in_section(gate)} & needed:
        what = f"gate '{gate.id}' holds nothing, and no template and no guard asks for it"
        names.empty(gate, "id", what, "Add `holds: ...`, or name it in a template's `needs` or a guard's `allowed_by`.")
    for act in gate.holds:
        _act(names, gate, act)
    if gate.exempt is not None:
        selector(names, gate, "exempt", gate.exempt)
        if gate.exempt.specificity == 0 and not gate.exempt.stage and not gate.exempt.pack:
            names.empty(gate, "exempt", f"gate '{gate.id}' exempts everything", "Name what is exempt.")
    names.must_know_all(gate.place, "waived_by", gate.waived_by, names.roles, "role")
    if gate.waived_by and gate.kind in _NEVER_WAIVED:
        what = f"nobody waives a gate of kind {gate.kind}"
        names.fault(gate.place, "waived_by", "type", what, "Leave `waived_by` out.")


def _act(names: Names, gate: Gate, act: str) -> None:
    kind, colon, name = act.partition(":")
    single = {
        "route": names.routes,
        "step": names.steps,
        "template": names.templates,
        "identity": names.identity,
    }
    if colon and kind in single:
        names.must_know(gate.place, "holds", name, single[kind], kind if kind != "identity" else "identity request")
    elif act not in ACTS:
        mend = suggest(act, (*ACTS, "route:ID", "step:ID", "template:ID", "identity:ID"))
        names.fault(gate.place, "holds", "unknown-name", f"no act is called '{act[:60]}'", mend)


def _identity(names: Names, one: IdentityClass) -> None:
    names.must_know(one.place, "approval", one.approval, names.approvals, "approval")
    required = sum(factor.required for factor in one.of)
    if len(one.of) < one.factors:
        what = f"class '{one.id}' needs {one.factors} factors and knows {len(one.of)}"
        names.empty(one, "factors", what, "Add factors under `of:`, or ask for fewer.")
    elif required > one.factors:
        what = f"class '{one.id}' needs {one.factors} factors, and {required} of them have no substitute"
        names.fault(one.place, "factors", "type", what, f"Write `factors: {required}`.")
    for request in one.requests:
        names.must_know_all(request.place, "trigger", request.trigger, names.tickable, "trigger, detector or sign")
        if not request.trigger and request.when is None:
            what = f"nothing shows that somebody asks for '{request.id}'"
            names.empty(request, "id", what, "Add `trigger:` or `when:`.")
