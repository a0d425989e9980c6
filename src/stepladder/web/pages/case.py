"""The page of a case, and the commands that its forms send."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from stepladder.bootstrap import desk
from stepladder.service.commands import CommandResult
from stepladder.service.problems import Archived, NotFound, Problem
from stepladder.service.reading.case_page import read_case_page
from stepladder.service.requests import is_number
from stepladder.web.pages.asked import as_refused, command_of, place_of, tell_done
from stepladder.web.pages.beforehand import LookFirst, carry_out, to_look_at
from stepladder.web.pages.case_shown import shown
from stepladder.web.pages.done import changes_since, done_by
from stepladder.web.pages.faults import archived
from stepladder.web.pages.forms import Refused
from stepladder.web.pages.shell import member, member_who_writes, page, person, workspace_of


@member
@require_safe
def case_page(request: HttpRequest, case: str) -> HttpResponse:
    return _shown(request, case)


@member
@require_http_methods(["GET", "POST"])
def case_do(request: HttpRequest, case: str) -> HttpResponse:
    """Carry out a command and go back where it was given; a refusal is shown beside its form with the words kept."""
    if request.method == "GET":
        return redirect("case", case=case)  # The page of a refusal was loaded again.
    try:
        result = carry_out(request, case, command_of(request))
    except Archived as fault:
        return archived(request, fault)
    except NotFound as fault:
        raise Http404(f"{fault.where}: {fault.what}.") from fault
    except LookFirst as fault:
        return _shown(request, case, to_look_at(request, fault), status=409)
    except Problem as fault:
        return _shown(request, case, as_refused(request, fault), status=fault.status)
    tell_done(request, case, _done(request, result))
    if request.POST.get("next") == "board":
        return redirect("board")
    # What a hand-over lacks is filled in where it stands, piece after piece.
    in_hand_over = (place_of(request) or "").startswith("known-")
    anchor = "#hand-over" if in_hand_over else _AFTER.get(request.POST.get("do", ""), "")
    return redirect(reverse("case", args=[case]) + anchor)


_AFTER = {
    "set_fact": "#questions", "confirm_trigger": "#evidence", "correct_trigger": "#evidence", "log_attempt": "#owed",
    "tick_gate": "#owed", "waive_gate": "#owed", "add_factor": "#identity", "request_approval": "#approvals",
    "approve": "#approvals", "reject": "#approvals", "complete_step": "#owed", "skip_step": "#owed", "offer": "#offers",
    "hold": "#holds", "release": "#holds", "link_incident": "#incident", "unlink_incident": "#incident",
    "declare_incident": "#incident", "update_incident": "#incident", "end_incident": "#incident",
}  # fmt: skip
"""Where the work goes on after a command: where its form stood."""


def _done(request: HttpRequest, result: CommandResult) -> str:
    """What came of a command, in the words of the timeline."""
    if result.of_account:
        return _("Done: the account of the customer knows it.")
    said = done_by(desk(), workspace_of(request).id, result)
    return _("Done: %s") % said if said else _("It was so already: nothing has changed.")


@member_who_writes
@require_safe
def case_changed(request: HttpRequest, case: str) -> HttpResponse:
    """What others did since the reader's copy was made: nothing, or a line that says so. No draft is lost to it."""
    store, workspace = desk().store, workspace_of(request).id
    found = store.load_case(workspace, case)
    if found is None and store.archived_case(workspace, case) is not None:
        return render(request, "desk/part/changed.html", {"entries": [_("it was archived")], "case": case})
    seen = request.GET.get("version", "")
    if found is None or not is_number(seen) or found.version <= int(seen):
        return HttpResponse(status=204)
    entries = changes_since(desk(), workspace, found, int(seen))
    return render(request, "desk/part/changed.html", {"entries": entries, "case": found.id})


def _shown(request: HttpRequest, case: str, refused: Refused | None = None, status: int = 200) -> HttpResponse:
    workspace = workspace_of(request).id
    try:
        read = read_case_page(desk(), workspace, case, reader=person(request).username)
    except Archived as fault:
        return archived(request, fault)
    except NotFound as fault:
        raise Http404(f"{fault.where}: {fault.what}.") from fault
    pack = desk().packs.by_digest(workspace, read.digest)
    answer = page(request, "desk/case.html", shown(read, pack, refused), status=status, now=read.now, zone=read.zone)
    answer["Cache-Control"] = "private, no-cache"
    return answer
