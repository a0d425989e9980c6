"""The facts that these tests speak about, and short ways to a tree and an answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo

from stepladder.core.policy.conditions import (
    BUILTIN,
    Environment,
    FactType,
    Kind,
    Tree,
    Truth,
    WorkDeadline,
    check,
    compile_all,
    compile_condition,
    evaluate,
    parse,
    read_value,
)
from stepladder.core.values import Fault

FACTS: Mapping[str, FactType] = {
    **BUILTIN,
    "signal.refund_amount": FactType(Kind.MONEY),
    "signal.affected_count": FactType(Kind.COUNT),
    "signal.insists": FactType(Kind.FLAG),
    "signal.kick_off": FactType(Kind.DATE),
    "signal.tags": FactType(Kind.TEXTS),
    "signal.silence": FactType(Kind.DURATION),
}


def tree_of(text: str, facts: Mapping[str, FactType] = FACTS) -> Tree:
    tree = parse(text, file="rules.yaml", line=1, column=1)
    assert isinstance(tree, Tree), tree
    assert check(tree, facts) == []
    return tree


def faults_of(text: str, *, line: int = 1, column: int = 1) -> list[Fault]:
    tree = parse(text, file="rules.yaml", line=line, column=column)
    return check(tree, FACTS) if isinstance(tree, Tree) else tree


def second(instant: str) -> int:
    return int(datetime.fromisoformat(instant).timestamp())


def desk(
    raw: Mapping[str, object] | None = None,
    *records: str,
    now: str = "2025-03-10T12:00:00Z",
    zone: tzinfo = UTC,
    work_deadline: WorkDeadline | None = None,
) -> Environment:
    """An environment from request values. A record is present if a fact of it is, or if it is named."""
    raw = raw or {}
    facts = {name: read_value(FACTS[name], value, where=name) for name, value in raw.items()}
    present = frozenset(records) | {name.partition(".")[0] for name in raw}
    return Environment(facts, present, second(now), zone, work_deadline)


def answer(text: str, env: Environment) -> Truth:
    """The answer, once all three ways to it agree."""
    tree = tree_of(text)
    truth = compile_condition(tree)(env)
    whole = compile_all({"it": tree}).answer(env)
    assert evaluate(tree, env) is truth
    assert (("it" in whole.true), ("it" in whole.unknown)) == (truth is True, truth is None)
    return truth
