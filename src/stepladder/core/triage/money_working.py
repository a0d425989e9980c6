"""A sum with its working, exact, rounded once and half to even, to the smallest coin of its currency (Q-39, Q-40)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal

import msgspec

from stepladder.core.policy.obligations import Amount, Authority, Ladder, Rung, SubRung
from stepladder.core.values import Money

# ISO 4217: currencies whose smallest coin is not a hundredth.
_PLACES = dict.fromkeys(["CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF", "XPF"], 0) | dict.fromkeys(
    ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3
)
_MONTHLY_FEE = "contract.monthly_fee"
_BY_MONTH = frozenset({_MONTHLY_FEE})


class Worked(msgspec.Struct, frozen=True):
    """A sum and how it was worked out; `value` is None while a fact that it hangs on is unknown (`missing`)."""

    value: Money | None
    working: str | None
    missing: tuple[str, ...] = ()


_NOTHING = Worked(None, None)


def worked_out(amount: Amount | None, facts: Mapping[str, object]) -> Worked:
    """The sum that an amount comes to with these facts; no value where the pack states none."""
    if amount is None:
        return _NOTHING
    if amount.fixed is not None:
        return Worked(coins(amount.fixed), None)
    if amount.of is None:
        return _NOTHING
    names = tuple(name for name in (amount.of, amount.since, amount.until) if name is not None)
    missing = tuple(name for name in names if facts.get(name) is None)
    base = facts.get(amount.of)
    if missing or not isinstance(base, Money):
        return Worked(None, None, missing)
    months = amount.months
    if amount.until is not None:
        months = _months_between(facts.get(amount.since) if amount.since else None, facts.get(amount.until))
    return _product(base, amount.rate, months, by_month=amount.of in _BY_MONTH)


def rung_amount(ladder: Ladder, rung: Rung, sub_rung: SubRung | None, *, added: bool = False) -> Amount | None:
    """What a place on a ladder gives: the whole of it, or with `added` besides the rungs of its kind before (Q-36).

    A part of a rung counts months: of the sum that its rung names, else of the monthly fee.
    """
    amount = rung.value
    if added and amount is not None and amount.rate is not None and sub_rung is None:
        before = ladder.rungs[: ladder.rungs.index(rung)]
        rates = [one.value.rate for one in before if one.value is not None and one.value.of == amount.of]
        rate = min(Decimal(1), amount.rate + sum((one for one in rates if one is not None), Decimal(0)))
        return Amount(rate=rate, of=amount.of)
    if sub_rung is None or sub_rung.months is None:
        return amount
    of = amount.of if amount is not None and amount.of is not None else _MONTHLY_FEE
    return Amount(rate=amount.rate if amount is not None else None, months=sub_rung.months, of=of)


def may_give(one: Authority, amount: Amount | None, value: Money | None) -> bool:
    """Whether a role may give so much alone. A limit that cannot be compared (unknown, another currency) is a no."""
    if one.money is not None and (
        value is None or value.currency != one.money.currency or value.amount > one.money.amount
    ):
        return False
    if one.rate is not None and (amount is None or amount.rate is None or amount.rate > one.rate):
        return False
    return one.months is None or (amount is not None and amount.months is not None and amount.months <= one.months)


def coins(money: Money) -> Money:
    """Rounded half to even to the smallest coin."""
    unit = Decimal(1).scaleb(-_PLACES.get(money.currency, 2))
    return Money(money.amount.quantize(unit, ROUND_HALF_EVEN), money.currency)


def _product(base: Money, rate: Decimal | None, months: int | None, *, by_month: bool) -> Worked:
    exact = base.amount * (rate if rate is not None else 1) * (months if months is not None else 1)
    value = coins(Money(exact, base.currency))
    parts = []
    if rate is not None:
        parts.append(f"{_percent(rate)} of ")
    if months is not None:
        parts.append(f"{months} {'month' if months == 1 else 'months'} of ")
    whole = f"{_as_written(base)}{' a month' if by_month else ''}"
    return Worked(value, f"{''.join(parts)}{whole} = {value}" if parts else None)


def _as_written(money: Money) -> Money:
    """The sum as a person reads it: never with fewer digits than were given."""
    places = _PLACES.get(money.currency, 2)
    exponent = money.amount.as_tuple().exponent
    return money if isinstance(exponent, int) and -exponent > places else coins(money)


def _percent(rate: Decimal) -> str:
    return f"{format((rate * 100).normalize(), 'f')}%"


def _months_between(since: object, until: object) -> int:
    """Whole months after the month of `since` up to that of `until`, none where it is over (Q-41)."""
    first, last = _day(since), _day(until)
    if first is None or last is None:
        return 0
    return max(0, (last.year - first.year) * 12 + last.month - first.month)


def _day(value: object) -> date | None:
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None
