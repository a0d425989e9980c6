"""Why a condition has its answer: computed only when someone asks."""

from __future__ import annotations

import msgspec

from stepladder.core.policy.conditions.environment import Environment
from stepladder.core.policy.conditions.evaluate import Reader, checked_types
from stepladder.core.policy.conditions.operations import Truth
from stepladder.core.policy.conditions.show import show
from stepladder.core.policy.conditions.tree import (
    And,
    Compare,
    Has,
    Lapse,
    Literal,
    Name,
    Node,
    Not,
    Or,
    Tree,
    Turn,
    walk,
)
from stepladder.core.policy.conditions.types import Kind


class Atom(msgspec.Struct, frozen=True):
    """One part that decided: a comparison, a test, a flag.

    Fields: text - canonical; truth - None for unknown; read - each fact with its value, None for unknown, in the order
    written.
    """

    text: str
    truth: Truth
    read: tuple[tuple[str, object], ...]


def explain_atoms(tree: Tree, env: Environment) -> tuple[Atom, ...]:
    """The atoms that decide the answer, in the order written.

    For a true `&&` all of its parts, for a false one the first false part; `||` is its mirror; where the answer is
    unknown, the unknown parts. Raises: DeskError - the tree was not checked.
    """
    reader = Reader(env, checked_types(tree))
    return tuple(
        Atom(show(node), truth, tuple((name, reader.fact(name)) for name in _named(node)))
        for node, truth in _deciding(tree.root, reader)
    )


def unknown_facts(tree: Tree, env: Environment) -> tuple[str, ...]:
    """The facts to ask for where the answer is unknown, in the order written; none where it is known.

    Named are the missing facts of the atoms that keep it unknown. An atom that misses none is unknown for what its
    values are (two currencies, a division by zero), so all the facts it reads are named: a person must say.
    """
    reader = Reader(env, checked_types(tree))
    wanted: dict[str, None] = {}
    for node, truth in _deciding(tree.root, reader):
        if truth is None:
            names = _named(node)
            missing = [name for name in names if reader.fact(name) is None]
            wanted.update(dict.fromkeys(missing or names))
    return tuple(wanted)


def wake_instants(tree: Tree, env: Environment) -> tuple[int, ...]:
    """The epoch seconds at which a time condition in the tree turns, past ones included, earliest first.

    With the facts as they are, the answer can change only at these seconds: it is the same from one of them to just
    before the next. `after` is strict, so it turns one second past its instant. Raises: DeskError - not checked.
    """
    reader = Reader(env, checked_types(tree))
    turns = (reader.turn(node) for node in walk(tree.root) if isinstance(node, Turn | Lapse))
    return tuple(sorted({turn for turn in turns if turn is not None}))


def _deciding(node: Node, reader: Reader) -> list[tuple[Node, Truth]]:
    truth = reader.truth(node)
    match node:
        case Not(part=part):
            return _deciding(part, reader)
        case And(parts=parts) | Or(parts=parts):
            decided = isinstance(node, Or)
            if truth is decided:
                return _deciding(next(part for part in parts if reader.truth(part) is decided), reader)
            # Neither cut short: every part has the answer, or, where that is unknown, the unknown ones keep it so.
            return [found for part in parts if reader.truth(part) is truth for found in _deciding(part, reader)]
        case Compare(left=left, right=right) if _is_truth(left) or _is_truth(right):
            sides = [side for side in (left, right) if not isinstance(side, Literal)]
            if truth is None:
                sides = [side for side in sides if reader.truth(side) is None]
            return [found for side in sides for found in _deciding(side, reader)]
    return [(node, truth)]


def _is_truth(node: Node) -> bool:
    """Is the node itself an answer, so that it can be taken apart further?"""
    return isinstance(node, And | Or | Not | Compare | Turn | Lapse) or (
        isinstance(node, Literal) and node.kind is Kind.FLAG
    )


def _named(node: Node) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.name for part in walk(node) if isinstance(part, Name | Has)))
