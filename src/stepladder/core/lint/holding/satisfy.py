"""Whether conditions can be so all at once, by trying every way; where that takes too long, they count as possible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias, cast

from stepladder.core.lint.holding.domains import Among, Domain, meet, only
from stepladder.core.lint.holding.facts import Types, everything
from stepladder.core.lint.holding.things import is_present, record, value_of
from stepladder.core.lint.holding.ways import FALSE, NOT_TRUE, TRUE, UNKNOWN, Truths, Way, ways
from stepladder.core.policy.conditions import FactType, Tree
from stepladder.core.policy.conditions.evaluate import checked_types
from stepladder.core.policy.conditions.operations import found, pattern, text_test
from stepladder.core.policy.conditions.tree import And, Node, Not, Or, children

MOST_STEPS = 4_000

State: TypeAlias = dict[object, Domain]
Wanted: TypeAlias = tuple[Node, Truths]


def never(tree: Tree) -> bool:
    """Whether no facts and no instant make a condition true."""
    return not together([tree], [])


def always(tree: Tree) -> bool:
    """Whether no facts and no instant make a condition false, nor unknown once all that it reads is there."""
    types = checked_types(tree)
    there: State = {thing: only(True) for name in types for thing in (is_present(name), record(name))}
    return not _possible([(tree.root, FALSE)], types) and not _possible([(tree.root, UNKNOWN)], types, there)


def implies(one: Tree, *others: Tree) -> bool:
    """Whether, wherever one condition is true, at least one of the others is."""
    return not together([one], others)


def idle_parts(tree: Tree) -> Iterator[tuple[Node, Node]]:
    """Parts of `&&` and `||` without which the whole would be true just as often, each with the whole.

    Of two parts that say the same the later one is idle. Parts within `exists` and `all` are left alone.
    """
    types, waiting = checked_types(tree), [tree.root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, And | Or):
            kept = list(node.parts)
            for part in reversed(node.parts):
                others = [one for one in kept if one is not part]
                if others and _adds_nothing(part, others, types, all_of=isinstance(node, And)):
                    kept = others
                    yield part, node
        if isinstance(node, And | Or | Not):
            waiting.extend(children(node))


def _adds_nothing(part: Node, others: list[Node], types: Types, *, all_of: bool) -> bool:
    if all_of:
        return not _possible([(part, NOT_TRUE), *((one, TRUE) for one in others)], types)
    return not _possible([(part, TRUE), *((one, NOT_TRUE) for one in others)], types)


def together(true: Iterable[Tree], not_true: Iterable[Tree]) -> bool:
    """Whether some conditions may be true while none of some others is. Only a no is certain."""
    types: dict[str, FactType] = {}
    wanted: list[Wanted] = []
    for trees, truths in ((true, TRUE), (not_true, NOT_TRUE)):
        for tree in trees:
            types |= checked_types(tree)
            wanted.append((tree.root, truths))
    return _possible(wanted, types)


def _possible(wanted: Sequence[Wanted], types: Types, given: State | None = None) -> bool:
    waiting: list[tuple[State, tuple[Wanted, ...], tuple[tuple[Way, ...], ...]]] = [(given or {}, tuple(wanted), ())]
    for _ in range(MOST_STEPS):
        if not waiting:
            return False
        state, plain, forks = waiting.pop()
        if plain:
            (node, truths), *rest = plain
            found_ways = ways(node, truths, types)
            if len(found_ways) == 1:
                _follow(waiting, state, found_ways[0], tuple(rest), forks, types)
            elif found_ways:
                waiting.append((state, tuple(rest), (*forks, found_ways)))
        elif forks:
            # The last one pushed is tried first, so a first way that fits is soon found.
            for way in reversed(forks[0]):
                _follow(waiting, state, way, (), forks[1:], types)
        elif _texts_fit(state, types):
            return True
    return True


def _follow(
    waiting: list[tuple[State, tuple[Wanted, ...], tuple[tuple[Way, ...], ...]]],
    state: State,
    way: Way,
    rest: tuple[Wanted, ...],
    forks: tuple[tuple[Way, ...], ...],
    types: Types,
) -> None:
    new = _with(state, way.things, types)
    if new is not None:
        waiting.append((new, (*way.parts, *rest), forks))


def _with(state: State, things: Iterable[tuple[object, Domain]], types: Types) -> State | None:
    new = dict(state)
    for thing, domain in things:
        before = new.get(thing) or everything(thing, types)
        both = domain if before is None else meet(before, domain)
        if both is None:
            return None
        new[thing] = both
    return new


def _texts_fit(state: Mapping[object, Domain], types: Types) -> bool:
    """Whether what is said of each text can be so together: it is this, begins so, does not contain that."""
    said: dict[str, list[tuple[str, str, bool]]] = {}
    for thing, domain in state.items():
        match cast("tuple[object, ...]", thing):
            case ("says", str(fact), str(how), str(wanted)) if isinstance(domain, Among):
                said.setdefault(fact, []).append((how, wanted, True in domain.values))
    return all(
        _fits(state.get(value_of(fact)) or everything(value_of(fact), types), tests) for fact, tests in said.items()
    )


def _fits(value: Domain | None, tests: list[tuple[str, str, bool]]) -> bool:
    if isinstance(value, Among) and not value.others:
        return any(all(_says(str(one), how, wanted) is so for how, wanted, so in tests) for one in value.values)
    pieces = [(how, wanted) for how, wanted, so in tests if so and how != "matches"]
    for how, wanted, so in tests:
        if not so and any(_follows(piece, (how, wanted)) for piece in pieces):
            return False
    return not any(
        how == other == edge and not _one_begins(text, wanted, edge)
        for edge in ("startsWith", "endsWith")
        for how, wanted in pieces
        for other, text in pieces
    )


def _says(text: str, how: str, wanted: str) -> bool:
    return found(pattern(wanted), text) if how == "matches" else bool(text_test(how, text, wanted))


def _follows(piece: tuple[str, str], test: tuple[str, str]) -> bool:
    """Whether a text that has the piece where it says passes the test."""
    (at, has), (how, wanted) = piece, test
    if how == "contains":
        return wanted in has
    if how == at:
        return has.startswith(wanted) if how == "startsWith" else has.endswith(wanted)
    return wanted == ""


def _one_begins(one: str, other: str, edge: str) -> bool:
    if edge == "startsWith":
        return one.startswith(other) or other.startswith(one)
    return one.endswith(other) or other.endswith(one)
