"""The agenda as programs see it: what is due, what comes next, who did it last, and settling a turn."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from stepladder.bootstrap import desk
from stepladder.core.agenda.view import view_agenda
from stepladder.core.clock.zones import zone
from stepladder.service.agendas import agenda_of, read_agenda_command, settle
from stepladder.web.api.bodies import whole_body
from stepladder.web.api.doors import reply
from stepladder.web.api.parameters import only
from stepladder.web.api.tokens import Caller


def agenda(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The agenda under the policy in force; instants in the policy's zone."""
    only(request)
    pack = desk().packs.in_force(caller.workspace)
    found = agenda_of(desk().store, caller.workspace, pack.id)
    return reply(view_agenda(found, desk().time.now(), zone(pack.zone)))


def command(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Take a turn as done, or leave it out. The answer is the agenda after it."""
    only(request)
    pack = desk().packs.in_force(caller.workspace)
    settle(desk(), caller.workspace, pack.id, read_agenda_command(whole_body(request)), caller.source)
    found = agenda_of(desk().store, caller.workspace, pack.id)
    return reply(view_agenda(found, desk().time.now(), zone(pack.zone)))
