"""The assessments of one signal: what matched, what several events add to it, and what that selects."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from stepladder.core.policy.assessments import Counting, Detector, Sign
from stepladder.core.policy.conditioned import condition_key
from stepladder.core.policy.pack import Pack
from stepladder.core.triage import matched as m
from stepladder.core.triage.asked import Asked
from stepladder.core.triage.matters import Matched
from stepladder.core.triage.patterns import Events, Present, past_of
from stepladder.core.triage.readers import NOTHING
from stepladder.core.triage.select import Selection, select
from stepladder.core.triage.verdict import TriggerVerdict
from stepladder.core.values import DeskError

_NO_SIGNS: frozenset[str] = frozenset()


class Assessed(msgspec.Struct, frozen=True, gc=False):
    """What is the case: triggers and signs with how each is known, and what follows from their names."""

    triggers: tuple[TriggerVerdict, ...]
    signs: tuple[TriggerVerdict, ...]
    segments: tuple[str, ...]
    counted: tuple[str, ...]
    """The ids of the triggers that count."""
    selection: Selection


def assess(asked: Asked, known: Sequence[TriggerVerdict]) -> Assessed:
    """What is the case. `known` are triggers that an open case already holds."""
    if known or not _only_answers_tell(asked):
        return _assess(asked, known)
    kept, key = asked.readers.worked.assessed, (asked.packs, asked.answers.true)
    found: Assessed | None = kept.get(key)
    return found if found is not None else kept.keep(key, _assess(asked, known))


def _only_answers_tell(asked: Asked) -> bool:
    """Whether what is the case hangs on the conditions alone, as of most signals: nothing else shows more."""
    request = asked.request
    signal = request.signal
    return (
        asked.reading is NOTHING
        and request.case is None
        and not (signal.triggers or signal.not_triggers or request.history)
        and not asked.readers.tables.counts_one
    )


def _assess(asked: Asked, known: Sequence[TriggerVerdict]) -> Assessed:
    signal, case = asked.request.signal, asked.request.case
    ticked = bool(signal.triggers) or (case is not None and bool(case.triggers))
    if ticked or signal.not_triggers:
        m.check_ticked(asked)
    found = m.triggers(asked, known)
    if asked.only_triggers and not ticked and not known:
        # Nothing but triggers can match, and nobody ticked a category.
        counted = tuple([one.trigger.id for one in found if one.state != "suggested"])
        segments = _segments(asked)
        overrides = tuple(sorted(case.levels.items())) if case is not None else ()
        names = Matched(counted, segments, overrides, packs=asked.packs, stages=_stages(asked))
        selection = _selected(asked, names)
        return Assessed(found, (), segments, counted, selection)
    first = _assessed(asked, found, m.signs(asked, known, found, frozenset()))
    fired, signs = _patterns(asked, first)
    if not fired and not signs:
        return first
    order = asked.readers.tables.order
    found = tuple(sorted((*found, *fired), key=lambda one: order[one.trigger.id]))
    return _assessed(asked, found, m.signs(asked, known, found, signs))


def _assessed(asked: Asked, found: tuple[TriggerVerdict, ...], signs: tuple[TriggerVerdict, ...]) -> Assessed:
    tables, true = asked.readers.tables, asked.answers.true
    counted = tuple([one.trigger.id for one in found if one.state != "suggested"])
    segments = _segments(asked)
    case = asked.request.case
    names = Matched(
        triggers=counted,
        segments=segments,
        overrides=tuple(sorted(case.levels.items())) if case is not None else (),
        signs=tuple([one.trigger.id for one in signs if one.state != "suggested"]),
        categories=m.categories(asked, found),
        conditions=tuple([key for key in true if key in tables.named]) if tables.named else (),
        levels=tuple([(scale, level) for scale, level in _levels(asked)]) if tables.levels else (),
        packs=asked.packs,
        stages=_stages(asked),
    )
    return Assessed(found, signs, segments, counted, _selected(asked, names))


def _stages(asked: Asked) -> tuple[str, ...]:
    case = asked.request.case
    return (case.stage,) if case is not None and case.stage is not None else ()


def _segments(asked: Asked) -> tuple[str, ...]:
    true = asked.answers.true
    return tuple([id_ for key, id_ in asked.readers.tables.segments.items() if key in true]) if true else ()


def _levels(asked: Asked) -> list[tuple[str, str]]:
    """For each scale that facts may decide, the highest level whose condition is true."""
    found = []
    for scale, levels in asked.readers.tables.levels:
        level = next((level for level, key in levels if asked.is_true(key)), None)
        if level is not None:
            found.append((scale, level))
    return found


def _selected(asked: Asked, names: Matched) -> Selection:
    kept = asked.readers.worked.selections
    selection = kept.get(names)
    if selection is None:
        _check_overrides(asked.pack, names.overrides)
        selection = kept.keep(names, select(asked.pack, names))
    return selection


def _check_overrides(pack: Pack, overrides: tuple[tuple[str, str], ...]) -> None:
    for scale_id, level in overrides:
        scale = next((scale for scale in pack.text.scales if scale.id == scale_id), None)
        known = [scale.id for scale in pack.text.scales] if scale is None else [one.id for one in scale.levels]
        if scale is None or level not in known:
            noun, name = ("scale", scale_id) if scale is None else ("level", level)
            what = f"no {noun} is called '{name[:40]}' in pack {pack.id}"
            raise DeskError(what, where=f"case.levels.{scale_id[:40]}", mend=f"Use one of: {', '.join(known)}.")


def _patterns(asked: Asked, first: Assessed) -> tuple[tuple[TriggerVerdict, ...], frozenset[str]]:
    """The detectors that fire, and the signs that they or counts of their own bring."""
    tables = asked.readers.tables
    # Most signals come without a history, and then no pattern over several events can be there.
    patterns = tables.patterns if asked.request.history else tables.patterns_of_one
    if not patterns and not first.triggers:
        return (), _NO_SIGNS
    counts = tables.counts_one if patterns is tables.patterns_of_one else any(one.count for one, _ in patterns)
    events = events_of(asked, first) if counts else None
    true, ruled_out = asked.answers.true, asked.ruled_out
    fires = [
        one
        for one, condition in patterns
        if (condition is None or condition in true) and one.id not in ruled_out and _is_reached(one.count, events)
    ]
    there = {one.trigger.id for one in first.triggers} if fires else set()
    fired = tuple(
        [
            TriggerVerdict(one, "suggested" if one.suggests else "confirmed", "detector", 1.0)
            for one in fires
            if isinstance(one, Detector) and one.id not in there
        ]
    )
    counted = [one.trigger.id for one in (*first.triggers, *fired) if one.state != "suggested"]
    signs = [tables.signs_of_detectors[id_] for id_ in counted if id_ in tables.signs_of_detectors]
    signs += [one.id for one in fires if isinstance(one, Sign)]
    return fired, frozenset(signs) if signs else _NO_SIGNS


def _is_reached(count: Counting | None, events: Events | None) -> bool:
    """Whether as many events are there as a pattern asks for; one may ask for none."""
    return count is None or (events is not None and events.count(count).holds is True)


def events_of(asked: Asked, first: Assessed) -> Events:
    """All events that patterns count; `first` is what the present signal shows by itself.

    Raises: DeskError - an instant of the history that is none, by its place.
    """
    feature = asked.facts.get("signal.feature")
    present = Present(
        at=asked.at,
        request=asked.request,
        categories=first.selection.case.whole.categories,
        triggers=frozenset(first.counted),
        feature=None if feature is None else str(feature),
        is_complaint="complaint" in asked.request.signal.triggers,
        escalates=_escalates(asked, first.selection),
    )
    return Events(present.event(), past_of(asked.request))


def _escalates(asked: Asked, selection: Selection) -> bool:
    """Whether the signal matched something that escalates: a level that says when, or somebody to be told at once."""
    if not selection.case.anything:
        return False
    if selection.leading is not None and selection.leading.escalate is not None:
        return True
    return any(
        route.after is None and not route.bypasses and (route.when is None or asked.is_true(condition_key(route)))
        for route, _, _ in selection.routes
    )
