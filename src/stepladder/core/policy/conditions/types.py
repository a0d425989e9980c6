"""The types that facts have, and how a value from a request is read into one."""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import StrEnum
from math import isfinite

import msgspec

from stepladder.core.values import DeskError, Money, parse_duration, parse_instant, whole_seconds


class Kind(StrEnum):
    """What a fact can be; beside each, the form its value has while conditions are answered."""

    MONEY = "money"  # Money
    DURATION = "duration"  # whole seconds, int
    INSTANT = "instant"  # aware datetime
    DATE = "date"  # date
    COUNT = "count"  # int or finite float: conditions compare the two freely
    TEXT = "text"  # str
    CHOICE = "choice"  # str, one of the declared values
    FLAG = "flag"  # bool
    TEXTS = "texts"  # tuple of str


class FactType(msgspec.Struct, frozen=True):
    """The declared type of one fact.

    Fields: kind; values - of a choice, in the order declared, else none; absent - what the fact counts as when its
    record is present without it, else None: it is unknown.
    """

    kind: Kind
    values: tuple[str, ...] = ()
    absent: bool | None = None

    def __post_init__(self) -> None:
        if (self.kind is Kind.CHOICE) != bool(self.values):
            raise DeskError("a choice, and nothing else, lists its values", where="type", mend="Write values: [...].")
        if self.absent is not None and self.kind is not Kind.FLAG:
            raise DeskError(f"a {self.kind} cannot count as false", where="absent", mend="Only a flag may.")


_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?")


def read_date(text: str, *, where: str = "date") -> date:
    """Read "2025-03-09". Raises: DeskError - another form, or no such day."""
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise DeskError(f"'{text[:40]}' is not a date", where=where, mend="Write it as 2025-03-09.")


def read_value(fact: FactType, raw: object, *, where: str) -> object:
    """The value in the form that conditions work on, from a request's JSON or YAML form or from that form itself.

    Text is read as DESIGN section 8 writes it: "512.40 USD", "2025-03-09", "4h", an instant with an offset, "true".
    Raises: DeskError - the value does not have the declared type.
    """
    try:
        return _READERS[fact.kind](fact, raw, where)
    except (TypeError, AttributeError, ValueError, OverflowError) as fault:
        raise _unfit(fact, raw, where) from fault


def _unfit(fact: FactType, raw: object, where: str) -> DeskError:
    # The value may be a customer's word, so only its kind is repeated.
    return DeskError(f"a {type(raw).__name__} is not a {fact.kind} here", where=where, mend=_FORMS[fact.kind])


def _money(fact: FactType, raw: object, where: str) -> Money:
    return raw if isinstance(raw, Money) else Money.parse(_str(fact, raw, where), where=where)


def _duration(fact: FactType, raw: object, where: str) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    return parse_duration(_str(fact, raw, where), where=where)


def _instant(fact: FactType, raw: object, where: str) -> datetime:
    if isinstance(raw, datetime) and raw.tzinfo is not None:
        return whole_seconds(raw)
    return parse_instant(_str(fact, raw, where), where=where)


def _date(fact: FactType, raw: object, where: str) -> date:
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    return read_date(_str(fact, raw, where), where=where)


def _count(fact: FactType, raw: object, where: str) -> int | float:
    if isinstance(raw, str):
        # YAML scalars are text in a pack's examples and scenarios.
        written = _NUMBER.fullmatch(raw)
        if written is None:
            raise _unfit(fact, raw, where)
        raw = float(raw) if written[1] else int(raw)
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not isfinite(raw):
        raise _unfit(fact, raw, where)
    return raw


def _text(fact: FactType, raw: object, where: str) -> str:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return str(raw)  # A score or an id sent as a number is still the word it is written as.
    return _str(fact, raw, where)


def _choice(fact: FactType, raw: object, where: str) -> str:
    word = _str(fact, raw, where)
    if word not in fact.values:
        raise DeskError("the value is none of the choices", where=where, mend=f"Use one of: {', '.join(fact.values)}.")
    return word


def _flag(fact: FactType, raw: object, where: str) -> bool:
    if isinstance(raw, bool):
        return raw
    if raw in ("true", "false"):
        return raw == "true"
    raise _unfit(fact, raw, where)


def _texts(fact: FactType, raw: object, where: str) -> tuple[str, ...]:
    if not isinstance(raw, list | tuple):
        raise _unfit(fact, raw, where)
    return tuple(_str(fact, item, where) for item in raw)


def _str(fact: FactType, raw: object, where: str) -> str:
    if not isinstance(raw, str):
        raise _unfit(fact, raw, where)
    return raw


_READERS = {
    Kind.MONEY: _money,
    Kind.DURATION: _duration,
    Kind.INSTANT: _instant,
    Kind.DATE: _date,
    Kind.COUNT: _count,
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
    Kind.FLAG: _flag,
    Kind.TEXTS: _texts,
}

_FORMS = {
    Kind.MONEY: 'Write it as "512.40 USD".',
    Kind.DURATION: "Write it as 30m, 4h, 2d or PT4H30M.",
    Kind.INSTANT: "Write it as 2025-03-08T23:40:00-05:00.",
    Kind.DATE: "Write it as 2025-03-09.",
    Kind.COUNT: "Write a number.",
    Kind.TEXT: "Write text.",
    Kind.CHOICE: "Write one of its values.",
    Kind.FLAG: "Write true or false.",
    Kind.TEXTS: "Write a list of texts.",
}
