"""60 conditions over 30 facts: every rule that matches with the values it read, and every rule that cannot be answered.

The floor is the chain of `if` that a careful programmer would write for these very rules, generated. The peers are
given plain dicts, as they want them, and say which rules match; none of them says what it read, or what is unknown.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from sys import intern
from types import FunctionType
from typing import Any

import cel
import zen

from bench.side_by_side import Promise, Timed, in_turn, ratio
from stepladder.core.policy.conditions import (
    Environment,
    FactType,
    Kind,
    Tree,
    check,
    compile_all,
    parse,
)

GOAL = 0.5
BESIDE_ZEN, BESIDE_TABLE, BESIDE_CEL = 5.0, 50.0, 10.0
SEED, SIGNALS, RULES, FIELDS = 3, 2_000, 30, 10
COLOURS = ("red", "blue", "green", "white", "black", "amber")
INCOMPLETE = 0.1
"""The share of signals in which one fact is missing."""
GIVEN = {"zen": 1_500, "table": 400, "cel": 1_500}
"""How many signals, each with every fact, a peer is given in one round."""

Signal = dict[str, Any]
Match = tuple[str, tuple[object, ...]]
Found = tuple[tuple[Match, ...], tuple[str, ...]]
"""The rules that match, each with the values it read, and those that are unknown."""


@dataclass(frozen=True, slots=True)
class Part:
    """One condition on one field, as each side writes it."""

    field: str
    ours: str
    python: str
    zen: str
    table: str
    cel: str


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    parts: tuple[Part, Part]


def measure() -> list[Promise]:
    """The ratios of the compiled conditions to the chain and to the peers."""
    rng = random.Random(SEED)
    rules = [_rule(rng, number) for number in range(RULES)]
    signals = [_signal(rng) for _ in range(SIGNALS)]
    whole = [signal for signal in signals if len(signal) == 3 * FIELDS]
    ours, floor = _ours(rules), _chain(rules)
    given = [_as_facts(signal) for signal in signals]
    found = [ours(facts) for facts in given]
    if found != [floor(facts) for facts in given]:
        raise AssertionError("the chain answers something else")
    ids = [[id_ for id_, _ in matches] for signal, (matches, _) in zip(signals, found, strict=True) if signal in whole]
    peers = {"zen": _zen(rules), "table": _table(rules), "cel": _cel(rules)}
    for name, peer in peers.items():
        if [peer(signal) for signal in whole[: GIVEN[name]]] != ids[: GIVEN[name]]:
            raise AssertionError(f"{name} answers something else")
    mine, theirs = in_turn(
        [lambda: [ours(facts) for facts in given], lambda: [floor(facts) for facts in given]], len(given)
    )
    matched = sum(len(matches) for matches, _ in found) / len(found)
    unknown = sum(1 for _, open_ in found if open_)
    said = f"ours {mine}; chain {theirs}; {matched:.2f} rules matched a signal, {unknown} of {SIGNALS} left some open"
    promises = [Promise("60 conditions, matches and values read, beside a chain", GOAL, ratio(mine, theirs), said)]
    for name, goal, title in (
        ("zen", BESIDE_ZEN, "beside zen-engine's compiled expression"),
        ("table", BESIDE_TABLE, "beside zen-engine's decision table"),
        ("cel", BESIDE_CEL, "beside CEL in Rust"),
    ):
        promises.append(_beside(name, peers[name], whole[: GIVEN[name]], ours, goal, title))
    return promises


def _beside(
    name: str,
    peer: Callable[[Signal], list[str]],
    signals: list[Signal],
    ours: Callable[[Signal], Found],
    goal: float,
    title: str,
) -> Promise:
    given = [_as_facts(signal) for signal in signals]
    # As many times as makes the rounds of both last about as long: two milliseconds would measure the machine.
    times = int(goal)
    own, other = in_turn(
        [
            lambda: [[ours(facts) for facts in given] for _ in range(times)],
            lambda: [peer(signal) for signal in signals],
        ],
        len(signals),
    )
    own = Timed(own.seconds, own.operations * times)
    return Promise(f"60 conditions {title}", goal, times * ratio(own, other), f"ours {own}; {name} {other}")


def _rule(rng: random.Random, number: int) -> Rule:
    """Two conditions that hold together once in thirty signals or so."""
    first, second = rng.sample(("number", "choice", "flag"), 2)
    rare = 0.067 if "flag" in (first, second) else 0.18
    return Rule(f"r{number}", (_part(rng, first, rare), _part(rng, second, rare)))


def _part(rng: random.Random, kind: str, rare: float) -> Part:
    field = f"{kind[0]}{rng.randrange(FIELDS)}"
    if kind == "number":
        test = f"> {int(1_000 * (1 - rare))}"
        return Part(field, f"signal.{field} {test}", test, f"{field} {test}", test, f"{field} {test}")
    if kind == "choice":
        colour = rng.choice(COLOURS)
        test = f"== '{colour}'"
        return Part(field, f"signal.{field} {test}", test, f"{field} {test}", f'"{colour}"', f"{field} {test}")
    return Part(field, f"signal.{field}", "is True", f"{field} == true", "true", field)


def _signal(rng: random.Random) -> Signal:
    signal: Signal = {}
    for number in range(FIELDS):
        # Every side gets its names as readers of JSON give them: one string for all signals.
        signal[intern(f"n{number}")] = rng.randrange(1_000)
        signal[intern(f"c{number}")] = rng.choice(COLOURS)
        signal[intern(f"f{number}")] = rng.random() < 0.3
    if rng.random() < INCOMPLETE:
        del signal[rng.choice(list(signal))]
    return signal


def _as_facts(signal: Signal) -> Signal:
    """By the full names, each the one interned string that the desk has for it."""
    return {intern(f"signal.{name}"): value for name, value in signal.items()}


def _ours(rules: list[Rule]) -> Callable[[Signal], Found]:
    catalogue: dict[str, FactType] = {}
    for number in range(FIELDS):
        catalogue[f"signal.n{number}"] = FactType(Kind.COUNT)
        catalogue[f"signal.c{number}"] = FactType(Kind.CHOICE, COLOURS)
        catalogue[f"signal.f{number}"] = FactType(Kind.FLAG)
    trees = {rule.id: _tree(" && ".join(part.ours for part in rule.parts), catalogue) for rule in rules}
    compiled = compile_all(trees)
    records, matches = frozenset({"signal"}), compiled.matches

    def answer(facts: Signal) -> Found:
        return matches(Environment(facts, records, 0))

    return answer


def _tree(text: str, catalogue: dict[str, FactType]) -> Tree:
    tree = parse(text, file="bench", line=1, column=1)
    if isinstance(tree, list) or check(tree, catalogue, []):
        raise AssertionError(text)
    return tree


def _chain(rules: list[Rule]) -> Callable[[Signal], Found]:
    """What is generated from numbers and fixed words alone: a chain for signals with every fact, one for others."""
    fields = sorted({part.field for rule in rules for part in rule.parts})
    lines = ["def whole(facts):", "    matches = []"]
    lines += [f'    {field} = facts["signal.{field}"]' for field in fields]
    for rule in rules:
        one, other = rule.parts
        lines.append(f"    if {one.field} {one.python} and {other.field} {other.python}:")
        lines.append(f'        matches.append(("{rule.id}", ({one.field}, {other.field})))')
    lines += ["    return tuple(matches), ()", "def some(facts):", "    matches, unknown = [], []"]
    lines += [f'    {field} = facts.get("signal.{field}")' for field in fields]
    for rule in rules:
        one, other = rule.parts
        lines += [
            f"    if {one.field} is None or {other.field} is None:",
            f"        if ({one.field} is None or {one.field} {one.python}) and "
            f"({other.field} is None or {other.field} {other.python}):",
            f'            unknown.append("{rule.id}")',
            f"    elif {one.field} {one.python} and {other.field} {other.python}:",
            f'        matches.append(("{rule.id}", ({one.field}, {other.field})))',
        ]
    lines += ["    return tuple(matches), tuple(unknown)"]
    scope: dict[str, Any] = {}
    exec("\n".join(lines), scope)
    whole, some, many = _interned(scope["whole"]), _interned(scope["some"]), 3 * FIELDS
    return lambda facts: whole(facts) if len(facts) == many else some(facts)


def _interned(function: FunctionType) -> FunctionType:
    """The function with its constants interned, which Python does by itself only for those without a dot."""
    constants = tuple(intern(one) if isinstance(one, str) else one for one in function.__code__.co_consts)
    function.__code__ = function.__code__.replace(co_consts=constants)
    return function


def _zen(rules: list[Rule]) -> Callable[[Signal], list[str]]:
    tests = ", ".join(f"{' and '.join(part.zen for part in rule.parts)} ? '{rule.id}' : null" for rule in rules)
    expression = zen.compile_expression(f"[{tests}]")
    return lambda signal: [id_ for id_ in expression.evaluate(signal) if id_ is not None]


def _cel(rules: list[Rule]) -> Callable[[Signal], list[str]]:
    tests = ", ".join(f"({' && '.join(part.cel for part in rule.parts)}) ? '{rule.id}' : ''" for rule in rules)
    program = cel.compile(f"[{tests}]")
    return lambda signal: [id_ for id_ in program.execute(signal) if id_]


def _table(rules: list[Rule]) -> Callable[[Signal], list[str]]:
    fields = sorted({part.field for rule in rules for part in rule.parts})
    rows = [
        {"_id": rule.id, "out": f'"{rule.id}"', **dict.fromkeys(fields, "")}
        | {part.field: part.table for part in rule.parts}
        for rule in rules
    ]
    table = {
        "hitPolicy": "collect",
        "inputs": [{"id": field, "name": field, "field": field} for field in fields],
        "outputs": [{"id": "out", "name": "out", "field": "out"}],
        "rules": rows,
    }
    graph = {
        "nodes": [
            {"id": "in", "name": "in", "type": "inputNode", "position": {"x": 0, "y": 0}},
            {"id": "t", "name": "t", "type": "decisionTableNode", "content": table, "position": {"x": 0, "y": 0}},
            {"id": "o", "name": "o", "type": "outputNode", "position": {"x": 0, "y": 0}},
        ],
        "edges": [
            {"id": "a", "sourceId": "in", "targetId": "t", "type": "edge"},
            {"id": "b", "sourceId": "t", "targetId": "o", "type": "edge"},
        ],
    }
    decision = zen.ZenEngine().create_decision(json.dumps(graph))
    return lambda signal: [row["out"] for row in decision.evaluate(signal)["result"]]
