"""Which atoms decided, with which values, and what to ask for."""

from datetime import date

import pytest

from stepladder.core.policy.conditions import (
    check,
    compile_all,
    compile_condition,
    evaluate,
    explain_atoms,
    reads,
    unknown_facts,
)
from stepladder.core.policy.conditions.trace import Atom
from stepladder.core.values import DeskError
from tests.unit.core.policy.conditions.desk import desk, tree_of

ENV = desk({"signal.affected_count": 3, "signal.insists": True, "signal.refund_amount": "5 EUR"}, "customer")

DECIDING = {  # claim: (condition, atoms that decided)
    "a true && is decided by all": (
        "signal.affected_count > 2 && signal.insists",
        ["signal.affected_count > 2", "signal.insists"],
    ),
    "a false && by its first false part": ("signal.insists && 1 > 2 && 3 > 4", ["1 > 2"]),
    "a true || by its first true part": ("1 > 2 || signal.insists || 3 < 4", ["signal.insists"]),
    "a false || by all": ("1 > 2 || 3 > 4", ["1 > 2", "3 > 4"]),
    "an unknown && by its unknown parts": (
        "signal.insists && customer.csm == 'a' && has(deal.id)",
        ["customer.csm == 'a'", "has(deal.id)"],
    ),
    "! by what it turns": ("!(1 > 2 || signal.insists)", ["signal.insists"]),
    "a comparison of truths by both": (
        "(signal.affected_count > 2) == (1 < 2)",
        ["signal.affected_count > 2", "1 < 2"],
    ),
    "a flag against a constant by the flag": ("signal.insists == false", ["signal.insists"]),
    "a macro by itself": ("['a'].exists(t, t == 'b')", ["['a'].exists(t, t == 'b')"]),
}


@pytest.mark.parametrize(("text", "atoms"), DECIDING.values(), ids=DECIDING)
def test_deciding_atoms(text: str, atoms: list[str]) -> None:
    assert [atom.text for atom in explain_atoms(tree_of(text), ENV)] == atoms


def test_an_atom_shows_facts_values_and_truth() -> None:
    env = desk({"contract.starts_on": "2025-01-01"}, "contract")
    tree = tree_of("contract.starts_on < contract.ends_on || contract.starts_on == date('2025-01-01')")
    assert explain_atoms(tree, env) == (
        Atom("contract.starts_on == date('2025-01-01')", True, (("contract.starts_on", date(2025, 1, 1)),)),
    )
    tree = tree_of("contract.starts_on < contract.ends_on")
    read = (("contract.starts_on", date(2025, 1, 1)), ("contract.ends_on", None))
    assert explain_atoms(tree, env) == (Atom("contract.starts_on < contract.ends_on", None, read),)


def test_an_atom_shows_what_an_absent_mark_counts_as() -> None:
    assert explain_atoms(tree_of("!customer.vip"), ENV) == (Atom("customer.vip", False, (("customer.vip", False),)),)


ASKED = {  # claim: (condition, facts to ask for)
    "nothing where the answer is known": ("signal.insists || customer.plan == 'pro'", ()),
    "the missing one": ("signal.insists && customer.plan == 'pro'", ("customer.plan",)),
    "each missing one, in order": (
        "customer.plan == 'pro' && deal.stage == customer.csm",
        ("customer.plan", "deal.stage", "customer.csm"),
    ),
    "not the one of a part that is decided": (
        "(customer.plan == 'a' || signal.insists) && customer.csm == 'b'",
        ("customer.csm",),
    ),
    "the amount in another currency": ("signal.refund_amount > money('5 USD')", ("signal.refund_amount",)),
    "the divisor of nothing": ("1 / (signal.affected_count - 3) > 0", ("signal.affected_count",)),
    "a flag of a missing record by has": ("has(deal.id)", ("deal.id",)),
    "only the missing one beside a present one": (
        "signal.affected_count == 3 && 'a' in [customer.plan, customer.csm]",
        ("customer.plan", "customer.csm"),
    ),
}


@pytest.mark.parametrize(("text", "facts"), ASKED.values(), ids=ASKED)
def test_unknown_facts(text: str, facts: tuple[str, ...]) -> None:
    assert unknown_facts(tree_of(text), ENV) == facts


def test_reads_names_each_fact_once_in_order() -> None:
    tree = tree_of("has(customer.csm) && customer.plan == 'a' && (customer.csm == 'b' || before(case.opened_at))")
    assert reads(tree) == ("customer.csm", "customer.plan", "case.opened_at")


def test_a_tree_that_was_not_checked_is_neither_compiled_nor_explained() -> None:
    for use in (compile_condition, lambda tree: compile_all({"it": tree}), lambda tree: evaluate(tree, ENV),
                lambda tree: explain_atoms(tree, ENV)):  # fmt: skip
        tree = tree_of("signal.insists")
        use(tree)
        assert check(tree, {}) != []
        with pytest.raises(DeskError, match="was not checked"):
            use(tree)
