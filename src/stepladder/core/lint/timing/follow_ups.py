"""Follow-ups and marks at the wrong time: before what they follow, or too late to act on."""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.core.lint.rule import Found, Rule
from stepladder.core.lint.subject import Subject
from stepladder.core.lint.timing import timed
from stepladder.core.lint.timing.situations import Situation, situations
from stepladder.core.policy.model import Clock
from stepladder.core.policy.obligations import FollowUp
from stepladder.core.triage.readers import readers

_BEFORE = ("acknowledge", "investigate", "communicate")
_AT_THE_END = ("resolved", "closed", "implemented")
_TO_ACT = 60


def _before_cause(subject: Subject) -> Iterator[Found]:
    yield from _never_caused(subject)
    yield from _asked_too_soon(subject)


def _never_caused(subject: Subject) -> Iterator[Found]:
    """Work after an event that cannot come about where the work is bound."""
    for one in subject.text.follow_ups:
        early = one.binds.stage and all(stage in _BEFORE for stage in one.binds.stage)
        if early and one.after in _AT_THE_END:
            yield Found(
                at=one,
                what=f"'{one.id}' comes after '{one.after}' and is bound to stages that are over by then: "
                f"{', '.join(one.binds.stage)}",
                mend="Bind it to `resolve`, `follow_up` or `recover`, or let it come after an earlier event.",
            )
        if one.after == "no_team_response":
            bound = [each for each in situations(subject.pack) if one in _follow_ups(each)]
            if bound and not any(each.selection.routes for each in bound):
                yield Found(
                    at=one,
                    what=f"'{one.id}' waits for a team that does not answer, and no such case is told to a team",
                    mend="Add the route, or let it come after another event.",
                )


def _asked_too_soon(subject: Subject) -> Iterator[Found]:
    """A team that is asked why it is silent while its own time runs on, where nobody has chosen that it be (Q-18)."""
    if "followup.no_response" in subject.chosen:
        return
    seen: set[tuple[str, str]] = set()
    first = timed.beginning(subject)
    for situation in situations(subject.pack):
        answers = [one for one in situation.candidates if one.clock.kind == timed.TEAM]
        for follow_up in _follow_ups(situation):
            asked = follow_up.earliest if follow_up.earliest is not None else follow_up.latest
            for answer in answers if follow_up.after == "no_team_response" and asked is not None else ():
                counted = timed.counted(subject, answer)
                if asked is None or counted is None or (follow_up.id, answer.clock.team or "") in seen:
                    continue
                if all(counted.due(at) > at + asked for at in range(first, first + 14 * 86_400, 3_600)):
                    seen.add((follow_up.id, answer.clock.team or ""))
                    yield Found(
                        at=follow_up,
                        what=f"'{follow_up.id}' asks {answer.clock.team} after {timed.length(asked)}, and it has "
                        f"{timed.length(answer.seconds)} of the hours '{answer.calendar}' to answer "
                        f"('{answer.clock.id}')",
                        mend="Ask later, or choose `followup.no_response` and say why.",
                        elements=(follow_up, answer.clock),
                    )


def _follow_ups(situation: Situation) -> tuple[FollowUp, ...]:
    return situation.selection.bound.follow_ups if situation.selection.bound is not None else ()


def _marks(subject: Subject) -> Iterator[Found]:
    usual = readers(subject.pack).marks
    for clock in subject.text.clocks:
        shares = clock.marks if clock.marks is not None else usual
        yield from _order(clock) if clock.marks is not None else ()
        late = [share for share in shares if clock.within - clock.within * share // 100 < _TO_ACT]
        if clock.within and late:
            left = clock.within - clock.within * max(late) // 100
            yield Found(
                at=clock,
                what=f"'{clock.id}' is at risk at {max(late)}% of {timed.length(clock.within)}, which is "
                f"{timed.length(left)} before it is due",
                mend="Set an earlier mark: whoever is warned needs a minute at least to act.",
            )


def _order(clock: Clock) -> Iterator[Found]:
    shares = clock.marks or ()
    if list(shares) != sorted(set(shares)):
        yield Found(
            at=clock,
            what=f"the marks of '{clock.id}' are not in order: {', '.join(f'{share}%' for share in shares)}",
            mend="Write each mark once, the earlier one first.",
        )


RULES = (
    Rule(
        id="follow-up-before-cause",
        severity="warning",
        title="something is due before what it follows",
        look=_before_cause,
    ),
    Rule(id="mark-after-due", severity="warning", title="a clock is at risk too late for anybody to act", look=_marks),
)
