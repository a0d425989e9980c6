"""The agenda: what is due now, what comes next, whose it is, and what became of it before."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from stepladder.bootstrap import desk
from stepladder.core.agenda.commands import CompleteItem, PersonOfAgenda, SkipItem
from stepladder.core.agenda.events import Happening
from stepladder.core.agenda.state import Agenda
from stepladder.core.agenda.view import by_due, state_of
from stepladder.core.policy.intervals import Interval
from stepladder.core.values import DeskError, parse_instant
from stepladder.service.agendas import AGENDAS, agenda_of, settle
from stepladder.service.ports import Store
from stepladder.service.problems import Problem
from stepladder.service.reading.case_page import LATE_SECONDS
from stepladder.web.pages.agenda_words import said
from stepladder.web.pages.names import Names
from stepladder.web.pages.shell import member, page, person, workspace_of
from stepladder.web.pages.words import plain

_LONGEST = 2_000
_SHOWN = 50
"""Events of the history, the newest."""


@member
@require_http_methods(["GET", "HEAD", "POST"])
def agenda_page(request: HttpRequest) -> HttpResponse:
    """The page. A POST takes an item as done or leaves it out; a refusal is shown with the words kept."""
    workspace = workspace_of(request).id
    policy = desk().packs.in_force(workspace).id
    if request.method != "POST":
        return _shown(request, policy, None)
    words = (request.POST.get("note") or request.POST.get("because") or "")[:_LONGEST]
    try:
        command = _command(request, words)
        settle(desk(), workspace, policy, command, person(request).username)
    except DeskError as fault:
        refused = {"what": fault.what, "mend": fault.mend, "item": request.POST.get("item", ""), "words": words}
        refused["do"] = request.POST.get("do", "")
        return _shown(request, policy, refused, fault.status if isinstance(fault, Problem) else 422)
    messages.success(
        request, _("Marked as done.") if isinstance(command, CompleteItem) else _("This turn is left out.")
    )
    return redirect("agenda")


def _command(request: HttpRequest, words: str) -> PersonOfAgenda:
    item, due_at = request.POST.get("item", ""), parse_instant(request.POST.get("due_at", ""), where="due_at")
    if request.POST.get("do") == "skip_item":
        return SkipItem(item=item, due_at=due_at, because=words)
    return CompleteItem(item=item, due_at=due_at, note=words)


def _shown(request: HttpRequest, policy: str, refused: dict[str, str] | None, status: int = 200) -> HttpResponse:
    workspace, store, now = workspace_of(request).id, desk().store, desk().time.now()
    pack = desk().packs.in_force(workspace)
    agenda, names = agenda_of(store, workspace, policy), Names.of(pack, store.people(workspace))
    segments = {one.id: one.title for one in pack.text.segments}
    lines = [_line(number, key, agenda, names, segments, now) for number, key in enumerate(by_due(agenda), 1)]
    return page(
        request,
        "desk/agenda.html",
        {
            "policy": pack.text.header.title,
            # What is overdue stands before what is only due.
            "due": [one for state in ("overdue", "due") for one in lines if one["state"] == state],
            "coming": [one for one in lines if one["state"] in ("next", "over")],
            "history": _history(store, workspace, agenda, names),
            "refused": refused,
        },
        status=status,
        now=now,
    )


def _line(number: int, key: str, agenda: Agenda, names: Names, segments: dict[str, str], now: Any) -> dict[str, Any]:
    item, done = agenda.items[key], agenda.done.get(key)
    planned = item.planned
    return {
        "number": number,
        "key": key,
        "item": item,
        "planned": planned,
        "state": state_of(item, now),
        "owner": names.whom(planned.owner),
        "segment": segments.get(planned.segment) or plain(planned.segment) if planned.segment else "",
        "every": _every(planned.every),
        "due_at": item.turn.due_at if item.turn is not None else None,
        # The form names the turn exactly, whatever the reader's zone.
        "turn": item.turn.due_at.isoformat() if item.turn is not None else "",
        "missed": ngettext("%(n)d earlier one was missed", "%(n)d earlier ones were missed", item.missed)
        % {"n": item.missed}
        if item.missed
        else "",
        "done": done,
        "done_by": names.whom(done.by) if done is not None else "",
    }


def _every(written: str | None) -> str:
    if written is None:
        return _("once")
    every = Interval.parse(written)
    n = every.count
    words = {
        "day": ngettext("every day", "every %(n)d days", n),
        "week": ngettext("every week", "every %(n)d weeks", n),
        "month": ngettext("every month", "every %(n)d months", n),
        "year": ngettext("every year", "every %(n)d years", n),
    }
    text = words[every.unit]
    return text % {"n": n} if n != 1 else text


def _history(store: Store, workspace: str, agenda: Agenda, names: Names) -> list[dict[str, Any]]:
    """What happened, the newest first, with the notes of those who did it."""
    told: list[Happening] = list(AGENDAS.history(store, workspace, agenda.id, after=max(0, agenda.version - _SHOWN)))
    rows = [text for one in told if (text := getattr(one.event, "text", None)) is not None]
    notes = store.texts(workspace, rows)
    titles = {key: one.planned.title for key, one in agenda.items.items()}
    return [
        {
            # Somebody hears of what fell due while nobody looked only when it is noticed.
            "at": one.noticed_at,
            "late": one.at if (one.noticed_at - one.at).total_seconds() > LATE_SECONDS else None,
            "said": said(one.event, names, titles),
            "by": names.whom(one.by) if one.by not in ("policy", "clock") else "",
            "words": notes[text].body
            if (text := getattr(one.event, "text", None)) in notes
            else getattr(one.event, "because", ""),
        }
        for one in reversed(told)
    ]
