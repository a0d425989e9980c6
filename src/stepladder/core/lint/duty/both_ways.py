"""About duty: an act that the policy demands and forbids in one case."""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.core.lint.duty.matters import Matter, matters
from stepladder.core.lint.rule import Found, Rule
from stepladder.core.lint.subject import Subject
from stepladder.core.policy.base import Element
from stepladder.core.policy.layers import name_in_section
from stepladder.core.policy.obligations import Concession, Guard, Hold, IdentityClass, IdentityRequest, Ladder, Step

_MEND = "Say which of the two gives way, and who decides it; until then whoever has the case has to break one of them."
_FROZEN = ("evidence", "case")
"""What a hold may freeze that an act on a customer's account would change."""
_ASKING = ("field", "message", "identity")
"""What shows that somebody was asked or told, or who they are, which looks into nothing."""


def _must_and_must_not(subject: Subject) -> Iterator[Found]:
    seen: set[tuple[str, str, str]] = set()
    for matter in matters(subject):
        for found, key in (*_asked_and_frozen(matter), *_demanded_and_locked(matter)):
            if key not in seen:
                seen.add(key)
                yield found


def _asked_and_frozen(matter: Matter) -> Iterator[tuple[Found, tuple[str, str, str]]]:
    """What the customer asks for once they have proved who they are, while nothing may change."""
    bound, asked = matter.selection.bound, matter.brought_by
    for hold in bound.holds if bound is not None else ():
        for one, request in _requests(matter):
            if hold.what in _FROZEN and hold.when is None:
                yield _frozen(matter, hold, one, request), (asked.id, hold.id, request.id)


def _requests(matter: Matter) -> Iterator[tuple[IdentityClass, IdentityRequest]]:
    """The requests that its trigger is."""
    for one in matter.selection.case.identity:
        for request in one.requests:
            if matter.brought_by.id in request.trigger:
                yield one, request


def _frozen(matter: Matter, hold: Hold, one: IdentityClass, request: IdentityRequest) -> Found:
    what = (
        f"what must be done may not be done: '{matter.brought_by.id}' asks for '{request.id}', for which the policy "
        f"has the proof of identity '{one.id}', while '{hold.id}' freezes the {hold.what} of the same case"
    )
    elements: tuple[Element, ...] = (hold, matter.brought_by, one, *_locks(matter))
    return Found(at=hold, what=what, mend=_MEND, elements=elements, source=request.source)


def _locks(matter: Matter) -> tuple[Guard, ...]:
    """The guards that lock an act of this case for all but some, and that nothing lifts."""
    bound = matter.selection.bound
    guards = bound.guards if bound is not None else ()
    return tuple(guard for guard in guards if guard.acts and guard.when is None and not guard.allowed_by)


def _demanded_and_locked(matter: Matter) -> Iterator[tuple[Found, tuple[str, str, str]]]:
    """Work and offers that the case asks of people for whom a guard locks just this act."""
    bound = matter.selection.bound
    if bound is None:
        return
    for guard in bound.guards:
        if guard.when is not None:
            continue
        demanded: list[Step | Ladder | Concession] = []
        if "investigate" in guard.acts and not guard.allowed_by:
            demanded += [one for one in bound.steps if _is_locked_work(one, guard)]
        if "offer" in guard.acts:
            demanded += [one for one in bound.ladders if not _lifts(guard, name_in_section(one), one.id)]
            demanded += [one for one in bound.concessions if not _may_be_given(guard, one)]
        for one in demanded:
            yield _locked(matter, guard, one), (type(one).__name__, name_in_section(guard), name_in_section(one))


def _is_locked_work(step: Step, guard: Guard) -> bool:
    is_due = step.when is None and not step.optional and step.actor not in guard.allowed_for
    return is_due and step.stage == "investigate" and step.evidence not in _ASKING


def _may_be_given(guard: Guard, one: Concession) -> bool:
    ladders = [name.partition("/")[0] for name in one.only_with]
    return _lifts(guard, name_in_section(one), one.id, one.approval or one.id, *one.only_with, *ladders)


def _lifts(guard: Guard, *names: str) -> bool:
    return not set(names).isdisjoint(guard.allowed_by)


def _locked(matter: Matter, guard: Guard, one: Step | Ladder | Concession) -> Found:
    kind, act = type(one).__name__.lower(), "investigate" if isinstance(one, Step) else "offer"
    what = (
        f"what must be done may not be done: where '{matter.brought_by.id}' is the case, the {kind} "
        f"'{name_in_section(one)}' is due, and '{name_in_section(guard)}' locks the act {act}"
    )
    return Found(at=guard, what=what, mend=_MEND, elements=(guard, one, matter.brought_by))


RULES = (
    Rule(
        id="must-and-must-not", severity="warning", title="one act is demanded and forbidden", look=_must_and_must_not
    ),
)
