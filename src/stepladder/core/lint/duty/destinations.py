"""About duty: teams that the policy tells and of whom it does not say when they are there."""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.core.lint.rule import Found, Rule
from stepladder.core.lint.subject import Subject
from stepladder.core.policy.base import Element
from stepladder.core.policy.model import DirectoryEntry
from stepladder.core.policy.names import ROLES

_MEND = "Give the entry a `calendar`, be it `always`, or `coverage` for some levels; until then nobody may count on it."


def _no_hours(subject: Subject) -> Iterator[Found]:
    told = _told(subject)
    silent = [entry for entry in subject.text.directory if entry.id in told and not _has_hours(entry)]
    if _states_hours(subject):
        for entry in silent:
            what = f"nobody has said when {entry.id} is there, whom {_list(told[entry.id])} {_tell(told[entry.id])}"
            yield Found(at=entry, what=what, mend=_MEND, elements=(entry, *told[entry.id]))
    elif silent:
        names = ", ".join(entry.id for entry in silent)
        what = f"nobody has said when anybody is there of those whom the policy tells: {names}"
        yield Found(at=silent[0], what=what, mend=_MEND, elements=tuple(silent))


def _told(subject: Subject) -> dict[str, tuple[Element, ...]]:
    """Every role that is told something or has promised an answer, with what says so."""
    found: dict[str, tuple[Element, ...]] = {}
    for route in subject.text.routes:
        found[route.to] = (*found.get(route.to, ()), route)
    for clock in subject.text.clocks:
        if clock.team is not None:
            found[clock.team] = (*found.get(clock.team, ()), clock)
    return found


def _has_hours(entry: DirectoryEntry) -> bool:
    """A person whom the customer's record names has hours of their own; the desk's own roles have people on duty."""
    return bool(entry.calendar or entry.coverage or entry.person_from or (entry.id in ROLES and not entry.channels))


def _states_hours(subject: Subject) -> bool:
    """Whether hours of any team are written; those of whoever stands in for all of them are not meant."""
    duty = subject.parameter("route.closed_team")
    return any(one.id != duty and (one.calendar or one.coverage) for one in subject.text.directory)


def _list(elements: tuple[Element, ...]) -> str:
    return ", ".join(f"'{one.id}'" for one in elements)


def _tell(elements: tuple[Element, ...]) -> str:
    return "tells" if len(elements) == 1 else "tell"


RULES = (Rule(id="no-hours", severity="warning", title="a team is told whose hours nobody has stated", look=_no_hours),)
