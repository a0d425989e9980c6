"""Incidents as programs see them: listed and read. They are acted on at their cases."""

from __future__ import annotations

from datetime import tzinfo

from django.http import HttpRequest, HttpResponse

from stepladder.bootstrap import desk
from stepladder.core.clock.zones import zone as pinned
from stepladder.core.incident.view import trace_incident
from stepladder.service.incidents import incident_of, incidents
from stepladder.service.problems import BadInput, NotFound
from stepladder.web.api.doors import reply
from stepladder.web.api.parameters import limit_of, no_cursor, only
from stepladder.web.api.tokens import Caller
from stepladder.web.api.versions import reply_once

_STATES = ("suspected", "declared", "ended")


def listed(request: HttpRequest, caller: Caller) -> HttpResponse:
    """A page of incidents, newest first."""
    only(request, "state", "limit", "cursor")
    limit, state = limit_of(request), request.GET.get("state") or None
    if state is not None and state not in _STATES:
        raise BadInput(f"no state is called '{state[:40]}'", where="state", mend=f"Use one of {', '.join(_STATES)}.")
    found = incidents(desk().store, caller.workspace)
    cursor = request.GET.get("cursor") or None
    if cursor is not None:
        at = next((number for number, one in enumerate(found) if one.id == cursor), None)
        if at is None:
            raise no_cursor()
        found = found[at + 1 :]
    found = [one for one in found if state in (None, one.state)]
    home = _home(caller)
    items = [trace_incident(one, home) for one in found[:limit]]
    return reply({"items": items, "next": found[limit - 1].id if len(found) > limit else None})


def one(request: HttpRequest, caller: Caller, incident: str) -> HttpResponse:
    """The incident in the shape of the trace."""
    only(request)
    found = incident_of(desk().store, caller.workspace, incident)
    if found is None:
        raise NotFound(
            "there is no such incident",
            where=f"incident {incident[:80]}",
            mend="List them with GET /api/v1/incidents.",
        )
    return reply_once(request, trace_incident(found, _home(caller)), found.version)


def _home(caller: Caller) -> tzinfo:
    """An incident belongs to no one policy: its instants stand in the zone of the one in force."""
    return pinned(desk().packs.in_force(caller.workspace).zone)
