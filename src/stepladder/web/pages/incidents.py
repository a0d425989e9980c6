"""The incidents, and the page of one: what is suspected and why, its cases, and the word of a person on it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from stepladder.bootstrap import desk
from stepladder.core.case.commands import PersonOfIncident
from stepladder.core.case.incident_commands import LinkIncident, UnlinkIncident
from stepladder.core.clock.zones import zone as pinned
from stepladder.service.commands import Asked
from stepladder.service.incidents import incident_of
from stepladder.service.no_incident import say_it_is_none
from stepladder.service.problems import BadInput, NotAllowed, NotFound, Problem
from stepladder.service.reading.incidents import IncidentLine, IncidentPage, incident_lines, read_incident_page
from stepladder.service.reading.not_told import NotTold
from stepladder.service.requests import is_number
from stepladder.web.pages.asked import as_refused, command_of, tell_done
from stepladder.web.pages.beforehand import LookFirst, carry_out, to_look_at
from stepladder.web.pages.delivery_words import TONES, delivery_word
from stepladder.web.pages.forms import Part, Refused, shown_with
from stepladder.web.pages.incident_forms import (
    NO_INCIDENT,
    add_form,
    declare_form,
    end_form,
    none_form,
    unlink_form,
    update_form,
)
from stepladder.web.pages.incident_words import differences, standing_words
from stepladder.web.pages.names import Names
from stepladder.web.pages.shell import member, member_who_writes, page, person, workspace_of


@member
@require_safe
def incidents_page(request: HttpRequest) -> HttpResponse:
    """Every incident: suspected ones first, which need a person's word."""
    workspace = workspace_of(request)
    now, zone = desk().time.now(), pinned(workspace.zone)
    found = incident_lines(desk(), workspace.id)
    apart = differences(found, now, zone)
    lines = [_named(one) | {"apart": apart.get(one.incident.id, "")} for one in found]
    return page(request, "desk/incidents.html", {"lines": lines}, now=now, zone=zone)


@member
@require_http_methods(["GET", "POST"])
def incident_page(request: HttpRequest, incident: str) -> HttpResponse:
    """One incident. A POST acts on it through one of its cases; a refusal is shown beside its form."""
    if request.method == "GET":
        return _shown(request, incident)
    workspace = workspace_of(request).id
    try:
        if request.POST.get("do") == NO_INCIDENT:
            return _none(request, workspace, incident)
        command = command_of(request)
        carry_out(request, _case_of(request, incident, command), command)
    except LookFirst as fault:
        return _shown(request, incident, to_look_at(request, fault), status=409)
    except Problem as fault:
        return _shown(request, incident, as_refused(request, fault), status=fault.status)
    tell_done(request, incident, _DONE[str(command.__struct_config__.tag)]())
    return redirect("incident", incident=incident)


def _none(request: HttpRequest, workspace: str, incident: str) -> HttpResponse:
    left = say_it_is_none(desk(), workspace, incident, request.POST.get("because", ""), person(request).username)
    said = _("Its cases are taken out of it, and it is named no more within a moment.")
    if left:
        said = _("Many of its cases are taken out of it. %d are left: say it once more.") % left
    tell_done(request, incident, said)
    return redirect("incident", incident=incident)


_DONE = {
    "declare_incident": lambda: _("It is declared. Each of its cases hears of it within a moment."),
    "update_incident": lambda: _("The message goes to every customer it touches. Whom it does not reach stands below."),
    "end_incident": lambda: _(
        "It is over. The message goes to every customer it touches. Whom it does not reach stands below."
    ),
    "link_incident": lambda: _("The case belongs to the incident now."),
    "unlink_incident": lambda: _("The case is taken out of the incident."),
}


@member_who_writes
@require_safe
def incident_changed(request: HttpRequest, incident: str) -> HttpResponse:
    """Whether it changed since the reader's copy was made: nothing, or a line that says so. No draft is lost to it."""
    found = incident_of(desk().store, workspace_of(request).id, incident)
    seen = request.GET.get("version", "")
    if found is None or not is_number(seen) or found.version <= int(seen):
        return HttpResponse(status=204)
    return render(request, "desk/part/incident_changed.html", {"incident": incident})


def _case_of(request: HttpRequest, incident: str, command: Asked) -> str:
    """The case at which a command is given: the one it names, else the first open one of the incident."""
    if isinstance(command, LinkIncident | UnlinkIncident):
        return request.POST.get("case", "").strip()
    if not isinstance(command, PersonOfIncident):
        raise BadInput("it is no command of an incident", where="do", mend="Give it on the page of the case.")
    found = read_incident_page(desk(), workspace_of(request).id, incident).acts_at
    if found is None:
        raise NotAllowed(
            "none of its cases is open", where=f"incident {incident[:80]}", mend="Add a case that is open first.",
            more={"opens_with": "link_incident"},
        )  # fmt: skip
    return found


def _shown(request: HttpRequest, incident: str, refused: Refused | None = None, status: int = 200) -> HttpResponse:
    workspace = workspace_of(request).id
    try:
        read = read_incident_page(desk(), workspace, incident)
    except NotFound as fault:
        raise Http404(f"{fault.where}: {fault.what}.") from fault
    names = Names.of(desk().packs.as_written(workspace, read.digest), desk().store.people(workspace))
    # The word of a person is what a suspicion waits for, so its form stands open.
    parts = [shown_with(one, refused, open=one.do == "declare_incident") for one in _forms(read)]
    cases = [_case(one, read, refused, names) for one in read.cases]
    places = {one.id for one in (*parts, *(form for one in cases for form in one["parts"]))}
    return page(
        request,
        "desk/incident.html",
        {
            "not_told": sum(one["not_told"] is not None for one in cases),
            "read": read,
            "line": read.line,
            "incident": read.line.incident,
            "action": request.path,
            **_named(read.line),
            "parts": parts,
            "cases": cases,
            "refusal": refused if refused is not None and refused.place not in places else None,
        },
        status=status,
        now=read.now,
        zone=read.zone,
    )


def _forms(read: IncidentPage) -> tuple[Part, ...]:
    """What may be done, the likeliest first. Where no case is open there is only adding one: it is acted on at them."""
    incident = read.line.incident
    if incident.state == "ended":
        return ()
    add = add_form(incident.id)
    if read.acts_at is None:
        return (add,)
    if incident.state == "suspected":
        return declare_form(meant=incident.id), none_form(), add
    return update_form(read.zone), end_form(), add


def _case(one: Any, read: IncidentPage, refused: Refused | None, names: Names) -> dict[str, Any]:
    parts = (shown_with(unlink_form(one.id), refused),) if one.is_open and read.line.incident.is_open else ()
    return {"view": one, "holder": names.whom(one.owner_role), "parts": parts, "not_told": _not_told(one.not_told)}


def _not_told(one: NotTold | None) -> dict[str, str] | None:
    """Why a customer has not got the news, and how grave that is."""
    if one is None:
        return None
    if not one.state:
        why = one.reason or _("no message has gone out to this customer")
        return {"word": _("not told"), "tone": "risk", "why": why}
    return {"word": delivery_word(one.state), "tone": TONES.get(one.state, "risk"), "why": one.reason}


def _named(line: IncidentLine) -> dict[str, Any]:
    state, tone = standing_words(line.standing)
    return {"line": line, "state": state, "tone": tone}
