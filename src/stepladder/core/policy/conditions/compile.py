"""From checked trees to Python functions: one for a single condition, one for all conditions of a pack version."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple, cast

from stepladder.core.policy.conditions.emit import Code, Emitter, Names
from stepladder.core.policy.conditions.environment import Environment
from stepladder.core.policy.conditions.evaluate import checked_types
from stepladder.core.policy.conditions.operations import Truth
from stepladder.core.policy.conditions.tree import Name, Node, Tree, walk
from stepladder.core.policy.conditions.types import FactType
from stepladder.core.values import DeskError

Condition = Callable[[Environment], Truth]

_PRESENT = "facts, records, now, zone = env.facts, env.records, env.now, env.zone"


class Answers(NamedTuple):
    """The ids of the conditions that are true, and of those that are unknown, each in the order given to compile."""

    true: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compiled:
    """All conditions of one pack version.

    Fields: ids - in the order given; answer - every condition at once; conditions - each by its id; source - the
    generated text, for the curious and for tests.
    """

    ids: tuple[str, ...]
    answer: Callable[[Environment], Answers]
    conditions: Mapping[str, Condition]
    source: str


def compile_condition(tree: Tree) -> Condition:
    """The condition as a function: True, False, or None for unknown. Raises: DeskError - the tree was not checked."""
    names = Names(checked_types(tree))
    facts = _values(tree.root)
    lines = [f"    {_PRESENT}", *(f"    {line}" for line in _loads(names, facts))]
    some = Emitter(names, frozenset()).emit(tree.root)
    every = Emitter(names, frozenset(facts)).emit(tree.root)
    if facts:
        lines += [f"    if {_known(names, facts)}:", f"        return {every.text}"]
    lines.append(f"    return {some.text}")
    source = "\n".join(["def condition(env):", *lines, ""])
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
    names = Names(types)
    facts = list(dict.fromkeys(name for tree in trees.values() for name in _values(tree.root)))
    ids = [(names.constant(id_), tree) for id_, tree in trees.items()]
    source = "\n".join([*_mixed(names, facts, ids), *_whole(names, facts, ids), ""])
    answer = cast("Callable[[Environment], Answers]", _function(source, names, "whole"))
    conditions = {id_: compile_condition(tree) for id_, tree in trees.items()}
    return Compiled(tuple(trees), answer, conditions, source)


def _mixed(names: Names, facts: list[str], ids: list[tuple[str, Tree]]) -> list[str]:
    """The function for when some fact is unknown."""
    lines = ["def mixed(env):", f"    {_PRESENT}", "    true, unknown = [], []"]
    lines += (f"    {line}" for line in _loads(names, facts))
    for id_, tree in ids:
        own = _values(tree.root)
        some = _tested(Emitter(names, frozenset()).emit(tree.root), id_)
        if not own:
            lines += (f"    {line}" for line in some)
            continue
        every = _tested(Emitter(names, frozenset(own)).emit(tree.root), id_)
        lines += [f"    if {_known(names, own)}:", *(f"        {line}" for line in every)]
        lines += ["    else:", *(f"        {line}" for line in some)]
    return [*lines, "    return answers((tuple(true), tuple(unknown)))"]


def _whole(names: Names, facts: list[str], ids: list[tuple[str, Tree]]) -> list[str]:
    """The function for when every fact is known; it hands over to the other one when that is not so."""
    names.bound.update({"answers": Answers._make, "tuple": tuple})
    plain = [name for name in facts if names.types[name].absent is None]
    lines = ["def whole(env):", f"    {_PRESENT}", "    true, unknown = [], []"]
    if plain:
        load = names.constant(itemgetter(*plain))
        targets = ", ".join(names.local(name) for name in plain)
        lines += ["    try:", f"        {targets} = {load}(facts)"]
        lines += ["    except KeyError:", "        return mixed(env)"]
    rest = [name for name in facts if name not in plain]
    lines += (f"    {line}" for line in _loads(names, rest))
    if rest:
        lines += [f"    if not ({_known(names, rest)}):", "        return mixed(env)"]
    for id_, tree in ids:
        lines += (f"    {line}" for line in _tested(Emitter(names, frozenset(facts)).emit(tree.root), id_))
    return [*lines, "    return answers((tuple(true), tuple(unknown)))"]


def _tested(code: Code, id_: str) -> list[str]:
    """The lines that put the id where its answer belongs."""
    if code.total:
        return [f"if {code.text}:", f"    true.append({id_})"]
    return [
        f"held = {code.text}",
        "if held:",
        f"    true.append({id_})",
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
