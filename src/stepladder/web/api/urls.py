"""Addresses of the API, below /api/v1/."""

from __future__ import annotations

from django.urls import path

from stepladder.web.api import agenda, cases, decide, deliveries, incidents, registers, signals
from stepladder.web.api.doors import Door, door, open_door
from stepladder.web.api.openapi import openapi

urlpatterns = [
    path("signals", door(post=Door(signals.receive, signals.SCOPE))),
    path("signals/batch", door(post=Door(signals.receive_lines, signals.SCOPE))),
    path("decide", door(post=Door(decide.ask, "policy:read"))),
    path("cases", door(get=Door(cases.listed, "cases:read"))),
    path("cases/<str:case>", door(get=Door(cases.one, "cases:read"))),
    path("cases/<str:case>/events", door(get=Door(cases.events, "cases:read"))),
    path("cases/<str:case>/commands", door(post=Door(cases.command, "cases:write"))),
    path("deliveries", door(get=Door(deliveries.listed, "cases:read"))),
    path("deliveries/<path:delivery>/resend", door(post=Door(deliveries.again, "cases:write"))),
    path("incidents", door(get=Door(incidents.listed, "cases:read"))),
    path("incidents/<str:incident>", door(get=Door(incidents.one, "cases:read"))),
    path("agenda", door(get=Door(agenda.agenda, "cases:read"))),
    path("agenda/commands", door(post=Door(agenda.command, "cases:write"))),
    path("registers/commands", door(post=Door(registers.command, "cases:write"))),
    path("registers/<str:register>", door(get=Door(registers.listed, "cases:read"))),
    path("entries/<str:entry>", door(get=Door(registers.one, "cases:read"))),
    path("openapi.json", open_door(openapi)),
]
