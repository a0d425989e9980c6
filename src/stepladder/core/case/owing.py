"""From a verdict to what a case owes beyond clocks and notices, and when time alone would change the answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec

from stepladder.core.case.owed import (
    MATCHED,
    NOTHING_OWED,
    Owed,
    OwedGate,
    OwedIdentity,
    OwedRung,
    OwedWork,
    key_of,
)
from stepladder.core.policy.base import Element
from stepladder.core.policy.conditioned import condition_key
from stepladder.core.policy.conditions import wake_instants
from stepladder.core.policy.conditions.tree import Lapse, Turn, walk
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.select import Selection
from stepladder.core.triage.verdict import Verdict

OPENED = "case.opened_at"


def owed_of(verdict: Verdict) -> Owed:
    """What must follow, with how it stands: worked out once for each combination that occurs."""
    duties = verdict.duties
    if not duties.key:
        return NOTHING_OWED
    key = ("owed", duties.key)
    kept: Owed | None = verdict.selection.kept.get(key)
    if kept is None:
        kept = verdict.selection.keep(key, _owed(verdict))
    return kept


def _owed(verdict: Verdict) -> Owed:
    duties = verdict.duties
    steps = tuple(
        OwedWork(id=one.id, scope=one.scope, stage=one.stage, optional=one.optional, within=one.within)
        for one in duties.steps
    )
    records = tuple(
        OwedWork(
            id=one.id,
            scope=one.scope,
            kind="record",
            before=one.before or "",
            fact=one.fact or "",
            automatic=one.automatic,
            source=one.source,
        )
        for one in duties.records
    )
    identity, ladder = duties.identity, duties.ladder
    return Owed(
        gates=tuple(
            OwedGate(
                id=one.gate.id,
                scope=one.gate.scope,
                state=one.state,
                needs=one.needs,
                holds=one.gate.acts,
                source=one.gate.source,
            )
            for one in duties.gates
        ),
        work=(*steps, *records),
        approvals=tuple(one.id for one in duties.approvals),
        identity=OwedIdentity(
            class_=identity.identity.id,
            needed=identity.identity.factors,
            have=identity.have,
            proved=identity.proved,
            approval=identity.identity.approval,
        )
        if identity is not None
        else None,
        ladder=OwedRung(
            ladder=ladder.ladder.id,
            next=ladder.place,
            state=ladder.state,
            frozen_by=ladder.frozen_by,
            accepted=ladder.accepted,
        )
        if ladder is not None
        else None,
        after=tuple(dict.fromkeys(one.after for one in duties.follow_ups)),
        matched=tuple(key_of(one.scope, one.id) for one in duties.follow_ups if one.after == MATCHED),
        guarded=tuple(dict.fromkeys(act for one in duties.guards for act in one.guard.acts)),
    )


def joined(old: Owed, new: Owed) -> Owed:
    """A further signal only adds: what was owed stays owed, as the newer answer says where it speaks of it."""
    if old == new:
        return old
    gates = {one.key: one for one in (*old.gates, *new.gates)}
    work = {one.key: one for one in (*old.work, *new.work)}
    return msgspec.structs.replace(
        new,
        gates=tuple(gates.values()),
        work=tuple(work.values()),
        approvals=tuple(dict.fromkeys((*old.approvals, *new.approvals))),
        identity=new.identity or old.identity,
        ladder=new.ladder or old.ladder,
        after=tuple(dict.fromkeys((*old.after, *new.after))),
        matched=tuple(dict.fromkeys((*old.matched, *new.matched))),
        guarded=tuple(dict.fromkeys((*old.guarded, *new.guarded))),
    )


def ask_again_at(verdict: Verdict, opened_at: datetime) -> datetime | None:
    """The first instant ahead at which time alone changes what the policy says of the case, if there is one."""
    timed = _timed(verdict.pack)
    if not timed:
        return None
    keys = (timed & _bound_keys(verdict.selection)) | {key for key in timed if key.partition(":")[0] in _OF_ANY_CASE}
    if not keys:
        return None
    asked = verdict.asked
    env = msgspec.structs.replace(asked.environment(), facts={**asked.facts, OPENED: opened_at})
    ahead = [turn for key in keys for turn in wake_instants(verdict.pack.trees[key], env) if turn > asked.as_of]
    return datetime.fromtimestamp(min(ahead), UTC) if ahead else None


_OF_ANY_CASE = frozenset(
    {"trigger", "detector", "sign", "scenario", "segment", "level", "category", "categorystage", "identityrequest"}
)
"""Kinds of elements that say what is the matter: what binds a case hangs on them, so each of them is looked at."""


def _timed(pack: Pack) -> frozenset[str]:
    """The conditions of a policy in which time stands."""
    kept: frozenset[str] | None = pack.compiled.get("timed")
    if kept is None:
        kept = frozenset(
            key for key, tree in pack.trees.items() if any(isinstance(node, Turn | Lapse) for node in walk(tree.root))
        )
        pack.compiled["timed"] = kept
    return kept


def _bound_keys(selection: Selection) -> frozenset[str]:
    kept: frozenset[str] | None = selection.kept.get("condition keys")
    if kept is None:
        kept = selection.keep("condition keys", frozenset(_keys(selection)))
    return kept


def _keys(selection: Selection) -> Iterator[str]:
    elements: list[Element] = [route for route, _, _ in selection.routes]
    if selection.bound is not None:
        elements += [one for group in selection.bound for one in group]
    for one in elements:
        yield condition_key(one)
        yield condition_key(one, key="opens_when")
