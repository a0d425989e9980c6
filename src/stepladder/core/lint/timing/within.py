"""What takes longer than the clock it lies within: a step, an approval, news, a first answer, the passing on itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from stepladder.core.clock.promises import due_of
from stepladder.core.lint.rule import Found, Rule
from stepladder.core.lint.subject import Subject
from stepladder.core.lint.timing import timed
from stepladder.core.lint.timing.nights import Counted
from stepladder.core.lint.timing.situations import Situation, situations
from stepladder.core.policy.base import Element
from stepladder.core.policy.chosen import same_day
from stepladder.core.policy.kinds import rules_of, starts_with_signal
from stepladder.core.triage.clock_slots import Candidate

_STAGE = {
    "acknowledge": ("acknowledge", "first_response", "response"), "investigate": ("investigate",),
    "resolve": ("resolution",), "follow_up": ("follow_up",),
}  # fmt: skip
"""The clocks within which the steps of a stage lie."""

Ends = Callable[[int], int]
_DAY = 86_400


def _longer(subject: Subject) -> Iterator[Found]:
    seen, alike = set[tuple[int, str]](), set[object]()
    for situation in situations(subject.pack):
        if (same := _same(situation)) in alike:
            continue
        alike.add(same)
        for inner, outer, said in _pairs(subject, situation):
            key = (id(inner), outer.clock.id)
            if key not in seen:
                seen.add(key)
                clock = f"'{outer.clock.id}' gives the {outer.clock.kind} {timed.length(outer.seconds)}"
                yield Found(
                    at=inner,
                    what=f"in a case of '{situation.says}' {said}, and {clock}",
                    mend="Make it shorter than the clock, or give the clock the time that this takes.",
                    elements=(inner, outer.clock, *timed.adjusted_by(subject, outer, situation)),
                )


def _same(situation: Situation) -> object:
    """What the rule looks at: two situations that agree in it are looked at once."""
    clocks = tuple((one.clock.id, one.calendar, one.seconds, one.counting) for one in situation.candidates)
    bound, chosen = situation.selection.bound, situation.selection
    names = tuple(id(one) for one in (*bound.steps, *bound.approvals)) if bound is not None else ()
    return clocks, names, chosen.escalate, chosen.leading.id if chosen.leading is not None else None


def _pairs(subject: Subject, situation: Situation) -> Iterator[tuple[Element, Candidate, str]]:
    """What lies within a clock and ends after it, with the clock, and what is said of it."""
    first = timed.beginning(subject)
    starts = range(first, first + 14 * _DAY, 3_600)
    clocks = [(one, found) for one in situation.candidates if (found := timed.counted(subject, one)) is not None]
    solutions = [(one, found) for one, found in clocks if timed.needs_the_work_done(one.clock)]
    bound = situation.selection.bound
    for one, found in clocks:
        rules = rules_of(one.clock)
        if starts_with_signal(one.clock) and "message_sent" in (*rules.stops, *rules.restarts):
            news = "message_sent" in rules.restarts
            said = f"{'news come' if news else 'an answer comes'} within {timed.length(one.seconds)} ('{one.clock.id}')"
            for outer, whole in solutions:
                if _always(found.due, whole, starts):
                    yield one.clock, outer, said
    for step in bound.steps if bound is not None else ():
        for outer, whole in clocks if step.within is not None else ():
            ends = partial(_elapsed, step.within or 0)
            if outer.clock.kind in _STAGE.get(step.stage, ()) and _always(ends, whole, starts):
                yield step, outer, f"the step '{step.id}' may take {timed.length(step.within or 0)}"
    for approval in bound.approvals if bound is not None else ():
        for outer, whole in solutions if approval.expires_after is not None else ():
            if _always(partial(_elapsed, approval.expires_after or 0), whole, starts):
                waits = timed.length(approval.expires_after or 0)
                yield approval, outer, f"the approval '{approval.id}' may be waited for {waits}"
    yield from _passed_on(subject, situation, solutions, starts)


def _passed_on(
    subject: Subject, situation: Situation, solutions: list[tuple[Candidate, Counted]], starts: range
) -> Iterator[tuple[Element, Candidate, str]]:
    """The level's own time to pass a case on, against what it promises those to whom it is passed on."""
    level, office = situation.selection.leading, subject.pack.calendars.get(subject.parameter("pack.office"))
    asked = situation.selection.escalate
    if level is None or level.escalate != asked or asked not in ("same_day", "within_24h"):
        return
    day = same_day(subject.pack)
    ends = partial(_elapsed, _DAY) if asked == "within_24h" else partial(due_of, day, office) if office else None
    for outer, whole in solutions if ends is not None else ():
        late = next((start for start in starts if ends is not None and ends(start) > whole.due(start)), None)
        if late is not None and ends is not None:
            zone = (office or whole.calendar).zone
            said = (
                f"one that comes in on {timed.moment(late, zone)} need not be passed on before "
                f"{timed.moment(ends(late), zone, late)} ('{asked}' of {level.id}) and is due before that, on "
                f"{timed.moment(whole.due(late), zone)}"
            )
            yield level, outer, said


def _always(ends: Ends, whole: Counted, starts: range) -> bool:
    return all(ends(start) > whole.due(start) for start in starts)


def _elapsed(seconds: int, start: int) -> int:
    return start + seconds


RULES = (
    Rule(
        id="longer-than-its-clock",
        severity="warning",
        title="something takes longer than the clock it lies within",
        look=_longer,
    ),
)
