"""How the values of a request become values of facts, and what the catalogue of built-in facts says."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from stepladder.core.policy.conditions import BUILTIN, FactType, Kind, read_value
from stepladder.core.values import DeskError, Money

CHOICE = FactType(Kind.CHOICE, ("call", "message"))
MOMENT = datetime(2025, 3, 10, 8, tzinfo=UTC)

READ = {  # claim: (type, raw, value)
    "money": (FactType(Kind.MONEY), "512.40 USD", Money(Decimal("512.40"), "USD")),
    "money as it is": (FactType(Kind.MONEY), Money(Decimal(1), "EUR"), Money(Decimal(1), "EUR")),
    "a duration": (FactType(Kind.DURATION), "PT4H", 14_400),
    "a duration in seconds": (FactType(Kind.DURATION), 60, 60),
    "an instant": (FactType(Kind.INSTANT), "2025-03-10T09:00+01:00", MOMENT),
    "an instant as it is, cut to seconds": (FactType(Kind.INSTANT), MOMENT.replace(microsecond=5), MOMENT),
    "a date": (FactType(Kind.DATE), "2025-03-09", date(2025, 3, 9)),
    "a count": (FactType(Kind.COUNT), 3, 3),
    "a decimal count": (FactType(Kind.COUNT), 2.5, 2.5),
    "a count as YAML gives it": (FactType(Kind.COUNT), "-3", -3),
    "a decimal count as YAML gives it": (FactType(Kind.COUNT), "2.5", 2.5),
    "text": (FactType(Kind.TEXT), "no", "no"),
    "a score sent as a number": (FactType(Kind.TEXT), 62, "62"),
    "a choice": (CHOICE, "call", "call"),
    "a flag": (FactType(Kind.FLAG), False, False),
    "a flag as YAML gives it": (FactType(Kind.FLAG), "true", True),
    "texts": (FactType(Kind.TEXTS), ["a", "b"], ("a", "b")),
}


@pytest.mark.parametrize(("fact", "raw", "value"), READ.values(), ids=READ)
def test_read_value(fact: FactType, raw: object, value: object) -> None:
    found = read_value(fact, raw, where="signal.facts.x")
    assert (found, type(found)) == (value, type(value))


REFUSED = [
    (Kind.MONEY, 500),
    (Kind.MONEY, "500"),
    (Kind.DURATION, "soon"),
    (Kind.DURATION, True),
    (Kind.INSTANT, "2025-03-10"),
    (Kind.INSTANT, datetime(2025, 3, 10)),
    (Kind.DATE, "2025-02-30"),
    (Kind.DATE, MOMENT),
    (Kind.DATE, "20250309"),
    (Kind.COUNT, "many"),
    (Kind.COUNT, True),
    (Kind.COUNT, float("nan")),
    (Kind.COUNT, "inf"),
    (Kind.COUNT, 10**400),
    (Kind.TEXT, None),
    (Kind.TEXT, True),
    (Kind.TEXT, ["a"]),
    (Kind.FLAG, 1),
    (Kind.FLAG, "yes"),
    (Kind.TEXTS, "a"),
    (Kind.TEXTS, [1]),
]


@pytest.mark.parametrize(("kind", "raw"), REFUSED)
def test_another_type_is_refused_with_the_place_and_the_way_to_write_it(kind: Kind, raw: object) -> None:
    with pytest.raises(DeskError) as refusal:
        read_value(FactType(kind), raw, where="signal.facts.x")
    assert refusal.value.where == "signal.facts.x"
    assert refusal.value.mend != ""


def test_a_choice_is_one_of_its_values() -> None:
    with pytest.raises(DeskError, match="Use one of: call, message"):
        read_value(CHOICE, "secret words", where="signal.kind")


def test_only_a_choice_has_values_and_only_a_flag_counts_as_false() -> None:
    with pytest.raises(DeskError):
        FactType(Kind.CHOICE)
    with pytest.raises(DeskError):
        FactType(Kind.TEXT, ("a",))
    with pytest.raises(DeskError):
        FactType(Kind.TEXT, absent=False)


def test_the_catalogue_names_the_keys_of_a_request() -> None:
    records = {name.partition(".")[0] for name in BUILTIN}
    assert records == {"signal", "customer", "contact", "contract", "deal", "case"}
    money = {name for name, fact in BUILTIN.items() if fact.kind is Kind.MONEY}
    assert money == {"customer.arr", "contract.monthly_fee", "contract.outstanding", "deal.value"}
    assert [name for name, fact in BUILTIN.items() if fact.absent is not None] == ["customer.vip"]
