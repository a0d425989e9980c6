"""The facts worth asking for: those that could change something here, and not all that nobody mentioned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stepladder.core.policy.conditioned import condition_key
from stepladder.core.policy.model import Clock
from stepladder.core.triage.asked import Asked
from stepladder.core.triage.assess import Assessed
from stepladder.core.triage.dates import NEXT_REVIEW, starts_on
from stepladder.core.triage.duties import NOTHING, Duties
from stepladder.core.triage.money_working import rung_amount, worked_out
from stepladder.core.triage.verdict import RouteVerdict, UnknownVerdict

_Wish = tuple[Iterable[str], str]
"""Facts, and the element that their answer could change."""


def unknown(
    asked: Asked,
    assessed: Assessed,
    duties: Duties,
    routes: tuple[RouteVerdict, ...],
    waiting: tuple[tuple[str, Clock], ...] = (),
) -> tuple[UnknownVerdict, ...]:
    """The questions of one decision, each fact once, in the order in which they come up."""
    selection, reading = assessed.selection, asked.reading
    if (
        not assessed.triggers
        and not selection.case.matters
        and not reading.hinted
        and asked.readers.asked_of_signals.isdisjoint(asked.facts)
    ):
        return ()
    values = () if duties is NOTHING else tuple(_values(asked, duties))
    # A clock that runs until a stated moment waits for whoever says it.
    values += tuple(((fact,), clock.id) for fact, clock in waiting)
    conditions = asked.answers.unknown
    if not asked.readers.facts_of(conditions).isdisjoint(asked.facts):
        # What is asked hangs on values: two currencies, or a part that others leave open.
        return _questions(asked, (*_conditions(asked, assessed, duties, routes), *values))
    matched = tuple([one.trigger.id for one in (*assessed.triggers, *assessed.signs)])
    key = ("unknown", matched, conditions, asked.records, reading.hinted, asked.ruled_out, values, duties.key)
    found: tuple[UnknownVerdict, ...] | None = selection.kept.get(key)
    if found is None:
        found = _questions(asked, (*_conditions(asked, assessed, duties, routes), *values))
        selection.keep(key, found)
    return found


def _questions(asked: Asked, wishes: Iterable[_Wish]) -> tuple[UnknownVerdict, ...]:
    changes: dict[str, dict[str, None]] = {}
    for facts, element in wishes:
        for fact in facts:
            changes.setdefault(fact, {})[element] = None
    return tuple(UnknownVerdict(fact, asked.readers.questions[fact], tuple(by)) for fact, by in changes.items())


def _conditions(asked: Asked, assessed: Assessed, duties: Duties, routes: tuple[RouteVerdict, ...]) -> Iterator[_Wish]:
    """What unknown conditions ask for."""
    for one in routes:
        yield one.waits_for, one.route.id
    tables, selection = asked.readers.tables, assessed.selection
    anything = bool(assessed.triggers) or selection.case.anything
    matched = {one.trigger.id for one in (*assessed.triggers, *assessed.signs)} | asked.ruled_out
    for key in asked.answers.unknown:
        segment = tables.segments.get(key)
        if segment is not None and anything:
            yield asked.missing(key), segment
        trigger = tables.by_condition.get(key)
        if trigger is not None and trigger.id not in matched:
            in_category = trigger.category is not None and trigger.category in selection.categories
            if in_category or asked.is_near(key):
                yield asked.missing(key), trigger.id
        other = tables.signs_by_condition.get(key)
        name = other.id if other is not None else tables.categories.get(key) or tables.named.get(key)
        if name is not None and name not in matched and asked.is_near(key):
            yield asked.missing(key), name
    if tables.only_triggers and not duties.asks:
        return
    for detector in tables.detectors:
        key = condition_key(detector)
        if key in asked.answers.unknown and detector.id not in matched and asked.is_near(key):
            yield asked.missing(key), detector.id
    if selection.case.anything:
        yield from _levels(asked, assessed)
    for key, element in duties.asks:
        yield asked.missing(key), element


def _levels(asked: Asked, assessed: Assessed) -> Iterator[_Wish]:
    """What could lift the case on a scale that facts decide: the questions of each level above the present one."""
    case, tables = assessed.selection.case, asked.readers.tables
    by_person = asked.request.case.levels if asked.request.case is not None else {}
    brought = {matter.level.partition(":")[0] for matter in case.matters if matter.level}
    for scale, levels in tables.levels:
        if scale in brought or scale in by_person:
            continue
        for level, key in levels:
            if case.levels.get(scale) == level:
                break
            if key in asked.answers.unknown:
                name = f"{scale}:{level}"
                decide = [fact for fact in tables.asked_by.get(name, ()) if fact not in asked.facts]
                yield dict.fromkeys((*decide, *asked.missing(key))), name


def _values(asked: Asked, duties: Duties) -> Iterator[tuple[tuple[str, ...], str]]:
    """What sums and dates ask for."""
    if not (duties.terms or duties.concessions or duties.ladder or duties.follow_ups):
        return
    facts = asked.facts
    for term in duties.terms:
        missing = (*worked_out(term.value, facts).missing, *starts_on(term, facts, asked.zone)[1])
        if missing:
            yield missing, term.id
    for concession in duties.concessions:
        if missing := worked_out(concession.value, facts).missing:
            yield missing, concession.id
    step = duties.ladder
    if step is not None and step.rung is not None and step.place is not None:
        missing = worked_out(rung_amount(step.ladder, step.rung, step.sub_rung), facts).missing
        if missing:
            yield missing, step.place
    for one in duties.follow_ups:
        if one.until_review and facts.get(NEXT_REVIEW) is None:
            yield (NEXT_REVIEW,), one.id
