"""Cases as programs see them: listed, read, followed event by event, and acted on."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any

from django.http import HttpRequest, HttpResponse

from stepladder.bootstrap import desk
from stepladder.core.case.events import Happened
from stepladder.core.case.upcasters import decode
from stepladder.core.case.view import trace_case, trace_clocks, trace_event
from stepladder.core.clock.zones import zone as pinned
from stepladder.core.policy.pack import Pack
from stepladder.core.values import format_instant
from stepladder.service.archived import no_case
from stepladder.service.commands import handle_command, read_command
from stepladder.service.names import is_id
from stepladder.service.problems import BadInput, NotFound
from stepladder.service.requests import is_number
from stepladder.service.rows import CaseFilter, CaseLine, StoredEvent
from stepladder.web.api.bodies import whole_body
from stepladder.web.api.doors import reply
from stepladder.web.api.parameters import limit_of, no_cursor, only
from stepladder.web.api.tokens import Caller
from stepladder.web.api.versions import reply_once, version_wanted

_FILTERS = ("level", "category", "owner", "stage", "customer")
_STAGES = ("acknowledge", "investigate", "communicate", "follow_up", "recover", "closed")


def listed(request: HttpRequest, caller: Caller) -> HttpResponse:
    """A page of cases, newest first."""
    only(request, *_FILTERS, "limit", "cursor")
    limit, cursor = limit_of(request), request.GET.get("cursor") or None
    if cursor is not None and not is_id("c", cursor):
        raise no_cursor()
    chosen: dict[str, Any] = {name: request.GET.get(name) or None for name in _FILTERS}
    if chosen["stage"] is not None and chosen["stage"] not in _STAGES:
        raise BadInput(
            f"no stage is called '{chosen['stage'][:40]}'", where="stage", mend=f"Use one of {', '.join(_STAGES)}."
        )
    if chosen["level"] is not None and ":" not in chosen["level"]:
        raise BadInput("it names no scale", where="level", mend="Write scale:level, as priority:critical.")
    lines = desk().store.cases(CaseFilter(workspace=caller.workspace, after=cursor, limit=limit + 1, **chosen))
    items = [_line(caller.workspace, one) for one in lines[:limit]]
    return reply({"items": items, "next": lines[limit - 1].id if len(lines) > limit else None})


def one(request: HttpRequest, caller: Caller, case: str) -> HttpResponse:
    """The case with its clocks, in the shape of the trace."""
    only(request)
    found = desk().store.load_case(caller.workspace, case)
    if found is None:
        raise _no_case(caller, case)
    pack = desk().packs.by_digest(caller.workspace, found.digest)
    home = pinned(pack.zone)
    return reply_once(request, trace_case(found, home) | {"clocks": trace_clocks(found, pack, home)}, found.version)


def events(request: HttpRequest, caller: Caller, case: str) -> HttpResponse:
    """A page of what happened, oldest first. The cursor is the version of the last event of the page before."""
    only(request, "limit", "cursor")
    limit, after = limit_of(request), request.GET.get("cursor") or "0"
    if not is_number(after):
        raise no_cursor()
    found = desk().store.load_case(caller.workspace, case)
    if found is None:
        raise _no_case(caller, case)
    zone = pinned(desk().packs.as_written(caller.workspace, found.digest).zone)
    stored = desk().store.events(caller.workspace, case, after=int(after), limit=limit + 1)
    items = [_event(one, zone) for one in stored[:limit]]
    return reply({"items": items, "next": str(stored[limit - 1].version) if len(stored) > limit else None})


def command(request: HttpRequest, caller: Caller, case: str) -> HttpResponse:
    """Do something on the case. A refusal says why, by which rule, and what opens the way."""
    only(request)
    asked, expected = read_command(whole_body(request))
    expected = version_wanted(request, expected)
    return reply(handle_command(desk(), caller.workspace, case, asked, caller.source, expected).document())


def _line(workspace: str, line: CaseLine) -> dict[str, Any]:
    pack: Pack = desk().packs.as_written(workspace, line.digest)
    zone = pinned(pack.zone)

    def at(moment: datetime | None) -> str | None:
        return format_instant(moment, zone) if moment is not None else None

    due = {"slot": line.next_slot, "kind": line.next_kind, "due_at": at(line.next_due_at)} if line.next_due_at else None
    scale, _, level = (line.level or "").partition(":")
    return {
        "id": line.id,
        "stage": line.stage,
        "owner": line.owner,
        "owner_is_person": line.owner_is_person,
        "levels": {scale: level} if level else {},
        "urgency": line.urgency,
        "category": line.category,
        "customer": line.customer,
        "contact": line.contact,
        "conversation": line.conversation,
        "title": line.title,
        "next_due": due,
        "opened_at": at(line.opened_at),
        "closed_at": at(line.closed_at),
        "case_version": line.version,
    }


def _event(one: StoredEvent, zone: tzinfo) -> dict[str, Any]:
    event = decode(one.type, one.v, one.data)
    happened = Happened(at=one.at, noticed_at=one.noticed_at, by=one.by, cause=one.cause, event=event)
    return {"version": one.version, **trace_event(one.stream, happened, zone)}


def _no_case(caller: Caller, case: str) -> NotFound:
    return no_case(desk().store, caller.workspace, case, mend="List them with GET /api/v1/cases.")
