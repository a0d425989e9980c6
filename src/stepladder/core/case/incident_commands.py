"""What may be asked about an incident at one of its cases, and what the desk itself tells the others of it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from stepladder.core.case.command_base import Command


class LinkIncident(Command, frozen=True, kw_only=True, tag="link_incident"):
    """The case belongs to this incident."""

    incident: str


class UnlinkIncident(Command, frozen=True, kw_only=True, tag="unlink_incident"):
    """It does not belong to its incident after all."""

    because: str


class DeclareIncident(Command, frozen=True, kw_only=True, tag="declare_incident"):
    """It is an incident: `suspicion` is the suspected one that is meant, else that of the case, else a new one."""

    title: str
    features: tuple[str, ...] = ()
    suspicion: str | None = None


class UpdateIncident(Command, frozen=True, kw_only=True, tag="update_incident"):
    """One message to everybody it touches; `eta` is an instant that the status page gives, never a guess."""

    text: str
    eta: str | None = None


class EndIncident(Command, frozen=True, kw_only=True, tag="end_incident"):
    """It is over; everybody it touches is told in these words."""

    text: str


PersonOfIncident = LinkIncident | UnlinkIncident | DeclareIncident | UpdateIncident | EndIncident


class IncidentNews(Command, frozen=True, kw_only=True, tag="incident_news"):
    """Sent by the desk itself to each case of an incident: it is suspected, declared, updated or over."""

    incident: str
    news: Literal["suspected", "declared", "updated", "ended"]
    detectors: tuple[str, ...] = ()
    title: str = ""
    features: tuple[str, ...] = ()
    text: str = ""
    author: str = ""
    eta: datetime | None = msgspec.field(default=None)
