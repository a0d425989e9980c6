"""Values of the pack language in words: durations, what a rule binds to, sums, sources."""

from __future__ import annotations

from collections.abc import Iterable

from stepladder.core.policy.model import Element, PackText, Selector
from stepladder.core.policy.obligations import Amount, Authority

_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))
_MOST_HOURS = 4 * 86_400
_KEYS = ("category", "level", "segment", "scenario", "trigger", "flag", "sign", "stage", "pack")


def spoken(seconds: int) -> str:
    """`30 minutes`, `72 hours`, `14 days`: the largest unit that fits whole.

    Up to four days in hours: where only open hours count, 72 of them are no three days.

    >>> spoken(86_400), spoken(5_400), spoken(14 * 86_400)
    ('24 hours', '90 minutes', '14 days')
    """
    units = _UNITS[1:] if seconds <= _MOST_HOURS else _UNITS
    size, name = next((size, name) for size, name in units if seconds % size == 0)
    count = seconds // size
    return f"{count} {name}" if count == 1 else f"{count} {name}s"


def cited(text: str, element: Element) -> str:
    """The text with its sources in brackets, as in `[SD-017, SD-018]`."""
    return f"{text} [{', '.join(element.source)}]" if element.source else text


def name_of(element: Element) -> str:
    """The title, or the id in words."""
    return element.title or element.id.replace("-", " ").replace("_", " ").capitalize()


def joined(words: Iterable[str], last: str = "and") -> str:
    """`a, b and c`."""
    found = list(words)
    return f"{', '.join(found[:-1])} {last} {found[-1]}" if len(found) > 1 else "".join(found)


class Titles:
    """What people call the elements of a pack that others name by their ids."""

    def __init__(self, text: PackText) -> None:
        self._of: dict[tuple[str, str], str] = {}
        for kind, elements in (
            ("category", text.categories), ("segment", text.segments), ("scenario", text.scenarios),
            ("trigger", (*text.detectors, *text.triggers)), ("flag", text.flags), ("sign", text.signs),
            ("role", text.directory), ("gate", text.gates), ("approval", text.approvals),
        ):  # fmt: skip
            self._of |= {(kind, element.id): name_of(element) for element in elements}
        for scale in text.scales:
            self._of |= {("level", f"{scale.id}:{level.id}"): name_of(level) for level in scale.levels}

    def of(self, kind: str, id_: str) -> str:
        return self._of.get((kind, id_), id_)

    def role(self, id_: str) -> str:
        return self.of("role", id_)

    def binding(self, binds: Selector, *, without: tuple[str, ...] = ()) -> str:
        """What a rule binds to, as in `where the level is Critical and the segment is Enterprise`; empty: always."""
        parts = []
        for key in _KEYS:
            values: tuple[str, ...] = getattr(binds, key)
            if values and key not in without:
                parts.append(f"the {key} is {joined((self.of(key, value) for value in values), 'or')}")
        return f"where {joined(parts)}" if parts else ""

    def authority(self, given: tuple[Authority, ...]) -> str:
        """Who may give it, and how much alone."""
        found = []
        for one in given:
            most = [str(one.money)] if one.money is not None else []
            most += [f"{one.rate * 100:f}".rstrip("0").rstrip(".") + "%"] if one.rate is not None else []
            most += [f"{one.months} months"] if one.months is not None else []
            found.append(self.role(one.role) + (f" (up to {joined(most)})" if most else ""))
        return f"may be given by {joined(found, 'or')}" if found else ""


def amount(value: Amount | None) -> str:
    """`50% of contract.monthly_fee`, `3 months of ...`, `50.00 EUR`."""
    if value is None:
        return ""
    if value.fixed is not None:
        return str(value.fixed)
    share = f"{value.rate * 100:f}".rstrip("0").rstrip(".") + "%" if value.rate is not None else ""
    if value.since is not None:
        share = f"the whole months from {value.since} to {value.until}"
    elif value.months is not None:
        share = f"{value.months} month{'s' if value.months > 1 else ''}"
    return f"{share} of {value.of}"
