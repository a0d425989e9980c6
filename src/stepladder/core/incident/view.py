"""An incident in the shape of the trace. Contract: HTTP answers and rehearsals show the same."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any

from stepladder.core.incident.events import Incidental, IncidentSuspected
from stepladder.core.incident.incident import Incident
from stepladder.core.values import format_instant


def trace_incident(incident: Incident, zone: tzinfo) -> dict[str, Any]:
    """The incident as JSON values; instants in the zone given."""
    return {
        "id": incident.id,
        "state": incident.state,
        "title": incident.title,
        "features": list(incident.features),
        "tag": incident.tag,
        "detectors": list(incident.detectors),
        "customers": incident.customers,
        "usual": incident.usual,
        "cases": list(incident.cases),
        "suspected_at": _at(incident.suspected_at, zone),
        "declared_at": _at(incident.declared_at, zone),
        "declared_by": incident.declared_by,
        "updates": [{"at": _at(one.at, zone), "by": one.by, "eta": _at(one.eta, zone)} for one in incident.updates],
        "ended_at": _at(incident.ended_at, zone),
        "source": list(incident.source),
    }


def trace_suspicion(incident: str, told: Incidental, zone: tzinfo) -> dict[str, Any] | None:
    """A suspicion as an event of the trace, at the case that completed it; None for what the cases tell themselves."""
    event = told.event
    if not isinstance(event, IncidentSuspected):
        return None
    return {
        "at": format_instant(told.at, zone),
        "type": "incident_suspected",
        "case": event.cases[-1],
        "incident": incident,
        "by": told.by,
        "noticed_at": format_instant(told.noticed_at, zone),
        "data": {
            "tag": event.tag,
            "cases": list(event.cases),
            "customers": event.customers,
            "detectors": list(event.detectors),
            "source": list(event.source),
        },
    }


def _at(moment: datetime | None, zone: tzinfo) -> str | None:
    return None if moment is None else format_instant(moment, zone)
