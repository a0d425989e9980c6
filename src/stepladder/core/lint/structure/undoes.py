"""About rules that undo each other, or wait for each other for ever (T42)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from stepladder.core.lint.rule import Found, Rule
from stepladder.core.lint.selectors import within
from stepladder.core.lint.structure.brought import brought, in_one_case
from stepladder.core.lint.structure.circles import replacing, waiting
from stepladder.core.lint.subject import Subject
from stepladder.core.policy.kinds import rules_of, starts_with_signal
from stepladder.core.policy.obligations import Concession, Term
from stepladder.core.triage.matters import case_of


def _undoes(subject: Subject) -> Iterator[Found]:
    yield from _replacing(subject)
    yield from _waiting(subject)
    yield from _overtaking(subject)
    yield from _own_key(subject)
    yield from _bound_and_barred(subject)


def _replacing(subject: Subject) -> Iterator[Found]:
    """Each route of a circle gives way to another of it, so that where all bind nobody is told."""
    routes = {one.id: one for one in subject.text.routes}
    for circle in replacing(subject):
        names, more = circle.names, len(circle.group) - len(circle.names)
        what = (
            f"{_list(names)} replace each other, so where all of them bind nobody is told"
            if len(names) > 1
            else f"the route '{names[0]}' replaces itself, so it tells nobody"
        )
        if more:
            what += f"; {more} more {'route is' if more == 1 else 'routes are'} in a circle with {_them(names)}"
        yield Found(
            at=routes[names[0]],
            what=what,
            mend="Let one of them stand: take its id out of the other's `replaces:`.",
            elements=tuple(routes[name] for name in names),
        )


def _them(names: Sequence[str]) -> str:
    return "them" if len(names) > 1 else "it"


def _waiting(subject: Subject) -> Iterator[Found]:
    routes = {one.id: one for one in subject.text.routes}
    for names, _ in waiting(subject):
        yield Found(
            at=routes[names[0]],
            what=f"{_list(names)} wait for each other, so none of them is ever told"
            if len(names) > 1
            else f"the route '{names[0]}' waits for itself, so it is never told",
            mend="Take one `after:` out, so that something comes first.",
            elements=tuple(routes[name] for name in names),
        )


def _after_nothing(subject: Subject) -> Iterator[Found]:
    """A route that waits for one which is not told in its case."""
    routes = {one.id: one for one in subject.text.routes}
    for one in routes.values():
        first = routes.get(one.after or "")
        if first is None or within(one.binds, first.binds):
            continue
        for brings in brought(subject):
            holds = case_of(subject.pack, brings.matched(subject)).whole
            if holds.binds(one.binds) and not holds.binds(first.binds):
                yield Found(
                    at=one,
                    what=f"the route '{one.id}' waits for '{first.id}', which tells nobody where '{brings.element.id}' "
                    "alone is the matter",
                    mend="Let the first bind wherever the second does, or drop `after:`.",
                    elements=(first, brings.element),
                )
                break


def _overtaking(subject: Subject) -> Iterator[Found]:
    """Of two clocks that may not fall due before each other, the shorter means nothing."""
    clocks = [one for one in subject.text.clocks if starts_with_signal(one)]
    for one, other in combinations(clocks, 2):
        each = one.kind in rules_of(other).not_before and other.kind in rules_of(one).not_before
        if one.kind != other.kind and each and in_one_case(subject, one.binds, other.binds):
            yield Found(
                at=one,
                what=f"the clocks '{one.id}' and '{other.id}' may not fall due before each other, so both fall due "
                "with the later one",
                mend="Keep `not_before:` in one of the two.",
                elements=(one, other),
            )


def _own_key(subject: Subject) -> Iterator[Found]:
    """A gate that only a message opens, and that holds every message."""
    for gate in subject.text.gates:
        needs = [item for item in gate.items if item.evidence == "message"]
        if needs and "send" in gate.acts and gate.opens_when is None and gate.exempt is None:
            yield Found(
                at=gate,
                what=f"the gate '{gate.id}' waits for a message ('{needs[0].id}') and holds every message until then",
                mend="Let it hold one template (`template:ID`) or another act, or ask for another proof.",
            )


def _bound_and_barred(subject: Subject) -> Iterator[Found]:
    """What is given only with something that it, or that thing, never stands beside."""
    given: dict[str, Concession | Term] = {one.id: one for one in subject.text.concessions}
    given |= {one.id: one for one in subject.text.terms}
    for one in subject.text.concessions:
        barring = [name for name in one.only_with if name in given and one.id in given[name].excludes]
        if barring and len(barring) == len(one.only_with):
            yield Found(
                at=one,
                what=f"'{one.id}' is given only with {_list(barring)}, which never stands beside it",
                mend="Drop it from `only_with:` here, or from `excludes:` there.",
                elements=tuple(given[name] for name in barring),
            )


def _list(names: Sequence[str]) -> str:
    return " and ".join(f"'{name}'" for name in names)


RULES = (
    Rule(id="undoes", severity="warning", title="rules undo each other", look=_undoes),
    Rule(id="after-nothing", severity="warning", title="a route waits for one that is not there", look=_after_nothing),
)
