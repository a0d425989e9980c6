"""The agenda as programs see it: what is due, what comes next, and who did it last."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from stepladder.bootstrap import desk
from stepladder.core.agenda.view import view_agenda
from stepladder.core.clock.zones import zone
from stepladder.service.agendas import agenda_of
from stepladder.web.api.doors import reply
from stepladder.web.api.parameters import only
from stepladder.web.api.tokens import Caller


def agenda(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The agenda under the policy in force; instants in the policy's zone."""
    only(request)
    pack = desk().packs.in_force(caller.workspace)
    found = agenda_of(desk().store, caller.workspace, pack.id)
    return reply(view_agenda(found, desk().time.now(), zone(pack.zone)))
