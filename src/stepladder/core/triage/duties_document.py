"""Duties as the document writes them: sums with their working, instants in the zone of the pack."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

import msgspec

from stepladder.core.policy import obligations as o
from stepladder.core.policy.conditioned import condition_key
from stepladder.core.policy.conditions import show
from stepladder.core.policy.pack import Pack
from stepladder.core.triage import decision_duties as d
from stepladder.core.triage.dates import starts_on, window
from stepladder.core.triage.duties import GuardVerdict, IdentityVerdict, LadderVerdict, TemplateVerdict
from stepladder.core.triage.instants import instant
from stepladder.core.triage.money_working import Worked, may_give, rung_amount, worked_out
from stepladder.core.triage.verdict import Verdict
from stepladder.core.values import format_duration

_ENCODER = msgspec.json.Encoder()
Tag = str | msgspec.UnsetType
LISTS = (
    "gates", "approvals", "guards", "guidance", "steps", "templates", "records", "holds", "concessions", "terms",
    "follow_ups",
)  # fmt: skip


def lists(verdict: Verdict, home: tzinfo, pack: Tag) -> dict[str, list[Any]]:
    """The items of every list, by its key; `pack` is the tag of an overlay's items."""
    found: dict[str, list[Any]] = dict(_named(verdict, pack))
    duties, facts = verdict.duties, verdict.facts
    found["concessions"] = [_concession(one, worked_out(one.value, facts), pack) for one in duties.concessions]
    found["terms"] = [_term(verdict, one, pack) for one in duties.terms]
    found["follow_ups"] = [_follow_up(verdict, one, home, pack) for one in duties.follow_ups]
    return found


def _named(verdict: Verdict, pack: Tag) -> dict[str, list[msgspec.Raw]]:
    """The lists that hang on names and states alone, encoded once and kept."""
    duties = verdict.duties
    key = ("lists", pack, duties.key, tuple([(one.guard.id, one.mode, one.source) for one in duties.guards]))
    kept: dict[str, list[msgspec.Raw]] | None = verdict.selection.kept.get(key)
    if kept is not None:
        return kept
    built: dict[str, list[Any]] = {
        "gates": [
            d.DecidedGate(
                **_scoped(one.gate, pack),
                title=one.gate.title,
                kind=one.gate.kind,
                state=one.state,
                needs=one.needs,
                holds=one.gate.acts,
                waived_by=one.gate.waived_by,
                order=one.gate.order,
            )
            for one in duties.gates
        ],
        "approvals": [
            d.WantedApproval(
                **_scoped(one, pack), by=one.by, expires_after=_duration(one.expires_after), then_to=one.then_to
            )
            for one in duties.approvals
        ],
        "guards": [_guard(one, pack) for one in duties.guards],
        "guidance": [
            d.OfferedGuidance(
                **_scoped(one, pack),
                title=one.title,
                text=one.text,
                insert=one.insert,
                note=one.note,
                offered=one.offered,
            )
            for one in duties.guidance
        ],
        "steps": [_step(one, pack) for one in duties.steps],
        "templates": [_template(one, pack) for one in duties.templates],
        "records": [
            d.WantedRecord(
                **_scoped(one, pack), what=one.what, tool=one.tool, tag=one.tag, fact=one.fact, before=one.before
            )
            for one in duties.records
        ],
        "holds": [
            d.PlacedHold(**_scoped(one, pack), what=one.what, released_by=one.released_by) for one in duties.holds
        ],
    }
    raw = {name: [msgspec.Raw(_ENCODER.encode(item)) for item in items] for name, items in built.items()}
    verdict.selection.keep(key, raw)
    return raw


def _scoped(one: o.Obligation, pack: Tag, source: tuple[str, ...] | None = None) -> dict[str, Any]:
    return {
        "id": one.id,
        "source": one.source if source is None else source,
        "because": one.because,
        "pack": pack,
        "scope": one.scope,
    }


def _guard(one: GuardVerdict, pack: Tag) -> d.BoundGuard:
    guard = one.guard
    return d.BoundGuard(
        **_scoped(guard, pack, one.source),
        mode=one.mode,
        acts=guard.acts,
        allowed_by=guard.allowed_by,
        allowed_for=guard.allowed_for,
        at_most=guard.at_most,
        better=guard.better,
    )


def _step(one: o.Step, pack: Tag) -> d.DecidedStep:
    return d.DecidedStep(
        **_scoped(one, pack),
        stage=one.stage,
        order=one.order,
        actor=one.actor or None,
        state="open",
        does=one.does,
        fact=one.fact,
        channel=one.channel,
        evidence=one.evidence,
        within=_duration(one.within),
        optional=one.optional,
    )


