"""The tests of many conditions, each asked as seldom as may be.

Where every fact is known, "and" may be asked in any order, and a test that stands in several conditions need be asked
once. So conditions that share a test stand below it, as one would write nested `if`s by hand. A fact is taken when it
is first needed: one that nobody needs for an answer costs nothing, and is not missed either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import heapify, heappop, heappush

import msgspec

_DEEPEST = 12
"""How deep tests stand below one another; what goes on is asked at once. Python nests no deeper than a hundred."""


class Part(msgspec.Struct, frozen=True):
    """One part of an "and". Fields: text - the expression; facts - it reads; cost - the dear ones are asked last."""

    text: str
    facts: tuple[str, ...]
    cost: int


class Rule(msgspec.Struct, frozen=True):
    """A condition. Fields: tests - that must all hold; facts - that its last lines read; lines - what is done then."""

    tests: tuple[Part, ...]
    facts: tuple[str, ...]
    lines: tuple[str, ...]


class Nest(msgspec.Struct, frozen=True):
    """Rules below the tests that they share. Fields: load - the line that takes a fact."""

    load: Callable[[str], str]

    def lines(self, rules: Sequence[Rule], known: frozenset[str] = frozenset(), depth: int = 0) -> list[str]:
        """The lines of these rules where the facts `known` have been taken already."""
        found: list[str] = []
        for rule in rules:
            if not rule.tests:
                known = self._taken(found, rule.facts, known)
                found += rule.lines
        for test, group in _groups([rule for rule in rules if rule.tests]):
            known = self._taken(found, test.facts, known)
            if depth < _DEEPEST:
                below = self.lines([_without(rule, test) for rule in group], known, depth + 1)
                found += [f"if {test.text}:", *_indented(below)]
                continue
            for rule in group:
                known = self._taken(found, [fact for one in rule.tests for fact in one.facts], known)
                last: list[str] = []
                self._taken(last, rule.facts, known)
                found += [f"if {' and '.join(one.text for one in rule.tests)}:", *_indented([*last, *rule.lines])]
        return found

    def first(self, rules: Sequence[Rule]) -> set[str]:
        """The facts that are taken whatever any of them says."""
        asked = {fact for test, _ in _groups([rule for rule in rules if rule.tests]) for fact in test.facts}
        return asked.union(*(rule.facts for rule in rules if not rule.tests))

    def _taken(self, lines: list[str], facts: Iterable[str], known: frozenset[str]) -> frozenset[str]:
        wanted = [fact for fact in dict.fromkeys(facts) if fact not in known]
        lines += [self.load(fact) for fact in wanted]
        return known.union(wanted)


def _groups(rules: Sequence[Rule]) -> Iterator[tuple[Part, list[Rule]]]:
    """Each rule below one of its tests, so that few facts are taken: those go first that most rules wait for."""
    asking: dict[tuple[str, ...], list[int]] = {}
    costs: dict[tuple[str, ...], int] = {}
    for place, rule in enumerate(rules):
        for test in rule.tests:
            asking.setdefault(test.facts, []).append(place)
            costs[test.facts] = min(test.cost, costs.get(test.facts, test.cost))
    order = [(-len(set(places)), costs[facts], number, facts) for number, (facts, places) in enumerate(asking.items())]
    heapify(order)
    waiting = set(range(len(rules)))
    while waiting:
        count, cost, number, facts = heappop(order)
        places = [place for place in dict.fromkeys(asking[facts]) if place in waiting]
        if places and len(places) < -count:
            # Others have taken some of its rules: it waits until its turn comes with those that are left.
            heappush(order, (-len(places), cost, number, facts))
            continue
        waiting.difference_update(places)
        below: dict[Part, list[Rule]] = {}
        for place in places:
            test = next(test for test in rules[place].tests if test.facts == facts)
            below.setdefault(test, []).append(rules[place])
        yield from below.items()


def _without(rule: Rule, test: Part) -> Rule:
    return Rule(tuple(one for one in rule.tests if one != test), rule.facts, rule.lines)


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"    {line}" for line in lines]
