"""What is said of conditions without facts holds for all facts: whenever it is sure, no facts contradict it.

The facts and the present are made by chance, and the second opinion is the evaluator.
"""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from stepladder.core.lint.holding import always, implies, never, together
from stepladder.core.policy.conditions import Environment, Tree, evaluate
from stepladder.core.policy.conditions.tree import And, Not, Or
from tests.property.conditions.generated import FACTS, conditions, environments, tree_of

_CLOSE = (
    ("signal.n > 1", "signal.n >= 2", "signal.n < 2", "signal.n == 1", "signal.n != 1", "1 <= signal.n",
     "signal.n in [0, 1, 3]", "signal.n + 1 > 2", "signal.n + 1 <= 2", "signal.n == signal.m", "signal.m < signal.n"),
    ("contract.fee > money('500 USD')", "contract.fee <= money('500 USD')", "contract.fee == money('1.50 EUR')",
     "contract.fee in [money('500 USD'), money('1.50 EUR')]", "contract.fee < money('500 EUR')"),
    ("signal.kind == 'call'", "signal.kind != 'call'", "signal.kind in ['call', 'mail']", "signal.kind.contains('l')",
     "signal.kind.startsWith('c')", "signal.kind == signal.text"),
    ("signal.text == 'ab'", "signal.text != 'ab'", "signal.text.startsWith('a')", "signal.text.contains('b')",
     "signal.text.endsWith('c')", "signal.text.matches('^a')", "size(signal.text) < 2", "size(signal.text) >= 2",
     "signal.text in ['a', 'b']", "size(signal.text) >= 0", "signal.text.contains('')"),
    ("has(customer.vip)", "customer.vip", "customer.vip == false", "has(customer.plan)", "customer.plan == 'a'",
     "customer.plan in []", "'a' in signal.tags", "size(signal.tags) == 0", "signal.tags.exists(t, t == 'a')"),
    ("before(contract.ends_on)", "after(contract.ends_on)", "contract.ends_on == date('2025-03-09')",
     "before(date('2025-03-09'))", "after(date('2025-03-08'))", "after(date('2025-03-09'))",
     "elapsed(contract.ends_on) >= duration('4h')", "before(plus(contract.ends_on, duration('5h')))",
     "after(plus_days(contract.ends_on, 1))", "contract.ends_on < date('2025-03-08')"),
    ("elapsed(case.opened_at) >= duration('4h')", "elapsed(case.opened_at) >= duration('90m')",
     "after(plus(case.opened_at, duration('2h')))", "worked(case.opened_at, 'office') >= duration('1h')",
     "worked(case.opened_at, 'office') >= duration('2h')", "before(case.opened_at)", "has(case.opened_at)",
     "after(instant('2025-03-08T02:30:00-05:00'))", "before(instant('2025-03-08T01:30:00-05:00'))",
     "case.opened_at > instant('2025-03-08T02:30:00-05:00')"),
)  # fmt: skip
"""Questions that hang together, so that many of their combinations can never hold or always do."""


@st.composite
def _close(draw: st.DrawFn) -> tuple[str, ...]:
    """Three conditions about one thing."""
    part = st.sampled_from(draw(st.sampled_from(_CLOSE))).flatmap(lambda text: st.sampled_from([text, f"!({text})"]))
    whole = st.one_of(
        part,
        st.lists(part, min_size=2, max_size=3).map(" && ".join),
        st.lists(part, min_size=2, max_size=3).map(" || ".join),
        st.tuples(part, part).map(lambda pair: f"({pair[0]}) == ({pair[1]})"),
    )
    return draw(whole), draw(whole), draw(whole)


_THREE = st.one_of(_close(), st.tuples(conditions, conditions, conditions))
_WORLDS = st.lists(st.one_of(environments(), environments(whole=True)), min_size=4, max_size=8)


@settings(max_examples=150, deadline=None)
@given(_THREE, _WORLDS)
def test_no_facts_contradict_what_is_sure(texts: tuple[str, str, str], worlds: list[Environment]) -> None:
    one, *others = (tree_of(text) for text in texts)
    is_never, is_always, implied = never(one), always(one), implies(one, *others)
    apart = not together([one, others[0]], [others[1]])
    for world in worlds:
        answer, *held = (evaluate(tree, world) for tree in (one, *others))
        assert not (is_never and answer is True)
        assert not (is_always and answer is False)
        assert not (implied and answer is True and True not in held)
        assert not (apart and answer is True and held[0] is True and held[1] is not True)


@settings(max_examples=200, deadline=None)
@given(conditions, conditions)
def test_a_part_implies_the_whole_and_what_denies_itself_never_holds(one: str, other: str) -> None:
    first, second = tree_of(one), tree_of(other)
    either, both = _made(Or, first, second), _made(And, first, second)
    # Of longer ones, and of moments in time, it may say that it does not know.
    if len(one) + len(other) < 120 and not re.search(r"\b(worked|elapsed|before|after)\(", one + other):
        assert implies(first, either)
        assert implies(both, first, second)
        assert never(_made(And, first, _not(first)))
        assert never(_not(_made(Or, first, _not(first))))


def _made(kind: type[And] | type[Or], *trees: Tree) -> Tree:
    parts = tuple(part for tree in trees for part in (tree.root.parts if isinstance(tree.root, kind) else (tree.root,)))
    return Tree(kind(parts), trees[0].source, FACTS)


def _not(tree: Tree) -> Tree:
    return Tree(Not(tree.root), tree.source, FACTS)
