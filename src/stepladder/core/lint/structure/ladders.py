"""About ladders: rungs that give no more than the one before, and ladders that stop before their end."""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.core.lint.holding import never
from stepladder.core.lint.rule import Found, Rule
from stepladder.core.lint.subject import Subject
from stepladder.core.policy.base import Element
from stepladder.core.policy.conditioned import condition_key
from stepladder.core.policy.obligations import Amount, Authority, Ladder, Rung
from stepladder.core.triage.money_working import may_give


def _skips(subject: Subject) -> Iterator[Found]:
    adds = subject.parameter("ladder.value") == "add"
    for ladder in subject.text.ladders:
        for number, rung in enumerate(ladder.rungs):
            before = [one for one in ladder.rungs[:number] if one.kind == rung.kind]
            same = next((one for one in before if _gives(one) == _gives(rung) != (None, ())), None)
            lower = next((one for one in reversed(before) if _is_less(rung.value, one.value)), None)
            if lower is not None and not adds:
                yield Found(
                    at=rung,
                    what=f"the rung '{rung.id}' gives {_said(rung.value)} and '{lower.id}' before it "
                    f"{_said(lower.value)}, though each rung stands for the whole",
                    mend="Let the value rise from rung to rung.",
                    elements=(lower, ladder),
                )
            elif same is not None and not adds:
                yield Found(
                    at=rung,
                    what=f"the rung '{rung.id}' offers again what '{same.id}' offered and was refused",
                    mend="Let it offer more, or take it out.",
                    elements=(same, ladder),
                )


def _gives(rung: Rung) -> tuple[Amount | None, tuple[int | None, ...]]:
    return rung.value, tuple(sub.months for sub in rung.sub_rungs)


def _is_less(value: Amount | None, other: Amount | None) -> bool:
    """Whether one sum is surely below another: parts of the same fact, or fixed sums of one currency."""
    if value is None or other is None or value.of != other.of:
        return False
    if value.rate is not None and other.rate is not None:
        return value.rate < other.rate
    if value.months is not None and other.months is not None:
        return value.months < other.months
    fixed, before = value.fixed, other.fixed
    return (
        fixed is not None and before is not None and fixed.currency == before.currency and fixed.amount < before.amount
    )


def _said(value: Amount | None) -> str:
    if value is None:
        return "nothing"
    if value.rate is not None:
        return f"{(value.rate * 100).normalize():f}% of {value.of}"
    return f"{value.months} months of {value.of}" if value.months is not None else str(value.fixed)


def _never_ends(subject: Subject) -> Iterator[Found]:
    for ladder in subject.text.ladders:
        if not ladder.rungs[-1].final:
            yield Found(
                at=ladder,
                what=f"the ladder '{ladder.id}' has no final rung, so nobody knows what comes after its last no",
                mend=f"Mark the last rung with `final: true`, or add the one that ends it behind "
                f"'{ladder.rungs[-1].id}'.",
            )
        for number, rung in enumerate(ladder.rungs):
            yield from _stops(subject, ladder, rung, len(ladder.rungs) - number - 1)


def _stops(subject: Subject, ladder: Ladder, rung: Rung, behind: int) -> Iterator[Found]:
    more = f", nor can the {'rung' if behind == 1 else f'{behind} rungs'} behind it" if behind else ""
    key = condition_key(rung, key="opens_when")
    if rung.opens_when is not None and never(subject.pack.trees[key]):
        yield Found(
            at=rung,
            what=f"the rung '{rung.id}' can never be offered{more}: {rung.opens_when}",
            mend="Mend its condition, or take the rung out.",
            elements=(ladder,),
        )
    adds = subject.parameter("ladder.value") == "add"
    places: list[tuple[Element, tuple[Authority, ...], Amount | None]] = [(rung, rung.authority, rung.value)]
    if rung.sub_rungs:
        places = [(sub, sub.authority or rung.authority, _months(rung, sub.months)) for sub in rung.sub_rungs]
    for place, authority, value in places:
        # A limit in money depends on the contract at hand, and an approval may lift what nobody may give alone.
        if rung.approval is None and not adds and not any(_may_ever(one, value) for one in authority):
            who = "nobody has authority for it" if not authority else "its value is above what each role may give"
            yield Found(
                at=place,
                what=f"'{place.id}' can be offered by nobody{more}: {who}, and no approval is named",
                mend="Give a role the authority, or name an `approval:`.",
                elements=(ladder,),
            )


def _months(rung: Rung, months: int | None) -> Amount | None:
    return Amount(months=months, of=rung.value.of if rung.value else None) if months is not None else rung.value


def _may_ever(one: Authority, value: Amount | None) -> bool:
    if one.money is not None and (value is None or value.fixed is None):
        return True
    return may_give(one, value, value.fixed if value is not None else None)


RULES = (
    Rule(id="ladder-skips", severity="warning", title="a rung gives no more than the one before", look=_skips),
    Rule(id="ladder-never-ends", severity="warning", title="a ladder stops before its end", look=_never_ends),
)
