"""About duty: one matter that the policy sends to two addresses."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import combinations

from stepladder.core.lint.duty.matters import Bringer, Matter, matters
from stepladder.core.lint.rule import Found, Rule
from stepladder.core.lint.subject import Subject
from stepladder.core.policy.base import Element
from stepladder.core.policy.model import Trigger
from stepladder.core.triage.readers import readers

_MEND = (
    "Say which of the two is told of this matter, or that both are; until then it is told to whomever the rule at hand "
    "names."
)


def _two_addresses(subject: Subject) -> Iterator[Found]:
    told = [matter for matter in matters(subject) if matter.routes]
    by_name = frozenset(one.brought_by.id for one in told if _is_shown_by_its_name(subject, one.brought_by))
    said: set[tuple[str, str]] = set()
    for one, other in combinations(told, 2):
        clue = _same_matter(one.brought_by, other.brought_by, by_name)
        if clue and one.told.isdisjoint(other.told):
            said |= {(one.brought_by.id, role) for role in other.told}
            said |= {(other.brought_by.id, role) for role in one.told}
            yield _pair(subject, one, other, clue)
    for one in told:
        for role in _named_for(subject, one):
            if (one.brought_by.id, role) not in said:
                yield _team(subject, one, role)


def _same_matter(one: Bringer, other: Bringer, by_name: frozenset[str]) -> str:
    """How two of them show the same matter, or nothing."""
    if _counts(one) is not None and _counts(one) == _counts(other):
        return "both count the same events"
    if one.when is not None and one.when == other.when:
        return "both hold under the same condition"
    for reader, named in ((one, other), (other, one)):
        if isinstance(reader, Trigger) and named.id in by_name and _speaks_of(reader.phrases, named.id):
            return f"both are read from the word '{_spoken(named.id)}'"
    return ""


def _is_shown_by_its_name(subject: Subject, one: Bringer) -> bool:
    """Whether its name, written by a customer, is enough to show it. Many a name means something else besides."""
    hits, _ = readers(subject.pack).reader.phrases({"text": _spoken(one.id)})
    return any(hit.rule == f"trigger:{one.id}" for hit in hits)


def _counts(one: Bringer) -> object:
    return None if isinstance(one, Trigger) else one.count


def _speaks_of(phrases: Sequence[str], name: str) -> bool:
    """Whether one of the phrases holds a name as whole words."""
    words = re.compile(rf"(?<!\w){re.escape(_spoken(name))}(?!\w)", re.IGNORECASE)
    return any(words.search(phrase.replace("-", " ")) for phrase in phrases)


def _spoken(name: str) -> str:
    return name.replace("-", " ").replace("_", " ")


def _pair(subject: Subject, one: Matter, other: Matter, clue: str) -> Found:
    first, second = one.brought_by, other.brought_by
    what = (
        f"one matter goes to two addresses: '{first.id}' is told to {_roles(one)}, '{second.id}' to {_roles(other)}, "
        f"and {clue}"
    )
    entries = _entries(subject, (*one.told, *other.told))
    return Found(at=first, what=what, mend=_MEND, elements=(first, second, *one.routes, *other.routes, *entries))


def _named_for(subject: Subject, one: Matter) -> Iterator[str]:
    """The role whose whole name it has, where other routes tell it and its own do not.

    A name that only holds the role's words may mean anything: a billing page that is down is no matter of billing.
    """
    name, known = _spoken(one.brought_by.id), {route.to for route in subject.text.routes}
    for entry in subject.text.directory:
        if entry.id in known and entry.id not in one.told and _spoken(entry.id) == name:
            yield entry.id


def _team(subject: Subject, one: Matter, role: str) -> Found:
    theirs = tuple(route for route in subject.text.routes if route.to == role)
    what = (
        f"one matter goes to two addresses: '{one.brought_by.id}' by itself is told to {_roles(one)}, and it has the "
        f"name of {role}, who is told by {_list([route.id for route in theirs])}"
    )
    elements = (one.brought_by, *one.routes, *theirs, *_entries(subject, (role, *one.told)))
    return Found(at=one.brought_by, what=what, mend=_MEND, elements=elements)


def _entries(subject: Subject, roles: Collection[str]) -> tuple[Element, ...]:
    return tuple(entry for entry in subject.text.directory if entry.id in roles)


def _roles(one: Matter) -> str:
    return _list(sorted(one.told))


def _list(names: Sequence[str]) -> str:
    return ", ".join(names)


RULES = (Rule(id="two-addresses", severity="warning", title="one matter goes to two addresses", look=_two_addresses),)
