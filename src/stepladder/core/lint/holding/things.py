"""The things that conditions speak of, each by a name of its own: a fact, its presence, a record, a question."""

from __future__ import annotations

from stepladder.core.policy.conditions import show
from stepladder.core.policy.conditions.tree import Compare, Node


def value_of(said: str) -> object:
    """The value of a fact, or of what is worked out, by its canonical text."""
    return ("value", said)


def is_present(fact: str) -> object:
    return ("present", fact)


def is_known(said: str) -> object:
    return ("known", said)


def record(fact: str) -> object:
    """Whether the record of a fact is there."""
    return ("record", fact.partition(".")[0])


def said_of(fact: str, how: str, wanted: str) -> object:
    """Whether a text contains, starts with, ends with or matches another."""
    return ("says", fact, how, wanted)


def atom(node: Node) -> object:
    """A question of its own, by its canonical text."""
    return ("atom", show(node))


def comparison(node: Compare) -> tuple[object, bool]:
    """A comparison as `==` or `<`, and whether the answer is turned round."""
    match node.op:
        case "!=":
            left, right = sorted((node.left, node.right), key=show)
            return atom(Compare("==", left, right)), True
        case "==":
            left, right = sorted((node.left, node.right), key=show)
            return atom(Compare("==", left, right)), False
        case ">":
            return atom(Compare("<", node.right, node.left)), False
        case "<=":
            return atom(Compare("<", node.right, node.left)), True
        case ">=":
            return atom(Compare("<", node.left, node.right)), True
    return atom(node), False
