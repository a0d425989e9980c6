"""From a form of the case page to a command, and back to the place where a refusal is shown."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
from django.contrib import messages
from django.http import HttpRequest, QueryDict

from stepladder.core.clock.zones import zone as pinned
from stepladder.service.commands import Asked, read_command
from stepladder.service.problems import BadInput, Problem
from stepladder.service.requests import is_number
from stepladder.web.pages.forms import Refused
from stepladder.web.pages.shell import person, workspace_of

_FORMS = {
    "send": "write",
    "note": "note",
    "customer_replied": "reply",
    "resolve": "resolve",
    "assign": "assign",
    "set_level": "level",
    "close": "close",
    "reopen": "reopen",
}
_OUTCOME = ("resolved_by_team", "satisfied", "first_level_possible")
_YES_NO = ("automatic", *_OUTCOME)
_MOMENTS = ("until", "eta")
_NOT_TYPED = ("csrfmiddlewaretoken", "as", "next", "place", "version", "better", "all_the_same")
_LEFT_OUT = (*_NOT_TYPED, "case")
"""What is no argument of the command: the case says where it is given."""


def command_of(request: HttpRequest) -> Asked:
    """The command of a form. Raises: Problem - an unknown command or argument."""
    arguments = _arguments(request.POST)
    for name in _MOMENTS:
        if isinstance(arguments.get(name), str):
            arguments[name] = _with_offset(str(arguments[name]), pinned(workspace_of(request).zone))
    return read_command(msgspec.json.encode(arguments))[0]


def place_of(request: HttpRequest) -> str | None:
    """The part of the page the form stands in, None where it is no part of its own."""
    do = request.POST.get("do", "")
    if request.POST.get("place"):
        return str(request.POST["place"])
    return f"fact:{request.POST.get('fact', '')}" if do == "set_fact" else _FORMS.get(do)


def given_in(request: HttpRequest) -> dict[str, str]:
    """What was typed, to be kept in the form."""
    return {name: str(value) for name, value in request.POST.items() if name not in _NOT_TYPED}


def as_refused(request: HttpRequest, fault: Problem) -> Refused:
    """The refusal of a command, beside its form and with what was typed."""
    source = tuple(fault.more.get("source") or ())
    return Refused(fault.what, fault.mend, place_of(request), source, given_in(request), fault.more.get("opens_with"))


def tell_done(request: HttpRequest, page_of: str, said: str) -> None:
    """Say what was done; the words of its form on this page are kept in the tab no longer."""
    messages.success(request, said, extra_tags=f"{person(request).username}:{page_of}:{place_of(request)}")


def _arguments(form: QueryDict) -> dict[str, object]:
    made: dict[str, object] = {}
    for name, value in form.items():
        # A place of a letter that somebody emptied stays empty, whatever is known of it.
        is_blank = isinstance(value, str) and not value.strip() and not name.startswith("slots.")
        if name in _LEFT_OUT or is_blank:
            continue
        # `evidence.text` is the part `text` of the argument `evidence`.
        whole, _dot, part = name.partition(".")
        if part:
            inner = made.setdefault(whole, {})
            if not isinstance(inner, dict):
                raise BadInput("it is given as a whole and in parts", where=whole[:40], mend="Give it one way.")
            inner[part] = str(value).replace("\r\n", "\n")
            continue
        if name == "features":
            made[name] = [one.strip() for one in str(value).split(",") if one.strip()]
            continue
        made[name] = _typed(name, str(value), form.get("as", ""))
    if made.get("do") == "set_level" and isinstance(made.get("level"), str):
        made["scale"], _, made["level"] = str(made["level"]).partition(":")
    if made.get("do") == "close":
        made["outcome"] = {name: made.pop(name) for name in _OUTCOME if name in made}
    return made


def _with_offset(written: str, home: ZoneInfo) -> str:
    """An instant as browsers write it, on the wall of the workspace; one that has its offset stays as it is."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return written  # The command says what is wrong with it.
    return written if moment.tzinfo is not None else moment.replace(tzinfo=home).isoformat()


def _typed(name: str, value: str, kind: str) -> object:
    """What browsers send is text: a yes, a no or a number is one only where the form asked for it."""
    if name in _YES_NO or (name == "value" and kind == "flag"):
        return {"true": True, "false": False}.get(value, value)
    if name == "value" and kind == "count" and is_number(value.strip()):
        return int(value)
    return value.replace("\r\n", "\n")
