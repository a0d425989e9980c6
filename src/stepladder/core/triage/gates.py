"""Where each gate stands: waived, open, or held with what it still waits for."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from stepladder.core.policy.obligations import Gate, GateItem
from stepladder.core.triage.duties import GateState, GateVerdict, IdentityVerdict
from stepladder.core.triage.request import CaseSoFar

_SHOWN = ("open", "waived")


class Shown(msgspec.Struct, frozen=True):
    """What may open a gate: what the case holds, for whom gates stand open, missing fields, proofs, conditions."""

    case: CaseSoFar
    exempt: frozenset[Gate]
    missing: tuple[str, ...]
    identity: IdentityVerdict | None
    is_true: Callable[[Gate, str], bool]


def gates(bound: tuple[Gate, ...], shown: Shown) -> tuple[GateVerdict, ...]:
    """The verdict on each gate, in pack order."""
    return tuple(_verdict(gate, shown) for gate in bound)


def _verdict(gate: Gate, shown: Shown) -> GateVerdict:
    said = _said(shown.case, gate.scope, gate.id)
    if said == "waived":
        return GateVerdict(gate, "waived")
    opened = gate.opens_when is not None and shown.is_true(gate, "opens_when")
    if said == "open" or opened or gate in shown.exempt:
        return GateVerdict(gate, "open")
    needs = _needs(gate, shown)
    return GateVerdict(gate, "held", needs) if needs else GateVerdict(gate, "open")


def _said(case: CaseSoFar, scope: str, name: str) -> GateState | None:
    """What the case says of a gate, by its id or, where an id stands in several scopes, by `scope/id`."""
    return case.gates.get(f"{scope}/{name}") or case.gates.get(name)


def _needs(gate: Gate, shown: Shown) -> tuple[str, ...]:
    if gate.items:
        return tuple(item.id for item in gate.items if not _is_shown(gate, item, shown))
    if _ticked(shown.case, gate, gate.id) in _SHOWN:
        return ()
    match gate.kind:
        case "attempt":
            is_open = _attempts(shown.case, gate.id) > 0
        case "identity":
            is_open = _is_identified(shown)
        case "hand_over":
            return shown.missing
        case _:
            is_open = False
    return () if is_open else (gate.id,)


def _is_shown(gate: Gate, item: GateItem, shown: Shown) -> bool:
    case = shown.case
    said = _ticked(case, gate, item.id) or _said(case, gate.scope, item.id)
    if said in _SHOWN:
        return True
    if item.evidence == "identity":
        return shown.identity is not None and shown.identity.proved
    return item.evidence == "attempt" and _attempts(case, item.id, f"{gate.id}/{item.id}") >= item.at_least


def _ticked(case: CaseSoFar, gate: Gate, item: str) -> GateState | None:
    """What the case says of one item of a gate; a gate without items is its own."""
    return case.gates.get(f"{gate.scope}/{gate.id}/{item}") or case.gates.get(f"{gate.id}/{item}")


def _attempts(case: CaseSoFar, *names: str) -> int:
    return sum(1 for one in case.attempts if one.what in names)


def _is_identified(shown: Shown) -> bool:
    """Whether who asks has proved it, the approval of their class included; of no class nobody can say so."""
    one = shown.identity
    if one is None or not one.proved:
        return False
    return one.identity.approval is None or shown.case.gates.get(one.identity.approval) == "open"
