"""The clock page: try from when, how long, under which calendar, and see what counts. Nothing is stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, get_args
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from stepladder.bootstrap import desk
from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.counting import Counting, due, working
from stepladder.core.clock.promised import promised
from stepladder.core.clock.words import in_words, length_in_words
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.readers import readers
from stepladder.core.values import DeskError, format_duration
from stepladder.service.problems import NoPolicy
from stepladder.web.pages.clock_form import Asked, at_now, read_form
from stepladder.web.pages.policy_parts import tabs
from stepladder.web.pages.shell import member, page, workspace_of
from stepladder.web.pages.strip import Mark
from stepladder.web.pages.words import on_the_wall, plain
from stepladder.web.pages.working import working_of

LONGEST = 5 * 366 * 86_400
"""The longest stretch that is drawn, in seconds; `stepladder clock` answers for longer ones."""


@member
@require_safe
def clock_page(request: HttpRequest) -> HttpResponse:
    """An empty form; or, where something was asked, the answer beside it. The address holds the question."""
    workspace, now = workspace_of(request), desk().time.now()
    try:
        pack = desk().packs.in_force(workspace.id)
    except NoPolicy:
        pack = None
    if pack is None or not pack.calendars:
        return page(request, "desk/clock.html", {"asked": None, "tabs": tabs("clock")}, now=now)
    asked = read_form(request.GET.dict(), pack, now)
    answer = None
    if not request.GET:
        _empty(asked, now)
    elif not asked.faults:
        answer = _answer(asked, pack)
    shown = {
        "tabs": tabs("clock"),
        "asked": asked,
        "calendars": [(one.id, plain(one.id)) for one in pack.text.calendars],
        "countings": [(way, counting_name(way)) for way in get_args(Counting)],
        "zone_name": asked.zone.key if asked.zone else "",
        "answer": answer,
    }
    return page(request, "desk/clock.html", shown, status=422 if asked.faults else 200, now=now)


def counting_name(way: str) -> str:
    names = {"open_hours": _("Open hours"), "working_days": _("Working days"), "elapsed": _("Elapsed time")}
    return names.get(way, way)


def address(calendar: str, counting: str, start: datetime, within: int) -> str:
    """The page with a promise filled in. Takes: start - aware, kept to the second; within - seconds."""
    query = {
        "ask": "due",
        "calendar": calendar,
        "counting": counting,
        "start": start.isoformat(timespec="seconds"),
        "within": format_duration(within),
    }
    return f"{reverse('clock')}?{urlencode(query)}"


def _empty(asked: Asked, now: datetime) -> None:
    asked.faults.clear()
    assert asked.zone is not None
    asked.given |= {"start": at_now(now, asked.zone), "within": "4h"}


def _answer(asked: Asked, pack: Pack) -> dict[str, Any] | None:
    try:
        return _worked(asked) if asked.ask == "worked" else _due(asked, pack)
    except DeskError as fault:
        place = "start" if fault.where == "instant" else "end" if asked.ask == "worked" else "within"
        asked.refuse(place, fault)
        return None


def _due(asked: Asked, pack: Pack) -> dict[str, Any]:
    calendar, start, seconds = asked.calendar, asked.start, asked.within
    assert calendar is not None
    assert start is not None
    assert seconds is not None
    _refuse_too_long(calendar, start, seconds, asked.counting)
    found = promised(calendar, start, seconds, readers(pack).marks, asked.counting)
    marks = [
        Mark("start", start, _("Start")),
        *(
            Mark("risk", at, _("At risk, %d%% used") % share)
            for share, at in zip(found.shares, found.marks, strict=True)
        ),
        Mark("due", found.due_at, _("Due")),
    ]
    return {
        "heading": _("Due %s") % on_the_wall(datetime.fromtimestamp(found.due_at, calendar.zone)),
        "due_at": datetime.fromtimestamp(found.due_at, UTC),
        "said": _said(calendar, found.working, found.due_at - start),
        "working": working_of(calendar, found.working, marks, calendar.zone),
        "others": [_other(asked, calendar, start, seconds, way) for way in get_args(Counting) if way != asked.counting],
    }


def _worked(asked: Asked) -> dict[str, Any]:
    calendar, start, end = asked.calendar, asked.start, asked.end
    assert calendar is not None
    assert start is not None
    assert end is not None
    if end - start > LONGEST:
        raise _too_long()
    spans = working(calendar, start, end, asked.counting)
    marks = [Mark("start", start, _("Start")), Mark("end", end, _("End"))]
    counted = length_in_words(sum(closes - opens for opens, closes in spans))
    return {
        "heading": _("%s counted") % counted,
        "due_at": None,
        "said": _said(calendar, spans, end - start),
        "working": working_of(calendar, spans, marks, calendar.zone),
        "others": [],
    }


def _said(calendar: Calendar, spans: Sequence[tuple[int, int]], elapsed: int) -> str:
    words = in_words(spans, calendar.zone, most=4 if len(spans) <= 4 else 2)
    said = _("%(words)s. From start to end it is %(elapsed)s.")
    return said % {"words": f"{words[:1].upper()}{words[1:]}", "elapsed": length_in_words(elapsed)}


def _other(asked: Asked, calendar: Calendar, start: int, seconds: int, way: Counting) -> dict[str, str]:
    """The same promise counted another way, and where to see it."""
    begin = datetime.fromtimestamp(start, calendar.zone)
    try:
        _refuse_too_long(calendar, start, seconds, way)
        due_at = on_the_wall(datetime.fromtimestamp(due(calendar, start, seconds, way), calendar.zone))
    except DeskError:
        due_at = _("not within five years")
    return {
        "name": counting_name(way),
        "due": due_at,
        "url": address(asked.given["calendar"], way, begin, seconds),
    }


def _refuse_too_long(calendar: Calendar, start: int, seconds: int, way: Counting) -> None:
    """Before it is counted, so that no question keeps the desk busy."""
    most = calendar.worked_seconds(start, start + LONGEST) if way == "open_hours" else LONGEST
    if seconds > most or due(calendar, start, seconds, way) - start > LONGEST:
        raise _too_long()


def _too_long() -> DeskError:
    mend = _("Ask for less, or ask the program: stepladder clock.")
    return DeskError(_("this page looks five years ahead at most"), where="within", mend=mend)
