"""Registers as programs see them: listed, read, and written into."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from django.http import HttpRequest, HttpResponse

from stepladder.bootstrap import desk
from stepladder.core.clock.zones import zone as pinned
from stepladder.core.register.entry import Entry
from stepladder.core.register.view import trace_entry
from stepladder.service.problems import BadInput
from stepladder.service.registers import (
    Written,
    entries_of,
    entry_of,
    keep,
    place_of,
    read_register_command,
    register_of,
    with_words,
)
from stepladder.service.requests import is_number
from stepladder.web.api.bodies import whole_body
from stepladder.web.api.doors import reply
from stepladder.web.api.parameters import limit_of, no_cursor, only
from stepladder.web.api.tokens import Caller
from stepladder.web.api.versions import reply_once


def listed(request: HttpRequest, caller: Caller, register: str) -> HttpResponse:
    """A page of a register: entries that wait before those that are over, the newest first."""
    only(request, "state", "limit", "cursor")
    kept, limit, state = register_of(register), limit_of(request), request.GET.get("state") or None
    if state is not None and state not in kept.states:
        mend = f"Use one of {', '.join(kept.states)}."
        raise BadInput(f"no state is called '{state[:40]}'", where="state", mend=mend)
    found = [one for one in entries_of(desk().store, caller.workspace, register) if state in (None, one.state)]
    cursor = request.GET.get("cursor") or None
    if cursor is not None:
        # Where the last one stood, whatever has become of it: nothing that waits is passed over.
        behind = _read_cursor(cursor)
        found = [one for one in found if place_of(one) > behind]
    home = _home(caller)
    shown = with_words(desk().store, caller.workspace, found[:limit])
    items = [_document(one, home) for one in shown]
    return reply({"items": items, "next": _cursor(found[limit - 1]) if len(found) > limit else None})


def _cursor(entry: Entry) -> str:
    is_over, made, name = place_of(entry)
    return f"{int(is_over)}~{made:.0f}~{name}"


def _read_cursor(text: str) -> tuple[bool, float, str]:
    is_over, _, rest = text.partition("~")
    made, tilde, name = rest.partition("~")
    if is_over not in ("0", "1") or not is_number(made.removeprefix("-")) or not tilde:
        raise no_cursor()
    return is_over == "1", float(made), name


def one(request: HttpRequest, caller: Caller, entry: str) -> HttpResponse:
    """An entry with its words."""
    only(request)
    found = entry_of(desk().store, caller.workspace, entry)
    return reply_once(request, _document(found, _home(caller)), found.entry.version)


def command(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Write into a register, or bring an entry on. The answer is the entry after it."""
    only(request)
    asked = read_register_command(whole_body(request))
    entry = keep(desk(), caller.workspace, asked, caller.source)
    return reply(_document(entry_of(desk().store, caller.workspace, entry.id), _home(caller)))


def _document(one: Written, home: tzinfo) -> dict[str, Any]:
    return {**trace_entry(one.entry, home), "title": one.title, "text": one.text}


def _home(caller: Caller) -> tzinfo:
    """An entry belongs to no one policy: its instants stand in the zone of the one in force."""
    return pinned(desk().packs.in_force(caller.workspace).zone)
