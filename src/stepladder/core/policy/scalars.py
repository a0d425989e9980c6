"""Readers of single values: each answers the typed value, or None with the fault recorded."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TypeVar

import yaml

from stepladder.core.policy.forms import WORDS, Form, Several, form_of, shaped
from stepladder.core.policy.nodes import Sheet, items, scalar, suggest
from stepladder.core.values import DeskError, Money, parse_duration

T = TypeVar("T")
_LONGEST = 3_650 * 86_400
_IDENT = re.compile(r"^[a-z0-9][a-z0-9_./:+-]{0,79}$", re.IGNORECASE)


def text(sheet: Sheet, node: yaml.Node) -> str | None:
    value = scalar(sheet, node)
    if value is not None and not value.strip():
        sheet.fault(node, "empty-value", "the value is empty", "Write it, or leave the key out.")
        return None
    return value.strip() if value is not None else None


def ident(sheet: Sheet, node: yaml.Node) -> str | None:
    value = scalar(sheet, node)
    if value is not None and not _IDENT.match(value):
        what = f"'{value[:40]}' is not an id"
        sheet.fault(node, "bad-id", what, "Use letters, digits, dashes, dots; start with a letter or digit.")
        return None
    return value


def flag(sheet: Sheet, node: yaml.Node) -> bool | None:
    value = scalar(sheet, node)
    if value in ("true", "false"):
        return value == "true"
    if value is not None:
        sheet.fault(node, "type", f"'{value[:20]}' is not true or false", "Write true or false.")
    return None


def whole(low: int, high: int) -> Callable[[Sheet, yaml.Node], int | None]:
    """A whole number from `low` to `high`."""

    def read(sheet: Sheet, node: yaml.Node) -> int | None:
        value = scalar(sheet, node)
        if value is None:
            return None
        if value.isascii() and value.isdigit() and low <= int(value[:12]) <= high:
            return int(value)
        sheet.fault(node, "type", f"'{value[:20]}' is not a whole number", f"Write one from {low} to {high}.")
        return None

    return shaped(read, Form(f"{low} to {high}", {"type": ["integer", "string"], "minimum": low, "maximum": high}))


def percent(sheet: Sheet, node: yaml.Node) -> int | None:
    """Whole percent from 1 to 99, written `50%`."""
    value = scalar(sheet, node)
    found = re.match(r"^(\d{1,2})%$", value or "")
    if found and int(found[1]) > 0:
        return int(found[1])
    if value is not None:
        sheet.fault(node, "type", f"'{value[:20]}' is not a percentage", "Write it as 50%, from 1% to 99%.")
    return None


def rate(sheet: Sheet, node: yaml.Node) -> Decimal | None:
    """A share from 1% to 100%, as a fraction of one; `12.5%` has its half."""
    value = scalar(sheet, node)
    found = re.match(r"^(\d{1,3}(?:\.\d{1,2})?)%$", value or "")
    if found and 0 < Decimal(found[1]) <= 100:
        return Decimal(found[1]) / 100
    if value is not None:
        sheet.fault(node, "type", f"'{value[:20]}' is not a share", "Write it as 30%, up to 100%.")
    return None


def money(sheet: Sheet, node: yaml.Node) -> Money | None:
    """A sum with its currency, as in `500 USD`."""
    value = scalar(sheet, node)
    if value is None:
        return None
    try:
        return Money.parse(value)
    except DeskError as fault:
        sheet.fault(node, "money", fault.what, fault.mend)
        return None


def duration(sheet: Sheet, node: yaml.Node) -> int | None:
    """Seconds, above nothing: a promise of nothing would be broken at birth."""
    value = scalar(sheet, node)
    if value is None:
        return None
    try:
        seconds = parse_duration(value)
    except DeskError as fault:
        sheet.fault(node, "duration", fault.what, fault.mend)
        return None
    if seconds < 1:
        sheet.fault(node, "duration", "a promise of no time would be broken at birth", "Write at least 1s.")
        return None
    if seconds > _LONGEST:
        sheet.fault(node, "duration", f"'{value[:20]}' is longer than ten years", "Write at most 3650d.")
        return None
    return seconds


def day(sheet: Sheet, node: yaml.Node) -> date | None:
    value = scalar(sheet, node)
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        sheet.fault(node, "date", f"'{value[:20]}' is not a date", "Write it as 2025-12-25.")
        return None


def one_of(*choices: str) -> Callable[[Sheet, yaml.Node], str | None]:
    def read(sheet: Sheet, node: yaml.Node) -> str | None:
        value = scalar(sheet, node)
        if value is None or value in choices:
            return value
        sheet.fault(node, "choice", f"'{value[:40]}' is not one of the values here", suggest(value, choices))
        return None

    return shaped(read, Form(", ".join(f"`{choice}`" for choice in choices), {"enum": list(choices)}))


def many(read_one: Callable[[Sheet, yaml.Node], T | None]) -> Callable[[Sheet, yaml.Node], tuple[T, ...]]:
    """A list of values; a value that is no good is reported and left out."""

    def read(sheet: Sheet, node: yaml.Node) -> tuple[T, ...]:
        values = (read_one(sheet, item) for item in items(sheet, node))
        return tuple(value for value in values if value is not None)

    return shaped(read, Several(form_of(read_one)))


def one_or_many(read_one: Callable[[Sheet, yaml.Node], T | None]) -> Callable[[Sheet, yaml.Node], tuple[T, ...]]:
    """One value, or a list of them."""

    def read(sheet: Sheet, node: yaml.Node) -> tuple[T, ...]:
        if isinstance(node, yaml.ScalarNode):
            value = read_one(sheet, node)
            return () if value is None else (value,)
        return several(sheet, node)

    several = many(read_one)
    return shaped(read, Several(form_of(read_one), or_one=True))


_ID_PATTERN = "^[A-Za-z0-9][A-Za-z0-9_./:+-]{0,79}$"
_FORMS: tuple[tuple[Callable[..., object], str, dict[str, object]], ...] = (
    (ident, "an id", {"type": ["string", "number"], "pattern": _ID_PATTERN}),
    (flag, "`true` or `false`", {"enum": [True, False, "true", "false"]}),
    (percent, "`50%`", {"type": "string", "pattern": "^[0-9]{1,2}%$"}),
    (rate, "`12.5%`", {"type": "string", "pattern": r"^[0-9]{1,3}(\.[0-9]{1,2})?%$"}),
    (money, "`500 EUR`", {"type": "string", "pattern": "^-?[0-9.]+ [A-Z]{3}$"}),
    (duration, "`30m`, `4h`, `2d`", {"type": "string"}),
    (day, "`2025-12-25`", {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}),
)
shaped(text, WORDS)
for _read, _words, _schema in _FORMS:
    shaped(_read, Form(_words, _schema, many="ids" if _read is ident else ""))
