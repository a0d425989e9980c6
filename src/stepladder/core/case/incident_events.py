"""What an incident means for one of the cases it touches."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from stepladder.core.case.event_base import Event

IncidentStanding = Literal["suspected", "declared", "ended"]


class IncidentLinked(Event, frozen=True, kw_only=True):
    """The case is one of those that an incident touches. `detectors` are the patterns that brought them together."""

    incident: str
    state: IncidentStanding = "suspected"
    detectors: tuple[str, ...] = ()


class IncidentUnlinked(Event, frozen=True, kw_only=True):
    """It is another matter after all."""

    incident: str
    because: str


class IncidentDeclared(Event, frozen=True, kw_only=True):
    """A person said that it is an incident."""

    incident: str
    title: str
    features: tuple[str, ...] = ()


class IncidentUpdated(Event, frozen=True, kw_only=True):
    """Everybody it touches is written to: `text` names the row with the words, `author` who wrote them.

    `kept_back`: this customer is not, for their case holds messages back.
    """

    incident: str
    text: str
    author: str
    eta: datetime | None = None
    kept_back: bool = False


class IncidentEnded(Event, frozen=True, kw_only=True):
    """It is over, and everybody it touches is told so, but for those whose case keeps messages back."""

    incident: str
    text: str
    author: str
    kept_back: bool = False
