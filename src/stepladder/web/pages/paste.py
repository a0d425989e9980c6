"""New escalation: paste a message, see what the policy makes of it, then open the case."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from stepladder.bootstrap import desk
from stepladder.core.clock.zones import zone as pinned
from stepladder.core.values import DeskError
from stepladder.service.deciding import verdict_on
from stepladder.service.intake import receive_signal
from stepladder.service.problems import NoPolicy
from stepladder.service.requests import read_request
from stepladder.web.pages.names import Names
from stepladder.web.pages.policy import categories_of
from stepladder.web.pages.preview import preview
from stepladder.web.pages.shell import member, page, person, workspace_of
from stepladder.web.pages.words import CHANNELS

_FIELDS = ("text", "subject", "customer", "name", "email", "channel", "conversation", "received")


@dataclass(frozen=True, slots=True)
class _Fault:
    what: str
    mend: str
    place: str | None


@member
@require_http_methods(["GET", "HEAD", "POST"])
def paste_page(request: HttpRequest) -> HttpResponse:
    """An empty form; the decision beside the filled one; or, once the reader says so, the case."""
    workspace = workspace_of(request)
    zone = pinned(workspace.zone)
    given: dict[str, Any] = {name: request.POST.get(name, "").replace("\r\n", "\n") for name in _FIELDS}
    if request.method != "POST":
        given["channel"] = "email"
    given["triggers"] = request.POST.getlist("trigger")
    key = request.POST.get("key") or uuid.uuid4().hex
    shown: dict[str, Any] = {"preview": None, "fault": None}
    if request.method == "POST":
        try:
            body = _body(given, zone)
            mark = sha256(body).hexdigest()
            if request.POST.get("action") == "open" and request.POST.get("decided") == mark:
                return _opened(request, workspace.id, key, body)
            shown["preview"] = _preview(workspace.id, body, given["text"], zone)
            # What was decided is what is carried out: words that were changed since are decided first.
            shown |= {"decided": mark, "changed": request.POST.get("action") == "open"}
        except DeskError as fault:
            place = _place(fault.where)
            # The form has no `at`: its own field is named, which may stay empty.
            mend = _("Give the time at which it came under Received, or leave that empty for now.")
            shown["fault"] = _Fault(fault.what, mend if fault.where == "at" else fault.mend, place)
    status = 422 if shown["fault"] else 200
    return page(request, "desk/paste.html", {**_form(workspace.id, given, key, zone), **shown}, status=status)


def _form(workspace: str, given: Mapping[str, Any], key: str, zone: ZoneInfo) -> dict[str, Any]:
    try:
        triggers = categories_of(desk().packs.in_force(workspace))
    except NoPolicy:
        triggers = []
    return {
        "given": given,
        "key": key,
        "customers": desk().store.customers(workspace),
        "channels": CHANNELS,
        "zone_name": zone.key,
        "triggers": triggers,
    }


def _body(given: Mapping[str, Any], zone: ZoneInfo) -> bytes:
    """The form as a request of the contract. Raises: DeskError - no words, or no instant."""
    if not given["text"].strip() and not given["triggers"]:
        raise DeskError(
            _("There are no words"),
            where="signal.text",
            mend=_("Paste what the customer wrote, or tick what is the matter."),
        )
    if given["email"].strip() and "@" not in given["email"]:
        raise DeskError(_("This is no mail address"), where="contact.email", mend=_("Write it as jo@example.com."))
    signal = {name: given[name] for name in ("text", "subject", "channel", "conversation") if given[name].strip()}
    made: dict[str, Any] = {"signal": signal | {"triggers": given["triggers"]}}
    if given["customer"].strip():
        made["customer"] = {"id": given["customer"].strip()}
    if contact := {name: given[name].strip() for name in ("name", "email") if given[name].strip()}:
        made["contact"] = contact
    if given["received"]:
        try:
            made["at"] = datetime.fromisoformat(given["received"]).replace(tzinfo=zone).isoformat(timespec="seconds")
        except ValueError as fault:
            raise DeskError(
                _("This is not a date and time"), where="received", mend=_("Write it as 2025-03-08T23:40.")
            ) from fault
    return msgspec.json.encode(made)


def _preview(workspace: str, body: bytes, text: str, zone: ZoneInfo) -> dict[str, Any]:
    request = read_request(body)
    customer = request.customer.id if request.customer else None
    verdict = verdict_on(desk(), workspace, desk().packs.in_force(workspace), request)
    names = Names.of(verdict.pack, desk().store.people(workspace))
    joins, _continues = desk().store.find_case(
        workspace,
        conversation=request.signal.conversation,
        customer=customer,
        contact=request.contact.email if request.contact else None,
    )
    return preview(verdict, names, text, desk().time.now(), zone, joins.id if joins else None)


def _opened(request: HttpRequest, workspace: str, key: str, body: bytes) -> HttpResponse:
    # Sending the form twice stores one signal: the key was made with the form.
    result = receive_signal(desk(), workspace, f"page:{person(request).username}", key, body)
    case = msgspec.json.decode(result.body)["case"]
    said = _("The message is in the case.")
    if case is None:
        said = _("The message is stored. Nothing in the policy asks for a case, so none was opened.")
    messages.success(request, said, extra_tags=f"{person(request).username}:new")
    return redirect("board") if case is None else redirect("case", case=case)


def _place(where: str) -> str | None:
    """The field of the form that a place in the request belongs to."""
    return {"at": "received", "customer.id": "customer", "contact.email": "email", "contact.name": "name"}.get(
        where, where.removeprefix("signal.")
    )
