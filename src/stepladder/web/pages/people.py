"""People and duty: who is there, who stands in, who is on duty now and next, and the forms that change it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from stepladder.bootstrap import desk
from stepladder.core.duty.absence import Absence
from stepladder.core.values import DeskError
from stepladder.service import duty
from stepladder.service.problems import NoPolicy, NotYours
from stepladder.service.reading.duty import DutyView, PeoplePage, PersonView, read_people
from stepladder.web.pages.people_form import exact_instant, read_absence, read_override, read_rota
from stepladder.web.pages.shell import member, page, person, workspace_of
from stepladder.web.pages.words import plain

Act = Callable[[HttpRequest, PeoplePage, duty.Actor], str]
"""Carries out a form and answers what to say. Raises: DeskError."""


@member
@require_http_methods(["GET", "HEAD", "POST"])
def people_page(request: HttpRequest) -> HttpResponse:
    """The page; or what one of its forms asks, and the page again."""
    read = read_people(desk(), workspace_of(request).id)
    if request.method != "POST":
        return _shown(request, read)
    act = _ACTS.get(request.POST.get("action", ""))
    try:
        if act is None:
            raise DeskError(_("the form came back damaged"), where="form", mend=_("Send it again."))
        messages.success(request, act(request, read, duty.Actor(person(request).username, person(request).role)))
    except NotYours as fault:
        raise PermissionDenied(
            _("Only a manager or an administrator may change duties, trainings and others' absences.")
        ) from fault
    except DeskError as fault:
        return _shown(request, read, fault)
    return redirect("people")


def _away(request: HttpRequest, read: PeoplePage, by: duty.Actor) -> str:
    absence = read_absence(request.POST.dict(), read.zone, read.now, by.id)
    duty.add_absence(desk(), workspace_of(request).id, absence, by)
    return _("The absence of %s is kept.") % _name(read, absence.person)


def _back(request: HttpRequest, read: PeoplePage, by: duty.Actor) -> str:
    who = request.POST.get("person", "")
    duty.end_absence(desk(), workspace_of(request).id, who, exact_instant(request.POST.dict(), "starts_at"), by)
    return _("The absence of %s has ended.") % _name(read, who)


def _set_rota(request: HttpRequest, read: PeoplePage, by: duty.Actor) -> str:
    rota = read_rota(request.POST.dict())
    duty.set_rota(desk(), workspace_of(request).id, rota, by)
    return _("The rota of %s is kept.") % plain(rota.role)


def _drop_rota(request: HttpRequest, read: PeoplePage, by: duty.Actor) -> str:
    role = request.POST.get("role", "")
    duty.drop_rota(desk(), workspace_of(request).id, role, by)
    return _("%s has no rota any more.") % plain(role)


def _override(request: HttpRequest, read: PeoplePage, by: duty.Actor) -> str:
    override = read_override(request.POST.dict(), read.zone, read.now)
    duty.add_override(desk(), workspace_of(request).id, request.POST.get("role", ""), override, by)
    return _("%s takes over for that time.") % _name(read, override.person)


def _drop_override(request: HttpRequest, read: PeoplePage, by: duty.Actor) -> str:
    role, starts_at = request.POST.get("role", ""), exact_instant(request.POST.dict(), "starts_at")
    duty.drop_override(desk(), workspace_of(request).id, role, starts_at, by)
    return _("The rota of %s counts again.") % plain(role)


def _set_stage(request: HttpRequest, read: PeoplePage, by: duty.Actor) -> str:
    who, stage = request.POST.get("person", ""), request.POST.get("stage", "")
    duty.set_stage(desk(), workspace_of(request).id, who, stage, by)
    return (
        _("%s is in no training.") % _name(read, who)
        if not stage
        else _("The training of %s is kept.") % _name(read, who)
    )


_ACTS: dict[str, Act] = {
    "stage": _set_stage,
    "away": _away,
    "back": _back,
    "rota": _set_rota,
    "drop_rota": _drop_rota,
    "override": _override,
    "drop_override": _drop_override,
}


def _shown(request: HttpRequest, read: PeoplePage, fault: DeskError | None = None) -> HttpResponse:
    user = person(request)
    manages = duty.Actor(user.username, user.role).manages
    titles = _titles(request)
    given = request.POST.dict() if fault is not None else {}
    shown = {
        "people": [_person(one, read, manages or one.person.id == user.username, titles) for one in read.people],
        "duties": [_duty(one, read, titles) for one in read.duties],
        "everybody": [{"id": one.person.id, "name": one.person.name} for one in read.people],
        "roles": _roles(read, titles),
        "manages": manages,
        "stages": [("shadow", _("looks on")), ("supervised", _("with somebody beside")), ("independent", _("alone"))],
        "own": user.username,
        "is_known": any(one.person.id == user.username for one in read.people),
        "zone_name": read.zone.key,
        "given": given,
        "asked": given.get("action", ""),
        "today": read.now.astimezone(read.zone).date().isoformat(),
        "fault": fault,
        "fault_field": _field(fault.where) if fault is not None else "",
    }
    status = 422 if fault is not None else 200
    return page(request, "desk/people.html", shown, status=status, now=read.now, zone=read.zone)


def _roles(read: PeoplePage, titles: dict[str, str]) -> list[tuple[str, str]]:
    """The roles that may have a rota, each with its name, in the order of the names."""
    known = {one.rota.role: "" for one in read.duties} | titles
    return sorted(((id_, title or plain(id_)) for id_, title in known.items()), key=lambda one: one[1].lower())


def _titles(request: HttpRequest) -> dict[str, str]:
    """The roles of the policy in force with their titles; none where there is no policy."""
    try:
        pack = desk().packs.in_force(workspace_of(request).id)
    except NoPolicy:
        return {}
    return {one.id: one.title for one in pack.text.directory}


def _name(read: PeoplePage, id_: str | None) -> str:
    found = next((one.person.name for one in read.people if one.person.id == id_), None)
    return found or id_ or ""


def _is_away(read: PeoplePage, id_: str | None) -> bool:
    """Of whoever gets the notices: at the end of a chain nobody may be present."""
    return any(one.away for one in read.people if one.person.id == id_)


def _person(view: PersonView, read: PeoplePage, may_change: bool, titles: dict[str, str]) -> dict[str, Any]:
    return {
        "view": view,
        "role": titles.get(view.person.role) or plain(view.person.role),
        "duties": [
            titles.get(one.rota.role) or plain(one.rota.role) for one in read.duties if one.on_duty == view.person.id
        ],
        "stands_in": _name(read, view.stands_in),
        "is_away_too": _is_away(read, view.stands_in),
        "absences": [_absence(one, read) for one in view.absences],
        "may_change": may_change,
    }


def _absence(one: Absence, read: PeoplePage) -> dict[str, Any]:
    return {
        "absence": one,
        "has_begun": one.starts_at <= read.now,
        "deputy": _name(read, one.deputy),
        "starts_at": one.starts_at.isoformat(),
    }


def _duty(view: DutyView, read: PeoplePage, titles: dict[str, str]) -> dict[str, Any]:
    rota = view.rota
    weeks, days = divmod(rota.every_days, 7)
    next_at: datetime | None = view.next[0] if view.next else None
    return {
        "view": view,
        "title": titles.get(rota.role) or plain(rota.role),
        "on_duty": _name(read, view.on_duty),
        "told": _name(read, view.told) if view.told != view.on_duty else "",
        "is_away_too": _is_away(read, view.told),
        "next": _name(read, view.next[1]) if view.next else "",
        "next_at": next_at,
        "turns": [{"turn": one, "name": _name(read, one.person)} for one in view.turns],
        "overrides": [
            {"override": one, "name": _name(read, one.person), "starts_at": one.starts_at.isoformat()}
            for one in view.overrides
        ],
        "every": rota.every_days if days else weeks,
        "in_weeks": not days,
        "handover": rota.handover.isoformat("minutes"),
    }


def _field(where: str) -> str:
    """The words of the form for the place of a fault."""
    said = {
        "from": _("From"), "to": _("Until"), "person": _("Who"), "deputy": _("Who stands in"), "role": _("Role"),
        "people": _("People"), "zone": _("Time zone"), "starts_on": _("First turn"), "handover": _("Hand-over at"),
        "every": _("A turn lasts"),
    }  # fmt: skip
    return said.get(where) or f"{where[:1].upper()}{where[1:]}"
