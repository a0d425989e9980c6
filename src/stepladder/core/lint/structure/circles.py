"""What leads back to itself: each group of names that lead to each other, once, with its shortest circles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from stepladder.core.lint.structure.brought import in_one_case
from stepladder.core.lint.subject import Subject

Leads: TypeAlias = Mapping[str, Sequence[str]]


class Circle(NamedTuple):
    """Names of which each leads to the next and the last to the first, within all that lead to each other."""

    names: tuple[str, ...]
    group: tuple[str, ...]


def replacing(subject: Subject) -> Iterator[Circle]:
    """Routes that give way to each other, where a case can be made in which all of a circle bind."""
    routes = {one.id: one for one in subject.text.routes}
    for group in groups({id_: one.replaces for id_, one in routes.items()}):
        for names in circles({name: routes[name].replaces for name in group}):
            if in_one_case(subject, *(routes[name].binds for name in names)):
                yield Circle(names, group)
                break


def waiting(subject: Subject) -> Iterator[Circle]:
    """Routes that wait for each other."""
    leads = {one.id: (one.after,) if one.after else () for one in subject.text.routes}
    for group in groups(leads):
        yield Circle(circles({name: leads[name] for name in group})[0], group)


def groups(leads: Leads) -> Iterator[tuple[str, ...]]:
    """Names that lead to each other, and single ones that lead to themselves, all in the given order."""
    back: dict[str, list[str]] = {name: [] for name in leads}
    for name, others in leads.items():
        for other in others:
            if other in back:
                back[other].append(name)
    # Kosaraju: from the name that is left last, the ways back reach its own group and none besides it.
    seen: set[str] = set()
    found = [_reached(name, back, seen) for name in reversed(_as_left(leads)) if name not in seen]
    together = {name: number for number, group in enumerate(found) for name in group}
    told: dict[int, list[str]] = {}
    for name in leads:
        told.setdefault(together[name], []).append(name)
    yield from (tuple(group) for group in told.values() if len(group) > 1 or group[0] in leads[group[0]])


def _as_left(leads: Leads) -> list[str]:
    """All names in the order in which a walk into the depth leaves them."""
    seen: set[str] = set()
    left: list[str] = []
    for start in leads:
        steps = [(start, False)]
        while steps:
            name, leaves = steps.pop()
            if leaves:
                left.append(name)
            elif name not in seen:
                seen.add(name)
                steps.append((name, True))
                steps.extend((other, False) for other in leads[name] if other in leads and other not in seen)
    return left


def _reached(start: str, leads: Leads, seen: set[str]) -> list[str]:
    seen.add(start)
    reached = [start]
    for name in reached:
        fresh = [other for other in dict.fromkeys(leads[name]) if other not in seen]
        seen.update(fresh)
        reached.extend(fresh)
    return reached


def circles(leads: Leads) -> list[tuple[str, ...]]:
    """A shortest way back from each name to itself, each circle once and the shortest first."""
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for start in leads:
        names = _way_back(start, leads)
        if names:
            found.setdefault(frozenset(names), names)
    return sorted(found.values(), key=len)


def _way_back(start: str, leads: Leads) -> tuple[str, ...]:
    came_from: dict[str, str | None] = {start: None}
    reached = [start]
    for name in reached:
        if start in leads[name]:
            return _path(name, came_from)
        fresh = [other for other in leads[name] if other in leads and other not in came_from]
        came_from.update(dict.fromkeys(fresh, name))
        reached.extend(dict.fromkeys(fresh))
    return ()


def _path(end: str, came_from: Mapping[str, str | None]) -> tuple[str, ...]:
    path: list[str] = []
    name: str | None = end
    while name is not None:
        path.append(name)
        name = came_from[name]
    return tuple(reversed(path))
