"""The registers: what stands in each, and the page of an entry with its cases and what became of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from stepladder.bootstrap import desk
from stepladder.core.register.entry import Entry
from stepladder.core.register.registers import REGISTERS
from stepladder.service.problems import NotFound, Problem
from stepladder.service.registers import (
    ENTRIES,
    Written,
    entries_of,
    entry_of,
    keep,
    read_register_command,
    register_of,
    with_words,
)
from stepladder.web.pages.asked import as_refused, tell_done
from stepladder.web.pages.forms import Refused, shown_with
from stepladder.web.pages.names import Names
from stepladder.web.pages.register_forms import enter_form, forms_of, unlink_form
from stepladder.web.pages.register_words import purpose_of, said, state_words, title_of
from stepladder.web.pages.shell import member, page, person, workspace_of

_NOT_ARGUMENTS = ("csrfmiddlewaretoken", "place")
_FIRST = "feedback"


@member
@require_http_methods(["GET", "HEAD", "POST"])
def registers_page(request: HttpRequest, register: str = _FIRST) -> HttpResponse:
    """What stands in a register. A POST writes a new entry into it; a refusal is shown with the words kept."""
    try:
        kept = register_of(register)
    except NotFound as fault:
        raise Http404(f"{fault.where}: {fault.what}.") from fault
    refused, status = None, 200
    case = request.GET.get("case", "")[:80]
    # What is written about one case is no draft of what is written about another.
    drafts = f"{kept.id}:{case}" if case else kept.id
    if request.method == "POST":
        try:
            made = _carry_out(request, register=kept.id)
        except Problem as fault:
            refused, status = as_refused(request, fault), fault.status
        else:
            tell_done(request, drafts, _("Written down."))
            return redirect("entry", entry=made)
    found = entries_of(desk().store, workspace_of(request).id)
    here = with_words(desk().store, workspace_of(request).id, [one for one in found if one.register == kept.id])
    part = shown_with(enter_form(kept, case), refused, open=bool(case) or not here)
    return page(
        request,
        "desk/registers.html",
        {
            "drafts": drafts,
            "title": title_of(kept.id),
            "purpose": purpose_of(kept.id),
            "registers": [_tab(one, kept.id, found) for one in REGISTERS],
            "lines": [_line(one) for one in here],
            "case": case,
            "part": part,
            "confirms": kept.confirms,
            "action": f"{request.path}?{urlencode({'case': case})}" if case else request.path,
            "refusal": refused if refused is not None and refused.place != part.id else None,
        },
        status=status,
    )


@member
@require_http_methods(["GET", "HEAD", "POST"])
def entry_page(request: HttpRequest, entry: str) -> HttpResponse:
    """One entry. A POST brings it on; a refusal is shown beside its form."""
    workspace, refused, status = workspace_of(request).id, None, 200
    if request.method == "POST":
        try:
            _carry_out(request, entry=entry)
        except NotFound as fault:
            raise Http404(f"{fault.where}: {fault.what}.") from fault
        except Problem as fault:
            refused, status = as_refused(request, fault), fault.status
        else:
            tell_done(request, entry, _("Done."))
            return redirect("entry", entry=entry)
    try:
        found = entry_of(desk().store, workspace, entry)
    except NotFound as fault:
        raise Http404(f"{fault.where}: {fault.what}.") from fault
    return page(request, "desk/entry.html", _shown(request, found, refused), status=status)


def _shown(request: HttpRequest, found: Written, refused: Refused | None) -> dict[str, Any]:
    workspace, store = workspace_of(request).id, desk().store
    people, reader = store.people(workspace), person(request).username
    names = Names.of(desk().packs.in_force(workspace), people)
    parts = [shown_with(one, refused) for one in forms_of(found, people, reader)]
    unlinks = {case: shown_with(unlink_form(found.entry, case), refused) for case in found.entry.cases}
    places = {one.id for one in (*parts, *unlinks.values())}
    history = list(ENTRIES.history(store, workspace, found.entry.id))
    confirmed = found.entry.confirmed
    return {
        **_line(found),
        "register": title_of(found.entry.register),
        "parts": parts,
        "cases": [
            {"id": case, "customer": customer, "part": unlinks[case]} for case, customer in found.entry.cases.items()
        ],
        "action": request.path,
        "refusal": refused if refused is not None and refused.place not in places else None,
        "made_by": names.whom(found.entry.made_by),
        "confirms": found.entry.kept_in.confirms,
        "confirmed": [{"who": names.whom(one), "at": at} for one, at in confirmed.items()],
        "missing": [one.name for one in people if one.id not in confirmed],
        "history": [
            {
                "at": one.at,
                "said": said(one.event, found.entry.register, names),
                "by": names.whom(one.by),
                "words": getattr(one.event, "because", ""),
            }
            for one in reversed(history)
        ],
    }


def _carry_out(request: HttpRequest, *, register: str | None = None, entry: str | None = None) -> str:
    """Carry out the command of a form; the id of its entry.

    Takes: register, entry - whose page it stands on, whatever the form says besides. Raises: Problem.
    """
    form = {name: str(value).replace("\r\n", "\n") for name, value in request.POST.items()}
    asked = {name: value for name, value in form.items() if name not in _NOT_ARGUMENTS and value.strip()}
    asked |= {"register": register} if register is not None else {"entry": entry or ""}
    command = read_register_command(msgspec.json.encode(asked))
    return keep(desk(), workspace_of(request).id, command, person(request).username).id


def _tab(register: str, here: str, found: list[Entry]) -> dict[str, Any]:
    waiting = sum(one.register == register and not one.is_over for one in found)
    return {"id": register, "title": title_of(register), "here": register == here, "count": waiting}


def _line(one: Written) -> dict[str, Any]:
    state, tone = state_words(one.entry.register, one.entry.state)
    return {"entry": one.entry, "title": one.title or one.entry.id, "text": one.text, "state": state, "tone": tone}
