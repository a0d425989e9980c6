"""Retiring a published policy: what would stop, why it is done, and the button that does it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from stepladder.bootstrap import desk
from stepladder.core.values import DeskError
from stepladder.service.policies import Policy, policy_of
from stepladder.service.problems import NotFound
from stepladder.service.retiring import LONGEST_REASON, RetirementPreview, preview_retirement, retire_policy
from stepladder.web.pages.policy_parts import only_admins, shared
from stepladder.web.pages.shell import member, page, person, workspace_of


@member
@require_http_methods(["GET", "HEAD", "POST"])
def policy_retire_page(request: HttpRequest, digest: str) -> HttpResponse:
    """The form that retires a version, under a sentence that says what would stop."""
    only_admins(request)
    workspace = workspace_of(request).id
    try:
        policy, _pack = policy_of(desk(), workspace, digest)
    except NotFound as fault:
        raise Http404(_("The workspace has no policy %s. The history lists every one.") % digest[:12]) from fault
    if policy.standing == "candidate":
        raise Http404(_("%s was never published, so there is nothing to retire.") % policy.name)
    if request.method != "POST":
        return _form(request, policy)
    because, in_force_too = request.POST.get("because", ""), request.POST.get("in_force_too") == "1"
    try:
        told = retire_policy(
            desk(), workspace, policy.digest, because=because, by=person(request).username, in_force_too=in_force_too
        )
    except DeskError as fault:
        return _form(request, policy_of(desk(), workspace, digest)[0], fault, because)
    said = ngettext(
        "%(name)s is retired. %(n)d open case is told.", "%(name)s is retired. %(n)d open cases are told.", told
    )
    messages.success(request, said % {"name": policy.name, "n": told})
    return redirect("policy_history")


def _form(request: HttpRequest, policy: Policy, fault: DeskError | None = None, because: str = "") -> HttpResponse:
    preview = preview_retirement(desk(), workspace_of(request).id, policy.digest)
    context: dict[str, Any] = {
        **shared(request, "policy_history", policy),
        "preview": preview,
        "would_stop": _sentence(preview),
        "is_in_force": policy.standing == "in_force",
        "is_retired": policy.standing == "retired",
        "longest": LONGEST_REASON,
        "because": because,
        "refusal": fault,
    }
    return page(request, "desk/policy/retire.html", context, status=422 if fault is not None else 200)


def _sentence(preview: RetirementPreview) -> str:
    """`12 open cases: 31 running clocks would stop.`"""
    if not preview.open_cases:
        return _("No open case goes by it: nothing would stop.")
    cases = ngettext("%d open case", "%d open cases", preview.open_cases) % preview.open_cases
    clocks = ngettext("%d running clock would stop.", "%d running clocks would stop.", preview.running)
    return f"{cases}: {clocks % preview.running}"
