"""Try a message: what the version in force makes of it, another one, or both beside each other. Nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from stepladder.bootstrap import desk
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.request import Contact, Contract, Customer, Deal, Request
from stepladder.core.values import DeskError
from stepladder.service.deciding import verdict_on
from stepladder.service.policies import Policy, policy_of
from stepladder.service.requests import read_request
from stepladder.web.pages.names import Names
from stepladder.web.pages.policy_parts import called, chosen, shared, standing, versions
from stepladder.web.pages.preview import preview
from stepladder.web.pages.shell import frame, member, page, workspace_of
from stepladder.web.pages.words import CHANNELS

_FIELDS = ("text", "subject", "customer", "channel", "facts", "one", "other")
_RECORDS: dict[str, type[msgspec.Struct]] = {
    "customer": Customer, "contact": Contact, "contract": Contract, "deal": Deal,
}  # fmt: skip
_COMPARED = ("headline", "level_title", "categories", "triggers", "clocks", "routes", "missing")


@member
@require_http_methods(["GET", "HEAD", "POST"])
def policy_try_page(request: HttpRequest) -> HttpResponse:
    """The form, and beside it or below it what each chosen version decides."""
    listed = versions(request)
    given = {name: request.POST.get(name, "").replace("\r\n", "\n") for name in _FIELDS}
    context: dict[str, Any] = {**shared(request, "policy_try", None), "given": given, "decisions": [], "fault": None}
    if request.method != "POST":
        found = chosen(request)
        given |= {"channel": "email", "one": found[0].digest[:12] if found is not None else ""}
        in_force = next((one for one in listed if one.standing == "in_force"), None)
        if found is not None and in_force is not None and found[0].digest != in_force.digest:
            given |= {"one": in_force.digest[:12], "other": found[0].digest[:12]}
    else:
        try:
            body = read_request(msgspec.json.encode(_body(given)))
            context["decisions"] = _decided(request, body, given)
        except DeskError as fault:
            context["fault"] = fault
    context |= {
        "choices": [{"value": one.digest[:12], "title": called(one)} for one in listed],
        "customers": desk().store.customers(workspace_of(request).id),
        "channels": CHANNELS,
        "differences": _differences(context["decisions"]),
    }  # fmt: skip
    return page(request, "desk/policy/try.html", context, status=422 if context["fault"] else 200)


def _decided(request: HttpRequest, asked: Request, given: Mapping[str, str]) -> list[dict[str, Any]]:
    workspace = workspace_of(request).id
    found = []
    for digest in dict.fromkeys(filter(None, (given["one"], given["other"]))):
        policy, pack = policy_of(desk(), workspace, digest)
        found.append(_decision(request, policy, pack, asked, given["text"]))
    return found


def _decision(request: HttpRequest, policy: Policy, pack: Pack, asked: Request, text: str) -> dict[str, Any]:
    workspace = workspace_of(request).id
    verdict = verdict_on(desk(), workspace, pack, asked)
    names = Names.of(pack, desk().store.people(workspace))
    made = preview(verdict, names, text, desk().time.now(), frame(request)["zone"], None)
    return {**made, "policy": policy, "standing": standing(policy), "id": f"decision-{policy.digest[:12]}"}


def _differences(decisions: list[dict[str, Any]]) -> list[str] | None:
    """What two decisions do not share, in words; None where there are no two."""
    if len(decisions) != 2:
        return None
    words = {
        "headline": _("when it is escalated"), "level_title": _("the level"), "categories": _("the categories"),
        "triggers": _("what matched"), "clocks": _("the clocks"), "routes": _("who is told"),
        "missing": _("what a hand-over lacks"),
    }  # fmt: skip
    first, second = decisions
    return [words[key] for key in _COMPARED if _said(first[key]) != _said(second[key])]


def _said(value: Any) -> Any:
    """What is compared of a part of a decision: what a person reads, and not the reason."""
    if not isinstance(value, list):
        return value
    keys = ("title", "state", "name", "within", "due_at", "who", "channel", "copies")
    return [tuple(one.get(key) for key in keys) for one in value]


def _body(given: Mapping[str, str]) -> dict[str, Any]:
    """The form as a request. Raises: DeskError - neither words nor facts, or a line of facts that cannot be read."""
    signal: dict[str, Any] = {name: given[name] for name in ("text", "subject", "channel") if given[name].strip()}
    made: dict[str, Any] = {"signal": signal}
    if given["customer"].strip():
        made["customer"] = {"id": given["customer"].strip()}
    for record, name, value in _facts(given["facts"]):
        if record == "signal":
            signal.setdefault("facts", {})[name] = value
            continue
        part = made.setdefault(record, {})
        own = record in _RECORDS and name in _RECORDS[record].__struct_fields__
        (part if own else part.setdefault("facts", {}))[name] = value
    if "text" not in signal and "facts" not in signal and len(made) == 1:
        raise DeskError(_("There are no words"), where="text", mend=_("Paste a message, or name some facts."))
    return made


def _facts(text: str) -> Iterator[tuple[str, str, str | bool | int]]:
    """Each line as record, name and value. `refund_amount = 600 USD` is a fact of the signal."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        name, mark, value = (part.strip() for part in line.partition("="))
        record, dot, own = name.partition(".")
        record, own = (record, own) if dot else ("signal", name)
        if not mark or not own or not value or record not in ("signal", "case", *_RECORDS):
            what = _("Line %(line)d is no fact: '%(text)s'") % {"line": number, "text": line.strip()[:60]}
            raise DeskError(what, where="facts", mend=_("Write name = value, one a line, as refund_amount = 600 USD."))
        yield record, own, _value(value)


def _value(text: str) -> str | bool | int:
    if text.lower() in ("yes", "true", "no", "false"):
        return text.lower() in ("yes", "true")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else text
