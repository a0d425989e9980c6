"""The decision: one signal, one or several policies, one instant in; what is the case and what must follow out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from stepladder.core.clock.chunks import CHUNK_BITS, EARLIEST, LATEST, out_of_range
from stepladder.core.policy.conditioned import condition_key
from stepladder.core.policy.model import Clock
from stepladder.core.policy.pack import Pack
from stepladder.core.triage import matched
from stepladder.core.triage.asked import Asked, ask
from stepladder.core.triage.assess import assess
from stepladder.core.triage.duties import NOTHING, Duties
from stepladder.core.triage.escalation import by_when, closed_for, is_held, nobody_yet, wanted
from stepladder.core.triage.facts import instant_of
from stepladder.core.triage.narrowed import narrowed
from stepladder.core.triage.obliged import duties as duties_of
from stepladder.core.triage.overlays import merged
from stepladder.core.triage.promises import earliest, promises
from stepladder.core.triage.request import Request
from stepladder.core.triage.select import Selection
from stepladder.core.triage.unknown import unknown
from stepladder.core.triage.verdict import ClockVerdict, RouteVerdict, TriggerVerdict, Verdict, missing_fields
from stepladder.core.values import DeskError


def decide(
    pack: Pack,
    request: Request,
    now: datetime,
    *,
    known: Sequence[TriggerVerdict] = (),
    overlays: Sequence[Pack] = (),
    as_of: datetime | None = None,
) -> Verdict:
    """What the policy says about a signal.

    `now` (aware) is the instant of the decision where the request names none; `known` are triggers that an open case
    already holds, so that the answer is about the whole case; `overlays` are further packs whose obligations are merged
    with those of the primary one (Q-51); `as_of` is the present of conditions on time, where that is another than the
    instant from which promises count. Raises: DeskError - a fact or a trigger that no pack knows, or a value of
    another type; the fault names its place in the request; an instant in another age; or one pack twice.
    """
    at = int(now.timestamp()) if request.at is None else instant_of(request.at)
    # Also where no clock would ask a calendar: the answer tells the instant, and no zone knows such years.
    if not EARLIEST <= at >> CHUNK_BITS <= LATEST:
        raise out_of_range("at")
    if not overlays:
        return _decide(ask(pack, request, at, as_of=int(as_of.timestamp()) if as_of is not None else None), known)
    packs = (pack, *overlays)
    names = tuple(one.id for one in packs)
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        # Each would tell the same people of the same.
        raise DeskError(f"the policy '{twice}' is asked twice", where="pack", mend="Name each once.")
    first, *others = (ask(one, narrowed(request, one, packs), at, names) for one in packs)
    return merged(_decide(first, known), [_decide(one, ()) for one in others])


def _decide(asked: Asked, known: Sequence[TriggerVerdict]) -> Verdict:
    assessed = assess(asked, known)
    selection = assessed.selection
    promised: tuple[ClockVerdict, ...] = ()
    waiting: tuple[tuple[str, Clock], ...] = ()
    if selection.plain:
        clocks = [earliest(asked.readers, asked.at, asked.home, candidates) for _, candidates in selection.slots]
    else:
        clocks, promised, waiting = promises(asked.readers, asked.at, asked.home, asked.facts, selection)
    clocks.sort(key=by_due)
    bound = selection.bound is not None
    duties = duties_of(asked, selection, _missing(asked, selection)) if bound else NOTHING
    routes = _routes(asked, selection, duties) if selection.routes else ()
    escalate = wanted(selection, routes)
    escalate_by = by_when(asked, escalate)
    if duties.gates and escalate != "no" and (is_held(duties) or nobody_yet(selection, routes)):
        escalate = "hold"
    return Verdict(
        pack=asked.pack,
        at=asked.at,
        escalate=escalate,
        escalate_by=escalate_by,
        segments=assessed.segments,
        triggers=assessed.triggers,
        unknown=unknown(asked, assessed, duties, routes, waiting),
        clocks=tuple(clocks),
        routes=routes,
        selection=selection,
        facts=asked.facts,
        asked=asked,
        shown=matched.shown(asked, assessed.counted),
        signs=assessed.signs,
        duties=duties,
        promised=promised,
        waiting=waiting,
        home=asked.home,
    )


def _missing(asked: Asked, selection: Selection) -> tuple[str, ...]:
    """The fields of the hand-over that nobody has answered, by a fact or by filling them in."""
    missing, case = missing_fields(selection, asked.facts), asked.request.case
    return tuple([one for one in missing if one not in case.fields]) if case is not None and case.fields else missing


def _is_taken_up(asked: Asked, route: str) -> bool:
    """Whether somebody took up what another notice told: then it is the turn of the next."""
    case = asked.request.case
    return case is not None and case.gates.get(f"route:{route}") == "open"


def by_due(clock: ClockVerdict) -> tuple[int, str]:
    """The order of clocks: the one that falls due first, then by id."""
    return clock.due_at, clock.clock.id


def _routes(asked: Asked, selection: Selection, duties: Duties) -> tuple[RouteVerdict, ...]:
    found: list[RouteVerdict] = []
    for route, copies, source in selection.routes:
        waits: tuple[str, ...] = ()
        if route.when is not None:
            key = condition_key(route)
            if key in asked.answers.unknown:
                waits = asked.missing(key)
            elif key not in asked.answers.true:
                continue
        if waits or route.bypasses:
            found.append(RouteVerdict(route, "conditional", copies, source=source, waits_for=waits))
        elif route.after is not None and not _is_taken_up(asked, route.after):
            gates = closed_for(duties, route.id, route.bypasses)
            found.append(RouteVerdict(route, "held", copies, source=source, held_by=(route.after, *gates)))
        elif gates := closed_for(duties, route.id, route.bypasses):
            found.append(RouteVerdict(route, "held", copies, source=source, held_by=gates))
        else:
            # A team that is closed now is told all the same, and so is whoever is on duty.
            duty = asked.readers.duty(route.to, selection.levels, asked.at, asked.home)
            found.append(RouteVerdict(route, "due", (*copies, *duty) if duty else copies, source=source))
    return tuple(found)
