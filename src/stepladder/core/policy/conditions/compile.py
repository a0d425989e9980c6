"""From checked trees to Python functions: one for a single condition, one for all conditions of a pack version."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from operator import itemgetter
from sys import intern
from typing import Any, NamedTuple, cast

import msgspec

from stepladder.core.policy.conditions.emit import Code, Emitter, Names
from stepladder.core.policy.conditions.environment import Environment
from stepladder.core.policy.conditions.evaluate import checked_types
from stepladder.core.policy.conditions.operations import Truth
from stepladder.core.policy.conditions.shared import Nest, Part, Rule
from stepladder.core.policy.conditions.tree import And, Compare, Name, Node, Not, Tree, Within, reads, walk
from stepladder.core.policy.conditions.types import FactType
from stepladder.core.values import DeskError

Condition = Callable[[Environment], Truth]
Match = tuple[str, tuple[object, ...]]
"""The id of a condition that is true, and the values it read in the order written: None for a fact nobody said."""
Matches = tuple[tuple[Match, ...], tuple[str, ...]]
"""The conditions that are true, and the ids of those that are unknown."""

_PRESENT = ("facts", "records", "now", "zone")


class Answers(NamedTuple):
    """The ids of the conditions that are true, and of those that are unknown, each in the order given to compile."""

    true: tuple[str, ...]
    unknown: tuple[str, ...]


class Compiled(msgspec.Struct, frozen=True):
    """All conditions of one pack version.

    Fields: ids - in the order given; answer - every condition at once; matches - those that are true with the values
    they read, and the unknown; conditions - each by its id; source - the generated text of `answer`, for the curious
    and for tests.
    """

    ids: tuple[str, ...]
    answer: Callable[[Environment], Answers]
    matches: Callable[[Environment], Matches]
    conditions: Mapping[str, Condition]
    source: str

    def only(self, ids: Collection[str]) -> Compiled:
        """Some of the conditions. All are asked as before and the others left out: to compile them takes far longer."""

        def answer(env: Environment) -> Answers:
            true, unknown = self.answer(env)
            return Answers(tuple([id_ for id_ in true if id_ in ids]), tuple([id_ for id_ in unknown if id_ in ids]))

        def matches(env: Environment) -> Matches:
            true, unknown = self.matches(env)
            return tuple([one for one in true if one[0] in ids]), tuple([id_ for id_ in unknown if id_ in ids])

        conditions = {id_: condition for id_, condition in self.conditions.items() if id_ in ids}
        return Compiled(tuple(conditions), answer, matches, conditions, self.source)


def compile_condition(tree: Tree) -> Condition:
    """The condition as a function: True, False, or None for unknown. Raises: DeskError - the tree was not checked."""
    names = Names(checked_types(tree))
    facts = _values(tree.root)
    lines = [f"    {line}" for line in _loads(names, facts)]
    some = Emitter(names, frozenset()).emit(tree.root)
    every = Emitter(names, frozenset(facts)).emit(tree.root)
    if facts:
        lines += [f"    if {_known(names, facts)}:", f"        return {every.text}"]
    lines.append(f"    return {some.text}")
    source = "\n".join(["def condition(env):", *_present(lines), *lines, ""])
    return cast(Condition, _function(source, names, "condition"))


def compile_all(trees: Mapping[str, Tree]) -> Compiled:
    """One function that answers every condition, compiled once per pack version.

    Where every fact that the conditions read is there, the two-valued form runs; else a form that tests, condition by
    condition, whether its own facts are. Raises: DeskError - a tree was not checked, or two were checked against
    different types of one fact.
    """
    types: dict[str, FactType] = {}
    for id_, tree in trees.items():
        for name, fact in checked_types(tree).items():
            if types.setdefault(name, fact) != fact:
                raise DeskError(
                    f"'{name}' has two types", where=id_, mend="Check all conditions against one catalogue."
                )
    conditions = {id_: compile_condition(tree) for id_, tree in trees.items()}
    places = {id_: place for place, id_ in enumerate(trees)}
    ids = _Form(
        "new(kind, ({}, {}))", Answers((), ()), lambda names, id_, tree: names.constant(id_), places.__getitem__
    )
    pairs = _Form("({}, {})", ((), ()), _with_values, lambda match: places[match[0]])
    answer, source = _answering(trees, types, ids)
    matches, _ = _answering(trees, types, pairs)
    return Compiled(
        tuple(trees),
        cast("Callable[[Environment], Answers]", answer),
        cast("Callable[[Environment], Matches]", matches),
        conditions,
        source,
    )


class _Form(msgspec.Struct, frozen=True):
    """How an answer looks. Fields: pair - joins its two lists; nothing - the answer where both are empty; said - the
    expression for a condition that is true; place - of what is said, among all conditions."""

    pair: str
    nothing: object
    said: Callable[[Names, str, Tree], str]
    place: Callable[[Any], int]


def _with_values(names: Names, id_: str, tree: Tree) -> str:
    own = set(_values(tree.root))
    values = (names.local(fact) if fact in own else f"facts.get({names.constant(fact)})" for fact in reads(tree))
    return f"({names.constant(id_)}, ({''.join(f'{value}, ' for value in values)}))"


def _answering(trees: Mapping[str, Tree], types: Mapping[str, FactType], form: _Form) -> tuple[object, str]:
    """The function that answers every condition, and its text."""
    names = Names(types)
    places = {id_: place for place, id_ in enumerate(trees)}
    names.bound.update({"new": tuple.__new__, "kind": Answers, "tuple": tuple})
    names.bound.update({"nothing": form.nothing, "place": form.place, "place_of_id": places.__getitem__})
    facts = list(dict.fromkeys(name for tree in trees.values() for name in _values(tree.root)))
    told = [(names.constant(id_), form.said(names, id_, tree), tree) for id_, tree in trees.items()]
    mixed, whole = _mixed(names, facts, told), _whole(names, facts, told)
    source = "\n".join(
        line for name, body in (("mixed", mixed), ("whole", whole)) for line in _defined(name, body, form.pair)
    )
    return _function(f"{source}\n", names, "whole"), source


Told = list[tuple[str, str, Tree]]
"""The name of each id, the expression for it where it is true, and its tree."""


def _defined(name: str, body: list[str], pair: str) -> list[str]:
    """A function with only those of its parts that its body needs: one runs at each decision."""
    lines = [f"    {line}" for line in body]
    if any("unknown.append" in line for line in lines):
        begin, end = "    true, unknown = [], []", pair.format("tuple(true)", "tuple(unknown)")
    else:
        begin, end = "    true = []", pair.format("tuple(true)", "()")
    return [f"def {name}(env):", *_present(lines), begin, *lines, f"    return {end}"]


def _present(lines: list[str]) -> list[str]:
    """The lines that take from the environment what these lines use."""
    words = {word for line in lines for word in re.findall(r"[a-z]+", line)}
    return [f"    {name} = env.{name}" for name in _PRESENT if name in words]


def _mixed(names: Names, facts: list[str], told: Told) -> list[str]:
    """What is done when some fact is unknown."""
    lines = _loads(names, facts)
    for id_, said, tree in told:
        own = _values(tree.root)
        some = _tested(Emitter(names, frozenset()).emit(tree.root), id_, said)
        if not own:
            lines += some
            continue
        every = _tested(Emitter(names, frozenset(own)).emit(tree.root), id_, said)
        lines += [f"if {_known(names, own)}:", *(f"    {line}" for line in every)]
        lines += ["else:", *(f"    {line}" for line in some)]
    return lines


def _whole(names: Names, facts: list[str], told: Told) -> list[str]:
    """What is done when every fact that is needed is known; it hands over to the other one when that is not so."""
    rest = [name for name in facts if names.types[name].absent is not None]
    lines = _loads(names, rest)
    if rest:
        lines += [f"if not ({_known(names, rest)}):", "    return mixed(env)"]
    emitter = Emitter(names, frozenset(facts))
    nest = Nest(lambda fact: f"{names.local(fact)} = facts[{names.constant(fact)}]")
    rules = [_rule(emitter, *one) for one in told]
    # By name, as a request's own facts come, and at once: memory answers many questions in the time of one.
    first = sorted(nest.first(rules).difference(rest))
    body = nest.lines(rules, frozenset([*rest, *first]))
    if first:
        load = names.constant(itemgetter(*map(intern, first)))
        body.insert(0, f"{', '.join(map(names.local, first))} = {load}(facts)")
    if not body:
        return lines
    lines += ["try:", *(f"    {line}" for line in body), "except KeyError:", "    return mixed(env)"]
    is_open = any("unknown.append" in line for line in body)
    if not is_open:
        # Often no condition is true, and then no answer has to be made.
        lines += ["if not true:", "    return nothing"]
    # Conditions that share a test were asked together, which is not the order in which they were given.
    lines += ["if len(true) > 1:", "    true.sort(key=place)"]
    if is_open:
        lines += ["if len(unknown) > 1:", "    unknown.sort(key=place_of_id)"]
    return lines


def _rule(emitter: Emitter, id_: str, said: str, tree: Tree) -> Rule:
    """The condition as tests that must all hold, and what is done then: for a part that may be unknown, the rest."""
    parts = tree.root.parts if isinstance(tree.root, And) else (tree.root,)
    codes = [(part, emitter.emit(part)) for part in parts]
    tests = tuple(Part(code.text, tuple(_values(part)), _cost(part)) for part, code in codes if code.total)
    open_parts = tuple(part for part, code in codes if not code.total)
    if not open_parts:
        return Rule(tests, (), (f"true.append({said})",))
    # Some part may be unknown by itself; then the values of all are read, so all have to be there.
    rest = open_parts[0] if len(open_parts) == 1 else And(open_parts)
    return Rule(tests, tuple(_values(rest)), tuple(_tested(emitter.emit(rest), id_, said)))


def _cost(part: Node) -> int:
    """How dear a test is, roughly, and how seldom it holds."""
    match part:
        case Name() | Not(part=Name()):
            return 0
        case Compare(op="==") | Within():
            return 1
        case Compare():
            return 2
    return 3


def _tested(code: Code, id_: str, said: str) -> list[str]:
    """The lines that put the id, or what is said for it, where its answer belongs."""
    if code.total:
        return [f"if {code.text}:", f"    true.append({said})"]
    return [
        f"held = {code.text}",
        "if held:",
        f"    true.append({said})",
        "elif held is None:",
        f"    unknown.append({id_})",
    ]


def _loads(names: Names, facts: Iterable[str]) -> list[str]:
    """The lines that put each fact, or None, into its local name."""
    lines = []
    for name in facts:
        word, absent = names.local(name), names.types[name].absent
        lines.append(f"{word} = facts.get({names.constant(name)})")
        if absent is not None:
            record, value = names.constant(name.partition(".")[0]), names.constant(absent)
            lines.append(f"if {word} is None and {record} in records: {word} = {value}")
    return lines


def _known(names: Names, facts: Iterable[str]) -> str:
    return " and ".join(f"{names.local(name)} is not None" for name in facts)


def _values(root: Node) -> list[str]:
    """The facts whose values the condition uses; `has` alone asks only whether one is there."""
    return list(dict.fromkeys(node.name for node in walk(root) if isinstance(node, Name)))


def _function(source: str, names: Names, name: str) -> object:
    exec(compile(source, "<conditions>", "exec"), names.bound)
    return names.bound[name]
