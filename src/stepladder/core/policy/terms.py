"""How clocks say by when: a duration, a range of two, the same day, the next review, months, a fact, a window."""

from __future__ import annotations

import re
from typing import Any

import yaml

from stepladder.core.clock.promises import Months, SameDay, Window, window_of
from stepladder.core.policy.model import NEXT_REVIEW, Clock, UntilFact
from stepladder.core.policy.nodes import Sheet, scalar
from stepladder.core.policy.scalars import duration, ident
from stepladder.core.values import DeskError

_MONTHS = re.compile(r"^(\d{1,3}) months?$")
_MOST_MONTHS = 120


def within(sheet: Sheet, node: yaml.Node) -> int | tuple[int, int] | SameDay | Months | UntilFact | None:
    """Seconds; for `24h..48h` the two ends of a range; else the term that the words name."""
    text = scalar(sheet, node)
    if text is None:
        return None
    if text == "same_day":
        return SameDay()
    if text == "next_review":
        return UntilFact(NEXT_REVIEW)
    if (months := _MONTHS.match(text)) is not None:
        if 1 <= int(months[1]) <= _MOST_MONTHS:
            return Months(int(months[1]))
        sheet.fault(node, "duration", f"'{text}' is out of range", f"Write 1 to {_MOST_MONTHS} months.")
        return None
    if ".." in text:
        ends = window(sheet, node)
        return None if ends is None else (ends.earliest, ends.latest)
    return duration(sheet, node)


def window(sheet: Sheet, node: yaml.Node) -> Window | None:
    """`24h..48h`."""
    text = scalar(sheet, node)
    if text is None:
        return None
    try:
        found = window_of(text)
    except DeskError as fault:
        sheet.fault(node, "duration", fault.what, fault.mend)
        return None
    if found.earliest < 1:
        sheet.fault(node, "duration", "a promise of no time would be broken at birth", "Write at least 1s.")
        return None
    return found


def until(sheet: Sheet, node: yaml.Node) -> UntilFact | None:
    name = ident(sheet, node)
    return UntilFact(name) if name is not None else None


BY_WHEN = ("within", "until", "window")
"""The keys that say by when: a clock has one of them."""


def clock(**keys: Any) -> Clock:
    """The clock of an element; one that says by when in no way, or in several, is left to the checks."""
    match [keys.pop(name) for name in BY_WHEN if name in keys]:
        case [int(seconds)]:
            return Clock(within=seconds, **keys)
        case [(int(earliest), int(latest))]:
            return Clock(within=earliest, latest=latest, **keys)
        case [term]:
            return Clock(term=term, **keys)
        case _:
            return Clock(**keys)
