"""What conditions answer: values, and the three truth values."""

import pytest

from stepladder.core.policy.conditions import Environment, Truth
from tests.unit.core.policy.conditions.desk import answer, desk

FULL = desk(
    {
        "signal.refund_amount": "500.01 USD",
        "signal.affected_count": 3,
        "signal.insists": True,
        "signal.kick_off": "2025-01-31",
        "signal.tags": ["bill", "late"],
        "signal.silence": "4h",
        "signal.kind": "call",
        "signal.text": "Bitte ge\u00e4ndert\nzur\u00fcck",
        "customer.plan": "pro",
        "contract.ends_on": "2025-03-09",
        "case.opened_at": "2025-03-10T09:00:00+01:00",
    }
)

TABLE: dict[str, Truth] = {
    "signal.refund_amount > money('500 USD')": True,
    "signal.refund_amount > money('500.01 USD')": False,
    "signal.refund_amount >= money('500.010 USD')": True,
    "signal.refund_amount == money('500.010 USD')": True,
    "signal.refund_amount != money('500 USD')": True,
    "money('500 USD') < signal.refund_amount": True,
    "money('1 USD') < money('2 USD')": True,
    "signal.refund_amount in [money('1 USD'), money('500.01 USD')]": True,
    "signal.affected_count > 2.5": True,
    "signal.affected_count == 3.0": True,
    "signal.affected_count in [1, 3.0]": True,
    "signal.affected_count in []": False,
    "signal.affected_count + 1 == 4": True,
    "signal.affected_count * 2 - 1 == 5": True,
    "7 / 2 == 3": True,
    "-7 / 2 == -3": True,
    "7 / 2.0 == 3.5": True,
    "-signal.affected_count < 0": True,
    "-(3) == - 3": True,
    "signal.insists": True,
    "!signal.insists": False,
    "signal.insists == (1 < 2)": True,
    "signal.insists != true": False,
    "signal.kind == 'call'": True,
    "signal.kind in ['message', 'call']": True,
    "signal.kind == customer.plan": False,
    "customer.plan in signal.tags": False,
    "'late' in signal.tags": True,
    "size(signal.tags) == 2": True,
    "signal.tags.size() == 2": True,
    "size('\u00e9\U0001f600') == 2": True,
    "size([customer.csm, 'a']) == 2": True,
    "signal.tags.exists(t, t.startsWith('la'))": True,
    "signal.tags.all(t, size(t) == 4)": True,
    "signal.tags.all(t, t == 'late')": False,
    "[customer.plan, 'free'].exists(p, p == 'pro')": True,
    "signal.tags.exists(t, signal.tags.all(u, u.contains('l') && t.contains('l')))": True,
    "signal.text.contains('ge\u00e4ndert')": True,
    "signal.text.startsWith('bitte')": False,
    "signal.text.endsWith('ck')": True,
    "signal.text.matches('(?i)^bitte')": True,
    "signal.text.matches(r'z\\w')": True,
    "signal.text.matches('^zur')": False,
    "signal.silence == duration('PT4H')": True,
    "signal.silence > duration('4h')": False,
    "contract.ends_on == date('2025-03-09')": True,
    "contract.ends_on < date('2025-03-09')": False,
    "case.opened_at == instant('2025-03-10T08:00:00Z')": True,
    "plus_months(signal.kick_off, 1) == date('2025-02-28')": True,
    "plus_months(signal.kick_off, -2) == date('2024-11-30')": True,
    "plus_days(signal.kick_off, 1) == date('2025-02-01')": True,
    "plus(case.opened_at, duration('1h')) == instant('2025-03-10T09:00:00Z')": True,
    "has(customer.plan)": True,
    "has(customer.csm)": False,
    "'\\x41\\u0041\\101\\n' == 'AAA\\n'": True,
    r"""r'\d' == "\\d" """: True,
    "true && false || true": True,
    "1 < 2 == true": True,
}


@pytest.mark.parametrize(("text", "truth"), TABLE.items(), ids=TABLE)
def test_answer(text: str, truth: Truth) -> None:
    assert answer(text, FULL) is truth


KLEENE = {  # a, b: (a && b, a || b); None: unknown
    (True, True): (True, True),
    (True, False): (False, True),
    (True, None): (None, True),
    (False, True): (False, True),
    (False, False): (False, False),
    (False, None): (False, None),
    (None, True): (None, True),
    (None, False): (False, None),
    (None, None): (None, None),
}


