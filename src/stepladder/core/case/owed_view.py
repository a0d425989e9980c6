"""What a case owes and what was done about it, in the shape of the trace: each line with who, when and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Any

from stepladder.core.case.owed import OwedGate
from stepladder.core.case.state import Case
from stepladder.core.case.work_state import DoneWork
from stepladder.core.values import format_instant

_STATES = {"planned": "open", "due": "open"}


def owed_lines(case: Case) -> list[dict[str, Any]]:
    """Gates, approvals, steps, records, holds and follow-ups: open, done, waived or overdue."""
    return [
        *({"kind": "gate", "id": one.key, "state": _gate(one), "needs": list(one.needs)} for one in case.owed.gates),
        *_approvals(case),
        *_work(case),
        *(
            {"kind": "hold", "id": one.hold, "what": one.what, "state": "open" if one.released_at is None else "done"}
            for one in case.holds.values()
        ),
        *(
            {"kind": "follow_up", "id": one.key, "state": _follow_up(case, one.key), "owner": one.owner or case.owner}
            for one in case.follow_ups.values()
        ),
    ]


def known_of(case: Case, zone: tzinfo) -> dict[str, Any]:
    """What a case knows beyond its obligations: proofs, attempts, offers, the wait, and what belongs to it."""
    identity, ladder = case.owed.identity, case.owed.ladder
    return {
        "identity": None
        if identity is None
        else {
            "class": identity.class_,
            "factors_needed": identity.needed,
            "have": list(identity.have),
            "proved": identity.proved,
            "approval": identity.approval,
        },
        "factors": {one.factor: one.result for one in case.factors.values()},
        "attempts": [
            {"at": _at(one.at, zone), "by": one.by, "what": one.what, "result": one.result, "ref": one.ref}
            for one in case.attempts
        ],
        "ladder": None
        if ladder is None
        else {
            "id": ladder.ladder,
            "next_rung": ladder.next if ladder.accepted is None else None,
            "accepted": ladder.accepted,
            "state": ladder.state,
            "frozen_by": list(ladder.frozen_by),
        },
        "offers": [
            {
                "at": _at(one.at, zone),
                "by": one.by,
                "rung": one.offer,
                "kind": one.kind,
                "outcome": one.outcome,
                "value": one.value,
                "working": one.working,
                "ground": one.ground,
                "per": one.per,
            }
            for one in case.offers
        ],
        "waiting": None
        if case.waiting is None
        else {"since": _at(case.waiting.since, zone), "until": _at(case.waiting.until, zone)},
        "quality": list(case.quality),
        "confirmed_at": _at(case.confirmed_at, zone),
        "incident": case.incident,
        "incident_state": case.incident_state,
        "merged_into": case.merged_into,
        "split_from": case.split_from,
        "linked": [{"case": one, "relation": how} for one, how in case.linked.items()],
    }


def _gate(one: OwedGate) -> str:
    return {"open": "done", "held": "open", "waived": "waived"}[one.state]


def _approvals(case: Case) -> Iterator[dict[str, Any]]:
    for name in dict.fromkeys((*case.owed.approvals, *case.approvals)):
        asked = case.approvals.get(name)
        line: dict[str, Any] = {"kind": "approval", "id": name, "state": "open", "answer": None, "by": None}
        if asked is not None:
            settled = {"given": "done", "refused": "done", "expired": "overdue"}
            line |= {"state": settled.get(asked.state, "open"), "answer": asked.state, "by": asked.decided_by}
        yield line


def _work(case: Case) -> Iterator[dict[str, Any]]:
    """What is asked for now, and after it what was done while it was."""
    for one in case.owed.work:
        done, due = case.done.get(one.key), case.due.get(one.key)
        line: dict[str, Any] = {"kind": one.kind, "id": one.key, "state": "open", "by": None}
        if done is not None:
            line |= _of(done)
        elif due is not None and due.told:
            line |= {"state": "overdue"}
        yield line
    asked = {one.key for one in case.owed.work}
    for done in case.done.values():
        if done.kind != "follow_up" and done.key not in asked:
            yield {"kind": done.kind, "id": done.key} | _of(done)


def _of(done: DoneWork) -> dict[str, Any]:
    return {"state": done.state, "by": done.by, "outcome": done.outcome, "because": done.because}


def _follow_up(case: Case, key: str) -> str:
    state = case.follow_ups[key].state
    return _STATES.get(state, state)


def _at(moment: datetime | None, zone: tzinfo) -> str | None:
    return None if moment is None else format_instant(moment, zone)
