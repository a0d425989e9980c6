"""About duty: closed grounds beside offers that have none of them."""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.core.lint.rule import Found, Rule
from stepladder.core.lint.subject import Subject
from stepladder.core.policy.layers import name_in_section
from stepladder.core.policy.obligations import Concession, Guard, Ladder

_MEND = (
    "Name these among the grounds, or give each of them one of the grounds; else it is a matter of reading whether "
    "they may be offered at all."
)


def _grounds_exclude(subject: Subject) -> Iterator[Found]:
    for guard in subject.text.guards:
        closed = tuple(one for one in subject.text.concessions if _is_a_ground(guard, one))
        beside = _beside(subject, guard)
        if "offer" in guard.acts and closed and beside:
            yield _found(guard, closed, beside)


def _is_a_ground(guard: Guard, one: Concession) -> bool:
    """Whether the guard opens for it because somebody approved its ground."""
    return bool(one.ground) and one.approval in guard.allowed_by and not _is_named(guard, one)


def _is_named(guard: Guard, one: Ladder | Concession) -> bool:
    return not {one.id, name_in_section(one)}.isdisjoint(guard.allowed_by)


def _beside(subject: Subject, guard: Guard) -> tuple[Ladder | Concession, ...]:
    """What the guard opens for by name, whatever the ground."""
    given: tuple[Ladder | Concession, ...] = (*subject.text.ladders, *subject.text.concessions)
    return tuple(one for one in given if _is_named(guard, one))


def _found(guard: Guard, closed: tuple[Concession, ...], beside: tuple[Ladder | Concession, ...]) -> Found:
    what = (
        f"grounds exclude what the policy offers: '{guard.id}' leaves the grounds {_list(closed)}, and {_list(beside)} "
        f"{'gives' if len(beside) == 1 else 'give'} on none of them"
    )
    rungs = [rung for one in beside if isinstance(one, Ladder) for rung in one.rungs if rung.approval is not None]
    sources = tuple(row for rung in rungs for part in (rung, *rung.sub_rungs) for row in part.source)
    return Found(at=guard, what=what, mend=_MEND, elements=(guard, *closed, *beside), source=sources)


def _list(elements: tuple[Ladder | Concession, ...]) -> str:
    return ", ".join(f"'{one.ground if isinstance(one, Concession) and one.ground else one.id}'" for one in elements)


RULES = (
    Rule(
        id="grounds-exclude", severity="warning", title="closed grounds exclude what is offered", look=_grounds_exclude
    ),
)
