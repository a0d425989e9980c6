"""What a case owes, read: its own state, in the words of the policy that it is pinned to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from stepladder.core.case.gating import opened_with
from stepladder.core.case.offers_made import is_spent
from stepladder.core.case.owed import OwedGate, OwedWork, key_of
from stepladder.core.case.quality import remarks
from stepladder.core.case.state import Case
from stepladder.core.policy.base import Element
from stepladder.core.policy.obligations import (
    Authority,
    Concession,
    Factor,
    FollowUp,
    Gate,
    GateItem,
    Obligation,
    Record,
    Step,
    Term,
)
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.duties import GateVerdict
from stepladder.core.triage.ladders import places
from stepladder.core.triage.money_working import rung_amount, worked_out
from stepladder.core.triage.verdict import Verdict
from stepladder.service.reading.owed_views import (
    ApprovalView,
    FactorView,
    FollowUpView,
    GateView,
    HoldView,
    IdentityView,
    LadderView,
    MadeView,
    NeedView,
    OfferView,
    OwedView,
    WorkView,
)

_STAGES = ("acknowledge", "investigate", "communicate", "resolve", "follow_up", "recover", "")
_OF_ITEM = {"attempt": "log_attempt", "identity": "add_factor", "approval": "request_approval"}


def owed_view(case: Case, pack: Pack, verdict: Verdict | None, names: Mapping[str, str]) -> OwedView:
    """Takes: verdict - what the policy says now, None where it cannot be asked; names - people by id."""
    text = pack.text
    work = sorted(
        (_work(case, one, _by_key(text.steps), _by_key(text.records), names) for one in case.owed.work),
        key=lambda one: (one.kind == "record", _STAGES.index(one.stage) if one.stage in _STAGES else 0),
    )
    patterns = {one.id: one.title or one.id for one in text.detectors}
    return OwedView(
        gates=tuple(_gate(one, _by_key(text.gates).get(one.key)) for one in case.owed.gates),
        identity=_identity(case, pack),
        approvals=tuple(_approvals(case, pack, names)),
        work=tuple(work),
        follow_ups=tuple(_follow_ups(case, _by_key(text.follow_ups))),
        holds=tuple(_holds(case, pack, names)),
        ladder=_ladder(case, verdict),
        offers=tuple(_offers(verdict)) if verdict is not None else (),
        made=tuple(
            MadeView(
                offer=one.offer,
                outcome=one.outcome,
                at=one.at,
                by=names.get(one.by, one.by),
                value=one.value,
                working=one.working,
            )
            for one in case.offers
        ),
        codes=tuple((one, patterns.get(one, one)) for one in remarks(pack)),
    )


def _by_key(elements: tuple[Any, ...]) -> dict[str, Any]:
    return {key_of(one.scope, one.id): one for one in elements}


def _title(element: Element | None, key: str) -> str:
    return (element.title if element is not None else "") or key


def _gate(owed: OwedGate, rule: Gate | None) -> GateView:
    """A gate of the case; `rule` is None where the pinned policy has it no more."""
    needs = tuple(_need(one, owed, rule) for one in owed.needs) if owed.state == "held" else ()
    return GateView(
        key=owed.key,
        title=_title(rule, owed.key),
        because=rule.because if rule is not None else "",
        source=owed.source,
        state=owed.state,
        holds=owed.holds,
        needs=needs,
        waived_by=rule.waived_by if rule is not None else (),
    )


def _need(name: str, owed: OwedGate, rule: Gate | None) -> NeedView:
    item = next((one for one in rule.items if one.id == name), None) if rule is not None else None
    if item is not None:
        with_ = _OF_ITEM.get(item.evidence, "tick_gate")
    elif rule is not None and rule.kind == "facts":
        with_ = "set_fact"
    elif rule is not None:
        with_ = opened_with(GateVerdict(rule, owed.state, owed.needs))
    else:
        with_ = "tick_gate"
    shows = item or GateItem(id=name, title=rule.title if rule is not None else "")
    return NeedView(
        item=name,
        title=shows.title or shows.id,
        evidence=shows.evidence,
        at_least=shows.at_least,
        opens_with=with_,
    )


def _identity(case: Case, pack: Pack) -> IdentityView | None:
    owed = case.owed.identity
    if owed is None:
        return None
    rule = next((one for one in pack.text.identity if one.id == owed.class_), None)
    factors = tuple(_factor(case, one) for one in (rule.of if rule is not None else ()))
    return IdentityView(
        key=owed.class_,
        title=_title(rule, owed.class_),
        because=rule.because if rule is not None else "",
        source=rule.source if rule is not None else (),
        needed=owed.needed,
        passed=len(owed.have),
        proved=owed.proved,
        approval=owed.approval,
        factors=factors,
    )


def _factor(case: Case, rule: Factor) -> FactorView:
    """A proof as it stands: one that passed counts, whichever of those that are accepted it was."""
    checked = [case.factors[name] for name in (rule.id, *rule.accepts) if name in case.factors]
    best = next((one for one in checked if one.result == "passed"), checked[0] if checked else None)
    return FactorView(
        id=rule.id,
        title=rule.title or rule.id,
        required=rule.required,
        accepts=rule.accepts,
        result=best.result if best is not None else None,
        expires_at=best.expires_at if best is not None else None,
    )


def _approvals(case: Case, pack: Pack, names: Mapping[str, str]) -> Iterator[ApprovalView]:
    rules = {one.id: one for one in pack.text.approvals}
    for name in dict.fromkeys((*case.owed.approvals, *case.approvals)):
        rule, asked = rules.get(name), case.approvals.get(name)
        decided = asked.decided_by if asked is not None and asked.decided_by else ""
        yield ApprovalView(
            key=name,
            title=_title(rule, name),
            because=rule.because if rule is not None else "",
            source=rule.source if rule is not None else (),
            by=rule.by if rule is not None else "",
            state=asked.state if asked is not None else None,
            to=asked.to if asked is not None else "",
            asked_by=names.get(asked.asked_by, asked.asked_by) if asked is not None else "",
            expires_at=asked.expires_at if asked is not None else None,
            decided_by=names.get(decided, decided),
            reason=(asked.because or "") if asked is not None else "",
            is_spent=asked is not None and is_spent(case, asked, pack.text.concessions),
        )


def _work(
    case: Case, owed: OwedWork, steps: Mapping[str, Step], records: Mapping[str, Record], names: Mapping[str, str]
) -> WorkView:
    step = steps.get(owed.key) if owed.kind == "step" else None
    record = records.get(owed.key) if owed.kind == "record" else None
    rule: Obligation | None = step or record
    says = step.does if step is not None else record.what if record is not None else ""
    done, due = case.done.get(owed.key), case.due.get(owed.key)
    state = done.state if done is not None else "overdue" if due is not None and due.told else "open"
    return WorkView(
        key=owed.key,
        title=(rule.title if rule is not None else "") or says or owed.key,
        because=rule.because if rule is not None else "",
        source=rule.source if rule is not None else (),
        kind=owed.kind,
        stage=owed.stage,
        state=state,
        optional=owed.optional,
        evidence=step.evidence if step is not None else "tick",
        fact=step.fact if step is not None else None,
        channel=step.channel if step is not None else None,
        before=owed.before,
        by_itself=owed.automatic,
        due_at=due.due_at if due is not None else None,
        by=names.get(done.by, done.by) if done is not None else "",
        at=done.at if done is not None else None,
        said=(done.outcome or done.because or "") if done is not None else "",
    )


def _follow_ups(case: Case, rules: Mapping[str, FollowUp]) -> Iterator[FollowUpView]:
    for one in case.follow_ups.values():
        rule = rules.get(one.key)
        yield FollowUpView(
            key=one.key,
            title=((rule.title or rule.does) if rule is not None else "") or one.key,
            because=rule.because if rule is not None else "",
            source=rule.source if rule is not None else (),
            state=one.state,
            earliest_at=one.earliest_at,
            due_at=one.due_at,
            owner=one.owner,
            optional=one.optional,
            is_ahead=one.is_ahead,
        )


def _holds(case: Case, pack: Pack, names: Mapping[str, str]) -> Iterator[HoldView]:
    rules = {one.id: one for one in pack.text.holds}
    for one in case.holds.values():
        rule = rules.get(one.hold)
        yield HoldView(
            key=one.hold,
            title=rule.title if rule is not None else "",
            because=rule.because if rule is not None else "",
            source=one.source,
            what=one.what,
            by=names.get(one.by, one.by),
            at=one.at,
            released_by=one.released_by,
            released_at=one.released_at,
        )


def _ladder(case: Case, verdict: Verdict | None) -> LadderView | None:
    if case.owed.ladder is None or verdict is None or verdict.duties.ladder is None:
        return None
    stands = verdict.duties.ladder
    rule = stands.ladder
    following = None
    found = next(((rung, sub) for place, rung, sub in places(rule) if place == stands.place), None)
    if found is not None and stands.place is not None:
        rung, sub = found
        worked = worked_out(rung_amount(rule, rung, sub), verdict.facts)
        following = OfferView(
            key=stands.place,
            title=rung.title or stands.place,
            because=rung.because,
            source=rung.source,
            kind="rung",
            says=rung.does,
            value=str(worked.value) if worked.value is not None else None,
            working=worked.working,
            who=_who(sub.authority if sub is not None and sub.authority else rung.authority),
            approval=rung.approval,
            waits_for=(rung.opens_when or "") if stands.state == "held" else "",
        )
    return LadderView(
        key=rule.id,
        title=rule.title or rule.id,
        because=rule.because,
        source=rule.source,
        next=following,
        frozen_by=stands.frozen_by,
    )


def _offers(verdict: Verdict) -> Iterator[OfferView]:
    """Concessions and terms that stand for the case."""
    standing: tuple[Concession | Term, ...] = (*verdict.duties.concessions, *verdict.duties.terms)
    for one in standing:
        worked = worked_out(one.value, verdict.facts)
        given = one if isinstance(one, Concession) else None
        yield OfferView(
            key=one.id,
            title=one.title or one.id,
            because=one.because,
            source=one.source,
            kind="concession" if given is not None else "term",
            says=one.says if isinstance(one, Term) else "",
            value=str(worked.value) if worked.value is not None else None,
            working=worked.working,
            who=_who(given.authority) if given is not None else (),
            approval=given.approval if given is not None else None,
            ground=given.ground if given is not None else "",
            proof=given.proof if given is not None else False,
        )


def _who(authority: tuple[Authority, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.role for one in authority))