def _template(one: TemplateVerdict, pack: Tag) -> d.OfferedTemplate:
    template = one.template
    return d.OfferedTemplate(
        **_scoped(template, pack),
        title=template.title,
        audience=template.audience,
        stage=template.stage,
        channel=template.channel,
        slots=tuple(slot.id for slot in template.slots if not slot.optional),
        automatic=template.automatic,
        held_by=one.held_by,
    )


def _concession(one: o.Concession, worked: Worked, pack: Tag) -> d.OpenConcession:
    return d.OpenConcession(
        **_scoped(one, pack),
        value=_said(worked),
        working=worked.working,
        title=one.title,
        kind=one.kind,
        at_most=one.at_most,
        ground=one.ground,
        proof=one.proof,
        only_with=one.only_with,
        excludes=one.excludes,
        authority=tuple(role.role for role in one.authority if may_give(role, one.value, worked.value)),
        approval=one.approval,
    )


def _term(verdict: Verdict, one: o.Term, pack: Tag) -> d.StandingTerm:
    worked = worked_out(one.value, verdict.facts)
    day, _ = starts_on(one, verdict.facts, verdict.asked.zone)
    return d.StandingTerm(
        **_scoped(one, pack),
        value=_said(worked),
        working=worked.working,
        says=one.says,
        starts_on=day.isoformat() if day is not None else None,
    )


def _follow_up(verdict: Verdict, one: o.FollowUp, home: tzinfo, pack: Tag) -> d.PlannedFollowUp:
    found = window(verdict.pack, one, _anchor(verdict, one), verdict.facts, verdict.asked.zone)
    return d.PlannedFollowUp(
        **_scoped(one, pack),
        after=one.after,
        earliest_at=instant(found.earliest_at, home) if found.earliest_at is not None else None,
        due_at=instant(found.due_at, home) if found.due_at is not None else None,
        owner=one.owner or None,
        does=one.does,
        channel=one.channel,
        optional=one.optional,
        every=_duration(one.every),
    )


def _anchor(verdict: Verdict, one: o.FollowUp) -> int | None:
    """When the event happened that the work follows; what lies ahead is not known."""
    if one.after == "no_team_response":
        return verdict.at if any(told.state == "due" for told in verdict.routes) else None
    return verdict.at if one.after == "matched" else None


def identity(one: IdentityVerdict | None, pack: Tag) -> d.WantedIdentity | None:
    """The class of the request, with what has been proved."""
    if one is None:
        return None
    rule = one.identity
    return d.WantedIdentity(
        class_=rule.id,
        source=rule.source,
        because=rule.because,
        factors_needed=rule.factors,
        of=tuple(factor.id for factor in rule.of),
        required=tuple(factor.id for factor in rule.of if factor.required),
        have=one.have,
        approval=rule.approval,
        valid_for=_duration(one.lasts),
        pack=pack,
    )


def next_rung(verdict: Verdict, pack: Tag) -> d.NextRung | None:
    """The place on the ladder that may be offered next, with what it gives and who may offer it."""
    one = verdict.duties.ladder
    if one is None:
        return None
    added = verdict.pack.parameters.get("ladder.value") == "add"
    amount = rung_amount(one.ladder, one.rung, one.sub_rung, added=added) if one.rung is not None else None
    worked = worked_out(amount, verdict.facts)
    roles = one.sub_rung.authority if one.sub_rung is not None else ()
    roles = roles or (one.rung.authority if one.rung is not None else ())
    element = one.rung if one.rung is not None and one.rung.because else one.ladder
    return d.NextRung(
        id=one.ladder.id,
        source=tuple(dict.fromkeys((*one.ladder.source, *_sources(one)))),
        because=element.because,
        next_rung=one.place,
        state=one.state,
        opens_when=_opens_when(verdict.pack, one),
        does=one.rung.does if one.rung is not None else None,
        value=_said(worked),
        working=worked.working,
        authority=tuple(role.role for role in roles if may_give(role, amount, worked.value)),
        approval=one.rung.approval if one.rung is not None else None,
        final=one.rung.final if one.rung is not None else False,
        frozen_by=one.frozen_by,
        pack=pack,
    )


def _sources(one: LadderVerdict) -> tuple[str, ...]:
    rung = one.rung.source if one.rung is not None else ()
    return (*rung, *(one.sub_rung.source if one.sub_rung is not None else ()))


def _opens_when(pack: Pack, one: LadderVerdict) -> str | None:
    if one.rung is None:
        return None
    parts = [f"{one.after} was refused"] if one.after is not None else []
    if one.rung.opens_when is not None:
        parts.append(show(pack.trees[condition_key(one.rung, key="opens_when")]))
    return " and ".join(parts) or None


def _said(worked: Worked) -> str | None:
    return str(worked.value) if worked.value is not None else None


def _duration(seconds: int | None) -> str | None:
    return format_duration(seconds) if seconds is not None else None
