"""Rows that are read rather than decided on: what pages, peers and the sender ask the store for."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from msgspec import field

from stepladder.core.clock.revision import CalendarRevision
from stepladder.core.values import Fault
from stepladder.service.made import Made

Due = Literal["overdue", "next_hour", "later_today", "later", "following_up", "nothing_due"]
"""The groups of the board, in their order: by the first clock; then what is resolved, then what else has no clock."""


class WorkspaceRow(Made, frozen=True, kw_only=True):
    """One team's world. `zone` is how its pages tell the time, `pack` the id of the policy it works by."""

    id: str
    name: str
    zone: str
    pack: str


class ArchivedLine(Made, frozen=True, kw_only=True):
    """A case that was moved out of the database. `file` is the base name of the file that holds it."""

    id: str
    file: str
    archived_at: datetime


class Retirement(Made, frozen=True, kw_only=True):
    """When a published policy was retired, by whom and why."""

    at: datetime
    by: str
    because: str


class PackVersion(Made, frozen=True, kw_only=True):
    """A published policy. `files` (path within the pack -> text) is None where only the listing was asked for.

    `retired` until it is published again.
    """

    digest: str
    pack: str
    version: str
    title: str
    published_at: datetime
    by: str
    source: str
    in_force: bool
    files: dict[str, str] | None = None
    retired: Retirement | None = None


class CandidatePack(Made, frozen=True, kw_only=True):
    """A policy that somebody has put up to be looked at, and that decides nothing. `files` as in PackVersion."""

    digest: str
    pack: str
    version: str
    title: str
    at: datetime
    by: str
    source: str
    files: dict[str, str] | None = None


class RefusedPack(Made, frozen=True, kw_only=True):
    """The last attempt to publish, if it was refused: the version before it stays in force."""

    at: datetime
    by: str
    source: str
    faults: tuple[Fault, ...]


class CalendarRevisionRow(Made, frozen=True, kw_only=True):
    """What the workspace sets on top of its policy's calendars. Numbers count from 1; the newest holds."""

    number: int
    revision: CalendarRevision
    published_at: datetime
    by: str
    note: str = ""


class PersonRow(Made, frozen=True, kw_only=True):
    """Somebody who works here. `id` is what events, owners and `csm` of a customer's record name."""

    id: str
    name: str
    role: str
    email: str | None = None
    stage: Literal["shadow", "supervised", "independent"] | None = None
    """Of training, while somebody is in it."""


class Address(Made, frozen=True, kw_only=True):
    """How a role, or a person, is reached on a channel today. It overrides what the pack's directory says."""

    role: str
    channel: str
    address: str
    name: str | None = None


class CaseLine(Made, frozen=True, kw_only=True):
    """A case in a list. Words for people (titles, names) are not in it; instants are aware UTC."""

    id: str
    version: int
    digest: str
    stage: str
    level: str | None
    """As `scale:level`, the one that gave the urgency."""
    urgency: int
    category: str | None
    customer: str | None
    customer_name: str | None
    """As the first signal said it."""
    contact: str | None
    conversation: str | None
    owner: str
    owner_is_person: bool
    title: str | None
    """Subject or first words of the first signal."""
    next_slot: str | None
    next_kind: str | None
    next_due_at: datetime | None
    next_started_at: datetime | None
    next_marks: tuple[datetime, ...]
    opened_at: datetime
    closed_at: datetime | None


class BoardQuery(Made, frozen=True, kw_only=True):
    """Which open cases to list. The instants bound the groups: overdue is due before `now`, and so on."""

    workspace: str
    now: datetime
    in_an_hour: datetime
    end_of_day: datetime
    only: Due | None = None
    """This group alone."""
    skip: int = 0
    """So many of each group are passed over."""
    per_group: int = 100


class BoardPage(Made, frozen=True, kw_only=True):
    """The lines of each group, what falls due first before the others, and how many there are in all.

    Without a clock it is what the case wants to be woken for; one that waits for nothing any more stands first.
    """

    lines: dict[Due, tuple[CaseLine, ...]]
    counts: dict[Due, int]


class CaseFilter(Made, frozen=True, kw_only=True):
    """Named filters of `GET /cases`. Lists newest first; `after` is the id that the page before ended with.

    Fields: ids - only these cases, at most a few hundred; None for all.
    """

    workspace: str
    ids: tuple[str, ...] | None = None
    state: Literal["open", "closed", "all"] = "all"
    customer: str | None = None
    owner: str | None = None
    level: str | None = None
    category: str | None = None
    conversation: str | None = None
    stage: str | None = None
    after: str | None = None
    limit: int = 50


class StoredEvent(Made, frozen=True, kw_only=True):
    """An event as stored: `data` is JSON of the version `v` it was written with; upcasters lift it."""

    stream: str
    version: int
    position: int | None
    type: str
    v: int
    at: datetime
    noticed_at: datetime
    recorded_at: datetime
    by: str
    cause: str
    data: bytes


class DeliveryLine(Made, frozen=True, kw_only=True):
    """A delivery and how it stands. `text` names the words as they were sent."""

    id: str
    case: str
    purpose: str
    to: str
    channel: str
    copy: bool
    template: str | None
    state: str
    reason: str | None
    address: str | None
    attempts: int
    created_at: datetime
    due_at: datetime | None
    sent_at: datetime | None
    text: str | None
    details: dict[str, Any] = field(default_factory=dict)
    held_since: datetime | None = None
    """Since when it waits for a peer that is ill, or for its turn under a rate."""
