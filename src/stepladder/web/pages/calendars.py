"""The calendars page: what holds, and a form to change holidays that shows first which deadlines would move."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from stepladder.bootstrap import desk
from stepladder.core.clock.holidays import HolidayList
from stepladder.core.clock.ical import LONGEST_TEXT, holidays_from_ical
from stepladder.core.clock.revision import ALL, CalendarRevision
from stepladder.core.clock.written_dates import read_dates, write_dates
from stepladder.core.values import DeskError
from stepladder.service.calendar_revisions import (
    RevisionPreview,
    preview_revision,
    publish_revision,
    revision_in_force,
)
from stepladder.service.problems import NoPolicy, Stale
from stepladder.service.reading.calendars import CalendarsPage, CalendarView, DayView, read_calendars
from stepladder.service.reading.customers import customers_called
from stepladder.web.pages.names import Names
from stepladder.web.pages.policy_parts import tabs
from stepladder.web.pages.shell import member, page, person, workspace_of
from stepladder.web.pages.words import full_date, weekday

_BODY = msgspec.json.Decoder(CalendarRevision)


@dataclass(frozen=True, slots=True)
class _Fault:
    place: str
    what: str
    mend: str


class _Refused(Exception):
    """The form cannot be taken; all that is wrong with it."""

    def __init__(self, faults: list[_Fault]) -> None:
        super().__init__()
        self.faults = faults


@dataclass(frozen=True, slots=True)
class _Given:
    """What stands in the form. `keeps` names the lists of the revision in force that stay."""

    scope: str
    dates: str
    note: str
    keeps: tuple[str, ...]


@member
@require_http_methods(["GET", "HEAD", "POST"])
def calendars_page(request: HttpRequest) -> HttpResponse:
    """The calendars and the form; what the form would move; or, once an administrator says so, the new revision."""
    workspace = workspace_of(request).id
    try:
        read = read_calendars(desk(), workspace)
    except NoPolicy:
        status = 503 if request.method == "POST" else 200
        return page(request, "desk/calendars.html", {"read": None, "tabs": tabs("calendars")}, status=status)
    if request.method != "POST":
        scope = request.GET.get("calendar", ALL)
        return _shown(request, read, _standing(read, scope if _may_change(read, scope) else ALL), [])
    if person(request).role != "admin":
        raise PermissionDenied(_("Only an administrator of the desk may change calendars."))
    if request.POST.get("action") == "publish":
        return _published(request, workspace, read)
    given = _Given(
        scope=request.POST.get("calendar", ALL),
        dates=request.POST.get("dates", "").replace("\r\n", "\n"),
        note=request.POST.get("note", "").strip()[:200],
        keeps=tuple(request.POST.getlist("keep")),
    )
    try:
        revision = _revision(request, read, given)
        return _previewed(request, read, given, preview_revision(desk(), workspace, revision))
    except _Refused as refused:
        return _shown(request, read, given, refused.faults)
    except DeskError as fault:
        return _shown(request, read, given, [_fault(fault)])


def _standing(read: CalendarsPage, scope: str) -> _Given:
    """The form as it is opened: with what holds."""
    change = read.revision.of(scope)
    return _Given(scope, write_dates(change), "", tuple(one.name for one in change.lists))


def _may_change(read: CalendarsPage, scope: str) -> bool:
    return scope == ALL or any(one.id == scope and not one.never_closes for one in read.calendars)


def _revision(request: HttpRequest, read: CalendarsPage, given: _Given) -> CalendarRevision:
    """The revision that the form asks for. Raises: _Refused - a line or a file that cannot be read."""
    lists = {one.name: one for one in read.revision.of(given.scope).lists if one.name in given.keeps}
    faults: list[_Fault] = []
    try:
        new = _uploaded(request)
        if new is not None:
            # A list of the same name takes the place of the older one, however often it is fetched.
            lists[new.name] = new
    except DeskError as fault:
        faults.append(_fault(fault))
    change, wrong = read_dates(given.dates, tuple(lists.values()))
    faults += [_Fault(_("Line %d") % one.line, one.what, one.mend) for one in wrong]
    if faults:
        raise _Refused(faults)
    revision = read.revision.with_change(given.scope, change)
    if revision == read.revision:
        mend = _("Add a date, take one away, or choose a file.")
        raise _Refused([_Fault(_("Dates"), _("Nothing is different from what holds"), mend)])
    return revision


def _uploaded(request: HttpRequest) -> HolidayList | None:
    """The file, if one was chosen. Raises: DeskError - it is no list of holidays."""
    file = request.FILES.get("file")
    if file is None or not file.size:
        return None
    where = _("File")
    if file.size > 4 * LONGEST_TEXT:
        raise DeskError(_("It is too large"), where=where, mend=_("Export holidays alone."))
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise DeskError(_("It is not UTF-8"), where=where, mend=_("Choose an .ics file.")) from fault
    return holidays_from_ical(text)


def _fault(fault: DeskError) -> _Fault:
    return _Fault(fault.where, fault.what, fault.mend)


def _shown(request: HttpRequest, read: CalendarsPage, given: _Given, faults: list[_Fault]) -> HttpResponse:
    scopes = [ALL, *(one.id for one in read.calendars if not one.never_closes)]
    shown = {
        "tabs": tabs("calendars"),
        "read": read,
        "calendars": [_calendar(one) for one in read.calendars],
        "given": given,
        "scope_title": _scope_title(given.scope),
        "scopes": [{"id": one, "title": _scope_title(one), "here": one == given.scope} for one in scopes],
        "lists": [
            {"list": one, "kept": one.name in given.keeps, "count": len(one.dates)}
            for one in read.revision.of(given.scope).lists
        ],
        "faults": faults,
        "may_change": person(request).role == "admin",
    }
    status = 422 if faults else 200
    return page(request, "desk/calendars.html", shown, status=status, now=read.now, zone=read.zone)


def _previewed(request: HttpRequest, read: CalendarsPage, given: _Given, preview: RevisionPreview) -> HttpResponse:
    workspace = workspace_of(request).id
    store = desk().store
    people = store.people(workspace)
    names = Names.of(desk().packs.in_force(workspace), people)
    ids = list(dict.fromkeys(one.customer for one in preview.cases if one.customer))
    customers = customers_called(store, workspace, ids)
    shown = {
        "preview": preview,
        "number": read.number + 1,
        "on_top_of": read.number,
        "scope_title": _scope_title(given.scope),
        "note": given.note,
        "body": msgspec.json.encode(preview.revision).decode(),
        "lines": [
            {
                "case": one.case,
                "who": customers.get(one.customer or "", ""),
                "owner": names.whom(one.owner),
                "clocks": one.clocks,
            }
            for one in preview.cases
        ],
        "hidden": preview.moved - len(preview.cases),
    }
    return page(request, "desk/calendars_preview.html", shown, now=read.now, zone=read.zone)


def _published(request: HttpRequest, workspace: str, read: CalendarsPage) -> HttpResponse:
    standing = _standing(read, ALL)
    try:
        revision = _BODY.decode(request.POST.get("body", ""))
        seen = int(request.POST.get("on_top_of", ""))
    except (ValueError, msgspec.MsgspecError):
        what, mend = _("The preview came back damaged"), _("Change the dates again.")
        return _shown(request, read, standing, [_Fault(_("Preview"), what, mend)])
    except DeskError as fault:
        return _shown(request, read, standing, [_fault(fault)])
    if seen == read.number - 1 and revision_in_force(desk(), workspace)[1] == revision:
        return redirect("calendars")  # A second click is not a mistake.
    try:
        row, cases = publish_revision(
            desk(), workspace, revision, by=person(request).username, on_top_of=seen,
            note=request.POST.get("note", ""),
        )  # fmt: skip
    except Stale as fault:
        what, mend = (
            _("Somebody else changed the calendars meanwhile"),
            _("Look at what holds now, and change it again."),
        )
        return _shown(request, read, standing, [_Fault(fault.where, what, mend)])
    except DeskError as fault:
        return _shown(request, read, standing, [_fault(fault)])
    said = ngettext(
        "Revision %(number)d is in force. The clocks of %(cases)d open case are being counted anew.",
        "Revision %(number)d is in force. The clocks of %(cases)d open cases are being counted anew.",
        cases,
    )
    messages.success(request, said % {"number": row.number, "cases": cases})
    return redirect("calendars")


def _scope_title(scope: str) -> str:
    return _("All calendars") if scope == ALL else scope


def _calendar(view: CalendarView) -> dict[str, Any]:
    week = [(_days(first, last), spans) for first, last, spans in view.week]
    return {"view": view, "week": week, "days": [_day(one) for one in view.days]}


def _days(first: int, last: int) -> str:
    if first == last:
        return weekday(first)
    return _("%(first)s to %(last)s") % {"first": weekday(first), "last": weekday(last)}


def _day(one: DayView) -> dict[str, Any]:
    said = {
        "closed": _("closed"),
        "hours": _("open %s") % one.spans,
        "extra": _("also open %s") % one.spans,
    }
    whose = {"workspace": _("set here"), "policy": _("policy")}
    return {"day": _date(one.day), "iso": one.day.isoformat(), "said": said[one.kind], "of": whose.get(one.of, one.of)}


def _date(day: date) -> str:
    return f"{weekday(day.weekday())} {full_date(day)}"
