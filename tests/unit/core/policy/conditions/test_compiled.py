"""The generated functions: all conditions at once, and nothing of a person's text in the source."""

import pytest

from stepladder.core.policy.conditions import Answers, FactType, Kind, check, compile_all, parse
from stepladder.core.policy.conditions.tree import Tree
from stepladder.core.values import DeskError
from tests.unit.core.policy.conditions.desk import desk, tree_of

TREES = {
    "refund": tree_of("signal.refund_amount > money('500 USD')"),
    "vip": tree_of("customer.vip && signal.insists"),
    "always": tree_of("true"),
    "never": tree_of("1 > 2"),
}


def test_all_conditions_are_answered_in_their_order() -> None:
    compiled = compile_all(TREES)
    assert compiled.ids == ("refund", "vip", "always", "never")
    full = desk({"signal.refund_amount": "501 USD", "signal.insists": True, "customer.vip": True})
    assert compiled.answer(full) == Answers(true=("refund", "vip", "always"), unknown=())
    euros = desk({"signal.refund_amount": "501 EUR", "signal.insists": True, "customer.vip": False})
    assert compiled.answer(euros) == Answers(true=("always",), unknown=("refund",))
    assert compiled.answer(desk()) == Answers(true=("always",), unknown=("refund", "vip"))


def test_one_condition_is_answered_by_its_id() -> None:
    compiled = compile_all(TREES)
    assert compiled.conditions["vip"](desk({"signal.insists": False})) is False
    assert compiled.conditions["refund"](desk()) is None


def test_no_conditions_have_no_answers() -> None:
    assert compile_all({}).answer(desk()) == Answers((), ())


def test_what_a_person_wrote_is_bound_and_never_pasted() -> None:
    text = "signal.text == 'pasted_text' && 12345678 > signal.affected_count && signal.text.matches('pasted_pattern')"
    source = compile_all({"pasted_id": tree_of(text)}).source
    for word in ("pasted", "12345678", "signal", "affected"):
        assert word not in source


def test_generated_functions_have_no_builtins() -> None:
    answer = compile_all(TREES).conditions["refund"]
    assert answer.__globals__["__builtins__"] == {}  # type: ignore[attr-defined]


def test_one_fact_has_one_type_in_a_pack() -> None:
    other = parse("signal.refund_amount", file="rules.yaml", line=1, column=1)
    assert isinstance(other, Tree)
    assert check(other, {"signal.refund_amount": FactType(Kind.FLAG)}) == []
    with pytest.raises(DeskError, match=r"'signal\.refund_amount' has two types"):
        compile_all({**TREES, "other": other})
