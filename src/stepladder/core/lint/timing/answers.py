"""Clocks that disagree: a team's own answer against the customer's clock, and two numbers for one promise."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from stepladder.core.lint.rule import Found, Rule
from stepladder.core.lint.subject import Subject
from stepladder.core.lint.timing import timed
from stepladder.core.lint.timing.nights import always_later
from stepladder.core.lint.timing.situations import Situation, situations
from stepladder.core.policy.base import ANYTHING
from stepladder.core.policy.model import Clock
from stepladder.core.triage.clock_slots import Candidate


def _team_answers_later(subject: Subject) -> Iterator[Found]:
    seen: set[tuple[str, str]] = set()
    for situation in situations(subject.pack):
        told = dict.fromkeys(route.to for route in situation.told)
        solutions = [one for one in situation.candidates if timed.needs_the_work_done(one.clock)]
        for one, team in product(solutions, told):
            answers = timed.answers_of(situation, team)
            if (one.clock.id, team) not in seen and answers and _is_later(subject, answers[-1], one):
                seen.add((one.clock.id, team))
                yield _later(subject, situation, one, answers)


def _is_later(subject: Subject, answer: Candidate, solution: Candidate) -> bool:
    late, soon = timed.counted(subject, answer), timed.counted(subject, solution)
    return late is not None and soon is not None and always_later(late, soon, timed.beginning(subject))


def _later(subject: Subject, situation: Situation, one: Candidate, answers: list[Candidate]) -> Found:
    last = answers[-1]
    entry = timed.directory(subject).get(last.clock.team or "")
    what = (
        f"in a case of '{situation.says}' '{one.clock.id}' promises the customer a solution within "
        f"{timed.length(one.seconds)}, and {timed.named(entry) if entry is not None else last.clock.team} has "
        f"{timed.lengths(answers)} of the hours '{last.calendar}' to answer us ('{last.clock.id}')"
    )
    return Found(
        at=last.clock,
        what=what,
        mend="Agree with the team on an answer that leaves time to act on it, or promise the customer more time.",
        elements=(
            last.clock,
            *(each.clock for each in answers),
            one.clock,
            *timed.adjusted_by(subject, one, situation),
        ),
    )


def _two_durations(subject: Subject) -> Iterator[Found]:
    clocks = {clock.id: clock for clock in subject.text.clocks}
    by_itself = _standing(subject)
    chosen = "clock.precedence" in subject.chosen
    seen: set[frozenset[str]] = set()
    for situation in situations(subject.pack):
        if not situation.plain:
            continue
        for kept, given, why in _pairs(situation, clocks, by_itself, chosen=chosen):
            if frozenset((kept.id, given.id)) in seen:
                continue
            seen.add(frozenset((kept.id, given.id)))
            what = (
                f"a case of '{situation.says}' has two numbers for its {kept.kind}: {timed.length(kept.within)} by "
                f"'{kept.id}' and {timed.length(given.within)} by '{given.id}'{why}"
            )
            yield Found(at=kept, what=what, mend=_MEND, elements=(kept, given))


_MEND = "Bring both to one number, or take out the one that is not meant."


def _pairs(
    situation: Situation, clocks: dict[str, Clock], by_itself: frozenset[str], *, chosen: bool
) -> Iterator[tuple[Clock, Clock, str]]:
    """Two clocks of one promise that give different durations, the one that is kept first, and how it comes about."""
    for _, found in situation.selection.slots:
        for one in found:
            for id_ in one.beaten:
                other = clocks[id_]
                if not _differ(one.clock, other) or other.binds == ANYTHING:
                    continue  # What holds for everything is there to be excepted from.
                if id_ not in by_itself:
                    yield one.clock, other, ", which no matter keeps: each has a number of its own"
                elif not chosen and _is_open_question(one.clock, other):
                    yield one.clock, other, ", and nobody has chosen by `clock.precedence` which one is meant"
        if len(situation.selection.case.matters) == 1:
            for first, second in combinations([one.clock for one in found], 2):
                if first.binds.specificity == second.binds.specificity and _differ(first, second):
                    yield first, second, ", and neither is meant more closely than the other: the earlier counts"


def _is_open_question(kept: Clock, given: Clock) -> bool:
    """Whether a category speaks against its level (Q-10); what a trigger or a segment says is plainly an exception."""
    return bool(kept.binds.category and given.binds.level and not given.binds.category and not kept.binds.trigger)


def _differ(one: Clock, other: Clock) -> bool:
    return one.term is None and other.term is None and one.within != other.within


def _standing(subject: Subject) -> frozenset[str]:
    """The clocks that some matter settles on."""
    return frozenset(one.clock.id for situation in situations(subject.pack) for one in situation.candidates)


RULES = (
    Rule(
        id="team-answers-later",
        severity="warning",
        title="a team may take longer to answer than the customer was promised a solution",
        look=_team_answers_later,
    ),
    Rule(
        id="two-durations",
        severity="warning",
        title="a policy says two numbers for one promise",
        look=_two_durations,
    ),
)
