"""What is known of a condition without any facts: the edges, and where it rather says that it does not know."""

import pytest

from stepladder.core.lint.holding import always, idle_parts, implies, never
from stepladder.core.policy.conditions import show
from tests.property.conditions.generated import tree_of

NEVER = (
    "false",
    "signal.n > 3 && signal.n < 3",
    "signal.n > 3 && signal.n <= 3",
    "signal.n in [1, 2] && signal.n == 3",
    "signal.n + 1 > 3 && signal.n + 1 < 3",
    "size(signal.text) < 0",
    "signal.n < signal.m && signal.m <= signal.n",
    "signal.kind == 'call' && signal.kind == 'mail'",
    "signal.kind != 'call' && signal.kind != 'mail'",
    "signal.kind.contains('x')",
    "signal.text == 'a' && signal.text.startsWith('b')",
    "signal.text.startsWith('ab') && !signal.text.contains('b')",
    "contract.fee > money('5 USD') && contract.fee > money('5 EUR')",
    "contract.ends_on < date('2025-03-09') && contract.ends_on > date('2025-03-09')",
    "case.silence >= duration('4h') && case.silence < duration('4h')",
    "has(customer.plan) && !has(customer.plan)",
    "customer.plan == 'a' && !has(customer.plan) && has(customer.vip)",
    "signal.flag != signal.flag",
    "(signal.flag == (signal.n > 1)) && signal.flag && signal.n < 1",
    "'a' in signal.tags && !('a' in signal.tags)",
    "before(contract.ends_on) && after(contract.ends_on)",
    "elapsed(case.opened_at) >= duration('4h') && before(plus(case.opened_at, duration('3h')))",
    "worked(case.opened_at, 'office') >= duration('4h') && !(worked(case.opened_at, 'office') >= duration('3h'))",
    "after(instant('2025-03-09T00:00:00Z')) && before(instant('2025-03-08T00:00:00Z'))",
    "after(date('2025-03-09')) && before(date('2025-03-08'))",
)
POSSIBLE = (
    "true",
    "signal.n >= 3 && signal.n <= 3",
    "signal.n > 3 && signal.n < 4",
    "signal.n > 3 && signal.m < 3",
    "contract.fee > money('5 USD') && customer.arr > money('5 EUR')",
    "signal.text.startsWith('a') && signal.text.endsWith('b')",
    "signal.text.startsWith('ab') && signal.text.startsWith('a')",
    "customer.vip && !has(customer.plan)",
    "!customer.vip && !has(customer.vip)",
    "signal.tags.exists(t, t == 'a') && signal.tags.exists(t, t == 'b')",
    "elapsed(case.opened_at) >= duration('4h') && before(plus(case.opened_at, duration('5h')))",
    # It cannot hold, and that is more than is worked out.
    "signal.n > 3 && signal.n + 1 < 3",
    "signal.text.matches('^a$') && signal.text == signal.kind",
)
ALWAYS = (
    "true",
    "signal.n > 3 || signal.n <= 3",
    "signal.flag || !signal.flag",
    "signal.n == signal.n",
    "signal.kind in ['call', 'mail']",
    "signal.kind == 'call' || signal.kind == 'mail'",
    "size(signal.tags) >= 0",
    "has(customer.plan) || customer.plan == 'a' || !has(customer.plan)",
)
SOMETIMES = (
    "signal.n > 3 || signal.n < 3",
    "has(customer.plan)",
    "contract.fee > money('5 USD') || contract.fee <= money('6 EUR')",
)
FOLLOWS = {  # claim: (one, others, whether it follows)
    "more is enough": ("signal.n > 5", ("signal.n > 3",), True),
    "less is not": ("signal.n > 3", ("signal.n > 5",), False),
    "one of two": ("signal.n > 3", ("signal.n > 5", "signal.n <= 5"), True),
    "a value does not say that its record is there": (
        "customer.plan == 'a'",
        ("has(customer.plan)",),
        False,
    ),
    "later is also past an earlier mark": (
        "elapsed(case.opened_at) >= duration('4h')", ("after(case.opened_at)",), True,
    ),
    "money says its currency": (
        "contract.fee > money('9 EUR')", ("contract.fee > money('9 USD') || contract.fee <= money('9 USD')",), False,
    ),
    "part of a sum of conditions": ("signal.flag && signal.n > 5", ("signal.n >= 5",), True),
    "what can never hold implies anything": ("signal.n > 3 && signal.n < 3", ("signal.flag",), True),
}  # fmt: skip


@pytest.mark.parametrize("text", NEVER)
def test_it_can_never_hold(text: str) -> None:
    assert never(tree_of(text))
    assert not always(tree_of(text))


@pytest.mark.parametrize("text", POSSIBLE)
def test_it_may_hold_or_nobody_can_say(text: str) -> None:
    assert not never(tree_of(text))


@pytest.mark.parametrize("text", ALWAYS)
def test_it_is_never_false(text: str) -> None:
    assert always(tree_of(text))


@pytest.mark.parametrize("text", SOMETIMES)
def test_it_may_be_false(text: str) -> None:
    assert not always(tree_of(text))


@pytest.mark.parametrize(("one", "others", "follows"), FOLLOWS.values(), ids=FOLLOWS)
def test_it_follows_only_where_that_is_sure(one: str, others: tuple[str, ...], follows: bool) -> None:
    assert implies(tree_of(one), *(tree_of(text) for text in others)) is follows


IDLE = {  # claim: (condition, idle parts)
    "the narrower of two": ("signal.n > 3 || signal.n > 5", ["signal.n > 5"]),
    "the wider of two that must both hold": ("signal.n > 3 && signal.n > 5", ["signal.n > 3"]),
    "of two that say the same the later": ("signal.flag && signal.flag == true", ["signal.flag == true"]),
    "within a part": ("signal.flag || (signal.n > 3 && signal.n > 5 && !signal.flag)", ["signal.n > 3"]),
    "a part that can never hold": ("signal.flag || (signal.n > 3 && signal.n < 3)", ["signal.n > 3 && signal.n < 3"]),
    "none where each decides": ("signal.n > 3 && signal.m > 5 || signal.flag", []),
    "none alone": ("signal.flag", []),
}


@pytest.mark.parametrize(("text", "idle"), IDLE.values(), ids=IDLE)
def test_parts_that_decide_nothing_are_named(text: str, idle: list[str]) -> None:
    assert [show(part) for part, _ in idle_parts(tree_of(text))][: len(idle) or None] == idle


def test_a_condition_that_takes_too_long_counts_as_possible() -> None:
    pairs = " && ".join(f"(signal.n + {n} > signal.m || signal.m - {n} > signal.x)" for n in range(13))
    at_last = "(signal.flag && !signal.flag || customer.vip && !customer.vip)"
    assert never(tree_of(at_last))
    assert not never(tree_of(f"{pairs} && {at_last}"))
