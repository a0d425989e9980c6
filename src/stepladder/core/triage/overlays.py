"""Several packs at once: each decides by itself, then what they ask for is merged by its kind (Q-51, Q-09)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from stepladder.core.policy.base import Element
from stepladder.core.triage.clock_slots import Slot
from stepladder.core.triage.concessions import is_stricter
from stepladder.core.triage.decision import Escalate
from stepladder.core.triage.duties import Duties, GuardVerdict, IdentityVerdict
from stepladder.core.triage.escalation import by_when, is_held, nobody_yet, wanted
from stepladder.core.triage.matters import SOONEST
from stepladder.core.triage.verdict import ClockVerdict, RouteVerdict, UnknownVerdict, Verdict

Verdicts = list[Verdict]
_replace = msgspec.structs.replace


def merged(primary: Verdict, overlays: Sequence[Verdict]) -> Verdict:
    """One verdict over several packs: the primary's, with the overlays' less what gives way.

    Clocks: for each kind the earliest due of all. Routes, fields, guards and the rest: union, and of two notices to one
    addressee by one channel the first stands for both. Guards keep the strictest mode, identity the strictest class, of
    like concessions the stricter stands. The primary's ladder goes before another's.
    """
    found = [primary, *overlays]
    for merge in (_clocks, _routes, _guards, _identity, _concessions, _ladder, _approvals):
        found = merge(found)
    first, *others = found
    escalate, escalate_by = _escalation(found)
    return _replace(first, overlays=tuple(others), escalate=escalate, escalate_by=escalate_by, unknown=_unknown(found))


def _lose(one: Verdict, *lost: tuple[Element, str, str]) -> Verdict:
    return _replace(one, gave_way=(*one.gave_way, *lost)) if lost else one


def _clocks(found: Verdicts) -> Verdicts:
    by_slot: dict[Slot, list[ClockVerdict]] = {}
    for one in found:
        for clock in one.clocks:
            by_slot.setdefault(clock.slot, []).append(clock)
    # min() takes the first of equals, so the primary's stands where two fall due at once.
    best = {slot: min(clocks, key=lambda clock: clock.due_at) for slot, clocks in by_slot.items()}
    standing = {slot: _over_others(best[slot], clocks) for slot, clocks in by_slot.items()}
    return [
        _lose(
            _replace(one, clocks=tuple(standing[clock.slot] for clock in one.clocks if clock is best[clock.slot])),
            *(
                (clock.clock, "clock", best[clock.slot].clock.id)
                for clock in one.clocks
                if clock is not best[clock.slot]
            ),
        )
        for one in found
    ]


def _over_others(best: ClockVerdict, clocks: list[ClockVerdict]) -> ClockVerdict:
    """The clock that stands, with what it stands for; equal promises are one that names all sources."""
    others = [clock for clock in clocks if clock is not best]
    if not others:
        return best
    same = [row for clock in others if clock.due_at == best.due_at for row in clock.source]
    beaten = (id_ for clock in others for id_ in (clock.clock.id, *clock.replaces))
    return _replace(
        best,
        source=tuple(dict.fromkeys((*best.source, *same))),
        replaces=tuple(dict.fromkeys((*best.replaces, *beaten))),
    )


def _routes(found: Verdicts) -> Verdicts:
    """A person is told once by each channel: by the first due notice, or else by whichever comes due."""
    due: dict[tuple[str, str], RouteVerdict] = {}
    for one in found:
        for told in one.routes:
            if told.state == "due":
                to = (told.route.to, told.route.channel)
                first = due.get(to)
                due[to] = told if first is None else _with_sources(first, told)
    first_of = {to: told.route for to, told in due.items()}
    answer = []
    for number, one in enumerate(found):
        kept, lost = list[RouteVerdict](), list[tuple[Element, str, str]]()
        for told in one.routes:
            to = (told.route.to, told.route.channel)
            first_route = first_of.get(to)
            if first_route is told.route:
                kept.append(due[to])
            elif first_route is None or (number == 0 and told.state != "due") or _is_apart(told):
                kept.append(told)
            else:
                lost.append((told.route, "route", first_route.id))
        answer.append(_lose(_replace(one, routes=tuple(kept)), *lost))
    return answer


def _is_apart(told: RouteVerdict) -> bool:
    """Whether a notice is one more to the same addressee by design: a direct way, or one that follows another."""
    return bool(told.route.bypasses) or told.route.after is not None


def _with_sources(first: RouteVerdict, other: RouteVerdict) -> RouteVerdict:
    return _replace(
        first,
        source=tuple(dict.fromkeys((*first.source, *other.source))),
        cc=tuple(dict.fromkeys((*first.cc, *other.cc))),
    )


def _guards(found: Verdicts) -> Verdicts:
    """One guard of a name, as strict as the strictest of its namesakes."""
    strictest: dict[tuple[str, str], GuardVerdict] = {}
    for one in found:
        for guard in one.duties.guards:
            key = (guard.guard.scope, guard.guard.id)
            first = strictest.setdefault(key, guard)
            mode = first.mode if first.mode == "block" else guard.mode
            source = tuple(dict.fromkeys((*first.source, *guard.source)))
            strictest[key] = GuardVerdict(first.guard, mode, source)
    answer, seen = [], set[tuple[str, str]]()
    for one in found:
        kept, lost = list[GuardVerdict](), list[tuple[Element, str, str]]()
        for guard in one.duties.guards:
            key = (guard.guard.scope, guard.guard.id)
            if key in seen:
                lost.append((guard.guard, "guard", guard.guard.id))
            else:
                seen.add(key)
                kept.append(strictest[key])
        answer.append(_lose(_with(one, guards=tuple(kept)), *lost))
    return answer


def _identity(found: Verdicts) -> Verdicts:
    """The strictest class over all packs: most factors, most of them named, an approval besides."""
    classes = [one.duties.identity for one in found if one.duties.identity is not None]
    if len(classes) < 2:
        return found
    best = max(classes, key=_strictness)
    return [
        one
        if one.duties.identity is None or one.duties.identity is best
        else _lose(_with(one, identity=None), (one.duties.identity.identity, "identity", best.identity.id))
        for one in found
    ]


def _strictness(one: IdentityVerdict) -> tuple[int, int, bool]:
    rule = one.identity
    return rule.factors, sum(factor.required for factor in rule.of), rule.approval is not None


def _concessions(found: Verdicts) -> Verdicts:
    every = [concession for one in found for concession in one.duties.concessions]
    answer = []
    for one in found:
        over = {
            mine: next((other for other in every if other is not mine and is_stricter(other, mine)), None)
            for mine in one.duties.concessions
        }
        kept = tuple(mine for mine, other in over.items() if other is None)
        lost = [(mine, "concession", other.id) for mine, other in over.items() if other is not None]
        answer.append(_lose(_with(one, concessions=kept), *lost))
    return answer


def _ladder(found: Verdicts) -> Verdicts:
    """One ladder is walked at a time: the first on which something is left to offer, else the first of all."""
    ladders = [one.duties.ladder for one in found if one.duties.ladder is not None]
    if len(ladders) < 2:
        return found
    best = next((one for one in ladders if one.rung is not None), ladders[0])
    return [
        one
        if one.duties.ladder is None or one.duties.ladder is best
        else _lose(_with(one, ladder=None), (one.duties.ladder.ladder, "ladder", best.ladder.id))
        for one in found
    ]


def _approvals(found: Verdicts) -> Verdicts:
    """An approval is asked for once, though several packs name it."""
    seen, answer = set[tuple[str, str]](), []
    for one in found:
        new = tuple(each for each in one.duties.approvals if (each.scope, each.id) not in seen)
        lost = [(each, "approval", each.id) for each in one.duties.approvals if each not in new]
        seen |= {(each.scope, each.id) for each in new}
        answer.append(_lose(_with(one, approvals=new), *lost))
    return answer


def _with(one: Verdict, **changed: object) -> Verdict:
    if all(getattr(one.duties, name) == value for name, value in changed.items()):
        return one
    # What was encoded for the duties before must not stand for these.
    key = (one.duties.key, "merged", tuple(changed.items()))
    duties: Duties = _replace(one.duties, key=key, **changed)
    return _replace(one, duties=duties)


def _escalation(found: Verdicts) -> tuple[Escalate, int | None]:
    """The primary's time, or sooner where a circumstance asks for it; else now, where anybody is told."""
    primary, *others = found
    routes = [told for one in found for told in one.routes]
    stated = [one.selection.case.escalate for one in others if one.selection.case.anything]
    asked = [one for one in (primary.selection.escalate, *stated) if one is not None]
    escalate: Escalate = min(asked, key=SOONEST.index) if asked else wanted(primary.selection, routes)
    nobody = not asked and nobody_yet(primary.selection, routes)
    by = by_when(primary.asked, escalate)
    leading = primary.selection.leading
    # What one pack asks to be tried first delays nothing that the primary pack calls for at once.
    gated = found[:1] if leading is not None and leading.escalate == "now" else found
    held = any(is_held(one.duties) for one in gated)
    return ("hold" if escalate != "no" and (held or nobody) else escalate), by


def _unknown(found: Verdicts) -> tuple[UnknownVerdict, ...]:
    asked: dict[str, UnknownVerdict] = {}
    for one in found:
        for question in one.unknown:
            first = asked.setdefault(question.fact, question)
            changes = tuple(dict.fromkeys((*first.would_change, *question.would_change)))
            asked[question.fact] = UnknownVerdict(first.fact, first.question, changes)
    return tuple(asked.values())
