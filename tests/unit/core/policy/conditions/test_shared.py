"""Conditions that share a test ask it once, and take no fact that nobody needs."""

import re

from stepladder.core.policy.conditions import Answers, Environment, compile_all
from stepladder.core.policy.conditions.shared import Nest, Part, Rule
from tests.unit.core.policy.conditions.desk import tree_of

NEST = Nest(lambda fact: f"take {fact}")
URGENT, LARGE, VIP = Part("urgent", ("urgent",), 0), Part("sum > 5", ("sum",), 2), Part("vip", ("vip",), 0)


def rule(name: str, *tests: Part) -> Rule:
    return Rule(tests, (), (f"found {name}",))


def test_a_shared_test_stands_once_above_those_that_share_it() -> None:
    assert NEST.lines([rule("a", LARGE, URGENT), rule("b", URGENT, VIP), rule("c", URGENT)]) == [
        "take urgent",
        "if urgent:",
        "    found c",
        "    take vip",
        "    if vip:",
        "        found b",
        "    take sum",
        "    if sum > 5:",
        "        found a",
    ]


def test_of_tests_that_nobody_shares_the_cheap_one_comes_first() -> None:
    assert NEST.lines([rule("a", LARGE, VIP)]) == [
        "take vip",
        "if vip:",
        "    take sum",
        "    if sum > 5:",
        "        found a",
    ]


def test_a_fact_is_taken_once_on_the_way() -> None:
    small = Part("sum < 2", ("sum",), 2)
    lines = NEST.lines([rule("a", LARGE), rule("b", small), rule("c", LARGE, VIP)])
    assert lines.count("take sum") == 1


def test_facts_that_are_asked_for_in_any_case_are_known_beforehand() -> None:
    last = Rule((), ("fee",), ("found last",))
    assert NEST.first([rule("a", LARGE, URGENT), rule("b", URGENT, VIP), last]) == {"urgent", "fee"}
    assert NEST.first([]) == set()


def test_they_are_read_at_once_and_the_others_where_a_test_asks_for_them() -> None:
    trees = {
        "a": tree_of("signal.insists && signal.affected_count > 3"),
        "b": tree_of("signal.text == 'now'"),
        "c": tree_of("signal.insists && signal.affected_count > 3 && signal.silence > duration('1h')"),
    }
    whole = compile_all(trees).source.partition("def whole")[2]
    lines = [line.strip() for line in re.sub(r"\bc\d+", "c", whole).splitlines()]
    assert [line for line in lines if "(facts)" in line or "facts[" in line] == [
        "v0, v2 = c(facts)",
        "v1 = facts[c]",
        "v3 = facts[c]",
    ]
    assert lines.count("if (v1 > c):") == lines.count("if v0:") == 1


def test_a_long_chain_of_tests_ends_in_one_line() -> None:
    tests = [Part(f"t{number}", (f"f{number}",), 0) for number in range(40)]
    lines = NEST.lines([rule("deep", *tests)])
    assert max(len(line) - len(line.lstrip()) for line in lines) < 4 * 20
    assert sum(" and " in line for line in lines) == 1
    assert lines[-1].strip() == "found deep"


def test_a_condition_of_many_parts_is_still_answered() -> None:
    many = " && ".join(f"signal.affected_count != {number}" for number in range(60))
    answer = compile_all({"many": tree_of(many), "one": tree_of("signal.affected_count == 7")}).answer
    assert answer(Environment({"signal.affected_count": 7}, frozenset({"signal"}), 0)) == Answers(("one",), ())
    assert answer(Environment({"signal.affected_count": 60}, frozenset({"signal"}), 0)) == Answers(("many",), ())


def test_a_fact_that_is_not_needed_is_not_missed() -> None:
    both = compile_all({"both": tree_of("signal.insists && signal.affected_count > 3")}).answer
    assert both(Environment({"signal.insists": False}, frozenset({"signal"}), 0)) == Answers((), ())
    assert both(Environment({"signal.insists": True}, frozenset({"signal"}), 0)) == Answers((), ("both",))


def test_the_answers_stand_in_the_order_of_the_conditions_though_asked_together() -> None:
    trees = {"a": tree_of("signal.insists"), "b": tree_of("signal.affected_count > 3"), "c": tree_of("signal.insists")}
    env = Environment({"signal.insists": True, "signal.affected_count": 4}, frozenset({"signal"}), 0)
    assert compile_all(trees).answer(env).true == ("a", "b", "c")
