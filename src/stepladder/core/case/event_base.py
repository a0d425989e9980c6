"""What every event is made of: a frozen type per thing that can happen, stored as JSON under its name."""

from __future__ import annotations

import msgspec


def snake(name: str) -> str:
    """`ClockMet` is stored as `clock_met`."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type", tag=snake):
    """The base of all events; `type` in JSON is the name of the class in snake case."""


FactSaid = str | int | float | bool
"""A typed fact as requests write it: money "512.40 USD", instants and dates as text, durations in seconds."""
