"""The laws of conditions, over conditions and facts made by chance."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from stepladder.core.policy.conditions import (
    Environment,
    check,
    compile_all,
    compile_condition,
    evaluate,
    explain_atoms,
    parse,
    reads,
    show,
    unknown_facts,
    wake_instants,
)
from stepladder.core.policy.conditions.tree import Tree
from tests.property.conditions.generated import FACTS, conditions, environments, steady, tree_of


@settings(max_examples=150, deadline=None)
@given(conditions)
def test_the_canonical_text_reads_as_the_same_tree(text: str) -> None:
    tree = tree_of(text)
    again = parse(show(tree), file="rules.yaml", line=1, column=1)
    assert isinstance(again, Tree)
    assert again == tree
    assert show(again) == show(tree)


@settings(max_examples=150, deadline=None)
@given(conditions, environments())
def test_the_generated_function_answers_as_the_tree_does(text: str, env: Environment) -> None:
    tree = tree_of(text)
    assert compile_condition(tree)(env) is evaluate(tree, env)


@settings(max_examples=150, deadline=None)
@given(st.lists(conditions, max_size=5), st.one_of(environments(), environments(whole=True)))
def test_all_conditions_together_answer_as_each_alone(texts: list[str], env: Environment) -> None:
    trees = {f"rule-{number}": tree_of(text) for number, text in enumerate(texts)}
    truths = {id_: evaluate(tree, env) for id_, tree in trees.items()}
    answers = compile_all(trees).answer(env)
    assert answers.true == tuple(id_ for id_, truth in truths.items() if truth is True)
    assert answers.unknown == tuple(id_ for id_, truth in truths.items() if truth is None)


SHARED = (
    "signal.flag",
    "signal.n > 1",
    "signal.kind == 'call'",
    "customer.vip",
    "signal.m / signal.n > 1",
    "has(customer.plan)",
)
"""Tests that several conditions have in common; some can be unknown although every fact is there."""


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(SHARED), min_size=1, max_size=6).map(" && ".join), min_size=2, max_size=12),
    st.one_of(environments(), environments(whole=True)),
)
def test_conditions_that_share_tests_answer_in_the_order_given(texts: list[str], env: Environment) -> None:
    trees = {f"rule-{number}": tree_of(text) for number, text in enumerate(texts)}
    truths = {id_: evaluate(tree, env) for id_, tree in trees.items()}
    matches, unknown = compile_all(trees).matches(env)
    assert [id_ for id_, _ in matches] == [id_ for id_, truth in truths.items() if truth is True]
    assert unknown == tuple(id_ for id_, truth in truths.items() if truth is None)
    assert [values for _, values in matches] == [
        tuple(
            env.facts.get(name, FACTS[name].absent if name.partition(".")[0] in env.records else None)
            for name in reads(trees[id_])
        )
        for id_, _ in matches
    ]


@settings(max_examples=100, deadline=None)
@given(st.lists(conditions, max_size=5), st.one_of(environments(), environments(whole=True)), st.data())
def test_some_conditions_of_many_answer_as_if_there_were_no_others(
    texts: list[str], env: Environment, data: st.DataObject
) -> None:
    trees = {f"c{number}": tree_of(text) for number, text in enumerate(texts)}
    some = {id_: tree for id_, tree in trees.items() if data.draw(st.booleans())}
    lent, own = compile_all(trees).only(some.keys()), compile_all(some)
    assert (lent.ids, lent.answer(env), lent.matches(env)) == (own.ids, own.answer(env), own.matches(env))


@settings(max_examples=150, deadline=None)
@given(steady, environments(), st.data())
def test_learning_a_fact_never_changes_a_known_answer(text: str, env: Environment, data: st.DataObject) -> None:
    tree = tree_of(text)
    names = data.draw(st.sets(st.sampled_from(sorted(env.facts)))) if env.facts else set()
    fewer = structs.replace(env, facts={name: value for name, value in env.facts.items() if name not in names})
    assert evaluate(tree, fewer) in (None, evaluate(tree, env))


@settings(max_examples=150, deadline=None)
@given(conditions, environments(), st.integers(-400_000, 400_000))
def test_an_answer_changes_only_at_a_wake_instant(text: str, env: Environment, seconds: int) -> None:
    tree = tree_of(text)
    later = structs.replace(env, now=env.now + seconds)
    first, last = sorted((env.now, later.now))
    wakes = wake_instants(tree, env)
    assert wakes == wake_instants(tree, later)
    if not any(first < wake <= last for wake in wakes):
        assert evaluate(tree, env) is evaluate(tree, later)


@settings(max_examples=150, deadline=None)
@given(conditions, environments())
def test_a_question_is_asked_where_and_only_where_the_answer_is_unknown(text: str, env: Environment) -> None:
    tree = tree_of(text)
    truth = evaluate(tree, env)
    asked, atoms = unknown_facts(tree, env), explain_atoms(tree, env)
    assert set(asked) <= set(reads(tree))
    if truth is not None:
        assert asked == ()
        assert None not in [atom.truth for atom in atoms]
    else:
        assert [atom.truth for atom in atoms] == [None] * len(atoms) != []
        # Only an atom of nothing but constants (1 / 0 == 1) has nobody to ask.
        assert asked != () or not any(atom.read for atom in atoms)


_PIECES = st.sampled_from(
    ["signal.n", "signal.text", "customer.plan", "t", "case.opened_at", "'a'", '"', "'", "\\", "r'", "1", "2.5",
     "9" * 30, "1e400", "(", ")", "[", "]", ",", ".", "==", "!", "-", "&&", "||", "<", ">=", "in", "has(", "size(",
     "elapsed(", "worked(", "duration('4h')", "money('5 USD')", "matches('", "signal.tags.exists(t,", "plus_months(",
     "before(", "true", "null", "import", "__class__", " ", "\n", "\x00", "\ud800", "\u00b2", "\U0001f600"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=14).map("".join)), st.integers(1, 99), st.integers(1, 99)
)
def test_any_text_is_a_tree_or_faults_inside_it(text: str, line: int, column: int) -> None:
    tree = parse(text, file="rules.yaml", line=line, column=column)
    faults = check(tree, FACTS) if isinstance(tree, Tree) else tree
    rows = text.split("\n")
    for fault in faults:
        assert fault.what
        assert fault.mend
        assert line <= fault.line < line + len(rows)
        assert column <= fault.column <= column + len(rows[fault.line - line])
    assert faults == sorted(faults)
    if isinstance(tree, Tree) and not faults:
        compile_condition(tree)
    elif not isinstance(tree, Tree):
        assert faults != []
