"""What may be asked of an agenda: follow the policy in force, or take an item as done or left out."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

Kind = Literal["agenda", "training", "review"]


class AgendaCommand(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="do"
):
    """The base of all of them."""


class Planned(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Work that comes again, as the policy says it.

    Fields: item - `section/id`, as `agenda/team-sync`, `training/refresher`, `header/review`; every - as `1 week`, None
    for what comes once; owner - a role; segment - the customers it is about; first_on - the day (`2026-04-30`) of the
    first turn, None for one interval after the day on which it is planned.
    """

    item: str
    kind: Kind
    title: str
    owner: str
    does: str = ""
    every: str | None = None
    segment: str | None = None
    first_on: str | None = None
    because: str = ""
    source: tuple[str, ...] = ()


class Plan(AgendaCommand, frozen=True, kw_only=True, tag="plan"):
    """The policy in force asks for these items and no others.

    Fields: digest - of the policy; fallback - the role that hears of what is overdue.
    """

    digest: str
    fallback: str
    items: tuple[Planned, ...] = ()


class CompleteItem(AgendaCommand, frozen=True, kw_only=True, tag="complete_item"):
    """Somebody did it. Fields: due_at - the turn that is meant; note - what came of it."""

    item: str
    due_at: datetime
    note: str = ""


class SkipItem(AgendaCommand, frozen=True, kw_only=True, tag="skip_item"):
    """This turn is left out. Fields: due_at - the turn that is meant; because - why."""

    item: str
    due_at: datetime
    because: str


PersonOfAgenda = CompleteItem | SkipItem
"""What a person may ask."""

AnyAgendaCommand = Plan | CompleteItem | SkipItem
