"""What can happen to a watch and to an incident: frozen types, stored as JSON under their names.

Events hold no words of customers; texts are rows of their own. Instants are aware UTC.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from stepladder.core.streams import StreamEvent, Told, decoder_of


class ReportHeard(StreamEvent, frozen=True, kw_only=True, tag="report_heard"):
    """A watch heard of one more case. `within` is how long it counts."""

    case: str
    customer: str
    within: int
    feature: str | None = None


class SuspicionRaised(StreamEvent, frozen=True, kw_only=True, tag="suspicion_raised"):
    """Distinct customers enough, and more than usual: `incident` is suspected, with these cases."""

    incident: str
    tag: str
    cases: tuple[str, ...]
    customers: int
    detectors: tuple[str, ...]
    feature: str | None = None
    usual: float | None = None
    source: tuple[str, ...] = ()


class SuspicionGrew(StreamEvent, frozen=True, kw_only=True, tag="suspicion_grew"):
    """One more case of an issue that is suspected already: no second alarm."""

    incident: str
    case: str


class SuspicionOver(StreamEvent, frozen=True, kw_only=True, tag="suspicion_over"):
    """The incident is over, and the cases it touched count for no further one."""

    incident: str


class IncidentSuspected(StreamEvent, frozen=True, kw_only=True, tag="incident_suspected"):
    tag: str
    cases: tuple[str, ...]
    customers: int
    detectors: tuple[str, ...]
    feature: str | None = None
    usual: float | None = None
    source: tuple[str, ...] = ()


class CaseAdded(StreamEvent, frozen=True, kw_only=True, tag="case_added"):
    case: str


class CaseRemoved(StreamEvent, frozen=True, kw_only=True, tag="case_removed"):
    case: str


class IncidentDeclared(StreamEvent, frozen=True, kw_only=True, tag="incident_declared"):
    """Only a person declares one; `title` is theirs."""

    title: str
    features: tuple[str, ...] = ()
    case: str | None = None


class IncidentUpdated(StreamEvent, frozen=True, kw_only=True, tag="incident_updated"):
    text: str
    eta: datetime | None = None
    case: str | None = None


class IncidentEnded(StreamEvent, frozen=True, kw_only=True, tag="incident_ended"):
    text: str
    case: str | None = None


AnyWatchEvent = ReportHeard | SuspicionRaised | SuspicionGrew | SuspicionOver
AnyIncidentEvent = IncidentSuspected | CaseAdded | CaseRemoved | IncidentDeclared | IncidentUpdated | IncidentEnded

Watched = Told[AnyWatchEvent]
Incidental = Told[AnyIncidentEvent]
VERSION = 1
"""The form in which they are written: all of them are still in their first."""

decode_watch: Callable[[str, int, bytes], AnyWatchEvent] = decoder_of(AnyWatchEvent, VERSION)
decode_incident: Callable[[str, int, bytes], AnyIncidentEvent] = decoder_of(AnyIncidentEvent, VERSION)
"""A stored event. Raises: DeskError - it is of another release, or broken."""
