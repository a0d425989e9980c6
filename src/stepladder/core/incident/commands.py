"""What is asked of a watch and of an incident."""

from __future__ import annotations

from datetime import datetime

import msgspec


class IncidentCommand(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="do"
):
    """The base of all of them."""


class Report(IncidentCommand, frozen=True, kw_only=True, tag="report"):
    """A case of some customer about `tag`, which is a category or a trigger: for the watch of that tag.

    Fields: at - when the signal came; at_least, within - how many distinct customers in how many seconds make a
    suspicion; detectors - the patterns of the policy that count so; feature - narrows the issue where it is known.
    """

    tag: str
    case: str
    customer: str
    at: datetime
    at_least: int
    within: int
    detectors: tuple[str, ...]
    feature: str | None = None
    source: tuple[str, ...] = ()


class BurstOver(IncidentCommand, frozen=True, kw_only=True, tag="burst_over"):
    """The incident that a suspicion led to is over: what is reported from now on is news."""

    incident: str


class Suspect(IncidentCommand, frozen=True, kw_only=True, tag="suspect"):
    """Cases of several customers look like one issue."""

    tag: str
    cases: tuple[str, ...]
    customers: int
    detectors: tuple[str, ...]
    feature: str | None = None
    usual: float | None = None
    source: tuple[str, ...] = ()


class Authored(IncidentCommand, frozen=True, kw_only=True):
    """What a person says on one of its cases: `author` is who, `case` where."""

    author: str = ""
    case: str | None = None


class AddCase(IncidentCommand, frozen=True, kw_only=True, tag="add_case"):
    """Another case belongs to it, by a report or by a person."""

    case: str


class RemoveCase(IncidentCommand, frozen=True, kw_only=True, tag="remove_case"):
    case: str


class Declare(Authored, frozen=True, kw_only=True, tag="declare"):
    """A person says that it is an incident."""

    title: str
    features: tuple[str, ...] = ()


class Update(Authored, frozen=True, kw_only=True, tag="update"):
    """One message to everybody it touches; `text` names the row with the words, `eta` a time the status page gives."""

    text: str
    eta: datetime | None = None


class End(Authored, frozen=True, kw_only=True, tag="end"):
    """It is over; `text` names the row with what everybody is told."""

    text: str


AnyWatchCommand = Report | BurstOver
AnyIncidentCommand = Suspect | AddCase | RemoveCase | Declare | Update | End