@pytest.mark.parametrize(("pair", "truths"), KLEENE.items(), ids=str)
def test_and_and_or_are_those_of_kleene(pair: tuple[Truth, Truth], truths: tuple[Truth, Truth]) -> None:
    words = [{True: "true", False: "false", None: "signal.insists"}[part] for part in pair]
    assert (answer(" && ".join(words), desk()), answer(" || ".join(words), desk())) == truths


def test_not_unknown_is_unknown() -> None:
    assert answer("!signal.insists", desk({}, "signal")) is None


UNKNOWN = [
    "signal.affected_count == 1",
    "signal.affected_count != 1",
    "signal.affected_count == signal.affected_count",
    "signal.affected_count + 1 > 0",
    "-signal.affected_count > 0",
    "signal.affected_count in [1]",
    "signal.affected_count in []",
    "1 in [signal.affected_count, 2]",
    "'a' in signal.tags",
    "size(signal.tags) == 0",
    "size(signal.text) == 0",
    "signal.tags.exists(t, true)",
    "signal.tags.all(t, false)",
    "['a'].exists(t, t == signal.text)",
    "[signal.text].exists(t, t == 'a')",
    "signal.text.contains('a')",
    "'a'.contains(signal.text)",
    "signal.text.matches('a')",
    "signal.refund_amount > money('1 USD')",
    "signal.refund_amount in [money('1 USD')]",
    "has(customer.plan)",
    "customer.vip",
    "before(signal.kick_off)",
    "after(plus_months(signal.kick_off, 1))",
    "elapsed(case.opened_at) >= duration('1h')",
    "worked(case.opened_at, 'office') >= duration('1h')",
    "1 / 0 == 1",
    "1.5 / 0.0 > 1.0",
    "9223372036854775807 + 1 > 0",
    "-9223372036854775807 - 2 < 0",
    "1e308 * 10.0 > 1.0",
]


@pytest.mark.parametrize("text", UNKNOWN)
def test_unknown_is_never_false(text: str) -> None:
    assert answer(text, desk()) is None
    assert answer(f"!({text})", desk()) is None


def test_one_known_true_decides_a_list_with_unknowns() -> None:
    assert answer("1 in [signal.affected_count, 1]", desk()) is True
    assert answer("['a', 'b'].exists(t, t == 'b' || t == signal.text)", desk()) is True
    assert answer("['a', 'b'].all(t, t == 'b' && t == signal.text)", desk()) is False


@pytest.mark.parametrize("sign", ["==", "!=", "<", "<=", ">", ">="])
def test_two_currencies_are_a_question_for_a_person(sign: str) -> None:
    euros = desk({"signal.refund_amount": "600 EUR", "contract.monthly_fee": "10 USD"})
    assert answer(f"signal.refund_amount {sign} money('500 USD')", euros) is None
    assert answer(f"money('500 USD') {sign} signal.refund_amount", euros) is None
    assert answer(f"signal.refund_amount {sign} contract.monthly_fee", euros) is None


def test_a_list_of_money_answers_past_another_currency() -> None:
    euros = desk({"signal.refund_amount": "600 EUR"})
    assert answer("signal.refund_amount in [money('600 USD'), money('600 EUR')]", euros) is True
    assert answer("signal.refund_amount in [money('600 USD'), money('601 EUR')]", euros) is None


def test_has_knows_a_missing_fact_from_a_missing_record() -> None:
    assert answer("has(customer.plan)", desk()) is None
    assert answer("has(customer.plan)", desk({}, "customer")) is False
    assert answer("has(customer.plan)", desk({"customer.plan": "pro"})) is True


def test_a_customer_without_the_vip_mark_is_none_but_a_missing_customer_is_unknown() -> None:
    assert answer("customer.vip", desk()) is None
    assert answer("customer.vip", desk({}, "customer")) is False
    assert answer("customer.vip", desk({"customer.vip": True})) is True
    assert answer("has(customer.vip)", desk({}, "customer")) is False


def test_a_fact_given_as_none_is_a_missing_fact() -> None:
    env = Environment.of({"customer.plan": None}, frozenset({"customer"}), 0)
    assert answer("customer.plan == 'pro'", env) is None
    assert answer("has(customer.plan)", env) is False


def test_half_a_character_in_a_text_is_no_error() -> None:
    assert answer("signal.text.matches('^a.b$')", desk({"signal.text": "a\ud800b"})) is True
